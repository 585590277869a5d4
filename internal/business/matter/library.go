package matter

import (
	"slices"
	"strings"
	"sync"

	"holon.example/holon/internal/business/form"
	"holon.example/holon/internal/gov"
)

// Library is all installed packs together. It never changes; installing a pack
// makes a new one.
type Library struct {
	packs    []*Pack
	byID     map[string]*Pack
	home     map[any]*Pack // item or package -> the pack it came from
	items    map[string]*Item
	things   map[string]*OneThing
	overlays map[string]*Overlay         // by division
	regional map[string]map[string]*Item // division -> item id
	order    []string                    // item ids, sorted

	merged sync.Map // joined form names -> *form.Form
	models sync.Map // full name of a decision table -> *dmn.Model
}

// NewLibrary joins packs. References between packs are by name: a pack finds a
// form, process, table or letter first in itself, then in the packs it
// requires, in order. An id that two packs define, or a missing pack, is told
// as a finding and left out.
func NewLibrary(packs ...*Pack) (*Library, []Finding) {
	l := &Library{
		packs: packs, byID: map[string]*Pack{}, home: map[any]*Pack{},
		items: map[string]*Item{}, things: map[string]*OneThing{},
		overlays: map[string]*Overlay{}, regional: map[string]map[string]*Item{},
	}
	r := newReport("")
	for _, p := range packs {
		if l.byID[p.ID] != nil {
			r.in(p.ID).err("pack.twice", "id", p.ID)
			continue
		}
		l.byID[p.ID] = p
		l.addContent(p, r.in(p.ID))
	}
	l.order = sortedKeys(l.items)
	for _, p := range packs {
		for _, id := range p.Requires {
			if l.byID[id] == nil {
				r.in(p.ID).err("pack.requires.missing", "id", id)
			}
		}
	}
	for _, division := range sortedKeys(l.overlays) {
		l.localise(l.overlays[division], r.in(division))
	}
	return l, r.findings()
}

func (l *Library) addContent(p *Pack, r report) {
	for _, it := range p.Items {
		if l.items[it.ID] != nil {
			r.in(p.places[it.ID]).err("pack.id.twice", "id", it.ID)
			continue
		}
		l.items[it.ID], l.home[it] = it, p
	}
	for _, t := range p.Things {
		if l.things[t.ID] != nil {
			r.in(p.places[t.ID]).err("pack.id.twice", "id", t.ID)
			continue
		}
		l.things[t.ID], l.home[t] = t, p
	}
	if p.Overlay != nil {
		l.overlays[p.Overlay.Division] = p.Overlay
	}
}

// localise applies a region's overlay to every item.
func (l *Library) localise(o *Overlay, r report) {
	local := make(map[string]*Item, len(l.items))
	for _, id := range l.order {
		it, found := o.Apply(*l.items[id])
		for _, f := range found {
			f.Where = r.at + "/" + id
			*r.list = append(*r.list, f)
		}
		if it.Department != "" {
			local[id] = &it
			l.home[&it] = l.home[l.items[id]]
		}
	}
	for _, id := range sortedKeys(o.Items) {
		if l.items[id] == nil {
			r.in(id).err("overlay.item.unknown", "item", id)
		}
	}
	l.regional[o.Division] = local
}

// Divisions gives the division codes that have an overlay, sorted.
func (l *Library) Divisions() []string { return sortedKeys(l.overlays) }

// Region gives a division's overlay; nil if there is none.
func (l *Library) Region(division string) *Overlay { return l.overlays[division] }

// Item gives an item as a division handles it; nil if it does not. The empty
// division asks for the standard item.
func (l *Library) Item(division, id string) *Item {
	if division == "" {
		return l.items[id]
	}
	return l.regional[division][id]
}

// Items gives all items of a division in the order of their ids.
func (l *Library) Items(division string) []*Item {
	out := make([]*Item, 0, len(l.order))
	for _, id := range l.order {
		if it := l.Item(division, id); it != nil {
			out = append(out, it)
		}
	}
	return out
}

// Thing gives a package; nil if there is none.
func (l *Library) Thing(id string) *OneThing { return l.things[id] }

// Things gives all packages in the order of their ids.
func (l *Library) Things() []*OneThing {
	out := make([]*OneThing, 0, len(l.things))
	for _, id := range sortedKeys(l.things) {
		out = append(out, l.things[id])
	}
	return out
}

// Packs gives the packs in the order in which they were joined.
func (l *Library) Packs() []*Pack { return slices.Clone(l.packs) }

// Flow finds a process file by the name an item or package (owner) uses, and
// its full name "pack/stem", under which it is versioned and started.
func (l *Library) Flow(owner any, ref string) (name string, bpmn []byte) {
	return find(l, owner, ref, func(p *Pack) map[string][]byte { return p.Flows })
}

// Rules finds a decision table by the name an item or package uses.
func (l *Library) Rules(owner any, ref string) (name string, dmn []byte) {
	return find(l, owner, ref, func(p *Pack) map[string][]byte { return p.Rules })
}

// Form finds a form by the name an item or package uses.
func (l *Library) Form(owner any, ref string) (name string, f *form.Form) {
	return find(l, owner, ref, func(p *Pack) map[string]*form.Form { return p.Forms })
}

// Questions finds situation questions by the name a package uses.
func (l *Library) Questions(owner any, ref string) (name string, q *form.Questions) {
	return find(l, owner, ref, func(p *Pack) map[string]*form.Questions { return p.Questions })
}

// Letter finds the template of a letter by the name an item, package or pack uses.
func (l *Library) Letter(owner any, ref string) (name string, t *Letter) {
	return find(l, owner, ref, func(p *Pack) map[string]*Letter { return p.Letters })
}

// find looks in the owner's pack, then in those it requires. A reference
// "pack/name" names the pack itself.
func find[V any](l *Library, owner any, ref string, in func(*Pack) map[string]V) (string, V) {
	if id, name, full := strings.Cut(ref, "/"); full {
		if p := l.byID[id]; p != nil {
			if v, ok := in(p)[name]; ok {
				return ref, v
			}
		}
	}
	for _, p := range l.reach(owner) {
		if v, ok := in(p)[ref]; ok {
			return p.ID + "/" + ref, v
		}
	}
	var none V
	return "", none
}

// reach gives the pack of an owner and those it requires, nearest first.
func (l *Library) reach(owner any) []*Pack {
	p, ok := owner.(*Pack)
	if !ok {
		p = l.home[owner]
	}
	if p == nil {
		return nil
	}
	out := []*Pack{p}
	for i := 0; i < len(out); i++ {
		for _, id := range out[i].Requires {
			if q := l.byID[id]; q != nil && !slices.Contains(out, q) {
				out = append(out, q)
			}
		}
	}
	return out
}

// MergedForm gives one form of several names, merged once and kept.
func (l *Library) MergedForm(title Text, names []string) (*form.Form, error) {
	key := strings.Join(names, "+")
	kept, _ := l.merged.Load(key)
	if f, ok := kept.(*form.Form); ok {
		return f, nil
	}
	var forms []*form.Form
	for _, n := range names {
		id, stem, _ := strings.Cut(n, "/")
		p := l.byID[id]
		if p == nil || p.Forms[stem] == nil {
			return nil, gov.NotFound("form.missing").With("form", n)
		}
		forms = append(forms, p.Forms[stem])
	}
	if len(forms) == 1 {
		return forms[0], nil
	}
	f, err := form.Merge(key, title, forms...)
	if err != nil {
		return nil, err
	}
	l.merged.Store(key, f)
	return f, nil
}
