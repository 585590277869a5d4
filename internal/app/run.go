package app

import (
	"context"
	"errors"
	"net"
	"runtime/debug"
	"strings"
	"time"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/ident/guess"
	"holon.example/holon/internal/infra/sqldb"
)

// How often the upkeep runs, and how long requests may finish when a node ends.
const (
	upkeepEvery = time.Minute
	sweepEvery  = time.Hour
	grace       = 20 * time.Second
)

// Start begins the background work; Close ends it.
func (n *Node) Start() {
	debug.FreeOSMemory() // what reading the packs took; the machine may have better use for it
	ctx, stop := context.WithCancel(context.Background())
	n.stop = stop
	if n.DB.Engine() == sqldb.Postgres {
		n.Bus.Listen(ctx, n.Config.DB)
	}
	for _, loop := range []func(context.Context){
		n.Sealer.Run, n.Bus.Run, n.Jobs.Run, n.follow, n.upkeep,
		func(ctx context.Context) { n.leases.Keep(ctx, n.nodeNo, n.lose) },
	} {
		n.work.Go(func() { loop(ctx) })
	}
}

// upkeep does what must be done now and then.
func (n *Node) upkeep(ctx context.Context) {
	minute, hour := time.NewTicker(upkeepEvery), time.NewTicker(sweepEvery)
	defer minute.Stop()
	defer hour.Stop()
	for {
		var err error
		select {
		case <-ctx.Done():
			return
		case <-minute.C:
			err = n.Ident.FlushSeen(ctx)
		case <-hour.C:
			_, purged := n.Ident.Purge(ctx)
			_, forgotten := guess.Purge(ctx, n.Engine)
			_, swept := n.Blobs.Sweep(ctx, n.wall.Time())
			err = errors.Join(purged, forgotten, swept)
		}
		if err != nil && ctx.Err() == nil {
			n.Log.Warn("upkeep", "err", err)
		}
	}
}

// Serve answers on a listener until the context ends or the node is lost.
func (n *Node) Serve(ctx context.Context, ln net.Listener) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	go func() {
		select {
		case <-n.lost:
			stop()
		case <-ctx.Done():
		}
	}()
	return n.Web.Serve(ctx, ln, grace)
}

// Public is the address by which a node that listens here is reached.
func Public(ln net.Listener) string {
	host, port, err := net.SplitHostPort(ln.Addr().String())
	if err != nil {
		return "http://" + ln.Addr().String()
	}
	if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return "http://" + net.JoinHostPort(host, port)
}

// Settle does everything that is due: jobs, sealing, consumers.
func (n *Node) Settle(ctx context.Context) error {
	for {
		ran, err := n.Jobs.Settle(ctx)
		if err != nil {
			return err
		}
		if err := n.Sealer.Flush(ctx); err != nil {
			return err
		}
		if err := n.Bus.Settle(ctx); err != nil {
			return err
		}
		if ran == 0 {
			return nil
		}
	}
}

// SetClock moves the site's clock. Forward it goes in steps, so that each job
// runs near its own time as it would have in life; when it returns, what was due
// by then has been done.
func (n *Node) SetClock(ctx context.Context, to gov.Time) error {
	if err := n.Settle(ctx); err != nil {
		return err
	}
	for now := n.Clock.Time(); now < to; now = n.Clock.Time() {
		n.Clock.Set(min(to, now.Add(stride(now, to))))
		if _, err := n.Jobs.Settle(ctx); err != nil {
			return err
		}
	}
	n.Clock.Set(to)
	return n.Settle(ctx)
}

// stride is an hour for the next days, then a day.
func stride(now, to gov.Time) time.Duration {
	if int64(to-now) > (40 * 24 * time.Hour).Milliseconds() {
		return 24 * time.Hour
	}
	return time.Hour
}

// isHTTPS tells whether people reach the site by an encrypted connection.
func (c *Config) isHTTPS() bool { return strings.HasPrefix(c.Public, "https://") }
