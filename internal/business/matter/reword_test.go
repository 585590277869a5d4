package matter

import (
	"slices"
	"strings"
	"testing"

	"holon.example/holon/internal/business/matter/reword"
)

// A site's own words have bounds; the pack's letter stays as it was.
func TestWordsOfASiteHaveBounds(t *testing.T) {
	l := &Letter{ID: "accept", Salute: "甲", Body: []string{"乙"}}
	for name, c := range map[string]struct {
		words reword.Words
		long  bool
	}{
		"short":      {reword.Words{Salute: "您好", Body: []string{"一"}}, false},
		"long line":  {reword.Words{Salute: "您好", Body: []string{strings.Repeat("x", maxWordingLine+1)}}, true},
		"many lines": {reword.Words{Salute: "您好", Body: slices.Repeat([]string{"一"}, maxWordingLines+1)}, true},
	} {
		out, found := l.Reworded(c.words)
		if got := slices.ContainsFunc(found, func(f Finding) bool { return f.Code == "letter.too_long" }); got != c.long {
			t.Errorf("%s: %v", name, found)
		}
		if out.Salute != "您好" || l.Salute != "甲" || l.Body[0] != "乙" {
			t.Errorf("%s: %+v, of the pack %+v", name, out, l)
		}
	}
}
