package access

import (
	"sync"

	"github.com/cedar-policy/cedar-go/types"
	xast "github.com/cedar-policy/cedar-go/x/exp/ast"
	"github.com/cedar-policy/cedar-go/x/exp/schema/resolved"
	"github.com/cedar-policy/cedar-go/x/exp/schema/validate"
)

// checker checks policies against the schema. The validator looks at every
// combination of action, principal and resource each time, which for thousands of
// grants takes seconds; a policy on one action is checked against that one alone.
type checker struct {
	schema *resolved.Schema
	full   *validate.Validator

	mu     sync.Mutex
	narrow map[types.EntityUID]*validate.Validator
}

func newChecker(s *resolved.Schema) *checker {
	return &checker{schema: s, full: validate.New(s), narrow: map[types.EntityUID]*validate.Validator{}}
}

func (c *checker) check(id string, p *xast.Policy) error {
	if eq, ok := p.Action.(xast.ScopeTypeEq); ok {
		return c.forAction(eq.Entity).Policy(id, p)
	}
	return c.full.Policy(id, p)
}

func (c *checker) forAction(action types.EntityUID) *validate.Validator {
	def, ok := c.schema.Actions[action]
	if !ok {
		return c.full // which says that there is none
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	v := c.narrow[action]
	if v == nil {
		s := *c.schema
		s.Actions = map[types.EntityUID]resolved.Action{action: def}
		for g := range groupsOf(c.schema, action) {
			s.Actions[g] = c.schema.Actions[g]
		}
		v = validate.New(&s)
		c.narrow[action] = v
	}
	return v
}
