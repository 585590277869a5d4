package paper

import (
	"sync"
	"time"

	"holon.example/holon/internal/gov"
)

// How many receipts are printed at once, and how much later each one beyond that:
// 432,000 a day in each process, at a small part of one core.
const (
	rush  = 64
	every = 200 * time.Millisecond
)

// Pace gives the times at which receipts are printed: at once, and in a rush one
// after the other. It is safe for concurrent use.
type Pace struct {
	mu   sync.Mutex
	free gov.Time // when the next one would be due if there were no rush to be allowed
}

// Next gives the time for one more.
func (p *Pace) Next(now gov.Time) gov.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	if start := now.Add(-(rush - 1) * every); p.free < start {
		p.free = start
	}
	due := max(now, p.free)
	p.free = p.free.Add(every)
	return due
}
