package seal

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/gov/fault"
	"holon.example/holon/internal/infra/sqldb"
)

// stepLeaves bounds one step of the sealer.
const stepLeaves = 4096

var pointSequence = fault.New("seal.sequence")

// Sealer turns durable leaves into tiles and signed checkpoints. On PostgreSQL
// it is the sequencer too. One process of a site holds its lease.
type Sealer struct {
	db     *sqldb.DB
	writer *sqldb.Writer
	log    *Log
	signer *Signer
	now    func() gov.Time
	slog   *slog.Logger

	mu    sync.Mutex // one step at a time
	tree  *tree      // nil: must be read from the store
	last  int64      // size of the newest checkpoint row
	lastM int64      // its minute
	size  atomic.Int64
	hooks []func()
	lease func(context.Context) bool
}

// SealerConfig is what a sealer needs.
type SealerConfig struct {
	DB     *sqldb.DB
	Writer *sqldb.Writer
	Log    *Log
	Signer *Signer
	Now    func() gov.Time
	Slog   *slog.Logger
}

// NewSealer makes a sealer; Run keeps it going.
func NewSealer(c SealerConfig) *Sealer {
	return &Sealer{
		db: c.DB, writer: c.Writer, log: c.Log, signer: c.Signer, now: c.Now, slog: c.Slog,
		lease: func(context.Context) bool { return true },
	}
}

// Leased makes the sealer work only while held says so.
func (s *Sealer) Leased(held func(context.Context) bool) { s.lease = held }

// OnSealed registers a function to call after leaves became readable in order,
// such as the waking of consumers.
func (s *Sealer) OnSealed(fn func()) { s.hooks = append(s.hooks, fn) }

// Size is the number of leaves under the newest checkpoint this process saw.
func (s *Sealer) Size() int64 { return s.size.Load() }

// VerifierKey is the public key of the site's checkpoints.
func (s *Sealer) VerifierKey() string { return s.signer.VerifierKey() }

// Run seals until the context ends: soon after a commit, and at the latest after
// a poll, because another node may have committed.
func (s *Sealer) Run(ctx context.Context) {
	pause := 150 * time.Millisecond
	if s.db.Engine() == sqldb.Postgres {
		pause = 25 * time.Millisecond
	}
	poll := time.NewTicker(200 * time.Millisecond)
	defer poll.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-poll.C:
		case <-s.log.wake:
		}
		if !s.lease(ctx) {
			continue
		}
		if err := s.Flush(ctx); err != nil && ctx.Err() == nil {
			s.slog.Error("seal", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(pause):
		}
	}
}

// Flush seals everything that is durable now.
func (s *Sealer) Flush(ctx context.Context) error {
	for {
		n, err := s.step(ctx)
		if err != nil {
			return err
		}
		if n > 0 {
			for _, fn := range s.hooks {
				fn()
			}
		}
		if n < stepLeaves {
			return nil
		}
	}
}

// step seals up to stepLeaves leaves in one batch and tells how many.
func (s *Sealer) step(ctx context.Context) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := pointSequence.Hit(); err != nil {
		return 0, err
	}
	if err := s.load(ctx); err != nil {
		return 0, err
	}
	hashes, ws, err := s.pending(ctx)
	if err != nil || len(hashes) == 0 {
		return 0, err
	}
	next := s.tree.clone()
	for _, h := range hashes {
		for _, t := range next.add(h) {
			ws = append(ws, sqldb.Write{Stmt: insertTile, Args: []any{tileID(t.level, t.index), t.data}, Want: 1})
		}
	}
	note, err := s.signer.Sign(next.size, next.root())
	if err != nil {
		return 0, err
	}
	now := s.now()
	minute := int64(now) / 60_000
	if s.last > 0 && s.lastM == minute { // keep one checkpoint a minute
		ws = append(ws, sqldb.Write{Stmt: deleteCheckpoint, Args: []any{s.last}, Want: -1})
	}
	ws = append(ws, sqldb.Write{Stmt: insertCheckpoint, Args: []any{next.size, int64(now), note}, Want: 1})
	if err := s.writer.Apply(&sqldb.Batch{Writes: ws}); err != nil {
		s.tree = nil // what is stored decides, not what we remember
		if sqldb.Retryable(err) {
			return 0, nil
		}
		return 0, fmt.Errorf("seal step: %w", err)
	}
	s.tree, s.last, s.lastM = next, next.size, minute
	s.size.Store(next.size)
	return len(hashes), nil
}

// load reads the tree's edge from the store when it is not in memory.
func (s *Sealer) load(ctx context.Context) error {
	if s.tree != nil {
		return nil
	}
	return s.db.Read(ctx, func(q *sqldb.Q) error {
		cp, text, found, err := newestCheckpoint(ctx, q)
		if err != nil {
			return err
		}
		t := &tree{}
		if found {
			head, err := s.signer.Open(text)
			if err != nil {
				return err
			}
			if t, err = loadTree(ctx, q, cp); err != nil {
				return err
			}
			if t.root() != head.Root {
				return errors.New("seal: the stored tiles do not give the signed root; run verify")
			}
		}
		s.tree, s.last, s.lastM = t, t.size, -1
		s.size.Store(t.size)
		return nil
	})
}

// pending reads the leaves after the tree. On PostgreSQL it claims whatever
// stands in the queue — never "id greater than the last": a slow transaction may
// add a smaller one later — and numbers it in the same batch.
func (s *Sealer) pending(ctx context.Context) (hs []tlog.Hash, ws []sqldb.Write, err error) {
	err = s.db.Read(ctx, func(q *sqldb.Q) error {
		if s.db.Engine() == sqldb.SQLite {
			hs, err = leafHashes(ctx, q, s.tree.size, stepLeaves)
			return err
		}
		var ids []int64
		var raw [][]byte
		ids, raw, err = waiting(ctx, q, stepLeaves)
		if err != nil || len(ids) == 0 {
			return err
		}
		seqs := make([]int64, len(ids))
		for i := range ids {
			seqs[i] = s.tree.size + int64(i)
			hs = append(hs, tlog.Hash(raw[i]))
		}
		n := int64(len(ids))
		ws = []sqldb.Write{
			{Stmt: sequenceLeaves, Args: []any{seqs, ids, raw}, Want: n},
			{Stmt: unqueueLeaves, Args: []any{ids}, Want: n},
		}
		return nil
	})
	return hs, ws, err
}
