package bench

import (
	"context"
	"errors"
	"sync"
	"time"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/sqldb"
)

// lagReport is how far the sequencer was behind: the age of the oldest event whose
// leaf no checkpoint covered. The age counts from the moment the command was
// prepared, so that it holds the wait for the commit too.
type lagReport struct {
	most     time.Duration
	at       time.Duration // of the peak
	drained  time.Duration // from the peak until it was small again
	caughtUp bool
}

// watcher looks at the store from outside while it is served.
type watcher struct {
	db   *sqldb.DB
	stop context.CancelFunc
	wg   sync.WaitGroup
	rep  lagReport
	err  error
}

// lookEvery is how often the lag is looked at.
const lookEvery = 40 * time.Millisecond

func watch(ctx context.Context, s *site) *watcher {
	w := &watcher{}
	ctx, w.stop = context.WithCancel(ctx)
	if w.db, w.err = sqldb.Open(ctx, s.config.DB); w.err != nil {
		return w
	}
	w.wg.Go(func() { w.look(ctx) })
	return w
}

func (w *watcher) look(ctx context.Context) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	passed := stopwatch()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		now := gov.Wall().Time()
		id, err := oldestLoose(ctx, w.db)
		if err != nil {
			if ctx.Err() == nil {
				w.err = err
			}
			return
		}
		w.note(passed(), lagOf(id, now))
	}
}

// lagOf is the age of an event at an instant.
func lagOf(id gov.ID, now gov.Time) time.Duration {
	if id == 0 {
		return 0
	}
	return max(0, time.Duration(now-id.At())*time.Millisecond)
}

func (w *watcher) note(at, lag time.Duration) {
	if lag > w.rep.most {
		w.rep = lagReport{most: lag, at: at}
		return
	}
	if !w.rep.caughtUp && lag <= mostLag {
		w.rep.caughtUp, w.rep.drained = true, at-w.rep.at
	}
}

// end stops looking and gives what was seen.
func (w *watcher) end() (lagReport, error) {
	w.stop()
	w.wg.Wait()
	if w.db == nil {
		return w.rep, w.err
	}
	return w.rep, errors.Join(w.err, w.db.Close())
}
