package outage

import (
	"context"
	"slices"

	"holon.example/holon/internal/business/reception"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/seal"
)

// Desk reserves numbers, takes late entries in and reports.
type Desk struct {
	Act   *act.Engine
	Halls reception.Halls
}

// maxBlock bounds the numbers of one block: what a window can receive in a day or two.
const maxBlock = 200

// Reservation asks for a block.
type Reservation struct {
	Window gov.ID `json:"window"`
	Size   int64  `json:"size"`
}

// Reserve makes a block of numbers for a window of the actor's hall (action
// reserveSlips), to be printed beforehand.
func (d Desk) Reserve(ctx context.Context, who gov.Actor, key string, in Reservation) (*Block, error) {
	cmd := act.Command{Action: "reserveSlips", Actor: who, Key: key, Input: in, Claims: []string{"hall-blocks/" + who.Department.String()}}
	return act.Do(ctx, d.Act, cmd, func(p *act.Prep) (*Block, error) {
		if err := p.Authorise(reception.Of(0, who.Department, who.Division, 0, 0)); err != nil {
			return nil, err
		}
		h, err := d.Halls.In(ctx, p, who.Department)
		if err != nil {
			return nil, err
		}
		e := gov.Invalid("reception.slip")
		if !h.HasWindow(in.Window) {
			e.At("window", "reception.other_window")
		}
		if in.Size < 1 || in.Size > maxBlock {
			e.At("size", "reception.block_size")
		}
		if len(e.Fields) > 0 {
			return nil, e
		}
		b := &Block{ID: p.NewID(), Hall: h.ID, Post: in.Window, Size: in.Size, Issued: p.Now(), division: h.Division, account: who.Account}
		return b, b.write(ctx, p)
	})
}

func (b *Block) write(ctx context.Context, p *act.Prep) error {
	last, err := lastNo(ctx, p.Q(), b.Hall)
	if err != nil {
		return err
	}
	if b.No = last + 1; b.No > 999 {
		return gov.Conflict("reception.blocks_full")
	}
	if err := p.Insert(blockTable, b.row()); err != nil {
		return err
	}
	for n := range b.Size {
		no, err := number(b, n+1)
		if err != nil {
			return err
		}
		s := &Slip{ID: p.NewID(), Block: b.ID, Number: no, State: Issued, hall: b.Hall, division: b.division}
		if err := p.Insert(slipTable, s.row()); err != nil {
			return err
		}
	}
	return p.Event("hall.slips_reserved", reception.Stream("block", b.ID), seal.Data{"hall": b.Hall, "window": b.Post, "no": b.No, "size": b.Size})
}

// Entry is what stands on a paper receipt.
type Entry struct {
	Number   string   `json:"number"`
	Received gov.Time `json:"received"` // as written by hand when it was given out
	Reason   string   `json:"reason"`
}

// Enter takes a paper receipt into the system (action enterSlip): the true time lies
// after its block was issued and not in the future, and the reason says why it is late.
func (d Desk) Enter(ctx context.Context, who gov.Actor, key string, in Entry) (*Slip, error) {
	no, malformed := ParseNumber(in.Number)
	cmd := act.Command{Action: "enterSlip", Actor: who, Key: key, Input: in, Claims: []string{"slip-number/" + no}}
	return act.Do(ctx, d.Act, cmd, func(p *act.Prep) (*Slip, error) {
		if malformed != nil {
			if err := p.Authorise(reception.Of(0, who.Department, who.Division, 0, 0)); err != nil {
				return nil, err
			}
			return nil, malformed
		}
		s, err := byNumber(ctx, p.Q(), no)
		if err != nil {
			return nil, err
		}
		if err := p.Authorise(s.resource(0)); err != nil {
			return nil, err
		}
		b, err := loadBlock(ctx, p.Q(), s.Block)
		if err != nil {
			return nil, err
		}
		if err := in.check(b, p.Now()); err != nil {
			return nil, err
		}
		if s.State != Issued {
			return nil, gov.Conflict("reception.slip_again").With("number", Spaced(s.Number))
		}
		if err := s.to(Entered); err != nil {
			return nil, err
		}
		s.Received, s.Reason, s.Entered, s.By = in.Received, in.Reason, p.Now(), who.Person
		return s, s.put(p, "hall.slip_entered")
	})
}

