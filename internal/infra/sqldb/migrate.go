package sqldb

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"sort"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/database"
)

//go:embed migrations/*.sql
var ownMigrations embed.FS

// ErrNewer says the database was written by a newer program; to run this one
// over it would lose what the newer one keeps.
var ErrNewer = errors.New("the database is newer than this program")

// migrator is a plain database/sql connection for goose.
type migrator struct {
	db      *sql.DB
	dialect database.Dialect
	own     bool // close it afterwards
}

func (e *sqliteEngine) migrateDB() (*migrator, error) {
	return &migrator{db: e.shared, dialect: database.DialectSQLite3}, nil
}

func (e *pgEngine) migrateDB() (*migrator, error) {
	return &migrator{db: stdlib.OpenDB(*e.cfg), dialect: database.DialectPostgres, own: true}, nil
}

// Migrate brings the schema up to date from the slices' migration folders,
// merged into one order by their numbers. Files are named NNNN_slice_what.sql
// and hold portable statements separated by lines of "--". Each slice numbers its own,
// so that a step of a low number may come after one of a high number has been taken;
// steps of two slices must not need one another. A newer schema is refused with
// ErrNewer.
func Migrate(ctx context.Context, db *DB, slices ...fs.FS) error {
	m, err := db.eng.migrateDB()
	if err != nil {
		return err
	}
	if m.own {
		defer func() { _ = m.db.Close() }()
	}
	steps, err := collectMigrations(db.Engine(), append([]fs.FS{ownMigrations}, slices...))
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(m.dialect, m.db, nil, goose.WithGoMigrations(steps...), goose.WithLogger(goose.NopLogger()), goose.WithAllowOutofOrder(true))
	if err != nil {
		return fmt.Errorf("migrations: %w", err)
	}
	have, err := p.GetDBVersion(ctx)
	if err != nil {
		return fmt.Errorf("schema version: %w", err)
	}
	if last := steps[len(steps)-1].Version; have > last {
		return fmt.Errorf("%w: schema %d, program %d", ErrNewer, have, last)
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return nil
}

func collectMigrations(eng Engine, slices []fs.FS) ([]*goose.Migration, error) {
	var out []*goose.Migration
	for _, f := range slices {
		names, err := fs.Glob(f, "migrations/*.sql")
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			m, err := oneMigration(eng, f, name)
			if err != nil {
				return nil, err
			}
			out = append(out, m)
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Version < out[j].Version })
	for i := 1; i < len(out); i++ {
		if out[i].Version == out[i-1].Version {
			return nil, fmt.Errorf("two migrations have the number %d", out[i].Version)
		}
	}
	return out, nil
}

func oneMigration(eng Engine, f fs.FS, name string) (*goose.Migration, error) {
	text, err := fs.ReadFile(f, name)
	if err != nil {
		return nil, err
	}
	base := strings.TrimPrefix(name, "migrations/")
	number, _, _ := strings.Cut(base, "_")
	version, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return nil, fmt.Errorf("migration %s: want NNNN_slice_what.sql", name)
	}
	stmts := strings.Split(dialect(eng, string(text)), "\n--\n")
	up := &goose.GoFunc{RunTx: func(ctx context.Context, tx *sql.Tx) error {
		for _, s := range stmts {
			if s = strings.TrimSpace(s); s == "" {
				continue
			}
			if _, err := tx.ExecContext(ctx, s); err != nil {
				return fmt.Errorf("%s: %.60s…: %w", base, s, err)
			}
		}
		return nil
	}}
	return goose.NewGoMigration(version, up, nil), nil
}

// dialect fits the portable text to the engine. In SQLite an INTEGER primary key
// is the row's own address, which saves a second tree per table.
func dialect(eng Engine, text string) string {
	if eng == SQLite {
		return strings.ReplaceAll(text, "BIGINT PRIMARY KEY", "INTEGER PRIMARY KEY")
	}
	return text
}
