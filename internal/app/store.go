package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"

	"holon.example/holon/internal/app/content"
	"holon.example/holon/internal/app/filecheck"
	"holon.example/holon/internal/app/keys"
	"holon.example/holon/internal/business/casework/assist"
	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/business/casework/relay"
	"holon.example/holon/internal/business/casework/warrant"
	"holon.example/holon/internal/business/flow"
	"holon.example/holon/internal/business/licence"
	"holon.example/holon/internal/business/licence/show"
	"holon.example/holon/internal/business/mandate"
	"holon.example/holon/internal/business/reception"
	"holon.example/holon/internal/center/upkeep"
	"holon.example/holon/internal/data/catalog"
	"holon.example/holon/internal/data/correction"
	"holon.example/holon/internal/data/exchange"
	"holon.example/holon/internal/data/standard"
	"holon.example/holon/internal/data/theme"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/access"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/blob"
	"holon.example/holon/internal/infra/bus"
	"holon.example/holon/internal/infra/calendar"
	"holon.example/holon/internal/infra/ident"
	"holon.example/holon/internal/infra/ident/guess"
	"holon.example/holon/internal/infra/jobs"
	"holon.example/holon/internal/infra/letter"
	"holon.example/holon/internal/infra/mail"
	"holon.example/holon/internal/infra/org"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/sqldb"
	"holon.example/holon/internal/infra/todo"
	"holon.example/holon/internal/infra/todo/shelf"
	"holon.example/holon/internal/infra/vault"
	"holon.example/holon/internal/oversight/board"
	"holon.example/holon/internal/oversight/feedback"
)

// Migrations are the tables of every slice; sqldb brings them into one order.
func Migrations() []fs.FS {
	return []fs.FS{
		seal.Migrations, vault.Migrations, jobs.Migrations, blob.Migrations, act.Migrations, bus.Migrations,
		org.Migrations, ident.Migrations, guess.Migrations, access.Migrations, calendar.Migrations, todo.Migrations, letter.Migrations,
		theme.Migrations, standard.Migrations, catalog.Migrations, exchange.Migrations, flow.Migrations, casefile.Migrations, assist.Migrations, relay.Migrations, warrant.Migrations, shelf.Migrations, licence.Migrations, show.Migrations, correction.Migrations, mail.Migrations, feedback.Migrations, board.Migrations, mandate.Migrations, reception.Migrations, content.Migrations, upkeep.Migrations,
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

// ErrNoSite says that a data folder holds no site: a command that only reads makes
// none.
var ErrNoSite = errors.New("there is no site in this data folder")

// Inspect opens the store of an existing site for reading, also while a node
// serves it.
func Inspect(ctx context.Context, c Config) (*Store, error) {
	if err := c.Complete(); err != nil {
		return nil, err
	}
	if !keys.Exist(c.Data) {
		return nil, fmt.Errorf("%w: %s", ErrNoSite, c.Data)
	}
	return OpenStore(ctx, c, false)
}

// Verify checks the whole seal, against a saved checkpoint when one is given, and every
// file that a sealed row names.
func (s *Store) Verify(ctx context.Context, saved string) (*seal.Report, error) {
	rep, err := seal.Verify(ctx, s.DB, s.Vault, s.Signer, saved)
	if err != nil {
		return rep, err
	}
	blobs, err := s.openBlobs(nil)
	if err != nil {
		return rep, err
	}
	err = filecheck.Verify(ctx, s.DB, blobs, rep)
	rep.OK = err == nil && len(rep.Findings) == 0
	return rep, err
}

// Export writes the events of the log as CloudEvents, of one case or all.
func (s *Store) Export(ctx context.Context, w io.Writer, caseID gov.ID) (int, error) {
	return bus.Export(ctx, s.DB, w, s.source(), caseID)
}

// source is the URI that names the log of the site.
func (s *Store) source() string { return "urn:holon:" + s.Config.Origin }

// Rebuild recomputes every projection from the events alone and compares it row by
// row with what is stored; it changes nothing.
func (s *Store) Rebuild(ctx context.Context) ([]bus.Report, error) {
	b := bus.New(bus.Config{DB: s.DB, Log: slog.New(slog.DiscardHandler)})
	for _, p := range projections() {
		b.Project(p)
	}
	return b.Rebuild(ctx, true)
}

// Repair recomputes every projection of an existing site from the events alone and
// puts right the rows that differ; the reports tell what differed before. It works as
// a node: an embedded store that somebody serves refuses it, and nodes that share a
// store are kept from the tables by the lease of the cursor.
func Repair(ctx context.Context, c Config) (reports []bus.Report, err error) {
	if err := c.Complete(); err != nil {
		return nil, err
	}
	if !keys.Exist(c.Data) {
		return nil, fmt.Errorf("%w: %s", ErrNoSite, c.Data)
	}
	n, err := Open(ctx, c)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, n.Close()) }()
	return n.Bus.Rebuild(ctx, false)
}

// projections are all tables that are computed from events.
func projections() []*bus.Projection {
	return []*bus.Projection{exchange.UsageProjection(), board.Projection(), feedback.Projection()}
}

// Close closes the store.
func (s *Store) Close() error { return s.DB.Close() }

// authorityName says on every certificate what the authority is good for.
const authorityName = "Holon demonstration authority, without legal effect"
