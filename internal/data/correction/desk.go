package correction

import (
	"context"
	"slices"

	"holon.example/holon/internal/data/exchange"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/org"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/todo"
)

// Config is what a desk of objections needs; app wires it.
type Config struct {
	Act *act.Engine
	// Source gives the unit that holds a resource; 0 when the catalogue names none.
	Source func(ctx context.Context, p *act.Prep, resource string) (gov.ID, error)
	// Due gives the last day of an answer by the rule of its kind, and the day of the
	// prompt before it.
	Due func(rule string, from gov.Date) (prompt, last gov.Date, err error)
}

// Desk takes objections in and has them answered.
type Desk struct{ Config }

// New makes a desk.
func New(c Config) *Desk { return &Desk{c} }

// TaskKind is the kind of the work items of objections, and of what they refer to.
const TaskKind = "objection"

const (
	maxOpen  = 50 // of one subject at a time
	pageSize = 30
)

// subjectOf is whose record is meant: the subject acted for, else the person.
func subjectOf(who gov.Actor, asked gov.ID) gov.ID {
	switch {
	case asked != 0:
		return asked
	case who.Subject != 0:
		return who.Subject
	}
	return who.Person
}

// Object asks about or objects to a line of the record (action objectUse): it opens a
// work item at the unit that answers. Errors name their fields; Conflict where the
// line has an open one.
func (d *Desk) Object(ctx context.Context, who gov.Actor, key string, subject gov.ID, c Claim) (*Objection, error) {
	subject = subjectOf(who, subject)
	cmd := act.Command{Action: "objectUse", Actor: who, Key: key, Input: c, Claims: []string{"objections/" + subject.String()}}
	return act.Do(ctx, d.Act, cmd, func(p *act.Prep) (*Objection, error) {
		o := &Objection{ID: p.NewID(), Subject: subject, Kind: c.Kind, Line: c.Line, State: Open, Made: p.Now(), account: who.Account}
		if err := p.Authorise(o.resource()); err != nil {
			return nil, err
		}
		if err := c.check(); err != nil {
			return nil, err
		}
		if err := d.aim(ctx, p, o, c); err != nil {
			return nil, err
		}
		if err := d.open(p, o); err != nil {
			return nil, err
		}
		o.Text = c.Text
		if err := o.put(p); err != nil {
			return nil, err
		}
		return o, o.event(p, "objection.made")
	})
}

// aim finds the line and the unit that answers for it.
func (d *Desk) aim(ctx context.Context, p *act.Prep, o *Objection, c Claim) error {
	line, err := exchange.LineOf(ctx, p, o.Subject, c.Line)
	if gov.KindOf(err) == gov.KindNotFound {
		return gov.Invalid("objection.claim").At("line", "exchange.no_line")
	}
	if err != nil {
		return err
	}
	twice, err := openOn(ctx, p.Q(), o.Subject, c.Line)
	if err != nil {
		return err
	}
	if twice {
		return gov.Conflict("objection.twice")
	}
	if n, err := countOpen(ctx, p.Q(), o.Subject); err != nil || n >= maxOpen {
		if err == nil {
			err = gov.Conflict("objection.too_many")
		}
		return err
	}
	o.Resource, o.Fields, o.UsedBy = line.Resource, line.Fields, line.Department
	if o.Kind == Wrong && len(c.Fields) > 0 {
		for _, f := range c.Fields {
			if !slices.Contains(line.Fields, f) {
				return gov.Invalid("objection.claim").At("fields", "objection.fields")
			}
		}
		o.Fields = c.Fields
	}
	source, err := d.Source(ctx, p, line.Resource)
	if err != nil {
		return err
	}
	o.Department = line.Department
	if o.Kind == Wrong && source != 0 || o.Department == 0 {
		o.Department = source
	}
	if o.Department == 0 {
		return gov.Conflict("objection.nobody")
	}
	return nil
}

