package org_test

import (
	"errors"
	"testing"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/org"
)

// post finds a post of the market bureau.
func (b *bench) post(t *testing.T, code string) gov.ID {
	t.Helper()
	s := b.snapshot(t)
	dep, _ := s.Find(org.Department, 0, "market", today)
	u, ok := s.Find(org.Post, dep.ID, code, today)
	if !ok {
		t.Fatalf("no post %s", code)
	}
	return u.ID
}

func (b *bench) appoint(t *testing.T, who gov.Actor, a org.Assignment) error {
	t.Helper()
	_, err := b.org.Change(t.Context(), who, "", func(s *org.Snapshot, _ func() gov.ID) (org.Changes, error) { return s.Appoint(a) })
	return err
}

func (b *bench) relieve(t *testing.T, id gov.ID, on gov.Date) error {
	t.Helper()
	_, err := b.org.Change(t.Context(), b.admin, "", func(s *org.Snapshot, _ func() gov.ID) (org.Changes, error) { return s.Relieve(id, on) })
	return err
}

func key(err error) string {
	if e, ok := errors.AsType[*gov.Error](err); ok {
		return e.Key
	}
	return ""
}

func TestAppointing(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		handler, window := b.post(t, "handler"), b.post(t, "window")
		from := func(d gov.Date) org.Period { return org.Period{From: d} }
		for name, c := range map[string]struct {
			who  gov.Actor
			a    org.Assignment
			want string
		}{
			"a second holder":      {b.admin, org.Assignment{Person: 20, Post: handler, Part: org.Holder, Period: from("2027-01-01")}, "org.post_held"},
			"the same person":      {b.admin, org.Assignment{Person: 11, Post: handler, Part: org.Deputy, Period: from("2027-01-01")}, "org.assigned_twice"},
			"an impossible day":    {b.admin, org.Assignment{Person: 20, Post: window, Part: org.Holder, Period: from("2027-02-30")}, "org.period"},
			"ends before it began": {b.admin, org.Assignment{Person: 20, Post: window, Part: org.Holder, Period: org.Period{From: "2027-01-02", Until: "2027-01-01"}}, "org.period"},
			"no post":              {b.admin, org.Assignment{Person: 20, Post: 5, Part: org.Holder, Period: from("2027-01-01")}, "org.no_post"},
			"himself":              {b.admin, org.Assignment{Person: b.admin.Person, Post: window, Part: org.Holder, Period: from("2027-01-01")}, "org.himself"},
		} {
			if err := b.appoint(t, c.who, c.a); key(err) != c.want {
				t.Errorf("%s: %v, want %s", name, err, c.want)
			}
		}
		if err := b.appoint(t, b.admin, org.Assignment{Person: 20, Post: window, Part: org.Holder, Period: from("2027-01-01")}); err != nil {
			t.Fatal(err)
		}
		b.MustVerify(t)
	})
}

func TestAnAssignmentEndsOnce(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		held := b.snapshot(t).OfPerson(11)
		if len(held) != 1 {
			t.Fatalf("%+v", held)
		}
		if err := b.relieve(t, held[0].ID, "2020-01-01"); key(err) != "org.relieve_on" {
			t.Errorf("ended before it began: %v", err)
		}
		if err := b.relieve(t, held[0].ID, "2027-01-01"); err != nil {
			t.Fatal(err)
		}
		if err := b.relieve(t, held[0].ID, "2027-01-01"); key(err) != "org.relieved" {
			t.Errorf("ended twice: %v", err)
		}
		if err := b.relieve(t, held[0].ID, "2028-01-01"); key(err) != "org.relieved" {
			t.Errorf("made longer: %v", err)
		}
		if err := b.relieve(t, 404, "2027-01-01"); key(err) != "org.no_assignment" {
			t.Errorf("nothing ended: %v", err)
		}
		if err := b.appoint(t, b.admin, org.Assignment{Person: 20, Post: held[0].Post, Part: org.Holder, Period: org.Period{From: "2027-01-01"}}); err != nil {
			t.Errorf("the successor: %v", err)
		}
	})
}

func TestManagementIsApartFromOperation(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		var system gov.ID
		_, err := b.org.Change(t.Context(), b.admin, "", func(s *org.Snapshot, newID func() gov.ID) (org.Changes, error) {
			dep, _ := s.Find(org.Department, 0, "fire", today)
			system = newID()
			return org.Changes{Open: []org.Unit{{ID: system, Kind: org.Post, Parent: dep.ID, Division: dep.Division, Code: "admin", Name: org.Name{Zh: "管理", En: "Admin"}, Roles: []string{org.Admin}, Period: org.Period{From: "2026-01-01"}}}}, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := b.appoint(t, b.admin, org.Assignment{Person: 11, Post: system, Part: org.Deputy, Period: org.Period{From: "2027-01-01"}}); key(err) != "org.apart" {
			t.Errorf("a handler manages the system: %v", err)
		}
		if err := b.appoint(t, b.admin, org.Assignment{Person: 30, Post: system, Part: org.Holder, Period: org.Period{From: "2027-01-01"}}); err != nil {
			t.Fatal(err)
		}
		if err := b.appoint(t, b.admin, org.Assignment{Person: 30, Post: b.post(t, "window"), Part: org.Holder, Period: org.Period{From: "2027-06-01"}}); key(err) != "org.apart" {
			t.Errorf("an administrator at the window: %v", err)
		}
	})
}

func TestARehearsalWritesNothing(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		before := b.MustVerify(t).Size
		st := structure(t)
		if c, err := b.org.Rehearse(t.Context(), st, people); err != nil || len(c.Open)+len(c.Revise)+len(c.Assign) != 0 {
			t.Fatalf("nothing differs, yet %+v %v", c, err)
		}
		st.From = "2027-01-01"
		st.Departments[1].Name.Zh = "消防救援支队"
		st.Departments[1].Posts = append(st.Departments[1].Posts, org.PostDef{Code: "second", Name: org.Name{Zh: "岗", En: "Post"}, Roles: []string{org.Handler}})
		st.Assignments = append(st.Assignments, org.AssignmentDef{Post: "fire/second", Person: "li"})
		c, err := b.org.Rehearse(t.Context(), st, people)
		if err != nil || len(c.Open) != 1 || len(c.Revise) != 1 || len(c.Assign) != 1 {
			t.Fatalf("%+v %v", c, err)
		}
		st.Departments[1].USCC = "wrong"
		if _, err := b.org.Rehearse(t.Context(), st, people); key(err) != "org.uscc" {
			t.Fatalf("a wrong credit code: %v", err)
		}
		if after := b.MustVerify(t).Size; after != before {
			t.Fatalf("%d leaves, before %d", after, before)
		}
	})
}
