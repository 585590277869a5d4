package sqldb

import (
	"context"
	"errors"
	"time"
)

// errUnknown answers when the process ends before the store can be asked.
var errUnknown = errors.New("the connection was lost and the writer is closing: whether it committed is not known")

// resolve finds out, on a new connection, whether a group whose answer was lost
// did commit: one commit carries all of it or nothing. What did not is refused
// with ErrLost and may be prepared again: its guards and its idempotency key
// keep it from happening twice. It asks until it knows.
func (w *Writer) resolve(ctx context.Context, group []*request) error {
	lost := w.ses.name()
	for {
		if !w.reconnect(ctx) {
			return errUnknown
		}
		found, err := w.committed(ctx, lost, group)
		switch {
		case err != nil:
			w.log.Warn("commit not resolved yet", "err", err)
		case found:
			return nil
		default:
			return ErrLost
		}
	}
}

// committed looks for the group when the lost connection can commit no more. A
// group in which no batch has an event leaves no proof and counts as lost; who
// writes such batches reads the state again.
func (w *Writer) committed(ctx context.Context, lost string, group []*request) (bool, error) {
	if err := w.ses.ended(ctx, lost); err != nil {
		return false, err
	}
	for _, r := range group {
		if r.b.ID != 0 {
			return w.ses.exists(ctx, w.proof, int64(r.b.ID))
		}
	}
	return false, nil
}

// reconnect waits until the store takes a connection again: a crashed database
// is recovered only then, and before that nothing can be said about a commit.
// It gives up, and says so, only when the writer is closed.
func (w *Writer) reconnect(ctx context.Context) bool {
	w.ses.close()
	for wait := 5 * time.Millisecond; ; wait = min(2*wait, time.Second) {
		ses, err := w.db.eng.session(ctx)
		if err == nil {
			w.ses = ses
			return true
		}
		w.log.Warn("store unreachable", "err", err)
		select {
		case <-time.After(wait):
		case <-w.ctx.Done():
			return false
		}
	}
}
