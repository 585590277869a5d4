package epoch

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/act/acttest"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/sqldb"
)

// watched is a follower of the count itself, with a clock the test turns.
type watched struct {
	*Follower[int64]
	loads int
	at    time.Duration
}

func watch(signal *Signal) *watched {
	w := &watched{}
	w.Follower = NewFollower(signal, func(ctx context.Context, q *sqldb.Q) (int64, error) {
		w.loads++
		return Read(ctx, q)
	})
	w.mono = func() time.Duration { return w.at }
	return w
}

func foreign(t *testing.T, s *acttest.Spine) {
	s.Tamper(t, "UPDATE policy_epoch SET n = n + 1 WHERE id = 1")
}

// change is a command of this process.
func change(t *testing.T, s *acttest.Spine, signal *Signal) {
	t.Helper()
	_, err := act.Do(t.Context(), s.Engine, act.Command{Action: "changePolicy", Actor: acttest.Officer(1)}, func(p *act.Prep) (int, error) {
		if err := p.Authorise(act.Resource{}); err != nil {
			return 0, err
		}
		if err := signal.Change(t.Context(), p); err != nil {
			return 0, err
		}
		return 0, p.Event("x.changed", "x/1", seal.Data{})
	})
	if err != nil {
		t.Fatal(err)
	}
}

func (w *watched) want(t *testing.T, r Reader, value int64, loads int) {
	t.Helper()
	v, n, err := w.Get(t.Context(), r)
	if err != nil || v != value || n != value || w.loads != loads {
		t.Fatalf("value %d, epoch %d, %d loads, %v; want %d after %d loads", v, n, w.loads, err, value, loads)
	}
}

func TestForeignChangesAreSeenInTime(t *testing.T) {
	acttest.Each(t, func(t *testing.T, s *acttest.Spine) {
		w := watch(&Signal{})
		w.want(t, s.DB, 1, 1)
		foreign(t, s)
		w.at = Fresh - 1
		w.want(t, s.DB, 1, 1) // nobody asks yet
		w.at = Fresh
		w.want(t, s.DB, 2, 2)
		w.at += Limit
		w.want(t, s.DB, 2, 2) // confirmed, not loaded again
		foreign(t, s)
		w.want(t, s.DB, 2, 2)
		w.Stale()
		w.want(t, s.DB, 3, 3)
		foreign(t, s)
		w.at += Brief
		err := s.DB.Read(t.Context(), func(q *sqldb.Q) error {
			v, _, err := w.In(t.Context(), q)
			if v != 4 {
				t.Errorf("a command saw %d", v)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestOwnChangesAreSeenAtOnce(t *testing.T) {
	acttest.Each(t, func(t *testing.T, s *acttest.Spine) {
		signal := &Signal{}
		w, other := watch(signal), watch(signal)
		w.want(t, s.DB, 1, 1)
		other.want(t, s.DB, 1, 1)
		change(t, s, signal)
		w.want(t, s.DB, 2, 2)
		other.want(t, s.DB, 2, 2)
	})
}

// A command prepared on an old snapshot keeps the old value; it must not make
// others believe that it is new.
func TestAnOldSnapshotSaysNothingNew(t *testing.T) {
	acttest.Each(t, func(t *testing.T, s *acttest.Spine) {
		signal := &Signal{}
		w := watch(signal)
		w.want(t, s.DB, 1, 1)
		err := s.DB.Read(t.Context(), func(q *sqldb.Q) error {
			if _, err := Read(t.Context(), q); err != nil { // fixes the snapshot
				return err
			}
			change(t, s, signal)
			w.at += Limit
			if v, n, err := w.In(t.Context(), q); err != nil || v != 1 || n != 1 {
				t.Errorf("%d %d %v", v, n, err)
			}
			w.want(t, s.DB, 2, 2)
			if v, n, err := w.In(t.Context(), q); err != nil || v != 2 || n != 2 {
				t.Errorf("what is known was forgotten: %d %d %v", v, n, err)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

type deaf struct{}

var errDeaf = errors.New("unreachable")

func (deaf) Read(context.Context, func(*sqldb.Q) error) error { return errDeaf }

func TestWhatCannotBeConfirmedIsRefused(t *testing.T) {
	s := acttest.Start(t, "sqlite::memory:")
	w := watch(&Signal{})
	w.want(t, s.DB, 1, 1)
	w.at = Fresh - 1
	w.want(t, deaf{}, 1, 1)
	w.at = Limit
	if _, _, err := w.Get(t.Context(), deaf{}); !errors.Is(err, errDeaf) {
		t.Fatal(err)
	}
	w.want(t, s.DB, 1, 1)
}

func TestManyAskAtOnce(t *testing.T) {
	s := acttest.Start(t, "sqlite::memory:")
	signal := &Signal{}
	f := NewFollower(signal, Read)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			last := int64(0)
			for range 200 {
				v, _, err := f.Get(t.Context(), s.DB)
				if err != nil || v < last {
					t.Errorf("%d after %d: %v", v, last, err)
					return
				}
				last = v
			}
		})
	}
	for range 5 {
		change(t, s, signal)
	}
	wg.Wait()
	if v, _, err := f.Get(t.Context(), s.DB); err != nil || v != 6 {
		t.Fatal(v, err)
	}
}
