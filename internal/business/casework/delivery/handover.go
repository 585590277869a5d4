package delivery

import (
	"context"
	"unicode/utf8"

	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/business/casework/procedure"
	"holon.example/holon/internal/business/mandate"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
)

// The ways in which something is delivered.
const (
	Counter    = "counter"
	Post       = "post"
	Electronic = "electronic"
)

// Who signs at the window.
const (
	ByApplicant = "applicant"
	ByDelegate  = "delegate"
)

// Handover is what is said of a delivery besides its way.
type Handover = procedure.Handover

// Dispatch is a parcel that was posted.
type Dispatch = procedure.Dispatch

const maxNumber = 40

// Record is one delivery.
type Record struct {
	ID        gov.ID   `json:"id"`
	Case      gov.ID   `json:"case"`
	Matter    gov.ID   `json:"matter"`
	Way       string   `json:"way"`
	Number    string   `json:"number,omitempty"`
	Receiver  string   `json:"receiver,omitempty"`
	Person    gov.ID   `json:"person,omitempty"` // who signed
	Mandate   gov.ID   `json:"mandate,omitempty"`
	Signature gov.ID   `json:"signature,omitempty"` // material of the case
	Consent   bool     `json:"consent,omitempty"`
	Post      gov.ID   `json:"post,omitempty"` // of the clerk
	Sent      gov.Time `json:"sent"`
	Received  gov.Time `json:"received"`
	Late      bool     `json:"late,omitempty"` // after the ten days

	rev int64
}

// Desk checks deliveries of one matter inside a command.
type Desk struct {
	P      *act.Prep
	Case   *casefile.Case
	Matter *casefile.Matter
	Wish   string // how the applicant's form asks for it
	Signed bool   // the signed slip was handed in
	// Collected is who signed for it at the counter before, found there by document; nil
	// if nobody has.
	Collected *Signatory
}

// Signatory is who signed for a result.
type Signatory struct {
	Person  gov.ID
	Mandate gov.ID // 0: the applicant, or the head of the firm
}

// Check tells what is wrong with a delivery, and gives its record.
func (d Desk) Check(ctx context.Context, way string, h *Handover) (*Record, error) {
	if h == nil {
		h = &Handover{}
	}
	who, now := d.P.Who(), d.P.Now()
	r, err := Of(ctx, d.P.Q(), d.Matter.ID)
	if err != nil {
		return nil, err
	}
	if r == nil {
		r = &Record{Case: d.Case.ID, Matter: d.Matter.ID, Sent: now}
	}
	r.Way, r.Post, r.Received = way, who.Post, now
	switch way {
	case Electronic:
		if r.Consent = h.Consent || d.Wish == Electronic; !r.Consent {
			return nil, gov.Invalid("delivery.handover").At("handover.consent", "delivery.consent")
		}
	case Counter:
		if s := d.Collected; s != nil {
			r.Receiver, r.Person, r.Mandate = ByApplicant, s.Person, s.Mandate
			if s.Mandate != 0 {
				r.Receiver = ByDelegate
			}
			return r, nil
		}
		return r, d.signed(ctx, r, h)
	case Post:
		return r, d.posted(r, h)
	default:
		return nil, gov.Invalid("delivery.way").At("result", "delivery.way")
	}
	return r, nil
}

// signed checks who takes it at the window.
func (d Desk) signed(ctx context.Context, r *Record, h *Handover) error {
	e := gov.Invalid("delivery.handover")
	if h.Receiver != ByApplicant && h.Receiver != ByDelegate || (h.Receiver == ByDelegate) != (h.Delegate != 0) {
		e.At("handover.receiver", "delivery.receiver")
	}
	if !d.Signed {
		e.At("handover.signature", "delivery.signature")
	}
	if len(e.Fields) > 0 {
		return e
	}
	r.Receiver, r.Person = h.Receiver, d.Case.Person
	if h.Receiver == ByApplicant {
		return nil
	}
	p := d.P
	present, err := mandate.IsPresent(ctx, p.Q(), p.Who().Account, h.Delegate, p.Now().Date())
	if err != nil {
		return err
	}
	if !present {
		return p.Refuse(gov.Forbidden("helper-needs-presence"), d.Case.Resource(d.Matter))
	}
	r.Person = h.Delegate
	r.Mandate, err = mandate.Held(ctx, p.Q(), h.Delegate, mandate.Collect, d.Case.Target(), p.Now().Date())
	if err == nil && r.Mandate == 0 {
		err = p.Refuse(gov.Forbidden("delegate-needs-mandate"), d.Case.Resource(d.Matter))
	}
	return err
}

// posted checks a parcel whose slip is back.
func (d Desk) posted(r *Record, h *Handover) error {
	if h.Number != "" {
		r.Number = h.Number
	}
	if err := checkNumber(r.Number, "handover.number"); err != nil {
		return err
	}
	_, err := gov.ParseDate(string(h.Received))
	if today := d.P.Now().Date(); err != nil || h.Received > today || h.Received < d.Matter.Decided.Date() {
		return gov.Invalid("delivery.handover").At("handover.received", "delivery.received")
	}
	r.Received = min(h.Received.End(), d.P.Now())
	return nil
}

func checkNumber(n, path string) error {
	if n == "" || len(n) > maxNumber || !utf8.ValidString(n) {
		return gov.Invalid("delivery.handover").At(path, "delivery.number")
	}
	return nil
}

// Posted records that a parcel is under way; it is not delivered yet.
func (d Desk) Posted(ctx context.Context, number string) (*Record, error) {
	if err := checkNumber(number, "number"); err != nil {
		return nil, err
	}
	old, err := Of(ctx, d.P.Q(), d.Matter.ID)
	if err != nil {
		return nil, err
	}
	if old != nil {
		return nil, gov.Conflict("delivery.posted")
	}
	r := &Record{Case: d.Case.ID, Matter: d.Matter.ID, Way: Post, Number: number, Post: d.P.Who().Post, Sent: d.P.Now()}
	return r, r.Put(d.P)
}
