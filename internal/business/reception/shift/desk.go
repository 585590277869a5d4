package shift

import (
	"context"
	"encoding/base64"
	"strings"

	"holon.example/holon/internal/business/reception"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/sqldb"
	"holon.example/holon/internal/infra/vault"
)

// Desk opens windows, hands them over and keeps the list of originals.
type Desk struct {
	Act   *act.Engine
	Halls reception.Halls
	// Drafts counts the applications an account has begun and not handed in.
	Drafts func(ctx context.Context, q *sqldb.Q, account gov.ID) (int64, error)
	// Serving gives the number a window serves now; 0: none.
	Serving func(ctx context.Context, q *sqldb.Q, hall, post gov.ID, day gov.Date) (gov.ID, error)
}

func claim(post gov.ID) string { return "hall-window/" + post.String() }

// Start opens the actor's window (action openShift).
func (d Desk) Start(ctx context.Context, who gov.Actor, key string) (*Shift, error) {
	cmd := act.Command{Action: "openShift", Actor: who, Key: key, Claims: []string{claim(who.Post)}}
	return act.Do(ctx, d.Act, cmd, func(p *act.Prep) (*Shift, error) {
		if err := p.Authorise(reception.Of(0, who.Department, who.Division, 0, 0)); err != nil {
			return nil, err
		}
		h, err := d.Halls.In(ctx, p, who.Department)
		if err != nil {
			return nil, err
		}
		open, err := Open(ctx, p.Q(), who.Post)
		if err != nil {
			return nil, err
		}
		if open != nil {
			return nil, gov.Conflict("reception.window_open")
		}
		return begin(p, h, 0)
	})
}

func begin(p *act.Prep, h reception.Hall, after gov.ID) (*Shift, error) {
	who := p.Who()
	s := &Shift{ID: p.NewID(), Hall: h.ID, Post: who.Post, Account: who.Account, Person: who.Person, State: Opened, Opened: p.Now(), After: after, division: h.Division}
	if err := p.Insert(table, s.row()); err != nil {
		return nil, err
	}
	return s, s.event(p, "hall.shift_opened")
}

// Offer is what the one who leaves says when he hands over.
type Offer struct {
	Note      string `json:"note,omitempty"`
	Originals int64  `json:"originals"` // as counted by hand
	Signed    bool   `json:"signed"`
}

// maxNote bounds a note, in characters.
const maxNote = 500

func (o *Offer) check(held int) error {
	e := gov.Invalid("reception.hand_over")
	o.Note = strings.TrimSpace(o.Note)
	if len([]rune(o.Note)) > maxNote {
		e.At("note", "reception.note_long")
	}
	if !o.Signed {
		e.At("signed", "reception.not_signed")
	}
	if o.Originals != int64(held) {
		e.At("originals", "reception.originals_count")
	}
	if len(e.Fields) > 0 {
		return e
	}
	return nil
}

// own reads the actor's shift at his window.
func (d Desk) own(ctx context.Context, p *act.Prep) (*Shift, []*Original, error) {
	who := p.Who()
	s, err := Open(ctx, p.Q(), who.Post)
	if err != nil {
		return nil, nil, err
	}
	if s == nil || s.Account != who.Account {
		if err := p.Authorise(reception.Of(0, who.Department, who.Division, 0, 0)); err != nil {
			return nil, nil, err
		}
		return nil, nil, gov.Conflict("reception.no_shift")
	}
	if err := p.Authorise(s.resource(0)); err != nil {
		return nil, nil, err
	}
	list, err := Held(ctx, p.Q(), s.ID)
	return s, list, err
}

// HandOver signs the actor's shift off to whoever takes it over (action handOverShift).
// The originals he counted must be those on the list.
func (d Desk) HandOver(ctx context.Context, who gov.Actor, key string, o Offer) (*Shift, error) {
	cmd := act.Command{Action: "handOverShift", Actor: who, Key: key, Input: o, Claims: []string{claim(who.Post)}}
	return act.Do(ctx, d.Act, cmd, func(p *act.Prep) (*Shift, error) {
		s, list, err := d.own(ctx, p)
		if err != nil {
			return nil, err
		}
		if err := o.check(len(list)); err != nil {
			return nil, err
		}
		if err := s.to(Offered); err != nil {
			return nil, err
		}
		keys, err := p.Keys(0)
		if err != nil {
			return nil, err
		}
		if o.Note != "" {
			s.note = base64.StdEncoding.EncodeToString(keys.Encrypt(labelNote, []byte(o.Note)))
		}
		s.Offered, s.Originals = p.Now(), int64(len(list))
		if s.Drafts, err = d.Drafts(ctx, p.Q(), who.Account); err != nil {
			return nil, err
		}
		if s.Ticket, err = d.Serving(ctx, p.Q(), s.Hall, s.Post, p.Now().Date()); err != nil {
			return nil, err
		}
		if err := p.Update(table, s.row(), s.rev); err != nil {
			return nil, err
		}
		return s, s.event(p, "hall.shift_offered")
	})
}

