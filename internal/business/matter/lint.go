package matter

import (
	"slices"

	"holon.example/holon/internal/business/form"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/rule/law"
)

// References answer what a pack cannot know by itself. A nil function means
// that only the shape is checked.
type References struct {
	Today gov.Date
	// Article tells whether a citation resolves to the text of an article.
	Article func(cite string) bool
	// Resource tells whether an element of a resource (or the resource, with
	// an empty element) is catalogued.
	Resource func(resource, element string) bool
	// Obtainable gives the resource from which a data element can be had by
	// sharing: granted, covering the area, stable. Empty if none.
	Obtainable func(element string) string
}

type linter struct {
	lib       *Library
	refs      References
	materials map[string][]named
}

// Lint checks everything in the library for publication. Findings of severity
// "error" forbid it.
func (l *Library) Lint(refs References) []Finding {
	x := &linter{lib: l, refs: refs, materials: map[string][]named{}}
	r := newReport("")
	for _, p := range l.packs {
		x.lintPack(p, r.in(p.ID))
	}
	x.lintOneName(r)
	l.lintCodesOnce(r)
	return r.findings()
}

// lintCodesOnce finds a basic code that two items bear.
func (l *Library) lintCodesOnce(r report) {
	seen := map[string]string{}
	for _, id := range l.order {
		code := l.items[id].BaseCode
		if other, taken := seen[code]; taken {
			r.in(l.home[l.items[id]].ID+"/"+id).err("item.code.twice", "code", code, "other", other)
		}
		seen[code] = id
	}
}

func (l *linter) lintPack(p *Pack, r report) {
	for _, it := range p.Items {
		l.lintItem(it, r.in(it.ID))
	}
	for _, t := range p.Things {
		l.lintThing(t, r.in(t.ID))
	}
	for _, id := range sortedKeys(p.Letters) {
		l.lintLetter(p.Letters[id], r.in("letters/"+id))
	}
	for _, id := range sortedKeys(p.Forms) {
		l.lintForm(p.Forms[id], r.in("forms/"+id))
	}
	for _, id := range sortedKeys(p.Flows) {
		lintFlow(p.Flows[id], r.in("flows/"+id))
	}
	for _, id := range sortedKeys(p.Rules) {
		lintRules(p.Rules[id], r.in("rules/"+id))
	}
	for _, x := range p.Parameters {
		l.lintParameter(x, r.in("parameters/"+x.ID))
	}
	lintSayings(p.Sayings, r.in("sayings"))
	if p.Overlay != nil {
		l.lintOverlay(p.Overlay, r.in("overlay.yaml"))
	}
}

func (l *linter) lintParameter(x Parameter, r report) {
	r.need(x.ID != "" && x.Label.Zh != "" && x.Value != nil, "parameter.incomplete")
	r.need(x.Source.Zh != "", "parameter.source")
	if !x.Verified {
		r.add(info, "parameter.unverified", "value", x.Value)
	}
}

// lintCite checks the shape of a citation and that it resolves. What the pack
// itself marks M (not read) is shown as such instead.
func (l *linter) lintCite(cite, certainty string, r report, uncited string) {
	if cite == "" {
		r.err(uncited)
		return
	}
	if _, err := law.Parse(cite); err != nil {
		r.err("cite.form", "cite", cite)
		return
	}
	switch certainty {
	case "", "V":
		if l.refs.Article != nil && !l.refs.Article(cite) {
			r.err("cite.unknown", "cite", cite)
		}
	case "M":
		r.add(info, "cite.unverified", "cite", cite)
	default:
		r.err("cite.certainty", "value", certainty)
	}
}

// lintWhen checks that a condition is FEEL; if its owner is an item, that it
// reads only fields of the item's form, and facts named there.
func (l *linter) lintWhen(text string, it *Item, r report) {
	if text == "" {
		return
	}
	c, err := condition(text)
	if err != nil {
		r.err("when.broken", "when", text)
		return
	}
	if it == nil || it.Form == "" {
		return
	}
	if _, f := l.lib.Form(it, it.Form); f != nil {
		l.lintNames(c, []*form.Form{f}, l.factsFor(it.ID), r)
	}
}

