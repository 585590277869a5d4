package booking

import (
	"slices"
	"strconv"

	"holon.example/holon/internal/gov"
)

// State is where an appointment stands.
type State string

// The states of an appointment.
const (
	Made      State = "booked"
	Arrived   State = "arrived"
	Cancelled State = "cancelled"
)

var edges = map[State][]State{
	Made:      {Arrived, Cancelled},
	Arrived:   nil,
	Cancelled: nil,
}

// Booking is one appointment. Code is told once, when it is made.
type Booking struct {
	ID      gov.ID   `json:"id"`
	Hall    gov.ID   `json:"hall"`
	Subject gov.ID   `json:"subject"`
	Starts  gov.Time `json:"starts"`
	State   State    `json:"state"`
	Made    gov.Time `json:"made"`
	Ended   gov.Time `json:"ended"`
	Ticket  gov.ID   `json:"ticket,omitempty"`
	Code    string   `json:"code,omitempty"`

	division string
	account  gov.ID
	seat     int64
	digest   string
	rev      int64
}

func (b *Booking) to(s State) error {
	if !slices.Contains(edges[b.State], s) {
		return gov.Conflict("reception.booking_state")
	}
	b.State = s
	return nil
}

// place is the seat it takes; one that is given up takes none.
func (b *Booking) place() string {
	if b.State == Cancelled {
		return "-" + b.ID.String()
	}
	return b.Hall.String() + "/" + strconv.FormatInt(int64(b.Starts), 10) + "/" + strconv.FormatInt(b.seat, 10)
}

// mine keeps a subject to one appointment a hall and day.
func (b *Booking) mine() string {
	if b.State == Cancelled {
		return "-" + b.ID.String()
	}
	return b.Hall.String() + "/" + b.Subject.String() + "/" + string(b.Starts.Date())
}

// Slot is one time a hall offers.
type Slot struct {
	Starts gov.Time `json:"starts"`
	Free   int64    `json:"free"`
}
