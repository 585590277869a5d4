package queue

import (
	"context"
	"slices"

	"holon.example/holon/internal/business/reception"
	"holon.example/holon/internal/business/reception/shift"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/sqldb"
)

// Desk draws and calls numbers.
type Desk struct {
	Act   *act.Engine
	Halls reception.Halls
}

// maxDay bounds the numbers of one kind a hall gives out on a day.
const maxDay = 999

func claim(hall gov.ID) string { return "hall-queue/" + hall.String() }

type wish struct {
	Hall gov.ID `json:"hall"`
	Kind Kind   `json:"kind"`
}

// Take draws a number (action takeTicket); anybody may, at the machine or online.
func (d Desk) Take(ctx context.Context, who gov.Actor, key string, hall gov.ID, kind Kind) (*Ticket, error) {
	if !slices.Contains(Kinds, kind) {
		return nil, gov.Invalid("reception.ticket").At("kind", "reception.ticket_kind")
	}
	cmd := act.Command{Action: "takeTicket", Actor: who, Key: key, Input: wish{hall, kind}, Claims: []string{claim(hall)}}
	return act.Do(ctx, d.Act, cmd, func(p *act.Prep) (*Ticket, error) {
		h, err := d.Halls.In(ctx, p, hall)
		if err != nil {
			return nil, err
		}
		if err := p.Authorise(reception.Of(0, h.ID, h.Division, 0, 0)); err != nil {
			return nil, err
		}
		return Draw(ctx, p, h, kind, p.Now())
	})
}

// Draw gives a number out inside another command, such as the check-in of an
// appointment that was for the instant rank.
func Draw(ctx context.Context, p *act.Prep, h reception.Hall, kind Kind, rank gov.Time) (*Ticket, error) {
	t := &Ticket{ID: p.NewID(), Hall: h.ID, Day: p.Now().Date(), Kind: kind, State: Waiting, Taken: p.Now(), division: h.Division, class: classes[kind], rank: int64(rank)}
	n, err := lastSeq(ctx, p.Q(), h.ID, t.Day, kind)
	if err != nil {
		return nil, err
	}
	if t.Seq = n + 1; t.Seq > maxDay {
		return nil, gov.Conflict("reception.ticket_full")
	}
	if err := p.Insert(table, t.row()); err != nil {
		return nil, err
	}
	return t, t.event(p, "hall.ticket_taken")
}

func (t *Ticket) event(p *act.Prep, name string) error {
	return p.Event(name, reception.Stream("ticket", t.ID), seal.Data{"hall": t.Hall, "kind": string(t.Kind), "seq": t.Seq, "state": string(t.State), "window": t.Post})
}

// Call calls the next number to the clerk's window, or the one that is named (action
// callTicket). A window that still serves one is refused; so is the second of two
// windows that call the same.
func (d Desk) Call(ctx context.Context, who gov.Actor, key string, id gov.ID) (*Ticket, error) {
	cmd := act.Command{Action: "callTicket", Actor: who, Key: key, Input: id, Claims: []string{claim(who.Department)}}
	return act.Do(ctx, d.Act, cmd, func(p *act.Prep) (*Ticket, error) {
		t, err := d.toCall(ctx, p, id)
		if err != nil {
			return nil, err
		}
		if err := t.to(Called); err != nil {
			return nil, err
		}
		t.Post, t.account, t.Called = who.Post, who.Account, p.Now()
		if err := p.Update(table, t.row(), t.rev); err != nil {
			return nil, err
		}
		return t, t.event(p, "hall.ticket_called")
	})
}

// toCall finds the number and asks whether this window may call it.
func (d Desk) toCall(ctx context.Context, p *act.Prep, id gov.ID) (*Ticket, error) {
	who, day := p.Who(), p.Now().Date()
	if id != 0 {
		return d.named(ctx, p, id)
	}
	if err := p.Authorise(reception.Of(0, who.Department, who.Division, 0, 0)); err != nil {
		return nil, err
	}
	if err := d.free(ctx, p); err != nil {
		return nil, err
	}
	return next(ctx, p.Q(), who.Department, who.Post, day)
}