// lintNames checks that a condition reads nothing that is never known.
func (l *linter) lintNames(c *form.Condition, forms []*form.Form, facts []string, r report) {
	for _, name := range c.Names() {
		known := name == "parameters" || slices.Contains(facts, name) ||
			slices.ContainsFunc(forms, func(f *form.Form) bool { return f.Field(name) != nil })
		r.need(known, "when.unknown", "name", name)
	}
}

// factsFor gives the names of the situation facts of the packages an item is in.
func (l *linter) factsFor(item string) []string {
	var out []string
	for _, t := range l.lib.things {
		if slices.ContainsFunc(t.Parts, func(p Part) bool { return p.Item == item }) {
			out = append(out, l.facts(t)...)
		}
	}
	return out
}

// facts gives the names a package's conditions may read.
func (l *linter) facts(t *OneThing) []string {
	var out []string
	if m, err := l.lib.model(t, t.Rules); err == nil {
		out = m.Decisions()
	}
	if _, q := l.lib.Questions(t, t.Questions); q != nil {
		for _, fd := range q.Form().Fields() {
			out = append(out, fd.Name)
		}
	}
	return out
}

func (l *linter) lintItemRefs(it *Item, r report) {
	if name, _ := l.lib.Flow(it, it.Flow); name == "" {
		r.err("item.flow.unknown", "flow", it.Flow)
	}
	if it.Form != "" {
		name, f := l.lib.Form(it, it.Form)
		if name == "" {
			r.err("item.form.unknown", "form", it.Form)
		}
		lintSaid(it, f, r)
	}
	if it.Rules != "" {
		if name, _ := l.lib.Rules(it, it.Rules); name == "" {
			r.err("item.rules.unknown", "rules", it.Rules)
		}
	}
}

// lintSaid: what a document says of the application stands on the item's own form.
func lintSaid(it *Item, f *form.Form, r report) {
	if it.Result == nil || f == nil {
		return
	}
	for _, name := range append([]string{it.Result.Bearer}, it.Result.Says...) {
		r.need(name == "" || f.Field(name) != nil, "item.result.field", "field", name)
	}
}

func (l *linter) lintForm(f *form.Form, r report) {
	for _, fd := range f.Fields() {
		l.lintField(fd, r.in(fd.Name))
		for _, col := range fd.Columns {
			l.lintField(col, r.in(fd.Name+"."+col.Name))
		}
		if c, err := condition(fd.When); fd.When != "" && err == nil {
			l.lintNames(c, []*form.Form{f}, l.anyFacts(), r.in(fd.Name))
		}
	}
}

func (l *linter) anyFacts() []string {
	var out []string
	for _, t := range l.lib.things {
		out = append(out, l.facts(t)...)
	}
	return out
}

func (l *linter) lintField(fd form.Field, r report) {
	if s := fd.Source; s != nil {
		if s.Subject == form.OfCase {
			r.need(slices.Contains(l.anyFacts(), s.Element), "form.source.unknown", "element", s.Element)
		} else if l.refs.Resource != nil {
			r.need(l.refs.Resource(s.Resource, s.Element), "form.source.unknown",
				"resource", s.Resource, "element", s.Element)
		}
		return
	}
	if l.refs.Obtainable == nil {
		return
	}
	if res := l.refs.Obtainable(fd.Element); res != "" && !l.exempt(fd.Exempt, r) {
		r.err("form.field.obtainable", "element", fd.Element, "resource", res)
	}
}

func (l *linter) lintLetter(t *Letter, r report) {
	r.need(t.ID != "" && t.Kind != "" && t.Name.Zh != "" && len(t.Body) > 0, "letter.incomplete")
	l.lintCite(t.Cite, "", r, "letter.uncited")
	used := t.Placeholders()
	for _, name := range used {
		ok := slices.ContainsFunc(t.Fields, func(f LetterField) bool { return f.Name == name })
		r.need(ok, "letter.field.unknown", "name", name)
	}
	for _, f := range t.Fields {
		if !slices.Contains(used, f.Name) {
			r.warn("letter.field.unused", "name", f.Name)
		}
	}
	if t.Remedy {
		// 行政许可法 §38: reasons, reconsideration and suit are told.
		for _, name := range []string{"reasons", "reconsiderationBody", "court"} {
			r.need(slices.Contains(used, name), "letter.remedy", "name", name)
		}
	}
	r.need(t.Remedy || t.Kind != "refuse" && t.Kind != "notAccept", "letter.remedy.off")
}
