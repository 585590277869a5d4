package casework

import (
	"context"

	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/letter"
	"holon.example/holon/internal/infra/seal"
)

// Letter opens a printed letter of a case (action getLetter): who may open the
// case reads its letters. The read is recorded. A letter that is still being
// printed is a busy error.
func (s *Service) Letter(ctx context.Context, who gov.Actor, caseID, id gov.ID) (*letter.Letter, error) {
	return act.Do(ctx, s.Act, act.Command{Action: "getLetter", Actor: who}, func(p *act.Prep) (*letter.Letter, error) {
		w, err := s.open(ctx, p, caseID)
		if err != nil {
			return nil, err
		}
		if err := p.Authorise(casefile.ResourceOf(w.c, w.ms)); err != nil {
			return nil, err
		}
		l, err := letter.Get(ctx, p.Q(), id)
		if err != nil {
			return nil, err
		}
		if l.Ref.Kind != "case" || l.Ref.ID != caseID {
			return nil, gov.NotFound("letter.none")
		}
		if l.Blob == "" {
			return nil, &gov.Error{Kind: gov.KindBusy, Key: "letter.printing"}
		}
		p.Note("letter.read", "read", seal.Data{"letter": l.ID, "case": caseID, "subject": w.c.Applicant})
		return l, nil
	})
}
