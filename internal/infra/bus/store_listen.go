package bus

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

// channel is the PostgreSQL channel on which processes tell each other that
// leaves were numbered.
const channel = "holon_leaf"

// Listen is for PostgreSQL: it wakes this process when another one sealed, and
// makes Sealed tell the others. It runs until the context ends and survives
// the loss of its connection; meanwhile the poll serves. Call it before Run.
func (b *Bus) Listen(ctx context.Context, dsn string) {
	teller := &teller{dsn: dsn}
	b.signals = append(b.signals, func() {
		if err := teller.tell(ctx); err != nil && ctx.Err() == nil {
			b.log.Warn("bus: notify", "err", err)
		}
	})
	go func() {
		defer teller.close()
		for ctx.Err() == nil {
			if err := b.listen(ctx, dsn); err != nil && ctx.Err() == nil {
				b.log.Warn("bus: listen", "err", err)
				rest(ctx, time.Second, nil)
			}
		}
	}()
}

func (b *Bus) listen(ctx context.Context, dsn string) error {
	conn, err := connect(ctx, dsn)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	if _, err := conn.Exec(ctx, "LISTEN "+channel); err != nil {
		return err
	}
	for {
		if _, err := conn.WaitForNotification(ctx); err != nil {
			return err
		}
		b.Wake()
	}
}

func connect(ctx context.Context, dsn string) (*pgx.Conn, error) {
	conn, err := pgx.Connect(ctx, dsn)
	if err != nil {
		// The driver's text may hold the connection string and so a password.
		return nil, errors.New("postgres: no connection for notifications")
	}
	return conn, nil
}

// teller has a connection of its own: a notification alone waits for no fsync.
type teller struct {
	dsn  string
	mu   sync.Mutex
	conn *pgx.Conn
}

func (t *teller) tell(ctx context.Context) (err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	if t.conn == nil {
		if t.conn, err = connect(ctx, t.dsn); err != nil {
			t.conn = nil
			return err
		}
	}
	if _, err = t.conn.Exec(ctx, "NOTIFY "+channel); err != nil {
		_ = t.conn.Close(context.WithoutCancel(ctx))
		t.conn = nil
	}
	return err
}

func (t *teller) close() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.conn != nil {
		_ = t.conn.Close(context.Background())
		t.conn = nil
	}
}
