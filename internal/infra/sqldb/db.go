package sqldb

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

// Engine names a database engine.
type Engine string

// The engines. Every store test runs on both.
const (
	SQLite   Engine = "sqlite"
	Postgres Engine = "postgres"
)

// engine is what the two drivers have in common.
type engine interface {
	kind() Engine
	snapshot(ctx context.Context) (snapshot, error)
	question(ctx context.Context) (snapshot, error) // a snapshot for one query alone
	session(ctx context.Context) (session, error)
	migrateDB() (*migrator, error)
	close() error
}

// DB is an open store.
type DB struct {
	eng    engine
	temp   string // folder to remove on Close, for sqlite::memory:
	closed sync.Once
}

// Open opens "sqlite:PATH", "sqlite::memory:" (a temporary file, removed on
// Close) or "postgres://…". It does not migrate.
func Open(ctx context.Context, dsn string) (*DB, error) {
	switch {
	case dsn == "sqlite::memory:":
		dir, err := os.MkdirTemp("", "holon-")
		if err != nil {
			return nil, err
		}
		eng, err := openSQLite(ctx, filepath.Join(dir, "holon.db"))
		if err != nil {
			return nil, errors.Join(err, os.RemoveAll(dir))
		}
		return &DB{eng: eng, temp: dir}, nil
	case strings.HasPrefix(dsn, "sqlite:"):
		eng, err := openSQLite(ctx, strings.TrimPrefix(dsn, "sqlite:"))
		if err != nil {
			return nil, err
		}
		return &DB{eng: eng}, nil
	case strings.HasPrefix(dsn, "postgres://"), strings.HasPrefix(dsn, "postgresql://"):
		eng, err := openPostgres(ctx, dsn)
		if err != nil {
			return nil, err
		}
		return &DB{eng: eng}, nil
	}
	return nil, fmt.Errorf("store %q: want sqlite:PATH, sqlite::memory: or postgres://…", dsn)
}

// Engine tells which engine this is.
func (db *DB) Engine() Engine { return db.eng.kind() }

// Close closes the store, once; a temporary one is removed.
func (db *DB) Close() (err error) {
	db.closed.Do(func() {
		err = db.eng.close()
		if db.temp != "" {
			err = errors.Join(err, os.RemoveAll(db.temp))
		}
	})
	return err
}
