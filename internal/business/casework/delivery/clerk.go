package delivery

import (
	"context"

	"holon.example/holon/internal/business/casework/caseclock"
	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/business/casework/procedure"
	"holon.example/holon/internal/business/casework/wording"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/letter"
	"holon.example/holon/internal/infra/seal"
)

// Codes of the signed slip among the materials, and of the form's field that says how
// the applicant wants the result.
const (
	signatureCode = "signature"
	wishField     = "deliveryWay"
	page          = "deliver"
	action        = "deliverResult"
)

// Clerk delivers what was decided.
type Clerk struct {
	AtStep procedure.AtStep
	// Collected tells who signed for the result of a matter at the counter; nil if nobody
	// has, or where there is no counter.
	Collected func(ctx context.Context, q *act.Q, caseID, matterID gov.ID) (*Signatory, error)
}

// Deliver records that the applicant has what was decided (action deliverResult):
// handed over against a signature, posted and received, or electronic with consent;
// ten working days at most (§44).
func (k *Clerk) Deliver(ctx context.Context, who gov.Actor, key string, caseID gov.ID, st procedure.Step) (*procedure.Progress, error) {
	w := procedure.Work{Action: action, Who: who, Key: key, Input: st, Case: caseID, Page: page, Step: &st}
	if st.Handover != nil && st.Handover.Signature != "" {
		w.Papers = []string{st.Handover.Signature}
	}
	return k.AtStep(ctx, w, func(ctx context.Context, f procedure.File) error {
		r, err := k.handover(ctx, f, &st)
		if err != nil {
			return err
		}
		if len(w.Papers) > 0 {
			if r.Signature, err = f.Keep(ctx, signatureCode, w.Papers[0]); err != nil {
				return err
			}
		}
		if err := delivered(ctx, f, r); err != nil {
			return err
		}
		return f.Event("matter.delivered", seal.Data{"manner": r.Way, "receiver": r.Receiver, "person": r.Person, "late": r.Late, "on": r.Received})
	})
}

func (k *Clerk) handover(ctx context.Context, f procedure.File, st *procedure.Step) (*Record, error) {
	wish, err := f.Answer(wishField)
	if err != nil {
		return nil, err
	}
	d := Desk{P: f.Prep(), Case: f.Case(), Matter: f.Matter(), Wish: wish, Signed: st.Handover != nil && st.Handover.Signature != ""}
	if k.Collected != nil {
		if d.Collected, err = k.Collected(ctx, d.P.Q(), d.Case.ID, d.Matter.ID); err != nil {
			return nil, err
		}
	}
	return d.Check(ctx, st.Result, st.Handover)
}

// delivered ends the clock of the delivery, writes its record and the receipt of it,
// and notes it at the letter that was delivered.
func delivered(ctx context.Context, f procedure.File, r *Record) error {
	m := f.Matter()
	if c := f.Running(caseclock.Delivery); c != nil {
		r.Late = r.Received > c.Due
	}
	if m.State == casefile.Decided {
		if err := m.To(casefile.Delivered); err != nil {
			return err
		}
		m.Delivered = r.Received
		f.Changed()
	}
	if err := f.Finish(caseclock.Delivery); err != nil {
		return err
	}
	if err := r.Put(f.Prep()); err != nil {
		return err
	}
	if err := noteLetter(ctx, f, r); err != nil {
		return err
	}
	by := r.Receiver
	if by == "" {
		by = ByApplicant
	}
	return f.LetterIf(ctx, "delivery_receipt", map[string]string{
		"way": wording.Word("delivery.way_"+r.Way, nil), "receiver": wording.Word("delivery.by_"+by, nil), "parcel": r.Number,
		"deliveredOn": wording.Day(r.Received.Date()), "decidedOn": wording.Day(m.Decided.Date()),
	})
}

// noteLetter notes the delivery at the printed decision. One that is still being
// printed is noted in the record only.
func noteLetter(ctx context.Context, f procedure.File, r *Record) error {
	p := f.Prep()
	all, err := letter.About(ctx, p.Q(), letter.Ref{Kind: "case", ID: f.Case().ID})
	if err != nil {
		return err
	}
	for _, l := range all {
		if l.Ref.Part != f.Matter().ID.String() || l.State != letter.Rendered || l.Kind != letter.Grant && l.Kind != letter.Refuse && l.Kind != letter.Guidance {
			continue
		}
		at := max(r.Received, l.Created)
		if _, err := letter.Deliver(ctx, p, l.ID, letter.Delivery{Channel: r.Way, At: min(at, p.Now()), Proof: r.Number}); err != nil {
			return err
		}
	}
	return nil
}

// Dispatch records that the result was posted (action deliverResult): the step stays
// open, and its clock runs, until the slip is back.
func (k *Clerk) Dispatch(ctx context.Context, who gov.Actor, key string, caseID gov.ID, in Dispatch) (r *Record, err error) {
	w := procedure.Work{Action: action, Who: who, Key: key, Input: in, Case: caseID, Page: page, Task: in.Task}
	_, err = k.AtStep(ctx, w, func(ctx context.Context, f procedure.File) error {
		r, err = Desk{P: f.Prep(), Case: f.Case(), Matter: f.Matter()}.Posted(ctx, in.Number)
		if err != nil {
			return err
		}
		return f.Event("matter.posted", seal.Data{"delivery": r.ID})
	})
	return r, err
}
