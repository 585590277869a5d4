package journey_test

import (
	"context"
	"io"
	"io/fs"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"holon.example/holon/internal/app"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/sqldb/sqldbtest"
	"holon.example/holon/internal/journey"
	"holon.example/holon/packs"
)

// city is the pack of the demo city, morning when its stories begin.
const (
	city    = "haitang"
	morning = "2026-09-22T09:00:00+08:00"
)

// seeded is a demo city that was imported once for an engine; every story is
// played on a copy.
type seeded struct {
	data     string // folder of keys and files
	store    string // SQLite file, or name of the PostgreSQL database
	personas []app.Persona
}

var seeds = struct {
	sync.Mutex
	done map[string]*seeded
	drop []func()
}{done: map[string]*seeded{}}

func TestMain(m *testing.M) {
	code := m.Run()
	for _, fn := range seeds.drop {
		fn()
	}
	for _, s := range seeds.done {
		_ = os.RemoveAll(filepath.Dir(s.data))
	}
	os.Exit(code)
}

// TestJourney plays every story on both engines.
func TestJourney(t *testing.T) {
	for _, tool := range []string{"pdfsig", "pdftotext"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Fatalf("%s is needed to judge documents (Debian: apt-get install poppler-utils): %v", tool, err)
		}
	}
	for _, name := range journey.Names() {
		if testing.Short() && name == "badinput" {
			continue // a thousand answers
		}
		t.Run(name, func(t *testing.T) {
			t.Run("sqlite", func(t *testing.T) { play(t, name, "sqlite") })
			if !testing.Short() {
				t.Run("postgres", func(t *testing.T) { play(t, name, "postgres") })
			}
		})
	}
}

// play plays a story on a fresh copy and then verifies the whole store.
func play(t *testing.T, name, engine string) {
	c, personas := clone(t, engine)
	site, stop := serve(t, c, personas)
	report, err := journey.Play(t.Context(), site, name)
	if err != nil {
		t.Fatal(err)
	}
	called := map[string]bool{}
	for i, s := range report.Steps {
		if !s.OK {
			t.Errorf("step %d: %s %s\n%s %s: %d\nexpected %s\nseen     %s", i+1, s.Who, s.What, s.Method, s.Path, s.Status, s.Expected, s.Seen)
		}
		if s.Operation != "" && !called[s.Operation] {
			called[s.Operation] = true
			t.Attr("route", s.Operation)
		}
	}
	if !report.OK || !report.Seal.OK {
		t.Errorf("the story failed; seal %+v", report.Seal)
	}
	verify(t, stop())
}

// verify compares every row with the sealed log.
func verify(t *testing.T, c app.Config) {
	t.Helper()
	st, err := app.OpenStore(t.Context(), c, false)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = st.Close() }()
	report, err := st.Verify(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	if len(report.Findings) > 0 {
		t.Errorf("verify: %+v", report)
	}
}

// serve runs a node and gives what a player knows of it; stop ends it.
func serve(t *testing.T, c app.Config, personas []app.Persona) (journey.Site, func() app.Config) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c.Public = app.Public(ln)
	n, err := app.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	n.Start()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- n.Serve(ctx, ln) }()
	var once sync.Once
	stop := func() app.Config {
		once.Do(func() {
			cancel()
			if err := <-ended; err != nil {
				t.Error(err)
			}
			if err := n.Close(); err != nil {
				t.Error(err)
			}
		})
		return c
	}
	t.Cleanup(func() { stop() })
	site := journey.Site{URL: c.Public}
	for _, p := range personas {
		site.Personas = append(site.Personas, journey.Persona{ID: p.ID, Role: p.Role, Department: p.Department, User: p.User, Password: p.Password, Token: p.Token})
	}
	return site, stop
}

// clone copies the seeded city of an engine.
func clone(t *testing.T, engine string) (app.Config, []app.Persona) {
	t.Helper()
	s := seed(t, engine)
	c := config(t.TempDir())
	if err := os.CopyFS(c.Data, os.DirFS(s.data)); err != nil {
		t.Fatal(err)
	}
	if engine == "postgres" {
		c.DB = sqldbtest.Postgres(t, s.store)
	} else {
		c.DB = "sqlite:" + filepath.Join(c.Data, filepath.Base(s.store))
	}
	return c, s.personas
}

func config(folder string) app.Config {
	at, err := gov.ParseTime(morning)
	if err != nil {
		panic(err)
	}
	return app.Config{Data: filepath.Join(folder, "data"), Origin: "journey.holon", Test: true, Clock: at, Log: io.Discard}
}

// seed imports the city once for an engine.
func seed(t *testing.T, engine string) *seeded {
	t.Helper()
	seeds.Lock()
	defer seeds.Unlock()
	if s := seeds.done[engine]; s != nil {
		return s
	}
	folder, err := os.MkdirTemp("", "journey-"+engine) //nolint:usetesting // it outlives the test that was the first to want it
	if err != nil {
		t.Fatal(err)
	}
	c := config(folder)
	s := &seeded{data: c.Data, store: filepath.Join(c.Data, "holon.db")}
	c.DB = "sqlite:" + s.store
	if engine == "postgres" {
		c.DB = sqldbtest.Postgres(root{t}, "")
		u, err := url.Parse(c.DB)
		if err != nil {
			t.Fatal(err)
		}
		s.store = strings.TrimPrefix(u.Path, "/")
	}
	if s.personas, err = importCity(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	seeds.done[engine] = s
	return s
}

// root makes a database outlive the test that was the first to want it.
type root struct{ testing.TB }

// Cleanup keeps what is to be done until all tests have ended.
func (root) Cleanup(fn func()) { seeds.drop = append(seeds.drop, fn) }

func importCity(ctx context.Context, c app.Config) (personas []app.Persona, err error) {
	n, err := app.Open(ctx, c)
	if err != nil {
		return nil, err
	}
	n.Start()
	if _, err = n.ImportCity(ctx, packs.Files, city); err == nil {
		var home fs.FS
		if home, err = fs.Sub(packs.Files, city); err == nil {
			personas, err = n.Enrol(ctx, home, nil)
		}
	}
	if err == nil {
		err = n.Settle(ctx)
	}
	if ended := n.Close(); err == nil {
		err = ended
	}
	return personas, err
}
