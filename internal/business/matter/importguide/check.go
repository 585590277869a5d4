package importguide

import (
	"slices"
	"strconv"
	"strings"
)

// Finding is a contradiction or a gap of a guide: its code is a key of the catalogue.
type Finding struct {
	Code string         `json:"code"`
	Item string         `json:"item,omitempty"` // id in the draft; empty: the package
	Args map[string]any `json:"args,omitempty"`
}

// Contradictions finds where a guide contradicts itself; eight kinds are known from
// public guides, and each is a fault that would mislead people.
func (g *Guide) Contradictions() (out []Finding) {
	note := func(code string, args map[string]any) { out = append(out, Finding{Code: code, Args: args}) }
	for _, check := range []func(func(string, map[string]any)){
		g.promises, g.counts, g.branches, g.issued, g.numbers, g.mail, g.partners, g.own,
	} {
		check(note)
	}
	return out
}

// promises: a part of the whole may not take longer than the whole.
func (g *Guide) promises(note func(string, map[string]any)) {
	for _, it := range g.Items {
		if g.Promise > 0 && it.Promise > g.Promise {
			note("guide.promise_exceeds", map[string]any{"item": it.Name, "n": it.Promise, "whole": g.Promise})
		}
	}
}

// counts: the number of materials now is that of the list.
func (g *Guide) counts(note func(string, map[string]any)) {
	if now := g.Change.Materials.After; now != nil && *now != len(g.Materials) {
		note("guide.materials_count", map[string]any{"said": *now, "listed": len(g.Materials)})
	}
}

// branches: what only some applicants need is not required of all.
func (g *Guide) branches(note func(string, map[string]any)) {
	for _, m := range g.Materials {
		if m.required() && g.branchOnly(&m) {
			note("guide.branch_required", map[string]any{"material": m.Name})
		}
	}
}

func (g *Guide) branchOnly(m *Material) bool {
	if m.When != "" {
		return true
	}
	for _, name := range m.For {
		i := slices.IndexFunc(g.Items, func(it Item) bool { return it.Name == name })
		if i < 0 || g.Items[i].Branch == "" && g.Items[i].When == "" {
			return false
		}
	}
	return len(m.For) > 0
}

// issued: what the government issued is not asked of the applicant.
func (g *Guide) issued(note func(string, map[string]any)) {
	for _, m := range g.Materials {
		if m.government() && m.mustSubmit() {
			note("guide.government_asked", map[string]any{"material": m.Name})
		}
	}
}

// numbers: one standard number, one material.
func (g *Guide) numbers(note func(string, map[string]any)) {
	first := map[string]string{}
	for _, m := range g.Materials {
		if other, ok := first[m.ID]; ok && m.ID != "" && other != m.Name {
			note("guide.material_id_twice", map[string]any{"id": m.ID, "material": m.Name, "other": other})
			continue
		}
		first[m.ID] = m.Name
	}
}

// mail: results are sent by post only where that is switched on.
func (g *Guide) mail(note func(string, map[string]any)) {
	off := g.Logistics != nil && !*g.Logistics
	if g.Logistics == nil {
		off = slices.ContainsFunc(g.Notes, func(n string) bool { return says(n, words.NoMail) })
	}
	if off && says(g.Delivery, words.Mail) {
		note("guide.mail_off", map[string]any{"delivery": g.Delivery})
	}
}

// partners: whose matter is part of the whole takes part in it.
func (g *Guide) partners(note func(string, map[string]any)) {
	known := append([]string{g.Lead}, g.Partners...)
	for _, it := range g.Items {
		if it.Dept == "" {
			continue
		}
		number := department(it.Dept)
		if !slices.ContainsFunc(known, func(k string) bool {
			return strings.Contains(it.Dept, k) && k != "" || strings.Contains(k, it.Dept) || number != "" && department(k) == number
		}) {
			note("guide.partner_absent", map[string]any{"item": it.Name, "department": it.Dept})
		}
	}
}

// own: what the guide promises is what it says of now.
func (g *Guide) own(note func(string, map[string]any)) {
	if now := g.Change.Days.After; now != nil && g.Promise > 0 && *now != g.Promise {
		note("guide.own_days", map[string]any{"promise": g.Promise, "now": *now})
	}
	if now := g.Change.Visits.After; now != nil && g.Visits != nil && *now != *g.Visits {
		note("guide.own_visits", map[string]any{"visits": *g.Visits, "now": *now})
	}
}

// id makes an identifier in a draft.
func (g *Guide) id(n int) string { return strings.ToLower(g.Code) + "-" + strconv.Itoa(n+1) }

// Explains tells whether a gap or a contradiction accounts for a finding of the lint.
func Explains(found []Finding, lint string) bool {
	return slices.ContainsFunc(found, func(f Finding) bool { return slices.Contains(explained[f.Code], lint) })
}

// explained are the findings of the lint that a gap or a contradiction accounts for.
var explained = map[string][]string{
	"guide.gap_type":         {"item.type", "item.type.unknown"},
	"guide.gap_base_code":    {"item.code.base", "item.code.twice"},
	"guide.gap_department":   {"thing.partner.missing", "item.authority"},
	"guide.gap_basis":        {"item.basis.missing"},
	"guide.gap_limit":        {"item.limit.missing", "item.limit.uncited"},
	"guide.gap_flow":         {"item.flow.unknown"},
	"guide.gap_flow_whole":   {"item.flow.unknown"},
	"guide.gap_outcome":      {"item.outcome"},
	"guide.gap_when":         {"item.material.condition_missing"},
	"guide.gap_condition":    {"item.material.condition_missing"},
	"guide.gap_material":     {"item.material.uncited"},
	"guide.gap_resource":     {"item.material.resource"},
	"guide.gap_questions":    {"thing.questions.unknown"},
	"guide.gap_lead":         {"thing.lead", "thing.partner.missing"},
	"guide.promise_exceeds":  {"thing.promise.exceeded"},
	"guide.partner_absent":   {"thing.partner.missing"},
	"guide.government_asked": {"item.material.issued"},
	"guide.own_days":         {"thing.figures.promise"},
	"guide.own_visits":       {"thing.figures.visits"},
	"guide.materials_count":  {"thing.materials.count"},
}
