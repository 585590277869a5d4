package sqldb

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	pgReaders   = 16
	pgSweep     = 50 * time.Millisecond
	pgIdleTurns = 5 * 60 * 20 // sweeps after which an unused connection is closed: 5 minutes
	pgBegin     = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
)

// pgPool keeps the reading connections, the last used first. A snapshot begins
// with its first query in one round trip, and ends without one: the connection
// is given back with its transaction open, and the next snapshot on it sends
// COMMIT, BEGIN and its query together. What nobody takes again is committed by
// a sweep, so that an old snapshot holds up neither VACUUM nor a migration.
type pgPool struct {
	cfg  *pgx.ConnConfig
	free chan struct{} // one token for each connection that may be used
	stop chan struct{}
	done chan struct{}

	mu   sync.Mutex
	idle []*pgReader // owned by the pool while they stand here
	turn int64       // number of the sweep
}

type pgReader struct {
	conn *pgx.Conn
	open bool  // the transaction of the last snapshot is not ended yet
	used int64 // turn of the last use
}

func newPGPool(cfg *pgx.ConnConfig) *pgPool {
	p := &pgPool{cfg: cfg, free: make(chan struct{}, pgReaders), stop: make(chan struct{}), done: make(chan struct{})}
	for range pgReaders {
		p.free <- struct{}{}
	}
	go p.sweeper()
	return p
}

func (p *pgPool) take(ctx context.Context) (*pgReader, error) {
	select {
	case <-p.free:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	p.mu.Lock()
	if n := len(p.idle); n > 0 {
		r := p.idle[n-1]
		p.idle = p.idle[:n-1]
		p.mu.Unlock()
		return r, nil
	}
	p.mu.Unlock()
	conn, err := pgx.ConnectConfig(ctx, p.cfg)
	if err != nil {
		p.free <- struct{}{}
		return nil, pgError(err)
	}
	return &pgReader{conn: conn}, nil
}

// give takes a connection back; one that broke or is in the middle of an answer
// is closed.
func (p *pgPool) give(r *pgReader) {
	pg := r.conn.PgConn()
	r.open = pg.TxStatus() != 'I'
	if pg.TxStatus() == 'E' {
		_, _ = r.conn.Exec(context.Background(), "ROLLBACK")
		r.open = false
	}
	if pg.IsClosed() || pg.IsBusy() {
		_ = r.conn.Close(context.Background())
	} else {
		p.mu.Lock()
		r.used = p.turn
		p.idle = append(p.idle, r)
		p.mu.Unlock()
	}
	p.free <- struct{}{}
}

func (p *pgPool) sweeper() {
	defer close(p.done)
	tick := time.NewTicker(pgSweep)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			p.sweep()
		case <-p.stop:
			return
		}
	}
}

// sweep ends the transactions that stood open for a whole turn and closes what
// was not used for long.
func (p *pgPool) sweep() {
	p.mu.Lock()
	p.turn++
	var old []*pgReader
	kept := p.idle[:0]
	for _, r := range p.idle {
		if stale := p.turn - r.used; (r.open && stale > 1) || stale > pgIdleTurns {
			old = append(old, r)
		} else {
			kept = append(kept, r)
		}
	}
	p.idle = kept
	turn := p.turn
	p.mu.Unlock()
	for _, r := range old {
		if turn-r.used > pgIdleTurns {
			_ = r.conn.Close(context.Background())
			continue
		}
		p.settle(r)
	}
}

func (p *pgPool) settle(r *pgReader) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	if _, err := r.conn.Exec(ctx, "COMMIT"); err != nil {
		_ = r.conn.Close(ctx)
		return
	}
	r.open = false
	p.mu.Lock()
	defer p.mu.Unlock()
	p.idle = append([]*pgReader{r}, p.idle...)
}

// close waits for the snapshots that are open and closes all connections.
func (p *pgPool) close() {
	close(p.stop)
	<-p.done
	for range pgReaders {
		<-p.free
	}
	for _, r := range p.idle {
		_ = r.conn.Close(context.Background())
	}
}

// pgSnap is a read transaction; it begins with its first query.
type pgSnap struct {
	pool  *pgPool
	r     *pgReader
	begun bool
	only  bool // one question: it needs no transaction of its own
	once  sync.Once
}

func (e *pgEngine) snapshot(ctx context.Context) (snapshot, error) {
	r, err := e.pool.take(ctx)
	if err != nil {
		return nil, err
	}
	return &pgSnap{pool: e.pool, r: r}, nil
}

func (e *pgEngine) question(ctx context.Context) (snapshot, error) {
	r, err := e.pool.take(ctx)
	if err != nil {
		return nil, err
	}
	return &pgSnap{pool: e.pool, r: r, only: true}, nil
}

func (s *pgSnap) query(ctx context.Context, text string, args []any) (rows, error) {
	if s.begun {
		rs, err := s.r.conn.Query(ctx, text, args...)
		if err != nil {
			return nil, pgError(err)
		}
		return pgRows{Rows: rs}, nil
	}
	rs, err := s.first(ctx, text, args)
	if errors.Is(err, ErrLost) {
		// The server closed it while it stood idle; nothing has been read yet.
		if err = s.renew(ctx); err != nil {
			return nil, err
		}
		rs, err = s.first(ctx, text, args)
	}
	s.begun = err == nil
	return rs, err
}

// first begins the transaction and asks the first question, in one pipeline.
func (s *pgSnap) first(ctx context.Context, text string, args []any) (rows, error) {
	b := &pgx.Batch{}
	if s.r.conn.PgConn().TxStatus() != 'I' {
		b.Queue("COMMIT") // of the snapshot before
	}
	if !s.only {
		b.Queue(pgBegin)
	}
	b.Queue(text, args...)
	res := s.r.conn.SendBatch(ctx, b)
	for range b.Len() - 1 {
		if _, err := res.Exec(); err != nil {
			return nil, errors.Join(pgError(err), pgError(res.Close()))
		}
	}
	rs, err := res.Query()
	if err != nil {
		return nil, errors.Join(pgError(err), pgError(res.Close()))
	}
	return pgRows{Rows: rs, batch: res}, nil
}

func (s *pgSnap) renew(ctx context.Context) error {
	_ = s.r.conn.Close(ctx)
	conn, err := pgx.ConnectConfig(ctx, s.pool.cfg)
	if err != nil {
		return pgError(err)
	}
	s.r = &pgReader{conn: conn}
	return nil
}

func (s *pgSnap) tableSQL() string {
	return "SELECT 1 FROM pg_catalog.pg_class WHERE relkind = 'r' AND pg_catalog.pg_table_is_visible(oid) AND relname = $1"
}

func (s *pgSnap) end() { s.once.Do(func() { s.pool.give(s.r) }) }

// pgRows are the rows of one answer; batch is the pipeline they came in, if any.
type pgRows struct {
	pgx.Rows
	batch pgx.BatchResults
}

func (r pgRows) Close() error {
	r.Rows.Close()
	err := pgError(r.Rows.Err())
	if r.batch != nil {
		err = errors.Join(err, pgError(r.batch.Close()))
	}
	return err
}

func (r pgRows) Err() error { return pgError(r.Rows.Err()) }
