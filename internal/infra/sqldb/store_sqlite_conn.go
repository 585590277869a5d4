package sqldb

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// sqliteConn is one connection with its prepared statements. It speaks to the driver
// itself: the pool of database/sql, its locks and its conversions cost as much as a
// small statement (measured: a tenth of a submission), and here nobody shares.
type sqliteConn struct {
	conn  driver.Conn
	stmts map[string]sqliteStmt
	named []driver.NamedValue // of the statement at work
	open  int                 // answers under a cursor
}

type sqliteStmt interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

func openSQLiteConn(d driver.Driver, dsn string) (*sqliteConn, error) {
	conn, err := d.Open(dsn)
	if err != nil {
		return nil, err
	}
	return &sqliteConn{conn: conn, stmts: map[string]sqliteStmt{}}, nil
}

func (c *sqliteConn) close() {
	c.forget()
	_ = c.conn.Close()
}

func (c *sqliteConn) forget() {
	for _, s := range c.stmts {
		_ = s.Close()
	}
	clear(c.stmts)
}

func (c *sqliteConn) stmt(text string) (sqliteStmt, error) {
	if s := c.stmts[text]; s != nil {
		return s, nil
	}
	if len(c.stmts) >= statementLimit && c.open == 0 { // a statement that goes takes its answer along
		c.forget()
	}
	st, err := c.conn.Prepare(text)
	if err != nil {
		return nil, fmt.Errorf("prepare %.80q: %w", text, err)
	}
	s, ok := st.(sqliteStmt)
	if !ok {
		return nil, errors.Join(errors.New("sqlite: the driver's statements take no context"), st.Close())
	}
	c.stmts[text] = s
	return s, nil
}

// arguments are good until the next call.
func (c *sqliteConn) arguments(args []any) ([]driver.NamedValue, error) {
	c.named = c.named[:0]
	for i, a := range args {
		switch a.(type) {
		case int64, string, []byte, nil:
		default:
			var err error
			if a, err = driver.DefaultParameterConverter.ConvertValue(a); err != nil {
				return nil, fmt.Errorf("argument %d: %w", i+1, err)
			}
		}
		c.named = append(c.named, driver.NamedValue{Ordinal: i + 1, Value: a})
	}
	return c.named, nil
}

func (c *sqliteConn) exec(ctx context.Context, text string, args []any) (int64, error) {
	s, err := c.stmt(text)
	if err != nil {
		return 0, err
	}
	named, err := c.arguments(args)
	if err != nil {
		return 0, err
	}
	res, err := s.ExecContext(ctx, named)
	if err != nil {
		return 0, sqliteError(err)
	}
	return res.RowsAffected()
}

func (c *sqliteConn) query(ctx context.Context, text string, args []any) (*sqliteRows, error) {
	s, err := c.stmt(text)
	if err != nil {
		return nil, err
	}
	// A watcher of its own for every query costs more than the query: Q.Each looks at
	// the caller's context before each row instead.
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	named, err := c.arguments(args)
	if err != nil {
		return nil, err
	}
	rs, err := s.QueryContext(context.WithoutCancel(ctx), named)
	if err != nil {
		return nil, sqliteError(err)
	}
	c.open++
	return &sqliteRows{conn: c, rows: rs, row: make([]driver.Value, len(rs.Columns()))}, nil
}

// one reads the first row; found is false when there is none.
func (c *sqliteConn) one(ctx context.Context, text string, args []any, dest ...any) (found bool, err error) {
	rs, err := c.query(ctx, text, args)
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, rs.Close()) }()
	if !rs.Next() {
		return false, rs.Err()
	}
	return true, rs.Scan(dest...)
}

func sqliteError(err error) error {
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		switch e.Code() {
		case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY:
			return fmt.Errorf("%w: %w", ErrUnique, err)
		}
	}
	return err
}

// sqliteRows is an answer under the cursor.
type sqliteRows struct {
	conn *sqliteConn
	rows driver.Rows
	row  []driver.Value
	err  error
}

func (r *sqliteRows) Next() bool {
	if r.err == nil {
		r.err = r.rows.Next(r.row)
	}
	return r.err == nil
}

func (r *sqliteRows) Err() error {
	if errors.Is(r.err, io.EOF) {
		return nil
	}
	return r.err
}

func (r *sqliteRows) Close() error {
	r.conn.open--
	return r.rows.Close()
}

func (r *sqliteRows) Scan(dest ...any) error {
	if len(dest) != len(r.row) {
		return fmt.Errorf("%d columns, scanned into %d", len(r.row), len(dest))
	}
	for i, d := range dest {
		if err := assign(d, r.row[i]); err != nil {
			return fmt.Errorf("column %d, %s: %w", i+1, r.rows.Columns()[i], err)
		}
	}
	return nil
}
