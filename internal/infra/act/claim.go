package act

import (
	"context"
	"slices"
	"sync"
)

// claims let one command at a time prepare for a stream or an idempotency key.
// Without them, clients on one case would prepare in parallel on the same state
// and all but one be refused by its guard, again and again.
type claims struct {
	mu   sync.Mutex
	held map[string]*queue
}

type queue struct{ waiting []chan struct{} }

func newClaims() *claims { return &claims{held: map[string]*queue{}} }

// take waits for every name, in sorted order so that no two commands wait for
// each other, and returns the release.
func (c *claims) take(ctx context.Context, names []string) (release func(), err error) {
	slices.Sort(names)
	names = slices.Compact(names)
	for i, n := range names {
		if err := c.one(ctx, n); err != nil {
			c.free(names[:i])
			return nil, err
		}
	}
	return func() { c.free(names) }, nil
}

func (c *claims) one(ctx context.Context, name string) error {
	c.mu.Lock()
	q := c.held[name]
	if q == nil {
		c.held[name] = &queue{}
		c.mu.Unlock()
		return nil
	}
	turn := make(chan struct{})
	q.waiting = append(q.waiting, turn)
	c.mu.Unlock()
	select {
	case <-turn:
		return nil
	case <-ctx.Done():
		c.leave(name, turn)
		return ctx.Err()
	}
}

// leave gives up a place in the queue; a turn that came meanwhile is passed on.
func (c *claims) leave(name string, turn chan struct{}) {
	c.mu.Lock()
	q := c.held[name]
	if i := slices.Index(q.waiting, turn); i >= 0 {
		q.waiting = slices.Delete(q.waiting, i, i+1)
		c.mu.Unlock()
		return
	}
	c.mu.Unlock()
	c.free([]string{name})
}

func (c *claims) free(names []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, n := range names {
		q := c.held[n]
		if len(q.waiting) == 0 {
			delete(c.held, n)
			continue
		}
		turn := q.waiting[0]
		q.waiting = q.waiting[1:]
		close(turn)
	}
}
