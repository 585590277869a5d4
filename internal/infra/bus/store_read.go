package bus

import (
	"context"

	"holon.example/holon/internal/infra/sqldb"
)

// pageSize is how many leaves are read at once.
const pageSize = 512

// readPage reads leaves from a place on, in order and without a gap: a leaf that
// follows a missing one is not given out yet.
func readPage(ctx context.Context, q *sqldb.Q, from int64) (out []*entry, err error) {
	next := from
	err = q.Each(ctx, "SELECT l.seq, e.name, e.body FROM leaf l JOIN event e ON e.id = l.event WHERE l.seq >= $1 ORDER BY l.seq LIMIT $2",
		[]any{from, pageSize}, func(s sqldb.Scanner) error {
			e := &entry{}
			if err := s.Scan(&e.seq, &e.name, &e.body); err != nil {
				return err
			}
			if e.seq == next {
				out = append(out, e)
				next++
			}
			return nil
		})
	return out, err
}

// head is the place the next leaf will have.
func head(ctx context.Context, q *sqldb.Q) (next int64, err error) {
	_, err = q.Row(ctx, "SELECT COALESCE(MAX(seq) + 1, 0) FROM leaf", nil, &next)
	return next, err
}
