package desk

import (
	"slices"

	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/channel/parts/casepage"
	"holon.example/holon/internal/gov"
)

// claimOr is what may be done with the claim of a step.
func claimOr(s casepage.Step) string {
	if s.Item.Claimed != 0 {
		return "release"
	}
	return "claim"
}

// options words the codes of a choice.
func (c *casePage) options(family string, codes ...string) (out []parts.Option) {
	for _, code := range codes {
		out = append(out, parts.Option{Value: code, Label: c.Code(family, code)})
	}
	return out
}

// onSpot is a matter that waits for a visit.
type onSpot struct {
	Part *casepage.Part
	Step casepage.Step
}

// visiting are the matters a visit of one of them may settle: itself first, then
// those that share the visit with it.
func (c *casePage) visiting(p *casepage.Part) (out []onSpot) {
	add := func(one *casepage.Part) {
		for _, s := range one.Steps {
			if s.Page == "visit" {
				out = append(out, onSpot{one, s})
			}
		}
	}
	add(p)
	for _, other := range c.all() {
		if other.ID != p.ID && other.Shares(p) {
			add(other)
		}
	}
	return out
}

// departments are those of the matters that share a visit.
func (c *casePage) departments(p *casepage.Part) (out []gov.ID) {
	for _, v := range c.visiting(p) {
		if !slices.Contains(out, v.Part.Department) {
			out = append(out, v.Part.Department)
		}
	}
	return out
}

// ticked marks the officer's own matter in a fresh form of a visit.
func (c *casePage) ticked(f parts.Form, own casepage.Step, v onSpot) parts.Form {
	if f.Given == nil && v.Step.Item.ID == own.Item.ID {
		f.Given = map[string][]string{"tasks": {own.Item.ID.String()}}
	}
	return f
}