// TakeOver signs for a shift that another one of the hall has offered (action
// takeOverShift): that one ends, the actor's begins at the same window with what lay
// there. Nobody takes over from himself.
func (d Desk) TakeOver(ctx context.Context, who gov.Actor, key string, id gov.ID, o Offer) (*Shift, error) {
	cmd := act.Command{Action: "takeOverShift", Actor: who, Key: key, Input: o, Claims: []string{"shift/" + id.String(), claim(who.Post)}}
	return act.Do(ctx, d.Act, cmd, func(p *act.Prep) (*Shift, error) {
		s, err := load(ctx, p.Q(), id)
		if err != nil {
			return nil, err
		}
		if err := p.Authorise(s.resource(s.Person)); err != nil {
			return nil, err
		}
		list, err := Held(ctx, p.Q(), s.ID)
		if err != nil {
			return nil, err
		}
		if err := o.check(len(list)); err != nil {
			return nil, err
		}
		if s.State != Offered {
			return nil, gov.Conflict("reception.shift_state")
		}
		return d.change(ctx, p, s, list)
	})
}

// change ends a shift and moves what it answered for to the actor's: his own if his
// window is open, else one that begins at his window.
func (d Desk) change(ctx context.Context, p *act.Prep, s *Shift, list []*Original) (*Shift, error) {
	if err := s.to(Closed); err != nil {
		return nil, err
	}
	s.Closed = p.Now()
	if err := p.Update(table, s.row(), s.rev); err != nil {
		return nil, err
	}
	if err := s.event(p, "hall.shift_closed"); err != nil {
		return nil, err
	}
	fresh, err := Open(ctx, p.Q(), p.Who().Post)
	if err != nil {
		return nil, err
	}
	if fresh == nil || fresh.ID == s.ID {
		h, err := d.Halls.In(ctx, p, s.Hall)
		if err != nil {
			return nil, err
		}
		if fresh, err = begin(p, h, s.ID); err != nil {
			return nil, err
		}
	}
	for _, o := range list {
		o.Shift = fresh.ID
		if err := p.Update(originalTable, o.row(), o.rev); err != nil {
			return nil, err
		}
	}
	return fresh, nil
}

// Recall takes an offer back that nobody has taken up (action openShift).
func (d Desk) Recall(ctx context.Context, who gov.Actor, key string) (*Shift, error) {
	cmd := act.Command{Action: "openShift", Actor: who, Key: key, Claims: []string{claim(who.Post)}}
	return act.Do(ctx, d.Act, cmd, func(p *act.Prep) (*Shift, error) {
		s, _, err := d.own(ctx, p)
		if err != nil {
			return nil, err
		}
		if err := s.to(Opened); err != nil {
			return nil, err
		}
		s.Offered, s.note = 0, ""
		if err := p.Update(table, s.row(), s.rev); err != nil {
			return nil, err
		}
		return s, s.event(p, "hall.shift_recalled")
	})
}

// End closes the actor's window at the end of the day (action closeShift): only when no
// original lies there and no number is being served.
func (d Desk) End(ctx context.Context, who gov.Actor, key string) (*Shift, error) {
	cmd := act.Command{Action: "closeShift", Actor: who, Key: key, Claims: []string{claim(who.Post)}}
	return act.Do(ctx, d.Act, cmd, func(p *act.Prep) (*Shift, error) {
		s, list, err := d.own(ctx, p)
		if err != nil {
			return nil, err
		}
		if len(list) > 0 {
			return nil, gov.Conflict("reception.originals_left").With("n", len(list))
		}
		serving, err := d.Serving(ctx, p.Q(), s.Hall, s.Post, p.Now().Date())
		if err != nil {
			return nil, err
		}
		if serving != 0 {
			return nil, gov.Conflict("reception.still_serving")
		}
		if err := s.to(Closed); err != nil {
			return nil, err
		}
		s.Closed = p.Now()
		if err := p.Update(table, s.row(), s.rev); err != nil {
			return nil, err
		}
		return s, s.event(p, "hall.shift_closed")
	})
}

