package apply

import (
	"context"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/sqldb"
)

type draftRow struct {
	Draft
	account, subject gov.ID
	state            string
	content          []byte
	rev              int64
}

func scanDraft(s sqldb.Scanner) (d draftRow, err error) {
	err = s.Scan(&d.ID, &d.account, &d.subject, &d.Division, &d.Thing, &d.Item, &d.state, &d.Updated, &d.content, &d.rev)
	d.For = d.subject
	return d, err
}

func readDraft(ctx context.Context, q *sqldb.Q, id gov.ID) (draftRow, bool, error) {
	return sqldb.One(ctx, q, scanDraft, draftTable.Select("id = $1"), id)
}

// draftsOf reads the open drafts of an account, and of a subject (0: none).
func draftsOf(ctx context.Context, q *sqldb.Q, account, subject gov.ID) ([]draftRow, error) {
	where := "state = 'open' AND (account = $1 OR subject = $2) ORDER BY id DESC LIMIT 50"
	return sqldb.All(ctx, q, scanDraft, draftTable.Select(where), account, subject)
}

func countDrafts(ctx context.Context, q *sqldb.Q, account gov.ID) (n int64, err error) {
	_, err = q.Row(ctx, "SELECT COUNT(*) FROM case_draft WHERE account = $1 AND state = 'open'", []any{account}, &n)
	return n, err
}
