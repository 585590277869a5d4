package paper

import (
	"sync"
	"time"

	"holon.example/holon/internal/gov"
)

// How many receipts are printed at once, and how much later each one beyond that. In a
// flood, when those that wait take longer than patience, the rest are thinned out:
// whoever asks for his receipt has it before its turn.
const (
	rush     = 20
	every    = 200 * time.Millisecond
	patience = 10 * time.Second
	flood    = time.Second
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
	due, step := max(now, p.free), every
	if due >= now.Add(patience) {
		step = flood
	}
	p.free = p.free.Add(step)
	return due
}
