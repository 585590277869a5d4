package casefile

import (
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
)

// Resource is a case, or one matter of it, as the policies see it.
func (c *Case) Resource(m *Matter) act.Resource {
	a := map[string]any{"applicant": c.Applicant, "division": c.Division, "state": string(c.State)}
	if m == nil {
		return act.Resource{Type: "Case", ID: c.ID.String(), Attrs: a}
	}
	a["department"], a["handlers"], a["item"], a["state"] = m.Department, m.Hands(), m.Item, string(m.State)
	return act.Resource{Type: "Matter", ID: m.ID.String(), Attrs: a}
}

// Hands lists who worked on the matter: none of them decides it.
func (m *Matter) Hands() (out []gov.ID) {
	for _, id := range []gov.ID{m.Handler, m.Reviewer} {
		if id != 0 {
			out = append(out, id)
		}
	}
	return out
}

// ResourceOf adds the departments of all matters: who may open the whole file.
func ResourceOf(c *Case, ms []*Matter) act.Resource {
	r := c.Resource(nil)
	seen := map[gov.ID]bool{}
	var departments []gov.ID
	for _, m := range ms {
		if !seen[m.Department] {
			seen[m.Department] = true
			departments = append(departments, m.Department)
		}
	}
	r.Attrs["departments"] = departments
	return r
}
