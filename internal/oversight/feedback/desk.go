package feedback

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"net/url"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/org"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/sqldb"
	"holon.example/holon/internal/infra/todo"
)

// Names of events that others follow.
const (
	given    = "rating.given"
	followed = "rating.followed"
)

// TaskKind is the kind of the work items of bad ratings, and of what they refer to.
const TaskKind = "rating"

// Limits of the follow-up in the table of limits.
const (
	verifyRule = "R1"
	mendRule   = "R2"
)

// Config is what a desk of ratings needs; app wires it.
type Config struct {
	Act  *act.Engine
	Base string // address by which people reach the site
	Key  []byte // of the codes in links
	// Service tells of a case what is rated; NotFound when there is none.
	Service func(ctx context.Context, p *act.Prep, id gov.ID) (Service, error)
	// Due gives the last day of a step of the follow-up, and the day of the prompt
	// before it; see rule/clock.
	Due func(rule string, from gov.Date) (prompt, last gov.Date, err error)
	// Least gives the number of ratings from which a region shows more than their number;
	// 0: the usual one.
	Least func(division string) int64
}

// Desk takes ratings and has bad ones followed up.
type Desk struct{ Config }

// New makes a desk.
func New(c Config) *Desk { return &Desk{c} }

const codeLen = 16

// Code is what a link to rate holds, so that it is given only by who was served.
func (d *Desk) Code(a About) string {
	m := hmac.New(sha256.New, d.Key)
	m.Write([]byte("rate/" + a.text()))
	return base32.StdEncoding.EncodeToString(m.Sum(nil))[:codeLen]
}

// Link is where a case or a visit is rated without signing in; a QR code at the window
// holds it.
func (d *Desk) Link(a About) string {
	q := url.Values{"k": {d.Code(a)}}
	if a.Visit != "" {
		q.Set("visit", string(a.Visit))
	}
	return d.Base + "/rate/" + a.Case.String() + "?" + q.Encode()
}

// asked is what a rating is about, to who may know it: he who has the code, or whose
// case it is.
func (d *Desk) asked(ctx context.Context, p *act.Prep, who gov.Actor, a About, code string) (Service, error) {
	s, err := d.Service(ctx, p, a.Case)
	if err != nil && gov.KindOf(err) != gov.KindNotFound {
		return s, err
	}
	own := err == nil && (who.Kind == gov.Citizen || who.Kind == gov.Agent) && (s.Applicant == who.Subject || s.Applicant == who.Person)
	if err != nil || !own && !hmac.Equal([]byte(code), []byte(d.Code(a))) {
		r := &Rating{ID: a.Case}
		return s, p.Refuse(gov.Forbidden("rating-who-was-served"), r.resource(0))
	}
	return s, nil
}

// Seen is what the page of a rating knows: what it is about, and what was said.
type Seen struct {
	Item    string  `json:"item"`
	Decided bool    `json:"decided"`
	Rating  *Rating `json:"rating,omitempty"` // nil: not rated yet
}

// Look tells what a rating is about and whether it was given (action giveRating).
func (d *Desk) Look(ctx context.Context, who gov.Actor, a About, code string) (*Seen, error) {
	return act.Do(ctx, d.Act, act.Command{Action: "giveRating", Actor: quiet(who)}, func(p *act.Prep) (*Seen, error) {
		s, err := d.asked(ctx, p, who, a, code)
		if err != nil {
			return nil, err
		}
		if err := p.Authorise((&Rating{Department: s.Department, Division: s.Division}).resource(s.Applicant)); err != nil {
			return nil, err
		}
		p.Note("rating.looked", "read", seal.Data{"item": s.Item})
		out := &Seen{Item: s.Item, Decided: s.Decided || a.Visit != ""}
		out.Rating, _, err = load(ctx, p, "about = $1", p.BlindIndex("rating.about", a.text()))
		return out, err
	})
}

// quiet leaves out who rates, so that the log does not tell; an officer stays one, and
// is refused.
func quiet(who gov.Actor) gov.Actor {
	if who.Kind == gov.Officer {
		return who
	}
	return gov.Actor{Kind: gov.Nobody, Channel: who.Channel, Request: who.Request}
}

