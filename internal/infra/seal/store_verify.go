package seal

import (
	"context"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/sqldb"
)

type leafRow struct {
	seq    int64
	hash   []byte
	event  gov.ID
	stream string
	ver    int64
	name   string
	body   []byte // nil: the event is gone
}

func eachLeaf(ctx context.Context, q *sqldb.Q, fn func(leafRow) error) error {
	return q.Each(ctx, `SELECT l.seq, l.hash, l.event, COALESCE(e.stream, ''), COALESCE(e.ver, 0), COALESCE(e.name, ''), e.body
		FROM leaf l LEFT JOIN event e ON e.id = l.event ORDER BY l.seq`, nil, func(s sqldb.Scanner) error {
		var r leafRow
		if err := s.Scan(&r.seq, &r.hash, &r.event, &r.stream, &r.ver, &r.name, &r.body); err != nil {
			return err
		}
		return fn(r)
	})
}

// eachLooseEvent gives the events without a leaf and whether they wait in the queue.
func eachLooseEvent(ctx context.Context, q *sqldb.Q, fn func(id gov.ID, queued bool) error) error {
	return q.Each(ctx, `SELECT e.id, COALESCE(w.event, 0) FROM event e
		LEFT JOIN leaf l ON l.event = e.id LEFT JOIN leaf_queue w ON w.event = e.id
		WHERE l.event IS NULL`, nil, func(s sqldb.Scanner) error {
		var id, waiting gov.ID
		if err := s.Scan(&id, &waiting); err != nil {
			return err
		}
		return fn(id, waiting != 0)
	})
}

// eachSealedRow reads a whole sealed table; exists is false where the program
// knows a table that this store's schema does not have (only in tests).
func eachSealedRow(ctx context.Context, q *sqldb.Q, t *sqldb.Table, fn func(row []any, rev int64) error) (exists bool, err error) {
	if exists, err = q.HasTable(ctx, t.Name); err != nil || !exists {
		return exists, err
	}
	return true, q.Each(ctx, t.SelectAll(), nil, func(s sqldb.Scanner) error {
		row := make([]any, len(t.Cols)+1)
		dest := make([]any, len(row))
		for i := range row {
			dest[i] = &row[i]
		}
		if err := s.Scan(dest...); err != nil {
			return err
		}
		rev, _ := row[len(t.Cols)].(int64)
		return fn(row[:len(t.Cols)], rev)
	})
}
