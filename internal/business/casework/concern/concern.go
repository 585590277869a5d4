package concern

import (
	"context"
	"unicode/utf8"

	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/business/casework/procedure"
	"holon.example/holon/internal/business/casework/wording"
	"holon.example/holon/internal/business/mandate"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/calendar"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/sqldb"
)

// States of a notice. Silence is no state: the term has passed without a word.
const (
	Told   = "told"
	Stated = "stated"
)

// Concern is the notice to one third party, and what he said.
type Concern struct {
	ID       gov.ID   `json:"id"`
	Case     gov.ID   `json:"case"`
	Matter   gov.ID   `json:"matter"`
	Party    gov.ID   `json:"party"`
	State    string   `json:"state"`
	Until    gov.Date `json:"until"` // last day for a statement
	Letter   gov.ID   `json:"letter"`
	Told     gov.Time `json:"told"`
	Answered gov.Time `json:"answered"`
	Way      string   `json:"way,omitempty"`   // channel of the statement
	Why      string   `json:"why,omitempty"`   // what interest
	Words    string   `json:"words,omitempty"` // statement

	why, words []byte
	rev        int64
}

// Config is what notices need; app wires it.
type Config struct {
	Act      *act.Engine
	Amend    procedure.Amend
	Calendar func() *calendar.Calendar
	// Match finds the person or firm a party names by number and name; 0 if there is none.
	Match func(ctx context.Context, p *act.Prep, party mandate.Party) (gov.ID, error)
	Name  func(ctx context.Context, p *act.Prep, subject gov.ID) (string, error)
}

// Desk performs the use cases of notices to third parties.
type Desk struct{ Config }

// New makes a desk.
func New(c Config) *Desk { return &Desk{c} }

const (
	maxText     = 4000
	defaultDays = 5 // working days for a statement, where the officer names no day; no law sets them
	maxDays     = 60
)

// Notice is what a third party is told.
type Notice struct {
	Matter gov.ID        `json:"matter"`
	Party  mandate.Party `json:"party"`
	Why    string        `json:"why"`
	Until  gov.Date      `json:"until,omitempty"`
}

// Tell gives a third party notice of the matter (action tellThirdParty).
func (d *Desk) Tell(ctx context.Context, who gov.Actor, key string, caseID gov.ID, in Notice) (c *Concern, err error) {
	a := procedure.Amendment{Action: "tellThirdParty", Who: who, Key: key, Input: in, Case: caseID, Matter: in.Matter}
	err = d.Amend(ctx, a, func(ctx context.Context, f procedure.File) error {
		c, err = d.tell(ctx, f, in)
		return err
	})
	return c, err
}

func (d *Desk) tell(ctx context.Context, f procedure.File, in Notice) (*Concern, error) {
	p, m := f.Prep(), f.Matter()
	if m == nil || m.State != casefile.Open && m.State != casefile.Paused {
		return nil, gov.Conflict("concern.not_now")
	}
	if err := d.check(p, &in); err != nil {
		return nil, err
	}
	party, err := d.Match(ctx, p, in.Party)
	if err != nil {
		return nil, err
	}
	switch {
	case party == 0:
		return nil, gov.Invalid("concern.notice").At("party.number", "mandate.unknown_party")
	case party == f.Case().Applicant || party == f.Case().Person:
		return nil, gov.Invalid("concern.notice").At("party.number", "concern.applicant")
	}
	old, err := ofMatter(ctx, p.Q(), m.ID)
	if err != nil {
		return nil, err
	}
	for _, o := range old {
		if o.Party == party {
			return nil, gov.Conflict("concern.twice")
		}
	}
	c := &Concern{ID: p.NewID(), Case: f.Case().ID, Matter: m.ID, Party: party, State: Told, Until: in.Until, Told: p.Now(), Why: in.Why}
	c.Letter, err = f.Letter(ctx, "third_party", procedure.Addressee{Party: party, Name: in.Party.Name}, map[string]string{"reasons": in.Why, "stateBy": wording.Day(in.Until)})
	if err != nil {
		return nil, err
	}
	if err := f.Event("concern.told", seal.Data{"concern": c.ID, "party": party, "until": c.Until, "letter": c.Letter}); err != nil {
		return nil, err
	}
	return c, c.put(p)
}

func (d *Desk) check(p *act.Prep, in *Notice) error {
	e := gov.Invalid("concern.notice")
	if n := utf8.RuneCountInString(in.Why); n == 0 || n > maxText {
		e.At("why", "concern.why")
	}
	today := p.Now().Date()
	if in.Until == "" {
		var err error
		if in.Until, err = d.Calendar().AddWorkdays(today, defaultDays); err != nil {
			return err
		}
	}
	if _, err := gov.ParseDate(string(in.Until)); err != nil || in.Until <= today || in.Until > today.AddDays(maxDays) {
		e.At("until", "concern.until")
	}
	if len(e.Fields) > 0 {
		return e
	}
	return nil
}

