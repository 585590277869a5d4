package jobs

import (
	"context"
	"errors"
	"time"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/sqldb"
)

// pass performs what is due, in all lanes, until nothing is left. Only its own
// goroutine touches its fields; workers hand back what came of a job.
type pass struct {
	r      *Runner
	rows   [lanes]row
	at     map[gov.ID]*held // jobs that are being performed
	ended  chan outcome
	ran    int
	failed error
}

// held is a job that this process performs, under its lease.
type held struct {
	job   Job
	lane  Lane
	until gov.Time
	stop  context.CancelCauseFunc
}

// outcome is how a job ended: err is what its handler said.
type outcome struct {
	id  gov.ID
	err error
}

// errTaken ends a job whose lease another process has.
var errTaken = errors.New("jobs: another process took the job")

// run performs jobs. patient waits also for those that another process has leased,
// or had when it died.
func (p *pass) run(ctx context.Context, patient bool) (int, error) {
	tick := time.NewTicker(look)
	defer tick.Stop()
	renew := time.NewTicker(p.r.renew)
	defer renew.Stop()
	for {
		left := p.fill(ctx)
		if len(p.at) == 0 && (!patient || !left || p.failed != nil || ctx.Err() != nil) {
			return p.ran, errors.Join(p.failed, ctx.Err())
		}
		select {
		case o := <-p.ended:
			p.settle(ctx, o)
		case <-p.r.wake:
		case <-tick.C:
		case <-renew.C:
			p.renew()
			continue
		}
		for i := range p.rows {
			p.rows[i].fresh = false
		}
	}
}

// fill gives work to who is free and tells whether somebody else has work under way
// that is due. After a failure of the store, or when the process ends, nothing more
// is begun.
func (p *pass) fill(ctx context.Context) (elsewhere bool) {
	if p.failed != nil || ctx.Err() != nil {
		return false
	}
	elsewhere, err := p.fetch(ctx)
	if err != nil {
		p.failed = err
		return false
	}
	for l := range p.rows {
		w := &p.rows[l]
		for w.busy < workers[l] {
			j, ok := w.next()
			if !ok {
				break
			}
			if p.failed = p.begin(ctx, Lane(l), j); p.failed != nil {
				return false
			}
		}
	}
	return elsewhere
}

// fetch reads what is due for the lanes that have a worker free and nobody waiting.
func (p *pass) fetch(ctx context.Context) (elsewhere bool, err error) {
	var hungry []Lane
	for l := range p.rows {
		if w := &p.rows[l]; w.busy < workers[l] && len(w.waiting) == 0 && !w.fresh {
			hungry = append(hungry, Lane(l))
		}
	}
	if len(hungry) == 0 {
		return false, nil
	}
	due, elsewhere, err := p.r.due(ctx, hungry)
	for l, list := range due {
		w := &p.rows[l]
		w.fresh = true
		for _, j := range list {
			if p.at[j.ID] == nil {
				w.waiting = append(w.waiting, j)
			}
		}
	}
	return elsewhere && len(p.at) == 0, err
}

// begin leases a job and performs it beside the pass. Another node that leased it
// first is no error.
func (p *pass) begin(ctx context.Context, l Lane, j Job) error {
	until := p.r.wall.Time().Add(leaseFor)
	err := p.r.write(leaseJob, 1, int64(j.ID), int64(until), int64(j.lease))
	if sqldb.Retryable(err) {
		return nil
	}
	if err != nil {
		return err
	}
	j.lease = until
	p.ran++
	if j.Attempts++; j.Attempts > maxAttempts {
		return p.r.failed(j, errKills)
	}
	own, stop := context.WithCancelCause(ctx)
	own, over := context.WithTimeout(own, performFor)
	p.at[j.ID] = &held{job: j, lane: l, until: until, stop: stop}
	p.rows[l].busy++
	if j.about != 0 {
		p.rows[l].cases[j.about] = true
	}
	go func() {
		defer over()
		p.ended <- outcome{j.ID, p.r.perform(own, j)}
	}()
	return nil
}

// settle records how a job ended.
func (p *pass) settle(ctx context.Context, o outcome) {
	h := p.at[o.id]
	delete(p.at, o.id)
	p.rows[h.lane].busy--
	delete(p.rows[h.lane].cases, h.job.about)
	h.job.lease = h.until
	defer h.stop(nil)
	if err := p.r.settle(ctx, h.job, o.err); err != nil && p.failed == nil {
		p.failed = err
	}
}

// renew prolongs the leases of what takes long. A job that another process has is
// stopped here.
func (p *pass) renew() {
	for id, h := range p.at {
		until := p.r.wall.Time().Add(leaseFor)
		err := p.r.write(renewJob, 1, int64(id), int64(until), int64(h.until))
		switch {
		case err == nil:
			h.until = until
		case errors.Is(err, sqldb.ErrGuard):
			h.stop(errTaken)
		default: // it is tried again, and until then the lease lasts
			p.r.log.Warn("lease of a job not renewed", "job", id, "err", err)
		}
	}
}
