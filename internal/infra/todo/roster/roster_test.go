package roster_test

import (
	"context"
	"testing"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/gov/idcode"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/act/acttest"
	"holon.example/holon/internal/infra/org"
	"holon.example/holon/internal/infra/org/epoch"
	"holon.example/holon/internal/infra/sqldb"
	"holon.example/holon/internal/infra/todo"
	"holon.example/holon/internal/infra/todo/roster"
)

// bench is a department of two sections with tasks.
type bench struct {
	*acttest.Spine
	t     *testing.T
	snap  *org.Snapshot
	desk  roster.Desk
	food  gov.ID // department
	posts map[string]gov.ID
}

func start(t *testing.T, s *acttest.Spine) *bench {
	t.Helper()
	uscc, err := idcode.MakeUSCC('1', '1', "990100", "MA000001")
	if err != nil {
		t.Fatal(err)
	}
	name := func(x string) org.Name { return org.Name{Zh: x, En: x} }
	post := func(code string, roles ...string) org.PostDef {
		return org.PostDef{Code: code, Name: name(code), Roles: roles}
	}
	st := org.Structure{
		From: "2020-01-01", Divisions: []org.DivisionDef{{Code: "990100", Name: name("city")}},
		Departments: []org.DepartmentDef{{
			Key: "food", USCC: uscc, Name: name("food"), Form: org.Bureau, Division: "990100",
			Posts: []org.PostDef{post("head", org.Approver)},
			Sections: []org.SectionDef{
				{Code: "one", Name: name("one"), Posts: []org.PostDef{post("one-chief", org.Approver), post("one-a", org.Handler), post("one-b", org.Handler)}},
				{Code: "two", Name: name("two"), Posts: []org.PostDef{post("two-a", org.Handler)}},
			},
		}},
	}
	o := org.New(s.Engine, &epoch.Signal{})
	if _, err := o.Import(t.Context(), acttest.Officer(1), st, nil); err != nil {
		t.Fatal(err)
	}
	b := &bench{Spine: s, t: t, posts: map[string]gov.ID{}}
	if b.snap, err = o.Snapshot(t.Context()); err != nil {
		t.Fatal(err)
	}
	b.desk = roster.Desk{Engine: s.Engine, Org: func(context.Context, *act.Prep) (*org.Snapshot, error) { return b.snap, nil }}
	day := s.Clock.Time().Date()
	unit, _ := b.snap.Find(org.Department, 0, "food", day)
	b.food = unit.ID
	for _, p := range b.snap.Posts(b.food, day) {
		b.posts[p.Code] = p.ID
	}
	return b
}

func (b *bench) as(post string, roles ...string) gov.Actor {
	a := acttest.Officer(b.posts[post])
	a.Department, a.Post, a.Roles = b.food, b.posts[post], roles
	return a
}

func (b *bench) open(n int) (picks []roster.Pick) {
	b.t.Helper()
	ids, err := act.Do(b.t.Context(), b.Engine, act.Command{Action: "change", Actor: b.as("one-a", org.Handler)}, func(p *act.Prep) (ids []gov.ID, err error) {
		if err := p.Authorise(act.Resource{}); err != nil {
			return nil, err
		}
		p.Note("test.changed", "test", nil)
		for i := range n {
			id, err := todo.Open(p, todo.Item{Kind: "handle", Title: "task.handle", Ref: todo.Ref{Kind: "case", ID: gov.ID(100 + i)}, Whom: todo.Whom{Department: b.food, Role: org.Handler}})
			if err != nil {
				return nil, err
			}
			ids = append(ids, id)
		}
		return ids, nil
	})
	if err != nil {
		b.t.Fatal(err)
	}
	for _, id := range ids {
		picks = append(picks, roster.Pick{ID: id, Rev: 1})
	}
	return picks
}

func (b *bench) get(id gov.ID) (i *todo.Item) {
	b.t.Helper()
	if err := b.DB.Read(b.t.Context(), func(q *sqldb.Q) (err error) {
		i, err = todo.Get(b.t.Context(), q, id)
		return err
	}); err != nil {
		b.t.Fatal(err)
	}
	return i
}

func TestChiefAssignsMany(t *testing.T) {
	acttest.Each(t, func(t *testing.T, s *acttest.Spine) {
		b, ctx := start(t, s), t.Context()
		chief, head, handler := b.as("one-chief", org.Approver), b.as("head", org.Approver), b.as("one-a", org.Handler)
		picks := b.open(4)
		if _, err := todo.ClaimTask(ctx, s.Engine, handler, "", picks[3].ID); err != nil {
			t.Fatal(err)
		}
		for name, in := range map[string]roster.Assignment{
			"none": {Post: b.posts["one-b"]}, "twice the same": {Tasks: []roster.Pick{picks[0], picks[0]}, Post: b.posts["one-b"]},
			"fifty-one": {Tasks: make([]roster.Pick, 51), Post: b.posts["one-b"]}, "another role": {Tasks: picks[:1], Post: b.posts["one-chief"]},
		} {
			if _, err := b.desk.Assign(ctx, chief, "", in); gov.KindOf(err) != gov.KindInvalid {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := b.desk.Assign(ctx, chief, "", roster.Assignment{Tasks: picks[:1], Post: b.posts["two-a"]}); gov.KindOf(err) != gov.KindForbidden {
			t.Errorf("the chief of a section reaches into another: %v", err)
		}
		in := roster.Assignment{Tasks: picks, Post: b.posts["one-b"]}
		for range 2 { // sent twice
			out, err := b.desk.Assign(ctx, chief, "k", in)
			if err != nil || len(out.Moved) != 3 || len(out.Stale) != 1 || out.Stale[0] != picks[3].ID {
				t.Fatalf("%+v %v", out, err)
			}
		}
		if i := b.get(picks[0].ID); i.Post != b.posts["one-b"] || i.Rev != 2 {
			t.Fatalf("%+v", i)
		}
		if i := b.get(picks[3].ID); i.Claimed != handler.Post {
			t.Fatal("a task that changed meanwhile was moved")
		}
		if _, err := b.desk.Assign(ctx, chief, "", in); gov.KindOf(err) != gov.KindConflict {
			t.Errorf("an old list: %v", err)
		}
		now := []roster.Pick{{ID: picks[0].ID, Rev: 2}}
		if out, err := b.desk.Assign(ctx, head, "", roster.Assignment{Tasks: now, Post: b.posts["two-a"]}); err != nil || len(out.Moved) != 1 {
			t.Fatalf("the head of the department: %v", err)
		}
		now[0].Rev = 3
		if _, err := b.desk.Assign(ctx, chief, "", roster.Assignment{Tasks: now}); gov.KindOf(err) != gov.KindForbidden {
			t.Errorf("the chief of a section takes from another: %v", err)
		}
		if out, err := b.desk.Assign(ctx, head, "", roster.Assignment{Tasks: now}); err != nil || len(out.Moved) != 1 || b.get(picks[0].ID).Post != 0 {
			t.Fatalf("made free: %v", err)
		}
		s.MustVerify(t)
	}, org.Migrations, todo.Migrations)
}
