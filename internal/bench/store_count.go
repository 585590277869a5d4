package bench

import (
	"context"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/sqldb"
)

// counts are what the store holds after a run.
type counts struct{ rows, leaves, events int64 }

// received counts the cases and the leaves of their receipt.
func received(ctx context.Context, db *sqldb.DB) (c counts, err error) {
	err = db.Read(ctx, func(q *sqldb.Q) error {
		if _, err := q.Row(ctx, "SELECT COUNT(*) FROM case_file", nil, &c.rows); err != nil {
			return err
		}
		_, err := q.Row(ctx, "SELECT COUNT(*), COUNT(l.seq) FROM event e LEFT JOIN leaf l ON l.event = e.id WHERE e.name = 'case.received'", nil, &c.events, &c.leaves)
		return err
	})
	return c, err
}

// oldestLoose finds the event of the oldest leaf that no checkpoint covers yet; 0
// when there is none.
func oldestLoose(ctx context.Context, db *sqldb.DB) (id gov.ID, err error) {
	text := "SELECT COALESCE(MIN(event), 0) FROM leaf_queue"
	if db.Engine() == sqldb.SQLite {
		text = "SELECT COALESCE(MIN(event), 0) FROM leaf WHERE seq >= (SELECT COALESCE(MAX(size), 0) FROM checkpoint)"
	}
	err = db.Read(ctx, func(q *sqldb.Q) error {
		_, err := q.Row(ctx, text, nil, &id)
		return err
	})
	return id, err
}

// writings gives how often a draft was written, and the leaves of its events.
func writings(ctx context.Context, db *sqldb.DB, draft gov.ID) (versions, leaves int64, err error) {
	err = db.Read(ctx, func(q *sqldb.Q) error {
		if _, err := q.Row(ctx, "SELECT rev FROM case_draft WHERE id = $1", []any{draft}, &versions); err != nil {
			return err
		}
		_, err := q.Row(ctx, "SELECT COUNT(*) FROM event e JOIN leaf l ON l.event = e.id WHERE e.stream = $1", []any{"draft/" + draft.String()}, &leaves)
		return err
	})
	return versions, leaves, err
}

// someCases gives the newest cases of an applicant.
func someCases(ctx context.Context, db *sqldb.DB, applicant gov.ID) (ids []gov.ID, err error) {
	err = db.Read(ctx, func(q *sqldb.Q) error {
		ids, err = sqldb.All(ctx, q, sqldb.Column[gov.ID], "SELECT id FROM case_file WHERE applicant = $1 ORDER BY id DESC LIMIT 50", applicant)
		return err
	})
	return ids, err
}
