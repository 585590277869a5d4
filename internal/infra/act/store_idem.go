package act

import (
	"context"
	"embed"

	"holon.example/holon/internal/infra/sqldb"
)

// Migrations are the tables of the spine.
//
//go:embed migrations/*.sql
var Migrations embed.FS

var insertIdem = sqldb.NewStmt("idem.insert", "INSERT INTO idem (id, digest, answer, event, at) VALUES ($1, $2, $3, $4, $5)")

func readIdem(ctx context.Context, q *sqldb.Q, id string) (digest, answer []byte, found bool, err error) {
	found, err = q.Row(ctx, "SELECT digest, answer FROM idem WHERE id = $1", []any{id}, &digest, &answer)
	return digest, answer, found, err
}
