package apptest

import (
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"holon.example/holon/internal/app"
	"holon.example/holon/internal/infra/sqldb/sqldbtest"
)

// city is the city pack that tests seed.
const city = "haitang"

// seeded is a site with the demo city, to be cloned: importing it takes seconds.
type seeded struct {
	people   map[string]app.Persona
	files    map[string][]byte // of the data folder, and of an embedded store
	template string            // name of the database, on PostgreSQL
}

// once holds one seeded site for each engine, for as long as the tests run.
var (
	once  sync.Mutex
	sites = map[bool]*seeded{}
)

// forever keeps what a helper would clean up with the test: a template outlives the
// test that made it.
type forever struct{ testing.TB }

// Cleanup does nothing.
func (forever) Cleanup(func()) {}

const storeFile = "holon.db"

// City starts a node with the demo city on the engine of a DSN: the first on each
// engine is seeded, later ones are clones of it.
func City(t testing.TB, dsn string) *Site {
	t.Helper()
	postgres := !strings.HasPrefix(dsn, "sqlite:")
	once.Lock()
	from := sites[postgres]
	if from == nil {
		from = seed(t, postgres)
		sites[postgres] = from
	}
	once.Unlock()
	c := Config(t, "sqlite:"+filepath.Join(t.TempDir(), storeFile))
	if postgres {
		c.DB = sqldbtest.Postgres(t, from.template)
	}
	folder := filepath.Dir(strings.TrimPrefix(c.DB, "sqlite:"))
	for name, b := range from.files {
		path := filepath.Join(c.Data, name)
		if name == storeFile {
			path = filepath.Join(folder, name)
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s := Start(t, c)
	s.People = from.people
	return s
}

// seed imports the demo city and keeps what a clone needs.
func seed(t testing.TB, postgres bool) *seeded {
	t.Helper()
	c := Config(t, "sqlite:"+filepath.Join(t.TempDir(), storeFile))
	if postgres {
		c.DB = sqldbtest.Postgres(forever{t}, "")
	}
	s := Start(t, c)
	s.Seed()
	if err := s.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.stop()
	out := &seeded{people: s.People, files: map[string][]byte{}}
	if postgres {
		u, err := url.Parse(c.DB)
		if err != nil {
			t.Fatal(err)
		}
		out.template = strings.TrimPrefix(u.Path, "/")
	} else {
		out.read(t, filepath.Dir(strings.TrimPrefix(c.DB, "sqlite:")), storeFile)
	}
	err := fs.WalkDir(os.DirFS(c.Data), ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			out.read(t, c.Data, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func (s *seeded) read(t testing.TB, dir, name string) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, name)) //nolint:gosec // made by this test
	if err != nil {
		t.Fatal(err)
	}
	s.files[name] = b
}
