// Package acttest starts the whole spine for a store test (主干测试台): store,
// vault, log, sealer and engine, on the engine the test asks for.
package acttest

import (
	"context"
	"io/fs"
	"log/slog"
	"testing"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/jobs"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/sqldb"
	"holon.example/holon/internal/infra/sqldb/sqldbtest"
	"holon.example/holon/internal/infra/vault"
)

// Identity is what a process needs to work on the same store as another.
type Identity struct {
	DSN        string
	Master     []byte
	SKey, VKey string
}

// Spine is a running spine.
type Spine struct {
	Identity

	DB     *sqldb.DB
	Writer *sqldb.Writer
	Log    *seal.Log
	Sealer *seal.Sealer
	Signer *seal.Signer
	Vault  *vault.Vault
	Engine *act.Engine
	Mint   *gov.Mint
	Clock  *gov.Now
	Auth   *Auth
}

// Auth is an authoriser a test can turn; it allows until told otherwise.
type Auth struct {
	Deny  string // rule that refuses everything; empty: allow
	Epoch int64
	Ask   func(who gov.Actor, action string, what act.Resource) (act.Verdict, bool)
}

// Authorise implements act.Authoriser.
func (a *Auth) Authorise(_ context.Context, _ *sqldb.Q, who gov.Actor, action string, what act.Resource) (act.Verdict, error) {
	if a.Ask != nil {
		if v, ok := a.Ask(who, action, what); ok {
			return v, nil
		}
	}
	if a.Deny != "" {
		return act.Verdict{Rule: a.Deny, Epoch: a.Epoch}, nil
	}
	return act.Verdict{Allow: true, Rule: "test-allow", Epoch: a.Epoch}, nil
}

// Each runs fn on every engine with a fresh spine and the slices' migrations.
func Each(t *testing.T, fn func(t *testing.T, s *Spine), migrations ...fs.FS) {
	t.Helper()
	sqldbtest.Each(t, func(t *testing.T, dsn string) { fn(t, Start(t, dsn, migrations...)) })
}

// Start migrates a store and starts a spine over it. The clock stands still at
// noon of 2026-11-23 until the test moves it; nothing is sealed until Flush.
func Start(t testing.TB, dsn string, migrations ...fs.FS) *Spine {
	t.Helper()
	db := sqldbtest.Open(t, dsn)
	all := append([]fs.FS{seal.Migrations, vault.Migrations, jobs.Migrations, act.Migrations}, migrations...)
	if err := sqldb.Migrate(t.Context(), db, all...); err != nil {
		t.Fatal(err)
	}
	skey, vkey, err := seal.NewKey("holon.test")
	if err != nil {
		t.Fatal(err)
	}
	s := &Spine{
		Identity: Identity{DSN: dsn, Master: vault.NewMaster(), SKey: skey, VKey: vkey},
		DB:       db, Auth: &Auth{}, Clock: gov.Frozen(gov.Date("2026-11-23").Start() + 12*3600*1000),
	}
	if s.Mint, err = act.NewMint(t.Context(), db, 1, s.Clock.Time); err != nil {
		t.Fatal(err)
	}
	if err := s.open(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Writer.Close() })
	return s
}

// Attach starts a spine over a store that Start made, in another process or
// after Close; its clock is the machine's.
func Attach(ctx context.Context, id Identity) (*Spine, error) {
	db, err := sqldb.Open(ctx, id.DSN)
	if err != nil {
		return nil, err
	}
	s := &Spine{Identity: id, DB: db, Auth: &Auth{}, Clock: gov.Wall()}
	if s.Mint, err = act.NewMint(ctx, db, 2, s.Clock.Time); err != nil {
		return nil, err
	}
	return s, s.open(ctx)
}

// Close ends the writer and closes the store, so that nothing of this process is
// left in it.
func (s *Spine) Close() error {
	s.Writer.Close()
	return s.DB.Close()
}

func (s *Spine) open(ctx context.Context) (err error) {
	if s.Vault, err = vault.New(s.Master); err != nil {
		return err
	}
	if s.Signer, err = seal.NewSigner(s.SKey, s.VKey); err != nil {
		return err
	}
	if s.Log, err = seal.OpenLog(ctx, s.DB); err != nil {
		return err
	}
	log := slog.New(slog.DiscardHandler)
	if s.Writer, err = s.DB.NewWriter(ctx, s.Log, seal.Proof, log); err != nil {
		return err
	}
	s.Sealer = seal.NewSealer(seal.SealerConfig{DB: s.DB, Writer: s.Writer, Log: s.Log, Signer: s.Signer, Now: s.Clock.Time, Slog: log})
	s.Engine = act.New(act.Config{DB: s.DB, Writer: s.Writer, Mint: s.Mint, Now: s.Clock.Time, Vault: s.Vault, Authoriser: s.Auth, Log: log})
	return nil
}

// Restart closes the writer and opens everything again over the same store, as
// after a restart of the process.
func (s *Spine) Restart(t testing.TB) {
	t.Helper()
	s.Writer.Close()
	if err := s.open(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// Verify seals what is durable and verifies the store, against a saved
// checkpoint when one is given.
func (s *Spine) Verify(t testing.TB, saved string) *seal.Report {
	t.Helper()
	if err := s.Sealer.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s.VerifyOnly(t, saved)
}

// VerifyOnly verifies without sealing first.
func (s *Spine) VerifyOnly(t testing.TB, saved string) *seal.Report {
	t.Helper()
	rep, err := seal.Verify(t.Context(), s.DB, s.Vault, s.Signer, saved)
	if err != nil {
		t.Fatal(err)
	}
	return rep
}

// MustVerify fails the test when the store does not verify.
func (s *Spine) MustVerify(t testing.TB) *seal.Report {
	t.Helper()
	rep := s.Verify(t, "")
	if !rep.OK {
		t.Fatalf("verify: %+v", rep.Findings)
	}
	return rep
}

// Tamper runs raw SQL behind the platform's back.
func (s *Spine) Tamper(t testing.TB, sql string, args ...any) {
	t.Helper()
	w := sqldb.Write{Stmt: sqldb.NewStmt("tamper", sql), Args: args, Want: -1}
	if err := s.Writer.Apply(&sqldb.Batch{Writes: []sqldb.Write{w}}); err != nil {
		t.Fatal(err)
	}
}

// Officer is an actor for tests.
func Officer(post gov.ID) gov.Actor {
	return gov.Actor{Kind: gov.Officer, Account: post + 1000, Post: post, Department: 7, Division: "990100", Channel: "desk"}
}
