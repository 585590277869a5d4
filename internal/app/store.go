package app

import (
	"context"
	"fmt"
	"io/fs"
	"os"

	"holon.example/holon/internal/app/content"
	"holon.example/holon/internal/app/keys"
	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/business/flow"
	"holon.example/holon/internal/business/licence"
	"holon.example/holon/internal/data/exchange"
	"holon.example/holon/internal/data/theme"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/access"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/bus"
	"holon.example/holon/internal/infra/calendar"
	"holon.example/holon/internal/infra/ident"
	"holon.example/holon/internal/infra/jobs"
	"holon.example/holon/internal/infra/letter"
	"holon.example/holon/internal/infra/org"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/sqldb"
	"holon.example/holon/internal/infra/todo"
	"holon.example/holon/internal/infra/vault"
)

// Migrations are the tables of every slice; sqldb brings them into one order.
func Migrations() []fs.FS {
	return []fs.FS{
		seal.Migrations, vault.Migrations, jobs.Migrations, act.Migrations, bus.Migrations,
		org.Migrations, ident.Migrations, access.Migrations, calendar.Migrations, todo.Migrations, letter.Migrations,
		theme.Migrations, exchange.Migrations, flow.Migrations, casefile.Migrations, licence.Migrations, content.Migrations,
	}
}

// Store is an open store with its keys, for commands that only read: verify,
// export, rebuild. A running node has one too.
type Store struct {
	Config Config
	DB     *sqldb.DB
	Vault  *vault.Vault
	Signer *seal.Signer
	Keys   *keys.Keys
}

// OpenStore opens the store and the keys of a site. migrate brings the schema up
// to date; without it a missing table shows when it is read.
func OpenStore(ctx context.Context, c Config, migrate bool) (*Store, error) {
	if err := c.Complete(); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return nil, fmt.Errorf("data folder: %w", err)
	}
	s := &Store{Config: c}
	var err error
	if s.Keys, err = keys.Open(c.Data, keys.Site{Origin: c.Origin, Authority: authorityName}, gov.Wall().Time()); err != nil {
		return nil, err
	}
	if s.Vault, err = vault.New(s.Keys.Master); err != nil {
		return nil, err
	}
	if s.Signer, err = seal.NewSigner(s.Keys.LogSecret, s.Keys.LogPublic); err != nil {
		return nil, err
	}
	if s.DB, err = sqldb.Open(ctx, c.DB); err != nil {
		return nil, err
	}
	if migrate {
		if err = sqldb.Migrate(ctx, s.DB, Migrations()...); err != nil {
			_ = s.DB.Close() // the first error tells
			return nil, err
		}
	}
	return s, nil
}

// Close closes the store.
func (s *Store) Close() error { return s.DB.Close() }

// authorityName says on every certificate what the authority is good for.
const authorityName = "Holon demonstration authority, without legal effect"
