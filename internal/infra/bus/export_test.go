package bus

import "holon.example/holon/internal/gov"

// SetWall puts the machine's clock of a bus under the test's hand.
func (b *Bus) SetWall(now func() gov.Time) { b.wall = now }

// Woken is signalled when somebody wakes the bus.
func (b *Bus) Woken() <-chan struct{} { return b.wake }

// TailSize is how many leaves are kept in memory at most.
const TailSize = tailSize + pageSize
