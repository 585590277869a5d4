package todo

import (
	"context"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
)

// Open opens an item in the transaction of the use case and gives its id. State,
// times of opening and closing, claim and outcome are set here. The use case
// authorises and names what happened in an event of its own; so do those below.
func Open(p *act.Prep, i Item) (gov.ID, error) {
	id := p.NewID()
	return id, OpenAs(p, id, i)
}

// OpenAs opens an item under an id that the use case has made and named before it knew
// all of the item, such as its due time.
func OpenAs(p *act.Prep, id gov.ID, i Item) error {
	if err := i.check(); err != nil {
		return err
	}
	i.ID, i.State, i.Claimed, i.Created, i.Closed, i.Outcome = id, StateOpen, 0, p.Now(), 0, ""
	i.Urged = 0
	row, err := i.row()
	if err != nil {
		return err
	}
	return p.Insert(table, row)
}

// Claim gives the item to the officer who acts. It is refused, and the refusal
// recorded, when the item belongs to another department, role or post.
func Claim(ctx context.Context, p *act.Prep, id gov.ID) (*Item, error) {
	i, err := moved(ctx, p, id, moveClaim)
	if err != nil {
		return nil, err
	}
	if rule, ok := i.fits(p.Who()); !ok {
		return nil, p.Refuse(gov.Forbidden(rule), i.Resource())
	}
	i.Claimed = p.Who().Post
	return i, save(p, i)
}

// Release puts a claimed item back; only the post that has it may.
func Release(ctx context.Context, p *act.Prep, id gov.ID) (*Item, error) {
	i, err := moved(ctx, p, id, moveRelease)
	if err != nil {
		return nil, err
	}
	if i.Claimed != p.Who().Post {
		return nil, p.Refuse(gov.Forbidden("todo-own-claim"), i.Resource())
	}
	i.Claimed = 0
	return i, save(p, i)
}

// Done closes an item as done with an outcome code. An item that somebody
// has claimed is completed by that post alone, or by the system.
func Done(ctx context.Context, p *act.Prep, id gov.ID, outcome string) (*Item, error) {
	i, err := moved(ctx, p, id, moveDone)
	if err != nil {
		return nil, err
	}
	if who := p.Who(); i.Claimed != 0 && i.Claimed != who.Post && who.Kind != gov.System {
		return nil, p.Refuse(gov.Forbidden("todo-own-claim"), i.Resource())
	}
	return i, i.closeWith(p, outcome)
}

// Cancel closes an item that is no longer needed, with the reason as a code.
func Cancel(ctx context.Context, p *act.Prep, id gov.ID, reason string) (*Item, error) {
	i, err := moved(ctx, p, id, moveCancel)
	if err != nil {
		return nil, err
	}
	return i, i.closeWith(p, reason)
}

// CancelAll closes every live item of a thing, such as a case that was withdrawn,
// and tells how many.
func CancelAll(ctx context.Context, p *act.Prep, ref Ref, reason string) (int, error) {
	items, err := About(ctx, p.Q(), ref, false)
	if err != nil {
		return 0, err
	}
	for _, i := range items {
		i.State = StateCancelled
		if err := i.closeWith(p, reason); err != nil {
			return 0, err
		}
	}
	return len(items), nil
}

// Reassign gives an item to others; a claim on it ends.
func Reassign(ctx context.Context, p *act.Prep, id gov.ID, to Whom) (*Item, error) {
	i, err := moved(ctx, p, id, moveReassign)
	if err != nil {
		return nil, err
	}
	i.Whom, i.Claimed = to, 0
	if err := i.check(); err != nil {
		return nil, err
	}
	return i, save(p, i)
}

// Postpone sets a new warning and due time, when the clock behind an item was
// stopped, resumed or extended; zero due means no limit.
func Postpone(ctx context.Context, p *act.Prep, id gov.ID, warn, due gov.Time) (*Item, error) {
	i, err := Get(ctx, p.Q(), id)
	if err != nil {
		return nil, err
	}
	if !i.State.Live() {
		return nil, gov.Conflict("todo.state").With("state", string(i.State)).With("move", "postpone")
	}
	i.Warn, i.Due = warn, due
	if err := i.check(); err != nil {
		return nil, err
	}
	return i, save(p, i)
}

// Urge counts that an item was urged, so that lists show it first to the eye; its
// place in the list stays that of its due time.
func Urge(ctx context.Context, p *act.Prep, id gov.ID) (*Item, error) {
	i, err := Get(ctx, p.Q(), id)
	if err != nil {
		return nil, err
	}
	if !i.State.Live() {
		return nil, gov.Conflict("todo.state").With("state", string(i.State)).With("move", "urge")
	}
	i.Urged++
	return i, save(p, i)
}

// moved reads an item and takes it to the state after a move.
func moved(ctx context.Context, p *act.Prep, id gov.ID, m move) (*Item, error) {
	i, err := Get(ctx, p.Q(), id)
	if err != nil {
		return nil, err
	}
	i.State, err = next(i.State, m)
	return i, err
}

func (i *Item) closeWith(p *act.Prep, outcome string) error {
	if len(outcome) > maxCode {
		return gov.Invalid("todo.item").At("outcome", "todo.code")
	}
	i.Closed, i.Outcome = p.Now(), outcome
	return save(p, i)
}

// Resource is the item as the policies see it, for the use case that claims it.
func (i *Item) Resource() act.Resource {
	return act.Resource{Type: "Task", ID: i.ID.String(), Attrs: map[string]any{
		"department": i.Department, "role": i.Role, "state": string(i.State),
	}}
}
