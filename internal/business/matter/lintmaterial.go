package matter

import (
	"strings"

	"holon.example/holon/internal/business/form"
)

func (l *linter) lintMaterial(m *Material, r report) {
	r.need(m.ID != "" && m.Name.Zh != "", "item.material.name")
	for _, p := range catchAll {
		if p.MatchString(strings.TrimSpace(m.Name.Zh)) {
			r.err("item.material.catch_all", "name", m.Name.Zh)
		}
	}
	oneOf(needs, m.Need, r, "item.material.need")
	oneOf(sources, m.Source, r, "item.material.source")
	oneOf(waivers, m.Waiver, r, "item.material.waiver")
	l.lintCite(m.Cite, m.Certainty, r, "item.material.uncited")
	l.lintWhen(m.When, nil, r)
	if m.When != "" && m.Need == "required" {
		r.err("item.material.branch_required")
	}
	if m.Need == "conditional" && m.When == "" {
		r.err("item.material.condition_missing")
	}
	l.lintIssued(m, r)
}

// lintIssued finds papers that government issued and asks back (优化营商环境条例,
// 国务院关于在线政务服务的若干规定 §7).
func (l *linter) lintIssued(m *Material, r report) {
	if m.Source == "government" && m.Submitted() && !l.exempt(m.Exempt, r) {
		r.err("item.material.issued")
	}
	if m.Waiver == "licence" || m.Waiver == "share" {
		r.need(m.Resource != "", "item.material.resource")
		if m.Resource != "" && l.refs.Resource != nil {
			r.need(l.refs.Resource(m.Resource, ""), "item.material.resource.unknown", "resource", m.Resource)
		}
	}
	l.materials[m.ID] = append(l.materials[m.ID], named{name: m.Name.Zh, at: r.at})
}

// exempt tells whether a dated exemption covers today; an expired one does not.
func (l *linter) exempt(e *form.Exempt, r report) bool {
	if e == nil {
		return false
	}
	if e.Reason.Zh == "" || e.By == "" || e.Until == "" {
		r.err("item.exempt.incomplete")
	}
	return l.refs.Today == "" || e.Until >= l.refs.Today
}

type named struct{ name, at string }

// lintOneName finds one standard material id used for two materials.
func (l *linter) lintOneName(r report) {
	for _, id := range sortedKeys(l.materials) {
		first := l.materials[id][0]
		for _, other := range l.materials[id][1:] {
			if other.name != first.name {
				report{at: other.at, list: r.list}.err("item.material.id_shared", "id", id, "other", first.at)
				break
			}
		}
	}
}
