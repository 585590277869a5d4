package booking

import (
	"context"
	"crypto/rand"
	"errors"
	"math/big"
	"strings"
	"time"

	"holon.example/holon/internal/business/reception"
	"holon.example/holon/internal/business/reception/queue"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/calendar"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/sqldb"
)

// Desk books appointments.
type Desk struct {
	Act      *act.Engine
	Halls    reception.Halls
	Calendar func() *calendar.Calendar
}

// late is how long after its time an appointment still goes before others.
const late = 30 * time.Minute

// Slots lists what a hall offers on a day, with the seats that are free.
func (d Desk) Slots(ctx context.Context, hall gov.ID, day gov.Date) (out []Slot, err error) {
	now := d.Act.Now()
	err = d.Act.Read(ctx, func(q *sqldb.Q) error {
		plan, err := PlanOf(ctx, q, hall)
		if err != nil {
			return err
		}
		if day < now.Date() || day > now.Date().AddDays(int(plan.Ahead)) {
			return nil
		}
		held, err := taken(ctx, q, hall, day.Start(), day.End())
		if err != nil {
			return err
		}
		count := map[gov.Time]int64{}
		for _, b := range held {
			count[b.Starts]++
		}
		for _, at := range plan.starts(day, d.Calendar()) {
			if at > now {
				out = append(out, Slot{at, max(0, plan.Seats-count[at])})
			}
		}
		return nil
	})
	return out, err
}

// Wish is the time somebody wants.
type Wish struct {
	Hall   gov.ID   `json:"hall"`
	Starts gov.Time `json:"starts"`
	// Instead is an appointment that is given up for this one; 0: none.
	Instead gov.ID `json:"instead,omitempty"`
}

// Book takes a seat for whom the actor acts (actions bookSlot; changeBooking where it
// replaces another). The code it gives is needed at the hall.
func (d Desk) Book(ctx context.Context, who gov.Actor, key string, w Wish) (*Booking, error) {
	cmd := act.Command{Action: "bookSlot", Actor: who, Key: key, Input: w, Claims: []string{"hall-slot/" + w.Hall.String() + "/" + w.Starts.String()}}
	if w.Instead != 0 {
		cmd.Action = "changeBooking"
		cmd.Claims = append(cmd.Claims, "booking/"+w.Instead.String())
	}
	code, err := newCode()
	if err != nil {
		return nil, err
	}
	return act.Do(ctx, d.Act, cmd, func(p *act.Prep) (*Booking, error) {
		h, err := d.Halls.In(ctx, p, w.Hall)
		if err != nil {
			return nil, err
		}
		b := &Booking{ID: p.NewID(), Hall: h.ID, Subject: who.Subject, Starts: w.Starts, State: Made, Made: p.Now(), Code: code, division: h.Division, account: who.Account}
		if err := p.Authorise(reception.Of(b.ID, h.ID, h.Division, 0, b.Subject)); err != nil {
			return nil, err
		}
		old, err := d.giveUp(ctx, p, w.Instead)
		if err != nil {
			return nil, err
		}
		if err := d.seat(ctx, p, b, old); err != nil {
			return nil, err
		}
		b.digest = digest(p, code)
		if err := p.Insert(table, b.row()); err != nil {
			return nil, err
		}
		return b, b.event(p, "hall.booked")
	})
}

// giveUp cancels the appointment that another replaces.
func (d Desk) giveUp(ctx context.Context, p *act.Prep, id gov.ID) (*Booking, error) {
	if id == 0 {
		return nil, nil //nolint:nilnil // there is none
	}
	old, err := load(ctx, p.Q(), id)
	if err != nil {
		return nil, err
	}
	if err := p.Authorise(reception.Of(old.ID, old.Hall, old.division, 0, old.Subject)); err != nil {
		return nil, err
	}
	return old, old.cancel(p)
}

func (b *Booking) cancel(p *act.Prep) error {
	if err := b.to(Cancelled); err != nil {
		return err
	}
	b.Ended = p.Now()
	if err := p.Update(table, b.row(), b.rev); err != nil {
		return err
	}
	return b.event(p, "hall.booking_cancelled")
}

// seat finds the first free seat of the slot, and that the subject has no other on the
// day. old is given up by the same command.
func (d Desk) seat(ctx context.Context, p *act.Prep, b, old *Booking) error {
	plan, err := PlanOf(ctx, p.Q(), b.Hall)
	if err != nil {
		return err
	}
	day := b.Starts.Date()
	offered := false
	for _, at := range plan.starts(day, d.Calendar()) {
		offered = offered || at == b.Starts
	}
	if !offered || b.Starts <= p.Now() || day > p.Now().Date().AddDays(int(plan.Ahead)) {
		return gov.Invalid("reception.booking").At("starts", "reception.no_slot")
	}
	held, err := taken(ctx, p.Q(), b.Hall, day.Start(), day.End())
	if err != nil {
		return err
	}
	used := map[int64]bool{}
	for _, h := range held {
		if old != nil && h.ID == old.ID {
			continue
		}
		if h.Subject == b.Subject {
			return gov.Conflict("reception.booked_already")
		}
		used[h.seat] = used[h.seat] || h.Starts == b.Starts
	}
	b.seat = 1
	for used[b.seat] {
		b.seat++
	}
	if b.seat > plan.Seats {
		return gov.Conflict("reception.slot_full")
	}
	return nil
}

