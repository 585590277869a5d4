package standard

import (
	"maps"
	"slices"
	"strings"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/lang/words"
)

// Version is one version of an element, with when it was written and by whom.
type Version struct {
	Element
	No int      `json:"no"`
	At gov.Time `json:"at"`
	By gov.ID   `json:"by,omitempty"` // person; 0: the site itself
}

// Book is the standard as it stands at one moment. It never changes.
type Book struct {
	elements map[string]Version
	editions map[string][]*Edition // by list, in the order they take effect
	index    words.Index
}

// NewBook makes a book of current versions and all editions.
func NewBook(elements []Version, editions []*Edition) *Book {
	b := &Book{elements: map[string]Version{}, editions: map[string][]*Edition{}}
	for _, v := range elements {
		b.elements[v.Code] = v
	}
	for _, e := range editions {
		b.editions[e.List] = append(b.editions[e.List], e.index())
	}
	for _, list := range b.editions {
		slices.SortStableFunc(list, func(x, y *Edition) int {
			if x.Since != y.Since {
				return strings.Compare(string(x.Since), string(y.Since))
			}
			return x.No - y.No
		})
	}
	for _, v := range b.Elements() {
		b.index.Add(v.Code, v.Name.Zh, append([]string{v.Name.En, v.Code}, v.Synonyms...)...)
	}
	return b
}

// Element gives the current version of an element.
func (b *Book) Element(code string) (Version, bool) {
	v, ok := b.elements[code]
	return v, ok
}

// Elements lists the current versions by code, retired ones too.
func (b *Book) Elements() []Version {
	out := make([]Version, 0, len(b.elements))
	for _, code := range slices.Sorted(maps.Keys(b.elements)) {
		out = append(out, b.elements[code])
	}
	return out
}

// Search gives the elements a question fits, the best first; without words all by code.
func (b *Book) Search(question string) []Version {
	if strings.TrimSpace(question) == "" {
		return b.Elements()
	}
	var out []Version
	for _, code := range b.index.Search(question) {
		out = append(out, b.elements[code])
	}
	return out
}

// Lists gives the newest edition of every list, by list.
func (b *Book) Lists() (out []*Edition) {
	for _, id := range slices.Sorted(maps.Keys(b.editions)) {
		list := b.editions[id]
		out = append(out, list[len(list)-1])
	}
	return out
}

// Editions lists the editions of a list, in the order they take effect.
func (b *Book) Editions(list string) []*Edition { return slices.Clone(b.editions[list]) }

// InForce gives the edition of a list that holds on a day; nil where none does yet.
func (b *Book) InForce(list string, on gov.Date) (e *Edition) {
	for _, x := range b.editions[list] {
		if x.Since <= on {
			e = x
		}
	}
	return e
}

// Users lists the elements whose values are of a list, by code.
func (b *Book) Users(list string) (out []Version) {
	for _, v := range b.Elements() {
		if v.List == list {
			out = append(out, v)
		}
	}
	return out
}
