package bench

import (
	"context"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"log/slog"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"holon.example/holon/internal/app/memory"
	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/sqldb"
)

// rawClients is how many callers the limit is measured with.
const rawClients = 64

// Sizes of the contents of the raw rows, in bytes: those a submission of twenty
// fields has.
const (
	rawBody   = 1000 // canonical bytes of the event
	rawAnswer = 250
	rawFacts  = 400
	rawForm   = 1200
)

// noSeal leaves the raw writer without a log.
type noSeal struct{}

// Number implements sqldb.Tail: nothing is added.
func (noSeal) Number([]sqldb.Leaf) ([]sqldb.Write, func()) { return nil, func() {} }

// Committed implements sqldb.Tail.
func (noSeal) Committed(int) {}

// raw measures how many grouped, durable commits 64 callers reach in this process
// on a fresh store beside the measured one. Each is the five rows without which no
// submission is kept — case, matter, event, leaf, idempotency key — in their own
// tables with their indexes. Nothing is checked, computed, encrypted or sealed.
func raw(ctx context.Context, at place, took time.Duration) (perSecond float64, err error) {
	defer memory.Tune()() // as the server that is measured
	dsn, drop, err := at.fresh(ctx, "raw")
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, drop()) }()
	db, err := sqldb.Open(ctx, dsn)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := sqldb.Migrate(ctx, db, seal.Migrations, act.Migrations, casefile.Migrations); err != nil {
		return 0, err
	}
	w, err := db.NewWriter(ctx, noSeal{}, seal.Proof, slog.New(slog.DiscardHandler))
	if err != nil {
		return 0, err
	}
	defer w.Close()
	return hammer(w, took)
}

func hammer(w *sqldb.Writer, took time.Duration) (float64, error) {
	h := &rawMaker{mint: gov.NewMint(1, gov.Wall().Time), now: gov.Wall().Time()}
	h.pool = make([]byte, 1<<20)
	for i := range h.pool {
		h.pool[i] = byte(rand.Uint32()) //nolint:gosec // content that cannot be compressed, no secret
	}
	var done atomic.Int64
	var wg sync.WaitGroup
	var failed atomic.Pointer[error]
	passed := gov.Mono()
	for range rawClients {
		wg.Go(func() {
			for passed() < took {
				if err := w.Apply(h.batch()); err != nil {
					failed.CompareAndSwap(nil, &err)
					return
				}
				done.Add(1)
			}
		})
	}
	wg.Wait()
	if err := failed.Load(); err != nil {
		return 0, *err
	}
	return float64(done.Load()) / passed().Seconds(), nil
}

// rawMaker makes rows that cost next to nothing to make.
type rawMaker struct {
	mint *gov.Mint
	now  gov.Time
	seq  atomic.Int64
	pool []byte // random bytes, of which every row takes a piece
}

func (h *rawMaker) piece(n int) []byte {
	at := rand.IntN(len(h.pool) - n) //nolint:gosec // no secret
	return h.pool[at : at+n]
}

func key() string {
	var b [16]byte
	binary.LittleEndian.PutUint64(b[:8], rand.Uint64()) //nolint:gosec // unique is enough
	binary.LittleEndian.PutUint64(b[8:], rand.Uint64()) //nolint:gosec // as above
	return hex.EncodeToString(b[:])
}

func (h *rawMaker) batch() *sqldb.Batch {
	id, event, part := h.mint.New(), h.mint.New(), h.mint.New()
	c := casefile.Case{
		ID: id, No: "9901002026112" + id.String(), Division: "990100", Item: "raw", State: casefile.Received, Applicant: part, Quality: gov.Citizen,
		Person: part, Account: part, Channel: "api", Owner: 1, Created: h.now, Received: h.now, Flow: part,
		QueryCode: hex.EncodeToString(h.piece(16)), Facts: h.piece(rawFacts), Form: h.piece(rawForm),
	}
	m := casefile.Matter{ID: part, Case: id, Item: "raw", Department: 1, Division: "990100", State: casefile.Waiting, Handling: "promised", Process: "raw"}
	return &sqldb.Batch{ID: event, Writes: []sqldb.Write{
		{Stmt: rawEvent, Args: []any{int64(event), casefile.Stream(id), int64(1), "case.received", h.piece(rawBody)}, Want: 1},
		casefile.Cases.Insert(c.Row()), casefile.Matters.Insert(m.Row()),
		{Stmt: rawIdem, Args: []any{key(), h.piece(32), h.piece(rawAnswer), int64(event), int64(h.now)}, Want: 1},
		{Stmt: rawLeaf, Args: []any{h.seq.Add(1), int64(event), h.piece(32)}, Want: 1},
	}}
}