func (in *Entry) check(b *Block, now gov.Time) error {
	e := gov.Invalid("reception.slip")
	switch {
	case in.Received == 0:
		e.At("received", "reception.received_missing")
	case in.Received > now:
		e.At("received", "reception.received_future")
	case in.Received < b.Issued:
		e.At("received", "reception.received_early")
	}
	if !slices.Contains(LateReasons, in.Reason) {
		e.At("reason", "reception.late_reason")
	}
	if len(e.Fields) > 0 {
		return e
	}
	return nil
}

func (s *Slip) put(p *act.Prep, event string) error {
	if err := p.Update(slipTable, s.row(), s.rev); err != nil {
		return err
	}
	return s.event(p, event)
}

// Confirm lets a second person say that an entry is what stands on the paper, or send it
// back (action confirmSlip). The one who entered it is refused.
func (d Desk) Confirm(ctx context.Context, who gov.Actor, key string, id gov.ID, right bool) (*Slip, error) {
	cmd := act.Command{Action: "confirmSlip", Actor: who, Key: key, Input: right, Claims: []string{"slip/" + id.String()}}
	return act.Do(ctx, d.Act, cmd, func(p *act.Prep) (*Slip, error) {
		s, err := loadSlip(ctx, p.Q(), id)
		if err != nil {
			return nil, err
		}
		if err := p.Authorise(s.resource(s.By)); err != nil {
			return nil, err
		}
		if !right {
			if s.State != Entered {
				return nil, gov.Conflict("reception.slip_state").With("number", Spaced(s.Number))
			}
			if err := s.to(Issued); err != nil {
				return nil, err
			}
			s.Received, s.Reason, s.Entered, s.By = 0, "", 0, 0
			return s, s.put(p, "hall.slip_sent_back")
		}
		if err := s.to(Confirmed); err != nil {
			return nil, err
		}
		s.Confirmed, s.With = p.Now(), who.Person
		return s, s.put(p, "hall.slip_confirmed")
	})
}

// Use ties a confirmed slip to the case that is received on it, inside the command that
// receives it, and gives the true time of receipt. A slip of another hall is refused; so
// is one that was used before.
func Use(ctx context.Context, p *act.Prep, id, caseID gov.ID, division string) (gov.Time, error) {
	s, err := loadSlip(ctx, p.Q(), id)
	if err != nil {
		return 0, err
	}
	if s.hall != p.Who().Department || s.division != division {
		return 0, p.Refuse(gov.Forbidden("hall-own-slips"), s.resource(0))
	}
	if s.State != Confirmed {
		return 0, gov.Conflict("reception.slip_state").With("number", Spaced(s.Number))
	}
	if err := s.to(Used); err != nil {
		return 0, err
	}
	s.Case, s.Ended = caseID, p.Now()
	return s.Received, s.put(p, "hall.slip_used")
}

// Cancel says what became of numbers that nobody needs.
type Cancel struct {
	Block  gov.ID   `json:"block"`
	Slips  []gov.ID `json:"slips,omitempty"` // none: every number of the block that is still free
	Reason string   `json:"reason"`
}

