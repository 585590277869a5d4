package find

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"holon.example/holon/internal/lang/words"
)

// Query is what is looked for. The zero Query is everything.
type Query struct {
	Words      string
	Who        string // person or firm; empty: everybody
	Kind       string // item or thing; empty: both
	Department string // id of a department of the region; empty: all
	After      string // id of the last entry of the page before; empty: from the beginning
	Size       int    // of a page; 0: 20
}

// Found is one page of results.
type Found struct {
	Entries []*Entry
	Total   int
	More    string // where the next page begins; empty: there is none
}

const (
	pageSize    = 20
	maxQuestion = 60 // what is read of a question, in characters
)

// hit is an entry with how well it fits.
type hit struct {
	e     *Entry
	score float64
}

// Search gives the entries that fit, the best first; without words all, one-things
// first and then by id.
func (ix *Index) Search(q Query) Found {
	hits := ix.rank(q.Words)
	hits = slices.DeleteFunc(hits, func(h hit) bool { return !ix.fits(h.e, q) })
	out := Found{Total: len(hits)}
	from := 0
	if q.After != "" {
		from = 1 + slices.IndexFunc(hits, func(h hit) bool { return h.e.ID == q.After })
	}
	size := q.Size
	if size <= 0 {
		size = pageSize
	}
	to := min(from+size, len(hits))
	for _, h := range hits[from:to] {
		out.Entries = append(out.Entries, h.e)
	}
	if to < len(hits) {
		out.More = hits[to-1].e.ID
	}
	return out
}

func (ix *Index) fits(e *Entry, q Query) bool {
	switch {
	case q.Who != "" && !slices.Contains(e.Audience(), q.Who),
		q.Kind == "thing" && e.Thing == nil,
		q.Kind == "item" && e.Item == nil,
		q.Department != "" && !slices.Contains(ix.dept[e.ID], q.Department):
		return false
	}
	return true
}

func (ix *Index) rank(typed string) []hit {
	if r := []rune(typed); len(r) > maxQuestion {
		typed = string(r[:maxQuestion])
	}
	asked := words.Plain(typed)
	if asked == "" {
		return ix.all()
	}
	q := ix.question(asked)
	var hits []hit
	for _, e := range ix.entries {
		if s := ix.score(e, q); s > 0 {
			hits = append(hits, hit{e, s})
		}
	}
	if len(hits) == 0 {
		hits = ix.loose(q.text)
	}
	slices.SortFunc(hits, func(a, b hit) int {
		return cmp.Or(cmp.Compare(b.score, a.score), strings.Compare(a.e.ID, b.e.ID))
	})
	return hits
}

// looseShare is how many of a question's characters a name must hold at least where
// nothing fits better.
const looseShare = 0.4

// loose compares single characters, for questions of which no pair stands in a name.
func (ix *Index) loose(text string) (hits []hit) {
	var asked []rune
	for _, r := range text {
		if unicode.Is(unicode.Han, r) && !slices.Contains(asked, r) {
			asked = append(asked, r)
		}
	}
	if len(asked) == 0 {
		return nil
	}
	for _, e := range ix.entries {
		met := 0
		for _, r := range asked {
			if strings.ContainsRune(e.names[0], r) {
				met++
			}
		}
		if share := float64(met) / float64(len(asked)); share >= looseShare {
			hits = append(hits, hit{e, share / e.size})
		}
	}
	return hits
}

func (ix *Index) all() []hit {
	out := make([]hit, len(ix.entries)) // one-things were added first, each kind by id
	for i, e := range ix.entries {
		out[i].e = e
	}
	return out
}

// question is a question taken apart.
type question struct {
	text  string // without noise
	terms []string
	total float64 // rarity of all terms together
	typed string  // what may be pinyin: letters only, without blanks
	meant []meaning
}

// meaning is what a way of speaking in the question stands for.
type meaning struct {
	phrase string
	share  float64 // how much of the question says so
}

func (ix *Index) question(asked string) question {
	q := question{text: ix.quiet(asked)}
	q.terms = words.Terms(q.text)
	slices.Sort(q.terms)
	q.terms = slices.Compact(q.terms)
	for _, t := range q.terms {
		q.total += ix.rarity(t)
	}
	if bare := strings.ReplaceAll(asked, " ", ""); words.Latin(bare) {
		q.typed = bare
	}
	q.meant = ix.meant(asked, q)
	return q
}

// meant finds the ways of speaking in a question; one that stands within a longer one
// does not count.
func (ix *Index) meant(asked string, q question) (out []meaning) {
	var said []saying
	for _, s := range ix.says {
		in := strings.Contains(asked, s.as) || strings.Contains(q.text, s.as) && s.as != ""
		if in || q.typed != "" && (q.typed == s.whole || q.typed == s.initials && len(s.initials) > 2) {
			said = append(said, s)
		}
	}
	for _, s := range said {
		if slices.ContainsFunc(said, func(o saying) bool { return len(o.as) > len(s.as) && strings.Contains(o.as, s.as) }) {
			continue
		}
		share := min(1, float64(len(s.as))/float64(max(1, len(q.text))))
		if q.typed != "" && q.typed == s.whole {
			share = 1
		}
		for _, m := range s.means {
			out = append(out, meaning{m, share})
		}
	}
	return out
}

// Worth of the ways in which an entry may fit.
const (
	wholeName  = 12.0 // the question is the name
	partOfName = 4.0  // it stands within a name
	saidSo     = 9.0  // a way of speaking names it
	oneThing   = 1.25 // what saves people most goes first among equals
)

// score tells how well an entry fits; 0: not at all.
func (ix *Index) score(e *Entry, q question) float64 {
	var s, met float64
	for _, t := range q.terms {
		if w := e.weights[t]; w > 0 {
			r := ix.rarity(t)
			s, met = s+r*w, met+r
		}
	}
	if q.total > 0 {
		s *= met / q.total // who meets half of the question is worth less than half
	}
	for i, n := range e.names {
		s += near(n, q.text) / float64(1+i)
	}
	for _, m := range q.meant {
		if strings.Contains(e.names[0], m.phrase) {
			s += saidSo * (1 + m.share) * (0.5 + 0.5*float64(len(m.phrase))/float64(len(e.names[0])))
		}
	}
	if q.typed != "" {
		s += e.sounds(q.typed)
	}
	if e.Thing != nil {
		s *= oneThing
	}
	return s / e.size
}

func near(name, text string) float64 {
	switch {
	case name == text:
		return wholeName
	case len(text) >= 6 && strings.Contains(name, text): // two Han characters or more
		return partOfName * (1 + float64(len(text))/float64(len(name)))
	}
	return 0
}

// sounds tells how well what may be pinyin fits a name.
func (e *Entry) sounds(typed string) (best float64) {
	for i, whole := range e.spelt {
		part := 1.0
		if i > 0 {
			part = 0.7 // not the name, but what people call it
		}
		switch {
		case whole == typed, e.initials[i] == typed && len(typed) > 1:
			best = max(best, wholeName*part)
		case len(typed) >= 4 && strings.Contains(whole, typed):
			best = max(best, part*partOfName*(1+float64(len(typed))/float64(len(whole))))
		case len(typed) >= 3 && strings.Contains(e.initials[i], typed):
			best = max(best, part*partOfName*(1+float64(len(typed))/float64(len(e.initials[i]))))
		}
	}
	return best
}
