package form

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"

	"holon.example/holon/internal/gov"
)

// Merge makes one form of several (一表申请): fields of the same element stand
// once, with the rules of all. A field is asked if any form asks it, required
// if any requires it, and graded as high as any grades it. Forms that call one
// element by two names, or one name by two elements, cannot be merged.
func Merge(id string, title Text, forms ...*Form) (*Form, error) {
	m := merger{
		props: map[string]any{}, defs: map[string]any{},
		names: map[string]string{}, required: map[string]bool{},
	}
	for _, f := range forms {
		if err := m.add(f); err != nil {
			return nil, err
		}
	}
	return m.form(id, title)
}

type merger struct {
	order    []string
	props    map[string]any
	names    map[string]string // element -> property
	required map[string]bool
	steps    []Step
	rules    []any
	defs     map[string]any
}

func (m *merger) add(f *Form) error {
	for _, s := range f.steps {
		if !slices.ContainsFunc(m.steps, func(x Step) bool { return x.ID == s.ID }) {
			m.steps = append(m.steps, s)
		}
	}
	if rules, ok := f.doc["allOf"].([]any); ok {
		m.rules = append(m.rules, rules...)
	}
	for _, word := range []string{"if", "anyOf", "oneOf", "not", "dependentRequired"} {
		if _, ok := f.doc[word]; ok {
			m.rules = append(m.rules, extract(f.doc, word, "then", "else"))
		}
	}
	if err := m.addDefs(f); err != nil {
		return err
	}
	props, _ := f.doc["properties"].(map[string]any)
	for _, fd := range f.fields {
		if err := m.addField(fd, props[fd.Name]); err != nil {
			return err
		}
	}
	return nil
}

// extract takes a keyword and those that belong to it.
func extract(doc map[string]any, words ...string) map[string]any {
	out := map[string]any{}
	for _, w := range words {
		if v, ok := doc[w]; ok {
			out[w] = v
		}
	}
	return out
}

func (m *merger) addDefs(f *Form) error {
	defs, _ := f.doc["$defs"].(map[string]any)
	for name, d := range defs {
		if old, ok := m.defs[name]; ok && !reflect.DeepEqual(old, d) {
			return broken("form.merge.defs", name).With("form", f.ID)
		}
		m.defs[name] = d
	}
	return nil
}

func (m *merger) addField(fd Field, schema any) error {
	if name, ok := m.names[fd.Element]; ok && name != fd.Name {
		return broken("form.merge.name", fd.Name).With("other", name)
	}
	if fd.Required {
		m.required[fd.Name] = true
	}
	old, ok := m.props[fd.Name]
	if !ok {
		m.names[fd.Element] = fd.Name
		m.props[fd.Name] = schema
		m.order = append(m.order, fd.Name)
		return nil
	}
	if m.names[fd.Element] != fd.Name {
		return broken("form.merge.element", fd.Name).With("element", fd.Element)
	}
	first, _ := old.(map[string]any) // Compile has seen that both are objects
	second, _ := schema.(map[string]any)
	both, err := combine(fd.Name, first, second)
	m.props[fd.Name] = both
	return err
}

// combine joins two schemas of one element: their rules both hold.
func combine(name string, a, b map[string]any) (map[string]any, error) {
	if a["type"] != b["type"] {
		return nil, broken("form.merge.type", name)
	}
	out := shallow(a)
	ruleA, ruleB := bare(a), bare(b)
	if !reflect.DeepEqual(ruleA, ruleB) {
		narrowEnum(out, b)
		list, _ := out["allOf"].([]any)
		out["allOf"] = append(slices.Clone(list), ruleB)
	}
	note, err := combineNotes(out["x-holon"], b["x-holon"])
	if err != nil {
		return nil, broken("form.merge.note", name).Because(err)
	}
	out["x-holon"] = note
	return out, nil
}

func bare(schema map[string]any) map[string]any {
	out := shallow(schema)
	delete(out, "x-holon")
	return out
}

// narrowEnum keeps the choices both forms offer, with their labels.
func narrowEnum(a, b map[string]any) {
	first, ok := a["enum"].([]any)
	second, also := b["enum"].([]any)
	if !ok || !also {
		return
	}
	note, _ := a["x-holon"].(map[string]any)
	labels, _ := note["options"].([]any)
	var keep, words []any
	for i, v := range first {
		if slices.Contains(second, v) {
			keep = append(keep, v)
			if i < len(labels) {
				words = append(words, labels[i])
			}
		}
	}
	a["enum"] = keep
	if len(labels) > 0 {
		note = shallow(note)
		note["options"] = words
		a["x-holon"] = note
	}
}

func combineNotes(a, b any) (map[string]any, error) {
	first, _ := a.(map[string]any)
	second, _ := b.(map[string]any)
	out := shallow(first)
	for _, word := range []string{"source", "check", "help", "unit", "basis"} {
		if _, ok := out[word]; !ok && second[word] != nil {
			out[word] = second[word]
		}
	}
	var na, nb struct {
		Grade gov.Grade `json:"grade"`
		When  string    `json:"when"`
	}
	if err := remarshal(a, &na); err != nil {
		return nil, err
	}
	if err := remarshal(b, &nb); err != nil {
		return nil, err
	}
	if g := max(na.Grade, nb.Grade); g != 0 {
		out["grade"] = g
	}
	switch {
	case na.When == "" || nb.When == "":
		delete(out, "when")
	case na.When != nb.When:
		out["when"] = "(" + na.When + ") or (" + nb.When + ")"
	}
	return out, nil
}

// form builds the merged document and compiles it. Steps no field stands on
// are left out.
func (m *merger) form(id string, title Text) (*Form, error) {
	used := map[string]bool{}
	for _, p := range m.props {
		schema, _ := p.(map[string]any)
		note, _ := schema["x-holon"].(map[string]any)
		s, _ := note["step"].(string)
		used[s] = true
	}
	steps := slices.DeleteFunc(slices.Clone(m.steps), func(s Step) bool {
		return !used[s.ID] && !(used[""] && s.ID == m.steps[0].ID)
	})
	doc := map[string]any{
		"$id": id, "type": "object", "properties": m.props,
		"x-holon": map[string]any{"title": title, "steps": steps},
	}
	if len(m.required) > 0 {
		names := slices.Sorted(maps.Keys(m.required))
		list := make([]any, len(names))
		for i, n := range names {
			list[i] = n
		}
		doc["required"] = list
	}
	if len(m.rules) > 0 {
		doc["allOf"] = m.rules
	}
	if len(m.defs) > 0 {
		doc["$defs"] = m.defs
	}
	var plain map[string]any // the schema compiler takes plain JSON values only
	if err := remarshal(doc, &plain); err != nil {
		return nil, broken("form.merge.json", id).Because(err)
	}
	return assemble(plain, m.order)
}

// JSON gives the document of the form, e.g. for a client that renders it.
func (f *Form) JSON() ([]byte, error) { return json.Marshal(f.doc) }
