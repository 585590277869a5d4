package casework

import (
	"context"
	"encoding/json"

	"holon.example/holon/internal/business/casework/apply"
	"holon.example/holon/internal/business/casework/caseclock"
	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/business/casework/delivery"
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
)

// Deliver records that the applicant has what was decided (action deliverResult):
// handed over against a signature, posted and received, or electronic with consent;
// ten working days at most (§44).
func (s *Service) Deliver(ctx context.Context, who gov.Actor, key string, caseID gov.ID, st Step) (*Progress, error) {
	slip, noSlip := s.slip(ctx, who, st.Handover)
	return s.step(ctx, call{"deliverResult", who, key, caseID}, st, func(t *task) (map[string]any, error) {
		if t.page() != "deliver" || t.m == nil {
			return nil, gov.Conflict("task.other_action").With("page", t.page())
		}
		if noSlip != nil {
			return nil, noSlip
		}
		r, err := t.handover(ctx, &st, len(slip) > 0)
		if err != nil {
			return nil, err
		}
		if r.Signature, err = t.keepSlip(ctx, slip); err != nil {
			return nil, err
		}
		if err := t.delivered(ctx, r); err != nil {
			return nil, err
		}
		return nil, t.event("matter.delivered", t.m, seal.Data{"manner": r.Way, "receiver": r.Receiver, "person": r.Person, "late": r.Late, "on": r.Received})
	})
}

// slip checks that the signed slip was handed in by the window.
func (s *Service) slip(ctx context.Context, who gov.Actor, h *delivery.Handover) ([]apply.Given, error) {
	if h == nil || h.Signature == "" {
		return nil, nil
	}
	slip, err := s.handedIn(ctx, who, []apply.Given{{Code: signatureCode, Name: signatureCode, Blob: h.Signature}})
	if gov.KindOf(err) == gov.KindInvalid && err != nil {
		err = gov.Invalid("delivery.handover").At("handover.signature", "blob.not_found")
	}
	return slip, err
}

func (t *task) handover(ctx context.Context, st *Step, signed bool) (*delivery.Record, error) {
	wish, err := t.answer(wishField)
	if err != nil {
		return nil, err
	}
	desk := delivery.Desk{P: t.p, Case: t.c, Matter: t.m, Wish: wish, Signed: signed}
	if t.s.Collected != nil {
		if desk.Collected, err = t.s.Collected(ctx, t.p.Q(), t.c.ID, t.m.ID); err != nil {
			return nil, err
		}
	}
	return desk.Check(ctx, st.Result, st.Handover)
}

// keepSlip files the signed slip in the case.
func (t *task) keepSlip(ctx context.Context, slip []apply.Given) (gov.ID, error) {
	if len(slip) == 0 {
		return 0, nil
	}
	return file(t.p, t.c, slip[0])
}

// delivered ends the clock of the delivery, writes its record and the receipt of it,
// and notes it at the letter that was delivered.
func (t *task) delivered(ctx context.Context, r *delivery.Record) error {
	if c := t.beside(t.m.ID, caseclock.Delivery); c != nil {
		r.Late = r.Received > c.Due
	}
	if t.m.State == casefile.Decided {
		if err := t.m.To(casefile.Delivered); err != nil {
			return err
		}
		t.m.Delivered = r.Received
		t.changed(t.m)
	}
	if err := t.finishBeside(t.m.ID, caseclock.Delivery); err != nil {
		return err
	}
	if err := r.Put(t.p); err != nil {
		return err
	}
	if err := t.noteLetter(ctx, r); err != nil {
		return err
	}
	return t.letterIf(ctx, "delivery_receipt", t.m, map[string]string{
		"way": wording.Word("delivery.way_"+r.Way, nil), "receiver": t.receiverWord(r), "parcel": r.Number, "deliveredOn": day(r.Received.Date()), "decidedOn": day(t.m.Decided.Date()),
	})
}

func (t *task) receiverWord(r *delivery.Record) string {
	if r.Receiver == "" {
		return wording.Word("delivery.by_applicant", nil)
	}
	return wording.Word("delivery.by_"+r.Receiver, nil)
}

// noteLetter notes the delivery at the printed decision. One that is still being
// printed is noted in the record only.
func (t *task) noteLetter(ctx context.Context, r *delivery.Record) error {
	all, err := letter.About(ctx, t.p.Q(), letter.Ref{Kind: "case", ID: t.c.ID})
	if err != nil {
		return err
	}
	for _, l := range all {
		if l.Ref.Part != t.m.ID.String() || l.State != letter.Rendered || l.Kind != letter.Grant && l.Kind != letter.Refuse && l.Kind != letter.Guidance {
			continue
		}
		at := max(r.Received, l.Created)
		if _, err := letter.Deliver(ctx, t.p, l.ID, letter.Delivery{Channel: r.Way, At: min(at, t.p.Now()), Proof: r.Number}); err != nil {
			return err
		}
	}
	return nil
}

// Dispatch records that the result was posted (action deliverResult): the step stays
// open, and its clock runs, until the slip is back.
func (s *Service) Dispatch(ctx context.Context, who gov.Actor, key string, caseID gov.ID, in delivery.Dispatch) (*delivery.Record, error) {
	return act.Do(ctx, s.Act, call{"deliverResult", who, key, caseID}.command(in), func(p *act.Prep) (*delivery.Record, error) {
		t, err := s.begin(ctx, p, "deliverResult", in.Task)
		if err != nil {
			return nil, err
		}
		if t.c.ID != caseID || t.page() != "deliver" || t.m == nil {
			return nil, gov.NotFound("task.none")
		}
		r, err := delivery.Desk{P: p, Case: t.c, Matter: t.m}.Posted(ctx, in.Number)
		if err != nil {
			return nil, err
		}
		return r, t.event("matter.posted", t.m, seal.Data{"delivery": r.ID})
	})
}

// answer reads one answer of the form.
func (w *work) answer(field string) (string, error) {
	keys, err := w.p.Keys(w.c.ID)
	if err != nil {
		return "", err
	}
	plain, err := keys.Decrypt(casefile.LabelForm, w.c.Form)
	if err != nil {
		return "", err
	}
	answers := map[string]any{}
	if err := json.Unmarshal(plain, &answers); err != nil {
		return "", err
	}
	said, _ := answers[field].(string)
	return said, nil
}
