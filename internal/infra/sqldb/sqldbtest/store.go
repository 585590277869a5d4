// Package sqldbtest runs a test on every engine (双引擎测试): each store test is a
// subtest named after the engine, on an empty database of its own.
package sqldbtest

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"github.com/jackc/pgx/v5"

	"holon.example/holon/internal/infra/sqldb"
)

// EnvPG names the variable with the connection string of a private PostgreSQL
// server; make test sets it.
const EnvPG = "HOLON_TEST_PG"

// Each runs fn on SQLite and, unless -short, on PostgreSQL, with the DSN of an
// empty database that is dropped afterwards.
func Each(t *testing.T, fn func(t *testing.T, dsn string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { fn(t, "sqlite:"+filepath.Join(t.TempDir(), "holon.db")) })
	if testing.Short() {
		return
	}
	t.Run("postgres", func(t *testing.T) { fn(t, Postgres(t, "")) })
}

// Postgres makes a database, a copy of template when one is named, and gives
// its DSN.
func Postgres(t testing.TB, template string) string {
	t.Helper()
	base := os.Getenv(EnvPG)
	if base == "" {
		t.Fatal(EnvPG + " is not set: run make test, which starts a private PostgreSQL")
	}
	var rnd [6]byte
	_, _ = rand.Read(rnd[:])
	name := "t_" + hex.EncodeToString(rnd[:])
	create := "CREATE DATABASE " + name
	if template != "" {
		create += " TEMPLATE " + template
	}
	admin(t, base, create)
	t.Cleanup(func() { admin(t, base, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)") })
	u, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	return u.String()
}

func admin(t testing.TB, dsn, sql string) {
	t.Helper()
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(ctx) }()
	if _, err := conn.Exec(ctx, sql); err != nil {
		t.Fatal(err)
	}
}

// Open opens and migrates a store for a test and closes it afterwards.
func Open(t testing.TB, dsn string) *sqldb.DB {
	t.Helper()
	db, err := sqldb.Open(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}
