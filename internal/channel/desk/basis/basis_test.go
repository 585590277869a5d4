package basis_test

import (
	"slices"
	"strings"
	"testing"

	"holon.example/holon/internal/business/matter"
	"holon.example/holon/internal/channel/desk/basis"
	"holon.example/holon/internal/rule/law"
)

const text = `# 中华人民共和国许可法

（2019年4月23日修正）

<!-- INFO END -->

第一条　为了规范许可，制定本法。

第二条　申请人的申请符合法定条件的，应当准予。

行政机关不予许可的，应当说明理由。

第三条　期限为二十日。
`

func book(t *testing.T) basis.Book {
	t.Helper()
	l, _ := law.Convert("许可法.md", []byte(text), "test")
	if l == nil {
		t.Fatal("the statute was not read")
	}
	lib, err := law.NewLibrary([]*law.Law{l})
	if err != nil {
		t.Fatal(err)
	}
	return basis.Book{Laws: lib, On: "2026-11-23"}
}

func TestPickerOffersWhatTheItemsCite(t *testing.T) {
	b := book(t)
	items := []*matter.Item{{Basis: []matter.Basis{{Cite: "许可法§2.1"}, {Cite: "许可法§99"}, {Cite: "none"}}, Limit: &matter.Limit{Cite: "许可法§3"}}}
	cites := func(hits []basis.Hit) (out []string) {
		for _, h := range hits {
			out = append(out, h.Cite)
		}
		return out
	}
	if got := cites(b.Cited(items)); !slices.Equal(got, []string{"许可法§2.1", "许可法§3"}) {
		t.Errorf("cited: %v", got)
	}
	for words, want := range map[string][]string{
		"":          {"许可法§2.1", "许可法§3"},
		"不予":        {"许可法§2.2"},
		"2":         {"许可法§2.1", "许可法§2.2"},
		"许可法§1":     {"许可法§1"},
		"没有这个词":     nil,
		"许可法第二条第二款": {"许可法§2.2"},
	} {
		hits := b.Search(items, words)
		if got := cites(hits); !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", words, got, want)
		}
		for _, h := range hits {
			if h.Text == "" || strings.Contains(h.Text, "第二条") {
				t.Errorf("%s: %q is not the exact text", h.Cite, h.Text)
			}
		}
	}
	if got := b.Search(nil, "不予"); got != nil {
		t.Errorf("a law no item has to do with: %v", got)
	}
	for in, want := range map[string]string{"许可法§2.1": "", "许可法§7": "许可法§7", "随便": "随便"} {
		if got := b.Unknown([]string{in}); got != want {
			t.Errorf("%s: %q", in, got)
		}
	}
}
