package apply

import (
	"holon.example/holon/internal/business/form"
	"holon.example/holon/internal/business/matter"
)

// Situated is how far the situation questions are answered, and what the answers come
// to so far.
type Situated struct {
	Situation map[string]any
	Trail     []form.Field // asked so far, with the next one
	Open      *form.Field  // the next one; nil: all are answered
	Facts     map[string]any
	Plan      *matter.Plan // as the answers so far have it; nil: nothing yet
}

// Situate looks through the answers to the situation questions of what a draft is of.
// Errors name their fields, under "situation.".
func (d *Desk) Situate(of Application) (*Situated, error) {
	lib := d.Library()
	t := lib.Thing(of.Thing)
	if t == nil {
		return &Situated{}, nil
	}
	s := &Situated{}
	var err error
	if s.Situation, err = d.situation(t, of.Situation, true); err != nil {
		return nil, err
	}
	if s.Facts, err = lib.Facts(t, s.Situation); err != nil {
		return nil, err
	}
	if _, q := lib.Questions(t, t.Questions); q != nil {
		s.Trail, s.Open = q.Trail(s.Facts), q.Next(s.Facts)
	}
	if p, err := lib.Plan(of.Division, of.Thing, s.Facts); err == nil { // nothing is selected yet: no list
		s.Plan = p
	}
	return s, nil
}
