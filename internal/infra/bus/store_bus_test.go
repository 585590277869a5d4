package bus_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/gov/fault"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/act/acttest"
	"holon.example/holon/internal/infra/bus"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/sqldb"
)

var who = acttest.Officer(11)

var tallyTable = bus.NewTable("tally", "kind", "n", "last", "mark")

// migrations make the table of the test's projection.
var migrations = fstest.MapFS{"migrations/0901_test_tally.sql": {Data: []byte(
	`CREATE TABLE tally (kind TEXT PRIMARY KEY, n BIGINT NOT NULL, last BIGINT NOT NULL, mark BYTEA)`)}}

// tally counts events by kind; kind "gone" deletes the row of the kind it names.
func tally() *bus.Projection {
	return &bus.Projection{Name: "tally", Tables: []*bus.Table{tallyTable}, Prefixes: []string{"test."}, Apply: func(ev bus.Event, st bus.State) error {
		kind := ev.Data.Str("kind")
		if ev.Name == "test.gone" {
			return st.Delete(tallyTable, kind)
		}
		row, found, err := st.Get(tallyTable, kind)
		if err != nil {
			return err
		}
		if !found {
			row = bus.Row{kind, int64(0), int64(0), nil}
		}
		return st.Put(tallyTable, bus.Row{kind, row.Int(1) + 1, ev.Seq, []byte(kind)})
	}}
}

func each(t *testing.T, fn func(t *testing.T, s *acttest.Spine)) {
	t.Helper()
	acttest.Each(t, fn, bus.Migrations, migrations)
}

func newBus(s *acttest.Spine) *bus.Bus {
	return bus.New(bus.Config{DB: s.DB, Writer: s.Writer, Log: slog.New(slog.DiscardHandler)})
}

