package org

import (
	"maps"
	"slices"
	"strings"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/gov/idcode"
)

// check holds the whole organisation against its invariants. It is small enough
// that nothing is gained by checking only what changed.
func (s *Snapshot) check() error {
	s.days = turningDays(s.rows.units)
	for _, u := range s.rows.units {
		if err := s.checkUnit(u); err != nil {
			return err
		}
	}
	if err := s.checkCodes(); err != nil {
		return err
	}
	for _, a := range s.rows.assignments {
		if err := s.checkAssignment(a); err != nil {
			return err
		}
	}
	for _, a := range s.rows.absences {
		if err := a.check(); err != nil {
			return err
		}
	}
	for _, d := range s.rows.delegations {
		if err := s.checkDelegation(d); err != nil {
			return err
		}
	}
	for _, l := range s.rows.successions {
		if err := s.checkSuccession(l); err != nil {
			return err
		}
	}
	return nil
}

func bad(key string, u Unit) *gov.Error {
	return gov.Invalid(key).With("unit", u.Code)
}

func (s *Snapshot) checkUnit(u Unit) error {
	if err := u.check(); err != nil {
		return err
	}
	if u.Name.Zh == "" || u.Name.En == "" {
		return bad("org.no_name", u)
	}
	if u.Code == "" || strings.ContainsAny(u.Code, " /") {
		return bad("org.code", u)
	}
	if err := checkKind(u); err != nil {
		return err
	}
	if err := s.checkParent(u); err != nil {
		return err
	}
	for _, o := range s.lines[u.ID] {
		if o.Version != u.Version && o.Meets(u.Period) {
			return bad("org.overlap", u)
		}
	}
	return nil
}

func checkKind(u Unit) error {
	switch u.Kind {
	case Division:
		if !divisionCode(u.Code) || u.Division != u.Code {
			return bad("org.division_code", u)
		}
	case Department:
		if !idcode.ValidUSCC(u.USCC) {
			return bad("org.uscc", u)
		}
		if !slices.Contains(Forms, u.Form) {
			return bad("org.form", u)
		}
	case Post:
		if len(u.Roles) == 0 {
			return bad("org.no_role", u)
		}
		for _, r := range u.Roles {
			if !slices.Contains(Roles, r) {
				return bad("org.role", u).With("role", r)
			}
		}
	case Section:
	default:
		return bad("org.kind", u)
	}
	return nil
}

// divisionCode tells whether a text has the form of a division code (GB/T 2260,
// GB/T 10114: six digits to the county, then three each for township and village).
func divisionCode(s string) bool {
	if len(s) != 6 && len(s) != 9 && len(s) != 12 {
		return false
	}
	return strings.Trim(s, "0123456789") == ""
}

// checkParent wants the unit above to be of the right kind and to last as long.
func (s *Snapshot) checkParent(u Unit) error {
	if u.Kind != Division {
		if !s.covered(u.Period, func(on gov.Date) bool { _, ok := s.Find(Division, 0, u.Division, on); return ok }) {
			return bad("org.no_division", u)
		}
	}
	if u.Parent == 0 {
		if u.Kind == Section || u.Kind == Post {
			return bad("org.no_parent", u)
		}
		return nil
	}
	good := s.covered(u.Period, func(on gov.Date) bool {
		p, ok := s.Unit(u.Parent, on)
		return ok && fits(p.Kind, u.Kind)
	})
	if !good || s.climbsTo(u.Parent, u.ID) {
		return bad("org.parent", u)
	}
	return nil
}

func fits(parent, child Kind) bool {
	if child == Post {
		return parent == Section || parent == Department
	}
	if child == Section {
		return parent == Department
	}
	return parent == child
}

// climbsTo finds loops: whether any version's parents lead to the target.
func (s *Snapshot) climbsTo(from, target gov.ID) bool {
	queue, seen := []gov.ID{from}, map[gov.ID]bool{}
	for i := 0; i < len(queue); i++ {
		if queue[i] == target {
			return true
		}
		if seen[queue[i]] {
			continue
		}
		seen[queue[i]] = true
		for _, v := range s.lines[queue[i]] {
			if v.Parent != 0 {
				queue = append(queue, v.Parent)
			}
		}
	}
	return false
}

