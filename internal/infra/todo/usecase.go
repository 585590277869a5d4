package todo

import (
	"context"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/seal"
)

// Stream names the history of an item in the log.
func Stream(id gov.ID) string { return "todo/" + id.String() }

// ClaimTask is the use case of an officer who takes an item from the list.
func ClaimTask(ctx context.Context, e *act.Engine, who gov.Actor, key string, id gov.ID) (*Item, error) {
	return step{"claimTask", "todo.claimed", func(p *act.Prep) (*Item, error) { return Claim(ctx, p, id) }}.do(ctx, e, who, key, id)
}

// ReleaseTask is the use case of an officer who puts an item back.
func ReleaseTask(ctx context.Context, e *act.Engine, who gov.Actor, key string, id gov.ID) (*Item, error) {
	return step{"releaseTask", "todo.released", func(p *act.Prep) (*Item, error) { return Release(ctx, p, id) }}.do(ctx, e, who, key, id)
}

// Transfer says which item goes to whom, and under which idempotency key.
type Transfer struct {
	Key  string
	Item gov.ID
	To   Whom
}

// ReassignTask is the use case of a chief who gives an item to others.
func ReassignTask(ctx context.Context, e *act.Engine, who gov.Actor, t Transfer) (*Item, error) {
	return step{"reassignTask", "todo.reassigned", func(p *act.Prep) (*Item, error) { return Reassign(ctx, p, t.Item, t.To) }}.do(ctx, e, who, t.Key, t.Item)
}

// step is one use case over one item.
type step struct {
	action, event string
	change        func(p *act.Prep) (*Item, error)
}

// do authorises over the item as it is before the change.
func (s step) do(ctx context.Context, e *act.Engine, who gov.Actor, key string, id gov.ID) (*Item, error) {
	cmd := act.Command{Action: s.action, Actor: who, Key: key, Input: id, Claims: []string{Stream(id)}}
	return act.Do(ctx, e, cmd, func(p *act.Prep) (*Item, error) {
		before, err := Get(ctx, p.Q(), id)
		if err != nil {
			return nil, err
		}
		if err := p.Authorise(before.Resource()); err != nil {
			return nil, err
		}
		after, err := s.change(p)
		if err != nil {
			return nil, err
		}
		return after, p.Event(s.event, Stream(id), after.said())
	})
}

// said is what events tell of an item: ids and codes.
func (i *Item) said() seal.Data {
	data := seal.Data{"kind": i.Kind, "department": i.Department, "role": i.Role, "post": i.holder(), "ref": i.Ref.ID, "refKind": i.Ref.Kind}
	if i.Ref.Kind == "case" {
		data["case"] = i.Ref.ID
	}
	return data
}
