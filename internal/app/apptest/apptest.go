package apptest

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"holon.example/holon/internal/app"
	"holon.example/holon/internal/infra/sqldb/sqldbtest"
	"holon.example/holon/packs"
)

// Site is a running node with the people one may sign in as.
type Site struct {
	*app.Node
	URL    string
	People map[string]app.Persona

	t    testing.TB
	conf app.Config
	end  func()
}

// Each runs fn on every engine over a fresh node with the demo city.
func Each(t *testing.T, fn func(t *testing.T, s *Site)) {
	t.Helper()
	sqldbtest.Each(t, func(t *testing.T, dsn string) { fn(t, City(t, dsn)) })
}

// Config is that of a test node: test mode, its own data folder, no log.
func Config(t testing.TB, dsn string) app.Config {
	t.Helper()
	return app.Config{DB: dsn, Data: filepath.Join(t.TempDir(), "data"), Origin: "test.holon", Test: true, Log: io.Discard}
}

// Start opens a node, serves it and ends it with the test.
func Start(t testing.TB, c app.Config) *Site {
	t.Helper()
	s := &Site{t: t, conf: c, People: map[string]app.Persona{}}
	s.open()
	t.Cleanup(s.stop)
	return s
}

func (s *Site) open() {
	s.t.Helper()
	ln, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		s.t.Fatal(err)
	}
	c := s.conf
	c.Public = app.Public(ln)
	s.URL = c.Public
	if s.Node, err = app.Open(s.t.Context(), c); err != nil {
		s.t.Fatal(err)
	}
	s.Node.Start()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx, ln) }()
	s.end = func() {
		cancel()
		if err := <-done; err != nil {
			s.t.Error(err)
		}
		if err := s.Close(); err != nil {
			s.t.Error(err)
		}
	}
}

func (s *Site) stop() {
	if s.end != nil {
		s.end()
		s.end = nil
	}
}

// Restart ends the node and opens it again over the same store and folder.
func (s *Site) Restart() {
	s.t.Helper()
	s.stop()
	s.open()
}

// Reconfigure ends the node and opens it again over the same store and folder with
// another configuration.
func (s *Site) Reconfigure(change func(c *app.Config)) {
	s.t.Helper()
	s.stop()
	change(&s.conf)
	s.open()
}

// OnAnotherMachine starts another node over the same store with another data folder, as on
// another machine: it has the keys of the site and none of its files.
func (s *Site) OnAnotherMachine() *Site {
	s.t.Helper()
	c := s.conf
	c.Data = filepath.Join(s.t.TempDir(), "data")
	if err := os.CopyFS(c.Data, os.DirFS(s.conf.Data)); err != nil {
		s.t.Fatal(err)
	}
	if err := os.RemoveAll(filepath.Join(c.Data, "blobs")); err != nil {
		s.t.Fatal(err)
	}
	other := Start(s.t, c)
	other.People = s.People
	return other
}

// Seed imports the demo city and opens accounts for its people.
func (s *Site) Seed() {
	s.t.Helper()
	if _, err := s.ImportCity(s.t.Context(), packs.Files, city); err != nil {
		s.t.Fatal(err)
	}
	home, err := fs.Sub(packs.Files, city)
	if err != nil {
		s.t.Fatal(err)
	}
	people, err := s.Enrol(s.t.Context(), home, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, p := range people {
		s.People[p.ID] = p
	}
}

// Call sends a request as a persona (empty: nobody) and reads the answer as JSON into
// out, when there is one. It gives the status.
func (s *Site) Call(who, method, path string, body, out any) int {
	s.t.Helper()
	r := s.Request(method, path, body)
	if who != "" {
		r.Header.Set("Authorization", "Bearer "+s.People[who].Token)
	}
	return s.Send(r, out)
}

// Request makes a request with a JSON body, or with bytes as they are.
func (s *Site) Request(method, path string, body any) *http.Request {
	s.t.Helper()
	var in io.Reader
	switch b := body.(type) {
	case nil:
	case []byte:
		in = bytes.NewReader(b)
	default:
		raw, err := json.Marshal(b)
		if err != nil {
			s.t.Fatal(err)
		}
		in = bytes.NewReader(raw)
	}
	r, err := http.NewRequestWithContext(s.t.Context(), method, s.URL+path, in)
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	return r
}

// Beside starts another node over the same store and folder, with the same people.
func (s *Site) Beside() *Site {
	s.t.Helper()
	other := Start(s.t, s.conf)
	other.People = s.People
	return other
}

// Send sends a request and reads the answer as Call does.
func (s *Site) Send(r *http.Request, out any) int {
	s.t.Helper()
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	if out != nil {
		if err := json.Unmarshal(raw, out); err != nil {
			s.t.Fatalf("%s %s: %d %s", r.Method, r.URL.Path, res.StatusCode, raw)
		}
	}
	return res.StatusCode
}

// MustVerify seals what is durable and fails the test unless the store verifies.
func (s *Site) MustVerify() {
	s.t.Helper()
	if err := s.Settle(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
	rep, err := s.Verify(s.t.Context(), "")
	if err != nil {
		s.t.Fatal(err)
	}
	if !rep.OK {
		s.t.Fatalf("verify: %+v", rep.Findings)
	}
}
