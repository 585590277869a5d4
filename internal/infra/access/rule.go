package access

import (
	"errors"
	"fmt"
	"strings"

	"github.com/cedar-policy/cedar-go"
	"github.com/cedar-policy/cedar-go/ast"
	"github.com/cedar-policy/cedar-go/types"
	xast "github.com/cedar-policy/cedar-go/x/exp/ast"
)

// maxText bounds the text of one policy, in bytes.
const maxText = 8 << 10

// Rule is a policy as people read it.
type Rule struct {
	ID      string `json:"id"`
	Title   string `json:"title"`
	TitleZh string `json:"titleZh,omitempty"`
	Effect  string `json:"effect"` // permit or forbid
	Text    string `json:"text,omitempty"`
	Source  string `json:"source"` // file of the base, or "site"
}

// rule is a policy ready to be asked.
type rule struct {
	Rule
	asked *cedar.Policy // without its action scope, which the index has answered
	whole *xast.Policy
}

// parseRules reads policies and checks each against the schema: an unknown action,
// entity type or attribute, a comparison of unlike types, a missing or doubled
// @id is an error that names the policy.
func parseRules(c *checker, source, text string) ([]*rule, error) {
	list, err := cedar.NewPolicyListFromBytes(source, []byte(text))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", source, err)
	}
	out := make([]*rule, 0, len(list))
	var errs []error
	for _, p := range list {
		r, err := newRule(c, source, p)
		if err != nil {
			errs = append(errs, fmt.Errorf("%s:%d: %w", source, p.Position().Line, err))
			continue
		}
		out = append(out, r)
	}
	return out, errors.Join(errs...)
}

func newRule(c *checker, source string, p *cedar.Policy) (*rule, error) {
	notes := p.Annotations()
	r := &rule{whole: (*xast.Policy)(p.AST())}
	r.ID, r.Title, r.TitleZh, r.Source = string(notes["id"]), string(notes["title"]), string(notes["title_zh"]), source
	r.Effect, r.Text = "permit", string(p.MarshalCedar())
	if p.Effect() == cedar.Forbid {
		r.Effect = "forbid"
	}
	if r.ID == "" || r.Title == "" || len(r.ID) > 80 || strings.ContainsAny(r.ID, " \t\n\"") {
		return nil, errors.New("a policy needs an @id without blanks and a @title")
	}
	if err := c.check(r.ID, r.whole); err != nil {
		return nil, err
	}
	inner := *r.whole
	inner.Action = xast.ScopeTypeAll{}
	r.asked = cedar.NewPolicyFromAST((*ast.Policy)(&inner))
	return r, nil
}

// forbids tells the effect.
func (r *rule) forbids() bool { return r.whole.Effect == xast.EffectForbid }

// covers tells whether the rule's action scope names an action, by itself or by a
// group it belongs to.
func (r *rule) covers(action types.EntityUID, groups map[types.EntityUID]bool) bool {
	in := func(e types.EntityUID) bool { return e == action || groups[e] }
	switch s := r.whole.Action.(type) {
	case xast.ScopeTypeEq:
		return s.Entity == action
	case xast.ScopeTypeIn:
		return in(s.Entity)
	case xast.ScopeTypeInSet:
		for _, e := range s.Entities {
			if in(e) {
				return true
			}
		}
		return false
	}
	return true
}

// anyAction tells whether the rule speaks of every action.
func (r *rule) anyAction() bool {
	_, all := r.whole.Action.(xast.ScopeTypeAll)
	return all
}

// principals gives the type a rule's principal must have and the entity it must be
// or be in; empty where it does not say.
func (r *rule) principals() (t types.EntityType, e types.EntityUID) {
	switch s := r.whole.Principal.(type) {
	case xast.ScopeTypeEq:
		return s.Entity.Type, s.Entity
	case xast.ScopeTypeIn:
		return "", s.Entity
	case xast.ScopeTypeIs:
		return s.Type, e
	case xast.ScopeTypeIsIn:
		return s.Type, s.Entity
	}
	return "", e
}

// resources gives the type a rule's resource must have and the one entity it must
// be; a resource "in" a group is left to the evaluation.
func (r *rule) resources() (t types.EntityType, e types.EntityUID) {
	switch s := r.whole.Resource.(type) {
	case xast.ScopeTypeEq:
		return s.Entity.Type, s.Entity
	case xast.ScopeTypeIs:
		return s.Type, e
	case xast.ScopeTypeIsIn:
		return s.Type, e
	}
	return "", e
}
