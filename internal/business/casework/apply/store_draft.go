package apply

import (
	"cmp"
	"context"
	"slices"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/sqldb"
	"holon.example/holon/internal/infra/vault"
)

var draftTable = sqldb.NewTable("case_draft", "id", "id", "account", "subject", "division", "thing", "item", "state", "updated", "content", "case_id")

type draftRow struct {
	Draft
	account, subject gov.ID
	state            string
	content          []byte
	rev              int64
}

func scanDraft(s sqldb.Scanner) (d draftRow, err error) {
	var became *gov.ID // rows from before this column have none
	err = s.Scan(&d.ID, &d.account, &d.subject, &d.Division, &d.Thing, &d.Item, &d.state, &d.Updated, &d.content, &became, &d.rev)
	d.For, d.Revision, d.Until = d.subject, d.rev, d.Updated.Add(Term)
	if became != nil {
		d.Case = *became
	}
	return d, err
}

func readDraft(ctx context.Context, q *sqldb.Q, id gov.ID) (draftRow, bool, error) {
	return sqldb.One(ctx, q, scanDraft, draftTable.Select("id = $1"), id)
}

// row is the draft as it is written.
func (d *draftRow) row(keys *vault.Keys, content []byte) []any {
	var became any
	if d.Case != 0 {
		became = d.Case
	}
	return []any{d.ID, d.account, d.subject, d.Division, d.Thing, d.Item, d.state, d.Updated, keys.Encrypt(labelDraft, content), became}
}

// mostListed bounds a list of drafts.
const mostListed = 50

// draftsOf reads the open drafts of an account and of subjects, each once, newest first.
func draftsOf(ctx context.Context, q *sqldb.Q, account gov.ID, subjects []gov.ID) ([]draftRow, error) {
	out, err := sqldb.All(ctx, q, scanDraft, draftTable.Select("state = 'open' AND account = $1 ORDER BY id DESC LIMIT 50"), account)
	for _, s := range subjects {
		if err != nil {
			return nil, err
		}
		var more []draftRow
		more, err = sqldb.All(ctx, q, scanDraft, draftTable.Select("state = 'open' AND subject = $1 ORDER BY id DESC LIMIT 50"), s)
		out = append(out, more...)
	}
	slices.SortFunc(out, func(a, b draftRow) int { return cmp.Compare(b.ID, a.ID) })
	out = slices.CompactFunc(out, func(a, b draftRow) bool { return a.ID == b.ID })
	return out[:min(len(out), mostListed)], err
}

func countDrafts(ctx context.Context, q *sqldb.Q, account gov.ID) (n int64, err error) {
	_, err = q.Row(ctx, "SELECT COUNT(*) FROM case_draft WHERE account = $1 AND state = 'open'", []any{account}, &n)
	return n, err
}
