package engine

import (
	"slices"

	"holon.example/holon/internal/business/flow/plan"
)

// TaskOf tells what the model says of an open task: element, name and
// attributes. ErrToken when the token stands at no task.
func (p *Process) TaskOf(s State, token int) (Effect, error) {
	for _, t := range s.Tokens {
		if t.ID != token {
			continue
		}
		i := slices.IndexFunc(p.plan.Nodes, func(n *plan.Node) bool { return n.ID == t.Node })
		if i < 0 {
			return Effect{}, ErrToken
		}
		n := p.plan.Nodes[i]
		return Effect{Kind: OpenTask, Token: t.ID, Element: n.ID, Name: n.Name, Node: n.Kind, Ref: n.Ref, Index: t.Index, Attrs: n.Attrs}, nil
	}
	return Effect{}, ErrToken
}
