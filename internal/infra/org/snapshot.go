package org

import (
	"cmp"
	"slices"

	"holon.example/holon/internal/gov"
)

type rows struct {
	units       []Unit
	assignments []Assignment
	absences    []Absence
	delegations []Delegation
	successions []Succession
}

// Snapshot is the whole organisation in memory, past and future. It never
// changes once built and may be shared freely; every question names a day.
type Snapshot struct {
	rows     rows
	days     []gov.Date        // for check only: when some unit begins or ends
	lines    map[gov.ID][]Unit // versions of a unit by day
	codes    map[codeKey][]gov.ID
	children map[gov.ID][]gov.ID
	byPerson map[gov.ID][]Assignment
	byPost   map[gov.ID][]Assignment
	absences map[gov.ID][]Absence
}

type codeKey struct {
	kind Kind
	code string
}

func newSnapshot(r rows) *Snapshot {
	s := &Snapshot{
		rows: r, lines: map[gov.ID][]Unit{}, codes: map[codeKey][]gov.ID{}, children: map[gov.ID][]gov.ID{},
		byPerson: map[gov.ID][]Assignment{}, byPost: map[gov.ID][]Assignment{}, absences: map[gov.ID][]Absence{},
	}
	for _, u := range r.units {
		s.lines[u.ID] = append(s.lines[u.ID], u)
		addOnce(s.codes, codeKey{u.Kind, u.Code}, u.ID)
		addOnce(s.children, u.Parent, u.ID)
	}
	for _, line := range s.lines {
		slices.SortFunc(line, func(a, b Unit) int { return cmp.Compare(a.From, b.From) })
	}
	for _, a := range r.assignments {
		s.byPerson[a.Person] = append(s.byPerson[a.Person], a)
		s.byPost[a.Post] = append(s.byPost[a.Post], a)
	}
	for _, a := range r.absences {
		s.absences[a.Person] = append(s.absences[a.Person], a)
	}
	return s
}

func addOnce[K comparable](m map[K][]gov.ID, k K, id gov.ID) {
	if !slices.Contains(m[k], id) {
		m[k] = append(m[k], id)
	}
}

// Unit gives a unit as of a day; false if it does not exist on that day.
func (s *Snapshot) Unit(id gov.ID, on gov.Date) (Unit, bool) {
	for _, u := range s.lines[id] {
		if u.Holds(on) {
			return u, true
		}
	}
	return Unit{}, false
}

// Versions gives the whole line of a unit, oldest first.
func (s *Snapshot) Versions(id gov.ID) []Unit { return slices.Clone(s.lines[id]) }

// Find gives a unit by its own code as of a day: a division by division code, a
// department by key (owner 0), a section or post within its department.
func (s *Snapshot) Find(kind Kind, owner gov.ID, code string, on gov.Date) (Unit, bool) {
	for _, id := range s.codes[codeKey{kind, code}] {
		u, ok := s.Unit(id, on)
		if !ok || u.Code != code {
			continue
		}
		if owner == 0 {
			return u, true
		}
		if d, ok := s.DepartmentOf(id, on); ok && d.ID == owner {
			return u, true
		}
	}
	return Unit{}, false
}

// DepartmentOf climbs from a section or post to its department.
func (s *Snapshot) DepartmentOf(id gov.ID, on gov.Date) (Unit, bool) {
	for range maxDepth {
		u, ok := s.Unit(id, on)
		if !ok || u.Kind == Division {
			return Unit{}, false
		}
		if u.Kind == Department {
			return u, true
		}
		id = u.Parent
	}
	return Unit{}, false
}

// maxDepth bounds every climb, so that no loop in the data loops the program.
const maxDepth = 12

// Children gives the units of a kind directly under another, by code; parent 0
// gives the topmost.
func (s *Snapshot) Children(parent gov.ID, kind Kind, on gov.Date) []Unit {
	var out []Unit
	for _, id := range s.children[parent] {
		if u, ok := s.Unit(id, on); ok && u.Parent == parent && u.Kind == kind {
			out = append(out, u)
		}
	}
	slices.SortFunc(out, func(a, b Unit) int { return cmp.Compare(a.Code, b.Code) })
	return out
}

// All gives every unit of a kind as of a day, by division and code.
func (s *Snapshot) All(kind Kind, on gov.Date) []Unit {
	var out []Unit
	for _, u := range s.rows.units {
		if u.Kind == kind && u.Holds(on) {
			out = append(out, u)
		}
	}
	slices.SortFunc(out, func(a, b Unit) int {
		return cmp.Or(cmp.Compare(a.Division, b.Division), cmp.Compare(a.Code, b.Code))
	})
	return out
}

// Posts gives the posts of a department, of its sections too, by code.
func (s *Snapshot) Posts(department gov.ID, on gov.Date) []Unit {
	out := s.Children(department, Post, on)
	for _, sec := range s.Children(department, Section, on) {
		out = append(out, s.Children(sec.ID, Post, on)...)
	}
	slices.SortFunc(out, func(a, b Unit) int { return cmp.Compare(a.Code, b.Code) })
	return out
}