// Deposit is an original that is left at the window.
type Deposit struct {
	Target gov.ID `json:"target"`
	Code   string `json:"code"`
	Copies int64  `json:"copies"`
}

// maxCopies bounds one deposit.
const maxCopies = 99

// Keep notes an original that stays at the window (action keepOriginal).
func (d Desk) Keep(ctx context.Context, who gov.Actor, key string, in Deposit) (*Original, error) {
	cmd := act.Command{Action: "keepOriginal", Actor: who, Key: key, Input: in, Claims: []string{claim(who.Post)}}
	return act.Do(ctx, d.Act, cmd, func(p *act.Prep) (*Original, error) {
		s, _, err := d.own(ctx, p)
		if err != nil {
			return nil, err
		}
		if in.Target == 0 || in.Code == "" || len(in.Code) > 60 || in.Copies < 1 || in.Copies > maxCopies {
			return nil, gov.Invalid("reception.deposit").At("copies", "reception.deposit_copies")
		}
		o := &Original{ID: p.NewID(), Hall: s.Hall, Target: in.Target, Code: in.Code, Copies: in.Copies, Shift: s.ID, State: held, At: p.Now(), division: s.division, account: who.Account}
		if err := p.Insert(originalTable, o.row()); err != nil {
			return nil, err
		}
		return o, o.event(p, "hall.original_kept")
	})
}

// GiveBack notes that an original is back with its owner (action returnOriginal).
func (d Desk) GiveBack(ctx context.Context, who gov.Actor, key string, id gov.ID) (*Original, error) {
	cmd := act.Command{Action: "returnOriginal", Actor: who, Key: key, Input: id, Claims: []string{"original/" + id.String()}}
	return act.Do(ctx, d.Act, cmd, func(p *act.Prep) (*Original, error) {
		o, err := loadOriginal(ctx, p.Q(), id)
		if err != nil {
			return nil, err
		}
		if err := p.Authorise(reception.Of(o.ID, o.Hall, o.division, 0, 0)); err != nil {
			return nil, err
		}
		if o.State != held {
			return nil, gov.Conflict("reception.original_back")
		}
		o.State, o.Back, o.backBy = returned, p.Now(), who.Account
		if err := p.Update(originalTable, o.row(), o.rev); err != nil {
			return nil, err
		}
		return o, o.event(p, "hall.original_returned")
	})
}

func (o *Original) event(p *act.Prep, name string) error {
	return p.Event(name, reception.Stream("original", o.ID), seal.Data{"hall": o.Hall, "target": o.Target, "code": o.Code, "copies": o.Copies, "shift": o.Shift})
}

// Board is what a hall's clerks see of its windows.
type Board struct {
	Own   *Shift                 `json:"own,omitempty"` // the actor's
	Live  []*Shift               `json:"live"`
	Held  map[gov.ID][]*Original `json:"held"` // by shift
	Notes map[gov.ID]string      `json:"notes,omitempty"`
}

// See reads the windows of the actor's hall with what lies there (action seeHall); the
// reading is recorded, because the notes of hand-overs are shown.
func (d Desk) See(ctx context.Context, who gov.Actor) (*Board, error) {
	return act.Do(ctx, d.Act, act.Command{Action: "seeHall", Actor: who}, func(p *act.Prep) (*Board, error) {
		if err := p.Authorise(reception.Of(0, who.Department, who.Division, 0, 0)); err != nil {
			return nil, err
		}
		b := &Board{Held: map[gov.ID][]*Original{}, Notes: map[gov.ID]string{}}
		var err error
		if b.Live, err = Live(ctx, p.Q(), who.Department); err != nil {
			return nil, err
		}
		keys, err := p.Keys(0)
		if err != nil {
			return nil, err
		}
		for _, s := range b.Live {
			if s.Post == who.Post && s.Account == who.Account {
				b.Own = s
			}
			if b.Held[s.ID], err = Held(ctx, p.Q(), s.ID); err != nil {
				return nil, err
			}
			if b.Notes[s.ID], err = s.words(keys); err != nil {
				return nil, err
			}
		}
		p.Note("hall.seen", "hall-read", seal.Data{"hall": who.Department, "shifts": len(b.Live)})
		return b, nil
	})
}

// words opens the note of a hand-over; empty when there is none.
func (s *Shift) words(keys *vault.Keys) (string, error) {
	if s.note == "" {
		return "", nil
	}
	sealed, err := base64.StdEncoding.DecodeString(s.note)
	if err != nil {
		return "", err
	}
	plain, err := keys.Decrypt(labelNote, sealed)
	return string(plain), err
}
