package relay

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/org"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/todo"
)

// Kind tells what was done.
type Kind string

// The kinds of move.
const (
	HandedOn Kind = "handed_on" // 转办
	Urged    Kind = "urged"     // 催办
	Split    Kind = "split"     // 分办
)

// Move is one of them, as the case keeps it.
type Move struct {
	ID         gov.ID   `json:"id"`
	Case       gov.ID   `json:"case"`
	Matter     gov.ID   `json:"matter,omitempty"`
	Kind       Kind     `json:"kind"`
	Task       gov.ID   `json:"task,omitempty"`
	By         gov.ID   `json:"by"`                   // post
	Department gov.ID   `json:"department,omitempty"` // of that post
	To         gov.ID   `json:"to,omitempty"`         // post that has the task now
	At         gov.Time `json:"at"`
	Reason     string   `json:"reason"`
	Rev        int64    `json:"-"`
}

// Desk is what the moves need.
type Desk struct {
	Engine *act.Engine
	// Org gives the organisation as the command's own snapshot has it.
	Org func(ctx context.Context, p *act.Prep) (*org.Snapshot, error)
}

// Handing hands a task on: to a post, or to a section, whose post of the same role
// with the fewest open tasks gets it.
type Handing struct {
	Task   gov.ID `json:"task"`
	Rev    int64  `json:"rev"` // of the task as it was shown
	To     gov.ID `json:"to"`  // post or section of the same department
	Reason string `json:"reason"`
}

const maxReason = 1000 // characters

func reasonOf(text string) (string, error) {
	text = strings.TrimSpace(text)
	if n := utf8.RuneCountInString(text); n == 0 || n > maxReason {
		return "", gov.Invalid("relay.reason").At("reason", "relay.reason")
	}
	return text, nil
}

func command(action string, who gov.Actor, key string, caseID gov.ID, in any) act.Command {
	return act.Command{Action: action, Actor: who, Key: key, Input: in, Claims: []string{casefile.Stream(caseID)}}
}

// HandOn gives a task to a colleague (action transferTask). Only who holds it hands
// it on, or who may take it while nobody holds it.
func (d Desk) HandOn(ctx context.Context, who gov.Actor, key string, caseID gov.ID, in Handing) (*Move, error) {
	return act.Do(ctx, d.Engine, command("transferTask", who, key, caseID, in), func(p *act.Prep) (*Move, error) {
		f, err := open(ctx, p, caseID, in.Task)
		if err != nil {
			return nil, err
		}
		if err := p.Authorise(f.resource()); err != nil {
			return nil, err
		}
		reason, err := reasonOf(in.Reason)
		if err != nil {
			return nil, err
		}
		if err := f.holds(who, in.Rev); err != nil {
			return nil, err
		}
		to, err := d.receiver(ctx, p, f.task, in.To)
		if err != nil {
			return nil, err
		}
		if _, err := todo.Reassign(ctx, p, f.task.ID, todo.Whom{Department: f.task.Department, Role: f.task.Role, Post: to}); err != nil {
			return nil, err
		}
		return f.keep(&Move{Kind: HandedOn, Task: f.task.ID, To: to, Reason: reason}, "task.handed_on")
	})
}

// holds tells whether the officer has the task in hand, as it was shown to him.
func (f *file) holds(who gov.Actor, rev int64) error {
	i := f.task
	switch {
	case !i.State.Live() || i.Rev != rev:
		return gov.Conflict("relay.stale")
	case i.Claimed != 0 && i.Claimed != who.Post, i.Claimed == 0 && i.Post != 0 && i.Post != who.Post:
		return f.p.Refuse(gov.Forbidden("relay-own-task"), f.resource())
	case i.Role != "" && !who.HasRole(i.Role):
		return f.p.Refuse(gov.Forbidden("relay-own-role"), f.resource())
	}
	return nil
}

