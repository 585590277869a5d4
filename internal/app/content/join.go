package content

import (
	"errors"
	"io/fs"

	"holon.example/holon/internal/business/matter"
	"holon.example/holon/internal/business/matter/reword"
	"holon.example/holon/internal/data/exchange"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/lang/plainyaml"
	"holon.example/holon/internal/rule/clock/limit"
	"holon.example/holon/internal/rule/law"
)

// Files of a pack that are no items.
const (
	limitsFile    = "clocks.yaml"  // of a law pack: the table of statutory limits
	resourcesFile = "catalog.yaml" // of a city: its catalogue of resources
	maxCatalogue  = 4 << 20
)

// Resource is a resource of the city's catalogue (目录): who provides which elements,
// and whether it may be had by sharing.
type Resource struct {
	ID        string      `json:"id"`
	Name      matter.Text `json:"name"`
	Theme     string      `json:"theme"`
	Provider  string      `json:"provider"` // key of the department
	Key       string      `json:"key"`
	Sharing   string      `json:"sharing"`
	Basis     string      `json:"basis"`
	Condition matter.Text `json:"condition,omitzero"`
	Update    string      `json:"update"`
	Mode      string      `json:"mode"`
	Granted   bool        `json:"granted"`
	Source    string      `json:"source"`
	Elements  []Element   `json:"elements"`
}

// Element is one datum of a resource.
type Element struct {
	Code  string      `json:"code"`
	Name  matter.Text `json:"name"`
	Grade gov.Grade   `json:"grade"`
}

func (r *Resource) holds(element string) bool {
	for _, e := range r.Elements {
		if e.Code == element {
			return true
		}
	}
	return false
}

// RatingsFrom is the number of ratings from which a division shows more than their
// number; 0: it says nothing of it.
func (j *Joined) RatingsFrom(division string) int64 {
	if o := j.Library.Region(division); o != nil {
		return o.RatingsFrom
	}
	return 0
}

// Shared gives a resource as data/exchange needs it.
func (j *Joined) Shared(id string) (exchange.Resource, bool) {
	for i := range j.Resources {
		if r := &j.Resources[i]; r.ID == id {
			out := exchange.Resource{ID: id, Theme: r.Theme, Granted: r.Granted, Elements: map[string]gov.Grade{}}
			for _, e := range r.Elements {
				out.Elements[e.Code] = e.Grade
			}
			return out, true
		}
	}
	return exchange.Resource{}, false
}

// join makes one whole of the packs, in their order, with the site's own words.
func join(packs []*Installed, words []*reword.Wording) (*Joined, []matter.Finding, error) {
	j := &Joined{Packs: packs, words: words, own: map[string]*matter.Letter{}}
	var loaded []*matter.Pack
	var laws []*law.Law
	var all []matter.Finding
	for _, i := range packs {
		fsys, err := Unzip(i.files)
		if err != nil {
			return nil, nil, err
		}
		p, found, err := matter.Load(fsys)
		if err != nil {
			return nil, nil, err
		}
		loaded, all = append(loaded, p), append(append(all, found...), j.reword(p)...)
		l, err := law.Load(fsys)
		if err != nil {
			return nil, nil, err
		}
		laws = append(laws, l.Laws()...)
		if err := j.extras(fsys); err != nil {
			return nil, nil, err
		}
	}
	lib, found := matter.NewLibrary(loaded...)
	j.Library = lib
	var err error
	j.Laws, err = law.NewLibrary(laws)
	return j, append(all, found...), err
}

// extras reads what a pack may bring beside items.
func (j *Joined) extras(fsys fs.FS) error {
	if _, err := fs.Stat(fsys, limitsFile); err == nil {
		t, err := limit.Load(fsys)
		if err != nil {
			return err
		}
		j.Limits = t
	}
	raw, err := fs.ReadFile(fsys, resourcesFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil || len(raw) > maxCatalogue {
		return gov.Invalid("pack.catalogue").Because(err)
	}
	var list []Resource
	if err := plainyaml.Decode(raw, &list); err != nil {
		return gov.Invalid("pack.catalogue").With("cause", err.Error())
	}
	j.Resources = append(j.Resources, list...)
	return nil
}

// lint asks everything that only the whole can answer. Resources are asked about
// once the city's catalogue is there: packs that refer to it are installed before.
func (j *Joined) lint(today gov.Date) []matter.Finding {
	refs := matter.References{Today: today}
	if len(j.Laws.Laws()) > 0 {
		refs.Article = func(cite string) bool {
			c, err := law.Parse(cite)
			if err != nil {
				return false
			}
			_, err = j.Laws.Resolve(c)
			return err == nil
		}
	}
	if len(j.Resources) > 0 {
		refs.Resource, refs.Obtainable = j.catalogued, j.obtainable
	}
	return j.Library.Lint(refs)
}

func (j *Joined) catalogued(id, element string) bool {
	for i := range j.Resources {
		if r := &j.Resources[i]; r.ID == id {
			return element == "" || r.holds(element)
		}
	}
	return false
}

func (j *Joined) obtainable(element string) string {
	for i := range j.Resources {
		if r := &j.Resources[i]; r.Granted && r.holds(element) {
			return r.ID
		}
	}
	return ""
}
