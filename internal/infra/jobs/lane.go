package jobs

import (
	"encoding/json"
	"runtime"
	"slices"

	"holon.example/holon/internal/gov"
)

// Lane is a row of workers of its own (分道): however many jobs wait in one lane,
// those of another begin when they are due.
type Lane int

// The lanes, the most urgent first.
const (
	Timers Lane = iota // limits of the law: they must be noticed when they are due
	Steps              // what follows from a change; one at a time, in the order they are due
	Papers             // letters and certificates, which take long to print
	Calls              // to the world outside, which may not answer
	lanes
)

// workers is how many jobs of a lane are performed at once in a process. Printing
// keeps a processor busy: half of them stay with those who wait for an answer.
var workers = [lanes]int{Timers: 4, Steps: 1, Papers: max(1, runtime.GOMAXPROCS(0)/2), Calls: 4}

// row is a lane during a pass: what waits, and what of it may not begin yet.
type row struct {
	waiting []Job
	fresh   bool            // the store was asked since something changed
	busy    int             // workers
	cases   map[gov.ID]bool // whose jobs are being performed
}

// next takes the first waiting job whose case has no other job under way.
func (w *row) next() (j Job, ok bool) {
	i := slices.IndexFunc(w.waiting, func(j Job) bool { return j.about == 0 || !w.cases[j.about] })
	if i < 0 {
		return Job{}, false
	}
	j = w.waiting[i]
	w.waiting = slices.Delete(w.waiting, i, i+1)
	return j, true
}

// about is the case that a payload names, or 0: the jobs of one case are performed
// one after the other.
func about(payload []byte) gov.ID {
	var p struct {
		Case gov.ID `json:"case"`
	}
	if json.Unmarshal(payload, &p) != nil {
		return 0
	}
	return p.Case
}
