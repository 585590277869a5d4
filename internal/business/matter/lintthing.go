package matter

import (
	"slices"

	"holon.example/holon/internal/business/form"
)

// lintThing looks at a package as a whole: the contradictions real guides show.
func (l *linter) lintThing(t *OneThing, r report) {
	r.need(idForm.MatchString(t.ID) && t.Name.Zh != "" && t.Code != "", "thing.head")
	r.need(len(t.Parts) > 0, "thing.parts")
	oneOf(states, t.State, r, "item.state")
	lintDelivery(t.Delivery, t.Logistics, r)
	l.lintMode(t, r)
	l.lintParts(t, r)
	l.lintPackagePromise(t, r)
	l.lintPartners(t, r)
	l.lintThingMaterials(t, r)
	l.lintThingRefs(t, r)
	l.lintJoint(t, r)
	l.lintEach(t, r)
}

// lintEach: what is asked again for each of several is asked at all.
func (l *linter) lintEach(t *OneThing, r report) {
	if t.Each == nil {
		return
	}
	at := r.in("each")
	l.lintPartWhen(Part{When: t.Each.When}, l.facts(t), at)
	fields, materials := l.asks(t)
	for _, name := range t.Each.Fields {
		at.need(fields[name], "thing.each.field", "field", name)
	}
	for _, id := range t.Each.Materials {
		at.need(materials[id], "thing.each.material", "id", id)
	}
	at.need(t.Each.Name.Zh != "" && len(t.Each.Fields) > 0, "thing.each.empty")
}

// asks gathers the fields and materials of a package and its parts.
func (l *linter) asks(t *OneThing) (fields, materials map[string]bool) {
	fields, materials = map[string]bool{}, map[string]bool{}
	take := func(owner any, ref string, ms []Material) {
		if _, f := l.lib.Form(owner, ref); f != nil {
			for _, fd := range f.Fields() {
				fields[fd.Name] = true
			}
		}
		for _, m := range ms {
			materials[m.ID] = true
		}
	}
	take(t, t.Form, t.Materials)
	for _, p := range t.Parts {
		if it := l.lib.items[p.Item]; it != nil {
			take(it, it.Form, it.Materials)
		}
	}
	return fields, materials
}

// lintMode: the modes of 行政许可法 §26 need a recorded decision of the government.
func (l *linter) lintMode(t *OneThing, r report) {
	oneOf([]string{ModeSeparate, "unified", "joint", "concentrated"}, t.Mode.Kind, r, "thing.mode")
	if t.Mode.Kind != ModeSeparate {
		r.need(t.Mode.Decision != "", "thing.mode.undecided")
		l.lintCite(t.Mode.Cite, "", r.in("mode"), "thing.mode.undecided")
	}
}

func (l *linter) lintParts(t *OneThing, r report) {
	var ids []string
	for _, p := range t.Parts {
		if slices.Contains(ids, p.Item) {
			r.err("thing.part.twice", "item", p.Item)
		}
		ids = append(ids, p.Item)
	}
	facts := l.facts(t)
	for _, p := range t.Parts {
		at := r.in("parts/" + p.Item)
		at.need(l.lib.items[p.Item] != nil, "thing.part.unknown", "item", p.Item)
		l.lintPartWhen(p, facts, at)
		for _, e := range p.After {
			at.need(slices.Contains(ids, e.Item), "thing.edge.unknown", "item", e.Item)
			l.lintCite(e.Cite, e.Certainty, at, "thing.edge.uncited")
		}
	}
	if _, rest := inWaves(t.Parts); len(rest) > 0 {
		r.err("thing.cycle", "items", rest)
	}
	for _, set := range t.Exclusive {
		for _, id := range set {
			r.need(slices.Contains(ids, id), "thing.part.unknown", "item", id)
		}
	}
}

func (l *linter) lintPartWhen(p Part, facts []string, r report) {
	if p.When == "" {
		return
	}
	c, err := condition(p.When)
	if err != nil {
		r.err("when.broken", "when", p.When)
		return
	}
	l.lintNames(c, nil, facts, r)
}

// lintPackagePromise: no part may be promised later than the package unless it
// is shown apart as "later"; the figures after the reform must be the promise.
func (l *linter) lintPackagePromise(t *OneThing, r report) {
	if t.Promise == nil {
		r.err("thing.promise.missing")
		return
	}
	for _, p := range t.Parts {
		it := l.lib.items[p.Item]
		if it != nil && it.Promise != nil && !p.Later && longer(it.Promise, t.Promise) {
			r.err("thing.promise.exceeded", "item", p.Item, "promise", it.Promise.N, "package", t.Promise.N)
		}
		for _, e := range p.After {
			r.need(p.Later || !later(t, e.Item), "thing.promise.behind_later", "item", p.Item, "before", e.Item)
		}
	}
	r.need(t.After.Days == t.Promise.N, "thing.figures.promise", "now", t.After.Days, "promise", t.Promise.N)
	r.need(t.After.Visits == t.Visits, "thing.figures.visits", "now", t.After.Visits, "visits", t.Visits)
}

