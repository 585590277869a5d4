package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"strings"
	"time"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/gov/fault"
	"holon.example/holon/internal/infra/sqldb"
)

// MaxAttempts is how often a job is tried before it is a dead letter.
const MaxAttempts = 10

const (
	leaseFor    = 8 * time.Second // without renewal: how long the job of a dead process waits
	renewEvery  = 2 * time.Second
	performFor  = 5 * time.Minute        // then a job has failed
	look        = 100 * time.Millisecond // how often a pass under way looks for more
	maxAttempts = MaxAttempts
	batchSize   = 64
	maxError    = 500 // bytes of a failure's text that are kept
)

var pointDone = fault.New("jobs.before_done")

// Handler performs a job through use cases whose idempotency key is the job's id.
type Handler func(ctx context.Context, j Job) error

// Runner performs due jobs.
type Runner struct {
	db     *sqldb.DB
	writer *sqldb.Writer
	now    func() gov.Time // the site's clock: when a job is due
	wall   *gov.Now        // the machine's clock: how long a lease lasts
	log    *slog.Logger
	kinds  map[string]kind
	wake   chan struct{}
	renew  time.Duration // how often leases are renewed
	turn   chan struct{} // one pass at a time in this process
}

// kind is what a job of a kind needs.
type kind struct {
	handle Handler
	lane   Lane
}

// NewRunner makes a runner; app registers the handlers before Run.
func NewRunner(db *sqldb.DB, w *sqldb.Writer, now func() gov.Time, log *slog.Logger) *Runner {
	r := &Runner{db: db, writer: w, now: now, wall: gov.Wall(), log: log, kinds: map[string]kind{}, wake: make(chan struct{}, 1), renew: renewEvery, turn: make(chan struct{}, 1)}
	r.turn <- struct{}{}
	return r
}

// Handle registers the handler of a kind in the lane of Steps.
func (r *Runner) Handle(kind string, h Handler) { r.HandleIn(Steps, kind, h) }

// HandleIn registers the handler of a kind in a lane.
func (r *Runner) HandleIn(l Lane, name string, h Handler) { r.kinds[name] = kind{h, l} }

// Free ends every lease, also those of a process that was killed: for the one who
// knows by a lock that there is no other.
func (r *Runner) Free() error { return r.write(freeJobs, -1) }

// Wake makes the runner look at once.
func (r *Runner) Wake() {
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

// Run performs jobs until the context ends.
func (r *Runner) Run(ctx context.Context) {
	poll := time.NewTicker(500 * time.Millisecond)
	defer poll.Stop()
	for {
		if _, err := r.RunDue(ctx); err != nil && ctx.Err() == nil {
			r.log.Error("jobs", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-poll.C:
		case <-r.wake:
		}
	}
}

// RunDue performs every job that is due, and those that become due by doing so,
// and tells how many ran. What another process has leased is left to it.
func (r *Runner) RunDue(ctx context.Context) (ran int, err error) { return r.pass(ctx, false) }

// Settle is RunDue that waits also for what another process performs. When it
// returns without an error, nothing is due.
func (r *Runner) Settle(ctx context.Context) (ran int, err error) { return r.pass(ctx, true) }

func (r *Runner) pass(ctx context.Context, patient bool) (int, error) {
	select {
	case <-r.turn:
		defer func() { r.turn <- struct{}{} }()
	case <-ctx.Done():
		return 0, ctx.Err()
	}
	p := &pass{r: r, at: map[gov.ID]*held{}, ended: make(chan outcome)}
	for i := range p.rows {
		p.rows[i].cases = map[gov.ID]bool{}
	}
	return p.run(ctx, patient)
}

// errKills is said of a job that was begun and never ended, time after time.
var errKills = errors.New("each attempt ended with the process")

// settle takes a job that was performed off the list, or puts it back.
func (r *Runner) settle(ctx context.Context, j Job, err error) error {
	switch {
	case err == nil:
		if err := pointDone.Hit(); err != nil {
			return err
		}
		return r.write(doneJob, -1, int64(j.ID))
	case ctx.Err() != nil: // the process ends: that is no failure of the job
		return errors.Join(ctx.Err(), r.write(returnJob, -1, int64(j.ID), int64(j.lease)))
	}
	return r.failed(j, err)
}

func (r *Runner) perform(ctx context.Context, j Job) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	k, ok := r.kinds[j.Kind]
	if !ok {
		return fmt.Errorf("no handler for %q", j.Kind)
	}
	return k.handle(ctx, j)
}

// failed puts the job back with a growing pause, or makes it a dead letter. A job
// that was cancelled or leased by another meanwhile is let be.
func (r *Runner) failed(j Job, cause error) error {
	state, pause := "ready", time.Second<<min(j.Attempts, 12)
	if j.Attempts >= maxAttempts {
		state = "dead"
	}
	r.log.Warn("job failed", "kind", j.Kind, "job", j.ID, "attempt", j.Attempts, "state", state, "err", cause)
	return r.write(failJob, -1, int64(j.ID), int64(r.now().Add(pause)), state, storedText(cause.Error()), int64(j.lease))
}

// storedText is the beginning of an error's text, as any store can hold it.
func storedText(text string) string {
	if len(text) > maxError {
		text = text[:maxError]
	}
	return strings.ReplaceAll(strings.ToValidUTF8(text, ""), "\x00", "")
}

func (r *Runner) write(st *sqldb.Stmt, want int64, args ...any) error {
	return r.writer.Apply(&sqldb.Batch{Writes: []sqldb.Write{{Stmt: st, Args: args, Want: want}}})
}
