package lease

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/sqldb"
)

// Life is how long a lease lasts without renewal; Renew how often it is renewed. A
// duty goes over sooner: while nobody has it, its work stands still.
const (
	Life     = 15 * time.Second
	Renew    = 4 * time.Second
	DutyLife = 4 * time.Second
)

// nodes is how many processes may have an id mint at once (gov.Mint).
const nodes = 64

// ErrFull says that every node number is held.
var ErrFull = errors.New("every node number is held by another process")

// Keeper holds the leases of one process.
type Keeper struct {
	writer *sqldb.Writer
	wall   func() gov.Time
	owner  string
	log    *slog.Logger
}

// New makes a keeper; owner is unique to the process.
func New(w *sqldb.Writer, wall func() gov.Time, owner string, log *slog.Logger) *Keeper {
	return &Keeper{writer: w, wall: wall, owner: owner, log: log}
}

// Take takes or renews a lease and tells whether this process has it.
func (k *Keeper) Take(name string) (bool, error) { return k.take(name, Life) }

func (k *Keeper) take(name string, life time.Duration) (bool, error) {
	now := k.wall()
	err := k.write(takeLease, 1, name, k.owner, int64(now.Add(life)), int64(now))
	if errors.Is(err, sqldb.ErrGuard) {
		return false, nil
	}
	return err == nil, err
}

// Clear ends every lease, also those of a process that was killed: for the one who
// knows by a lock that there is no other.
func (k *Keeper) Clear() error { return k.write(clearLeases, -1) }

// Give gives a lease back.
func (k *Keeper) Give(name string) error { return k.write(dropLease, -1, name, k.owner) }

func (k *Keeper) write(st *sqldb.Stmt, want int64, args ...any) error {
	return k.writer.Apply(&sqldb.Batch{Writes: []sqldb.Write{{Stmt: st, Args: args, Want: want}}})
}

// Node takes the first free node number.
func (k *Keeper) Node() (n int, name string, err error) {
	for n := range nodes {
		name := fmt.Sprintf("node/%d", n)
		held, err := k.Take(name)
		if err != nil {
			return 0, "", err
		}
		if held {
			return n, name, nil
		}
	}
	return 0, "", ErrFull
}

// Keep renews a lease until the context ends, then gives it back. lost is called
// when another process took it: for a node number that is the end of this one.
func (k *Keeper) Keep(ctx context.Context, name string, lost func()) {
	tick := time.NewTicker(Renew)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			if err := k.Give(name); err != nil {
				k.log.Warn("lease not given back", "lease", name, "err", err)
			}
			return
		case <-tick.C:
		}
		held, err := k.Take(name)
		if err != nil {
			k.log.Warn("lease", "lease", name, "err", err)
		} else if !held {
			lost()
			return
		}
	}
}

// Duty is a lease that any process may have; Held is asked before each piece of
// work.
type Duty struct {
	k     *Keeper
	name  string
	until atomic.Int64
}

// Duty makes the duty of a name.
func (k *Keeper) Duty(name string) *Duty { return &Duty{k: k, name: name} }

// Held tells whether this process has the duty, taking it when it is free. It
// costs a write only when a third of the lease is over.
func (d *Duty) Held(context.Context) bool {
	now := d.k.wall()
	left := d.until.Load() - int64(now)
	if left > DutyLife.Milliseconds()*2/3 {
		return true
	}
	held, err := d.k.take(d.name, DutyLife)
	if err != nil {
		d.k.log.Warn("lease", "lease", d.name, "err", err)
		return left > 0
	}
	if !held {
		d.until.Store(0)
		return false
	}
	d.until.Store(int64(now.Add(DutyLife)))
	return true
}

// Release gives the duty back at the end of the process.
func (d *Duty) Release() error {
	d.until.Store(0)
	return d.k.Give(d.name)
}
