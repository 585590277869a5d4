package access

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/cedar-policy/cedar-go"
	"github.com/cedar-policy/cedar-go/ast"
	"github.com/cedar-policy/cedar-go/types"
	xast "github.com/cedar-policy/cedar-go/x/exp/ast"
	"github.com/cedar-policy/cedar-go/x/exp/eval"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/org/epoch"
)

// nearest is how many refused permits an explanation shows.
const nearest = 5

// Near is a permit that came close, and the conditions that did not hold.
type Near struct {
	Rule   Rule     `json:"rule"`
	Failed []string `json:"failed"`
}

// Explanation says why an action is allowed or not, which rows of a list the
// actor would see, and how personal fields are shown to him.
type Explanation struct {
	Allow  bool            `json:"allow"`
	Epoch  int64           `json:"epoch"`
	Rules  []Rule          `json:"rules"`  // the permits that allow, or the forbids that refuse
	WhyNot []Near          `json:"whyNot"` // nearest first; empty when allowed
	Filter Filter          `json:"filter"`
	Masks  map[string]Mask `json:"masks"` // by grade, "1" to "6"
}

// Explain answers as Authorise would, with reasons. It is no permission: who may
// ask for it (explainAccess) the caller has checked.
func (a *Access) Explain(ctx context.Context, r epoch.Reader, who gov.Actor, action string, what act.Resource) (Explanation, error) {
	s, n, err := a.follow.Get(ctx, r)
	if err != nil {
		return Explanation{}, err
	}
	q, err := s.ask(who, action, what)
	if err != nil {
		return Explanation{}, err
	}
	v := s.decide(q)
	x := Explanation{Allow: v.allow, Epoch: n, Rules: []Rule{}, WhyNot: []Near{}, Filter: s.filter(q)}
	for _, id := range v.decided {
		x.Rules = append(x.Rules, s.rules[types.PolicyID(id)].Rule)
	}
	if !v.allow {
		x.WhyNot = s.whyNot(q)
	}
	x.Masks, err = s.masks(who, fieldAttrs(what.Attrs))
	return x, err
}

// whyNot gives the permits of an action that failed on the fewest conditions.
func (s *set) whyNot(q *ask) []Near {
	out := []Near{}
	action := types.NewEntityUID(actionType, types.String(q.action))
	for _, r := range s.order {
		if r.forbids() || !r.covers(action, s.groups[q.action]) {
			continue
		}
		if failed := failures(r, q); len(failed) > 0 {
			out = append(out, Near{Rule: r.Rule, Failed: failed})
		}
	}
	slices.SortStableFunc(out, func(a, b Near) int { return cmp.Compare(len(a.Failed), len(b.Failed)) })
	return out[:min(nearest, len(out))]
}

// failures evaluates each condition of a rule by itself and gives the text of
// those that do not hold.
func failures(r *rule, q *ask) []string {
	req := q.request()
	env := eval.Env{Entities: q, Principal: req.Principal, Action: req.Action, Resource: req.Resource, Context: req.Context}
	var out []string
	for _, c := range conjuncts(r.whole) {
		v, err := eval.Eval(c, env)
		if b, ok := v.(types.Boolean); err != nil || !ok || !bool(b) {
			out = append(out, textOf(c))
		}
	}
	return out
}

// conjuncts takes a policy apart into the conditions that must all hold, its
// scopes among them.
func conjuncts(p *xast.Policy) []xast.IsNode {
	scopes := xast.Policy{Principal: p.Principal, Action: xast.ScopeTypeAll{}, Resource: xast.ScopeTypeAll{}}
	var out []xast.IsNode
	if _, all := p.Principal.(xast.ScopeTypeAll); !all {
		out = append(out, eval.PolicyToNode(&scopes).AsIsNode())
	}
	scopes.Principal, scopes.Resource = xast.ScopeTypeAll{}, p.Resource
	if _, all := p.Resource.(xast.ScopeTypeAll); !all {
		out = append(out, eval.PolicyToNode(&scopes).AsIsNode())
	}
	for _, c := range p.Conditions {
		if c.Condition == xast.ConditionUnless {
			out = append(out, xast.NodeTypeNot{UnaryNode: xast.UnaryNode{Arg: c.Body}})
			continue
		}
		out = split(out, c.Body)
	}
	return out
}

func split(out []xast.IsNode, n xast.IsNode) []xast.IsNode {
	if and, ok := n.(xast.NodeTypeAnd); ok {
		return split(split(out, and.Left), and.Right)
	}
	return append(out, n)
}

// textOf writes a condition as Cedar.
func textOf(n xast.IsNode) string {
	p := xast.Policy{
		Effect: xast.EffectPermit, Principal: xast.ScopeTypeAll{}, Action: xast.ScopeTypeAll{}, Resource: xast.ScopeTypeAll{},
		Conditions: []xast.ConditionType{{Condition: xast.ConditionWhen, Body: n}},
	}
	text := string(cedar.NewPolicyFromAST((*ast.Policy)(&p)).MarshalCedar())
	if _, after, ok := strings.Cut(text, "when {"); ok {
		text = strings.TrimSuffix(strings.TrimSpace(after), "};")
	}
	return strings.TrimSpace(text)
}
