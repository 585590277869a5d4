package collect

import (
	"context"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/sqldb"
)

var table = sqldb.NewTable("hall_collection", "recipient", "id", "hall", "division", "case_id", "matter", "recipient", "quality", "mandate", "method", "signature", "account", "at")

func (c *Collection) row() []any {
	return []any{c.ID, c.hall, c.division, c.Case, c.Matter, c.Recipient, c.Quality, c.Mandate, c.Method, c.Signature, c.account, c.At}
}

func scan(s sqldb.Scanner) (*Collection, error) {
	c := &Collection{}
	return c, s.Scan(&c.ID, &c.hall, &c.division, &c.Case, &c.Matter, &c.Recipient, &c.Quality, &c.Mandate, &c.Method, &c.Signature, &c.account, &c.At, &c.rev)
}

func of(ctx context.Context, q *sqldb.Q, matter gov.ID) (*Collection, error) {
	c, found, err := sqldb.One(ctx, q, scan, table.Select("matter = $1"), matter)
	if err != nil || !found {
		return nil, err
	}
	return c, nil
}

// Of lists what was signed for in a case.
func Of(ctx context.Context, q *sqldb.Q, caseID gov.ID) ([]*Collection, error) {
	return sqldb.All(ctx, q, scan, table.Select("case_id = $1 ORDER BY id LIMIT 100"), caseID)
}