func (d Desk) named(ctx context.Context, p *act.Prep, id gov.ID) (*Ticket, error) {
	t, err := load(ctx, p.Q(), id)
	if err != nil {
		return nil, err
	}
	if err := p.Authorise(reception.Of(t.ID, t.Hall, t.division, 0, 0)); err != nil {
		return nil, err
	}
	if err := d.free(ctx, p); err != nil {
		return nil, err
	}
	if t.Day != p.Now().Date() || t.Want != 0 && t.Want != p.Who().Post {
		return nil, gov.Conflict("reception.ticket_state").With("no", t.No())
	}
	return t, nil
}

// free tells whether the clerk's window is open and serves nobody.
func (d Desk) free(ctx context.Context, p *act.Prep) error {
	who := p.Who()
	open, err := shift.Open(ctx, p.Q(), who.Post)
	if err != nil {
		return err
	}
	if open == nil || open.Account != who.Account {
		return gov.Conflict("reception.no_shift")
	}
	now, err := At(ctx, p.Q(), who.Department, who.Post, p.Now().Date())
	if err == nil && now != nil {
		err = gov.Conflict("reception.window_busy").With("no", now.No())
	}
	return err
}

// Move is what a window does with the number it has called.
type Move struct {
	Do string `json:"do"`           // served, pass, absent or transfer
	To gov.ID `json:"to,omitempty"` // window it is sent to
}

// Move ends a called number, puts it back, or sends it to another window (action
// moveTicket). Only the window that called it may.
func (d Desk) Move(ctx context.Context, who gov.Actor, key string, id gov.ID, m Move) (*Ticket, error) {
	cmd := act.Command{Action: "moveTicket", Actor: who, Key: key, Input: m, Claims: []string{claim(who.Department)}}
	return act.Do(ctx, d.Act, cmd, func(p *act.Prep) (*Ticket, error) {
		t, err := load(ctx, p.Q(), id)
		if err != nil {
			return nil, err
		}
		if err := p.Authorise(reception.Of(t.ID, t.Hall, t.division, 0, 0)); err != nil {
			return nil, err
		}
		if t.State == Called && t.Post != who.Post {
			return nil, gov.Conflict("reception.ticket_elsewhere").With("no", t.No())
		}
		if err := d.move(ctx, p, t, m); err != nil {
			return nil, err
		}
		if err := p.Update(table, t.row(), t.rev); err != nil {
			return nil, err
		}
		return t, t.event(p, "hall.ticket_"+m.Do)
	})
}

func (d Desk) move(ctx context.Context, p *act.Prep, t *Ticket, m Move) error {
	now := p.Now()
	switch m.Do {
	case "served":
		t.Ended = now
		return t.to(Served)
	case "absent":
		t.Ended = now
		return t.to(Absent)
	case "pass":
		if t.Passes == maxPasses {
			t.Ended = now
			return t.to(Absent)
		}
		t.Passes++
		return t.back(now, 0)
	case "transfer":
		h, err := d.Halls.In(ctx, p, t.Hall)
		if err != nil {
			return err
		}
		if !h.HasWindow(m.To) || m.To == p.Who().Post {
			return gov.Invalid("reception.ticket").At("to", "reception.other_window")
		}
		return t.back(now, m.To)
	}
	return gov.Invalid("reception.ticket").At("do", "error.invalid")
}

// Look reads the queue of a hall today: numbers only, for anybody.
func (d Desk) Look(ctx context.Context, hall gov.ID) (f *Figures, err error) {
	err = d.Act.Read(ctx, func(q *sqldb.Q) error {
		f, err = Look(ctx, q, hall, d.Act.Now().Date())
		return err
	})
	return f, err
}

// Mine reads the number the actor's window serves; nil when there is none.
func (d Desk) Mine(ctx context.Context, who gov.Actor) (t *Ticket, err error) {
	err = d.Act.Read(ctx, func(q *sqldb.Q) error {
		t, err = At(ctx, q, who.Department, who.Post, d.Act.Now().Date())
		return err
	})
	return t, err
}

// Drawn reads one number, for the page that shows it to whoever drew it.
func (d Desk) Drawn(ctx context.Context, id gov.ID) (t *Ticket, err error) {
	err = d.Act.Read(ctx, func(q *sqldb.Q) error {
		t, err = load(ctx, q, id)
		return err
	})
	return t, err
}
