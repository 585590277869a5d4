package lamp

import (
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/calendar"
	"holon.example/holon/internal/rule/clock"
)

// Lamp is the colour of a clock.
type Lamp string

// The lamps, from none to worst.
const (
	Off     Lamp = "off"      // the clock has ended
	Normal  Lamp = "normal"   // 正常
	Stopped Lamp = "stopped"  // 停钟
	Soon    Lamp = "due_soon" // 临期: the prompt has been given
	Overdue Lamp = "overdue"  // 超期: the promised or statutory limit has passed
)

var rank = map[Lamp]int{Off: 0, Normal: 1, Stopped: 2, Soon: 3, Overdue: 4}

// Reading is what a clock shows at an instant.
type Reading struct {
	Lamp          Lamp            `json:"lamp"`
	Due           clock.Deadlines `json:"due"`                      // without its explanation
	Left          int             `json:"left"`                     // working days left after today; negative when over
	PromiseMissed bool            `json:"promise_missed,omitempty"` // the promise was or is overrun
	LegalMissed   bool            `json:"legal_missed,omitempty"`   // the statutory limit was or is overrun
	PauseOverrun  bool            `json:"pause_overrun,omitempty"`  // the pause lasts longer than was told
}

// Read reads a clock. For one that ended, the missed flags tell whether it
// ended late, and stay as they were then.
func Read(c clock.Clock, cal *calendar.Calendar, now gov.Time) (Reading, error) {
	due, err := clock.Last(c, cal)
	if err != nil {
		return Reading{}, err
	}
	r := Reading{Due: due}
	at := now
	if !c.Open() {
		at = c.Ended
	}
	if c.State != clock.Stopped {
		r.LegalMissed = at > due.Legal.At
		r.PromiseMissed = due.Promised != nil && at > due.Promised.At
	}
	r.Lamp = colour(c, due, now)
	r.Left = left(c, cal, due, now)
	if p, stopped := c.OpenPause(); stopped {
		r.PauseOverrun = now > p.Expected.End()
	}
	return r, nil
}

func colour(c clock.Clock, due clock.Deadlines, now gov.Time) Lamp {
	d := due.Governing()
	switch {
	case !c.Open():
		return Off
	case c.State == clock.Stopped:
		return Stopped
	case now > d.At:
		return Overdue
	case d.Prompt != 0 && now >= d.Prompt:
		return Soon
	}
	return Normal
}

// left counts from today, or for a stopped clock from the end of the pause.
func left(c clock.Clock, cal *calendar.Calendar, due clock.Deadlines, now gov.Time) int {
	if !c.Open() {
		return 0
	}
	from := now.Date()
	if p, stopped := c.OpenPause(); stopped {
		from = p.Expected
	}
	n, err := cal.WorkdaysBetween(from, due.Governing().On)
	if err != nil {
		return 0
	}
	return n
}

// Worst is the lamp of a whole: of a matter with its steps, of a case with its
// matters.
func Worst(lamps ...Lamp) Lamp {
	worst := Off
	for _, l := range lamps {
		if rank[l] > rank[worst] {
			worst = l
		}
	}
	return worst
}
