package app

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"sync"

	"holon.example/holon/internal/app/content"
	"holon.example/holon/internal/app/inventory"
	"holon.example/holon/internal/app/lease"
	"holon.example/holon/internal/business/casework"
	"holon.example/holon/internal/business/casework/caseworkweb"
	"holon.example/holon/internal/business/casework/paper"
	"holon.example/holon/internal/business/licence"
	"holon.example/holon/internal/business/mandate"
	"holon.example/holon/internal/data/exchange"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/access"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/blob"
	"holon.example/holon/internal/infra/bus"
	"holon.example/holon/internal/infra/cabinet"
	"holon.example/holon/internal/infra/calendar"
	"holon.example/holon/internal/infra/ident"
	"holon.example/holon/internal/infra/jobs"
	"holon.example/holon/internal/infra/org"
	"holon.example/holon/internal/infra/org/epoch"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/sqldb"
	"holon.example/holon/internal/infra/web"
)

// Node is a running node of a site.
type Node struct {
	*Store
	Log   *slog.Logger
	Clock *gov.Now
	Mint  *gov.Mint

	Writer   *sqldb.Writer
	Sealer   *seal.Sealer
	Engine   *act.Engine
	Access   *access.Access
	Org      *org.Org
	Ident    *ident.Ident
	Calendar *calendar.Book
	Content  *content.Store
	Blobs    *blob.Store
	Bus      *bus.Bus
	Jobs     *jobs.Runner
	Data     inventory.House
	Exchange *exchange.Exchange
	Files    *cabinet.Cabinet
	Casework *casework.Service
	Papers   *paper.Desk
	Mandates *mandate.Desk

	Procedures caseworkweb.Procedures
	Licences   *licence.Office
	Web        *web.Server

	wall    *gov.Now
	signal  *epoch.Signal
	leases  *lease.Keeper
	nodeNo  string // lease of the number
	sealing *lease.Duty
	lock    *lease.Lock
	days    calendars
	figures *figures
	mine    mine

	stop    context.CancelFunc // ends the background work
	work    sync.WaitGroup
	lost    chan struct{} // closed when the node's number went to another process
	losing  sync.Once
	closing sync.Once
}

// Open opens a node: store, keys, spine, slices, HTTP. Background work begins with
// Start.
func Open(ctx context.Context, c Config) (n *Node, err error) {
	st, err := OpenStore(ctx, c, false)
	if err != nil {
		return nil, err
	}
	c = st.Config
	n = &Node{Store: st, Clock: gov.Wall(), wall: gov.Wall(), signal: &epoch.Signal{}, lost: make(chan struct{})}
	if c.Clock != 0 {
		n.Clock.Set(c.Clock)
	}
	n.Log = slog.New(slog.NewTextHandler(c.Log, &slog.HandlerOptions{Level: c.Level}))
	defer func() {
		if err != nil {
			_ = n.Close() // the first error tells
		}
	}()
	if n.lock, err = lease.LockStore(c.DB); err != nil {
		return n, err
	}
	if err = sqldb.Migrate(ctx, n.DB, Migrations()...); err != nil {
		return n, err
	}
	for _, step := range []func(context.Context) error{n.openSpine, n.openSlices, n.openBusiness, n.openWeb} {
		if err = step(ctx); err != nil {
			return n, err
		}
	}
	return n, nil
}

// openSpine opens the writer and everything a command passes through.
func (n *Node) openSpine(ctx context.Context) error {
	log, err := seal.OpenLog(ctx, n.DB)
	if err != nil {
		return err
	}
	if n.Writer, err = n.DB.NewWriter(ctx, log, seal.Proof, n.Log); err != nil {
		return err
	}
	n.leases = lease.New(n.Writer, n.wall.Time, owner(), n.Log)
	if n.lock != nil {
		if err := n.leases.Clear(); err != nil {
			return err
		}
	}
	no, name, err := n.leases.Node()
	if err != nil {
		return err
	}
	n.nodeNo = name
	if n.Mint, err = act.NewMint(ctx, n.DB, no, n.Clock.Time); err != nil {
		return err
	}
	n.Sealer = seal.NewSealer(seal.SealerConfig{DB: n.DB, Writer: n.Writer, Log: log, Signer: n.Signer, Now: n.Clock.Time, Slog: n.Log})
	n.sealing = n.leases.Duty("sealer")
	n.Sealer.Leased(n.sealing.Held)
	if n.Access, err = access.New(n.signal); err != nil {
		return err
	}
	n.Engine = act.New(act.Config{DB: n.DB, Writer: n.Writer, Mint: n.Mint, Now: n.Clock.Time, Vault: n.Vault, Authoriser: n.Access, Log: n.Log})
	return nil
}

// openSlices opens infrastructure, rules and data.
func (n *Node) openSlices(ctx context.Context) (err error) {
	n.Org = org.New(n.Engine, n.signal)
	n.Ident = ident.New(ident.Config{Engine: n.Engine, Org: n.Org, Wall: n.wall.Time})
	n.Calendar = calendar.NewBook(n.Engine)
	if n.Blobs, err = n.openBlobs(n.Writer); err != nil {
		return err
	}
	n.Files = &cabinet.Cabinet{Engine: n.Engine, Blobs: n.Blobs}
	if n.Content, err = content.Open(ctx, n.Engine); err != nil {
		return err
	}
	n.Bus = bus.New(bus.Config{DB: n.DB, Writer: n.Writer, Log: n.Log})
	n.Sealer.OnSealed(n.Bus.Sealed)
	n.Jobs = jobs.NewRunner(n.DB, n.Writer, n.Clock.Time, n.Log)
	if n.lock != nil {
		return errors.Join(n.Jobs.Free(), n.Bus.Free())
	}
	return nil
}

// owner names this process among those of the site.
func owner() string {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails (crypto/rand)
	return hex.EncodeToString(b[:])
}

// lose ends the node: another process has its number now, so that two mints could
// make the same id.
func (n *Node) lose() {
	n.losing.Do(func() {
		n.Log.Error("another process took this node's number; ending")
		close(n.lost)
	})
}

// Lost is closed when the node must end at once.
func (n *Node) Lost() <-chan struct{} { return n.lost }

// Close ends background work, then the writer, then the store.
func (n *Node) Close() (err error) {
	n.closing.Do(func() { err = n.close() })
	return err
}

func (n *Node) close() error {
	if n.stop != nil {
		n.stop()
		n.work.Wait()
	}
	var errs []error
	note := func(what string, err error) {
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", what, err))
		}
	}
	if n.Ident != nil {
		note("sessions", n.Ident.FlushSeen(context.Background()))
	}
	if n.sealing != nil {
		note("seal", n.Sealer.Flush(context.Background()))
		note("lease", n.sealing.Release())
	}
	if n.nodeNo != "" {
		note("lease", n.leases.Give(n.nodeNo))
	}
	if n.Writer != nil {
		n.Writer.Close()
	}
	note("store", n.DB.Close())
	n.lock.Release()
	if len(errs) > 0 {
		return fmt.Errorf("close: %v", errs)
	}
	return nil
}
