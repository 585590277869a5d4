package collect

import (
	"context"
	"slices"

	"holon.example/holon/internal/business/mandate"
	"holon.example/holon/internal/business/reception"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/sqldb"
)

// Methods are how the identity of a recipient is checked; the codes of the choice.
var Methods = []string{"card", "electronic", "passport"}

// The qualities in which somebody collects a result.
const (
	Holder   = "holder"
	Head     = "head"
	Delegate = "delegate"
)

// Whose is what collecting must know of a case.
type Whose struct {
	Applicant gov.ID
	Name      string // id of the item or package
	Division  string
	Matters   []gov.ID // whose result is ready to be handed out
}

// Desk hands results out.
type Desk struct {
	Act *act.Engine
	// Case tells whose case it is.
	Case func(ctx context.Context, q *sqldb.Q, id gov.ID) (Whose, error)
	// Firms lists the firms whose legal representative a person is.
	Firms func(ctx context.Context, q *sqldb.Q, person gov.ID) ([]gov.ID, error)
	// File tells that a picture was handed in by the actor.
	File func(ctx context.Context, who gov.Actor, blob string) error
}

// Handing is what the clerk says when he hands a result out.
type Handing struct {
	Case      gov.ID `json:"case"`
	Matter    gov.ID `json:"matter"`
	Recipient gov.ID `json:"recipient"`
	Method    string `json:"method"`
	Signed    bool   `json:"signed"`              // the recipient has signed, on paper or pad
	Signature string `json:"signature,omitempty"` // picture of it: content address
}

// Collection is a result that was signed for.
type Collection struct {
	ID        gov.ID   `json:"id"`
	Case      gov.ID   `json:"case"`
	Matter    gov.ID   `json:"matter"`
	Recipient gov.ID   `json:"recipient"`
	Quality   string   `json:"quality"`
	Mandate   gov.ID   `json:"mandate,omitempty"`
	Method    string   `json:"method"`
	Signature string   `json:"signature,omitempty"`
	At        gov.Time `json:"at"`

	hall     gov.ID
	division string
	account  gov.ID
	rev      int64
}

// Record notes that a result was handed out and signed for (action recordCollection).
func (d Desk) Record(ctx context.Context, who gov.Actor, key string, in Handing) (*Collection, error) {
	var noFile error
	if in.Signature != "" {
		noFile = d.File(ctx, who, in.Signature)
	}
	cmd := act.Command{Action: "recordCollection", Actor: who, Key: key, Input: in, Claims: []string{"collection/" + in.Matter.String()}}
	return act.Do(ctx, d.Act, cmd, func(p *act.Prep) (*Collection, error) {
		w, err := d.Case(ctx, p.Q(), in.Case)
		if err != nil {
			return nil, err
		}
		if err := p.Authorise(reception.Of(in.Case, who.Department, w.Division, 0, w.Applicant)); err != nil {
			return nil, err
		}
		if noFile != nil {
			return nil, noFile
		}
		if err := in.check(w); err != nil {
			return nil, err
		}
		if old, err := of(ctx, p.Q(), in.Matter); err != nil || old != nil {
			if err == nil {
				err = gov.Conflict("reception.collected")
			}
			return nil, err
		}
		c := &Collection{ID: p.NewID(), Case: in.Case, Matter: in.Matter, Recipient: in.Recipient, Method: in.Method, Signature: in.Signature, At: p.Now(), hall: who.Department, division: w.Division, account: who.Account}
		if err := d.entitled(ctx, p, c, w); err != nil {
			return nil, err
		}
		if err := p.Insert(table, c.row()); err != nil {
			return nil, err
		}
		return c, p.Event("hall.collected", reception.Stream("collection", c.ID), seal.Data{
			"hall": c.hall, "case": c.Case, "matter": c.Matter, "subject": w.Applicant, "recipient": c.Recipient, "quality": c.Quality, "mandate": c.Mandate, "method": c.Method, "signed": true,
		})
	})
}

func (in *Handing) check(w Whose) error {
	e := gov.Invalid("reception.collection")
	if in.Recipient == 0 {
		e.At("recipient", "reception.recipient")
	}
	if !slices.Contains(Methods, in.Method) {
		e.At("method", "reception.method")
	}
	if !in.Signed {
		e.At("signed", "reception.not_signed")
	}
	if !slices.Contains(w.Matters, in.Matter) {
		e.At("matter", "reception.nothing_to_collect")
	}
	if len(e.Fields) > 0 {
		return e
	}
	return nil
}

// entitled finds in what quality the recipient may take the result.
func (d Desk) entitled(ctx context.Context, p *act.Prep, c *Collection, w Whose) error {
	today, refuse := p.Now().Date(), func(rule string) error {
		return p.Refuse(gov.Forbidden(rule), reception.Of(c.Case, c.hall, c.division, 0, w.Applicant))
	}
	here, err := mandate.IsPresent(ctx, p.Q(), c.account, c.Recipient, today)
	if err != nil {
		return err
	}
	if !here {
		return refuse("collect-needs-presence")
	}
	if c.Recipient == w.Applicant {
		c.Quality = Holder
		return nil
	}
	firms, err := d.Firms(ctx, p.Q(), c.Recipient)
	if err != nil {
		return err
	}
	if slices.Contains(firms, w.Applicant) {
		c.Quality = Head
		return nil
	}
	c.Quality = Delegate
	if c.Mandate, err = mandate.Held(ctx, p.Q(), c.Recipient, mandate.Collect, mandate.Target{Principal: w.Applicant, Name: w.Name, Case: c.Case}, today); err != nil {
		return err
	}
	if c.Mandate == 0 {
		return refuse("collect-needs-mandate")
	}
	return nil
}
