package act_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/act/acttest"
	"holon.example/holon/internal/infra/act/acttest/testtable"
	"holon.example/holon/internal/infra/jobs"
	"holon.example/holon/internal/infra/sqldb"
)

const (
	clients = 64
	shared  = 8 // things that all clients count
)

// op is the i-th command of a client; its key and its effect follow from both.
type op struct{ c, i int }

func (o op) key() string       { return fmt.Sprintf("%d-%d", o.c, o.i) }
func (o op) thing() gov.ID     { return gov.ID(1_000_000_000 + (o.c*1_000_000+o.i)*10) }
func sharedThing(c int) gov.ID { return gov.ID(1000 + 10*(c%shared)) }

// do performs the command: make a thing, make one and ask for a job, count a
// shared thing, count the thing made before.
func (o op) do(ctx context.Context, s *acttest.Spine) (answer int64, err error) {
	switch o.i % 4 {
	case 0:
		t, err := testtable.Make(ctx, s.Engine, who, o.key(), o.thing(), o.key())
		return int64(t.ID), err
	case 1:
		return makeWithJob(ctx, s, o)
	case 2:
		return testtable.Count(ctx, s.Engine, who, o.key(), sharedThing(o.c))
	default:
		return testtable.Count(ctx, s.Engine, who, o.key(), op{o.c, o.i - 3}.thing())
	}
}

func makeWithJob(ctx context.Context, s *acttest.Spine, o op) (int64, error) {
	id := o.thing()
	cmd := act.Command{Action: "makeLater", Actor: who, Key: o.key(), Claims: []string{testtable.Stream(id)}}
	return act.Do(ctx, s.Engine, cmd, func(p *act.Prep) (int64, error) {
		if err := p.Authorise(act.Resource{Type: "Thing", ID: id.String()}); err != nil {
			return 0, err
		}
		if err := p.Insert(testtable.Table, []any{id, 0, o.key(), []byte("x"), 1}); err != nil {
			return 0, err
		}
		if _, err := p.Job("count", p.Now(), id); err != nil {
			return 0, err
		}
		return int64(id), p.Event("thing.made", testtable.Stream(id), nil)
	})
}

// runner performs the jobs: each counts its thing once.
func runner(s *acttest.Spine) *jobs.Runner {
	r := jobs.NewRunner(s.DB, s.Writer, s.Clock.Time, slog.New(slog.DiscardHandler))
	r.Handle("count", func(ctx context.Context, j jobs.Job) error {
		var id gov.ID
		if err := id.UnmarshalJSON(j.Payload); err != nil {
			return err
		}
		_, err := testtable.Count(ctx, s.Engine, who, "job/"+j.ID.String(), id)
		return err
	})
	return r
}

// background seals and works on jobs as a server does.
func background(ctx context.Context, s *acttest.Spine) (wait func()) {
	var wg sync.WaitGroup
	r := runner(s)
	s.Sealer.OnSealed(r.Wake)
	wg.Go(func() { s.Sealer.Run(ctx) })
	wg.Go(func() { r.Run(ctx) })
	return wg.Wait
}

// insist performs a command until it is acknowledged, as a client does with its
// idempotency key. It gives up after a minute.
func (o op) insist(ctx context.Context, s *acttest.Spine) (int64, error) {
	var all error
	passed := gov.Mono()
	for pause := time.Millisecond; ; pause = min(2*pause, 100*time.Millisecond) {
		answer, err := o.do(ctx, s)
		if err == nil {
			return answer, nil
		}
		all = err
		if passed() > time.Minute {
			return 0, fmt.Errorf("%s: %w", o.key(), all)
		}
		select {
		case <-ctx.Done():
			return 0, errors.Join(ctx.Err(), all)
		case <-time.After(pause):
		}
	}
}

// tally is what the clients were told.
type tally struct {
	mu      sync.Mutex
	answers map[op]int64
	next    [clients]int // the first command of each client without an answer
}

func newTally() *tally { return &tally{answers: map[op]int64{}} }

func (y *tally) record(o op, answer int64) {
	y.mu.Lock()
	defer y.mu.Unlock()
	y.answers[o] = answer
	y.next[o.c] = max(y.next[o.c], o.i+1)
}