// Give gives a rating (action giveRating). Errors name their fields; Conflict when it
// was given before, or when there is nothing to rate yet.
func (d *Desk) Give(ctx context.Context, who gov.Actor, a About, code string, o Opinion) (*Rating, error) {
	cmd := act.Command{Action: "giveRating", Actor: quiet(who), Claims: []string{"rated/" + a.Case.String()}}
	return act.Do(ctx, d.Act, cmd, func(p *act.Prep) (*Rating, error) {
		s, err := d.asked(ctx, p, who, a, code)
		if err != nil {
			return nil, err
		}
		r := newRating(p, s, a, o)
		if err := p.Authorise(r.resource(s.Applicant)); err != nil {
			return nil, err
		}
		if err := o.check(); err != nil {
			return nil, err
		}
		if err := first(ctx, p, r, s, a); err != nil {
			return nil, err
		}
		r.Words = Words{Reasons: o.Reasons, Text: o.Text}
		if o.Named {
			r.No = s.No
		}
		if o.Level <= Bad {
			r.State = Open
			if err := d.open(p, r, verifyRule); err != nil {
				return nil, err
			}
		}
		if err := r.put(p); err != nil {
			return nil, err
		}
		return r, r.event(p, given)
	})
}

func newRating(p *act.Prep, s Service, a About, o Opinion) *Rating {
	r := &Rating{
		ID: p.NewID(), Item: s.Item, Division: s.Division, Department: s.Department, Level: o.Level, Channel: channel(a), State: Noted, Made: p.Now(),
		about: p.BlindIndex("rating.about", a.text()),
	}
	if a.Visit != "" && s.Window != 0 {
		r.Department = s.Window
	}
	return r
}

// first refuses a rating that comes too early or a second time.
func first(ctx context.Context, p *act.Prep, r *Rating, s Service, a About) error {
	if a.Visit == "" && !s.Decided {
		return gov.Conflict("rating.too_early")
	}
	_, found, err := load(ctx, p, "about = $1", r.about)
	if err == nil && found {
		err = gov.Conflict("rating.twice")
	}
	return err
}

func channel(a About) string {
	if a.Visit != "" {
		return "counter"
	}
	return "portal"
}

// open opens a work item of the follow-up with its day.
func (d *Desk) open(p *act.Prep, r *Rating, rule string) error {
	prompt, last, err := d.Due(rule, p.Now().Date())
	if err != nil {
		return err
	}
	r.Due = last
	r.task, err = todo.Open(p, todo.Item{
		Kind: TaskKind, Title: "task.rating." + string(r.State), Ref: todo.Ref{Kind: TaskKind, ID: r.ID}, About: r.Item,
		Whom: todo.Whom{Department: r.Department, Role: org.Approver}, Warn: prompt.Start(), Due: last.End(),
	})
	return err
}

// Open opens a bad rating for who follows it up (action openRating).
func (d *Desk) Open(ctx context.Context, who gov.Actor, id gov.ID) (*Rating, error) {
	return act.Do(ctx, d.Act, act.Command{Action: "openRating", Actor: who}, func(p *act.Prep) (*Rating, error) {
		r, err := d.one(ctx, p, id)
		if err != nil {
			return nil, err
		}
		p.Note("rating.opened", "read", seal.Data{"rating": id, "department": who.Department})
		return r, nil
	})
}

func (d *Desk) one(ctx context.Context, p *act.Prep, id gov.ID) (*Rating, error) {
	r, found, err := load(ctx, p, "id = $1", id)
	if err == nil && !found {
		err = gov.NotFound("rating.none")
	}
	if err != nil {
		return nil, err
	}
	return r, p.Authorise(r.resource(0))
}

// Follow says what was found, and later what was mended (action followRating). What is
// confirmed is to be mended, with a day of its own.
func (d *Desk) Follow(ctx context.Context, who gov.Actor, key string, id gov.ID, f Finding) (*Rating, error) {
	cmd := act.Command{Action: "followRating", Actor: who, Key: key, Input: f, Claims: []string{stream(id)}}
	return act.Do(ctx, d.Act, cmd, func(p *act.Prep) (*Rating, error) {
		r, err := d.one(ctx, p, id)
		if err != nil {
			return nil, err
		}
		if err := r.next(f); err != nil {
			return nil, err
		}
		if _, err := todo.Done(ctx, p, r.task, f.Result); err != nil {
			return nil, err
		}
		r.task, r.Due = 0, ""
		if r.State == Confirmed {
			if err := d.open(p, r, mendRule); err != nil {
				return nil, err
			}
		}
		if err := r.put(p); err != nil {
			return nil, err
		}
		return r, r.event(p, followed)
	})
}

// Figure gives the figures of an item to everybody.
func (d *Desk) Figure(ctx context.Context, division, item string) (f Figure, err error) {
	err = d.Act.Read(ctx, func(q *sqldb.Q) error {
		f, err = Of(ctx, q, division, item)
		return err
	})
	if f.Least = d.Least(division); f.Least == 0 {
		f.Least = UsualLeast
	}
	return f, err
}
