package sqldb

import (
	"context"
	"fmt"
	"time"
)

// resolve finds out, on a new connection, whether a group whose answer was lost
// did commit: one commit carries all of it or nothing. What did not is refused
// with ErrLost and may be prepared again: its guards and its idempotency key
// keep it from happening twice.
func (w *Writer) resolve(ctx context.Context, group []*request) error {
	w.reconnect(ctx)
	for _, r := range group {
		if r.b.ID == 0 {
			continue
		}
		found, err := w.ses.exists(ctx, w.proof, int64(r.b.ID))
		switch {
		case err != nil:
			return fmt.Errorf("%w: %w", ErrLost, err)
		case found:
			return nil
		}
		return ErrLost
	}
	return ErrLost
}

// reconnect waits until the store takes a connection again: a crashed database
// is recovered only then, and before that nothing can be said about a commit.
func (w *Writer) reconnect(ctx context.Context) {
	w.ses.close()
	for wait := 5 * time.Millisecond; ; wait = min(2*wait, time.Second) {
		ses, err := w.db.eng.session(ctx)
		if err == nil {
			w.ses = ses
			return
		}
		w.log.Warn("store unreachable", "err", err)
		select {
		case <-time.After(wait):
		case <-w.ctx.Done():
			return
		}
	}
}