// Statement is what a third party says, himself or as the authority takes it down.
type Statement struct {
	Matter  gov.ID `json:"matter"`
	Concern gov.ID `json:"concern"`
	Words   string `json:"words"`
}

// State records the statement of a third party (action stateConcern): his own online,
// or taken down by the authority or the window.
func (d *Desk) State(ctx context.Context, who gov.Actor, key string, caseID gov.ID, in Statement) (c *Concern, err error) {
	a := procedure.Amendment{
		Action: "stateConcern", Who: who, Key: key, Input: in, Case: caseID, Matter: in.Matter,
		Resource: func(ctx context.Context, f procedure.File, r act.Resource) (act.Resource, error) {
			c, err := one(ctx, f, in.Concern)
			if err == nil && (who.Kind == gov.Citizen || who.Kind == gov.Agent) {
				r.Attrs["applicant"], r.Attrs["delegates"] = c.Party, []gov.ID{} // the applicant does not speak for him
			}
			return r, err
		},
	}
	err = d.Amend(ctx, a, func(ctx context.Context, f procedure.File) error {
		if c, err = one(ctx, f, in.Concern); err != nil {
			return err
		}
		if n := utf8.RuneCountInString(in.Words); n == 0 || n > maxText {
			return gov.Invalid("concern.statement").At("words", "concern.words")
		}
		if m := f.Matter(); c.State != Told || m.State != casefile.Open && m.State != casefile.Paused {
			return gov.Conflict("concern.not_now")
		}
		if err := c.open(f.Prep()); err != nil {
			return err
		}
		c.State, c.Words, c.Way, c.Answered = Stated, in.Words, who.Channel, f.Prep().Now()
		if err := f.Event("concern.stated", seal.Data{"concern": c.ID, "party": c.Party, "late": f.Prep().Now().Date() > c.Until}); err != nil {
			return err
		}
		return c.put(f.Prep())
	})
	return c, err
}

func one(ctx context.Context, f procedure.File, id gov.ID) (*Concern, error) {
	if f.Matter() == nil {
		return nil, gov.NotFound("concern.none")
	}
	all, err := ofMatter(ctx, f.Prep().Q(), f.Matter().ID)
	if err != nil {
		return nil, err
	}
	for _, c := range all {
		if c.ID == id {
			return c, nil
		}
	}
	return nil, gov.NotFound("concern.none")
}

// Before checks, before a matter is decided, that every third party has spoken or that
// his term is over (行政许可法§36: the authority must hear them).
func Before(ctx context.Context, p *act.Prep, matter gov.ID) error {
	all, err := ofMatter(ctx, p.Q(), matter)
	if err != nil {
		return err
	}
	for _, c := range all {
		if c.State == Told && p.Now().Date() <= c.Until {
			return gov.Conflict("concern.open").With("until", string(c.Until))
		}
	}
	return nil
}

// Parties lists the third parties of a matter.
func Parties(ctx context.Context, q *sqldb.Q, matter gov.ID) (out []gov.ID, err error) {
	all, err := ofMatter(ctx, q, matter)
	for _, c := range all {
		out = append(out, c.Party)
	}
	return out, err
}

// Mine shows a third party the notices given to him, with his own words (action
// listConcerns); of the case he sees nothing else.
func (d *Desk) Mine(ctx context.Context, who gov.Actor) ([]*Concern, error) {
	return act.Do(ctx, d.Act, act.Command{Action: "listConcerns", Actor: who}, func(p *act.Prep) ([]*Concern, error) {
		if err := p.Authorise(act.Resource{Type: "Case", Attrs: map[string]any{"applicant": who.Subject}}); err != nil {
			return nil, err
		}
		all, err := ofParty(ctx, p.Q(), who.Subject)
		if err != nil {
			return nil, err
		}
		for _, c := range all {
			if err := c.open(p); err != nil {
				return nil, err
			}
		}
		p.Note("concern.listed", "read", seal.Data{"subject": who.Subject, "shown": len(all)})
		return all, nil
	})
}

// OfCase reads the notices of a case with their words, for a command that has
// authorised and recorded the reading.
func OfCase(ctx context.Context, p *act.Prep, caseID gov.ID) ([]*Concern, error) {
	all, err := ofCase(ctx, p.Q(), caseID)
	if err != nil {
		return nil, err
	}
	for _, c := range all {
		if err := c.open(p); err != nil {
			return nil, err
		}
	}
	return all, nil
}
