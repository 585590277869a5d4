package act

import (
	"context"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/sqldb"
)

// NewMint starts the mint of a node behind everything the store holds: a process before
// this one, or the same under a clock that was set back, has given those identifiers
// away.
func NewMint(ctx context.Context, db *sqldb.DB, node int, now func() gov.Time) (*gov.Mint, error) {
	m := gov.NewMint(node, now)
	var last gov.ID
	err := db.Ask(ctx, func(q *sqldb.Q) error {
		_, err := q.Row(ctx, "SELECT id FROM event ORDER BY id DESC LIMIT 1", nil, &last)
		return err
	})
	m.After(last)
	return m, err
}
