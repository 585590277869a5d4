package todo_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/act/acttest"
	"holon.example/holon/internal/infra/sqldb"
	"holon.example/holon/internal/infra/todo"
)

func mine(who gov.Actor) todo.Filter {
	return todo.Filter{Department: who.Department, Roles: who.Roles, Post: who.Post}
}

// Twelve officers ask for the next at once: each gets another task, the first due first,
// and who comes when nothing is left is told so.
func TestNextIsNeverGivenTwice(t *testing.T) {
	each(t, func(t *testing.T, s *acttest.Spine) {
		var items []todo.Item
		for i := range gov.ID(12) {
			items = append(items, item(100+i, gov.Time(1000-i)))
		}
		foreign := item(900, 1)
		foreign.Department = fire
		review := item(901, 1)
		review.Role = "reviewer"
		ids := open(t, s, append(items, foreign, review)...)
		var wait sync.WaitGroup
		got := make([]gov.ID, 14)
		errs := make([]error, 14)
		for n := range got {
			wait.Go(func() {
				who := officer(gov.ID(20+n), "examiner")
				i, err := todo.ClaimNext(t.Context(), s.Engine, who, "", mine(who))
				if errs[n] = err; err == nil {
					got[n] = i.ID
				}
			})
		}
		wait.Wait()
		none, seen := 0, map[gov.ID]bool{}
		for n, id := range got {
			switch {
			case gov.KindOf(errs[n]) == gov.KindNotFound:
				none++
			case errs[n] != nil:
				t.Fatal(errs[n])
			case seen[id] || !slices.Contains(ids[:12], id):
				t.Errorf("%s was given twice, or to whom it is not for", id)
			}
			seen[id] = true
		}
		if none != 2 {
			t.Errorf("%d were told that nothing is left", none)
		}
		for _, id := range ids[12:] {
			if get(t, s, id).Claimed != 0 {
				t.Errorf("%s was given to another department or role", id)
			}
		}
		s.MustVerify(t)
	})
}

func TestNextIsTheMostUrgentAndSentTwiceOne(t *testing.T) {
	each(t, func(t *testing.T, s *acttest.Spine) {
		given := item(102, 5000)
		given.Post = clerk.Post
		ids := open(t, s, item(100, 2000), item(101, 1000), given)
		for range 2 { // a double click
			i, err := todo.ClaimNext(t.Context(), s.Engine, clerk, "once", mine(clerk))
			if err != nil || i.ID != ids[1] {
				t.Fatalf("%+v %v", i, err)
			}
		}
		for _, want := range []gov.ID{ids[0], ids[2]} {
			if i, err := todo.ClaimNext(t.Context(), s.Engine, clerk, "", mine(clerk)); err != nil || i.ID != want {
				t.Fatalf("%+v %v", i, err)
			}
		}
		if i, err := todo.ClaimNext(t.Context(), s.Engine, other, "", mine(other)); gov.KindOf(err) != gov.KindNotFound {
			t.Fatalf("%+v %v: what was given to another is not free", i, err)
		}
		s.MustVerify(t)
	})
}

func TestListIsFilteredAndSorted(t *testing.T) {
	each(t, func(t *testing.T, s *acttest.Spine) {
		about := func(ref gov.ID, warn, due gov.Time, what string) todo.Item {
			i := item(ref, due)
			i.Warn, i.About = warn, what
			return i
		}
		ids := open(t, s, about(1, 0, 100, "food"), about(2, 100, 300, "food"), about(3, 250, 400, "sign"), about(4, 0, 0, "sign"))
		if _, err := do(t, s, clerk, func(p *act.Prep) (*todo.Item, error) { return todo.Urge(t.Context(), p, ids[2]) }); err != nil {
			t.Fatal(err)
		}
		base := todo.Filter{Department: food, Roles: []string{"examiner"}, Now: 200}
		with := func(change func(*todo.Filter)) todo.Filter {
			f := base
			change(&f)
			return f
		}
		for name, c := range map[string]struct {
			f    todo.Filter
			want string
		}{
			"red":       {with(func(f *todo.Filter) { f.Lamp = todo.Red }), "[1]"},
			"yellow":    {with(func(f *todo.Filter) { f.Lamp = todo.Yellow }), "[2]"},
			"green":     {with(func(f *todo.Filter) { f.Lamp = todo.Green }), "[3]"},
			"no limit":  {with(func(f *todo.Filter) { f.Lamp = todo.Off }), "[4]"},
			"matter":    {with(func(f *todo.Filter) { f.About = "sign" }), "[3 4]"},
			"urged":     {with(func(f *todo.Filter) { f.Urged = true }), "[3]"},
			"due last":  {with(func(f *todo.Filter) { f.Sort = todo.ByLate }), "[4 3 2 1]"},
			"newest":    {with(func(f *todo.Filter) { f.Sort = todo.ByFresh }), "[4 3 2 1]"},
			"due first": {with(func(f *todo.Filter) { f.Sort = todo.ByDue }), "[1 2 3 4]"},
		} {
			f := c.f
			f.Limit = 1 // page by page
			all, _ := list(t, s, f)
			if fmt.Sprint(all) != c.want {
				t.Errorf("%s: %v, want %s", name, all, c.want)
			}
			if n, _ := count(t, s, c.f); int(n) != len(all) {
				t.Errorf("%s: counted %d", name, n)
			}
		}
		if err := s.DB.Read(t.Context(), func(q *sqldb.Q) error {
			got, err := todo.Abouts(t.Context(), q, base)
			if fmt.Sprint(got) != "[food sign]" {
				t.Errorf("abouts %v", got)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		s.MustVerify(t)
	})
}
