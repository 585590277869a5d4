package access

import (
	"fmt"
	"strings"

	"github.com/cedar-policy/cedar-go"
	"github.com/cedar-policy/cedar-go/types"
	"github.com/cedar-policy/cedar-go/x/exp/schema/resolved"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/org"
)

// none stands for an identifier an actor does not have. A resource's missing
// identifier is the empty text, so that two missing ones are never equal.
const none = "-"

// jobChannel begins the channel of work the platform does by itself (gov.Job).
const jobChannel = "job:"

// ask is one question, and the entities it is about.
type ask struct {
	action    string
	principal types.Entity
	parents   []types.EntityUID
	resource  types.Entity
	context   types.Record
}

// Get implements types.EntityGetter.
func (a *ask) Get(uid types.EntityUID) (types.Entity, bool) {
	switch uid {
	case a.principal.UID:
		return a.principal, true
	case a.resource.UID:
		return a.resource, true
	}
	return types.Entity{}, false
}

func (a *ask) request() cedar.Request {
	return cedar.Request{
		Principal: a.principal.UID, Action: types.NewEntityUID(actionType, types.String(a.action)), Resource: a.resource.UID,
		Context: a.context,
	}
}

// principalOf gives the actor as the policies see him.
func principalOf(who gov.Actor) (types.Entity, []types.EntityUID) {
	roles, scopes := splitRoles(who.Roles)
	m := types.RecordMap{
		"channel": types.String(who.Channel), "scoped": types.Boolean(len(scopes) > 0), "scopes": types.NewSet(scopes...),
	}
	var parents []types.EntityUID
	id, kind := who.Account.String(), types.EntityType("Nobody")
	switch who.Kind {
	case gov.Citizen, gov.Agent, gov.Officer:
		kind = map[gov.ActorKind]types.EntityType{gov.Citizen: "Citizen", gov.Agent: "Agent", gov.Officer: "Officer"}[who.Kind]
		m["account"], m["person"], m["subject"] = idOf(who.Account), idOf(who.Person), idOf(who.Subject)
		m["division"] = textOr(who.Division)
		parents = append(parents, types.NewEntityUID("Division", textOr(who.Division)))
	case gov.System:
		kind = "System"
		m["account"], m["job"] = idOf(who.Account), types.String("")
		if name, ok := strings.CutPrefix(who.Channel, jobChannel); ok && who.Account == 0 {
			id, m["job"] = who.Channel, types.String(name)
		}
	case gov.Nobody:
		id = ""
	default:
		id = ""
	}
	if who.Kind == gov.Officer {
		m["post"], m["department"] = idOf(who.Post), idOf(who.Department)
		m["roles"] = types.NewSet(roles...)
		parents = append(parents, types.NewEntityUID("Department", idOf(who.Department)))
		for _, r := range roles {
			parents = append(parents, types.NewEntityUID("Role", r.(types.String))) //nolint:errcheck // splitRoles makes strings only
		}
	}
	return types.Entity{UID: types.NewEntityUID(kind, types.String(id)), Parents: types.NewEntityUIDSet(parents...), Attributes: types.NewRecord(m)}, parents
}

// splitRoles parts the roles of the post from the actions a token is limited to.
func splitRoles(list []string) (roles, scopes []types.Value) {
	for _, r := range list {
		if s, ok := strings.CutPrefix(r, org.ScopePrefix); ok {
			scopes = append(scopes, types.String(s))
		} else {
			roles = append(roles, types.String(r))
		}
	}
	return roles, scopes
}

func idOf(id gov.ID) types.String {
	if id == 0 {
		return none
	}
	return types.String(id.String())
}

func textOr(s string) types.String {
	if s == "" {
		return none
	}
	return types.String(s)
}

// shape is what the schema says of the attributes of a type of resource.
type shape struct {
	zero     types.RecordMap
	optional map[types.String]bool
}

func shapesOf(s *resolved.Schema) map[types.EntityType]*shape {
	out := map[types.EntityType]*shape{}
	for t, e := range s.Entities {
		sh := &shape{zero: types.RecordMap{}, optional: map[types.String]bool{}}
		for name, a := range e.Shape {
			if z := zeroOf(a.Type); z != nil {
				sh.zero[name] = z
				sh.optional[name] = a.Optional
			}
		}
		out[t] = sh
	}
	return out
}

func zeroOf(t resolved.IsType) types.Value {
	switch t.(type) {
	case resolved.StringType:
		return types.String("")
	case resolved.LongType:
		return types.Long(0)
	case resolved.BoolType:
		return types.Boolean(false)
	case resolved.SetType:
		return types.NewSet()
	}
	return nil
}

// record makes the attributes of a resource: those given, and the zero value of
// those left out. One the schema does not know, or of another type, is an error.
func (sh *shape) record(attrs map[string]any) (types.Record, error) {
	m := make(types.RecordMap, len(sh.zero))
	for name, z := range sh.zero {
		if !sh.optional[name] {
			m[name] = z
		}
	}
	for name, v := range attrs {
		z := sh.zero[types.String(name)]
		value := valueOf(v)
		if z == nil || value == nil || !alike(z, value) {
			return types.Record{}, fmt.Errorf("%w: attribute %q (%T)", ErrRequest, name, v)
		}
		m[types.String(name)] = value
	}
	return types.NewRecord(m), nil
}

func alike(a, b types.Value) bool {
	switch a.(type) {
	case types.String:
		_, ok := b.(types.String)
		return ok
	case types.Long:
		_, ok := b.(types.Long)
		return ok
	case types.Boolean:
		_, ok := b.(types.Boolean)
		return ok
	case types.Set:
		_, ok := b.(types.Set)
		return ok
	}
	return false
}

// valueOf brings a Go value to Cedar; nil if it has no place there.
func valueOf(v any) types.Value {
	switch x := v.(type) {
	case string:
		return types.String(x)
	case gov.ID:
		if x == 0 {
			return types.String("")
		}
		return types.String(x.String())
	case int:
		return types.Long(x)
	case int64:
		return types.Long(x)
	case gov.Grade:
		return types.Long(x)
	case bool:
		return types.Boolean(x)
	case []string:
		return setOf(x, func(s string) types.Value { return types.String(s) })
	case []gov.ID:
		return setOf(x, func(id gov.ID) types.Value { return types.String(id.String()) })
	}
	return nil
}

func setOf[T any](list []T, f func(T) types.Value) types.Set {
	out := make([]types.Value, len(list))
	for i, x := range list {
		out[i] = f(x)
	}
	return types.NewSet(out...)
}