// open opens the work item with the day of the answer.
func (d *Desk) open(p *act.Prep, o *Objection) error {
	prompt, last, err := d.Due(o.Kind.Rule(), o.Made.Date())
	if err != nil {
		return err
	}
	o.Due = last
	o.task, err = todo.Open(p, todo.Item{
		Kind: TaskKind, Title: "task.objection." + string(o.Kind), Ref: todo.Ref{Kind: TaskKind, ID: o.ID},
		Whom: todo.Whom{Department: o.Department, Role: org.DataOfficer}, Warn: prompt.Start(), Due: last.End(),
	})
	return err
}

// Answer answers an objection with an outcome and reasons (action answerObjection)
// and closes its work item.
func (d *Desk) Answer(ctx context.Context, who gov.Actor, key string, id gov.ID, a Answer) (*Objection, error) {
	cmd := act.Command{Action: "answerObjection", Actor: who, Key: key, Input: a, Claims: []string{Stream(id)}}
	return d.move(ctx, cmd, id, "objection.answered", func(p *act.Prep, o *Objection) error {
		if err := o.answer(a, p.Now()); err != nil {
			return err
		}
		_, err := todo.Done(ctx, p, o.task, a.Outcome)
		return err
	})
}

// Withdraw takes an objection back (action withdrawObjection).
func (d *Desk) Withdraw(ctx context.Context, who gov.Actor, key string, id gov.ID) (*Objection, error) {
	cmd := act.Command{Action: "withdrawObjection", Actor: who, Key: key, Input: id, Claims: []string{Stream(id)}}
	return d.move(ctx, cmd, id, "objection.withdrawn", func(p *act.Prep, o *Objection) error {
		if err := o.withdraw(); err != nil {
			return err
		}
		_, err := todo.Cancel(ctx, p, o.task, "withdrawn")
		return err
	})
}

func (d *Desk) move(ctx context.Context, cmd act.Command, id gov.ID, event string, change func(*act.Prep, *Objection) error) (*Objection, error) {
	return act.Do(ctx, d.Act, cmd, func(p *act.Prep) (*Objection, error) {
		o, err := load(ctx, p, id)
		if err != nil {
			return nil, err
		}
		if err := p.Authorise(o.resource()); err != nil {
			return nil, err
		}
		if err := change(p, o); err != nil {
			return nil, err
		}
		if err := o.put(p); err != nil {
			return nil, err
		}
		return o, o.event(p, event)
	})
}

// Page is a page of a subject's objections; Next is 0 at its end.
type Page struct {
	Objections []*Objection `json:"objections"`
	Next       gov.ID       `json:"next,omitempty"`
}

// Mine lists a subject's objections with their answers, newest first (action
// listObjections); subject 0 is whom one acts for.
func (d *Desk) Mine(ctx context.Context, who gov.Actor, subject, before gov.ID) (Page, error) {
	subject = subjectOf(who, subject)
	return act.Do(ctx, d.Act, act.Command{Action: "listObjections", Actor: who}, func(p *act.Prep) (Page, error) {
		if err := p.Authorise((&Objection{Subject: subject}).resource()); err != nil {
			return Page{}, err
		}
		list, err := ofSubject(ctx, p, subject, before, pageSize)
		page := Page{Objections: list}
		if len(list) == pageSize {
			page.Next = list[pageSize-1].ID
		}
		p.Note("objection.listed", "read", seal.Data{"subject": subject})
		return page, err
	})
}

// Open opens an objection for the unit that answers (action openObjection); the
// reading is recorded as a use of the subject's data.
func (d *Desk) Open(ctx context.Context, who gov.Actor, id gov.ID) (*Objection, error) {
	return act.Do(ctx, d.Act, act.Command{Action: "openObjection", Actor: who}, func(p *act.Prep) (*Objection, error) {
		o, err := load(ctx, p, id)
		if err != nil {
			return nil, err
		}
		if err := p.Authorise(o.resource()); err != nil {
			return nil, err
		}
		return o, exchange.Record(p, exchange.Reading{Purpose: "objection", Basis: "pipl§50", Resource: "objection", Subjects: []gov.ID{o.Subject}, Groups: []string{"objection"}})
	})
}
