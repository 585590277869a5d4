package org

import (
	"context"
	"errors"
	"strings"

	"holon.example/holon/internal/gov"
)

// errNothing ends an import: everything stands already.
var errNothing = errors.New("nothing to change")

// Import brings the organisation to what a structure says: what is missing is
// opened, what differs is revised from the structure's day, what the structure
// does not name stays. people gives the vault subject of each person the
// structure names. It takes several commands of bounded size; run again after a
// break, it goes on where it stopped.
func (o *Org) Import(ctx context.Context, who gov.Actor, st Structure, people map[string]gov.ID) (Report, error) {
	var total Report
	for {
		rep, err := o.Change(ctx, who, "", func(s *Snapshot, newID func() gov.ID) (Changes, error) {
			return diff(s, st, people, newID)
		})
		if errors.Is(err, errNothing) {
			return total, nil
		}
		if err != nil {
			return total, err
		}
		total.add(rep)
	}
}

// importer finds what a structure changes.
type importer struct {
	s     *Snapshot
	st    Structure
	newID func() gov.ID
	c     Changes
	ids   map[string]gov.ID // path of a unit -> its id
	full  bool
}

func diff(s *Snapshot, st Structure, people map[string]gov.ID, newID func() gov.ID) (Changes, error) {
	im := &importer{s: s, st: st, newID: newID, ids: map[string]gov.ID{}}
	if err := im.units(); err != nil {
		return Changes{}, err
	}
	// Assignments refer to units as they stand: they wait until all units do.
	if len(im.c.Open)+len(im.c.Revise) == 0 {
		if err := im.assignments(people); err != nil {
			return Changes{}, err
		}
		if err := im.delegations(); err != nil {
			return Changes{}, err
		}
	}
	if im.size() == 0 {
		return Changes{}, errNothing
	}
	return im.c, nil
}

// size counts rows: a revision writes two.
func (im *importer) size() int {
	return len(im.c.Open) + 2*len(im.c.Revise) + len(im.c.Assign) + len(im.c.Entrust)
}

// put opens a unit or revises it, unless the command is full already.
func (im *importer) put(path string, u Unit) {
	if u.From == "" {
		u.From = im.st.From
	}
	u.Roles = sorted(u.Roles)
	owner, _, nested := strings.Cut(path, "/")
	var home gov.ID
	if nested {
		home = im.ids[owner]
	}
	old, ok := im.s.Find(u.Kind, home, u.Code, u.From)
	if nested && len(im.s.lines[home]) == 0 {
		ok = false // its department is new in this command
	}
	if ok {
		im.ids[path] = old.ID
		if u.ID = old.ID; old.same(u) {
			return
		}
	}
	if im.full = im.full || im.size()+2 > maxRows; im.full {
		return
	}
	if ok {
		im.c.Revise = append(im.c.Revise, u)
		return
	}
	u.ID = im.newID()
	im.ids[path] = u.ID
	im.c.Open = append(im.c.Open, u)
}

func (im *importer) units() error {
	if _, err := gov.ParseDate(string(im.st.From)); err != nil {
		return gov.Invalid("org.period").At("from", "org.period")
	}
	divisions := map[string]gov.ID{}
	for _, d := range im.st.Divisions {
		parent, ok := divisions[d.Parent]
		if d.Parent != "" && !ok && !im.full {
			return gov.Invalid("org.unknown").With("name", d.Parent)
		}
		im.put(d.Code, Unit{Kind: Division, Parent: parent, Division: d.Code, Code: d.Code, Name: d.Name, Short: d.Short, Period: Period{From: d.From}})
		divisions[d.Code] = im.ids[d.Code]
	}
	clear(im.ids) // a department's key may look like a division's code
	for _, d := range im.st.Departments {
		if err := im.department(d); err != nil {
			return err
		}
	}
	return nil
}

func (im *importer) department(d DepartmentDef) error {
	parent, ok := im.ids[d.Parent]
	if d.Parent != "" && !ok && !im.full {
		return gov.Invalid("org.unknown").With("name", d.Parent)
	}
	since := Period{From: d.From}
	im.put(d.Key, Unit{Kind: Department, Parent: parent, Division: d.Division, Code: d.Key, USCC: d.USCC, Name: d.Name, Short: d.Short, Form: d.Form, Period: since})
	home, ok := im.ids[d.Key]
	if !ok { // no room for it in this command
		return nil
	}
	post := func(under gov.ID, p PostDef) {
		im.put(d.Key+"/"+p.Code, Unit{Kind: Post, Parent: under, Division: d.Division, Code: p.Code, Name: p.Name, Roles: p.Roles, Period: since})
	}
	for _, sec := range d.Sections {
		im.put(d.Key+"/section/"+sec.Code, Unit{Kind: Section, Parent: home, Division: d.Division, Code: sec.Code, Name: sec.Name, Period: since})
		under, ok := im.ids[d.Key+"/section/"+sec.Code]
		if !ok {
			return nil
		}
		for _, p := range sec.Posts {
			post(under, p)
		}
	}
	for _, p := range d.Posts {
		post(home, p)
	}
	return nil
}

func (im *importer) assignments(people map[string]gov.ID) error {
	for _, a := range im.st.Assignments {
		post, ok := im.ids[a.Post]
		person := people[a.Person]
		if !ok || person == 0 {
			return gov.Invalid("org.unknown").With("name", a.Post+" "+a.Person)
		}
		n := Assignment{Person: person, Post: post, Part: a.Part, Period: Period{From: a.From, Until: a.Until}}
		if n.Part == "" {
			n.Part = Holder
		}
		if n.From == "" {
			n.From = im.st.From
		}
		if im.assigned(n) || im.size() >= maxRows {
			continue
		}
		c, err := im.s.Appoint(n)
		if err != nil {
			return err
		}
		im.c.Assign = append(im.c.Assign, c.Assign...)
	}
	return nil
}

func (im *importer) assigned(n Assignment) bool {
	for _, a := range im.s.byPost[n.Post] {
		if a.Person == n.Person && a.Part == n.Part && a.Meets(n.Period) {
			return true
		}
	}
	return false
}

func (im *importer) delegations() error {
	for _, d := range im.st.Delegations {
		by, ok1 := im.ids[d.By]
		to, ok2 := im.ids[d.To]
		if !ok1 || !ok2 {
			return gov.Invalid("org.unknown").With("name", d.By+" "+d.To)
		}
		n := Delegation{By: by, To: to, Items: sorted(d.Items), Basis: d.Basis, Announced: d.Announced, Period: Period{From: d.From, Until: d.Until}}
		if n.From == "" {
			n.From = im.st.From
		}
		if !im.entrusted(n) && im.size() < maxRows {
			im.c.Entrust = append(im.c.Entrust, n)
		}
	}
	return nil
}

func (im *importer) entrusted(n Delegation) bool {
	for _, d := range im.s.rows.delegations {
		if d.By == n.By && d.To == n.To && d.From == n.From && strings.Join(d.Items, " ") == strings.Join(n.Items, " ") {
			return true
		}
	}
	return false
}
