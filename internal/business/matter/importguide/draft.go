package importguide

import (
	"path"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
)

// Draft is a pack made of a guide: its files, and what was found.
type Draft struct {
	Files          map[string][]byte
	Contradictions []Finding
	Gaps           []Finding
}

// Draft makes the pack. What the guide does not say is left out, and named.
func (g *Guide) Draft() (*Draft, error) {
	d := &Draft{Files: map[string][]byte{}, Contradictions: g.Contradictions()}
	id := strings.ToLower(g.Code)
	if err := d.add("pack.yaml", yaml.MapSlice{
		{Key: "id", Value: id},
		{Key: "kind", Value: "thing"},
		{Key: "version", Value: "0.1"},
		{Key: "title", Value: both(g.Name)},
		{Key: "requires", Value: words.Requires},
		{Key: "licence", Value: "CC0-1.0"},
	}); err != nil {
		return nil, err
	}
	for i := range g.Items {
		if err := d.item(g, i); err != nil {
			return nil, err
		}
	}
	return d, d.thing(g, id)
}

// both is a wording for which the guide has one language only.
func both(text string) yaml.MapSlice {
	return yaml.MapSlice{{Key: "zh", Value: text}, {Key: "en", Value: text}}
}

func (d *Draft) add(name string, v any) error {
	raw, err := yaml.Marshal(v)
	d.Files[name] = raw
	return err
}

func (d *Draft) gap(item, code string, args map[string]any) {
	d.Gaps = append(d.Gaps, Finding{Code: code, Item: item, Args: args})
}

// item writes one matter, and names what its guide does not say of it.
func (d *Draft) item(g *Guide, n int) error {
	it, id := g.Items[n], g.id(n)
	out := yaml.MapSlice{{Key: "id", Value: id}, {Key: "name", Value: both(it.Name)}, {Key: "state", Value: "draft"}, {Key: "audience", Value: g.audience()}, {Key: "handling", Value: "promised"}}
	set := func(key string, value any, gap string) {
		if value == "" || value == 0 {
			d.gap(id, gap, map[string]any{"item": it.Name})
			return
		}
		out = append(out, yaml.MapItem{Key: key, Value: value})
	}
	set("type", it.Kind, "guide.gap_type")
	set("baseCode", it.BaseCode, "guide.gap_base_code")
	set("authority", department(it.Dept), "guide.gap_department")
	d.gap(id, "guide.gap_basis", map[string]any{"item": it.Name})
	if it.Limit > 0 {
		out = append(out, yaml.MapItem{Key: "limit", Value: yaml.MapSlice{{Key: "n", Value: it.Limit}, {Key: "unit", Value: "workday"}}})
	}
	d.gap(id, "guide.gap_limit", map[string]any{"item": it.Name})
	if it.Promise > 0 {
		out = append(out, yaml.MapItem{Key: "promise", Value: yaml.MapSlice{{Key: "n", Value: it.Promise}}})
	}
	if it.Result != "" {
		out = append(out, yaml.MapItem{Key: "result", Value: yaml.MapSlice{{Key: "name", Value: both(it.Result)}, {Key: "kind", Value: "certificate"}}})
	} else {
		d.gap(id, "guide.gap_result", map[string]any{"item": it.Name})
	}
	for _, gap := range []string{"guide.gap_outcome", "guide.gap_flow", "guide.gap_form"} {
		d.gap(id, gap, map[string]any{"item": it.Name})
	}
	if it.Branch != "" || it.When != "" {
		d.gap(id, "guide.gap_when", map[string]any{"item": it.Name, "text": it.Branch + it.When})
	}
	out = append(out, yaml.MapItem{Key: "visits", Value: 0}, yaml.MapItem{Key: "logistics", Value: false})
	return d.add(path.Join("items", id+".yaml"), out)
}

func (g *Guide) audience() []string {
	if says(g.Audience, words.Person) {
		return []string{"person"}
	}
	return []string{"firm"}
}

