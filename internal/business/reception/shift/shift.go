package shift

import (
	"slices"

	"holon.example/holon/internal/business/reception"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/seal"
)

// State is where a shift stands.
type State string

// The states of a shift.
const (
	Opened  State = "open"
	Offered State = "offered" // signed by who leaves, not yet by who comes
	Closed  State = "closed"
)

var edges = map[State][]State{
	Opened:  {Offered, Closed},
	Offered: {Closed, Opened},
	Closed:  nil,
}

// Shift is one person's time at a window.
type Shift struct {
	ID        gov.ID   `json:"id"`
	Hall      gov.ID   `json:"hall"`
	Post      gov.ID   `json:"window"`
	Account   gov.ID   `json:"account"`
	Person    gov.ID   `json:"person"`
	State     State    `json:"state"`
	Opened    gov.Time `json:"opened"`
	Offered   gov.Time `json:"offered"`
	Closed    gov.Time `json:"closed"`
	After     gov.ID   `json:"after,omitempty"` // the shift it took over from
	Drafts    int64    `json:"drafts"`          // open applications when it was offered
	Originals int64    `json:"originals"`       // originals counted when it was offered
	Ticket    gov.ID   `json:"ticket,omitempty"`

	division string
	note     string // encrypted, in base64; empty: none
	rev      int64
}

func (s *Shift) to(next State) error {
	if !slices.Contains(edges[s.State], next) {
		return gov.Conflict("reception.shift_state")
	}
	s.State = next
	return nil
}

// place keeps a window to one shift: only a closed one frees it.
func (s *Shift) place() string {
	if s.State == Closed {
		return "-" + s.ID.String()
	}
	return s.Post.String()
}

func (s *Shift) resource(before gov.ID) act.Resource {
	return reception.Of(s.ID, s.Hall, s.division, before, 0)
}

func (s *Shift) event(p *act.Prep, name string) error {
	return p.Event(name, reception.Stream("shift", s.ID), seal.Data{
		"hall": s.Hall, "window": s.Post, "after": s.After, "drafts": s.Drafts, "originals": s.Originals, "cash": 0,
	})
}

// Original is a paper of somebody's that lies at a window.
type Original struct {
	ID     gov.ID   `json:"id"`
	Hall   gov.ID   `json:"hall"`
	Target gov.ID   `json:"target"` // draft or case it belongs to
	Code   string   `json:"code"`   // of the material
	Copies int64    `json:"copies"`
	Shift  gov.ID   `json:"shift"` // that answers for it
	State  string   `json:"state"` // held or returned
	At     gov.Time `json:"at"`
	Back   gov.Time `json:"back"`

	division string
	account  gov.ID
	backBy   gov.ID
	rev      int64
}

// The states of an original.
const (
	held     = "held"
	returned = "returned"
)
