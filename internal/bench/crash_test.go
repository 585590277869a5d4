package bench

import (
	"context"
	"encoding/json"
	"os/exec"
	"strconv"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"holon.example/holon/internal/infra/sqldb/sqldbtest"
	"holon.example/holon/packs"
)

// The crash tests play a client who repeats what was not answered under the same
// key until it is, while the serving process, or the database's, dies under it.
const (
	crashClients = 12
	crashKills   = 14
)

// insister is the load of a crash test.
type insister struct {
	t    *testing.T
	b    *submission
	site *site

	mu   sync.Mutex
	open map[int]call // of each client: the call without an answer
	sent []int        // how many calls each client has made
	all  map[string]call

	killed int // kill -9 of a server that served
}

func newInsister(t *testing.T, s *site) *insister {
	b := newSubmission(s, crashClients, 0)
	b.run = "crash"
	return &insister{t: t, b: b, site: s, open: map[int]call{}, sent: make([]int, crashClients), all: map[string]call{}}
}

// next is the call of a client that has no answer yet, or a new one.
func (x *insister) next(c int) call {
	x.mu.Lock()
	defer x.mu.Unlock()
	if k, ok := x.open[c]; ok {
		return k
	}
	k := x.b.next(c, x.sent[c])
	x.sent[c]++
	x.open[c], x.all[k.key] = k, k
	return k
}

func (x *insister) answered() int {
	x.b.mu.Lock()
	defer x.b.mu.Unlock()
	return len(x.b.told)
}

// load calls until enough says so or the server stops answering for good. Anything
// but 2xx is asked again; a 4xx is a fault of the test.
func (x *insister) load(ctx context.Context, addr string, enough func() bool) {
	var wg sync.WaitGroup
	for c := range crashClients {
		wg.Go(func() {
			cl := &client{addr: addr}
			defer cl.close()
			for lost := 0; lost < 3 && !enough() && ctx.Err() == nil; {
				k := x.next(c)
				status, body, err := cl.do(ctx, k)
				if err != nil {
					lost++
					continue
				}
				if status/100 == 4 {
					x.t.Errorf("%d %s", status, body)
					return
				}
				if status/100 != 2 {
					pause(ctx)
					continue
				}
				lost = 0
				x.b.seen(k, status, body, nil)
				x.mu.Lock()
				delete(x.open, c)
				x.mu.Unlock()
			}
		})
	}
	wg.Wait()
}

// settle answers what is open, repeats some of what was answered, and compares the
// store with what was told.
func (x *insister) settle(ctx context.Context, program string) {
	t := x.t
	t.Helper()
	v, err := x.site.serve(ctx, program, "")
	if err != nil {
		t.Fatal(err)
	}
	cl := &client{addr: v.addr}
	defer cl.close()
	again := 0
	for key, k := range x.all {
		x.b.mu.Lock()
		_, told := x.b.told[key]
		x.b.mu.Unlock()
		if told && again > 300 {
			continue
		}
		again++
		status, body, err := cl.do(ctx, k)
		if err != nil || status/100 != 2 {
			t.Fatalf("%s: %d %s %v", key, status, body, err)
		}
		x.b.seen(k, status, body, nil)
	}
	if len(x.b.wrong) > 0 {
		t.Errorf("keys with two answers: %v", x.b.wrong)
	}
	if err := v.stop(); err != nil {
		t.Fatal(err)
	}
	r := x.site.result("", crashClients)
	if err := x.site.settleAccounts(ctx, r, int64(len(x.b.told))); err != nil {
		t.Fatal(err)
	}
	for _, m := range r.Missed {
		t.Error(m)
	}
	x.command(program, "verify")
	x.command(program, "rebuild", "--check")
}

// command runs a checker of the program on the store; it must say yes.
func (x *insister) command(program string, args ...string) {
	x.t.Helper()
	args = append(args, "--db", x.site.config.DB, "--data", x.site.config.Data)
	if out, err := exec.CommandContext(x.t.Context(), program, args...).CombinedOutput(); err != nil {
		x.t.Errorf("%v: %v: %.2000s", args, err, out)
	}
}

