package org

import (
	"slices"

	"holon.example/holon/internal/gov"
)

// Changes is what one command changes. Identifiers left 0 are made.
type Changes struct {
	Open    []Unit       `json:"open,omitempty"`    // new units
	Revise  []Unit       `json:"revise,omitempty"`  // new content of a unit from the day From; on the first day of a version a correction
	Close   []Ending     `json:"close,omitempty"`   // units that end
	Assign  []Assignment `json:"assign,omitempty"`  // somebody comes to a post
	Relieve []Ending     `json:"relieve,omitempty"` // an assignment ends
	Away    []Absence    `json:"away,omitempty"`    // a holder is absent
	Return  []Ending     `json:"return,omitempty"`  // an absence ends
	Entrust []Delegation `json:"entrust,omitempty"` // §24
	Recall  []Ending     `json:"recall,omitempty"`  // a delegation ends
	Link    []Succession `json:"link,omitempty"`    // who takes over from whom
}

// Ending ends something: On is the first day on which it no longer holds.
type Ending struct {
	ID gov.ID   `json:"id"`
	On gov.Date `json:"on"`
}

// draft is an organisation being changed.
type draft struct {
	rows    rows
	changed map[gov.ID]bool
	newID   func() gov.ID
}

func newDraft(s *Snapshot, newID func() gov.ID) *draft {
	r := rows{
		slices.Clone(s.rows.units), slices.Clone(s.rows.assignments), slices.Clone(s.rows.absences),
		slices.Clone(s.rows.delegations), slices.Clone(s.rows.successions),
	}
	return &draft{rows: r, changed: map[gov.ID]bool{}, newID: newID}
}

// apply makes the changes, and checks the organisation they lead to.
func (d *draft) apply(c Changes) error {
	for _, u := range c.Open {
		d.open(u)
	}
	for _, u := range c.Revise {
		if err := d.revise(u); err != nil {
			return err
		}
	}
	for _, step := range []struct {
		ends []Ending
		end  func(Ending) error
	}{{c.Close, d.close}, {c.Relieve, d.relieve}, {c.Return, d.comeBack}, {c.Recall, d.recall}} {
		for _, e := range step.ends {
			if err := step.end(e); err != nil {
				return err
			}
		}
	}
	d.add(c)
	return newSnapshot(d.rows).check()
}

func (d *draft) open(u Unit) {
	u.Version, u.rev = d.newID(), 0
	if u.ID == 0 {
		u.ID = u.Version
	}
	u.Roles = sorted(u.Roles)
	d.changed[u.Version] = true
	d.rows.units = append(d.rows.units, u)
}

// revise ends the version of the day and begins another; on its first day the
// version is corrected.
func (d *draft) revise(u Unit) error {
	i := slices.IndexFunc(d.rows.units, func(o Unit) bool { return o.ID == u.ID && o.Holds(u.From) })
	if i < 0 {
		return gov.NotFound("org.no_unit")
	}
	old := d.rows.units[i]
	u.Kind, u.Until, u.Roles = old.Kind, old.Until, sorted(u.Roles)
	if u.From == old.From {
		u.Version, u.rev = old.Version, old.rev
		d.rows.units[i] = u
		d.changed[u.Version] = true
		return nil
	}
	d.rows.units[i].Until = u.From
	d.changed[old.Version] = true
	u.Version, u.rev = d.newID(), 0
	d.changed[u.Version] = true
	d.rows.units = append(d.rows.units, u)
	return nil
}

func (d *draft) close(e Ending) error {
	for i, u := range d.rows.units {
		if u.ID == e.ID && u.Holds(e.On) && u.From < e.On {
			d.rows.units[i].Until = e.On
			d.changed[u.Version] = true
			return nil
		}
	}
	return gov.NotFound("org.no_unit")
}

func (d *draft) relieve(e Ending) error {
	for i, a := range d.rows.assignments {
		if a.ID == e.ID {
			d.rows.assignments[i].Until = e.On
			d.changed[a.ID] = true
			return nil
		}
	}
	return gov.NotFound("org.no_assignment")
}

func (d *draft) comeBack(e Ending) error {
	for i, a := range d.rows.absences {
		if a.ID == e.ID {
			d.rows.absences[i].Until = e.On
			d.changed[a.ID] = true
			return nil
		}
	}
	return gov.NotFound("org.no_absence")
}

func (d *draft) recall(e Ending) error {
	for i, x := range d.rows.delegations {
		if x.ID == e.ID {
			d.rows.delegations[i].Until = e.On
			d.changed[x.ID] = true
			return nil
		}
	}
	return gov.NotFound("org.no_delegation")
}

func (d *draft) add(c Changes) {
	for _, a := range c.Assign {
		a.ID, a.rev = d.mark(), 0
		d.rows.assignments = append(d.rows.assignments, a)
	}
	for _, a := range c.Away {
		a.ID, a.rev = d.mark(), 0
		d.rows.absences = append(d.rows.absences, a)
	}
	for _, x := range c.Entrust {
		x.ID, x.rev, x.Items = d.mark(), 0, sorted(x.Items)
		d.rows.delegations = append(d.rows.delegations, x)
	}
	for _, l := range c.Link {
		l.ID, l.rev = d.mark(), 0
		d.rows.successions = append(d.rows.successions, l)
	}
}

func (d *draft) mark() gov.ID {
	id := d.newID()
	d.changed[id] = true
	return id
}

// records gives the rows to write.
func (d *draft) records() []record {
	var out []record
	out = appendChanged(out, d.changed, d.rows.units)
	out = appendChanged(out, d.changed, d.rows.assignments)
	out = appendChanged(out, d.changed, d.rows.absences)
	out = appendChanged(out, d.changed, d.rows.delegations)
	return appendChanged(out, d.changed, d.rows.successions)
}

func appendChanged[T record](out []record, changed map[gov.ID]bool, list []T) []record {
	for _, r := range list {
		if changed[r.key()] {
			out = append(out, r)
		}
	}
	return out
}

func sorted(list []string) []string {
	list = slices.Clone(list)
	slices.Sort(list)
	return slices.Compact(list)
}
