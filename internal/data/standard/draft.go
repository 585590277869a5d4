package standard

import (
	"errors"
	"io/fs"
	"slices"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/lang/plainyaml"
)

// Draft is what an import brings: elements in their new versions, and new editions of
// lists. What it does not name stays as it is.
type Draft struct {
	Elements []Element  `json:"elements,omitempty"`
	Lists    []*Edition `json:"lists,omitempty"`
}

// Placed is a fault with what it concerns: an element or a list, by its place in the
// draft.
type Placed struct {
	Element int // place among the elements; -1: none
	List    int // place among the lists; -1: none
	Fault
}

// Plan is what a draft would change. Nothing was written.
type Plan struct {
	Faults   []Placed
	Elements []Delta
	Lists    []ListDelta
	Near     []Pair // where a new or renamed element may mean what another means

	fresh    []Version
	editions []*Edition
}

// ListDelta is a new edition with what it changes.
type ListDelta struct {
	List   string
	Name   Name
	No     int
	Since  gov.Date
	Codes  int
	Deltas []Delta
}

// Empty tells that a plan changes nothing.
func (p *Plan) Empty() bool { return len(p.Elements)+len(p.Lists) == 0 }

// Plan tells what a draft would change, everything that is wrong with it, and what may
// mean the same.
func (b *Book) Plan(d Draft) *Plan {
	p := b.changes(d)
	if len(p.Faults) == 0 {
		p.Near = b.nearNew(p.fresh)
	}
	return p
}

// changes is a plan without the search for what means the same, which compares each new
// element with all others.
func (b *Book) changes(d Draft) *Plan {
	p := &Plan{}
	b.planLists(p, d)
	seen := map[string]bool{}
	for i := range d.Elements {
		e := d.Elements[i]
		list := faults(e.Faults())
		list.need(!seen[e.Code], "code", "standard.fault.twice", "value", clip(e.Code))
		list.need(e.List == "" || b.hasList(e.List, p.editions), "list", "standard.fault.no_list", "value", clip(e.List))
		seen[e.Code] = true
		for _, f := range list {
			p.Faults = append(p.Faults, Placed{i, -1, f})
		}
		var was *Version
		if v, ok := b.elements[e.Code]; ok {
			was = &v
		}
		if delta, changed := elementDelta(was, e); changed {
			v := Version{Element: e, No: 1}
			if was != nil {
				v.No = was.No + 1
			}
			p.Elements, p.fresh = append(p.Elements, delta), append(p.fresh, v)
		}
	}
	return p
}

func (b *Book) hasList(id string, more []*Edition) bool {
	return len(b.editions[id]) > 0 || slices.ContainsFunc(more, func(e *Edition) bool { return e.List == id })
}

func (b *Book) planLists(p *Plan, d Draft) {
	for i, in := range d.Lists {
		e := *in
		list := faults(e.Faults())
		var last *Edition
		if have := b.editions[e.List]; len(have) > 0 {
			last = have[len(have)-1]
		}
		if last != nil && last.same(&e) {
			continue
		}
		list.need(last == nil || e.Since > last.Since, "since", "standard.fault.since_earlier", "list", clip(e.List))
		list.need(!slices.ContainsFunc(p.editions, func(x *Edition) bool { return x.List == e.List }), "list", "standard.fault.twice", "value", clip(e.List))
		for _, f := range list {
			p.Faults = append(p.Faults, Placed{-1, i, f})
		}
		e.No = len(b.editions[e.List]) + 1
		p.editions = append(p.editions, &e)
		p.Lists = append(p.Lists, ListDelta{e.List, e.Name, e.No, e.Since, len(e.Codes), DiffEditions(last, &e)})
	}
}

// same tells that an edition says what another says.
func (e *Edition) same(o *Edition) bool {
	return e.Name == o.Name && e.Since == o.Since && e.Source == o.Source && len(e.Codes) == len(o.Codes) && len(DiffEditions(e, o)) == 0
}

// nearNew finds the near-duplicates in which something new stands.
func (b *Book) nearNew(fresh []Version) []Pair {
	isNew := map[string]bool{}
	all := make([]Element, 0, len(b.elements)+len(fresh))
	for _, v := range fresh {
		old, ok := b.elements[v.Code]
		isNew[v.Code] = !ok || old.Name != v.Name
		all = append(all, v.Element)
	}
	for _, v := range b.Elements() {
		if _, replaced := isNew[v.Code]; !replaced {
			all = append(all, v.Element)
		}
	}
	return slices.DeleteFunc(Near(all), func(p Pair) bool { return !isNew[p.A] && !isNew[p.B] })
}

// Folder of a pack that brings a standard, and bounds of what stands in it.
const (
	folder   = "standard"
	maxFiles = 50
)

// LoadDraft reads what a pack brings of the standard: standard/elements*.yaml and
// standard/lists*.yaml. A pack without them gives an empty draft.
func LoadDraft(fsys fs.FS) (Draft, error) {
	var d Draft
	bad := func(name string, err error) error {
		return gov.Invalid("standard.pack").With("file", name).With("cause", err.Error())
	}
	for _, kind := range []string{"elements", "lists"} {
		names, err := fs.Glob(fsys, folder+"/"+kind+"*.yaml")
		if err != nil || len(names) > maxFiles {
			return d, bad(folder, errors.Join(err, fs.ErrInvalid))
		}
		for _, name := range names {
			raw, err := fs.ReadFile(fsys, name)
			if err != nil {
				return d, bad(name, err)
			}
			var more Draft
			if kind == "elements" {
				err = plainyaml.Decode(raw, &more.Elements)
			} else {
				err = plainyaml.Decode(raw, &more.Lists)
			}
			if err != nil {
				return d, bad(name, err)
			}
			d.Elements, d.Lists = append(d.Elements, more.Elements...), append(d.Lists, more.Lists...)
		}
	}
	if slices.Contains(d.Lists, nil) {
		return d, bad(folder, fs.ErrInvalid)
	}
	return d, nil
}
