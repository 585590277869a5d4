package sqldb

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

type pgEngine struct {
	cfg  *pgx.ConnConfig
	pool *pgPool
}

func openPostgres(ctx context.Context, dsn string) (*pgEngine, error) {
	cfg, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, errors.New("postgres: the connection string cannot be read") // it may hold a password
	}
	tunePG(cfg)
	e := &pgEngine{cfg: cfg, pool: newPGPool(cfg)}
	first, err := e.pool.take(ctx)
	if err != nil {
		e.pool.close()
		return nil, fmt.Errorf("postgres: %w", err)
	}
	e.pool.give(first)
	return e, nil
}

// tunePG sets what every connection wants: plans cached while a table was empty
// must not fall to sequential scans later (measured: half the speed).
func tunePG(c *pgx.ConnConfig) {
	c.RuntimeParams["enable_seqscan"] = "off"
	// Every question here is answered from an index within a page or two; starting
	// workers for it costs more than the answer.
	c.RuntimeParams["max_parallel_workers_per_gather"] = "0"
	c.RuntimeParams["application_name"] = "holon"
	c.RuntimeParams["client_min_messages"] = "warning"
	c.StatementCacheCapacity = statementLimit
}

func (e *pgEngine) kind() Engine { return Postgres }
func (e *pgEngine) close() error { e.pool.close(); return nil }

func pgError(err error) error {
	e, ok := errors.AsType[*pgconn.PgError](err)
	switch {
	case err == nil:
		return nil
	case ok && e.Code == "23505":
		return fmt.Errorf("%w: %w", ErrUnique, err)
	case ok && (e.Code == "40001" || e.Code == "40P01"):
		return fmt.Errorf("%w: %w", ErrGuard, err)
	case ok && (strings.HasPrefix(e.Code, "57P") || strings.HasPrefix(e.Code, "08") || e.Code == "53300"), !ok && broken(err):
		return fmt.Errorf("%w: %w", ErrLost, err)
	}
	return err
}

// broken tells an error of the connection from one of ours, such as an argument
// that cannot be encoded: only the first may be tried again.
func broken(err error) bool {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return false
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) || pgconn.SafeToRetry(err) {
		return true
	}
	_, netErr := errors.AsType[net.Error](err)
	_, connect := errors.AsType[*pgconn.ConnectError](err)
	return netErr || connect
}

// pgSession is the writing connection.
type pgSession struct {
	conn *pgx.Conn
	id   string
}

// The server knows a connection by its process and when that began: the number
// of a process alone is used again.
const (
	pgNameSQL = "SELECT pid || '/' || backend_start FROM pg_stat_activity WHERE pid = pg_backend_pid()"
	pgEndSQL  = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid || '/' || backend_start = $1"
)

func (e *pgEngine) session(ctx context.Context) (session, error) {
	conn, err := pgx.ConnectConfig(ctx, e.cfg)
	if err != nil {
		return nil, pgError(err)
	}
	ses := &pgSession{conn: conn}
	if err := conn.QueryRow(ctx, pgNameSQL).Scan(&ses.id); err != nil {
		return nil, errors.Join(pgError(err), conn.Close(ctx))
	}
	return ses, nil
}

func (s *pgSession) name() string { return s.id }

// ended stops the server's process behind a lost connection and waits until it
// is gone: until then it may still be working on the last COMMIT it was sent.
func (s *pgSession) ended(ctx context.Context, name string) error {
	for {
		var stopped bool
		err := s.conn.QueryRow(ctx, pgEndSQL, name).Scan(&stopped)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil
		}
		if err != nil {
			return pgError(err)
		}
		select {
		case <-time.After(5 * time.Millisecond):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

const pgEpochSQL = epochSQL + " FOR SHARE"

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
