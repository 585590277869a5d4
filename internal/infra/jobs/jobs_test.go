package jobs_test

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/gov/fault"
	"holon.example/holon/internal/infra/jobs"
	"holon.example/holon/internal/infra/sqldb"
	"holon.example/holon/internal/infra/sqldb/sqldbtest"
)

type noTail struct{}

func (noTail) Number([]sqldb.Leaf) ([]sqldb.Write, func()) { return nil, func() {} }
func (noTail) Committed(int)                               {}

type desk struct {
	*testing.T
	db    *sqldb.DB
	w     *sqldb.Writer
	clock *gov.Now
}

func each(t *testing.T, fn func(d desk)) {
	t.Helper()
	sqldbtest.Each(t, func(t *testing.T, dsn string) {
		db := sqldbtest.Open(t, dsn)
		if err := sqldb.Migrate(t.Context(), db, jobs.Migrations); err != nil {
			t.Fatal(err)
		}
		w, err := db.NewWriter(t.Context(), noTail{}, "", slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(w.Close)
		fn(desk{t, db, w, gov.Frozen(gov.Date("2026-11-23").Start())})
	})
}

func (d desk) apply(w sqldb.Write) {
	d.Helper()
	if err := d.w.Apply(&sqldb.Batch{Writes: []sqldb.Write{w}}); err != nil {
		d.Fatal(err)
	}
}

func (d desk) add(id gov.ID, kind string, in time.Duration, payload any) {
	d.Helper()
	w, err := jobs.New(id, kind, d.clock.Time().Add(in), payload)
	if err != nil {
		d.Fatal(err)
	}
	d.apply(w)
}

func (d desk) runner() *jobs.Runner {
	return jobs.NewRunner(d.db, d.w, d.clock.Time, slog.New(slog.DiscardHandler))
}

func (d desk) run(r *jobs.Runner) int {
	d.Helper()
	n, err := r.RunDue(d.Context())
	if err != nil {
		d.Fatal(err)
	}
	return n
}

func (d desk) counts() (due, dead int64) {
	d.Helper()
	err := d.db.Read(d.Context(), func(q *sqldb.Q) (err error) {
		due, dead, err = jobs.Counts(d.Context(), q, d.clock.Time())
		return err
	})
	if err != nil {
		d.Fatal(err)
	}
	return due, dead
}

func (d desk) dead() (out []jobs.Job) {
	d.Helper()
	err := d.db.Read(d.Context(), func(q *sqldb.Q) (err error) {
		out, err = jobs.Dead(d.Context(), q, 10)
		return err
	})
	if err != nil {
		d.Fatal(err)
	}
	return out
}

func (d desk) forward(by time.Duration) { d.clock.Set(d.clock.Time().Add(by)) }

// leasesRunOut is what two minutes do after a process died at work.
func (d desk) leasesRunOut() {
	d.Helper()
	d.apply(sqldb.Write{Stmt: sqldb.NewStmt("test.expire", "UPDATE job SET lease = 0"), Want: -1})
}

func TestJobsRunInOrderWhenDue(t *testing.T) {
	each(t, func(d desk) {
		var got []string
		r := d.runner()
		r.Handle("a", func(_ context.Context, j jobs.Job) error { got = append(got, string(j.Payload)); return nil })
		d.add(1, "a", 2*time.Hour, "late")
		d.add(2, "a", time.Hour, "soon")
		d.add(3, "a", 0, "now")
		d.add(4, "a", time.Hour, "cancelled")
		if n := d.run(r); n != 1 {
			d.Fatalf("%d ran", n)
		}
		d.apply(jobs.Cancel(4))
		d.forward(3 * time.Hour)
		if n := d.run(r); n != 2 || strings.Join(got, " ") != `"now" "soon" "late"` {
			d.Fatalf("%d ran: %v", n, got)
		}
		if due, dead := d.counts(); due != 0 || dead != 0 {
			d.Fatalf("%d due, %d dead", due, dead)
		}
	})
}

// A job that a job asks for runs in the same pass.
func TestJobsThatBecomeDueByRunning(t *testing.T) {
	each(t, func(d desk) {
		r := d.runner()
		r.Handle("chain", func(_ context.Context, j jobs.Job) error {
			if j.ID < 5 {
				d.add(j.ID+1, "chain", 0, nil)
			}
			return nil
		})
		d.add(1, "chain", 0, nil)
		if n := d.run(r); n != 5 {
			d.Fatalf("%d ran", n)
		}
	})
}

func TestFailingJobWaitsLongerAndDies(t *testing.T) {
	each(t, func(d desk) {
		r := d.runner()
		fail := true
		r.Handle("bad", func(context.Context, jobs.Job) error {
			if fail {
				return errors.New("坏了" + strings.Repeat("很", 400) + "\x00\xff")
			}
			return nil
		})
		r.Handle("panics", func(context.Context, jobs.Job) error { panic("hands up") })
		d.add(1, "bad", 0, nil)
		d.add(2, "panics", 0, nil)
		d.add(3, "nobody", 0, nil)
		pauses := 0
		for range 9 {
			if n := d.run(r); n != 3 {
				d.Fatalf("%d ran", n)
			}
			if n := d.run(r); n != 0 {
				d.Fatal("tried again without a pause")
			}
			for due, _ := d.counts(); due == 0; due, _ = d.counts() {
				d.forward(2 * time.Second)
				pauses++
			}
		}
		d.run(r)
		if due, dead := d.counts(); due != 0 || dead != 3 || pauses < 500 {
			d.Fatalf("%d due, %d dead, %d pauses", due, dead, pauses)
		}
		list := d.dead()
		if len(list) != 3 || list[0].Attempts != 10 || !strings.HasPrefix(list[0].Error, "坏了很") || !strings.Contains(list[1].Error, "hands up") || !strings.Contains(list[2].Error, "nobody") {
			d.Fatalf("%+v", list)
		}
		d.forward(24 * time.Hour)
		if n := d.run(r); n != 0 {
			d.Fatal("a dead letter ran")
		}
		fail = false
		d.apply(jobs.Revive(1, d.clock.Time()))
		if n := d.run(r); n != 1 {
			d.Fatal("a revived job did not run")
		}
		if _, dead := d.counts(); dead != 2 {
			d.Fatalf("%d dead", dead)
		}
	})
}

// Two nodes look at the same jobs; each job is performed by one of them.
func TestTwoRunnersShareTheWork(t *testing.T) {
	each(t, func(d desk) {
		const n = 60
		var ran [n + 1]atomic.Int64
		var wg sync.WaitGroup
		for i := range n {
			d.add(gov.ID(i+1), "a", 0, nil)
		}
		for range 3 {
			r := d.runner()
			r.Handle("a", func(_ context.Context, j jobs.Job) error { ran[j.ID].Add(1); return nil })
			wg.Go(func() {
				if _, err := r.RunDue(d.Context()); err != nil {
					d.Error(err)
				}
			})
		}
		wg.Wait()
		for i := 1; i <= n; i++ {
			if got := ran[i].Load(); got != 1 {
				d.Errorf("job %d ran %d times", i, got)
			}
		}
	})
}

// The process dies after the effect and before the job is done: it runs again
// when its lease has run out, under the same id.
func TestJobRunsAgainAfterACrash(t *testing.T) {
	each(t, func(d desk) {
		var ids []gov.ID
		r := d.runner()
		r.Handle("a", func(_ context.Context, j jobs.Job) error { ids = append(ids, j.ID); return nil })
		d.add(7, "a", 0, nil)
		if err := fault.Plant("jobs.before_done:error"); err != nil {
			d.Fatal(err)
		}
		defer fault.ByName("jobs.before_done").Clear()
		if _, err := r.RunDue(d.Context()); !errors.Is(err, fault.ErrPlanted) {
			d.Fatal(err)
		}
		if n := d.run(r); n != 0 {
			d.Fatal("ran although leased")
		}
		d.leasesRunOut()
		if n := d.run(r); n != 1 || len(ids) != 2 || ids[0] != ids[1] {
			d.Fatalf("%d ran: %v", n, ids)
		}
	})
}

// A job that takes the process with it each time becomes a dead letter too.
func TestJobThatKillsDies(t *testing.T) {
	each(t, func(d desk) {
		r := d.runner()
		runs := 0
		r.Handle("kills", func(context.Context, jobs.Job) error { runs++; return nil })
		d.add(1, "kills", 0, nil)
		defer fault.ByName("jobs.before_done").Clear()
		for range 10 {
			if err := fault.Plant("jobs.before_done:error"); err != nil {
				d.Fatal(err)
			}
			if _, err := r.RunDue(d.Context()); !errors.Is(err, fault.ErrPlanted) {
				d.Fatal(err)
			}
			d.leasesRunOut()
		}
		d.run(r)
		if _, dead := d.counts(); dead != 1 || runs != 10 {
			d.Fatalf("%d dead after %d runs", dead, runs)
		}
	})
}

// Who lost the lease does not touch the job that another has now.
func TestLateFailureLeavesTheJobToItsNewHolder(t *testing.T) {
	each(t, func(d desk) {
		r := d.runner()
		r.Handle("slow", func(context.Context, jobs.Job) error {
			d.apply(sqldb.Write{Stmt: sqldb.NewStmt("test.lease", "UPDATE job SET lease = 9000000000000000, attempts = attempts + 1"), Want: 1})
			return errors.New("too late")
		})
		d.add(1, "slow", 0, nil)
		if n := d.run(r); n != 1 {
			d.Fatalf("%d ran", n)
		}
		var lease, attempts int64
		var text string
		err := d.db.Read(d.Context(), func(q *sqldb.Q) error {
			_, err := q.Row(d.Context(), "SELECT lease, attempts, error FROM job WHERE id = 1 AND state = 'ready'", nil, &lease, &attempts, &text)
			return err
		})
		if err != nil || lease != 9_000_000_000_000_000 || attempts != 2 || text != "" {
			d.Fatalf("lease %d, attempts %d, error %q: %v", lease, attempts, text, err)
		}
	})
}

// A process that ends hands its job back: nothing is counted as a failure, nothing
// waits for a lease, and no further job is begun.
func TestEndOfTheProcessIsNoFailure(t *testing.T) {
	each(t, func(d desk) {
		d.add(1, "slow", 0, nil)
		d.add(2, "slow", 0, nil)
		ctx, end := context.WithCancel(d.Context())
		first := d.runner()
		begun := 0
		first.Handle("slow", func(ctx context.Context, _ jobs.Job) error {
			begun++
			end()
			return ctx.Err()
		})
		if _, err := first.RunDue(ctx); !errors.Is(err, context.Canceled) || begun != 1 {
			d.Fatalf("%d begun: %v", begun, err)
		}
		second := d.runner()
		var attempts []int
		second.Handle("slow", func(_ context.Context, j jobs.Job) error {
			attempts = append(attempts, j.Attempts)
			return nil
		})
		if ran := d.run(second); ran != 2 || attempts[0] != 1 || attempts[1] != 1 {
			d.Fatalf("%d ran, attempts %v", ran, attempts)
		}
	})
}

// slow is a job of the lane of papers that lasts until it is let go.
func (d desk) slow(r *jobs.Runner) (begun chan struct{}, let chan struct{}) {
	begun, let = make(chan struct{}, 1000), make(chan struct{})
	r.HandleIn(jobs.Papers, "letter", func(ctx context.Context, _ jobs.Job) error {
		begun <- struct{}{}
		select {
		case <-let:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	})
	return begun, let
}

// A backlog of letters, the first of which lasts, does not hold up a timer, neither
// one that is due at the start nor one that comes later.
func TestLettersDoNotDelayTimers(t *testing.T) {
	each(t, func(d desk) {
		r := d.runner()
		begun, let := d.slow(r)
		rang := make(chan gov.ID, 10)
		r.HandleIn(jobs.Timers, "timer", func(_ context.Context, j jobs.Job) error { rang <- j.ID; return nil })
		for i := range 200 {
			d.add(gov.ID(i+1), "letter", -time.Hour, nil)
		}
		d.add(900, "timer", 0, nil)
		ended := make(chan int, 1)
		go func() {
			n, err := r.RunDue(d.Context())
			if err != nil {
				d.Error(err)
			}
			ended <- n
		}()
		<-begun
		if id := <-rang; id != 900 {
			d.Error(id)
		}
		d.add(901, "timer", 0, nil)
		r.Wake()
		if id := <-rang; id != 901 {
			d.Error(id)
		}
		if due, _ := d.counts(); due < 200 {
			d.Errorf("%d due: the letters went before", due)
		}
		close(let)
		if n := <-ended; n != 202 {
			d.Errorf("%d ran", n)
		}
	})
}

// What is performed at once is bounded, and the jobs of one case follow each other
// in the order they are due.
func TestLanesAreBoundedAndCasesInOrder(t *testing.T) {
	each(t, func(d desk) {
		r := d.runner()
		var mu sync.Mutex
		var now, most int
		order := map[string][]gov.ID{}
		under := map[string]bool{}
		r.HandleIn(jobs.Timers, "timer", func(_ context.Context, j jobs.Job) error {
			mu.Lock()
			now++
			most = max(most, now)
			if under[string(j.Payload)] {
				t.Errorf("two jobs of %s at once", j.Payload)
			}
			under[string(j.Payload)] = true
			order[string(j.Payload)] = append(order[string(j.Payload)], j.ID)
			mu.Unlock()
			runtime.Gosched()
			mu.Lock()
			now--
			under[string(j.Payload)] = false
			mu.Unlock()
			return nil
		})
		for i := range 60 {
			d.add(gov.ID(60-i), "timer", -time.Duration(60-i)*time.Minute, map[string]any{"case": strconv.Itoa(1 + i%6)})
		}
		if n := d.run(r); n != 60 {
			d.Fatalf("%d ran", n)
		}
		if most > 4 || len(order) != 6 {
			d.Errorf("%d at once, %d cases", most, len(order))
		}
		for name, ids := range order {
			if !slices.IsSortedFunc(ids, func(a, b gov.ID) int { return cmp.Compare(b, a) }) { // the highest id is due first
				d.Errorf("%s: %v", name, ids)
			}
		}
	})
}

// A lease is renewed while its job lasts: no other process takes it, and who waits
// for everything that is due waits for it.
func TestSlowJobKeepsItsLease(t *testing.T) {
	each(t, func(d desk) {
		first, second := d.runner(), d.runner()
		wall := gov.Frozen(gov.Date("2026-11-23").Start())
		first.SetWall(wall)
		second.SetWall(wall)
		begun, let := d.slow(first)
		second.HandleIn(jobs.Papers, "letter", func(context.Context, jobs.Job) error { t.Error("taken over"); return nil })
		d.add(1, "letter", 0, nil)
		ended, settled := make(chan error, 1), make(chan int, 1)
		go func() {
			_, err := first.RunDue(d.Context())
			ended <- err
		}()
		<-begun
		lease := func() (l gov.Time) {
			if err := d.db.Read(d.Context(), func(q *sqldb.Q) error {
				_, err := q.Row(d.Context(), "SELECT lease FROM job WHERE id = 1", nil, &l)
				return err
			}); err != nil {
				d.Error(err)
			}
			return l
		}
		until := lease()
		wall.Set(until - 1000)
		for lease() == until {
			runtime.Gosched()
		}
		wall.Set(until + 1000)
		if n := d.run(second); n != 0 {
			d.Errorf("%d ran", n)
		}
		go func() {
			n, err := second.Settle(d.Context())
			if err != nil {
				d.Error(err)
			}
			settled <- n
		}()
		select {
		case <-settled:
			d.Error("settled while a job was under way")
		case <-time.After(300 * time.Millisecond):
		}
		close(let)
		if n, err := <-settled, <-ended; n != 0 || err != nil {
			d.Error(n, err)
		}
	})
}

// Who lost the lease is stopped.
func TestJobThatWasTakenIsStopped(t *testing.T) {
	each(t, func(d desk) {
		r := d.runner()
		r.SetWall(gov.Wall())
		r.HandleIn(jobs.Papers, "letter", func(ctx context.Context, _ jobs.Job) error {
			d.apply(sqldb.Write{Stmt: sqldb.NewStmt("test.take", "UPDATE job SET lease = 9000000000000000"), Want: 1})
			<-ctx.Done()
			return context.Cause(ctx)
		})
		d.add(1, "letter", 0, nil)
		if n := d.run(r); n != 1 {
			d.Fatalf("%d ran", n)
		}
		if due, dead := d.counts(); due != 1 || dead != 0 {
			d.Fatalf("%d due, %d dead", due, dead)
		}
	})
}

// After kill -9 nobody waits for the leases of the dead where no other can live.
func TestFreeEndsTheLeasesOfTheDead(t *testing.T) {
	each(t, func(d desk) {
		d.add(1, "a", 0, nil)
		d.apply(sqldb.Write{Stmt: sqldb.NewStmt("test.dead", "UPDATE job SET lease = 9000000000000000, attempts = 1"), Want: 1})
		r := d.runner()
		r.Handle("a", func(context.Context, jobs.Job) error { return nil })
		if n := d.run(r); n != 0 {
			d.Fatal("ran although leased")
		}
		if err := r.Free(); err != nil {
			d.Fatal(err)
		}
		if n := d.run(r); n != 1 {
			d.Fatal("waits for the dead")
		}
	})
}

// A backlog of a million due jobs is walked through twice a second if a planner prefers
// the index of what is due to that of what is leased.
func TestWhatIsLeasedIsFoundByItsIndex(t *testing.T) {
	each(t, func(d desk) {
		explain := "EXPLAIN "
		if d.db.Engine() == sqldb.SQLite {
			explain = "EXPLAIN QUERY PLAN "
		}
		plan := ""
		err := d.db.Read(d.Context(), func(q *sqldb.Q) error {
			return q.Each(d.Context(), explain+strings.ReplaceAll(jobs.TextOfLeased, "$1", "5"), nil, func(s sqldb.Scanner) error {
				var line string
				var no int64
				into := []any{&line}
				if d.db.Engine() == sqldb.SQLite {
					into = []any{&no, &no, &no, &line}
				}
				err := s.Scan(into...)
				plan += line + "\n"
				return err
			})
		})
		if err != nil || !strings.Contains(plan, "job_leased") {
			d.Fatalf("%v: %s", err, plan)
		}
	})
}