func crashSite(t *testing.T, dsn string) *site {
	t.Helper()
	s, err := build(t.Context(), Options{DB: storeDSN(t, dsn), Clients: crashClients, Packs: packs.Files, City: testCity})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// The serving process is killed under load (kill -9), here and in TestFaultPointsOverHTTP
// thirty times and more on each engine, and on PostgreSQL the server's own processes
// too. Every acknowledged submission is there once, every key answers as before, the
// seal verifies and the projections add up.
func TestKilledServerLosesNothing(t *testing.T) {
	if testing.Short() {
		return
	}
	built := program(t)
	sqldbtest.Each(t, func(t *testing.T, dsn string) {
		x := newInsister(t, crashSite(t, dsn))
		ended := 0
		for k := range crashKills {
			v, err := x.site.serve(t.Context(), built, "")
			if err != nil {
				t.Fatal(err)
			}
			before := x.answered()
			if x.site.server != "" {
				x.during(v, before+15+5*k, before+40+10*k, func() { ended += x.endBackends(k%2 == 0) })
			}
			x.strike(v, x.answered()+20+5*k)
			if x.answered() == before {
				t.Fatalf("kill %d: no answer", k)
			}
		}
		if x.killed != crashKills || x.site.server != "" && ended < crashKills {
			t.Errorf("%d kills, %d connections ended", x.killed, ended)
		}
		t.Logf("%d kills, %d connections ended, %d acknowledged", x.killed, ended, x.answered())
		x.settle(t.Context(), built)
	})
}

// during does something once while the clients call, and lets them go on.
func (x *insister) during(v *server, at, want int, do func()) {
	var once sync.Once
	x.load(x.t.Context(), v.addr, func() bool {
		if n := x.answered(); n < at {
			return false
		} else if n >= want {
			return true
		}
		once.Do(do)
		return false
	})
}

// strike kills the server while it answers. One that a fault killed before is not
// counted.
func (x *insister) strike(v *server, want int) {
	var once sync.Once
	x.load(x.t.Context(), v.addr, func() bool {
		if x.answered() < want {
			return false
		}
		once.Do(func() {
			if !v.process.Dead() {
				x.killed++
			}
			if err := v.kill(); err != nil {
				x.t.Error(err)
			}
		})
		return false // the others go on until they notice
	})
}

// endBackends ends the connections the server has to PostgreSQL, all or one that
// writes, and tells how many.
func (x *insister) endBackends(all bool) (n int) {
	conn, err := pgx.Connect(x.t.Context(), x.site.config.DB)
	if err != nil {
		x.t.Error(err)
		return 0
	}
	defer func() { _ = conn.Close(context.Background()) }()
	limit := 1
	if all {
		limit = 1000
	}
	err = conn.QueryRow(x.t.Context(), "SELECT COUNT(pg_terminate_backend(pid)) FROM (SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "+
		"ORDER BY query LIKE 'INSERT%' OR query LIKE 'COMMIT%' DESC, query_start DESC LIMIT $1) AS x", limit).Scan(&n)
	if err != nil || n == 0 {
		x.t.Errorf("%d backends ended: %v", n, err)
	}
	return n
}

// Every fault point strikes under submissions, and the server is killed while it
// answers; the next process goes on and nothing is doubled.
func TestFaultPointsOverHTTP(t *testing.T) {
	if testing.Short() {
		return
	}
	built := program(t)
	sqldbtest.Each(t, func(t *testing.T, dsn string) {
		x := newInsister(t, crashSite(t, dsn))
		n := 0
		for _, point := range points(t, built) {
			for _, effect := range []string{"exit", "error", "drop"} {
				n++
				v, err := x.site.serve(t.Context(), built, point+":"+effect+":"+strconv.Itoa(1+n%3))
				if err != nil { // it struck while the server began: let it strike the load
					if v, err = x.site.serve(t.Context(), built, point+":"+effect+":40"); err != nil {
						t.Fatalf("%s %s: %v", point, effect, err)
					}
				}
				x.strike(v, x.answered()+30)
				if err := v.kill(); err != nil { // one that a fault ended is waited for
					t.Fatal(err)
				}
			}
		}
		if x.killed < n-n/3 { // an exit leaves nothing to kill
			t.Errorf("%d kills of %d", x.killed, n)
		}
		t.Logf("%d faults, %d kills, %d acknowledged", n, x.killed, x.answered())
		x.settle(t.Context(), built)
	})
}

// points lists the fault points of the program.
func points(t *testing.T, program string) (list []string) {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), program, "faults", "--json").Output()
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(out, &list); err != nil || len(list) < 8 {
		t.Fatalf("%s: %v", out, err)
	}
	return list
}
