package upkeep

import (
	"context"
	"embed"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/sqldb"
)

// Migrations are the tables of upkeep.
//
//go:embed migrations/*.sql
var Migrations embed.FS

var checkTable = sqldb.NewTable("site_check", "", "id", "asked", "began", "ended", "state", "leaves", "row_count", "files", "findings")

func (c *Examination) row() []any {
	return []any{c.ID, c.Asked, c.Began, c.Ended, c.State, c.Leaves, c.Rows, c.Files, c.Findings}
}

func scanCheck(s sqldb.Scanner) (*Examination, error) {
	c := &Examination{}
	return c, s.Scan(&c.ID, &c.Asked, &c.Began, &c.Ended, &c.State, &c.Leaves, &c.Rows, &c.Files, &c.Findings, &c.rev)
}

func load(ctx context.Context, q *sqldb.Q, id gov.ID) (*Examination, error) {
	c, found, err := sqldb.One(ctx, q, scanCheck, checkTable.Select("id = $1"), id)
	if err == nil && !found {
		err = gov.NotFound("upkeep.none")
	}
	return c, err
}

// Latest gives the newest examinations.
func Latest(ctx context.Context, q *sqldb.Q, most int) ([]*Examination, error) {
	return sqldb.All(ctx, q, scanCheck, checkTable.Select("id > 0 ORDER BY id DESC LIMIT $1"), most)
}
