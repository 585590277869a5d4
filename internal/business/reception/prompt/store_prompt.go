package prompt

import (
	"context"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/sqldb"
)

var table = sqldb.NewTable("hall_prompt", "", "id", "hall", "division", "case_id", "at")

func (n *Prompt) row() []any { return []any{n.Window, n.Hall, n.division, n.Case, n.At} }

func scan(s sqldb.Scanner) (*Prompt, error) {
	n := &Prompt{}
	return n, s.Scan(&n.Window, &n.Hall, &n.division, &n.Case, &n.At, &n.rev)
}

func of(ctx context.Context, q *sqldb.Q, window gov.ID) (*Prompt, error) {
	n, found, err := sqldb.One(ctx, q, scan, table.Select("id = $1"), window)
	if err != nil || !found {
		return nil, err
	}
	return n, nil
}
