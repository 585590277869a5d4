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

const (
	leaseFor    = 2 * time.Minute
	maxAttempts = 10
	batchSize   = 64
	maxError    = 500 // bytes of a failure's text that are kept
)

var pointDone = fault.New("jobs.before_done")

// Handler performs a job through use cases whose idempotency key is the job's id.
type Handler func(ctx context.Context, j Job) error

// Runner performs due jobs.
type Runner struct {
	db       *sqldb.DB
	writer   *sqldb.Writer
	now      func() gov.Time // the site's clock: when a job is due
	wall     *gov.Now        // the machine's clock: how long a lease lasts
	log      *slog.Logger
	handlers map[string]Handler
	wake     chan struct{}
	done     chan struct{}
	turn     chan struct{} // one pass at a time in this process
}

// NewRunner makes a runner; app registers the handlers before Run.
func NewRunner(db *sqldb.DB, w *sqldb.Writer, now func() gov.Time, log *slog.Logger) *Runner {
	r := &Runner{db: db, writer: w, now: now, wall: gov.Wall(), log: log, handlers: map[string]Handler{}, wake: make(chan struct{}, 1), done: make(chan struct{}), turn: make(chan struct{}, 1)}
	r.turn <- struct{}{}
	return r
}

// Handle registers the handler of a kind.
func (r *Runner) Handle(kind string, h Handler) { r.handlers[kind] = h }

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
// and tells how many ran.
func (r *Runner) RunDue(ctx context.Context) (ran int, err error) {
	select {
	case <-r.turn:
		defer func() { r.turn <- struct{}{} }()
	case <-ctx.Done():
		return 0, ctx.Err()
	}
	for ctx.Err() == nil {
		jobs, err := dueJobs(ctx, r.db, r.now(), r.wall.Time(), batchSize)
		if err != nil || len(jobs) == 0 {
			return ran, err
		}
		for _, j := range jobs {
			if ctx.Err() != nil {
				return ran, ctx.Err()
			}
			if err := r.one(ctx, j); err != nil {
				return ran, err
			}
			ran++
		}
	}
	return ran, ctx.Err()
}

// errKills is said of a job that was begun and never ended, time after time.
var errKills = errors.New("each attempt ended with the process")

// one leases, performs and settles a job. Another node that leased it first is
// no error.
func (r *Runner) one(ctx context.Context, j Job) error {
	until := r.wall.Time().Add(leaseFor)
	err := r.write(leaseJob, 1, int64(j.ID), int64(until), int64(j.lease))
	if sqldb.Retryable(err) {
		return nil
	}
	if err != nil {
		return err
	}
	j.lease = until
	if j.Attempts++; j.Attempts > maxAttempts {
		return r.failed(j, errKills)
	}
	if err := r.perform(ctx, j); err != nil {
		if ctx.Err() != nil { // the process ends: that is no failure of the job
			return errors.Join(ctx.Err(), r.write(returnJob, -1, int64(j.ID), int64(j.lease)))
		}
		return r.failed(j, err)
	}
	if err := pointDone.Hit(); err != nil {
		return err
	}
	return r.write(doneJob, -1, int64(j.ID))
}

func (r *Runner) perform(ctx context.Context, j Job) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	h := r.handlers[j.Kind]
	if h == nil {
		return fmt.Errorf("no handler for %q", j.Kind)
	}
	return h(ctx, j)
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
