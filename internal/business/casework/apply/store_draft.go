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

// draftsOf reads the open drafts of an account, of a subject (0: none), and of those for
// whom a person may apply under some mandate on a day; each once, newest first.
func draftsOf(ctx context.Context, q *sqldb.Q, account, subject, person gov.ID, on gov.Date) ([]draftRow, error) {
	var out []draftRow
	for _, of := range []struct {
		where string
		args  []any
	}{
		{"account = $1", []any{account}},
		{"subject = $1", []any{subject}},
		{"subject IN (SELECT m.principal FROM mandate m WHERE m.delegate = $1 AND m.state = 'active' AND m.may_apply = 1 AND m.from_on <= $2 AND m.until_on >= $2)", []any{person, on}},
	} {
		if of.args[0] == gov.ID(0) {
			continue
		}
		more, err := sqldb.All(ctx, q, scanDraft, draftTable.Select("state = 'open' AND "+of.where+" ORDER BY id DESC LIMIT 50"), of.args...)
		if err != nil {
			return nil, err
		}
		out = append(out, more...)
	}
	slices.SortFunc(out, func(a, b draftRow) int { return cmp.Compare(b.ID, a.ID) })
	out = slices.CompactFunc(out, func(a, b draftRow) bool { return a.ID == b.ID })
	return out[:min(len(out), mostListed)], nil
}

func countDrafts(ctx context.Context, q *sqldb.Q, account gov.ID) (n int64, err error) {
	_, err = q.Row(ctx, "SELECT COUNT(*) FROM case_draft WHERE account = $1 AND state = 'open'", []any{account}, &n)
	return n, err
}