// emit writes n events and makes them readable in order.
func emit(t *testing.T, s *acttest.Spine, name, kind string, n int) {
	t.Helper()
	for range n {
		_, err := act.Do(t.Context(), s.Engine, act.Command{Action: "emit", Actor: who}, func(p *act.Prep) (int, error) {
			if err := p.Authorise(act.Resource{}); err != nil {
				return 0, err
			}
			p.Note(name, "test", seal.Data{"kind": kind, "case": gov.ID(4711)})
			return 0, nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Sealer.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func drain(t *testing.T, b *bus.Bus) {
	t.Helper()
	if err := b.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func counted(t *testing.T, s *acttest.Spine, kind string) (n int64) {
	t.Helper()
	err := s.DB.Read(t.Context(), func(q *sqldb.Q) error {
		_, err := q.Row(t.Context(), "SELECT n FROM tally WHERE kind = $1", []any{kind}, &n)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestProjectionCountsEachEventOnce(t *testing.T) {
	each(t, func(t *testing.T, s *acttest.Spine) {
		b := newBus(s)
		b.Project(tally())
		emit(t, s, "test.one", "a", 3)
		emit(t, s, "other.one", "a", 2)
		drain(t, b)
		if n := counted(t, s, "a"); n != 3 {
			t.Fatalf("n = %d", n)
		}
		emit(t, s, "test.one", "a", 1)
		emit(t, s, "test.one", "b", 1)
		emit(t, s, "test.gone", "a", 1)
		emit(t, s, "test.one", "a", 2)
		drain(t, b)
		if a, bb := counted(t, s, "a"), counted(t, s, "b"); a != 2 || bb != 1 {
			t.Fatalf("a %d, b %d", a, bb)
		}
		s.MustVerify(t)
	})
}

// A process dies after it applied events and before its cursor moved.
func TestCrashBetweenApplyAndCursor(t *testing.T) {
	each(t, func(t *testing.T, s *acttest.Spine) {
		first := newBus(s)
		first.Project(tally())
		emit(t, s, "test.one", "a", 3)
		if err := fault.Plant("bus.before_advance:error"); err != nil {
			t.Fatal(err)
		}
		defer fault.ByName("bus.before_advance").Clear()
		if err := first.Drain(t.Context()); !errors.Is(err, fault.ErrPlanted) {
			t.Fatal(err)
		}
		if n := counted(t, s, "a"); n != 0 {
			t.Fatalf("n = %d although the cursor did not move", n)
		}
		s.Restart(t)
		second := newBus(s)
		second.SetWall(func() gov.Time { return gov.Wall().Time() + 60_000 }) // the first one's lease has ended
		second.Project(tally())
		emit(t, s, "test.one", "a", 1)
		drain(t, second)
		if n := counted(t, s, "a"); n != 4 {
			t.Fatalf("n = %d", n)
		}
		s.MustVerify(t)
	})
}

func TestOneLeaseHolder(t *testing.T) {
	each(t, func(t *testing.T, s *acttest.Spine) {
		wall := gov.Frozen(gov.Wall().Time())
		var seen [2]int
		buses := make([]*bus.Bus, 2)
		for i := range buses {
			buses[i] = newBus(s)
			buses[i].SetWall(wall.Time)
			buses[i].Consume(bus.Consumer{Name: "c", Handle: func(_ context.Context, evs []bus.Event) error {
				seen[i] += len(evs)
				return nil
			}})
		}
		emit(t, s, "test.one", "a", 2)
		drain(t, buses[0])
		emit(t, s, "test.one", "a", 2)
		drain(t, buses[1])
		if seen != [2]int{2, 0} {
			t.Fatalf("the second process worked under the first one's lease: %v", seen)
		}
		wall.Set(wall.Time() + 10_000)
		drain(t, buses[1])
		if seen != [2]int{2, 2} {
			t.Fatalf("the lease ended and nobody took it: %v", seen)
		}
		st, err := buses[0].Status(t.Context())
		if err != nil || st[0].Mine || st[0].Lag != 0 {
			t.Fatalf("%+v %v", st, err)
		}
		s.MustVerify(t)
	})
}

// Who wants everything done takes over from the dead, and leaves to the living what
// is theirs.
func TestSettleTakesOverFromTheDead(t *testing.T) {
	each(t, func(t *testing.T, s *acttest.Spine) {
		var seen [2]atomic.Int64
		walls := []*gov.Now{gov.Frozen(gov.Wall().Time()), gov.Frozen(gov.Wall().Time())}
		buses := make([]*bus.Bus, 2)
		for i := range buses {
			buses[i] = newBus(s)
			buses[i].Consume(bus.Consumer{Name: "c", Handle: func(_ context.Context, evs []bus.Event) error {
				seen[i].Add(int64(len(evs)))
				return nil
			}})
			buses[i].SetWall(walls[i].Time)
		}
		emit(t, s, "test.one", "a", 2)
		drain(t, buses[0])
		settled := make(chan error, 1)
		go func() { settled <- buses[1].Settle(t.Context()) }()
		for alive := true; alive; {
			select {
			case err := <-settled:
				if err != nil || seen[1].Load() != 0 {
					t.Fatal("took what a living process has", err)
				}
				alive = false
			default:
				walls[0].Set(walls[0].Time() + 2000)
				drain(t, buses[0]) // renews
			}
		}
		emit(t, s, "test.one", "a", 2)
		go func() { settled <- buses[1].Settle(t.Context()) }()
		walls[1].Set(walls[0].Time() + 60_000) // the first one died
		if err := <-settled; err != nil || seen[1].Load() != 2 {
			t.Fatal("what the dead had is not taken over", seen[1].Load(), err)
		}
		if err := buses[0].Free(); err != nil {
			t.Fatal(err)
		}
		third := newBus(s)
		third.Consume(bus.Consumer{Name: "c", Handle: func(context.Context, []bus.Event) error { return nil }})
		drain(t, third)
		if st, err := third.Status(t.Context()); err != nil || !st[0].Mine {
			t.Fatalf("%+v %v", st, err)
		}
	})
}

// Two processes whose clocks disagree both believe they have the lease: the
// guard on the stored place must keep every event from counting twice.
func TestContendersApplyNothingTwice(t *testing.T) {
	each(t, func(t *testing.T, s *acttest.Spine) {
		var wg sync.WaitGroup
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		ahead := 0
		for range 2 {
			b := newBus(s)
			ahead += 100_000
			shift := gov.Time(ahead)
			b.SetWall(func() gov.Time { return gov.Wall().Time() + shift })
			b.Project(tally())
			wg.Go(func() {
				for ctx.Err() == nil {
					if err := b.Drain(ctx); err != nil && ctx.Err() == nil {
						t.Error(err)
						return
					}
				}
			})
		}
		for range 15 {
			emit(t, s, "test.one", "a", 4)
		}
		stop()
		wg.Wait()
		last := newBus(s)
		last.SetWall(func() gov.Time { return gov.Wall().Time() + 1_000_000 })
		last.Project(tally())
		drain(t, last)
		if n := counted(t, s, "a"); n != 60 {
			t.Fatalf("n = %d", n)
		}
		reps, err := last.Rebuild(t.Context(), true)
		if err != nil || len(reps) != 1 || !reps[0].OK || reps[0].Rows != 1 {
			t.Fatalf("%+v %v", reps, err)
		}
		s.MustVerify(t)
	})
}

func TestRebuildFindsAndRepairs(t *testing.T) {
	each(t, func(t *testing.T, s *acttest.Spine) {
		b := newBus(s)
		b.Project(tally())
		emit(t, s, "test.one", "a", 5)
		emit(t, s, "test.one", "b", 1)
		emit(t, s, "test.one", "c", 1)
		drain(t, b)
		if reps, err := b.Rebuild(t.Context(), true); err != nil || !reps[0].OK || reps[0].Rows != 3 || reps[0].Leaves != 7 {
			t.Fatalf("%+v %v", reps, err)
		}
		s.Tamper(t, "UPDATE tally SET n = 4 WHERE kind = $1", "a")
		s.Tamper(t, "DELETE FROM tally WHERE kind = $1", "b")
		s.Tamper(t, "INSERT INTO tally (kind, n, last, mark) VALUES ($1, 1, 1, NULL)", "z")
		reps, err := b.Rebuild(t.Context(), true)
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]string{}
		for _, d := range reps[0].Differences {
			got[d.Table+"/"+d.Key] = d.What
		}
		want := map[string]string{"tally/a": "changed", "tally/b": "missing", "tally/z": "extra"}
		if d := cmp.Diff(want, got); d != "" || reps[0].OK || reps[0].Different != 3 {
			t.Fatalf("%s %+v", d, reps[0])
		}
		if _, err := b.Rebuild(t.Context(), false); err != nil {
			t.Fatal(err)
		}
		if reps, err := b.Rebuild(t.Context(), true); err != nil || !reps[0].OK {
			t.Fatalf("not repaired: %+v %v", reps, err)
		}
		emit(t, s, "test.one", "a", 1) // and goes on from there
		drain(t, b)
		if n := counted(t, s, "a"); n != 6 {
			t.Fatalf("n = %d", n)
		}
		s.MustVerify(t)
	})
}

func TestConsumerThatFailsIsToldAgain(t *testing.T) {
	each(t, func(t *testing.T, s *acttest.Spine) {
		b := newBus(s)
		fail := "error"
		var seen []int64
		b.Consume(bus.Consumer{Name: "c", Prefixes: []string{"test."}, Handle: func(_ context.Context, evs []bus.Event) error {
			switch fail {
			case "error":
				return errors.New("the other side is down")
			case "panic":
				panic("bad event")
			}
			for _, e := range evs {
				seen = append(seen, e.Seq)
			}
			return nil
		}})
		emit(t, s, "test.one", "a", 3)
		for _, fail = range []string{"error", "panic"} {
			if err := b.Drain(t.Context()); err == nil {
				t.Fatal("no error")
			}
			st, err := b.Status(t.Context())
			if err != nil || st[0].Error == "" || st[0].Lag != 3 {
				t.Fatalf("%+v %v", st, err)
			}
		}
		fail = ""
		drain(t, b)
		if d := cmp.Diff([]int64{0, 1, 2}, seen); d != "" {
			t.Fatal(d)
		}
		if st, err := b.Status(t.Context()); err != nil || st[0].Error != "" || st[0].Lag != 0 || !st[0].Mine {
			t.Fatalf("%+v %v", st, err)
		}
		s.MustVerify(t)
	})
}

func TestSubscribeOldAndNew(t *testing.T) {
	each(t, func(t *testing.T, s *acttest.Spine) {
		b := newBus(s)
		emit(t, s, "test.one", "a", 3)
		emit(t, s, "other.one", "a", 1)
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		go b.Run(ctx)
		got := make(chan int64)
		ended := make(chan error, 1)
		go func() {
			ended <- b.Subscribe(ctx, 1, []string{"test."}, func(e bus.Event) error {
				got <- e.Seq
				return nil
			})
		}()
		if a, c := <-got, <-got; a != 1 || c != 2 {
			t.Fatal(a, c)
		}
		emit(t, s, "test.one", "a", 1)
		b.Sealed()
		if n := <-got; n != 4 {
			t.Fatal(n)
		}
		stop()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		s.MustVerify(t)
	})
}

// A reader that lies further back than the memory reads from the store, and
// comes up to the newest without a hole.
func TestReaderFarBehind(t *testing.T) {
	s := acttest.Start(t, "sqlite:"+t.TempDir()+"/holon.db", bus.Migrations, migrations)
	b := newBus(s)
	var mu sync.Mutex
	next := int64(0)
	slow := newBus(s) // the tail of this one starts at the end
	slow.Consume(bus.Consumer{Name: "slow", Handle: func(_ context.Context, evs []bus.Event) error {
		mu.Lock()
		defer mu.Unlock()
		for _, e := range evs {
			if e.Seq != next {
				return fmt.Errorf("leaf %d, want %d", e.Seq, next)
			}
			next++
		}
		return nil
	}})
	total := bus.TailSize + 1000
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range total / 8 {
				_, err := act.Do(t.Context(), s.Engine, act.Command{Action: "emit", Actor: who}, func(p *act.Prep) (int, error) {
					err := p.Authorise(act.Resource{})
					p.Note("test.one", "test", nil)
					return 0, err
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	drain(t, b)
	drain(t, slow)
	if want := int64(total / 8 * 8); next != want {
		t.Fatalf("%d of %d", next, want)
	}
	s.MustVerify(t)
}

func TestExport(t *testing.T) {
	each(t, func(t *testing.T, s *acttest.Spine) {
		emit(t, s, "test.one", "a", 2)
		_, err := act.Do(t.Context(), s.Engine, act.Command{Action: "emit", Actor: who}, func(p *act.Prep) (int, error) {
			if err := p.Authorise(act.Resource{}); err != nil {
				return 0, err
			}
			return 0, p.Event("case.made", "case/4712", seal.Data{"n": 4711})
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Sealer.Flush(t.Context()); err != nil {
			t.Fatal(err)
		}
		for id, want := range map[gov.ID][]string{0: {"0", "1", "2"}, 4711: {"0", "1"}, 4712: {"2"}, 1: nil} {
			var buf bytes.Buffer
			n, err := bus.Export(t.Context(), s.DB, &buf, "urn:holon:test", id)
			if err != nil || n != len(want) {
				t.Fatalf("case %d: %d lines, %v", id, n, err)
			}
			var got []string
			for sc := bufio.NewScanner(&buf); sc.Scan(); {
				got = append(got, checkCloud(t, sc.Bytes()))
			}
			if d := cmp.Diff(want, got); d != "" {
				t.Fatalf("case %d: %s", id, d)
			}
		}
		s.MustVerify(t)
	})
}

// checkCloud holds a line against CloudEvents 1.0 and gives its leaf index.
func checkCloud(t *testing.T, line []byte) string {
	t.Helper()
	var m map[string]any
	if err := json.Unmarshal(line, &m); err != nil {
		t.Fatal(err)
	}
	for _, k := range []string{"id", "source", "type", "time", "subject", "leafindex"} {
		if v, ok := m[k].(string); !ok || v == "" {
			t.Fatalf("%s: %v", k, m[k])
		}
	}
	for k := range m {
		for _, c := range k {
			if (c < 'a' || c > 'z') && (c < '0' || c > '9') {
				t.Fatalf("attribute %q", k)
			}
		}
	}
	data, ok := m["data"].(map[string]any)
	if m["specversion"] != "1.0" || m["datacontenttype"] != "application/json" || !ok || data["id"] != m["id"] {
		t.Fatalf("%s", line)
	}
	leaf, _ := m["leafindex"].(string)
	if _, err := strconv.ParseInt(leaf, 10, 64); err != nil {
		t.Fatal(err)
	}
	return leaf
}

// On PostgreSQL one process tells the others that leaves were numbered.
func TestNotifyWakesAnotherProcess(t *testing.T) {
	each(t, func(t *testing.T, s *acttest.Spine) {
		if s.DB.Engine() != sqldb.Postgres { // one process, woken inside
			b := newBus(s)
			b.Sealed()
			<-b.Woken()
			return
		}
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		a, b := newBus(s), newBus(s)
		a.Listen(ctx, s.DSN)
		b.Listen(ctx, s.DSN)
		for woken := false; !woken; { // the first may be told before the second listens
			a.Sealed()
			select {
			case <-b.Woken():
				woken = true
			default:
			}
		}
	})
}
