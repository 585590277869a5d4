package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"sync"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

const (
	sqliteReaders  = 8
	walLimit       = 256 << 20 // above this the log is truncated at the next quiet moment
	statementLimit = 512
)

type sqliteEngine struct {
	path    string
	readDB  *sql.DB
	writeDB *sql.DB
	readers chan *sqliteConn
}

// sqliteConn is one connection with its prepared statements.
type sqliteConn struct {
	conn  *sql.Conn
	stmts map[string]*sql.Stmt
}

func openSQLite(ctx context.Context, path string) (*sqliteEngine, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	e := &sqliteEngine{path: path, readers: make(chan *sqliteConn, sqliteReaders)}
	var err error
	// The log is copied beside the writer (walCopier), or by SQLite itself where a
	// program writes much without one, such as a migration.
	if e.writeDB, err = sql.Open("sqlite", sqliteDSN(path, "journal_mode(WAL)", "synchronous(FULL)", "wal_autocheckpoint(100000)")); err != nil {
		return nil, err
	}
	if err := e.writeDB.PingContext(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", path, err), e.writeDB.Close())
	}
	if e.readDB, err = sql.Open("sqlite", sqliteDSN(path, "query_only(1)")); err != nil {
		return nil, errors.Join(err, e.writeDB.Close())
	}
	for range sqliteReaders {
		e.readers <- nil // opened on first use
	}
	return e, nil
}

func sqliteDSN(path string, pragmas ...string) string {
	q := url.Values{"_pragma": append(pragmas, "busy_timeout(10000)", "foreign_keys(0)", "cache_size(-16000)", "temp_store(2)")}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode()
}

func (e *sqliteEngine) kind() Engine { return SQLite }

func (e *sqliteEngine) close() error {
	for range sqliteReaders {
		if c := <-e.readers; c != nil {
			c.close()
		}
	}
	return errors.Join(e.readDB.Close(), e.writeDB.Close())
}

func (c *sqliteConn) close() {
	for _, s := range c.stmts {
		_ = s.Close()
	}
	_ = c.conn.Close()
}

func (c *sqliteConn) stmt(ctx context.Context, text string) (*sql.Stmt, error) {
	if s := c.stmts[text]; s != nil {
		return s, nil
	}
	if len(c.stmts) >= statementLimit {
		for k, s := range c.stmts {
			_ = s.Close()
			delete(c.stmts, k)
		}
	}
	s, err := c.conn.PrepareContext(ctx, text)
	if err != nil {
		return nil, fmt.Errorf("prepare %.80q: %w", text, err)
	}
	c.stmts[text] = s
	return s, nil
}

func (c *sqliteConn) exec(ctx context.Context, text string, args []any) (int64, error) {
	s, err := c.stmt(ctx, text) //nolint:sqlclosecheck // kept prepared with the connection
	if err != nil {
		return 0, err
	}
	res, err := s.ExecContext(ctx, args...)
	if err != nil {
		return 0, sqliteError(err)
	}
	return res.RowsAffected()
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

// sqliteSnap is a read transaction on a pooled connection.
type sqliteSnap struct {
	eng  *sqliteEngine
	conn *sqliteConn
	once sync.Once
}

func (e *sqliteEngine) snapshot(ctx context.Context) (snapshot, error) {
	var c *sqliteConn
	select {
	case c = <-e.readers:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if c == nil {
		conn, err := e.readDB.Conn(ctx)
		if err != nil {
			e.readers <- nil
			return nil, err
		}
		c = &sqliteConn{conn: conn, stmts: map[string]*sql.Stmt{}}
	}
	// BEGIN must not be cut short by a caller that leaves, or the connection
	// would go back to the pool half open.
	if _, err := c.exec(context.WithoutCancel(ctx), "BEGIN", nil); err != nil {
		c.close()
		e.readers <- nil
		return nil, err
	}
	return &sqliteSnap{eng: e, conn: c}, nil
}

func (s *sqliteSnap) query(ctx context.Context, text string, args []any) (rows, error) {
	st, err := s.conn.stmt(ctx, text) //nolint:sqlclosecheck // kept prepared with the connection
	if err != nil {
		return nil, err
	}
	return st.QueryContext(ctx, args...) //nolint:rowserrcheck // Q.Each checks it
}

func (s *sqliteSnap) tableSQL() string {
	return "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = $1"
}

func (s *sqliteSnap) end() {
	s.once.Do(func() {
		if _, err := s.conn.exec(context.Background(), "ROLLBACK", nil); err != nil {
			s.conn.close()
			s.conn = nil
		}
		s.eng.readers <- s.conn
	})
}

// sqliteSession is the writing connection.
type sqliteSession struct {
	*sqliteConn
	path   string
	copier *walCopier
	rows   int // written by the group at work
}

func (e *sqliteEngine) session(ctx context.Context) (session, error) {
	conn, err := e.writeDB.Conn(ctx)
	if err != nil {
		return nil, err
	}
	beside, err := e.writeDB.Conn(ctx)
	if err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return &sqliteSession{
		sqliteConn: &sqliteConn{conn: conn, stmts: map[string]*sql.Stmt{}},
		path:       e.path, copier: newWalCopier(beside),
	}, nil
}

func (s *sqliteSession) begin(ctx context.Context) (epoch int64, err error) {
	if err := s.exec(ctx, "BEGIN IMMEDIATE"); err != nil {
		return 0, err
	}
	st, err := s.stmt(ctx, epochSQL) //nolint:sqlclosecheck // kept prepared with the connection
	if err != nil {
		return 0, err
	}
	return epoch, st.QueryRowContext(ctx).Scan(&epoch)
}

func (s *sqliteSession) group(ctx context.Context, ws []Write) (int64, error) {
	epoch, err := s.begin(ctx)
	if err != nil {
		return 0, err
	}
	return epoch, s.run(ctx, ws)
}

func (s *sqliteSession) run(ctx context.Context, ws []Write) error {
	s.rows += len(ws)
	for _, w := range ws {
		n, err := s.sqliteConn.exec(ctx, w.Stmt.SQL, w.Args)
		if err != nil {
			return fmt.Errorf("%s: %w", w.Stmt.Name, err)
		}
		if err := checkCount(w, n); err != nil {
			return err
		}
	}
	return nil
}

func (s *sqliteSession) exec(ctx context.Context, text string) error {
	_, err := s.sqliteConn.exec(ctx, text, nil)
	return err
}

func (s *sqliteSession) commit(ctx context.Context) error   { return s.exec(ctx, "COMMIT") }
func (s *sqliteSession) rollback(ctx context.Context) error { return s.exec(ctx, "ROLLBACK") }

func (s *sqliteSession) exists(ctx context.Context, text string, id int64) (found bool, err error) {
	var one int64
	err = s.conn.QueryRowContext(ctx, text, id).Scan(&one)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

// idle copies the log, and truncates one that long readers let grow; it gives up at
// once when one is still reading.
func (s *sqliteSession) idle(ctx context.Context) {
	if s.copier.wrote(s.rows) {
		copyLog(ctx, s.conn)
	}
	s.rows = 0
	if st, err := os.Stat(s.path + "-wal"); err == nil && st.Size() > walLimit {
		var busy, pages, moved int64
		_ = s.conn.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &pages, &moved)
	}
}

// A connection inside the process is rolled back when it is closed.
func (s *sqliteSession) name() string                        { return "" }
func (s *sqliteSession) ended(context.Context, string) error { return nil }

func (s *sqliteSession) close() {
	s.copier.close()
	s.sqliteConn.close()
}
