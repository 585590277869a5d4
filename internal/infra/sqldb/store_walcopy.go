package sqldb

import (
	"context"
	"sync"
)

// copyAfter is how many rows are written between two copies of the log into the
// database. A longer log is copied less often: most pages of a group are written
// again by the next.
const copyAfter = 20_000

// walCopier moves what the log (WAL) holds into the database beside the writer, so
// that no group waits for it. The writer copies the rest, which came meanwhile,
// itself: only a log that is copied whole starts anew.
type walCopier struct {
	conn *sqliteConn
	wake chan struct{}
	done sync.WaitGroup

	mu     sync.Mutex
	rows   int  // written since the last copy began
	active bool // a copy runs
	rest   bool // a copy has ended: the writer copies what is left
}

func newWalCopier(conn *sqliteConn) *walCopier {
	c := &walCopier{conn: conn, wake: make(chan struct{}, 1)}
	c.done.Go(func() {
		for range c.wake {
			copyLog(context.Background(), c.conn)
			c.mu.Lock()
			c.active, c.rest = false, true
			c.mu.Unlock()
		}
	})
	return c
}

// wrote tells of rows a group has written; rest tells the writer to copy what is
// left.
func (c *walCopier) wrote(rows int) (rest bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.rows += rows
	if c.active {
		return false
	}
	if c.rest {
		c.rest = false
		return true
	}
	if c.rows >= copyAfter {
		c.rows, c.active = 0, true
		c.wake <- struct{}{}
	}
	return false
}

func (c *walCopier) close() {
	close(c.wake)
	c.done.Wait()
	c.conn.close()
}

// copyLog moves as much as no reader holds back; it waits for nobody.
func copyLog(ctx context.Context, conn *sqliteConn) {
	var busy, pages, moved int64
	// A copy that fails is made by the next one; the log keeps everything until then.
	_, _ = conn.one(ctx, "PRAGMA wal_checkpoint(PASSIVE)", nil, &busy, &pages, &moved)
}
