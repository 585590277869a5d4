package sqldb

import (
	"context"
	"errors"
	"fmt"
)

// Scanner is one row under the cursor.
type Scanner interface{ Scan(dest ...any) error }

type rows interface {
	Scanner
	Next() bool
	Err() error
	Close() error
}

type snapshot interface {
	query(ctx context.Context, sql string, args []any) (rows, error)
	tableSQL() string
	end()
}

// Q reads one snapshot of the store: everything read through it belongs to the
// same moment. It is not safe for use by several goroutines.
type Q struct {
	snap snapshot
	only bool // one question
	done bool // it was asked
}

// Read opens a snapshot for fn. Readers live at most a few seconds; a long one
// keeps the SQLite log from being truncated.
func (db *DB) Read(ctx context.Context, fn func(q *Q) error) error {
	snap, err := db.eng.snapshot(ctx)
	if err != nil {
		return fmt.Errorf("open snapshot: %w", err)
	}
	defer snap.end()
	return fn(&Q{snap: snap})
}

// Ask is Read for fn that asks one question: a single query needs no transaction, and
// costs half of it. A second question is an error.
func (db *DB) Ask(ctx context.Context, fn func(q *Q) error) error {
	snap, err := db.eng.question(ctx)
	if err != nil {
		return fmt.Errorf("open question: %w", err)
	}
	defer snap.end()
	return fn(&Q{snap: snap, only: true})
}

// Each calls fn for every row of the answer.
func (q *Q) Each(ctx context.Context, sql string, args []any, fn func(Scanner) error) (err error) {
	if q.only && q.done {
		return errors.New("sqldb: a second question where one was announced")
	}
	q.done = true
	args = normAll(args)
	if err := checkText(args); err != nil {
		return err
	}
	rs, err := q.snap.query(ctx, sql, args)
	if err != nil {
		return fmt.Errorf("query: %w", err)
	}
	defer func() { err = errors.Join(err, rs.Close()) }()
	for rs.Next() {
		if err := ctx.Err(); err != nil {
			return err // the caller has left
		}
		if err := fn(rs); err != nil {
			return err
		}
	}
	return rs.Err()
}

// All gathers every row of the answer.
func All[T any](ctx context.Context, q *Q, scan func(Scanner) (T, error), sql string, args ...any) ([]T, error) {
	var out []T
	err := q.Each(ctx, sql, args, func(s Scanner) error {
		v, err := scan(s)
		if err == nil {
			out = append(out, v)
		}
		return err
	})
	return out, err
}

// errStop ends the reading of rows early.
var errStop = errors.New("enough")

// One reads the first row; found is false when there is none.
func One[T any](ctx context.Context, q *Q, scan func(Scanner) (T, error), sql string, args ...any) (v T, found bool, err error) {
	err = q.Each(ctx, sql, args, func(s Scanner) error {
		var err error
		if v, err = scan(s); err != nil {
			return err
		}
		found = true
		return errStop
	})
	if errors.Is(err, errStop) {
		err = nil
	}
	return v, found, err
}

// Column scans a row of one value.
func Column[T any](s Scanner) (v T, err error) { return v, s.Scan(&v) }

// Row reads the first row into dest; found is false when there is none.
func (q *Q) Row(ctx context.Context, sql string, args []any, dest ...any) (found bool, err error) {
	err = q.Each(ctx, sql, args, func(s Scanner) error {
		if err := s.Scan(dest...); err != nil {
			return err
		}
		found = true
		return errStop
	})
	if errors.Is(err, errStop) {
		err = nil
	}
	return found, err
}

// HasTable tells whether the schema has a table.
func (q *Q) HasTable(ctx context.Context, name string) (bool, error) {
	var one int64
	return q.Row(ctx, q.snap.tableSQL(), []any{name}, &one)
}