// thing writes the package: its parts, its materials, before and now.
func (d *Draft) thing(g *Guide, id string) error {
	out := yaml.MapSlice{{Key: "id", Value: id}, {Key: "code", Value: g.Code}, {Key: "name", Value: both(g.Name)}, {Key: "state", Value: "draft"}, {Key: "audience", Value: g.audience()}}
	if lead := department(g.Lead); lead != "" {
		out = append(out, yaml.MapItem{Key: "lead", Value: lead})
	} else {
		d.gap("", "guide.gap_lead", map[string]any{"lead": g.Lead})
	}
	var partners []string
	for _, p := range g.Partners {
		if n := department(p); n != "" && n != department(g.Lead) {
			partners = append(partners, n)
		}
	}
	out = append(out, yaml.MapItem{Key: "partners", Value: partners}, yaml.MapItem{Key: "mode", Value: yaml.MapSlice{{Key: "kind", Value: "separate"}}})
	if g.Promise > 0 {
		out = append(out, yaml.MapItem{Key: "promise", Value: yaml.MapSlice{{Key: "n", Value: g.Promise}}})
		d.gap("", "guide.gap_unit", map[string]any{"n": g.Promise})
	}
	if g.Visits != nil {
		out = append(out, yaml.MapItem{Key: "visits", Value: *g.Visits})
	}
	out = append(out, yaml.MapItem{Key: "logistics", Value: says(g.Delivery, words.Mail)})
	out = append(out, g.figures("before", func(p Pair) *int { return p.Before }), g.figures("after", func(p Pair) *int { return p.After }))
	var parts []yaml.MapSlice
	for i := range g.Items {
		parts = append(parts, yaml.MapSlice{{Key: "item", Value: g.id(i)}})
	}
	out = append(out, yaml.MapItem{Key: "parts", Value: parts}, yaml.MapItem{Key: "materials", Value: d.materials(g)})
	for _, q := range g.Questions {
		d.gap("", "guide.gap_question", map[string]any{"question": q.Text, "options": strings.Join(q.Options, " / ")})
	}
	for _, gap := range []string{"guide.gap_questions", "guide.gap_order", "guide.gap_flow_whole", "guide.gap_mode"} {
		d.gap("", gap, nil)
	}
	return d.add(path.Join("things", id+".yaml"), out)
}

func (g *Guide) figures(key string, side func(Pair) *int) yaml.MapItem {
	var out yaml.MapSlice
	for _, f := range []struct {
		name string
		pair Pair
	}{{"steps", g.Change.Steps}, {"days", g.Change.Days}, {"visits", g.Change.Visits}, {"materials", g.Change.Materials}} {
		if v := side(f.pair); v != nil {
			out = append(out, yaml.MapItem{Key: f.name, Value: *v})
		}
	}
	return yaml.MapItem{Key: key, Value: out}
}

// materials writes the list; a number that stands for two materials is given a second
// place, so that both are kept.
func (d *Draft) materials(g *Guide) (out []yaml.MapSlice) {
	taken := map[string]int{}
	for i, m := range g.Materials {
		id := m.ID
		if id == "" {
			id = strings.ToUpper(g.Code) + "-M" + strconv.Itoa(i+1)
		}
		if taken[id]++; taken[id] > 1 {
			id += "-" + strconv.Itoa(taken[id])
		}
		need, source, waiver := "optional", "self", "submit"
		switch {
		case g.branchOnly(&m):
			need = "conditional"
			d.gap("", "guide.gap_condition", map[string]any{"material": m.Name, "text": m.When})
		case m.required():
			need = "required"
		}
		if m.government() {
			source = "government"
			if !m.mustSubmit() {
				waiver = "share"
				d.gap("", "guide.gap_resource", map[string]any{"material": m.Name})
			}
		}
		one := yaml.MapSlice{
			{Key: "id", Value: id},
			{Key: "name", Value: both(m.Name)},
			{Key: "copies", Value: max(1, m.Copies)},
			{Key: "need", Value: need},
			{Key: "source", Value: source},
			{Key: "waiver", Value: waiver},
		}
		var parts []string
		for k, it := range g.Items {
			for _, name := range m.For {
				if it.Name == name {
					parts = append(parts, g.id(k))
				}
			}
		}
		if len(parts) > 0 {
			one = append(one, yaml.MapItem{Key: "for", Value: parts})
		}
		out = append(out, one)
		d.gap("", "guide.gap_material", map[string]any{"material": m.Name})
	}
	return out
}
