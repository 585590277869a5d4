package act_test

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/gov/fault"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/act/acttest"
	"holon.example/holon/internal/infra/act/acttest/testtable"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/sqldb"
)

var who = acttest.Officer(11)

func each(t *testing.T, fn func(t *testing.T, s *acttest.Spine)) {
	t.Helper()
	acttest.Each(t, fn, testtable.Migrations)
}

func count(t *testing.T, s *acttest.Spine, sql string, args ...any) (n int64) {
	t.Helper()
	err := s.DB.Read(t.Context(), func(q *sqldb.Q) error {
		_, err := q.Row(t.Context(), sql, args, &n)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestOneUseCaseIsOneTransaction(t *testing.T) {
	each(t, func(t *testing.T, s *acttest.Spine) {
		if _, err := testtable.Make(t.Context(), s.Engine, who, "", 100, "a"); err != nil {
			t.Fatal(err)
		}
		rep := s.MustVerify(t)
		if rep.Size != 1 || rep.Rows != 1 || rep.Streams != 1 {
			t.Fatalf("%+v", rep)
		}
		e, err := seal.ReadEntry(t.Context(), s.DB, 0)
		if err != nil {
			t.Fatal(err)
		}
		ev, err := seal.ParseEvent(e.Body)
		if err != nil {
			t.Fatal(err)
		}
		if ev.Name != "thing.made" || ev.Actor.Post != 11 || ev.Rule != "test-allow" || len(ev.Rows) != 1 || ev.Rows[0].Table != "thing" {
			t.Fatalf("%+v", ev)
		}
		if strings.Contains(string(e.Body), "secret of") {
			t.Fatal("personal data in the event")
		}
	})
}

func TestNoActorNoPermissionNoEventNoWrite(t *testing.T) {
	each(t, func(t *testing.T, s *acttest.Spine) {
		ctx := t.Context()
		ok := func(p *act.Prep) error { return p.Authorise(act.Resource{Type: "Thing"}) }
		row := func(p *act.Prep) error { return p.Insert(testtable.Table, []any{1, 0, "x", []byte{}, 1}) }
		cases := map[string]struct {
			who gov.Actor
			fn  func(p *act.Prep) (int, error)
		}{
			"no actor":      {gov.Actor{}, func(p *act.Prep) (int, error) { return 0, errors.Join(ok(p), row(p), p.Event("x", "x/1", nil)) }},
			"no permission": {who, func(p *act.Prep) (int, error) { return 0, errors.Join(row(p), p.Event("x", "x/1", nil)) }},
			"no event":      {who, func(p *act.Prep) (int, error) { return 0, errors.Join(ok(p), row(p)) }},
		}
		for name, c := range cases {
			if _, err := act.Do(ctx, s.Engine, act.Command{Action: "x", Actor: c.who}, c.fn); err == nil {
				t.Errorf("%s: written", name)
			}
		}
		if n := count(t, s, "SELECT COUNT(*) FROM thing") + count(t, s, "SELECT COUNT(*) FROM event"); n != 0 {
			t.Fatalf("%d rows", n)
		}
	})
}

func TestRefusalIsRecorded(t *testing.T) {
	each(t, func(t *testing.T, s *acttest.Spine) {
		s.Auth.Deny = "own-department-only"
		_, err := testtable.Make(t.Context(), s.Engine, who, "k", 100, "a")
		if gov.KindOf(err) != gov.KindForbidden {
			t.Fatal(err)
		}
		s.MustVerify(t)
		e, err := seal.ReadEntry(t.Context(), s.DB, 0)
		if err != nil {
			t.Fatal(err)
		}
		ev, _ := seal.ParseEvent(e.Body)
		if ev.Outcome != seal.Refused || ev.Rule != "own-department-only" || ev.Action != "makeThing" || ev.Data.Str("resource") != "100" {
			t.Fatalf("%+v", ev)
		}
		s.Auth.Deny = "" // a refused request may be made again once it is allowed
		if _, err := testtable.Make(t.Context(), s.Engine, who, "k", 100, "a"); err != nil {
			t.Fatal(err)
		}
	})
}

func TestSameKeyHasOneEffect(t *testing.T) {
	each(t, func(t *testing.T, s *acttest.Spine) {
		ctx := t.Context()
		if _, err := testtable.Make(ctx, s.Engine, who, "", 100, "a"); err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		got := make([]int64, 32)
		for i := range got {
			wg.Go(func() {
				n, err := testtable.Count(ctx, s.Engine, who, "same", 100)
				if err != nil {
					t.Error(err)
				}
				got[i] = n
			})
		}
		wg.Wait()
		for _, n := range got {
			if n != 2 {
				t.Fatalf("answers %v", got)
			}
		}
		cmd := act.Command{Action: "countThing", Actor: who, Key: "same", Input: "other"}
		_, err := act.Do(ctx, s.Engine, cmd, func(*act.Prep) (int64, error) { return 0, errors.New("must not run") })
		if gov.KindOf(err) != gov.KindConflict {
			t.Fatalf("a key used for another request: %v", err)
		}
		s.MustVerify(t)
	})
}

func TestManyClientsOnOneStreamLoseNothing(t *testing.T) {
	each(t, func(t *testing.T, s *acttest.Spine) {
		ctx := t.Context()
		if _, err := testtable.Make(ctx, s.Engine, who, "", 100, "a"); err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		for c := range 16 {
			wg.Go(func() {
				for i := range 10 {
					if _, err := testtable.Count(ctx, s.Engine, who, fmt.Sprintf("%d/%d", c, i), 100); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		if n := count(t, s, "SELECT n FROM thing WHERE id = 100"); n != 161 {
			t.Fatalf("n = %d", n)
		}
		s.MustVerify(t)
	})
}

// A second node is a second engine without the first one's claims: only guards
// and the unique version of a stream stand between them.
func TestTwoNodesOnOneStream(t *testing.T) {
	each(t, func(t *testing.T, s *acttest.Spine) {
		ctx := t.Context()
		if _, err := testtable.Make(ctx, s.Engine, who, "", 100, "a"); err != nil {
			t.Fatal(err)
		}
		other := act.New(act.Config{DB: s.DB, Writer: s.Writer, Mint: gov.NewMint(2, s.Clock.Time), Now: s.Clock.Time, Vault: s.Vault, Authoriser: s.Auth})
		var wg sync.WaitGroup
		for _, e := range []*act.Engine{s.Engine, other} {
			wg.Go(func() {
				for range 40 {
					if _, err := testtable.Count(ctx, e, who, "", 100); err != nil && gov.KindOf(err) != gov.KindBusy {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		if n, ev := count(t, s, "SELECT n FROM thing WHERE id = 100"), count(t, s, "SELECT COUNT(*) FROM event WHERE stream = $1", "thing/100"); n != ev {
			t.Fatalf("n = %d, events = %d", n, ev)
		}
		s.MustVerify(t)
	})
}

// One member of a group fails: the others commit with their leaves, it does not.
func TestOneBadMemberDoesNotHarmItsGroup(t *testing.T) {
	each(t, func(t *testing.T, s *acttest.Spine) {
		ctx := t.Context()
		release := hold(t, s)
		var wg sync.WaitGroup
		errs := make([]error, 20)
		for i := range errs {
			name := fmt.Sprintf("n%d", i)
			if i == 7 {
				name = "n3" // the same unique name as another member
			}
			wg.Go(func() { _, errs[i] = testtable.Make(ctx, s.Engine, who, "", gov.ID(1000+10*i), name) })
		}
		release()
		wg.Wait()
		bad := 0
		for _, err := range errs {
			if err != nil {
				bad++
			}
		}
		if bad != 1 {
			t.Fatalf("%d failed: %v", bad, errs)
		}
		if n := count(t, s, "SELECT COUNT(*) FROM thing"); n != 19 {
			t.Fatalf("%d rows", n)
		}
		if rep := s.MustVerify(t); rep.Size != 20 { // 19 and the holder's own
			t.Fatalf("%+v", rep)
		}
	})
}

// hold keeps the writer busy so that what follows gathers in one group.
func hold(t *testing.T, s *acttest.Spine) (release func()) {
	t.Helper()
	p := fault.ByName("sqldb.before_commit")
	if err := fault.Plant("sqldb.before_commit:hang"); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() {
		_, err := act.Do(t.Context(), s.Engine, act.Command{Action: "hold", Actor: who}, func(p *act.Prep) (int, error) {
			if err := p.Authorise(act.Resource{}); err != nil {
				return 0, err
			}
			p.Note("test.held", "held", nil)
			return 0, nil
		})
		done <- err
	}()
	for p.Hits() == 0 {
		runtime.Gosched()
	}
	return func() {
		s.Writer.WaitQueued(20)
		p.Clear()
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

// When ROLLBACK TO fails the engine has ended the transaction: a command must
// not be committed without its leaf.
func TestEngineEndsTheTransaction(t *testing.T) {
	each(t, func(t *testing.T, s *acttest.Spine) {
		ctx := t.Context()
		release := hold(t, s)
		if err := fault.Plant("sqldb.rollback_to:error"); err != nil {
			t.Fatal(err)
		}
		defer fault.ByName("sqldb.rollback_to").Clear()
		var wg sync.WaitGroup
		for i := range 20 {
			name := fmt.Sprintf("n%d", i%19)
			wg.Go(func() { _, _ = testtable.Make(ctx, s.Engine, who, "", gov.ID(1000+10*i), name) })
		}
		release()
		wg.Wait()
		if n := count(t, s, "SELECT COUNT(*) FROM thing"); n != 19 {
			t.Fatalf("%d rows", n)
		}
		s.MustVerify(t)
	})
}

func TestLostCommitAnswerIsResolved(t *testing.T) {
	each(t, func(t *testing.T, s *acttest.Spine) {
		if err := fault.Plant("sqldb.after_commit:error"); err != nil {
			t.Fatal(err)
		}
		defer fault.ByName("sqldb.after_commit").Clear()
		if _, err := testtable.Make(t.Context(), s.Engine, who, "", 100, "a"); err != nil {
			t.Fatal(err)
		}
		if err := fault.Plant("sqldb.before_commit:error"); err != nil {
			t.Fatal(err)
		}
		defer fault.ByName("sqldb.before_commit").Clear()
		if _, err := testtable.Make(t.Context(), s.Engine, who, "", 200, "b"); err == nil {
			t.Fatal("acknowledged although the commit failed")
		}
		if n := count(t, s, "SELECT COUNT(*) FROM thing"); n != 1 {
			t.Fatalf("%d rows", n)
		}
		if _, err := testtable.Make(t.Context(), s.Engine, who, "", 300, "c"); err != nil {
			t.Fatal(err)
		}
		s.MustVerify(t)
	})
}

func TestStalePolicyPreparesAgain(t *testing.T) {
	each(t, func(t *testing.T, s *acttest.Spine) {
		asked := 0
		s.Auth.Ask = func(gov.Actor, string, act.Resource) (act.Verdict, bool) {
			if asked++; asked == 1 {
				return act.Verdict{Allow: true, Rule: "old", Epoch: 99}, true // decided under a policy that is no more
			}
			return act.Verdict{Rule: "new", Epoch: 1}, true
		}
		_, err := testtable.Make(t.Context(), s.Engine, who, "", 100, "a")
		if gov.KindOf(err) != gov.KindForbidden || asked != 2 {
			t.Fatalf("asked %d: %v", asked, err)
		}
		s.Auth.Ask = nil
		s.MustVerify(t)
	})
}

func TestCallerWhoLeavesDoesNotBreakTheGroup(t *testing.T) {
	each(t, func(t *testing.T, s *acttest.Spine) {
		release := hold(t, s)
		var wg sync.WaitGroup
		for i := range 20 {
			wg.Go(func() { _, _ = testtable.Make(t.Context(), s.Engine, who, "", gov.ID(1000+10*i), fmt.Sprint(i)) })
		}
		release()
		wg.Wait()
		s.Restart(t)
		if n := count(t, s, "SELECT COUNT(*) FROM thing"); n != 20 {
			t.Fatalf("%d rows", n)
		}
		s.MustVerify(t)
	})
}

// A process that starts on a store under the same clock, or one that was set back, gives
// no identifier away a second time, or its commands would fail until the clock is past.
func TestALaterLifeMintsBehindTheFormer(t *testing.T) {
	each(t, func(t *testing.T, s *acttest.Spine) {
		for i := range 20 {
			if _, err := testtable.Make(t.Context(), s.Engine, who, "", gov.ID(100+i), fmt.Sprint(i)); err != nil {
				t.Fatal(err)
			}
		}
		newest := gov.ID(count(t, s, "SELECT MAX(id) FROM event"))
		for _, back := range []gov.Time{0, 3600_000} {
			now := s.Clock.Time() - back
			m, err := act.NewMint(t.Context(), s.DB, 1, func() gov.Time { return now })
			if err != nil || m.New() <= newest {
				t.Fatalf("set back %d ms: behind %d: %v", back, newest, err)
			}
		}
	})
}
