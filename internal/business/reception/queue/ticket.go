package queue

import (
	"fmt"
	"slices"

	"holon.example/holon/internal/gov"
)

// State is where a number stands.
type State string

// The states of a number.
const (
	Waiting State = "waiting"
	Called  State = "called"
	Served  State = "served"
	Absent  State = "absent" // 未到
)

var edges = map[State][]State{
	Waiting: {Called},
	Called:  {Waiting, Served, Absent},
	Served:  nil,
	Absent:  nil,
}

// Kind says whom a number is for.
type Kind string

// The kinds of numbers; each has its letter on the ticket.
const (
	Person Kind = "person" // 个人
	Firm   Kind = "firm"   // 法人
	Green  Kind = "green"  // 绿色通道
	Booked Kind = "booked" // 预约
)

// Kinds lists those anybody may draw; a booked one comes of an appointment.
var Kinds = []Kind{Person, Firm, Green}

var letters = map[Kind]string{Person: "A", Firm: "B", Green: "C", Booked: "Y"}

// The classes of the order of calling, first called first.
const (
	classSent = iota // by another window
	classGreen
	classBooked
	classPlain
)

var classes = map[Kind]int64{Person: classPlain, Firm: classPlain, Green: classGreen, Booked: classBooked}

// maxPasses is how often a number that nobody answered goes back into the queue.
const maxPasses = 2

// Ticket is one number of a hall on a day.
type Ticket struct {
	ID     gov.ID   `json:"id"`
	Hall   gov.ID   `json:"hall"`
	Day    gov.Date `json:"day"`
	Kind   Kind     `json:"kind"`
	State  State    `json:"state"`
	Post   gov.ID   `json:"window,omitempty"` // where it was called last
	Want   gov.ID   `json:"want,omitempty"`   // the only window that may call it; 0: any
	Taken  gov.Time `json:"taken"`
	Called gov.Time `json:"called"`
	Ended  gov.Time `json:"ended"`
	Passes int64    `json:"passes,omitempty"`

	Seq      int64 `json:"seq"`
	division string
	class    int64
	rank     int64
	account  gov.ID
	rev      int64
}

// No is the number as it is shown and called, such as A012.
func (t *Ticket) No() string { return fmt.Sprintf("%s%03d", letters[t.Kind], t.Seq) }

// to moves a number, or refuses the edge.
func (t *Ticket) to(s State) error {
	if !slices.Contains(edges[t.State], s) {
		return gov.Conflict("reception.ticket_state").With("no", t.No())
	}
	t.State = s
	return nil
}

// back puts a called number into the queue again.
func (t *Ticket) back(now gov.Time, want gov.ID) error {
	if err := t.to(Waiting); err != nil {
		return err
	}
	t.Want, t.Post, t.account, t.rank, t.class = want, 0, 0, int64(now), classPlain
	if want != 0 {
		t.class = classSent
	}
	return nil
}
