package shelf

import (
	"context"
	"embed"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/sqldb"
)

// Migrations are the tables of the shelf.
//
//go:embed migrations/*.sql
var Migrations embed.FS

var table = sqldb.NewTable("todo_template", "", "id", "kind", "name", "used_for", "body", "shared", "account", "department", "created")

func (t *Template) row() []any {
	return []any{t.ID, t.Kind, t.Name, t.Use, t.Text, t.Shared, t.Account, t.Department, t.Created}
}

func scan(s sqldb.Scanner) (*Template, error) {
	t := &Template{}
	var shared int64
	err := s.Scan(&t.ID, &t.Kind, &t.Name, &t.Use, &t.Text, &shared, &t.Account, &t.Department, &t.Created, &t.Rev)
	t.Shared = shared != 0
	return t, err
}

func get(ctx context.Context, q *sqldb.Q, id gov.ID) (*Template, error) {
	t, found, err := sqldb.One(ctx, q, scan, table.Select("id = $1"), id)
	if err == nil && !found {
		err = gov.NotFound("shelf.none")
	}
	return t, err
}

func ownOf(ctx context.Context, q *sqldb.Q, account gov.ID, k Kind) ([]*Template, error) {
	return sqldb.All(ctx, q, scan, table.Select("account = $1 AND kind = $2 ORDER BY id"), account, k)
}

// Of gives what an officer finds on the shelf: his own, and what his department
// shares, by name.
func Of(ctx context.Context, q *sqldb.Q, who gov.Actor, k Kind) ([]*Template, error) {
	return sqldb.All(ctx, q, scan, table.Select("department = $1 AND kind = $2 AND (account = $3 OR shared = 1) ORDER BY name, id LIMIT 200"), who.Department, k, who.Account)
}
