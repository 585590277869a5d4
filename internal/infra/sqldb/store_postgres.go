package sqldb

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

const pgReaders = 16

type pgEngine struct {
	dsn  string
	pool *pgxpool.Pool
}

func openPostgres(ctx context.Context, dsn string) (*pgEngine, error) {
	cfg, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		return nil, errors.New("postgres: the connection string cannot be read") // it may hold a password
	}
	cfg.MaxConns = pgReaders
	tunePG(cfg.ConnConfig)
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, err
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, fmt.Errorf("postgres: %w", err)
	}
	return &pgEngine{dsn: dsn, pool: pool}, nil
}

// tunePG sets what every connection wants: plans cached while a table was empty
// must not fall to sequential scans later (measured: half the speed).
func tunePG(c *pgx.ConnConfig) {
	c.RuntimeParams["enable_seqscan"] = "off"
	c.RuntimeParams["application_name"] = "holon"
	c.RuntimeParams["client_min_messages"] = "warning"
	c.StatementCacheCapacity = statementLimit
}

func (e *pgEngine) kind() Engine { return Postgres }
func (e *pgEngine) close() error { e.pool.Close(); return nil }

func pgError(err error) error {
	if err == nil {
		return nil
	}
	e, ok := errors.AsType[*pgconn.PgError](err)
	switch {
	case !ok && !errors.Is(err, context.Canceled) && !errors.Is(err, context.DeadlineExceeded),
		ok && (strings.HasPrefix(e.Code, "57P") || strings.HasPrefix(e.Code, "08")):
		return fmt.Errorf("%w: %w", ErrLost, err)
	case ok && e.Code == "23505":
		return fmt.Errorf("%w: %w", ErrUnique, err)
	case ok && (e.Code == "40001" || e.Code == "40P01"):
		return fmt.Errorf("%w: %w", ErrGuard, err)
	}
	return err
}

// pgSnap is a read transaction; it begins with its first query, in one round trip.
type pgSnap struct {
	conn  *pgxpool.Conn
	begun bool
	once  sync.Once
}

func (e *pgEngine) snapshot(ctx context.Context) (snapshot, error) {
	conn, err := e.pool.Acquire(ctx)
	if err != nil {
		return nil, pgError(err)
	}
	return &pgSnap{conn: conn}, nil
}

func (s *pgSnap) query(ctx context.Context, text string, args []any) (rows, error) {
	if !s.begun {
		if _, err := s.conn.Exec(ctx, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"); err != nil {
			return nil, pgError(err)
		}
		s.begun = true
	}
	rs, err := s.conn.Query(ctx, text, args...)
	if err != nil {
		return nil, pgError(err)
	}
	return pgRows{rs}, nil
}

func (s *pgSnap) tableSQL() string {
	return "SELECT 1 FROM pg_catalog.pg_class WHERE relkind = 'r' AND pg_catalog.pg_table_is_visible(oid) AND relname = $1"
}

func (s *pgSnap) end() {
	s.once.Do(func() {
		if s.begun {
			_, _ = s.conn.Exec(context.Background(), "COMMIT")
		}
		s.conn.Release() // a connection still in a transaction is destroyed by the pool
	})
}

type pgRows struct{ pgx.Rows }

func (r pgRows) Close() error { r.Rows.Close(); return pgError(r.Rows.Err()) }
func (r pgRows) Err() error   { return pgError(r.Rows.Err()) }

// pgSession is the writing connection.
type pgSession struct{ conn *pgx.Conn }

func (e *pgEngine) session(ctx context.Context) (session, error) {
	cfg, err := pgx.ParseConfig(e.dsn)
	if err != nil {
		return nil, errors.New("postgres: the connection string cannot be read")
	}
	tunePG(cfg)
	conn, err := pgx.ConnectConfig(ctx, cfg)
	if err != nil {
		return nil, pgError(err)
	}
	return &pgSession{conn: conn}, nil
}

const pgEpochSQL = epochSQL + " FOR SHARE"

func (s *pgSession) begin(ctx context.Context) (epoch int64, err error) { return s.group(ctx, nil) }

func (s *pgSession) group(ctx context.Context, ws []Write) (epoch int64, err error) {
	b := &pgx.Batch{}
	b.Queue("BEGIN")
	b.Queue(pgEpochSQL)
	queueWrites(b, ws)
	res := s.conn.SendBatch(ctx, b)
	defer func() { err = errors.Join(err, pgError(res.Close())) }()
	if _, err := res.Exec(); err != nil {
		return 0, pgError(err)
	}
	if err := res.QueryRow().Scan(&epoch); err != nil {
		return 0, pgError(err)
	}
	return epoch, checkAnswers(res, ws)
}

func queueWrites(b *pgx.Batch, ws []Write) {
	for _, w := range ws {
		b.Queue(w.Stmt.SQL, w.Args...)
	}
}

func checkAnswers(res pgx.BatchResults, ws []Write) error {
	for _, w := range ws {
		tag, err := res.Exec()
		if err != nil {
			return fmt.Errorf("%s: %w", w.Stmt.Name, pgError(err))
		}
		if err := checkCount(w, tag.RowsAffected()); err != nil {
			return err
		}
	}
	return nil
}

func (s *pgSession) run(ctx context.Context, ws []Write) (err error) {
	b := &pgx.Batch{}
	queueWrites(b, ws)
	res := s.conn.SendBatch(ctx, b)
	defer func() { err = errors.Join(err, pgError(res.Close())) }()
	return checkAnswers(res, ws)
}

func (s *pgSession) exec(ctx context.Context, text string) error {
	_, err := s.conn.Exec(ctx, text)
	return pgError(err)
}

// commit must see COMMIT answered by COMMIT: a failed transaction answers it
// with ROLLBACK and no error.
func (s *pgSession) commit(ctx context.Context) error {
	tag, err := s.conn.Exec(ctx, "COMMIT")
	if err == nil && tag.String() != "COMMIT" {
		return fmt.Errorf("commit answered %s: %w", tag.String(), ErrGuard)
	}
	return pgError(err)
}

func (s *pgSession) rollback(ctx context.Context) error { return s.exec(ctx, "ROLLBACK") }

func (s *pgSession) exists(ctx context.Context, text string, id int64) (bool, error) {
	var one int64
	err := s.conn.QueryRow(ctx, text, id).Scan(&one)
	if errors.Is(err, pgx.ErrNoRows) {
		return false, nil
	}
	return err == nil, pgError(err)
}

func (s *pgSession) idle(context.Context) {}

func (s *pgSession) close() { _ = s.conn.Close(context.Background()) }
