package words_test

import (
	"slices"
	"testing"

	"holon.example/holon/internal/lang/words"
)

func TestPlainTermsAndPinyin(t *testing.T) {
	if got := words.Plain("  ＡＢ　 c-d 海棠 市 "); got != "ab c d海棠市" {
		t.Errorf("%q", got)
	}
	if got := words.Terms("海棠市 ab 一"); !slices.Equal(got, []string{"海棠", "棠市", "ab", "一"}) {
		t.Error(got)
	}
	if whole, initials := words.Spelt("海棠a"); whole != "haitanga" || initials != "hta" {
		t.Error(whole, initials)
	}
}

func TestIndexRanksNames(t *testing.T) {
	var ix words.Index
	ix.Add("a", "婚姻登记信息", "marriage register", "结婚登记日期")
	ix.Add("b", "经营主体登记信息", "register of firms")
	ix.Add("c", "市政消火栓", "hydrants")
	for ask, want := range map[string]string{"婚姻": "a", "hunyin": "a", "xhs": "c", "HYDRANTS": "c", "经营主体": "b", "结婚登记日期": "a"} {
		if got := ix.Search(ask); len(got) == 0 || got[0] != want {
			t.Errorf("%s: %v", ask, got)
		}
	}
	for _, ask := range []string{"", "zz", "\x00\xff", "龘"} {
		if got := ix.Search(ask); len(got) != 0 {
			t.Errorf("%q finds %v", ask, got)
		}
	}
}
