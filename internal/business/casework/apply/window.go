package apply

import (
	"context"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/sqldb"
)

// OpenFor opens a draft at the window for whoever came: the applicant himself, or in his
// place a delegate or the firm's head, who is named. The reading is recorded.
func (desk *Desk) OpenFor(ctx context.Context, who gov.Actor, id gov.ID, whom *For) (*Draft, error) {
	d, err := desk.load(ctx, who, id, whom)
	if err != nil {
		return nil, err
	}
	return desk.viewDraft(ctx, who, whom, d)
}

// CountOpen tells how many drafts an account has begun and not handed in.
func CountOpen(ctx context.Context, q *sqldb.Q, account gov.ID) (int64, error) {
	return countDrafts(ctx, q, account)
}