func (y *tally) size() int {
	y.mu.Lock()
	defer y.mu.Unlock()
	return len(y.answers)
}

// settle performs what was under way, and then everything holds once.
func (y *tally) settle(t *testing.T, s *acttest.Spine) {
	t.Helper()
	y.retry(t, s)
	s.Tamper(t, "UPDATE job SET lease = 0") // as when the leases of the dead have run out
	r := runner(s)
	for range 12 {
		s.Clock.Set(s.Clock.Time() + 3600_000)
		if _, err := r.RunDue(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if n := count(t, s, "SELECT COUNT(*) FROM job"); n != 0 {
		t.Fatalf("%d jobs are left", n)
	}
	y.counts(t, s)
	s.MustVerify(t)
}

// retry repeats every command under its key: those without an answer happen now,
// the others answer as before.
func (y *tally) retry(t *testing.T, s *acttest.Spine) {
	t.Helper()
	var wg sync.WaitGroup
	for c := range clients {
		wg.Go(func() {
			for i := range y.next[c] + 1 {
				o := op{c, i}
				got, err := o.insist(t.Context(), s)
				if err != nil {
					t.Error(err)
					return
				}
				y.mu.Lock()
				told, acked := y.answers[o]
				y.answers[o] = got
				y.mu.Unlock()
				if acked && told != got {
					t.Errorf("%s was told %d and is told %d", o.key(), told, got)
				}
			}
		})
	}
	wg.Wait()
	if t.Failed() {
		t.FailNow()
	}
}

// counts compares every thing with the commands that were acknowledged.
func (y *tally) counts(t *testing.T, s *acttest.Spine) {
	t.Helper()
	want := map[gov.ID]int64{}
	for i := range shared {
		want[sharedThing(i)] = 1
	}
	told := map[[2]int64]op{}
	for o, answer := range y.answers {
		switch o.i % 4 {
		case 0:
			want[o.thing()]++
		case 1:
			want[o.thing()] += 2
		case 2:
			want[sharedThing(o.c)]++
			k := [2]int64{int64(sharedThing(o.c)), answer}
			if other, twice := told[k]; twice {
				t.Errorf("%s and %s were both told %v", o.key(), other.key(), k)
			}
			told[k] = o
		case 3:
			want[op{o.c, o.i - 3}.thing()]++
		}
	}
	have, sum := map[gov.ID]int64{}, int64(0)
	err := s.DB.Read(t.Context(), func(q *sqldb.Q) error {
		return q.Each(t.Context(), "SELECT id, n FROM thing", nil, func(sc sqldb.Scanner) error {
			var id gov.ID
			var n int64
			defer func() { have[id], sum = n, sum+n }()
			return sc.Scan(&id, &n)
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	for id, n := range want {
		if have[id] != n {
			t.Errorf("thing %d counts %d, want %d", id, have[id], n)
		}
	}
	if len(have) != len(want) {
		t.Errorf("%d things, want %d", len(have), len(want))
	}
	if n := count(t, s, "SELECT COUNT(*) FROM event WHERE stream LIKE 'thing/%'"); n != sum {
		t.Errorf("%d events for %d changes", n, sum)
	}
}

// makeShared makes what all clients count.
func makeShared(t *testing.T, s *acttest.Spine) {
	t.Helper()
	for i := range shared {
		if _, err := testtable.Make(t.Context(), s.Engine, who, "", sharedThing(i), fmt.Sprint("shared", i)); err != nil {
			t.Fatal(err)
		}
	}
}

// load runs all clients until the context ends or limit commands are answered,
// and reports each answer.
func load(ctx context.Context, s *acttest.Spine, from [clients]int, answered func(o op, answer int64) bool) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var wg sync.WaitGroup
	errs := make([]error, clients)
	for c := range clients {
		wg.Go(func() {
			for i := from[c]; ctx.Err() == nil; i++ {
				o := op{c, i}
				answer, err := o.insist(ctx, s)
				if err != nil {
					if ctx.Err() == nil {
						errs[c] = err
						stop()
					}
					return
				}
				if !answered(o, answer) {
					stop()
				}
			}
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}
