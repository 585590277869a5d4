package roster

import (
	"context"
	"slices"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/org"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/todo"
)

// maxTasks bounds one assignment: each task has an event of its own in the command.
const maxTasks = 50

// Desk is what assignments need.
type Desk struct {
	Engine *act.Engine
	// Org gives the organisation as the command's own snapshot has it.
	Org func(ctx context.Context, p *act.Prep) (*org.Snapshot, error)
}

// Pick is one task as it was shown.
type Pick struct {
	ID  gov.ID `json:"id"`
	Rev int64  `json:"rev"`
}

// Assignment gives tasks to a post; post 0 makes them free again.
type Assignment struct {
	Tasks []Pick `json:"tasks"`
	Post  gov.ID `json:"post"`
}

// Outcome tells which tasks were moved, and which not because somebody changed or
// finished them meanwhile.
type Outcome struct {
	Moved []gov.ID `json:"moved"`
	Stale []gov.ID `json:"stale,omitempty"`
}

// Assign moves tasks (action reassignTask). It is refused as a whole where one of
// them is not the actor's to move, or the post is not one he may give it to; it
// answers Conflict where none of them stands as it was shown.
func (d Desk) Assign(ctx context.Context, who gov.Actor, key string, in Assignment) (*Outcome, error) {
	cmd := act.Command{Action: "reassignTask", Actor: who, Key: key, Input: in, Claims: in.claims()}
	return act.Do(ctx, d.Engine, cmd, func(p *act.Prep) (*Outcome, error) {
		if err := in.check(); err != nil {
			return nil, err
		}
		snap, err := d.Org(ctx, p)
		if err != nil {
			return nil, err
		}
		r := &run{p: p, reach: Reach(snap, who, p.Now().Date()), to: in.Post, snap: snap, out: &Outcome{}}
		for _, t := range in.Tasks {
			if err := r.move(ctx, t); err != nil {
				return nil, err
			}
		}
		if len(r.out.Moved) == 0 {
			return nil, gov.Conflict("roster.stale")
		}
		return r.out, nil
	})
}

func (in *Assignment) claims() (out []string) {
	for _, t := range in.Tasks[:min(len(in.Tasks), maxTasks)] {
		out = append(out, todo.Stream(t.ID))
	}
	return out
}

func (in *Assignment) check() error {
	e := gov.Invalid("roster.assignment")
	if len(in.Tasks) == 0 {
		e.At("tasks", "roster.none_chosen")
	}
	if len(in.Tasks) > maxTasks {
		e.At("tasks", "roster.too_many")
	}
	seen := map[gov.ID]bool{}
	for _, t := range in.Tasks {
		if seen[t.ID] || t.ID <= 0 {
			e.At("tasks", "roster.none_chosen")
			break
		}
		seen[t.ID] = true
	}
	if len(e.Fields) > 0 {
		return e
	}
	return nil
}

// run is one assignment under way.
type run struct {
	p     *act.Prep
	snap  *org.Snapshot
	reach []org.Unit
	to    gov.ID
	out   *Outcome
}

func (r *run) move(ctx context.Context, t Pick) error {
	i, err := todo.Get(ctx, r.p.Q(), t.ID)
	if err != nil {
		return err
	}
	if err := r.p.Authorise(i.Resource()); err != nil {
		return err
	}
	if !i.State.Live() || i.Rev != t.Rev {
		r.out.Stale = append(r.out.Stale, i.ID)
		return nil
	}
	if err := r.allowed(i); err != nil {
		return err
	}
	after, err := todo.Reassign(ctx, r.p, i.ID, todo.Whom{Department: i.Department, Role: i.Role, Post: r.to})
	if err != nil {
		return err
	}
	r.out.Moved = append(r.out.Moved, i.ID)
	data := seal.Data{"kind": after.Kind, "department": after.Department, "role": after.Role, "post": r.to, "ref": after.Ref.ID, "refKind": after.Ref.Kind}
	if after.Ref.Kind == "case" {
		data["case"] = after.Ref.ID
	}
	return r.p.Event("todo.reassigned", todo.Stream(i.ID), data)
}

// allowed keeps the chief of a section inside it.
func (r *run) allowed(i *todo.Item) error {
	holds := i.Claimed
	if holds == 0 {
		holds = i.Post
	}
	if holds != 0 && !has(r.reach, holds) {
		return r.p.Refuse(gov.Forbidden("roster-own-section"), i.Resource())
	}
	if r.to == 0 {
		return nil
	}
	if !has(r.reach, r.to) {
		return r.p.Refuse(gov.Forbidden("roster-own-section"), i.Resource())
	}
	post, _ := r.snap.Unit(r.to, r.p.Now().Date())
	if i.Role != "" && !slices.Contains(post.Roles, i.Role) {
		return gov.Invalid("roster.role").At("post", "roster.role")
	}
	return nil
}

func has(list []org.Unit, post gov.ID) bool {
	return slices.ContainsFunc(list, func(u org.Unit) bool { return u.ID == post })
}

// Reach gives the posts among which an officer may move tasks as of a day: those of
// his section, or all of his department when his post stands under no section.
func Reach(snap *org.Snapshot, who gov.Actor, on gov.Date) []org.Unit {
	own, ok := snap.Unit(who.Post, on)
	if !ok {
		return nil
	}
	if up, ok := snap.Unit(own.Parent, on); ok && up.Kind == org.Section {
		return snap.Children(up.ID, org.Post, on)
	}
	return snap.Posts(who.Department, on)
}
