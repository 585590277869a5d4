package bus

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"log/slog"
	"sync"
	"time"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/sqldb"
)

const (
	poll     = 200 * time.Millisecond // where nobody wakes us
	leaseFor = 3 * time.Second
	tick     = time.Second           // consumers renew their leases
	look     = 50 * time.Millisecond // how often a lease that another has is looked at
)

// Consumer is told of events after they are durable, in the order of the log.
// Handle sees an event at least once: what it changes, it changes through a use
// case whose idempotency key holds the leaf index.
type Consumer struct {
	Name     string
	Prefixes []string // of event names; none: all
	Handle   func(ctx context.Context, evs []Event) error
}

// Config is what a bus needs.
type Config struct {
	DB     *sqldb.DB
	Writer *sqldb.Writer
	Log    *slog.Logger
}

// Bus runs the consumers of one process.
type Bus struct {
	db      *sqldb.DB
	writer  *sqldb.Writer
	log     *slog.Logger
	wall    func() gov.Time // the machine's clock: leases are not shifted with the site's
	owner   string
	tail    *tail
	wake    chan struct{}
	readers []*reader
	signals []func() // tell other processes, see Listen
}

// New makes a bus; app registers consumers and projections before Run.
func New(c Config) *Bus {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails (crypto/rand)
	return &Bus{db: c.DB, writer: c.Writer, log: c.Log, wall: gov.Wall().Time, owner: hex.EncodeToString(b[:]), tail: newTail(c.DB), wake: make(chan struct{}, 1)}
}

// Consume registers a consumer.
func (b *Bus) Consume(c Consumer) {
	work := func(ctx context.Context, evs []Event) ([]sqldb.Write, error) { return nil, c.Handle(ctx, evs) }
	b.readers = append(b.readers, newReader(b, c.Name, c.Prefixes, work))
}

// Project registers a projection.
func (b *Bus) Project(p *Projection) {
	work := func(ctx context.Context, evs []Event) ([]sqldb.Write, error) { return p.live(ctx, b.db, evs) }
	r := newReader(b, p.Name, p.Prefixes, work)
	r.projection = p
	b.readers = append(b.readers, r)
}

// Wake makes the bus look for new events at once; app hands it to the sealer's
// OnSealed.
func (b *Bus) Wake() {
	select {
	case b.wake <- struct{}{}:
	default:
	}
}

// Sealed wakes this process and, where Listen runs, the others.
func (b *Bus) Sealed() {
	b.Wake()
	for _, tell := range b.signals {
		tell()
	}
}

// Run follows the log and keeps every consumer going until the context ends;
// then it gives the leases back.
func (b *Bus) Run(ctx context.Context) {
	var wg sync.WaitGroup
	for _, r := range b.readers {
		wg.Go(func() { r.run(ctx) })
	}
	b.follow(ctx)
	wg.Wait()
}

func (b *Bus) follow(ctx context.Context) {
	t := time.NewTicker(poll)
	defer t.Stop()
	for {
		if err := b.tail.refill(ctx); err != nil && ctx.Err() == nil {
			b.log.Error("bus: read log", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		case <-b.wake:
		}
	}
}

// Free ends every lease of a cursor, also those of a process that was killed: for
// the one who knows by a lock that there is no other.
func (b *Bus) Free() error {
	return b.writer.Apply(&sqldb.Batch{Writes: []sqldb.Write{{Stmt: freeCursors, Want: -1}}})
}

// Settle is Drain that also takes over what a process had that died: it waits for
// each cursor until this process has it, or until the one who has it renews.
func (b *Bus) Settle(ctx context.Context) error {
	for _, r := range b.readers {
		if err := r.takeOver(ctx); err != nil {
			return err
		}
	}
	return b.Drain(ctx)
}

// Drain lets every consumer of this process that can have its lease handle all
// events that are in the log now. Clocks that are set, and tests, wait so.
func (b *Bus) Drain(ctx context.Context) error {
	for again := true; again; {
		if err := b.tail.refill(ctx); err != nil {
			return err
		}
		again = false
		for _, r := range b.readers {
			n, err := r.catchUp(ctx)
			if err != nil {
				return err
			}
			again = again || n > 0
		}
	}
	return nil
}

// Subscribe calls fn for every event from a leaf on, old and new, in order,
// until the context ends or fn fails. It keeps no cursor: a client that comes
// back names the leaf after the last it saw.
func (b *Bus) Subscribe(ctx context.Context, from int64, prefixes []string, fn func(Event) error) error {
	from = max(0, from)
	for {
		page, more, err := b.tail.read(ctx, from)
		if err != nil {
			return err
		}
		evs, err := parse(page, prefixes)
		if err != nil {
			return err
		}
		for _, e := range evs {
			if err := fn(e); err != nil {
				return err
			}
		}
		from += int64(len(page))
		if len(page) > 0 {
			continue
		}
		select {
		case <-more:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// Head is the leaf index the next event will have.
func (b *Bus) Head(ctx context.Context) (next int64, err error) {
	err = b.db.Read(ctx, func(q *sqldb.Q) error {
		next, err = head(ctx, q)
		return err
	})
	return next, err
}

// Status is how far a consumer is, for health and lamps.
type Status struct {
	Name  string `json:"name"`
	Next  int64  `json:"next"` // the leaf it will see next, as stored
	Lag   int64  `json:"lag"`  // leaves it has not seen
	Mine  bool   `json:"mine"` // this process holds its lease
	Error string `json:"error,omitempty"`
}

// Status tells how far every consumer is.
func (b *Bus) Status(ctx context.Context) (out []Status, err error) {
	err = b.db.Read(ctx, func(q *sqldb.Q) error {
		end, err := head(ctx, q)
		if err != nil {
			return err
		}
		for _, r := range b.readers {
			c, _, err := readCursor(ctx, q, r.name)
			if err != nil {
				return err
			}
			out = append(out, r.status(c, end))
		}
		return nil
	})
	return out, err
}

// parse gives the events that a reader wants.
func parse(page []*entry, prefixes []string) ([]Event, error) {
	var out []Event
	for _, e := range page {
		if !matches(e.name, prefixes) {
			continue
		}
		ev, err := e.event()
		if err != nil {
			return nil, err
		}
		out = append(out, ev)
	}
	return out, nil
}
