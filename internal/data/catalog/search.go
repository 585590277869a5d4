package catalog

import (
	"slices"

	"holon.example/holon/internal/data/standard"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/lang/words"
)

// Query narrows the catalogue. Empty fields do not.
type Query struct {
	Words      string
	Department gov.ID
	Class      string
	Sharing    string
	State      State
	Element    string // resources that hold it
}

// Index answers questions about one reading of the catalogue.
type Index struct {
	entries []*Entry
	byKey   map[string]*Entry
	words   words.Index
}

// NewIndex makes an index of the catalogue: names, abstracts and codes of resources, and
// the names of what they hold.
func NewIndex(entries []*Entry, s *standard.Book) *Index {
	ix := &Index{entries: entries, byKey: map[string]*Entry{}}
	for _, e := range entries {
		if e.Version == nil {
			continue
		}
		r := &e.Version.Resource
		others := []string{r.Name.En, r.Code, r.Key, r.Abstract.Zh}
		for _, c := range r.Columns {
			others = append(others, c.Title(s).Zh, c.Element)
		}
		ix.byKey[r.Key] = e
		ix.words.Add(r.Key, r.Name.Zh, others...)
	}
	return ix
}

// Search gives the resources that fit, the best first; without words all by key.
func (ix *Index) Search(q Query) (out []*Entry) {
	list := ix.entries
	if q.Words != "" {
		list = nil
		for _, key := range ix.words.Search(q.Words) {
			list = append(list, ix.byKey[key])
		}
	}
	for _, e := range list {
		if e.Version != nil && e.fits(q) {
			out = append(out, e)
		}
	}
	return out
}

func (e *Entry) fits(q Query) bool {
	v := e.Version
	return (q.Department == 0 || q.Department == e.Department) && (q.Class == "" || q.Class == v.Class) &&
		(q.Sharing == "" || q.Sharing == v.Sharing) && (q.State == "" || q.State == v.State) &&
		(q.Element == "" || slices.ContainsFunc(v.Columns, func(c Column) bool { return c.Element == q.Element }))
}
