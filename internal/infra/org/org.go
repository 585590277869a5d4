package org

import (
	"context"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/org/epoch"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/sqldb"
)

// Changed is the event of every change of the organisation.
const Changed = "org.changed"

// maxRows bounds one change: each row stands in the event with its hash, and an
// event has at most 64 KB.
const maxRows = 300

// Org keeps the organisation in memory and changes it.
type Org struct {
	eng    *act.Engine
	signal *epoch.Signal
	follow *epoch.Follower[*Snapshot]
}

// New makes the organisation of a site; nothing is read before the first question.
// The signal is the process's own, shared with infra/access and infra/ident.
func New(eng *act.Engine, signal *epoch.Signal) *Org {
	return &Org{eng: eng, signal: signal, follow: epoch.NewFollower(signal, load)}
}

// Snapshot gives the organisation, at most 450 ms old and never older than a
// change made in this process. It costs no query while it is fresh.
func (o *Org) Snapshot(ctx context.Context) (*Snapshot, error) {
	s, _, err := o.follow.Get(ctx, o.eng)
	return s, err
}

// In gives the organisation to a command, as its own snapshot of the store has it.
func (o *Org) In(ctx context.Context, p *act.Prep) (*Snapshot, error) {
	s, _, err := o.follow.In(ctx, p.Q())
	return s, err
}

// Report counts what a change wrote.
type Report struct {
	Units       int `json:"units"`
	Assignments int `json:"assignments"`
	Delegations int `json:"delegations"`
	Other       int `json:"other"` // absences, successions
}

func (r *Report) count(list []record) {
	for _, x := range list {
		switch x.(type) {
		case Unit:
			r.Units++
		case Assignment:
			r.Assignments++
		case Delegation:
			r.Delegations++
		default:
			r.Other++
		}
	}
}

func (r *Report) add(o Report) {
	r.Units += o.Units
	r.Assignments += o.Assignments
	r.Delegations += o.Delegations
	r.Other += o.Other
}

// Plan makes the changes of a command out of the organisation as it stands;
// newID makes identifiers for units that others in the same change refer to.
type Plan func(s *Snapshot, newID func() gov.ID) (Changes, error)

// Change applies changes (action changeOrganisation). It answers Invalid where
// the organisation they lead to breaks an invariant, and writes nothing then. Nobody
// puts himself on a post.
func (o *Org) Change(ctx context.Context, who gov.Actor, key string, plan Plan) (Report, error) {
	cmd := act.Command{Action: "changeOrganisation", Actor: who, Key: key, Claims: []string{"org/site"}}
	return act.Do(ctx, o.eng, cmd, func(p *act.Prep) (Report, error) {
		if err := p.Authorise(act.Resource{Type: "Organisation", ID: "site"}); err != nil {
			return Report{}, err
		}
		// The rows that guard the change must be those of this very snapshot.
		s, err := load(ctx, p.Q())
		if err != nil {
			return Report{}, err
		}
		changes, err := plan(s, p.NewID)
		if err != nil {
			return Report{}, err
		}
		for _, a := range changes.Assign {
			if who.Kind == gov.Officer && a.Person == who.Person {
				return Report{}, p.Refuse(&gov.Error{Kind: gov.KindForbidden, Key: "org.himself", Rule: "nobody-appoints-himself"}, act.Resource{Type: "Organisation", ID: "site"})
			}
		}
		return o.write(ctx, p, s, changes)
	})
}

func (o *Org) write(ctx context.Context, p *act.Prep, s *Snapshot, c Changes) (Report, error) {
	var rep Report
	d := newDraft(s, p.NewID)
	if err := d.apply(c); err != nil {
		return rep, err
	}
	list := d.records()
	if len(list) > maxRows {
		return rep, gov.Invalid("org.too_many").With("rows", len(list)).With("limit", maxRows)
	}
	for _, r := range list {
		put := p.Insert
		if r.revision() > 0 {
			put = func(t *sqldb.Table, row []any) error { return p.Update(t, row, r.revision()) }
		}
		if err := put(r.table(), r.row()); err != nil {
			return rep, err
		}
	}
	rep.count(list)
	if err := o.signal.Change(ctx, p); err != nil {
		return rep, err
	}
	return rep, p.Event(Changed, "org/site", seal.Data{
		"units": rep.Units, "assignments": rep.Assignments,
		"delegations": rep.Delegations, "other": rep.Other,
	})
}
