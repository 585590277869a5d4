package casefile

import (
	"context"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/letter"
	"holon.example/holon/internal/infra/seal"
)

// OpenLetter opens a printed letter of a case (action getLetter): who may open the
// case reads its letters. The read is recorded. A letter that is still being
// printed is a busy error.
func OpenLetter(ctx context.Context, e *act.Engine, who gov.Actor, caseID, id gov.ID) (*letter.Letter, error) {
	return act.Do(ctx, e, act.Command{Action: "getLetter", Actor: who}, func(p *act.Prep) (*letter.Letter, error) {
		c, err := Load(ctx, p.Q(), caseID)
		if err != nil {
			return nil, err
		}
		ms, err := MattersOf(ctx, p.Q(), caseID)
		if err != nil {
			return nil, err
		}
		if err := p.Authorise(ResourceOf(c, ms)); err != nil {
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
		p.Note("letter.read", "read", seal.Data{"letter": l.ID, "case": caseID, "subject": c.Applicant})
		return l, nil
	})
}
