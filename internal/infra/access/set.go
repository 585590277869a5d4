package access

import (
	"errors"
	"fmt"
	"iter"
	"slices"

	"github.com/cedar-policy/cedar-go"
	"github.com/cedar-policy/cedar-go/types"
	"github.com/cedar-policy/cedar-go/x/exp/schema/resolved"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
)

// actionType is the entity type of actions.
const actionType types.EntityType = "Action"

// kind is what a question is about: an action, the type of who asks and of what.
type kind struct {
	action    string
	principal types.EntityType
	resource  types.EntityType
}

// selector is the narrowest a rule says about one resource and one principal or
// group; the zero entity where it says nothing. A question looks only at the
// selectors that can fit it, so that the number of grants does not matter.
type selector struct{ resource, principal types.EntityUID }

// set is every policy in force, indexed. It never changes once built.
type set struct {
	schema   *resolved.Schema
	shapes   map[types.EntityType]*shape
	actions  map[string]*resolved.Action
	contexts map[string]types.Record
	people   *people
	groups   map[string]map[types.EntityUID]bool
	rules    map[types.PolicyID]*rule
	order    []*rule
	index    map[kind]map[selector][]*rule
	byAsker  map[kind]map[types.EntityUID][]*rule // for a filter, where the resource is unknown
}

func newSet(s *resolved.Schema, rules []*rule) (*set, error) {
	out := &set{
		schema: s, shapes: shapesOf(s), actions: map[string]*resolved.Action{}, contexts: map[string]types.Record{}, people: newPeople(), groups: map[string]map[types.EntityUID]bool{},
		rules: map[types.PolicyID]*rule{}, order: rules, index: map[kind]map[selector][]*rule{},
		byAsker: map[kind]map[types.EntityUID][]*rule{},
	}
	for uid, a := range s.Actions {
		if uid.Type == actionType && a.AppliesTo != nil {
			out.actions[string(uid.ID)] = &a
			out.contexts[string(uid.ID)] = types.NewRecord(types.RecordMap{"action": uid.ID})
			out.groups[string(uid.ID)] = groupsOf(s, uid)
		}
	}
	for _, r := range rules {
		id := types.PolicyID(r.ID)
		if out.rules[id] != nil {
			return nil, fmt.Errorf("two policies with the id %q", r.ID)
		}
		out.rules[id] = r
		out.enter(r)
	}
	return out, nil
}

// groupsOf gives every group an action belongs to, directly or not.
func groupsOf(s *resolved.Schema, action types.EntityUID) map[types.EntityUID]bool {
	out := map[types.EntityUID]bool{}
	queue := []types.EntityUID{action}
	for i := 0; i < len(queue); i++ {
		a := s.Actions[queue[i]]
		for p := range a.Entity.Parents.All() {
			if !out[p] {
				out[p] = true
				queue = append(queue, p)
			}
		}
	}
	return out
}

// enter puts a rule under every kind of question it may answer.
func (s *set) enter(r *rule) {
	pt, pe := r.principals()
	rt, re := r.resources()
	for name, a := range s.actions {
		if !r.covers(types.NewEntityUID(actionType, types.String(name)), s.groups[name]) {
			continue
		}
		for _, p := range a.AppliesTo.Principals {
			for _, res := range a.AppliesTo.Resources {
				if pt != "" && pt != p || rt != "" && rt != res {
					continue
				}
				k := kind{name, p, res}
				if s.index[k] == nil {
					s.index[k] = map[selector][]*rule{}
					s.byAsker[k] = map[types.EntityUID][]*rule{}
				}
				at := selector{re, pe}
				s.index[k][at] = append(s.index[k][at], r)
				s.byAsker[k][pe] = append(s.byAsker[k][pe], r)
			}
		}
	}
}

// candidates are the rules that may answer a question; it is a cedar.PolicyIterator.
type candidates [][]*rule

// All gives the policies to evaluate.
func (c candidates) All() iter.Seq2[types.PolicyID, *cedar.Policy] {
	return func(yield func(types.PolicyID, *cedar.Policy) bool) {
		for _, list := range c {
			for _, r := range list {
				if !yield(types.PolicyID(r.ID), r.asked) {
					return
				}
			}
		}
	}
}

func (s *set) candidates(a *ask) candidates {
	at := s.index[kind{a.action, a.principal.UID.Type, a.resource.UID.Type}]
	if len(at) == 0 {
		return nil
	}
	out := make(candidates, 0, 8)
	look := func(principal types.EntityUID) {
		for _, resource := range [2]types.EntityUID{{}, a.resource.UID} {
			if list := at[selector{resource, principal}]; len(list) > 0 {
				out = append(out, list)
			}
		}
	}
	look(types.EntityUID{})
	look(a.principal.UID)
	for _, p := range a.parents {
		look(p)
	}
	return out
}

// able are the rules that may concern who asks, whatever the resource: those
// that name no principal, him, or a group he is in.
func (s *set) able(a *ask) []*rule {
	by := s.byAsker[kind{a.action, a.principal.UID.Type, a.resource.UID.Type}]
	out := slices.Concat(by[types.EntityUID{}], by[a.principal.UID])
	for _, p := range a.parents {
		out = append(out, by[p]...)
	}
	return out
}

// verdict is an answer with the rules that decided.
type verdict struct {
	allow   bool
	decided []string // ids of the permits, or of the forbids, sorted
}

func (v verdict) rule() string {
	if len(v.decided) == 0 {
		return ""
	}
	return v.decided[0]
}

// decide answers a question. What is not permitted is refused; one forbid
// outweighs all permits; a forbid that cannot be evaluated forbids.
func (s *set) decide(a *ask) verdict {
	c := s.candidates(a)
	if len(c) == 0 {
		return verdict{}
	}
	decision, diag := cedar.Authorize(c, a, a.request())
	var broken []string
	for _, e := range diag.Errors {
		if s.rules[e.PolicyID].forbids() {
			broken = append(broken, string(e.PolicyID))
		}
	}
	if len(broken) > 0 {
		slices.Sort(broken)
		return verdict{decided: broken}
	}
	v := verdict{allow: decision == cedar.Allow}
	for _, r := range diag.Reasons {
		v.decided = append(v.decided, string(r.PolicyID))
	}
	slices.Sort(v.decided)
	return v
}

// ErrRequest says that the program asked something the schema does not know: an
// action, a type of resource, an attribute. It is a fault of the program, and
// nothing is allowed by it.
var ErrRequest = errors.New("access: not in the schema")

// ask makes a question out of an actor, an action and a resource.
func (s *set) ask(who gov.Actor, action string, what act.Resource) (*ask, error) {
	def := s.actions[action]
	if def == nil {
		return nil, fmt.Errorf("%w: action %q", ErrRequest, action)
	}
	if !slices.Contains(def.AppliesTo.Resources, types.EntityType(what.Type)) {
		return nil, fmt.Errorf("%w: action %q on a %q", ErrRequest, action, what.Type)
	}
	sh := s.shapes[types.EntityType(what.Type)]
	attrs, err := sh.record(what.Attrs)
	if err != nil {
		return nil, fmt.Errorf("%w: %s of %s", err, action, what.Type)
	}
	a := &ask{action: action, context: s.contexts[action]}
	a.principal, a.parents = s.people.of(who)
	a.resource = types.Entity{UID: types.NewEntityUID(types.EntityType(what.Type), types.String(what.ID)), Attributes: attrs}
	return a, nil
}
