package access

import (
	"context"
	"errors"

	"github.com/cedar-policy/cedar-go/types"
	xast "github.com/cedar-policy/cedar-go/x/exp/ast"
	"github.com/cedar-policy/cedar-go/x/exp/eval"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/org/epoch"
)

// Op is what a condition of a filter asks.
type Op string

// The operations. Eq to Ge compare one attribute with one value; In asks whether
// the attribute is one of the values, Has whether the attribute, a set, holds one
// of them.
const (
	All  Op = "all" // every row
	None Op = "none"
	And  Op = "and"
	Or   Op = "or"
	Not  Op = "not"
	Eq   Op = "eq"
	Lt   Op = "lt"
	Le   Op = "le"
	Gt   Op = "gt"
	Ge   Op = "ge"
	In   Op = "in"
	Has  Op = "has"
)

// Filter is what is left of the policies when only the rows are unknown: the
// condition on the attributes of a resource under which an action is allowed. ID
// is the attribute of the resource itself.
type Filter struct {
	Op     Op       `json:"op"`
	Attr   string   `json:"attr,omitempty"`
	Values []any    `json:"values,omitempty"` // string, int64 or bool
	Kids   []Filter `json:"kids,omitempty"`
}

// ID names the identifier of a row among the attributes of a filter.
const ID = "id"

// Filter gives the rows of a type on which the actor may do an action. A permit
// that cannot be put into a filter opens no row; a forbid that cannot be hides
// all of them, so that a list never shows more than single questions would.
func (a *Access) Filter(ctx context.Context, r epoch.Reader, who gov.Actor, action, resourceType string) (Filter, error) {
	s, _, err := a.follow.Get(ctx, r)
	if err != nil {
		return Filter{}, err
	}
	q, err := s.ask(who, action, act.Resource{Type: resourceType})
	if err != nil {
		return Filter{}, err
	}
	return s.filter(q), nil
}

func (s *set) filter(q *ask) Filter {
	able := s.able(q)
	if len(able) == 0 {
		return Filter{Op: None}
	}
	req := q.request()
	env := eval.Env{Entities: q, Principal: req.Principal, Action: req.Action, Resource: eval.Variable("resource"), Context: req.Context}
	c := converter{kind: q.resource.UID.Type, shape: s.shapes[q.resource.UID.Type]}
	permits, forbids := Filter{Op: None}, Filter{Op: None}
	for _, r := range able {
		inner := *r.whole
		inner.Action = xast.ScopeTypeAll{}
		rest, keep := eval.PartialPolicy(env, &inner)
		if !keep {
			continue
		}
		f, err := c.policy(rest)
		switch {
		case r.forbids() && err != nil:
			return Filter{Op: None}
		case r.forbids():
			forbids = or(forbids, f)
		case err == nil:
			permits = or(permits, f)
		}
	}
	return and(permits, not(forbids))
}

// errShape says that a condition has no place in a filter.
var errShape = errors.New("access: not a condition on required attributes")

// converter turns what is left of a policy into a filter.
type converter struct {
	kind  types.EntityType
	shape *shape
}

func (c converter) policy(p *xast.Policy) (Filter, error) {
	f, err := c.scope(p.Resource)
	if err != nil {
		return f, err
	}
	for _, cond := range p.Conditions {
		g, err := c.node(cond.Body)
		if err != nil {
			return f, err
		}
		if cond.Condition == xast.ConditionUnless {
			g = not(g)
		}
		f = and(f, g)
	}
	return f, nil
}

func (c converter) scope(s xast.IsResourceScopeNode) (Filter, error) {
	switch t := s.(type) {
	case xast.ScopeTypeAll:
		return Filter{Op: All}, nil
	case xast.ScopeTypeIs:
		return truth(t.Type == c.kind), nil
	case xast.ScopeTypeEq:
		if t.Entity.Type != c.kind {
			return Filter{Op: None}, nil
		}
		return Filter{Op: Eq, Attr: ID, Values: []any{string(t.Entity.ID)}}, nil
	}
	return Filter{}, errShape
}