// receiver finds the post that gets a task.
func (d Desk) receiver(ctx context.Context, p *act.Prep, i *todo.Item, to gov.ID) (gov.ID, error) {
	snap, err := d.Org(ctx, p)
	if err != nil {
		return 0, err
	}
	on, bad := p.Now().Date(), gov.Invalid("relay.receiver").At("to", "relay.receiver")
	unit, ok := snap.Unit(to, on)
	dep, inside := snap.DepartmentOf(to, on)
	if !ok || !inside || dep.ID != i.Department {
		return 0, bad
	}
	var posts []org.Unit
	switch unit.Kind {
	case org.Post:
		posts = []org.Unit{unit}
	case org.Section:
		posts = snap.Children(unit.ID, org.Post, on)
	case org.Division, org.Department:
		return 0, bad
	}
	best, least := gov.ID(0), int64(-1)
	for _, post := range posts {
		if i.Role != "" && !slices.Contains(post.Roles, i.Role) || post.ID == p.Who().Post {
			continue
		}
		n, _, err := todo.Count(ctx, p.Q(), todo.Filter{Post: post.ID})
		if err != nil {
			return 0, err
		}
		if least < 0 || n < least {
			best, least = post.ID, n
		}
	}
	if best == 0 {
		return 0, bad
	}
	return best, nil
}

// Urging urges a task.
type Urging struct {
	Task   gov.ID `json:"task"`
	Reason string `json:"reason"`
}

// maxUrged bounds how often one task is urged: beyond it something else is wrong.
const maxUrged = 20

// Urge tells who has a task that somebody waits for it (action remindTask). It
// changes no limit and no right.
func (d Desk) Urge(ctx context.Context, who gov.Actor, key string, caseID gov.ID, in Urging) (*Move, error) {
	return act.Do(ctx, d.Engine, command("remindTask", who, key, caseID, in), func(p *act.Prep) (*Move, error) {
		f, err := open(ctx, p, caseID, in.Task)
		if err != nil {
			return nil, err
		}
		if err := p.Authorise(f.resource()); err != nil {
			return nil, err
		}
		reason, err := reasonOf(in.Reason)
		if err != nil {
			return nil, err
		}
		if f.task.Urged >= maxUrged {
			return nil, gov.Conflict("relay.urged_enough").With("n", maxUrged)
		}
		if _, err := todo.Urge(ctx, p, f.task.ID); err != nil {
			return nil, err
		}
		return f.keep(&Move{Kind: Urged, Task: f.task.ID, To: f.task.Claimed, Reason: reason}, "task.urged")
	})
}

// Splitting takes a matter out of what is done together.
type Splitting struct {
	Matter gov.ID `json:"matter"`
	Reason string `json:"reason"`
}

// SplitOff lets a matter of a package be handled apart (action splitMatter): it
// leaves the shared visit and waits for no other matter any more but for those the
// law puts before it.
func (d Desk) SplitOff(ctx context.Context, who gov.Actor, key string, caseID gov.ID, in Splitting) (*Move, error) {
	return act.Do(ctx, d.Engine, command("splitMatter", who, key, caseID, in), func(p *act.Prep) (*Move, error) {
		f, err := open(ctx, p, caseID, 0)
		if err != nil {
			return nil, err
		}
		if err := f.of(in.Matter); err != nil {
			return nil, err
		}
		if err := p.Authorise(f.resource()); err != nil {
			return nil, err
		}
		reason, err := reasonOf(in.Reason)
		if err != nil {
			return nil, err
		}
		m := f.matter
		switch {
		case f.c.Thing == "" || m.Joint == "":
			return nil, gov.Conflict("relay.apart")
		case m.Decided != 0 || m.State == casefile.Ended:
			return nil, gov.Conflict("matter.state").With("state", string(m.State)).With("next", "split")
		}
		joint := m.Joint
		m.Joint = ""
		if err := p.Update(casefile.Matters, m.Row(), m.Rev); err != nil {
			return nil, err
		}
		return f.keepWith(&Move{Kind: Split, Reason: reason}, "matter.split", seal.Data{"joint": joint})
	})
}
