package find

import (
	"math"
	"slices"
	"strings"

	"holon.example/holon/internal/business/matter"
	"holon.example/holon/internal/lang/words"
)

// Entry is one matter or one-thing that can be found.
type Entry struct {
	ID    string
	Thing *matter.OneThing // one of the two
	Item  *matter.Item

	names    []string // plain: the name, then how people call it
	spelt    []string // pinyin of the names, whole
	initials []string
	weights  map[string]float64 // term → the weight of the place it stands in
	size     float64            // how much a long name is held against it
}

// Name is the name in both languages.
func (e *Entry) Name() matter.Text {
	if e.Thing != nil {
		return e.Thing.Name
	}
	return e.Item.Name
}

// Audience are those whom it is for: person, firm, body.
func (e *Entry) Audience() []string {
	if e.Thing != nil {
		return e.Thing.Audience
	}
	return e.Item.Audience
}

// Index answers questions about the matters of one division.
type Index struct {
	entries []*Entry
	byID    map[string]int // place among the entries
	df      map[string]int // in how many entries a term stands
	noise   []string
	says    []saying
	dept    map[string][]string // department → the departments of a one-thing it takes part in
}

// saying is one way of speaking, in the form questions are compared in.
type saying struct {
	as, whole, initials string
	means               []string
}

// Weights of the places where a term may stand.
const (
	inName  = 3.0
	inWords = 2.0
	inTopic = 1.0
)

// Build makes the index of a division.
func Build(lib *matter.Library, division string) *Index {
	ix := &Index{byID: map[string]int{}, df: map[string]int{}, dept: map[string][]string{}}
	region := lib.Region(division)
	for _, t := range lib.Things() {
		if t.State != "published" || region == nil {
			continue
		}
		ix.add(&Entry{ID: t.ID, Thing: t}, t.Name, t.Words, t.Topics)
		for _, code := range append([]string{t.Lead}, t.Partners...) {
			if d := region.For(code); d != nil {
				ix.dept[t.ID] = append(ix.dept[t.ID], d.ID)
			}
		}
	}
	for _, it := range lib.Items(division) {
		if it.State == "published" {
			ix.add(&Entry{ID: it.ID, Item: it}, it.Name, it.Words, it.Topics)
			ix.dept[it.ID] = []string{it.Department}
		}
	}
	ix.learn(lib.Sayings())
	return ix
}

func (ix *Index) add(e *Entry, name matter.Text, called, topics []string) {
	e.names = append(e.names, words.Plain(name.Zh))
	e.weights = map[string]float64{}
	put := func(text string, w float64) {
		for _, t := range words.Terms(words.Plain(text)) {
			e.weights[t] = max(e.weights[t], w)
		}
	}
	put(name.Zh, inName)
	put(name.En, inName)
	for _, w := range called {
		e.names = append(e.names, words.Plain(w))
		put(w, inWords)
	}
	for _, t := range topics {
		put(t, inTopic)
	}
	for _, n := range e.names {
		whole, initials := words.Spelt(n)
		e.spelt, e.initials = append(e.spelt, whole), append(e.initials, initials)
	}
	e.size = 1 + 0.1*math.Log(float64(1+len([]rune(name.Zh))))
	for t := range e.weights {
		ix.df[t]++
	}
	ix.byID[e.ID] = len(ix.entries)
	ix.entries = append(ix.entries, e)
}

func (ix *Index) learn(all matter.Sayings) {
	for _, n := range all.Noise {
		ix.noise = append(ix.noise, words.Plain(n))
	}
	slices.SortStableFunc(ix.noise, func(a, b string) int { return len(b) - len(a) }) // the longest first
	for _, s := range all.Says {
		var means []string
		for _, m := range s.Means {
			means = append(means, words.Plain(m))
		}
		for _, as := range s.As {
			x := saying{as: words.Plain(as), means: means}
			x.whole, x.initials = words.Spelt(x.as)
			ix.says = append(ix.says, x)
		}
	}
}

// rarity is how much a term tells: one that stands everywhere tells little.
func (ix *Index) rarity(term string) float64 {
	return math.Log(1 + float64(len(ix.entries)+1)/float64(ix.df[term]+1))
}

// quiet takes the noise out of a question, unless nothing is left.
func (ix *Index) quiet(q string) string {
	out := q
	for _, n := range ix.noise {
		if words.Latin(strings.ReplaceAll(n, " ", "")) {
			out = strings.TrimSpace(strings.ReplaceAll(" "+out+" ", " "+n+" ", " "))
			continue
		}
		out = strings.ReplaceAll(out, n, " ")
	}
	out = strings.Join(strings.Fields(out), " ")
	if out == "" {
		return q
	}
	return out
}
