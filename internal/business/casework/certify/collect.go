package certify

import (
	"context"

	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/business/licence"
	"holon.example/holon/internal/business/mandate"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
)

// MayCollect lists who may collect a certificate for its holder now: whose mandate covers
// the case it came of, and the head of the firm who asks (民法典§61).
func MayCollect(ctx context.Context, p *act.Prep, h *licence.Held) ([]gov.ID, error) {
	who := p.Who().Person
	head, err := casefile.Heads(ctx, p.Q(), who, h.Holder)
	if err != nil || head {
		return []gov.ID{who}, err
	}
	c, err := casefile.Load(ctx, p.Q(), h.Case)
	if gov.KindOf(err) == gov.KindNotFound {
		return nil, nil
	}
	if err != nil || c.Applicant != h.Holder {
		return nil, err
	}
	return mandate.Delegates(ctx, p.Q(), mandate.Collect, c.Target(), p.Now().Date())
}
