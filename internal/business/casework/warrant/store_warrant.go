package warrant

import (
	"context"
	"embed"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/sqldb"
)

// Migrations are the tables of the warrants.
//
//go:embed migrations/*.sql
var Migrations embed.FS

var table = sqldb.NewTable("case_warrant", "", "id", "department", "post", "item", "from_day", "until_day", "basis", "by_post", "at")

func (w *Warrant) row() []any {
	return []any{w.ID, w.Department, w.Post, w.Item, w.From, w.Until, w.Basis, w.By, w.At}
}

func scan(s sqldb.Scanner) (*Warrant, error) {
	w := &Warrant{}
	return w, s.Scan(&w.ID, &w.Department, &w.Post, &w.Item, &w.From, &w.Until, &w.Basis, &w.By, &w.At, &w.Rev)
}

func of(ctx context.Context, q *sqldb.Q, department gov.ID) ([]*Warrant, error) {
	return sqldb.All(ctx, q, scan, table.Select("department = $1 ORDER BY item, from_day, id"), department)
}

func get(ctx context.Context, q *sqldb.Q, id gov.ID) (*Warrant, error) {
	w, found, err := sqldb.One(ctx, q, scan, table.Select("id = $1"), id)
	if err == nil && !found {
		err = gov.NotFound("warrant.none")
	}
	return w, err
}
