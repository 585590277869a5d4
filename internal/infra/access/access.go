package access

import (
	"context"
	"fmt"

	"github.com/cedar-policy/cedar-go/x/exp/schema/resolved"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/org/epoch"
	"holon.example/holon/internal/infra/sqldb"
)

// Access holds the policies of the site and decides by them. It implements
// act.Authoriser.
type Access struct {
	schema  *resolved.Schema
	checker *checker
	own     []*rule // of the base and of the fragments
	ownIDs  map[string]bool
	follow  *epoch.Follower[*set]
	signal  *epoch.Signal

	known map[string]*rule // site policies parsed before, by text; only load uses it
}

// New reads and checks the base policies and those of the slices' fragments; a
// policy that does not fit the schema is an error. The site's own policies are
// read with the first question.
func New(signal *epoch.Signal, fragments ...Fragment) (*Access, error) {
	first, err := base()
	if err != nil {
		return nil, err
	}
	all := append(first, fragments...)
	a := &Access{signal: signal, ownIDs: map[string]bool{}, known: map[string]*rule{}}
	if a.schema, err = resolveSchema(all); err != nil {
		return nil, err
	}
	a.checker = newChecker(a.schema)
	for _, f := range all {
		rules, err := parseRules(a.checker, f.Name, f.Policies)
		if err != nil {
			return nil, fmt.Errorf("access: %w", err)
		}
		a.own = append(a.own, rules...)
	}
	for _, r := range a.own {
		a.ownIDs[r.ID] = true
	}
	if _, err := newSet(a.schema, a.own); err != nil {
		return nil, fmt.Errorf("access: %w", err)
	}
	a.follow = epoch.NewFollower(signal, a.load)
	return a, nil
}

// Authorise implements act.Authoriser. It asks q for the epoch unless that was
// confirmed a moment ago, and fails where it cannot: rights that cannot be
// confirmed are no rights.
func (a *Access) Authorise(ctx context.Context, q *sqldb.Q, who gov.Actor, action string, what act.Resource) (act.Verdict, error) {
	s, n, err := a.follow.In(ctx, q)
	if err != nil {
		return act.Verdict{}, err
	}
	question, err := s.ask(who, action, what)
	if err != nil {
		return act.Verdict{}, err
	}
	v := s.decide(question)
	return act.Verdict{Allow: v.allow, Rule: v.rule(), Epoch: n}, nil
}

// Stale makes the next Authorise confirm the epoch at once. Whoever learns from
// the writer that a command was prepared under an old one may call it; without it
// a command prepared again finds out within epoch.Brief.
func (a *Access) Stale() { a.follow.Stale() }

// May answers without a command, for menus and buttons: it is never a permission
// to write, and the refusal is recorded nowhere.
func (a *Access) May(ctx context.Context, r epoch.Reader, who gov.Actor, action string, what act.Resource) (bool, error) {
	s, _, err := a.follow.Get(ctx, r)
	if err != nil {
		return false, err
	}
	question, err := s.ask(who, action, what)
	if err != nil {
		return false, err
	}
	return s.decide(question).allow, nil
}

// Knows tells whether the schema has an action, for a registry of operations.
func (a *Access) Knows(action string) bool {
	for uid, def := range a.schema.Actions {
		if uid.Type == actionType && string(uid.ID) == action && def.AppliesTo != nil {
			return true
		}
	}
	return false
}
