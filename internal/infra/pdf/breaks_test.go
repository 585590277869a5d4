package pdf

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// em gives Chinese characters one em and the rest half of one.
func em(r rune) float64 {
	if r < 0x2E80 {
		return 0.5
	}
	return 1
}

func broken(text string, first, rest float64) string {
	var out []string
	for _, l := range breakText(clean(text), first, rest, em) {
		out = append(out, string(l.text))
	}
	return strings.Join(out, "|")
}

func TestBreakText(t *testing.T) {
	for _, c := range []struct {
		why, text   string
		first, rest float64
		want        string
	}{
		{"plain", "一二三四五六七", 3, 3, "一二三|四五六|七"},
		{"first line indented", "一二三四五六七", 2, 3, "一二|三四五|六七"},
		{"no stop begins a line", "一二三，四五", 3, 3, "一二|三，四|五"},
		{"nor several closing marks", "一二（三）。四", 4, 4, "一二|（三）。|四"},
		{"no opening mark ends a line", "一二《三四》五", 3, 3, "一二|《三|四》五"},
		{"a number stays whole", "共有2026年", 3, 3, "共有|2026年"},
		{"with its sign and unit", "增长12.5%以上", 4, 4, "增长|12.5%以|上"},
		{"a word stays whole", "用holon好", 3, 3, "用|holon|好"},
		{"dashes stay together", "一二——三", 3, 3, "一二——|三"},
		{"a space is not printed at a break", "ab cd", 1, 1, "ab|cd"},
		{"a joined space is kept", "1.\u00A0一二", 3, 3, "1.\u00A0一|二"},
		{"longer than a line is torn", "999901202611", 2, 2, "9999|0120|2611"},
		{"at a joint if there is one", "1.2.156.3005", 3, 3, "1.2.|156.|3005"},
		{"an address goes on after a slash", "https://a.example/case/17", 6, 6, "https://|a.example/|case/17"},
		{"a date in figures does not", "于2026/11/23止", 5, 5, "于|2026/11/23|止"},
		{"paragraphs", "一\n\n二\r\n三", 3, 3, "一||二|三"},
		{"nothing", "", 3, 3, ""},
		{"zero width", "", 0, 0, ""},
		{"no room at all", "一二", 0, 0, "一|二"},
	} {
		if got := broken(c.text, c.first, c.rest); got != c.want {
			t.Errorf("%s: %q, want %q", c.why, got, c.want)
		}
	}
}

func TestCleanShowsWhatItCannotPrint(t *testing.T) {
	got := string(clean("甲\u200b\ufe0f乙\u202e丙\x00\tx\r\ny\u2028z"))
	if want := "甲乙\u202e丙\x00 x\ny\nz"; got != want {
		t.Fatalf("%q, want %q", got, want)
	}
	if got := string(clean("a\xffb")); got != "a\uFFFDb" {
		t.Fatalf("%q", got)
	}
}

// No text loses a character but the spaces at line ends, and no line is wider
// than its room unless a single character is.
func TestBreakTextKeepsEverything(t *testing.T) {
	alphabet := []rune("一二三，。（）《》“”——…12.%aB /:-\u00A0\u0301")
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.SliceOfN(rapid.SampledFrom(alphabet), 0, 60).Draw(t, "text")
		room := float64(rapid.IntRange(1, 12).Draw(t, "room"))
		var got []rune
		for _, l := range breakText(text, room, room, em) {
			got = append(got, l.text...)
			w := 0.0
			for _, r := range l.text {
				w += em(r)
			}
			if w > room && len(l.text) > 1 {
				t.Fatalf("%q is %v wide of %v", string(l.text), w, room)
			}
		}
		squeeze := func(s []rune) string { return strings.ReplaceAll(string(s), " ", "") }
		if squeeze(got) != squeeze(text) {
			t.Fatalf("%q became %q", string(text), string(got))
		}
	})
}

func TestPaginateKeepsTogether(t *testing.T) {
	s := sheet{firstTop: 0, firstBottom: 10, top: 0, bottom: 10}
	row := func(h float64, keep bool) item { return item{height: h, keep: keep} }
	head := row(1, true)
	for _, c := range []struct {
		why   string
		items []item
		want  []int // items on each page, repeated heads included
	}{
		{"all on one", []item{row(4, false), row(6, false)}, []int{2}},
		{"one over", []item{row(4, false), row(7, false)}, []int{1, 1}},
		{"two lines stay with the signature", []item{row(4, false), row(2, true), row(2, true), row(5, false)}, []int{1, 3}},
		{"a chain too long for a page goes on", []item{row(4, true), row(4, true), row(4, true), row(4, false)}, []int{2, 2}},
		{"no air at the head of a page", []item{row(9, false), air(2), row(3, false)}, []int{1, 1}},
		{"the head of a table is repeated", []item{{height: 6}, {height: 6, head: &head}}, []int{1, 2}},
		{"nothing", nil, []int{0}},
	} {
		pages := paginate(c.items, s)
		var got []int
		for _, p := range pages {
			got = append(got, len(p))
		}
		if len(got) != len(c.want) {
			t.Errorf("%s: %v, want %v", c.why, got, c.want)
			continue
		}
		for i := range got {
			if got[i] != c.want[i] {
				t.Errorf("%s: %v, want %v", c.why, got, c.want)
			}
		}
	}
}
