package org

import "holon.example/holon/internal/gov"

// Move gives the changes that put a section or post under another unit on a day;
// who is on its posts goes with it.
func (s *Snapshot) Move(id, to gov.ID, on gov.Date) (Changes, error) {
	u, ok := s.Unit(id, on)
	if !ok {
		return Changes{}, gov.NotFound("org.no_unit")
	}
	target, ok := s.Unit(to, on)
	if !ok || !fits(target.Kind, u.Kind) {
		return Changes{}, bad("org.parent", u)
	}
	c := Changes{Link: []Succession{}}
	u.From, u.Parent, u.Division = on, to, target.Division
	c.Revise = append(c.Revise, u)
	for _, kid := range s.Children(id, Post, on) {
		if kid.Division != target.Division {
			kid.From, kid.Division = on, target.Division
			c.Revise = append(c.Revise, kid)
		}
	}
	return c, nil
}

// Merge gives the changes by which departments go up into another on a day: what
// stands under them moves, they end, and the succession is recorded. What they
// entrusted or were entrusted with ends that day and is to be decided anew (§24).
func (s *Snapshot) Merge(from []gov.ID, into gov.ID, on gov.Date) (Changes, error) {
	var c Changes
	for _, id := range from {
		for _, kind := range []Kind{Section, Post, Department} {
			for _, kid := range s.Children(id, kind, on) {
				m, err := s.Move(kid.ID, into, on)
				if err != nil {
					return c, err
				}
				c.Revise = append(c.Revise, m.Revise...)
			}
		}
		for _, d := range s.Delegations(id, on) {
			c.Recall = append(c.Recall, Ending{d.ID, on})
		}
		c.Close = append(c.Close, Ending{id, on})
		c.Link = append(c.Link, Succession{Link: Merger, From: id, To: into, On: on})
	}
	return c, nil
}

// SplitOff gives the changes by which sections and posts of a department become a
// new department on a day. The new one must have its ID.
func (s *Snapshot) SplitOff(old gov.ID, fresh Unit, parts []gov.ID, on gov.Date) (Changes, error) {
	if fresh.ID == 0 || fresh.Kind != Department {
		return Changes{}, bad("org.kind", fresh)
	}
	fresh.Period = Period{From: on}
	c := Changes{Open: []Unit{fresh}, Link: []Succession{{Link: Split, From: old, To: fresh.ID, On: on}}}
	for _, id := range parts {
		u, ok := s.Unit(id, on)
		if d, _ := s.DepartmentOf(id, on); !ok || d.ID != old || u.Kind == Department {
			return Changes{}, bad("org.parent", u)
		}
		u.From, u.Parent, u.Division = on, fresh.ID, fresh.Division
		c.Revise = append(c.Revise, u)
		for _, kid := range s.Children(id, Post, on) {
			kid.From, kid.Division = on, fresh.Division
			c.Revise = append(c.Revise, kid)
		}
	}
	return c, nil
}