// Cancel gives an appointment up (action cancelBooking).
func (d Desk) Cancel(ctx context.Context, who gov.Actor, key string, id gov.ID) (*Booking, error) {
	cmd := act.Command{Action: "cancelBooking", Actor: who, Key: key, Input: id, Claims: []string{"booking/" + id.String()}}
	return act.Do(ctx, d.Act, cmd, func(p *act.Prep) (*Booking, error) {
		b, err := load(ctx, p.Q(), id)
		if err != nil {
			return nil, err
		}
		if err := p.Authorise(reception.Of(b.ID, b.Hall, b.division, 0, b.Subject)); err != nil {
			return nil, err
		}
		return b, b.cancel(p)
	})
}

// Mine lists the appointments of whom the actor acts for.
func (d Desk) Mine(ctx context.Context, who gov.Actor) (out []*Booking, err error) {
	err = d.Act.Read(ctx, func(q *sqldb.Q) error {
		out, err = Of(ctx, q, who.Subject)
		return err
	})
	return out, err
}

// CheckIn draws the number of an appointment with its code (action takeTicket). Who
// comes before his time or little after it goes before others; who comes much later
// waits like everybody.
func (d Desk) CheckIn(ctx context.Context, who gov.Actor, key string, hall gov.ID, code string) (*queue.Ticket, error) {
	code = strings.ToUpper(strings.TrimSpace(code))
	cmd := act.Command{Action: "takeTicket", Actor: who, Key: key, Input: code, Claims: []string{"hall-queue/" + hall.String()}}
	return act.Do(ctx, d.Act, cmd, func(p *act.Prep) (*queue.Ticket, error) {
		h, err := d.Halls.In(ctx, p, hall)
		if err != nil {
			return nil, err
		}
		if err := p.Authorise(reception.Of(0, h.ID, h.Division, 0, 0)); err != nil {
			return nil, err
		}
		b, err := byCode(ctx, p.Q(), hall, digest(p, code), p.Now().Date())
		if err != nil {
			return nil, err
		}
		if err := b.to(Arrived); err != nil {
			return nil, err
		}
		kind := queue.Booked
		if p.Now() > b.Starts.Add(late) {
			kind = queue.Person
		}
		t, err := queue.Draw(ctx, p, h, kind, b.Starts)
		if err != nil {
			return nil, err
		}
		b.Ended, b.Ticket = p.Now(), t.ID
		if err := p.Update(table, b.row(), b.rev); err != nil {
			return nil, err
		}
		return t, b.event(p, "hall.booking_arrived")
	})
}

// SetPlan says when a hall takes appointments (action planHall). What is booked stays.
func (d Desk) SetPlan(ctx context.Context, who gov.Actor, key string, plan Plan) (*Plan, error) {
	cmd := act.Command{Action: "planHall", Actor: who, Key: key, Input: plan, Claims: []string{"hall-plan/" + plan.Hall.String()}}
	return act.Do(ctx, d.Act, cmd, func(p *act.Prep) (*Plan, error) {
		h, err := d.Halls.In(ctx, p, plan.Hall)
		if err != nil {
			return nil, err
		}
		if err := p.Authorise(reception.Of(h.ID, h.ID, h.Division, 0, 0)); err != nil {
			return nil, err
		}
		if err := plan.check(); err != nil {
			return nil, err
		}
		old, err := PlanOf(ctx, p.Q(), h.ID)
		if err != nil {
			return nil, err
		}
		row := []any{h.ID, h.Division, plan.Hours, plan.Minutes, plan.Seats, plan.Ahead, who.Account, p.Now()}
		if old.rev == 0 {
			err = p.Insert(planTable, row)
		} else {
			err = p.Update(planTable, row, old.rev)
		}
		if err != nil {
			return nil, err
		}
		return &plan, p.Event("hall.planned", "hall-plan/"+h.ID.String(), seal.Data{"hall": h.ID, "minutes": plan.Minutes, "seats": plan.Seats, "ahead": plan.Ahead})
	})
}

// codeSize is how many characters a code has: 32^6, good for one day at one hall, where
// guesses are slowed down.
const codeSize = 6

// letters of a code, without those that look alike.
const letters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"

func newCode() (string, error) {
	var b strings.Builder
	for range codeSize {
		n, err := rand.Int(rand.Reader, big.NewInt(int64(len(letters))))
		if err != nil {
			return "", errors.Join(errors.New("booking: no randomness"), err)
		}
		b.WriteByte(letters[n.Int64()])
	}
	return b.String(), nil
}

// digest is what is kept of a code.
func digest(p *act.Prep, code string) string { return p.BlindIndex("hall_booking.code", code) }

func (b *Booking) event(p *act.Prep, name string) error {
	return p.Event(name, reception.Stream("booking", b.ID), seal.Data{"hall": b.Hall, "subject": b.Subject, "starts": b.Starts, "state": string(b.State)})
}
