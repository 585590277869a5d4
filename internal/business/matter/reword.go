package matter

import (
	"slices"

	"holon.example/holon/internal/business/matter/reword"
)

// Bounds of a site's own words.
const (
	maxWordingLines = 60
	maxWordingLine  = 4_000
)

// Reworded gives the letter in a site's own words, and what is wrong with it then.
// Number, seal, remedies and fields stay those of the pack.
func (l *Letter) Reworded(w reword.Words) (*Letter, []Finding) {
	out := *l
	if w.Title.Zh != "" {
		out.Name.Zh = w.Title.Zh
	}
	out.Salute, out.Body, out.Close = w.Salute, slices.Clone(w.Body), w.Close
	r := newReport("letters").in(l.ID)
	long := func(s string) bool { return len(s) > maxWordingLine }
	r.need(len(out.Body) <= maxWordingLines && !slices.ContainsFunc(append([]string{out.Salute, out.Close, out.Name.Zh}, out.Body...), long), "letter.too_long")
	(&linter{}).lintLetter(&out, r)
	return &out, r.findings()
}
