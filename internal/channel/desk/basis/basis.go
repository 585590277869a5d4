package basis

import (
	"slices"
	"strconv"
	"strings"

	"holon.example/holon/internal/business/matter"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/rule/law"
)

// Hit is an article that may be named.
type Hit struct {
	Cite  string // as it is inserted, such as 行政许可法§38.1
	Words string // as letters write it
	Text  string // exact
	Cited bool   // an item of the case cites it
}

// maxHits bounds what one search offers.
const maxHits = 20

// Book is where the articles of a case are looked up.
type Book struct {
	Laws *law.Library
	On   gov.Date
}

// Cited gives the articles that items cite, in the order in which they stand there.
func (b Book) Cited(items []*matter.Item) (out []Hit) {
	for _, cite := range cites(items) {
		c, err := law.Parse(cite)
		if err != nil {
			continue
		}
		if h, ok := b.hit(c); ok && !slices.ContainsFunc(out, func(o Hit) bool { return o.Cite == h.Cite }) {
			h.Cited = true
			out = append(out, h)
		}
	}
	return out
}

func (b Book) hit(c law.Citation) (Hit, bool) {
	p, err := b.Laws.ResolveAt(c, b.On)
	if err != nil {
		return Hit{}, false
	}
	c.Law, c.Version = p.Citation.Law, ""
	return Hit{Cite: c.String(), Words: c.Words(), Text: p.Text()}, true
}

// Search finds articles by words or by number: first among those the items cite, then
// in the laws these stand in. Without words it gives what the items cite.
func (b Book) Search(items []*matter.Item, words string) (out []Hit) {
	words = strings.TrimSpace(words)
	cited := b.Cited(items)
	if words == "" {
		return cited[:min(len(cited), maxHits)]
	}
	if c, err := law.Parse(words); err == nil {
		if h, ok := b.hit(c); ok {
			return []Hit{h}
		}
	}
	for _, h := range cited {
		if strings.Contains(h.Text, words) || strings.Contains(h.Cite, words) {
			out = append(out, h)
		}
	}
	for _, name := range laws(items) {
		out = b.inLaw(out, name, words)
	}
	return out[:min(len(out), maxHits)]
}

// inLaw adds the paragraphs of a law that hold the words.
func (b Book) inLaw(out []Hit, name, words string) []Hit {
	l, err := b.Laws.Law(name)
	if err != nil {
		return out
	}
	number, _ := strconv.Atoi(words)
	for _, a := range l.Articles {
		for i, p := range a.Paragraphs {
			if len(out) >= maxHits {
				return out
			}
			if a.Number != number && !holds(p, words) {
				continue
			}
			c := law.Citation{Law: l.ShortName(), Article: a.Number, Sub: a.Sub}
			if len(a.Paragraphs) > 1 {
				c.Paragraph = i + 1
			}
			if h, ok := b.hit(c); ok && !slices.ContainsFunc(out, func(o Hit) bool { return o.Cite == h.Cite }) {
				out = append(out, h)
			}
		}
	}
	return out
}

func holds(p law.Paragraph, words string) bool {
	return strings.Contains(p.Text, words) || slices.ContainsFunc(p.Items, func(i law.Item) bool { return strings.Contains(i.Text, words) })
}

// Unknown gives the first of some citations that no law of the library bears out; empty
// when all do.
func (b Book) Unknown(cites []string) string {
	for _, text := range cites {
		c, err := law.Parse(text)
		if err != nil {
			return text
		}
		if _, ok := b.hit(c); !ok {
			return text
		}
	}
	return ""
}

// cites are the citations of items, each once.
func cites(items []*matter.Item) (out []string) {
	add := func(c string) {
		if c != "" && !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	for _, it := range items {
		for _, x := range it.Basis {
			add(x.Cite)
		}
		for _, x := range it.Conditions {
			add(x.Cite)
		}
		for _, l := range []*matter.Limit{it.Limit, it.Promise} {
			if l != nil {
				add(l.Cite)
			}
		}
		if it.Check != nil {
			add(it.Check.Cite)
		}
		for _, x := range it.Special {
			add(x.Cite)
		}
		for _, x := range it.Materials {
			add(x.Cite)
		}
	}
	return out
}

// laws are the laws that items cite, each once.
func laws(items []*matter.Item) (out []string) {
	for _, text := range cites(items) {
		if c, err := law.Parse(text); err == nil && !slices.Contains(out, c.Law) {
			out = append(out, c.Law)
		}
	}
	return out
}
