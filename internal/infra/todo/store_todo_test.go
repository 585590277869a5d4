package todo_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/act/acttest"
	"holon.example/holon/internal/infra/sqldb"
	"holon.example/holon/internal/infra/todo"
)

const (
	food = gov.ID(7) // department of acttest.Officer
	fire = gov.ID(8)
)

func officer(post gov.ID, roles ...string) gov.Actor {
	a := acttest.Officer(post)
	a.Roles = roles
	return a
}

var (
	clerk = officer(11, "examiner")
	other = officer(12, "examiner")
)

func each(t *testing.T, fn func(t *testing.T, s *acttest.Spine)) {
	t.Helper()
	acttest.Each(t, fn, todo.Migrations)
}

func item(ref gov.ID, due gov.Time) todo.Item {
	return todo.Item{
		Kind: "examine", Title: "task.examine", Args: map[string]string{"case": ref.String()}, Ref: todo.Ref{Kind: "case", ID: ref, Part: "food"},
		Whom: todo.Whom{Department: food, Role: "examiner"}, Due: due,
	}
}

// do runs a change in a use case of its own.
func do[T any](t *testing.T, s *acttest.Spine, who gov.Actor, fn func(p *act.Prep) (T, error)) (T, error) {
	t.Helper()
	return act.Do(t.Context(), s.Engine, act.Command{Action: "change", Actor: who}, func(p *act.Prep) (T, error) {
		if err := p.Authorise(act.Resource{}); err != nil {
			var zero T
			return zero, err
		}
		p.Note("test.changed", "test", nil)
		return fn(p)
	})
}