// VoidSlips marks numbers of a block void (action voidSlips). One that was entered cannot be.
func (d Desk) VoidSlips(ctx context.Context, who gov.Actor, key string, in Cancel) (int, error) {
	cmd := act.Command{Action: "voidSlips", Actor: who, Key: key, Input: in, Claims: []string{"block/" + in.Block.String()}}
	return act.Do(ctx, d.Act, cmd, func(p *act.Prep) (int, error) {
		b, err := loadBlock(ctx, p.Q(), in.Block)
		if err != nil {
			return 0, err
		}
		if err := p.Authorise(reception.Of(b.ID, b.Hall, b.division, 0, 0)); err != nil {
			return 0, err
		}
		if !slices.Contains(VoidReasons, in.Reason) {
			return 0, gov.Invalid("reception.slip").At("reason", "reception.void_reason")
		}
		all, err := slipsOf(ctx, p.Q(), b.ID)
		if err != nil {
			return 0, err
		}
		return in.void(p, all)
	})
}

func (in *Cancel) void(p *act.Prep, all []*Slip) (n int, err error) {
	for _, s := range all {
		named := slices.Contains(in.Slips, s.ID)
		if len(in.Slips) > 0 && !named || !named && s.State != Issued {
			continue
		}
		if err := s.to(Void); err != nil {
			return 0, err
		}
		s.Reason, s.Ended = in.Reason, p.Now()
		if err := s.put(p, "hall.slip_void"); err != nil {
			return 0, err
		}
		n++
	}
	if n == 0 {
		return 0, gov.Conflict("reception.nothing_void")
	}
	return n, nil
}

// Report is what became of a block.
type Report struct {
	*Block
	Slips  []*Slip       `json:"slips"`
	Counts map[State]int `json:"counts"`
	Done   bool          `json:"done"` // every number was used or is void
}

// Report reads a block with every number of it (action seeHall).
func (d Desk) Report(ctx context.Context, who gov.Actor, id gov.ID) (*Report, error) {
	return act.Do(ctx, d.Act, act.Command{Action: "seeHall", Actor: who}, func(p *act.Prep) (*Report, error) {
		b, err := loadBlock(ctx, p.Q(), id)
		if err != nil {
			return nil, err
		}
		if err := p.Authorise(reception.Of(b.ID, b.Hall, b.division, 0, 0)); err != nil {
			return nil, err
		}
		p.Note("hall.seen", "hall-read", seal.Data{"hall": b.Hall, "block": b.ID})
		return report(ctx, p, b)
	})
}

func report(ctx context.Context, p *act.Prep, b *Block) (*Report, error) {
	r := &Report{Block: b, Counts: map[State]int{}}
	var err error
	if r.Slips, err = slipsOf(ctx, p.Q(), b.ID); err != nil {
		return nil, err
	}
	for _, s := range r.Slips {
		r.Counts[s.State]++
	}
	r.Done = r.Counts[Used]+r.Counts[Void] == len(r.Slips)
	return r, nil
}

// Board is the outage page of a hall: its blocks, what waits for the second person, and
// what may be entered as a case.
type Board struct {
	Blocks  []*Report `json:"blocks"`
	Waiting []*Slip   `json:"waiting"`
	Ready   []*Slip   `json:"ready"`
}

// See reads the outage page of the actor's hall (action seeHall).
func (d Desk) See(ctx context.Context, who gov.Actor) (*Board, error) {
	return act.Do(ctx, d.Act, act.Command{Action: "seeHall", Actor: who}, func(p *act.Prep) (*Board, error) {
		if err := p.Authorise(reception.Of(0, who.Department, who.Division, 0, 0)); err != nil {
			return nil, err
		}
		out := &Board{}
		list, err := blocks(ctx, p.Q(), who.Department)
		if err != nil {
			return nil, err
		}
		for _, b := range list[:min(len(list), 20)] {
			r, err := report(ctx, p, b)
			if err != nil {
				return nil, err
			}
			r.Slips = nil
			out.Blocks = append(out.Blocks, r)
		}
		if out.Waiting, err = inState(ctx, p.Q(), who.Department, Entered); err != nil {
			return nil, err
		}
		if out.Ready, err = inState(ctx, p.Q(), who.Department, Confirmed); err != nil {
			return nil, err
		}
		p.Note("hall.seen", "hall-read", seal.Data{"hall": who.Department})
		return out, nil
	})
}
