package epoch

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/sqldb"
)

// The limits of confirmation. Within Fresh nobody asks; between Fresh and Limit
// one caller asks while the others go on; beyond Limit all wait for the answer.
const (
	Fresh = 200 * time.Millisecond
	Limit = 450 * time.Millisecond // a foreign change is seen within 500 ms
	Brief = 5 * time.Millisecond   // for commands, which have a snapshot at hand
)

// Signal tells the followers of one process that a change was committed here, so
// that they need not wait for their next confirmation. The zero value is ready.
type Signal struct{ atLeast atomic.Int64 }

// raise says that the count is n at least.
func (s *Signal) raise(n int64) {
	for old := s.atLeast.Load(); old < n && !s.atLeast.CompareAndSwap(old, n); {
		old = s.atLeast.Load()
	}
}

// Change adds one to the count in a command and tells the followers of this
// process when it is durable.
func (s *Signal) Change(ctx context.Context, p *act.Prep) error {
	n, err := Read(ctx, p.Q())
	if err != nil {
		return err
	}
	p.Exec(bump, 1)
	p.After(func() { s.raise(n + 1) })
	return nil
}

// Reader opens a snapshot; act.Engine and sqldb.DB do.
type Reader interface {
	Read(ctx context.Context, fn func(q *sqldb.Q) error) error
}

// Follower keeps a loaded value current with the count.
type Follower[T any] struct {
	signal *Signal
	mono   func() time.Duration
	load   func(ctx context.Context, q *sqldb.Q) (T, error)

	mu  sync.Mutex // held by who confirms
	cur atomic.Pointer[held[T]]
}

type held[T any] struct {
	value     T
	epoch     int64
	confirmed atomic.Int64 // mono time of the last confirmation
}

// NewFollower makes a follower; nothing is loaded before the first question.
func NewFollower[T any](signal *Signal, load func(ctx context.Context, q *sqldb.Q) (T, error)) *Follower[T] {
	return &Follower[T]{signal: signal, mono: gov.Mono(), load: load}
}

// Get gives the value for readers without a snapshot of their own.
func (f *Follower[T]) Get(ctx context.Context, r Reader) (v T, epoch int64, err error) {
	if h := f.held(); h != nil {
		age := f.age(h)
		if age < Fresh || age < Limit && !f.mu.TryLock() {
			return h.value, h.epoch, nil
		}
		if age >= Limit {
			f.mu.Lock()
		}
	} else {
		f.mu.Lock()
	}
	defer f.mu.Unlock()
	err = r.Read(ctx, func(q *sqldb.Q) error {
		v, epoch, err = f.confirm(ctx, q, Fresh)
		return err
	})
	return v, epoch, err
}

// In gives the value for a command that prepares on q: confirmed by q itself
// unless somebody did so a moment ago.
func (f *Follower[T]) In(ctx context.Context, q *sqldb.Q) (v T, epoch int64, err error) {
	if h := f.held(); h != nil && f.age(h) < Brief {
		return h.value, h.epoch, nil
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.confirm(ctx, q, Brief)
}

// Stale makes the next question ask the store, whoever asked a moment ago: a
// command was refused because the count had moved on.
func (f *Follower[T]) Stale() {
	if h := f.cur.Load(); h != nil {
		h.confirmed.Store(int64(-Limit))
	}
}

// held is what is in memory, if this process knows of nothing newer.
func (f *Follower[T]) held() *held[T] {
	h := f.cur.Load()
	if h == nil || h.epoch < f.signal.atLeast.Load() {
		return nil
	}
	return h
}

func (f *Follower[T]) age(h *held[T]) time.Duration {
	return f.mono() - time.Duration(h.confirmed.Load())
}

// confirm asks the snapshot for the count and loads anew when it has moved on. A
// snapshot opened before a change says nothing new; what is prepared on it the
// writer refuses.
func (f *Follower[T]) confirm(ctx context.Context, q *sqldb.Q, window time.Duration) (v T, epoch int64, err error) {
	if h := f.held(); h != nil && f.age(h) < window { // somebody else was first
		return h.value, h.epoch, nil
	}
	now := f.mono()
	n, err := Read(ctx, q)
	if err != nil {
		return v, 0, fmt.Errorf("confirm the epoch: %w", err)
	}
	if h := f.cur.Load(); h != nil && n <= h.epoch {
		if n == h.epoch {
			h.confirmed.Store(int64(now))
		}
		return h.value, h.epoch, nil
	}
	if v, err = f.load(ctx, q); err != nil {
		return v, 0, err
	}
	next := &held[T]{value: v, epoch: n}
	next.confirmed.Store(int64(now))
	f.cur.Store(next)
	return v, n, nil
}
