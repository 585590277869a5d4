package epoch

import (
	"context"
	"errors"

	"holon.example/holon/internal/infra/sqldb"
)

// bump adds one to the count; see Signal.Change.
var bump = sqldb.NewStmt("policy_epoch.bump", "UPDATE policy_epoch SET n = n + 1 WHERE id = 1")

// Read tells the count as the snapshot sees it.
func Read(ctx context.Context, q *sqldb.Q) (int64, error) {
	var n int64
	found, err := q.Row(ctx, "SELECT n FROM policy_epoch WHERE id = 1", nil, &n)
	if err == nil && !found {
		err = errors.New("policy_epoch has no row")
	}
	return n, err
}
