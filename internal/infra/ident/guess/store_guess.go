package guess

import (
	"context"
	"embed"

	"holon.example/holon/internal/infra/sqldb"
)

// Migrations are the tables of wrong codes.
//
//go:embed migrations/*.sql
var Migrations embed.FS

var (
	put = sqldb.NewStmt("guess.put", "INSERT INTO guess (what_ix, wrong, since) VALUES ($1, $2, $3) "+
		"ON CONFLICT (what_ix) DO UPDATE SET wrong = excluded.wrong, since = excluded.since WHERE guess.wrong = $4 AND guess.since = $5")
	drop = sqldb.NewStmt("guess.drop", "DELETE FROM guess WHERE what_ix = $1 AND since <= $2")
)

const selectOld = "SELECT what_ix FROM guess WHERE since <= $1 LIMIT $2"

func read(ctx context.Context, q *sqldb.Q, index string) (c count, err error) {
	_, err = q.Row(ctx, "SELECT wrong, since FROM guess WHERE what_ix = $1", []any{index}, &c.n, &c.since)
	return c, err
}
