package words

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// maxQuestion bounds what is read of a question, in characters.
const maxQuestion = 60

// Index finds things by their names. It is filled once and then only asked.
type Index struct {
	entries []entry
	df      map[string]int // in how many entries a term stands
}

type entry struct {
	id       string
	names    []string // plain; the first is the name, the others stand for it
	whole    []string // pinyin
	initials []string
	terms    map[string]float64
}

// Worth of the places and ways in which a question may fit.
const (
	inName   = 3.0
	inOthers = 1.5
	same     = 12.0
	within   = 4.0
)

// Add enters a thing under its name and what else tells of it.
func (ix *Index) Add(id, name string, others ...string) {
	if ix.df == nil {
		ix.df = map[string]int{}
	}
	e := entry{id: id, terms: map[string]float64{}}
	for i, n := range append([]string{name}, others...) {
		p := Plain(n)
		if p == "" {
			continue
		}
		w := inName
		if i > 0 {
			w = inOthers
		}
		for _, t := range Terms(p) {
			e.terms[t] = max(e.terms[t], w)
		}
		whole, initials := Spelt(p)
		e.names, e.whole, e.initials = append(e.names, p), append(e.whole, whole), append(e.initials, initials)
	}
	for t := range e.terms {
		ix.df[t]++
	}
	ix.entries = append(ix.entries, e)
}

// Search gives the things that fit a question, the best first and equals by id.
func (ix *Index) Search(question string) []string {
	if r := []rune(question); len(r) > maxQuestion {
		question = string(r[:maxQuestion])
	}
	q := Plain(question)
	if q == "" {
		return nil
	}
	type hit struct {
		id    string
		score float64
	}
	var hits []hit
	for i := range ix.entries {
		if s := ix.score(&ix.entries[i], q); s > 0 {
			hits = append(hits, hit{ix.entries[i].id, s})
		}
	}
	slices.SortFunc(hits, func(a, b hit) int { return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.id, b.id)) })
	out := make([]string, len(hits))
	for i, h := range hits {
		out[i] = h.id
	}
	return out
}

// rarity is how much a term tells: one that stands everywhere tells little.
func (ix *Index) rarity(term string) float64 {
	return math.Log(1 + float64(len(ix.entries)+1)/float64(ix.df[term]+1))
}

func (ix *Index) score(e *entry, q string) float64 {
	var s, met, total float64
	list := Terms(q)
	slices.Sort(list)
	for _, t := range slices.Compact(list) {
		r := ix.rarity(t)
		total += r
		if w := e.terms[t]; w > 0 {
			s, met = s+r*w, met+r
		}
	}
	if total > 0 {
		s *= met / total // who meets half of the question is worth less than half
	}
	if met*2 < total {
		s = 0
	}
	typed := strings.ReplaceAll(q, " ", "")
	latin := Latin(typed)
	for i, n := range e.names {
		part := 1 / float64(1+i)
		s += part * near(n, q)
		if latin {
			s += part * (near(e.whole[i], typed) + initial(e.initials[i], typed))
		}
	}
	return s
}

// near compares two texts: alike, or one within the other.
func near(name, q string) float64 {
	switch {
	case name == q:
		return same
	case len(q) >= 4 && strings.Contains(name, q):
		return within * (1 + float64(len(q))/float64(len(name)))
	}
	return 0
}

// initial compares first letters; two may be anything, so three at least are asked for.
func initial(name, q string) float64 {
	switch {
	case len(q) > 1 && name == q:
		return same
	case len(q) >= 3 && strings.Contains(name, q):
		return within * (1 + float64(len(q))/float64(len(name)))
	}
	return 0
}
