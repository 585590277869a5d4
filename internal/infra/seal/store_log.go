package seal

import (
	"context"
	"embed"
	"fmt"
	"sync/atomic"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/sqldb"
)

// Migrations are the tables of the log.
//
//go:embed migrations/*.sql
var Migrations embed.FS

// Proof finds an event by id; the writer uses it to resolve a lost commit.
const Proof = "SELECT 1 FROM event WHERE id = $1"

var (
	insertEvent = sqldb.NewStmt("event.insert", "INSERT INTO event (id, stream, ver, name, body) VALUES ($1, $2, $3, $4, $5)")
	insertLeaf  = sqldb.NewStmt("leaf.insert", "INSERT INTO leaf (seq, event, hash) VALUES ($1, $2, $3)")
	// PostgreSQL alone has a queue; this text is its own.
	queueLeaves = sqldb.NewStmt("leaf_queue.insert", "INSERT INTO leaf_queue (event, hash) SELECT * FROM unnest($1::bigint[], $2::bytea[])")
)

// Write is the row of the event and the leaf that commits to it.
func (e *Event) Write() (sqldb.Write, sqldb.Leaf, error) {
	body, err := e.Canonical()
	if err != nil {
		return sqldb.Write{}, sqldb.Leaf{}, err
	}
	w := sqldb.Write{Stmt: insertEvent, Args: []any{int64(e.ID), e.Stream, e.Ver, e.Name, body}, Want: 1}
	return w, sqldb.Leaf{Event: e.ID, Hash: LeafHash(body)}, nil
}

// Log is the end of the log that the writer appends to. The writer's goroutine
// alone calls Number; waiting readers are woken by Committed.
type Log struct {
	engine sqldb.Engine
	next   int64        // SQLite: number of the next leaf; owned by the writer
	size   atomic.Int64 // leaves known to be durable, on SQLite
	wake   chan struct{}
}

// OpenLog reads where the log ends.
func OpenLog(ctx context.Context, db *sqldb.DB) (*Log, error) {
	l := &Log{engine: db.Engine(), wake: make(chan struct{}, 1)}
	err := db.Read(ctx, func(q *sqldb.Q) error {
		_, err := q.Row(ctx, "SELECT COALESCE(MAX(seq) + 1, 0) FROM leaf", nil, &l.next)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("end of log: %w", err)
	}
	l.size.Store(l.next)
	return l, nil
}

// Number gives the leaves of a group their places. On PostgreSQL they wait in
// the queue for the sequencer; on SQLite the number is given here and taken
// back when the group does not commit.
func (l *Log) Number(leaves []sqldb.Leaf) (ws []sqldb.Write, undo func()) {
	before := l.next
	undo = func() { l.next = before }
	if l.engine == sqldb.Postgres {
		return queued(leaves), undo
	}
	ws = make([]sqldb.Write, len(leaves))
	for i := range leaves {
		ws[i] = sqldb.Write{Stmt: insertLeaf, Args: []any{l.next, int64(leaves[i].Event), leaves[i].Hash[:]}, Want: 1}
		l.next++
	}
	return ws, undo
}

// queued is the one write that puts the leaves of a group into the queue.
func queued(leaves []sqldb.Leaf) []sqldb.Write {
	if len(leaves) == 0 {
		return nil
	}
	ids, hashes := make([]int64, len(leaves)), make([][]byte, len(leaves))
	for i := range leaves {
		ids[i], hashes[i] = int64(leaves[i].Event), leaves[i].Hash[:]
	}
	return []sqldb.Write{{Stmt: queueLeaves, Args: []any{ids, hashes}, Want: int64(len(leaves))}}
}

// Committed tells that a group with so many leaves is durable.
func (l *Log) Committed(leaves int) {
	if l.engine == sqldb.SQLite {
		l.size.Store(l.next)
	}
	if leaves > 0 {
		select {
		case l.wake <- struct{}{}:
		default:
		}
	}
}

// Head reads the last version and event of a stream; zero when it is new.
func Head(ctx context.Context, q *sqldb.Q, stream string) (ver int64, last gov.ID, err error) {
	_, err = q.Row(ctx, "SELECT ver, id FROM event WHERE stream = $1 ORDER BY ver DESC LIMIT 1", []any{stream}, &ver, &last)
	return ver, last, err
}
