package bus

import (
	"context"
	"embed"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/sqldb"
)

// Migrations are the tables of the bus.
//
//go:embed migrations/*.sql
var Migrations embed.FS

var (
	insertCursor = sqldb.NewStmt("bus_cursor.insert", "INSERT INTO bus_cursor (name, seq, owner, until) VALUES ($1, 0, '', 0) ON CONFLICT (name) DO NOTHING")
	moveCursor   = sqldb.NewStmt("bus_cursor.move",
		"UPDATE bus_cursor SET seq = $2, owner = $3, until = $4 WHERE name = $1 AND seq = $5 AND (owner = $3 OR until < $6)")
	freeCursors = sqldb.NewStmt("bus_cursor.free_all", "UPDATE bus_cursor SET owner = '', until = 0 WHERE owner <> ''")
	freeCursor  = sqldb.NewStmt("bus_cursor.free", "UPDATE bus_cursor SET owner = '', until = 0 WHERE name = $1 AND owner = $2")
)

// cursor is where a consumer stands.
type cursor struct {
	name  string
	seq   int64 // the next leaf it will see
	owner string
	until gov.Time // end of the lease, by the machine's clock
}

func scanCursor(s sqldb.Scanner) (c cursor, err error) {
	return c, s.Scan(&c.name, &c.seq, &c.owner, &c.until)
}

func readCursor(ctx context.Context, q *sqldb.Q, name string) (cursor, bool, error) {
	return sqldb.One(ctx, q, scanCursor, "SELECT name, seq, owner, until FROM bus_cursor WHERE name = $1", name)
}

// stored reads a cursor in a snapshot of its own.
func (b *Bus) stored(ctx context.Context, name string) (c cursor, found bool, err error) {
	err = b.db.Read(ctx, func(q *sqldb.Q) error {
		c, found, err = readCursor(ctx, q, name)
		return err
	})
	return c, found, err
}

// move is the write that advances a cursor and renews its lease; its guard
// misses when another process advanced it or holds it.
func (c cursor) move(to int64, owner string, until, wall gov.Time) sqldb.Write {
	return sqldb.Write{Stmt: moveCursor, Args: []any{c.name, to, owner, int64(until), c.seq, int64(wall)}, Want: 1}
}
