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
)

const (
	sqliteReaders  = 8
	walLimit       = 256 << 20 // above this the log is truncated at the next quiet moment
	statementLimit = 512
)

type sqliteEngine struct {
	path    string
	shared  *sql.DB // for migrations
	readers chan *sqliteConn
}

func openSQLite(ctx context.Context, path string) (*sqliteEngine, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	e := &sqliteEngine{path: path, readers: make(chan *sqliteConn, sqliteReaders)}
	var err error
	if e.shared, err = sql.Open("sqlite", e.writing()); err != nil {
		return nil, err
	}
	if err := e.shared.PingContext(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", path, err), e.shared.Close())
	}
	for range sqliteReaders {
		e.readers <- nil // opened on first use
	}
	return e, nil
}

// writing is how a connection is opened that writes. The log is copied beside the
// writer (walCopier), or by SQLite itself where a program writes much without one, such
// as a migration.
func (e *sqliteEngine) writing() string {
	return sqliteDSN(e.path, "journal_mode(WAL)", "synchronous(FULL)", "wal_autocheckpoint(100000)")
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
	return e.shared.Close()
}

// sqliteSnap is a read transaction on a pooled connection; it begins with its first
// query.
type sqliteSnap struct {
	eng   *sqliteEngine
	conn  *sqliteConn
	begun bool
	only  bool // one question: it needs no transaction of its own
	once  sync.Once
}

func (e *sqliteEngine) snapshot(ctx context.Context) (snapshot, error) { return e.reader(ctx, false) }

func (e *sqliteEngine) question(ctx context.Context) (snapshot, error) { return e.reader(ctx, true) }

func (e *sqliteEngine) reader(ctx context.Context, only bool) (snapshot, error) {
	var c *sqliteConn
	select {
	case c = <-e.readers:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if c == nil {
		var err error
		if c, err = openSQLiteConn(e.shared.Driver(), sqliteDSN(e.path, "query_only(1)")); err != nil {
			e.readers <- nil
			return nil, err
		}
	}
	return &sqliteSnap{eng: e, conn: c, only: only}, nil
}

func (s *sqliteSnap) query(ctx context.Context, text string, args []any) (rows, error) {
	if !s.begun && !s.only {
		// BEGIN must not be cut short by a caller that leaves, or the connection
		// would go back to the pool half open.
		if _, err := s.conn.exec(context.WithoutCancel(ctx), "BEGIN", nil); err != nil {
			return nil, err
		}
		s.begun = true
	}
	rs, err := s.conn.query(ctx, text, args)
	if err != nil {
		return nil, err
	}
	return rs, nil
}

func (s *sqliteSnap) tableSQL() string {
	return "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = $1"
}

func (s *sqliteSnap) end() {
	s.once.Do(func() {
		if s.begun {
			if _, err := s.conn.exec(context.Background(), "ROLLBACK", nil); err != nil {
				s.conn.close()
				s.conn = nil
			}
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

func (e *sqliteEngine) session(context.Context) (session, error) {
	conn, err := openSQLiteConn(e.shared.Driver(), e.writing())
	if err != nil {
		return nil, err
	}
	beside, err := openSQLiteConn(e.shared.Driver(), e.writing())
	if err != nil {
		conn.close()
		return nil, err
	}
	return &sqliteSession{sqliteConn: conn, path: e.path, copier: newWalCopier(beside)}, nil
}

func (s *sqliteSession) begin(ctx context.Context) (epoch int64, err error) {
	if err := s.exec(ctx, "BEGIN IMMEDIATE"); err != nil {
		return 0, err
	}
	_, err = s.one(ctx, epochSQL, nil, &epoch)
	return epoch, err
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
	return s.one(ctx, text, []any{id}, &one)
}

// idle copies the log, and truncates one that long readers let grow; it gives up at
// once when one is still reading.
func (s *sqliteSession) idle(ctx context.Context) {
	if s.copier.wrote(s.rows) {
		copyLog(ctx, s.sqliteConn)
	}
	s.rows = 0
	if st, err := os.Stat(s.path + "-wal"); err == nil && st.Size() > walLimit {
		var busy, pages, moved int64
		_, _ = s.one(ctx, "PRAGMA wal_checkpoint(TRUNCATE)", nil, &busy, &pages, &moved)
	}
}

// A connection inside the process is rolled back when it is closed.
func (s *sqliteSession) name() string                        { return "" }
func (s *sqliteSession) ended(context.Context, string) error { return nil }

func (s *sqliteSession) close() {
	s.copier.close()
	s.sqliteConn.close()
}