// covered asks the question on every day of a period on which the answer can
// change: its first day, and each day on which some unit begins or ends.
func (s *Snapshot) covered(p Period, ok func(on gov.Date) bool) bool {
	if !ok(p.From) {
		return false
	}
	for _, day := range s.days {
		if p.Holds(day) && !ok(day) {
			return false
		}
	}
	return true
}

// turningDays lists the days on which some unit begins or ends, each once.
func turningDays(units []Unit) []gov.Date {
	seen := map[gov.Date]bool{}
	for _, u := range units {
		seen[u.From], seen[u.Until] = true, true
	}
	delete(seen, "")
	return slices.Collect(maps.Keys(seen))
}

// checkCodes refuses two units of one kind and department with the same code, and
// two departments with the same credit code, at the same time.
func (s *Snapshot) checkCodes() error {
	for key, ids := range s.codes {
		if len(ids) < 2 {
			continue
		}
		for _, day := range s.days {
			if u, twice := s.codeTwice(key, ids, day); twice {
				return bad("org.code_taken", u)
			}
		}
	}
	owners := map[string][]Unit{}
	for _, u := range s.rows.units {
		if u.Kind != Department {
			continue
		}
		for _, o := range owners[u.USCC] {
			if o.ID != u.ID && o.Meets(u.Period) {
				return bad("org.code_taken", u)
			}
		}
		owners[u.USCC] = append(owners[u.USCC], u)
	}
	return nil
}

func (s *Snapshot) codeTwice(key codeKey, ids []gov.ID, on gov.Date) (Unit, bool) {
	homes := map[gov.ID]bool{}
	for _, id := range ids {
		u, ok := s.Unit(id, on)
		if !ok || u.Code != key.code {
			continue
		}
		var home gov.ID
		if u.Kind == Section || u.Kind == Post {
			d, _ := s.DepartmentOf(id, on)
			home = d.ID
		}
		if homes[home] {
			return u, true
		}
		homes[home] = true
	}
	return Unit{}, false
}

func (s *Snapshot) checkAssignment(a Assignment) error {
	if err := a.check(); err != nil {
		return err
	}
	if a.Person == 0 || a.Part != Holder && a.Part != Deputy {
		return gov.Invalid("org.assignment")
	}
	stands := s.covered(a.Period, func(on gov.Date) bool { u, ok := s.Unit(a.Post, on); return ok && u.Kind == Post })
	if !stands {
		return gov.Invalid("org.no_post")
	}
	for _, o := range s.byPost[a.Post] {
		if o.ID != a.ID && o.Person == a.Person && o.Meets(a.Period) {
			return gov.Invalid("org.assigned_twice")
		}
	}
	return nil
}

// checkDelegation holds a delegation against 行政许可法 §24: from one organ to
// another organ, by law, announced, for named items, and not handed on.
func (s *Snapshot) checkDelegation(d Delegation) error {
	if err := d.check(); err != nil {
		return err
	}
	if d.Basis == "" || len(d.Items) == 0 {
		return gov.Invalid("org.delegation_basis")
	}
	if _, err := gov.ParseDate(string(d.Announced)); err != nil || d.Announced > d.From {
		return gov.Invalid("org.delegation_notice")
	}
	organ := func(id gov.ID) bool {
		return s.covered(d.Period, func(on gov.Date) bool {
			u, ok := s.Unit(id, on)
			return ok && u.Kind == Department && u.Form.Organ()
		})
	}
	if d.By == d.To || !organ(d.By) || !organ(d.To) {
		return gov.Invalid("org.delegation_organ").With("article", "24")
	}
	for _, o := range s.rows.delegations {
		if o.To != d.By || !o.Meets(d.Period) {
			continue
		}
		for _, item := range d.Items {
			if slices.Contains(o.Items, item) {
				return gov.Invalid("org.delegation_onward").With("item", item).With("article", "24")
			}
		}
	}
	return nil
}

func (s *Snapshot) checkSuccession(l Succession) error {
	_, err := gov.ParseDate(string(l.On))
	if err != nil || l.Link != Merger && l.Link != Split && l.Link != Transfer || l.From == l.To {
		return gov.Invalid("org.succession")
	}
	if _, ok := s.Unit(l.To, l.On); !ok || len(s.lines[l.From]) == 0 {
		return gov.Invalid("org.succession")
	}
	return nil
}
