package org

import (
	"context"
	"slices"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/seal"
)

// maxLeave bounds one absence, in days; a longer one is registered anew.
const maxLeave = 366

// Leave registers that a holder does not act from a day on, until another day (not
// counted) when that is known (action registerLeave). Everybody registers his own;
// who directs the department registers that of others. The deputies of his posts
// act meanwhile, and are recorded as such. It gives the id of the absence.
func (o *Org) Leave(ctx context.Context, who gov.Actor, key string, a Absence) (gov.ID, error) {
	cmd := act.Command{Action: "registerLeave", Actor: who, Key: key, Input: a, Claims: []string{"org/site"}}
	return act.Do(ctx, o.eng, cmd, func(p *act.Prep) (gov.ID, error) {
		s, err := load(ctx, p.Q())
		if err != nil {
			return 0, err
		}
		if err := p.Authorise(s.leaveOf(a.Person, p.Now().Date())); err != nil {
			return 0, err
		}
		if err := s.checkLeave(a, p.Now().Date()); err != nil {
			return 0, err
		}
		var id gov.ID
		d := newDraft(s, p.NewID)
		if err := d.apply(Changes{Away: []Absence{a}}); err != nil {
			return 0, err
		}
		for made := range d.changed {
			id = made
		}
		return id, o.keepLeave(ctx, p, d, "org.leave_registered", seal.Data{"absence": id, "person": a.Person, "from": a.From, "until": a.Until})
	})
}

// EndLeave ends an absence on a day, the first on which the holder acts again
// (action registerLeave).
func (o *Org) EndLeave(ctx context.Context, who gov.Actor, key string, e Ending) error {
	cmd := act.Command{Action: "registerLeave", Actor: who, Key: key, Input: e, Claims: []string{"org/site"}}
	_, err := act.Do(ctx, o.eng, cmd, func(p *act.Prep) (bool, error) {
		s, err := load(ctx, p.Q())
		if err != nil {
			return false, err
		}
		a, ok := s.absence(e.ID)
		if !ok {
			return false, gov.NotFound("org.no_absence")
		}
		if err := p.Authorise(s.leaveOf(a.Person, p.Now().Date())); err != nil {
			return false, err
		}
		switch {
		case e.On <= a.From || e.On < p.Now().Date():
			return false, gov.Invalid("org.leave_end").At("on", "org.leave_end")
		case a.Until != "" && e.On >= a.Until:
			return false, gov.Conflict("org.leave_ended")
		}
		d := newDraft(s, p.NewID)
		if err := d.apply(Changes{Return: []Ending{e}}); err != nil {
			return false, err
		}
		return true, o.keepLeave(ctx, p, d, "org.leave_ended", seal.Data{"absence": e.ID, "person": a.Person, "on": e.On})
	})
	return err
}

// keepLeave writes an absence, and lets what was prepared under old rights go.
func (o *Org) keepLeave(ctx context.Context, p *act.Prep, d *draft, event string, data seal.Data) error {
	for _, r := range d.records() {
		var err error
		if r.revision() > 0 {
			err = p.Update(r.table(), r.row(), r.revision())
		} else {
			err = p.Insert(r.table(), r.row())
		}
		if err != nil {
			return err
		}
	}
	if err := o.signal.Change(ctx, p); err != nil {
		return err
	}
	return p.Event(event, "org/site", data)
}

func (s *Snapshot) checkLeave(a Absence, today gov.Date) error {
	e := gov.Invalid("org.leave")
	if _, err := gov.ParseDate(string(a.From)); err != nil || a.From < today {
		e.At("from", "org.leave_from")
	}
	if a.Until != "" {
		if _, err := gov.ParseDate(string(a.Until)); err != nil || a.Until <= a.From || a.Until > a.From.AddDays(maxLeave) {
			e.At("until", "org.leave_until")
		}
	}
	if len(e.Fields) > 0 {
		return e
	}
	if slices.ContainsFunc(s.absences[a.Person], func(o Absence) bool { return o.Meets(a.Period) }) {
		return gov.Conflict("org.leave_twice")
	}
	return nil
}

// leaveOf is the absence of a person as the policies see it: with the departments
// of the posts he holds.
func (s *Snapshot) leaveOf(person gov.ID, on gov.Date) act.Resource {
	var departments []gov.ID
	for _, a := range s.byPerson[person] {
		if d, ok := s.DepartmentOf(a.Post, on); ok && a.Part == Holder && a.Holds(on) {
			departments = append(departments, d.ID)
		}
	}
	return act.Resource{Type: "Leave", ID: person.String(), Attrs: map[string]any{"person": person, "departments": departments}}
}

func (s *Snapshot) absence(id gov.ID) (Absence, bool) {
	for _, a := range s.rows.absences {
		if a.ID == id {
			return a, true
		}
	}
	return Absence{}, false
}

// Seated is one who holds a post of a department, with his leave and the deputies
// who act for him then.
type Seated struct {
	Assignment
	Post     Unit
	Leave    []Absence // that has not ended
	Deputies []Assignment
}

// Holders gives who holds the posts of a department as of a day, by code of the
// post.
func (s *Snapshot) Holders(department gov.ID, on gov.Date) (out []Seated) {
	for _, post := range s.Posts(department, on) {
		var deputies []Assignment
		for _, a := range s.OnPost(post.ID, on) {
			if a.Part == Deputy {
				deputies = append(deputies, a)
			}
		}
		for _, a := range s.OnPost(post.ID, on) {
			if a.Part == Deputy {
				continue
			}
			one := Seated{Assignment: a, Post: post, Deputies: deputies}
			for _, away := range s.absences[a.Person] {
				if away.Until == "" || away.Until > on {
					one.Leave = append(one.Leave, away)
				}
			}
			out = append(out, one)
		}
	}
	return out
}

// Held gives the posts a person holds himself as of a day, not those he stands in for.
func (s *Snapshot) Held(person gov.ID, on gov.Date) (out []Unit) {
	for _, a := range s.byPerson[person] {
		if a.Part != Holder || !a.Holds(on) {
			continue
		}
		if u, ok := s.Unit(a.Post, on); ok {
			out = append(out, u)
		}
	}
	return out
}
