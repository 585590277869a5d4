package matter

import (
	"slices"

	"holon.example/holon/internal/business/form"
	"holon.example/holon/internal/gov"
)

// Plan is what an application comes to, given the applicant's facts: which
// matters, in which order, one form, one set of materials.
type Plan struct {
	Thing     *OneThing  `json:"thing,omitempty"` // nil for a single item
	Parts     []Planned  `json:"parts"`           // preconditions first
	Forms     []string   `json:"forms"`           // full names; with MergedForm they give Form again
	Materials []Material `json:"materials"`
	Promise   *Limit     `json:"promise,omitempty"` // of the package; later parts stand apart
	Form      *form.Form `json:"-"`
}

// Planned is one matter of a plan with its own authority, clock and result.
type Planned struct {
	Item    *Item     `json:"item"`
	Wave    int       `json:"wave"` // parts of one wave start together
	After   []Edge    `json:"after,omitempty"`
	Later   bool      `json:"later,omitempty"`
	Joint   string    `json:"joint,omitempty"`   // shared visit
	Special []Special `json:"special,omitempty"` // procedures the facts call for
	Flow    string    `json:"flow"`              // full name of its process
}

// Plan works out what a one-thing package comes to in a division.
func (l *Library) Plan(division, thing string, facts map[string]any) (*Plan, error) {
	t := l.things[thing]
	if t == nil {
		return nil, gov.NotFound("matter.unknown").With("id", thing)
	}
	parts, err := t.Select(facts)
	if err != nil {
		return nil, err
	}
	if len(parts) == 0 {
		return nil, gov.Conflict("matter.nothing")
	}
	p := &Plan{Thing: t, Promise: t.Promise}
	waves, _ := inWaves(parts)
	for n, wave := range waves {
		for _, part := range wave {
			if err := p.add(l, division, part, facts); err != nil {
				return nil, err
			}
			p.Parts[len(p.Parts)-1].Wave = n
		}
	}
	p.shareVisits()
	p.addForm(l, t, t.Form)
	for _, m := range t.Materials {
		p.addOwnMaterial(m, facts)
	}
	return p, p.finish(l, t.Name)
}

// PlanItem works out what a single item comes to in a division.
func (l *Library) PlanItem(division, id string, facts map[string]any) (*Plan, error) {
	p := &Plan{}
	if err := p.add(l, division, Part{Item: id}, facts); err != nil {
		return nil, err
	}
	p.Promise = p.Parts[0].Item.Promise
	return p, p.finish(l, p.Parts[0].Item.Name)
}

func (p *Plan) add(l *Library, division string, part Part, facts map[string]any) error {
	it := l.Item(division, part.Item)
	if it == nil {
		return gov.NotFound("matter.unknown").With("id", part.Item)
	}
	if it.State == "suspended" || it.State == "retired" {
		return gov.Conflict("matter.suspended").With("id", it.ID)
	}
	x := Planned{Item: it, After: part.After, Later: part.Later}
	x.Flow, _ = l.Flow(it, it.Flow)
	for _, s := range it.Special {
		if holds(s.When, facts) {
			x.Special = append(x.Special, s)
		}
	}
	if v := it.Check; v != nil && holds(v.When, facts) {
		x.Joint = v.Joint
	}
	p.Parts = append(p.Parts, x)
	p.addForm(l, it, it.Form)
	for _, m := range it.Materials {
		if holds(m.When, facts) {
			p.addMaterial(m, it.ID)
		}
	}
	return nil
}

// shareVisits keeps a joint visit only where at least two parts share it.
func (p *Plan) shareVisits() {
	count := map[string]int{}
	for _, x := range p.Parts {
		count[x.Joint]++
	}
	for i := range p.Parts {
		if count[p.Parts[i].Joint] < 2 {
			p.Parts[i].Joint = ""
		}
	}
}

func (p *Plan) addForm(l *Library, owner any, ref string) {
	if ref == "" {
		return
	}
	if name, f := l.Form(owner, ref); f != nil && !slices.Contains(p.Forms, name) {
		p.Forms = append(p.Forms, name)
	}
}

// addOwnMaterial adds a material of the package if a selected part needs it.
func (p *Plan) addOwnMaterial(m Material, facts map[string]any) {
	if !holds(m.When, facts) {
		return
	}
	parts := slices.DeleteFunc(slices.Clone(m.For), func(id string) bool {
		return !slices.ContainsFunc(p.Parts, func(x Planned) bool { return x.Item.ID == id })
	})
	if len(m.For) > 0 && len(parts) == 0 {
		return
	}
	m.For = parts
	p.addMaterial(m, "")
}

// addMaterial puts a material in the one set: the same standard id stands once
// and remembers for which parts.
func (p *Plan) addMaterial(m Material, part string) {
	i := slices.IndexFunc(p.Materials, func(x Material) bool { return x.ID == m.ID })
	if i < 0 {
		i = len(p.Materials)
		m.For = slices.Clone(m.For)
		p.Materials = append(p.Materials, m)
	}
	old := &p.Materials[i]
	if m.Need == "required" {
		old.Need = m.Need
	}
	old.Copies = max(old.Copies, m.Copies)
	if part != "" && !slices.Contains(old.For, part) {
		old.For = append(old.For, part)
	}
}

func (p *Plan) finish(l *Library, title Text) error {
	if len(p.Forms) == 0 {
		return gov.Conflict("matter.no_form")
	}
	f, err := l.MergedForm(title, p.Forms)
	p.Form = f
	return err
}

// Submit gives the materials the applicant must hand in: not those the system
// writes itself or government fetches (免提交).
func (p *Plan) Submit() []Material {
	return slices.DeleteFunc(slices.Clone(p.Materials), func(m Material) bool { return !m.Submitted() })
}

// Submitted tells whether the applicant hands the material in.
func (m *Material) Submitted() bool { return m.Waiver == "" || m.Waiver == "submit" }
