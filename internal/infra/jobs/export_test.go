package jobs

import (
	"time"

	"holon.example/holon/internal/gov"
)

// SetWall lets a test turn the clock that leases are counted by.
func (r *Runner) SetWall(n *gov.Now) { r.wall, r.renew = n, 20*time.Millisecond }

// TextOfLeased is the question for what is under way.
const TextOfLeased = textOfLeased