// later tells whether a part is shown apart: what waits for it cannot be ready within
// the package promise either.
func later(t *OneThing, item string) bool {
	return slices.ContainsFunc(t.Parts, func(p Part) bool { return p.Item == item && p.Later })
}

// lintPartners: whoever answers for a part stands among lead and partners.
func (l *linter) lintPartners(t *OneThing, r report) {
	needed := map[string]bool{}
	for _, p := range t.Parts {
		it := l.lib.items[p.Item]
		if it == nil {
			continue
		}
		needed[it.Authority] = true
		if it.Authority != t.Lead && !slices.Contains(t.Partners, it.Authority) {
			r.err("thing.partner.missing", "item", p.Item, "authority", it.Authority)
		}
	}
	for _, a := range t.Partners {
		if !needed[a] {
			r.warn("thing.partner.idle", "authority", a)
		}
	}
}

// lintThingMaterials: the count that is published is the count of the list, and
// what only a branch needs is not marked required of all.
func (l *linter) lintThingMaterials(t *OneThing, r report) {
	seen := map[string]bool{}
	for i := range t.Materials {
		m := &t.Materials[i]
		at := r.in("materials/" + m.ID)
		l.lintMaterial(m, at)
		at.need(!seen[m.ID], "item.material.twice", "id", m.ID)
		seen[m.ID] = true
		at.need(m.Need != "required" || !l.branchOnly(t, m.For), "thing.material.branch_required")
		for _, id := range m.For {
			known := slices.ContainsFunc(t.Parts, func(p Part) bool { return p.Item == id })
			at.need(known, "thing.part.unknown", "item", id)
		}
	}
	for _, p := range t.Parts {
		if it := l.lib.items[p.Item]; it != nil {
			for _, m := range it.Materials {
				seen[m.ID] = true
			}
		}
	}
	r.need(len(seen) == t.After.Materials, "thing.materials.count", "now", t.After.Materials, "listed", len(seen))
}

// branchOnly tells whether all parts that need a material are in branches. A
// set of exclusive parts of which one is always taken is no branch.
func (l *linter) branchOnly(t *OneThing, parts []string) bool {
	if len(parts) == 0 {
		return false
	}
	for _, p := range t.Parts {
		if slices.Contains(parts, p.Item) && p.When == "" {
			return false
		}
	}
	for _, set := range t.Exclusive {
		if !slices.ContainsFunc(set, func(id string) bool { return !slices.Contains(parts, id) }) {
			return false
		}
	}
	return true
}

func (l *linter) lintThingRefs(t *OneThing, r report) {
	if name, _ := l.lib.Questions(t, t.Questions); name == "" {
		r.err("thing.questions.unknown", "questions", t.Questions)
	}
	if name, _ := l.lib.Flow(t, t.Flow); name == "" {
		r.err("item.flow.unknown", "flow", t.Flow)
	}
	if t.Rules != "" {
		if name, _ := l.lib.Rules(t, t.Rules); name == "" {
			r.err("item.rules.unknown", "rules", t.Rules)
		}
	}
	l.lintMerge(t, r)
}

// lintMerge finds forms of the parts that cannot become one sheet.
func (l *linter) lintMerge(t *OneThing, r report) {
	var forms []*form.Form
	add := func(owner any, ref string) {
		if ref == "" {
			return
		}
		name, f := l.lib.Form(owner, ref)
		if name == "" {
			r.err("item.form.unknown", "form", ref)
			return
		}
		forms = append(forms, f)
	}
	for _, p := range t.Parts {
		if it := l.lib.items[p.Item]; it != nil {
			add(it, it.Form)
		}
	}
	add(t, t.Form)
	if len(forms) < 2 {
		return
	}
	if _, err := form.Merge(t.ID, t.Name, forms...); err != nil {
		r.err("thing.form.merge", "cause", err.Error())
	}
}

func (l *linter) lintJoint(t *OneThing, r report) {
	for _, j := range t.Joint {
		at := r.in("joint/" + j.ID)
		at.need(j.Staff >= 2, "item.visit.staff", "staff", j.Staff)
		at.need(len(j.Parts) >= 2, "thing.joint.parts")
		l.lintCite(j.Cite, "", at, "item.visit.uncited")
		for _, id := range j.Parts {
			known := slices.ContainsFunc(t.Parts, func(p Part) bool { return p.Item == id })
			at.need(known, "thing.part.unknown", "item", id)
		}
	}
}
