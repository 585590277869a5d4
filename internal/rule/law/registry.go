package law

import (
	"slices"
	"strings"
	"sync"
)

// Use is one place that cites the law.
type Use struct {
	Package  string   `json:"package"` // who cites: a pack, a slice of the house
	Key      string   `json:"key"`     // what cites: an item, a rule, a field
	Citation Citation `json:"citation"`
}

// Broken is a use whose citation does not resolve.
type Broken struct {
	Use Use   `json:"use"`
	Err error `json:"-"`
}

// Registry collects who cites which article. Packages on higher floors register
// their citations here; it may be used by many goroutines.
type Registry struct {
	mu   sync.Mutex
	uses map[Use]struct{}
}

// NewRegistry makes an empty registry.
func NewRegistry() *Registry { return &Registry{uses: map[Use]struct{}{}} }

// Register records that key of pkg cites a place in the law. What is no citation
// is refused; whether it resolves is asked by Check, since a pack may be
// installed before the law it cites.
func (r *Registry) Register(pkg, key, citation string) error {
	c, err := Parse(citation)
	if err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.uses[Use{Package: pkg, Key: key, Citation: c}] = struct{}{}
	return nil
}

// Forget drops every use of a package, before it registers anew.
func (r *Registry) Forget(pkg string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for u := range r.uses {
		if u.Package == pkg {
			delete(r.uses, u)
		}
	}
}

// Uses lists the uses of an article of a law, or of the whole law if the article
// is zero: whom a change concerns.
func (r *Registry) Uses(law string, article int) []Use {
	name := ShortName(law)
	var out []Use
	for _, u := range r.all() {
		if u.Citation.Law == name && (article == 0 || u.Citation.Article == article) {
			out = append(out, u)
		}
	}
	return out
}

// Check lists the uses that do not resolve in a library.
func (r *Registry) Check(lib *Library) []Broken {
	var out []Broken
	for _, u := range r.all() {
		if _, err := lib.Resolve(u.Citation); err != nil {
			out = append(out, Broken{Use: u, Err: err})
		}
	}
	return out
}

func (r *Registry) all() []Use {
	r.mu.Lock()
	defer r.mu.Unlock()
	out := make([]Use, 0, len(r.uses))
	for u := range r.uses {
		out = append(out, u)
	}
	slices.SortFunc(out, func(a, b Use) int {
		return strings.Compare(a.Package+"\x00"+a.Key+"\x00"+a.Citation.String(), b.Package+"\x00"+b.Key+"\x00"+b.Citation.String())
	})
	return out
}
