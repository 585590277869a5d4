package clock

import (
	"slices"
	"strings"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/calendar"
)

// Signal says what falls due at an instant.
type Signal string

// The signals a clock gives. A job waits for each.
const (
	Prompt   Signal = "prompt"    // remind: the limit ends soon (临期)
	Missed   Signal = "missed"    // the limit has passed (超期)
	Outcome  Signal = "outcome"   // the limit has passed and the law decides: do Lapse
	PauseEnd Signal = "pause_end" // the end of the pause that was told has passed
)

// Instant is a moment at which a clock gives a signal.
type Instant struct {
	At       gov.Time `json:"at"`
	Signal   Signal   `json:"signal"`
	Promised bool     `json:"promised,omitempty"` // of the promise, not of the statutory limit
}

// Next lists the moments at which a clock gives a signal, in order, past ones
// included: the caller keeps those that are still to come. A stopped clock only
// tells when its pause should end; one that ended tells nothing.
func Next(c Clock, cal *calendar.Calendar) ([]Instant, error) {
	switch c.State {
	case Stopped:
		p, _ := c.OpenPause()
		return []Instant{{At: max(p.Expected, p.From).End() + 1, Signal: PauseEnd}}, nil
	case Done, Lapsed, Cancelled:
		return nil, nil
	case Running:
	}
	due, err := Last(c, cal)
	if err != nil {
		return nil, err
	}
	var out []Instant
	if p := due.Promised; p != nil {
		out = append(out, instants(*p, Missed, true)...)
	}
	passed := Missed
	if c.Terms.Expiry.Deemed() {
		passed = Outcome
	}
	out = append(out, instants(due.Legal, passed, false)...)
	slices.SortStableFunc(out, func(a, b Instant) int {
		if a.At != b.At {
			return int(a.At - b.At)
		}
		return strings.Compare(string(a.Signal), string(b.Signal))
	})
	return out, nil
}

func instants(d Deadline, passed Signal, promised bool) (out []Instant) {
	if d.Prompt != 0 {
		out = append(out, Instant{At: d.Prompt, Signal: Prompt, Promised: promised})
	}
	return append(out, Instant{At: d.At + 1, Signal: passed, Promised: promised})
}
