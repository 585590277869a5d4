package bus

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/gov/fault"
	"holon.example/holon/internal/infra/sqldb"
)

// skipMax is how many uninteresting leaves a cursor may run ahead of what is
// stored, before it is stored without having had work.
const skipMax = 4096

var pointAdvance = fault.New("bus.before_advance")

// reader is a consumer at work: its cursor, lease and last error.
type reader struct {
	bus        *Bus
	name       string
	prefixes   []string
	work       func(ctx context.Context, evs []Event) ([]sqldb.Write, error)
	projection *Projection // nil for a consumer of another kind

	turn sync.Mutex // one pass at a time; owns what follows
	held bool
	at   cursor // as stored
	seq  int64  // the next leaf to look at; at.seq or further

	state sync.Mutex
	last  string // last error, for Status
}

func newReader(b *Bus, name string, prefixes []string, work func(context.Context, []Event) ([]sqldb.Write, error)) *reader {
	return &reader{bus: b, name: name, prefixes: prefixes, work: work}
}

func (r *reader) run(ctx context.Context) {
	defer r.release()
	fails := 0
	for ctx.Err() == nil {
		more := r.bus.tail.waiter() // before the look: what comes later wakes us
		n, err := r.catchUp(ctx)
		wait := tick
		switch {
		case err != nil && ctx.Err() == nil:
			fails++
			wait, more = min(100*time.Millisecond<<min(fails, 9), 30*time.Second), nil
			r.bus.log.Error("bus: consumer", "name", r.name, "leaf", r.place(), "fails", fails, "err", err)
		case n > 0:
			fails = 0
			continue
		}
		rest(ctx, wait, more)
	}
}

func rest(ctx context.Context, wait time.Duration, more <-chan struct{}) {
	t := time.NewTimer(wait)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	case <-more:
	}
}

// place is the next leaf, for the log.
func (r *reader) place() int64 {
	r.turn.Lock()
	defer r.turn.Unlock()
	return r.seq
}

// catchUp handles what is in the log and tells how many leaves it passed.
func (r *reader) catchUp(ctx context.Context) (passed int, err error) {
	r.turn.Lock()
	defer r.turn.Unlock()
	for {
		n, err := r.step(ctx)
		passed += n
		r.note(err)
		if err != nil || n == 0 {
			return passed, err
		}
	}
}

// step handles one page, under turn. A guard that misses means another process
// advanced the cursor: what it stored decides.
func (r *reader) step(ctx context.Context) (int, error) {
	if ok, err := r.lease(ctx); err != nil || !ok {
		return 0, err
	}
	page, _, err := r.bus.tail.read(ctx, r.seq)
	if err != nil || len(page) == 0 {
		return 0, err
	}
	next := r.seq + int64(len(page))
	evs, err := parse(page, r.prefixes)
	if err != nil {
		return 0, err
	}
	if len(evs) == 0 && next-r.at.seq < skipMax {
		r.seq = next
		return len(page), nil
	}
	ws, err := r.perform(ctx, evs)
	if err != nil {
		return 0, err
	}
	if err := pointAdvance.Hit(); err != nil {
		return 0, err
	}
	if err := r.move(next, ws); err != nil {
		if sqldb.Retryable(err) {
			r.held = false
			return 0, nil
		}
		return 0, err
	}
	return len(page), nil
}

func (r *reader) perform(ctx context.Context, evs []Event) (ws []sqldb.Write, err error) {
	if len(evs) == 0 {
		return nil, nil
	}
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return r.work(ctx, evs)
}

// move stores the cursor together with the writes and renews the lease.
func (r *reader) move(next int64, ws []sqldb.Write) error {
	wall := r.bus.wall()
	until := wall.Add(leaseFor)
	if err := r.bus.writer.Apply(&sqldb.Batch{Writes: append([]sqldb.Write{r.at.move(next, r.bus.owner, until, wall)}, ws...)}); err != nil {
		return err
	}
	r.at.seq, r.at.until, r.seq = next, until, next
	return nil
}

// lease makes sure this process has the cursor, for at least half a lease.
func (r *reader) lease(ctx context.Context) (bool, error) {
	wall := r.bus.wall()
	if r.held && wall < r.at.until.Add(-leaseFor/2) {
		return true, nil
	}
	if !r.held {
		if err := r.look(ctx); err != nil {
			return false, err
		}
		if r.at.owner != r.bus.owner && r.at.until >= wall {
			return false, nil
		}
	}
	err := r.move(r.seq, nil)
	r.held = err == nil
	if sqldb.Retryable(err) {
		return false, nil
	}
	return r.held, err
}

// takeOver waits until this process has the cursor, or another shows that it lives.
func (r *reader) takeOver(ctx context.Context) error {
	for seen := gov.Time(0); ctx.Err() == nil; rest(ctx, look, nil) {
		r.turn.Lock()
		mine, err := r.lease(ctx)
		until := r.at.until
		r.turn.Unlock()
		if err != nil || mine || seen != 0 && until != seen {
			return err
		}
		seen = until
	}
	return ctx.Err()
}

// look reads the stored cursor and makes it when it is new.
func (r *reader) look(ctx context.Context) error {
	at, found, err := r.bus.stored(ctx, r.name)
	if err == nil && !found {
		w := sqldb.Write{Stmt: insertCursor, Args: []any{r.name}, Want: -1}
		if err := r.bus.writer.Apply(&sqldb.Batch{Writes: []sqldb.Write{w}}); err != nil {
			return err
		}
		at, _, err = r.bus.stored(ctx, r.name)
	}
	r.at, r.seq = at, at.seq
	return err
}

// release gives the lease back, so that another process need not wait for its end.
func (r *reader) release() {
	r.turn.Lock()
	defer r.turn.Unlock()
	if !r.held {
		return
	}
	r.held = false
	w := sqldb.Write{Stmt: freeCursor, Args: []any{r.name, r.bus.owner}, Want: -1}
	if err := r.bus.writer.Apply(&sqldb.Batch{Writes: []sqldb.Write{w}}); err != nil {
		r.bus.log.Warn("bus: lease not given back", "name", r.name, "err", err)
	}
}

func (r *reader) note(err error) {
	r.state.Lock()
	defer r.state.Unlock()
	r.last = ""
	if err != nil {
		r.last = err.Error()
	}
}

func (r *reader) status(c cursor, end int64) Status {
	r.state.Lock()
	defer r.state.Unlock()
	next := c.seq
	if c.owner == r.bus.owner {
		next = max(next, r.ahead())
	}
	return Status{Name: r.name, Next: next, Lag: max(0, end-next), Mine: c.owner == r.bus.owner, Error: r.last}
}

// ahead is how far the cursor ran in memory; 0 while a pass is under way.
func (r *reader) ahead() int64 {
	if !r.turn.TryLock() {
		return 0
	}
	defer r.turn.Unlock()
	return r.seq
}
