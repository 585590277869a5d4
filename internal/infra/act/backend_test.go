package act_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"

	"holon.example/holon/internal/gov/fault"
	"holon.example/holon/internal/infra/act/acttest"
	"holon.example/holon/internal/infra/act/acttest/testtable"
	"holon.example/holon/internal/infra/sqldb"
)

// struck runs the load and strikes once after so many answers each, as often as
// asked for; then everything must hold.
func struck(t *testing.T, s *acttest.Spine, times, every int, strike func(k int) error) {
	t.Helper()
	makeShared(t, s)
	y := newTally()
	ctx, stop := context.WithCancel(t.Context())
	wait := background(ctx, s)
	hits := make(chan int, times)
	struckAll := make(chan error, 1)
	go func() {
		for k := range hits {
			if err := strike(k); err != nil {
				struckAll <- err
				return
			}
		}
		struckAll <- nil
	}()
	sent := 0
	turn := make(chan struct{}, 1)
	turn <- struct{}{}
	err := load(ctx, s, y.next, func(o op, answer int64) bool {
		y.record(o, answer)
		<-turn
		defer func() { turn <- struct{}{} }()
		if sent < times && y.size() >= (sent+1)*every {
			hits <- sent
			sent++
		}
		return y.size() < (times+2)*every
	})
	close(hits)
	stop()
	wait()
	if err != nil {
		t.Fatal(err)
	}
	if err := <-struckAll; err != nil {
		t.Fatal(err)
	}
	y.settle(t, s)
}

// The server ends our connections while they work: the writing one and the
// reading ones. On SQLite, which has no server, the writer loses the answers to
// its commits in the same places.
func TestEndedConnections(t *testing.T) {
	times := 20
	if testing.Short() {
		times = 4
	}
	each(t, func(t *testing.T, s *acttest.Spine) {
		id := s.Identity
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		s = attach(t, id)
		if s.DB.Engine() == sqldb.SQLite {
			struck(t, s, times, 60, func(k int) error {
				return fault.Plant([]string{"sqldb.after_commit:error", "sqldb.before_commit:error"}[k%2])
			})
			fault.ByName("sqldb.after_commit").Clear()
			fault.ByName("sqldb.before_commit").Clear()
			return
		}
		admin := connect(t, id.DSN)
		struck(t, s, times, 60, func(k int) error {
			text := "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
			if k%2 == 0 { // the writer alone
				text += " AND query NOT LIKE '%REPEATABLE READ%' AND state <> 'idle'"
			}
			_, err := admin.Exec(t.Context(), text)
			return err
		})
	})
}

func connect(t *testing.T, dsn string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}

// A process of the database server is killed with SIGKILL: the server throws out
// everybody and recovers from its log. It needs a server of its own, because all
// tests share the other. On SQLite the database is our own process, which
// TestKilledProcess kills; here its writer is made to lose its transaction.
func TestKilledBackend(t *testing.T) {
	times := 6
	if testing.Short() {
		times = 2
	}
	each(t, func(t *testing.T, s *acttest.Spine) {
		if s.DB.Engine() == sqldb.SQLite {
			id := s.Identity
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			s = attach(t, id)
			ctx, stop := context.WithCancel(t.Context())
			defer stop()
			struck(t, s, times, 100, func(k int) error {
				if k == 0 {
					go collide(ctx, s)
				}
				return fault.Plant("sqldb.rollback_to:error")
			})
			fault.ByName("sqldb.rollback_to").Clear()
			return
		}
		own := acttest.Start(t, privateServer(t), testtable.Migrations)
		id := own.Identity
		if err := own.Close(); err != nil {
			t.Fatal(err)
		}
		own = attach(t, id)
		struck(t, own, times, 100, func(int) error { return killBackend(t.Context(), id.DSN) })
	})
}

// killBackend kills the process behind one of our own connections.
func killBackend(ctx context.Context, dsn string) error {
	conn, err := pgx.Connect(ctx, dsn)
	if err != nil {
		return nil // the server still recovers from the kill before
	}
	defer func() { _ = conn.Close(ctx) }()
	var pid int
	err = conn.QueryRow(ctx, "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name = 'holon' ORDER BY state = 'idle', pid LIMIT 1").Scan(&pid)
	if err != nil {
		return nil
	}
	return syscall.Kill(pid, syscall.SIGKILL)
}

// privateServer starts a PostgreSQL that this test alone uses.
func privateServer(t *testing.T) (dsn string) {
	t.Helper()
	script := func(arg string) (string, error) {
		cmd := exec.Command("../../../scripts/pg.sh", arg)
		cmd.Env = append(os.Environ(), "HOLON_PG_DIR=/var/tmp/holon-pg-crash-"+strconv.Itoa(os.Getpid()))
		out, err := cmd.CombinedOutput()
		if err != nil {
			err = fmt.Errorf("pg.sh %s: %w: %s", arg, err, out)
		}
		return strings.TrimSpace(string(out)), err
	}
	t.Cleanup(func() {
		if _, err := script("drop"); err != nil {
			t.Error(err)
		}
	})
	dsn, err := script("start")
	if err != nil {
		t.Fatal(err)
	}
	return dsn
}
