package seal

import (
	"context"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/sqldb"
)

// pageSize is how many rows a verification reads at once: between two pages the
// same snapshot answers other questions, such as for keys.
const pageSize = 1024

type leafRow struct {
	seq    int64
	hash   []byte
	event  gov.ID
	stream string
	ver    int64
	name   string
	body   []byte // nil: the event is gone
}

func scanLeaf(s sqldb.Scanner) (r leafRow, err error) {
	return r, s.Scan(&r.seq, &r.hash, &r.event, &r.stream, &r.ver, &r.name, &r.body)
}

// leafPage reads the leaves from a place on, in order.
func leafPage(ctx context.Context, q *sqldb.Q, from int64) ([]leafRow, error) {
	return sqldb.All(ctx, q, scanLeaf, `SELECT l.seq, l.hash, l.event, COALESCE(e.stream, ''), COALESCE(e.ver, 0), COALESCE(e.name, ''), e.body
		FROM leaf l LEFT JOIN event e ON e.id = l.event WHERE l.seq >= $1 ORDER BY l.seq LIMIT $2`, from, pageSize)
}

// queuePage reads the leaves that wait for their place; seq is -1, or the place
// they have although they wait.
func queuePage(ctx context.Context, q *sqldb.Q, after gov.ID) ([]leafRow, error) {
	return sqldb.All(ctx, q, scanLeaf, `SELECT COALESCE(l.seq, -1), w.hash, w.event, COALESCE(e.stream, ''), COALESCE(e.ver, 0), COALESCE(e.name, ''), e.body
		FROM leaf_queue w LEFT JOIN event e ON e.id = w.event LEFT JOIN leaf l ON l.event = w.event
		WHERE w.event > $1 ORDER BY w.event LIMIT $2`, after, pageSize)
}

// looseEvents gives events that stand neither in a leaf nor in the queue.
func looseEvents(ctx context.Context, q *sqldb.Q, limit int) ([]gov.ID, error) {
	return sqldb.All(ctx, q, sqldb.Column[gov.ID], `SELECT e.id FROM event e
		LEFT JOIN leaf l ON l.event = e.id LEFT JOIN leaf_queue w ON w.event = e.id
		WHERE l.event IS NULL AND w.event IS NULL ORDER BY e.id LIMIT $1`, limit)
}

type checkpointRow struct {
	size int64
	note string
}

func checkpointPage(ctx context.Context, q *sqldb.Q, after int64) ([]checkpointRow, error) {
	return sqldb.All(ctx, q, func(s sqldb.Scanner) (c checkpointRow, err error) {
		return c, s.Scan(&c.size, &c.note)
	}, "SELECT size, note FROM checkpoint WHERE size > $1 ORDER BY size LIMIT $2", after, pageSize)
}

func countTiles(ctx context.Context, q *sqldb.Q) (n int64, err error) {
	_, err = q.Row(ctx, "SELECT COUNT(*) FROM tile", nil, &n)
	return n, err
}

// rowPage reads sealed rows in the order of their keys, rev last; after is the
// last row of the page before, or nil.
func rowPage(ctx context.Context, q *sqldb.Q, t *sqldb.Table, after []any) ([][]any, error) {
	scan := func(s sqldb.Scanner) ([]any, error) {
		row := make([]any, len(t.Cols)+1)
		dest := make([]any, len(row))
		for i := range row {
			dest[i] = &row[i]
		}
		return row, s.Scan(dest...)
	}
	if after == nil {
		return sqldb.All(ctx, q, scan, t.SelectAll()+" ORDER BY "+t.Key+" LIMIT $1", pageSize)
	}
	return sqldb.All(ctx, q, scan, t.Select(t.Key+" > $1 ORDER BY "+t.Key+" LIMIT $2"), after[0], pageSize)
}
