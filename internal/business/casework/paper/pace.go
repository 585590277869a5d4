package paper

import (
	"sync"
	"time"

	"holon.example/holon/internal/gov"
)

// How many receipts are written at once without being asked for, and how soon one
// more. In a rush the rest are written when somebody opens them: the answer to the
// submission told all that stands on them.
const (
	rush  = 20
	every = time.Second
)

// Pace tells whether there is time to write a receipt. It is safe for concurrent use.
type Pace struct {
	mu   sync.Mutex
	free gov.Time // when all of the rush will be allowed again, but one
}

// Calm tells whether one more may be written now, and counts it.
func (p *Pace) Calm(now gov.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.free = max(p.free, now.Add(-(rush-1)*every))
	if p.free > now {
		return false
	}
	p.free = p.free.Add(every)
	return true
}
