package org

import (
	"cmp"
	"slices"

	"holon.example/holon/internal/gov"
)

// Appoint gives the changes that put somebody on a post (任职). A post has one holder
// at a time; and who manages the system acts on no post that works on cases, nor the
// other way round (管办分离).
func (s *Snapshot) Appoint(a Assignment) (Changes, error) {
	if err := a.check(); err != nil {
		return Changes{}, err
	}
	post, ok := s.Unit(a.Post, a.From)
	if !ok || post.Kind != Post {
		return Changes{}, gov.Invalid("org.no_post").At("post", "org.no_post")
	}
	for _, o := range s.byPost[a.Post] {
		if !o.Meets(a.Period) {
			continue
		}
		if o.Person == a.Person {
			return Changes{}, gov.Invalid("org.assigned_twice").At("from", "org.assigned_twice")
		}
		if o.Part == Holder && a.Part == Holder {
			return Changes{}, gov.Conflict("org.post_held").At("post", "org.post_held")
		}
	}
	if err := s.apart(post, a); err != nil {
		return Changes{}, err
	}
	return Changes{Assign: []Assignment{a}}, nil
}

// apart keeps management and operation in different hands.
func (s *Snapshot) apart(post Unit, a Assignment) error {
	manages := slices.Contains(post.Roles, Admin)
	for _, o := range s.byPerson[a.Person] {
		if !o.Meets(a.Period) {
			continue
		}
		other, ok := s.Unit(o.Post, max(o.From, a.From))
		if ok && manages != slices.Contains(other.Roles, Admin) {
			return gov.Conflict("org.apart").At("post", "org.apart")
		}
	}
	return nil
}

// Relieve gives the changes that end an assignment on a day, the first on which it no
// longer holds. One that has ended by then ends no second time.
func (s *Snapshot) Relieve(id gov.ID, on gov.Date) (Changes, error) {
	i := slices.IndexFunc(s.rows.assignments, func(a Assignment) bool { return a.ID == id })
	if i < 0 {
		return Changes{}, gov.NotFound("org.no_assignment")
	}
	a := s.rows.assignments[i]
	if _, err := gov.ParseDate(string(on)); err != nil || on <= a.From {
		return Changes{}, gov.Invalid("org.relieve_on").At("on", "org.relieve_on")
	}
	if a.Until != "" && on >= a.Until {
		return Changes{}, gov.Conflict("org.relieved").At("on", "org.relieved")
	}
	return Changes{Relieve: []Ending{{ID: id, On: on}}}, nil
}

// OfPerson gives every assignment of a person, past and future, the latest first.
func (s *Snapshot) OfPerson(person gov.ID) []Assignment {
	out := slices.Clone(s.byPerson[person])
	slices.SortFunc(out, func(a, b Assignment) int {
		return cmp.Or(cmp.Compare(b.From, a.From), cmp.Compare(a.ID, b.ID))
	})
	return out
}

// Successions gives where a unit came from and what came of it.
func (s *Snapshot) Successions(id gov.ID) (out []Succession) {
	for _, l := range s.rows.successions {
		if l.From == id || l.To == id {
			out = append(out, l)
		}
	}
	return out
}
