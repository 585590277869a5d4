package casework

import (
	"context"
	"encoding/json"

	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/business/casework/wording"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/jobs"
	"holon.example/holon/internal/infra/letter"
)

// ReceiptJob is the kind of the jobs that write receipts (收件凭证).
const ReceiptJob = "casework.receipt"

const (
	receiptLetter = "receipt"
	factQueryCode = "queryCode"
)

type receiptPayload struct {
	Case gov.ID `json:"case"`
}

// receiptSoon has the receipt written after the commit, when there is time: the answer
// to the submission tells all of it, and whoever opens it has it written then.
func (w *work) receiptSoon() error {
	if !w.s.pace.Calm(w.p.Now()) {
		return nil
	}
	_, err := w.p.Job(ReceiptJob, w.p.Now(), receiptPayload{w.c.ID})
	return err
}

// WriteReceipt performs a job of kind ReceiptJob.
func (s *Service) WriteReceipt(ctx context.Context, j jobs.Job) error {
	var in receiptPayload
	if err := json.Unmarshal(j.Payload, &in); err != nil {
		return err
	}
	return s.Receipt(ctx, in.Case)
}

// Receipt writes the receipt of a case as a letter, with number and query code and a
// code to scan that leads to the progress, and asks for its printing (action
// issueReceipt). Asked for again it does nothing. It proves the receipt, not acceptance.
func (s *Service) Receipt(ctx context.Context, id gov.ID) error {
	cmd := act.Command{Action: "issueReceipt", Actor: gov.Job(receiptLetter), Key: casefile.Stream(id), Claims: []string{casefile.Stream(id)}}
	_, err := act.Do(ctx, s.Act, cmd, func(p *act.Prep) (gov.ID, error) {
		w, err := s.open(ctx, p, id)
		if err != nil {
			return 0, err
		}
		if err := p.Authorise(w.c.Resource(nil)); err != nil {
			return 0, err
		}
		code, err := w.queryCode()
		if err != nil {
			return 0, err
		}
		w.code = &letter.Code{Content: s.Progress(w.c.No, code), Caption: wording.Word("letter.receipt_scan", nil)}
		by, err := w.actedBy(ctx)
		if err != nil {
			return 0, err
		}
		return w.letter(ctx, receiptLetter, nil, map[string]string{factQueryCode: code, "actedBy": by})
	})
	return err
}

// actedBy names who applied for the applicant; empty: he himself.
func (w *work) actedBy(ctx context.Context) (string, error) {
	hands, err := casefile.HandsOf(ctx, w.p.Q(), w.c.ID)
	if err != nil || len(hands) == 0 || hands[0].Person == 0 || hands[0].At != w.c.Created {
		return "", err
	}
	name, err := w.s.Name(ctx, w.p, hands[0].Person)
	return wording.Word("letter.acted_by", map[string]any{"name": name}), err
}

// queryCode reads the code that was told to the applicant.
func (w *work) queryCode() (string, error) {
	facts, _, err := w.opened()
	code, _ := facts[factQueryCode].(string)
	return code, err
}
