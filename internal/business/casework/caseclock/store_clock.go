package caseclock

import (
	"context"
	"encoding/json"
	"fmt"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/sqldb"
)

var table = sqldb.NewTable("case_clock", "case_id", "id", "case_id", "matter_id", "kind", "open", "due", "clock", "jobs")

func scan(s sqldb.Scanner) (*Timer, error) {
	t := &Timer{}
	var open int64
	var state, jobs string
	if err := s.Scan(&t.ID, &t.Case, &t.Matter, &t.Kind, &open, &t.Due, &state, &jobs, &t.Rev); err != nil {
		return nil, err
	}
	if err := json.Unmarshal([]byte(state), &t.Clock); err != nil {
		return nil, fmt.Errorf("clock %s: %w", t.ID, err)
	}
	return t, json.Unmarshal([]byte(jobs), &t.Jobs)
}

func (t *Timer) row() ([]any, error) {
	state, err := json.Marshal(t.Clock)
	if err != nil {
		return nil, fmt.Errorf("clock %s: %w", t.ID, err)
	}
	jobs, err := json.Marshal(t.Jobs)
	return []any{t.ID, t.Case, t.Matter, t.Kind, t.Clock.Open(), t.Due, string(state), string(jobs)}, err
}

// Of reads the clocks of a case in order.
func Of(ctx context.Context, q *sqldb.Q, caseID gov.ID) ([]*Timer, error) {
	return sqldb.All(ctx, q, scan, table.Select("case_id = $1 ORDER BY id"), caseID)
}

// Running reads the clocks that still run, for recomputing them.
func Running(ctx context.Context, q *sqldb.Q, after gov.ID, limit int) ([]*Timer, error) {
	return sqldb.All(ctx, q, scan, table.Select("open = 1 AND id > $1 ORDER BY id LIMIT $2"), after, limit)
}