func (c converter) node(n xast.IsNode) (Filter, error) {
	switch t := n.(type) {
	case xast.NodeValue:
		if b, ok := t.Value.(types.Boolean); ok {
			return truth(bool(b)), nil
		}
	case xast.NodeTypeAnd:
		return c.both(t.BinaryNode, and)
	case xast.NodeTypeOr:
		return c.both(t.BinaryNode, or)
	case xast.NodeTypeNot:
		f, err := c.node(t.Arg)
		return not(f), err
	case xast.NodeTypeIs:
		if isResource(t.Left) {
			return truth(t.EntityType == c.kind), nil
		}
	case xast.NodeTypeAccess:
		return c.compare(Eq, t, xast.NodeValue{Value: types.Boolean(true)})
	case xast.NodeTypeEquals:
		return c.either(Eq, Eq, t.BinaryNode)
	case xast.NodeTypeNotEquals:
		f, err := c.either(Eq, Eq, t.BinaryNode)
		return not(f), err
	case xast.NodeTypeLessThan:
		return c.either(Lt, Gt, t.BinaryNode)
	case xast.NodeTypeLessThanOrEqual:
		return c.either(Le, Ge, t.BinaryNode)
	case xast.NodeTypeGreaterThan:
		return c.either(Gt, Lt, t.BinaryNode)
	case xast.NodeTypeGreaterThanOrEqual:
		return c.either(Ge, Le, t.BinaryNode)
	case xast.NodeTypeContains:
		return c.contains(t.Left, t.Right)
	case xast.NodeTypeContainsAny:
		return c.either(Has, Has, t.BinaryNode)
	}
	return Filter{}, errShape
}

func (c converter) both(b xast.BinaryNode, join func(a, b Filter) Filter) (Filter, error) {
	l, err := c.node(b.Left)
	if err != nil {
		return l, err
	}
	r, err := c.node(b.Right)
	return join(l, r), err
}

// either compares attribute and value, whichever side they stand on.
func (c converter) either(op, turned Op, b xast.BinaryNode) (Filter, error) {
	if f, err := c.compare(op, b.Left, b.Right); err == nil {
		return f, nil
	}
	return c.compare(turned, b.Right, b.Left)
}

func (c converter) contains(set, one xast.IsNode) (Filter, error) {
	if f, err := c.compare(Has, set, one); err == nil {
		return f, nil
	}
	return c.compare(In, one, set)
}

func (c converter) compare(op Op, left, right xast.IsNode) (Filter, error) {
	attr, ok := c.attr(left)
	if !ok {
		return Filter{}, errShape
	}
	v, ok := right.(xast.NodeValue)
	if !ok {
		return Filter{}, errShape
	}
	values, ok := plainValues(v.Value)
	isSet := false
	if s, was := v.Value.(types.Set); was {
		isSet = true
		if s.Len() == 0 {
			return Filter{Op: None}, nil
		}
	}
	if !ok || isSet && op != In && op != Has {
		return Filter{}, errShape
	}
	return Filter{Op: op, Attr: attr, Values: values}, nil
}

// attr recognises resource.NAME for an attribute every resource of the type has.
func (c converter) attr(n xast.IsNode) (string, bool) {
	a, ok := n.(xast.NodeTypeAccess)
	if !ok || !isResource(a.Arg) {
		return "", false
	}
	optional, known := c.shape.optional[a.Value]
	return string(a.Value), known && !optional
}

func isResource(n xast.IsNode) bool {
	switch t := n.(type) {
	case xast.NodeTypeVariable:
		return t.Name == "resource"
	case xast.NodeValue:
		name, ok := eval.ToVariable(t.Value)
		return ok && name == "resource"
	}
	return false
}

func plainValues(v types.Value) ([]any, bool) {
	switch x := v.(type) {
	case types.String:
		return []any{string(x)}, true
	case types.Long:
		return []any{int64(x)}, true
	case types.Boolean:
		return []any{bool(x)}, true
	case types.Set:
		var out []any
		for e := range x.All() {
			one, ok := plainValues(e)
			if _, nested := e.(types.Set); !ok || nested {
				return nil, false
			}
			out = append(out, one...)
		}
		return sortedValues(out), true
	}
	return nil, false
}

func truth(b bool) Filter {
	if b {
		return Filter{Op: All}
	}
	return Filter{Op: None}
}

func and(a, b Filter) Filter {
	switch {
	case a.Op == None || b.Op == All:
		return a
	case b.Op == None || a.Op == All:
		return b
	}
	return Filter{Op: And, Kids: join(And, a, b)}
}

func or(a, b Filter) Filter {
	switch {
	case a.Op == All || b.Op == None:
		return a
	case b.Op == All || a.Op == None:
		return b
	}
	return Filter{Op: Or, Kids: join(Or, a, b)}
}

func not(a Filter) Filter {
	switch a.Op {
	case All:
		return Filter{Op: None}
	case None:
		return Filter{Op: All}
	case Not:
		return a.Kids[0]
	default:
		return Filter{Op: Not, Kids: []Filter{a}}
	}
}

// join flattens equal operations into one list.
func join(op Op, list ...Filter) []Filter {
	var out []Filter
	for _, f := range list {
		if f.Op == op {
			out = append(out, f.Kids...)
		} else {
			out = append(out, f)
		}
	}
	return out
}