// Under tells whether a division is another or lies in it.
func (s *Snapshot) Under(division, within string, on gov.Date) bool {
	u, ok := s.Find(Division, 0, division, on)
	for range maxDepth {
		if !ok {
			return false
		}
		if u.Code == within {
			return true
		}
		u, ok = s.Unit(u.Parent, on)
	}
	return false
}

// Duty is a post somebody acts on.
type Duty struct {
	Post       Unit   `json:"post"`
	Department Unit   `json:"department"`
	Part       Part   `json:"part"`
	For        gov.ID `json:"for,omitempty"` // the absent holder a deputy acts for
}

// Duties gives the posts a person acts on as of a day: those he holds, unless he
// is absent, and those whose holder is absent and whose deputy he is (AB角).
func (s *Snapshot) Duties(person gov.ID, on gov.Date) []Duty {
	var out []Duty
	if s.away(person, on) {
		return nil
	}
	for _, a := range s.byPerson[person] {
		if !a.Holds(on) {
			continue
		}
		d := Duty{Part: a.Part}
		if a.Part == Deputy {
			var free bool
			if d.For, free = s.vacant(a.Post, on); !free {
				continue
			}
		}
		var post, dept bool
		d.Post, post = s.Unit(a.Post, on)
		d.Department, dept = s.DepartmentOf(a.Post, on)
		if post && dept {
			out = append(out, d)
		}
	}
	slices.SortStableFunc(out, func(a, b Duty) int { return cmp.Compare(b.Part, a.Part) }) // holder before deputy
	return out
}

func (s *Snapshot) away(person gov.ID, on gov.Date) bool {
	return slices.ContainsFunc(s.absences[person], func(a Absence) bool { return a.Holds(on) })
}

// vacant tells whether no holder of a post is there, and who is missing.
func (s *Snapshot) vacant(post gov.ID, on gov.Date) (holder gov.ID, free bool) {
	for _, a := range s.byPost[post] {
		if a.Part != Holder || !a.Holds(on) {
			continue
		}
		if !s.away(a.Person, on) {
			return 0, false
		}
		holder = a.Person
	}
	return holder, true
}

// OnPost gives the assignments to a post as of a day.
func (s *Snapshot) OnPost(post gov.ID, on gov.Date) []Assignment {
	var out []Assignment
	for _, a := range s.byPost[post] {
		if a.Holds(on) {
			out = append(out, a)
		}
	}
	return out
}

// Seat puts an actor on a post, or on his first when post is 0; false if he acts
// on no such post that day. For says in whose stead a deputy acts (AB角).
func (s *Snapshot) Seat(who gov.Actor, post gov.ID, on gov.Date) (gov.Actor, bool) {
	for _, d := range s.Duties(who.Person, on) {
		if post != 0 && d.Post.ID != post {
			continue
		}
		who.Post, who.Department, who.Division = d.Post.ID, d.Department.ID, d.Department.Division
		who.Roles, who.For = slices.Clone(d.Post.Roles), d.For
		return who, true
	}
	return who, false
}

// Entrusted gives the delegation under which a department acts for another on an
// item as of a day (行政许可法 §24).
func (s *Snapshot) Entrusted(by, to gov.ID, item string, on gov.Date) (Delegation, bool) {
	for _, d := range s.rows.delegations {
		if d.By == by && d.To == to && d.Holds(on) && slices.Contains(d.Items, item) {
			return d, true
		}
	}
	return Delegation{}, false
}

// EntrustedTo gives the departments that may act on an item for another as of a
// day (行政许可法 §24).
func (s *Snapshot) EntrustedTo(by gov.ID, item string, on gov.Date) []gov.ID {
	var out []gov.ID
	for _, d := range s.rows.delegations {
		if d.By == by && d.Holds(on) && slices.Contains(d.Items, item) {
			out = append(out, d.To)
		}
	}
	return out
}

// Delegations gives those in force on a day in which a department takes part.
func (s *Snapshot) Delegations(department gov.ID, on gov.Date) []Delegation {
	var out []Delegation
	for _, d := range s.rows.delegations {
		if (d.By == department || d.To == department) && d.Holds(on) {
			out = append(out, d)
		}
	}
	return out
}

// Heirs follows the successions from a unit to those that stand in its place on
// a day; a unit still in force is its own heir.
func (s *Snapshot) Heirs(id gov.ID, on gov.Date) []Unit {
	var out []Unit
	seen := map[gov.ID]bool{}
	queue := []gov.ID{id}
	for i := 0; i < len(queue); i++ {
		if seen[queue[i]] {
			continue
		}
		seen[queue[i]] = true
		if u, ok := s.Unit(queue[i], on); ok {
			out = append(out, u)
			continue
		}
		for _, l := range s.rows.successions {
			if l.From == queue[i] && l.On <= on {
				queue = append(queue, l.To)
			}
		}
	}
	return out
}