func open(t *testing.T, s *acttest.Spine, items ...todo.Item) []gov.ID {
	t.Helper()
	ids, err := do(t, s, clerk, func(p *act.Prep) (ids []gov.ID, err error) {
		for _, i := range items {
			id, err := todo.Open(p, i)
			if err != nil {
				return nil, err
			}
			ids = append(ids, id)
		}
		return ids, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return ids
}

func get(t *testing.T, s *acttest.Spine, id gov.ID) (i *todo.Item) {
	t.Helper()
	err := s.DB.Read(t.Context(), func(q *sqldb.Q) (err error) {
		i, err = todo.Get(t.Context(), q, id)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return i
}

func TestLifeOfAnItem(t *testing.T) {
	each(t, func(t *testing.T, s *acttest.Spine) {
		ctx := t.Context()
		due := s.Clock.Time() + 1000
		id := open(t, s, item(100, due))[0]
		i := get(t, s, id)
		if i.State != todo.StateOpen || i.Created != s.Clock.Time() || i.Due != due || i.Args["case"] != "100" || i.Ref.Part != "food" {
			t.Fatalf("%+v", i)
		}
		if _, err := todo.ClaimTask(ctx, s.Engine, clerk, "k", id); err != nil {
			t.Fatal(err)
		}
		if _, err := todo.ClaimTask(ctx, s.Engine, other, "", id); gov.KindOf(err) != gov.KindConflict {
			t.Fatalf("claimed twice: %v", err)
		}
		if _, err := todo.ReleaseTask(ctx, s.Engine, other, "", id); gov.KindOf(err) != gov.KindForbidden {
			t.Fatalf("released by another: %v", err)
		}
		if _, err := do(t, s, other, func(p *act.Prep) (*todo.Item, error) { return todo.Done(ctx, p, id, "ok") }); gov.KindOf(err) != gov.KindForbidden {
			t.Fatalf("done by another: %v", err)
		}
		if _, err := todo.ReleaseTask(ctx, s.Engine, clerk, "", id); err != nil {
			t.Fatal(err)
		}
		if _, err := todo.ClaimTask(ctx, s.Engine, other, "", id); err != nil {
			t.Fatal(err)
		}
		if i := get(t, s, id); i.Claimed != 12 || i.State != todo.StateClaimed {
			t.Fatalf("%+v", i)
		}
		if _, err := do(t, s, other, func(p *act.Prep) (*todo.Item, error) { return todo.Done(ctx, p, id, "granted") }); err != nil {
			t.Fatal(err)
		}
		i = get(t, s, id)
		if i.State != todo.StateDone || i.Outcome != "granted" || i.Closed == 0 {
			t.Fatalf("%+v", i)
		}
		if _, err := todo.ClaimTask(ctx, s.Engine, clerk, "", id); gov.KindOf(err) != gov.KindConflict {
			t.Fatalf("a closed item was claimed: %v", err)
		}
		s.MustVerify(t)
	})
}

func TestWhoMayClaim(t *testing.T) {
	each(t, func(t *testing.T, s *acttest.Spine) {
		toPost := item(100, 0)
		toPost.Whom = todo.Whom{Department: food, Post: 12}
		ids := open(t, s, item(100, 0), toPost)
		stranger := clerk
		stranger.Department = fire
		for name, c := range map[string]struct {
			who gov.Actor
			id  gov.ID
		}{
			"another department": {stranger, ids[0]},
			"without the role":   {officer(11, "clerk"), ids[0]},
			"a citizen":          {gov.Actor{Kind: gov.Citizen, Account: 5, Department: food, Post: 11, Roles: []string{"examiner"}}, ids[0]},
			"another post":       {clerk, ids[1]},
		} {
			if _, err := todo.ClaimTask(t.Context(), s.Engine, c.who, "", c.id); gov.KindOf(err) != gov.KindForbidden {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := todo.ClaimTask(t.Context(), s.Engine, other, "", ids[1]); err != nil {
			t.Fatal(err)
		}
		if rep := s.MustVerify(t); rep.Events != 6 { // opening, four refusals, one claim
			t.Fatalf("%+v", rep)
		}
	})
}

func TestReassignPostponeCancel(t *testing.T) {
	each(t, func(t *testing.T, s *acttest.Spine) {
		ctx := t.Context()
		ids := open(t, s, item(100, 5000), item(100, 6000), item(101, 7000))
		if _, err := todo.ClaimTask(ctx, s.Engine, clerk, "", ids[0]); err != nil {
			t.Fatal(err)
		}
		to := todo.Transfer{Item: ids[0], To: todo.Whom{Department: food, Post: 12}}
		if i, err := todo.ReassignTask(ctx, s.Engine, officer(1, "chief"), to); err != nil || i.Claimed != 0 || i.Post != 12 || i.State != todo.StateOpen {
			t.Fatalf("%+v %v", i, err)
		}
		to.To.Department = 0
		if _, err := todo.ReassignTask(ctx, s.Engine, officer(1, "chief"), to); gov.KindOf(err) != gov.KindInvalid {
			t.Fatal(err)
		}
		if _, err := do(t, s, clerk, func(p *act.Prep) (*todo.Item, error) { return todo.Postpone(ctx, p, ids[1], 8000, 9000) }); err != nil {
			t.Fatal(err)
		}
		if i := get(t, s, ids[1]); i.Due != 9000 || i.Warn != 8000 {
			t.Fatalf("%+v", i)
		}
		n, err := do(t, s, clerk, func(p *act.Prep) (int, error) {
			return todo.CancelAll(ctx, p, todo.Ref{Kind: "case", ID: 100}, "withdrawn")
		})
		if err != nil || n != 2 {
			t.Fatal(n, err)
		}
		if get(t, s, ids[0]).State != todo.StateCancelled || get(t, s, ids[2]).State != todo.StateOpen {
			t.Fatal("cancelled the wrong ones")
		}
		s.MustVerify(t)
	})
}

func TestIncompleteItemIsRefused(t *testing.T) {
	each(t, func(t *testing.T, s *acttest.Spine) {
		for name, spoil := range map[string]func(i *todo.Item){
			"kind":       func(i *todo.Item) { i.Kind = "" },
			"title":      func(i *todo.Item) { i.Title = string(make([]byte, 101)) },
			"department": func(i *todo.Item) { i.Department = 0 },
			"warn":       func(i *todo.Item) { i.Warn, i.Due = 10, 9 },
			"args":       func(i *todo.Item) { i.Args = map[string]string{"a": string(make([]byte, 3000))} },
		} {
			i := item(1, 0)
			spoil(&i)
			_, err := do(t, s, clerk, func(p *act.Prep) (gov.ID, error) { return todo.Open(p, i) })
			if gov.KindOf(err) != gov.KindInvalid {
				t.Errorf("%s: %v", name, err)
			}
		}
		s.MustVerify(t)
	})
}

func list(t *testing.T, s *acttest.Spine, f todo.Filter) (refs []string, pages int) {
	t.Helper()
	err := s.DB.Read(t.Context(), func(q *sqldb.Q) error {
		for {
			p, err := todo.List(t.Context(), q, f)
			if err != nil {
				return err
			}
			pages++
			for _, i := range p.Items {
				refs = append(refs, i.Ref.ID.String())
			}
			if f.After = p.Next; f.After == "" {
				return nil
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return refs, pages
}

func TestListsPageByDueTime(t *testing.T) {
	each(t, func(t *testing.T, s *acttest.Spine) {
		var items []todo.Item
		var want []string
		for n := range 25 {
			i := item(gov.ID(100+n), gov.Time(1000+n/2)) // two share each due time
			items, want = append(items, i), append(want, i.Ref.ID.String())
		}
		late := item(200, 0) // no limit: last
		chief := item(300, 1005)
		chief.Role, chief.Kind = "approver", "approve"
		foreign := item(400, 1)
		foreign.Department = fire
		mine := item(500, 1)
		mine.Whom = todo.Whom{Department: fire, Post: 11}
		open(t, s, append(items, late, chief, foreign, mine)...)

		got, pages := list(t, s, todo.Filter{Department: food, Roles: []string{"examiner"}, Limit: 7})
		if d := cmp.Diff(append(want, "200"), got); d != "" || pages != 4 {
			t.Fatalf("%d pages: %s", pages, d)
		}
		for name, c := range map[string]struct {
			f    todo.Filter
			want int
		}{
			"whole department": {todo.Filter{Department: food}, 27},
			"two roles":        {todo.Filter{Department: food, Roles: []string{"approver", "examiner", "approver"}, Limit: 5}, 27},
			"a kind":           {todo.Filter{Department: food, Kind: "approve"}, 1},
			"a post":           {todo.Filter{Post: 11}, 1},
			"an inbox":         {todo.Filter{Post: 11, Department: fire}, 2},
			"due soon":         {todo.Filter{Department: food, DueBefore: 1002}, 4},
			"closed":           {todo.Filter{Department: food, Closed: true}, 0},
		} {
			if got, _ := list(t, s, c.f); len(got) != c.want {
				t.Errorf("%s: %v", name, got)
			}
			if n, more := count(t, s, c.f); int(n) != c.want || more {
				t.Errorf("%s: count %d %v", name, n, more)
			}
		}
		s.MustVerify(t)
	})
}

func count(t *testing.T, s *acttest.Spine, f todo.Filter) (n int64, more bool) {
	t.Helper()
	err := s.DB.Read(t.Context(), func(q *sqldb.Q) (err error) {
		n, more, err = todo.Count(t.Context(), q, f)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n, more
}

func TestClaimedItemMovesToItsPost(t *testing.T) {
	each(t, func(t *testing.T, s *acttest.Spine) {
		ids := open(t, s, item(100, 1), item(101, 2))
		if _, err := todo.ClaimTask(t.Context(), s.Engine, clerk, "", ids[0]); err != nil {
			t.Fatal(err)
		}
		for want, f := range map[string]todo.Filter{
			"[100]":     {Post: 11},
			"[101]":     {Department: food, Unclaimed: true},
			"[100 101]": {Department: food, Post: 11},
			"[]":        {Post: 12},
		} {
			if got, _ := list(t, s, f); fmt.Sprint(got) != want {
				t.Errorf("%+v: %v, want %s", f, got, want)
			}
		}
		s.MustVerify(t)
	})
}

func TestFilterAndPageAreChecked(t *testing.T) {
	each(t, func(t *testing.T, s *acttest.Spine) {
		for name, f := range map[string]todo.Filter{
			"nobody's list":  {},
			"too many roles": {Department: food, Roles: make([]string, 33)},
			"a wrong page":   {Department: food, After: "x!"},
			"half a page":    {Department: food, After: "zz"},
		} {
			err := s.DB.Read(t.Context(), func(q *sqldb.Q) error {
				_, err := todo.List(context.Background(), q, f)
				return err
			})
			if gov.KindOf(err) != gov.KindInvalid {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

// Counting stops at 1,000: the rows are put there behind the platform's back, so
// this store does not verify.
func TestCountIsCapped(t *testing.T) {
	each(t, func(t *testing.T, s *acttest.Spine) {
		s.Tamper(t, fill, 1500)
		if n, more := count(t, s, todo.Filter{Department: food, Roles: []string{"examiner"}}); n != 1000 || !more {
			t.Fatal(n, more)
		}
		if rep := s.Verify(t, ""); rep.OK {
			t.Fatal("rows without a leaf were not found")
		}
	})
}

const fill = `INSERT INTO todo_item (id, kind, title, args, ref_kind, ref_id, ref_part, department, role, post, claimed, holder, state, live, warn, due, created, closed, outcome, rev)
	WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $1)
	SELECT i, 'examine', 'task.examine', '{}', 'case', i, '', 7, 'examiner', 0, 0, 0, 'open', 1, 0, i, 0, 0, '', 1 FROM n`
