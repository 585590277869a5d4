package seal_test

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"golang.org/x/mod/sumdb/tlog"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act/acttest"
	"holon.example/holon/internal/infra/act/acttest/testtable"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/sqldb"
)

func eventOf(s *acttest.Spine, id gov.ID) *seal.Event {
	return &seal.Event{ID: id, At: s.Clock.Time(), Name: "test.filled", Action: "fill", Stream: "fill/" + id.String(), Ver: 1, Actor: who, Outcome: seal.Done}
}

// fill adds n events in batches of 100, sealed by nobody yet.
func fill(t *testing.T, s *acttest.Spine, n int) {
	t.Helper()
	for done := 0; done < n; {
		b := &sqldb.Batch{}
		for range min(100, n-done) {
			w, leaf, err := eventOf(s, s.Mint.New()).Write()
			must(t, err)
			b.Writes, b.Leaves = append(b.Writes, w), append(b.Leaves, leaf)
		}
		must(t, s.Writer.Apply(b))
		done += len(b.Leaves)
	}
}

func leafHashes(t *testing.T, s *acttest.Spine) (out []tlog.Hash) {
	t.Helper()
	must(t, s.DB.Read(t.Context(), func(q *sqldb.Q) error {
		return q.Each(t.Context(), "SELECT seq, hash FROM leaf ORDER BY seq", nil, func(sc sqldb.Scanner) error {
			var seq int64
			var h []byte
			if err := sc.Scan(&seq, &h); err != nil {
				return err
			}
			if seq != int64(len(out)) {
				return fmt.Errorf("leaf %d follows %d", seq, len(out)-1)
			}
			out = append(out, tlog.Hash(h))
			return nil
		})
	}))
	return out
}

type stored []tlog.Hash

func (h stored) ReadHashes(at []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(at))
	for i, x := range at {
		out[i] = h[x]
	}
	return out, nil
}

// The root, the tiles and the proofs of a log with tiles of two levels agree with
// golang.org/x/mod/sumdb/tlog, also when it was sealed after a pause, in several
// steps and over restarts.
func TestLogAgreesWithTlog(t *testing.T) {
	sizes := []int{1, 255, 256, 700, 9000, 66_000}
	if testing.Short() {
		sizes = sizes[:4]
	}
	each(t, func(t *testing.T, s *acttest.Spine) {
		have := 0
		for _, size := range sizes {
			fill(t, s, size-have)
			have = size
			must(t, s.Sealer.Flush(t.Context()))
			if s.Sealer.Size() != int64(size) {
				t.Fatalf("sealed %d of %d", s.Sealer.Size(), size)
			}
			agree(t, s, size)
			s.Restart(t)
		}
		s.MustVerify(t)
	})
}

func agree(t *testing.T, s *acttest.Spine, size int) {
	t.Helper()
	var hs stored
	leaves := leafHashes(t, s)
	for i, h := range leaves {
		more, err := tlog.StoredHashesForRecordHash(int64(i), h, hs)
		must(t, err)
		hs = append(hs, more...)
	}
	text, err := seal.Newest(t.Context(), s.DB)
	must(t, err)
	cp, err := s.Signer.Open(text)
	must(t, err)
	want, err := tlog.TreeHash(int64(size), hs)
	must(t, err)
	if len(leaves) != size || cp.Size != int64(size) || cp.Root != want {
		t.Fatalf("%d leaves, checkpoint of %d with %v, tlog has %v", len(leaves), cp.Size, cp.Root, want)
	}
	for _, tile := range tlog.NewTiles(8, 0, int64(size)) {
		if tile.N%50 > 1 && tile.W == 256 && tile.L == 0 {
			continue // a sample of the complete ones
		}
		got, err := seal.TileBytes(t.Context(), s.DB, tile.L, tile.N, tile.W)
		must(t, err)
		want, err := tlog.ReadTileData(tile, hs)
		must(t, err)
		if string(got) != string(want) {
			t.Fatalf("tile %v differs", tile)
		}
	}
	for seq := 0; seq < size; seq += 1 + size/7 {
		e, err := seal.ReadEntry(t.Context(), s.DB, int64(seq))
		must(t, err)
		if tlog.RecordHash(e.Body) != e.Hash || e.TreeSize != cp.Size {
			t.Fatalf("entry %d", seq)
		}
		must(t, tlog.CheckRecord(e.Proof, cp.Size, cp.Root, int64(seq), e.Hash))
	}
	if _, err := seal.ReadEntry(t.Context(), s.DB, int64(size)); gov.KindOf(err) != gov.KindNotFound {
		t.Fatalf("an entry beyond the log: %v", err)
	}
}

// An event with a smaller id that becomes durable after greater ones were sealed
// is sealed too: nobody may look for "id greater than the last".
func TestALateCommitIsSealed(t *testing.T) {
	each(t, func(t *testing.T, s *acttest.Spine) {
		early := s.Mint.New()
		commit := lateCommit(t, s, eventOf(s, early))
		fill(t, s, 30)
		if rep := s.MustVerify(t); rep.Size != 30 {
			t.Fatalf("%+v", rep)
		}
		commit()
		if rep := s.MustVerify(t); rep.Size != 31 || rep.Events != 31 {
			t.Fatalf("%+v", rep)
		}
		e, err := seal.ReadEntry(t.Context(), s.DB, 30)
		must(t, err)
		if e.Event != early {
			t.Fatalf("the last leaf is of %d, not of the late %d", e.Event, early)
		}
	})
}

// lateCommit writes an event in a transaction of its own that stays open until
// the returned function is called; SQLite has one writer, so there the event is
// only prepared.
func lateCommit(t *testing.T, s *acttest.Spine, e *seal.Event) (commit func()) {
	t.Helper()
	w, leaf, err := e.Write()
	must(t, err)
	if s.DB.Engine() == sqldb.SQLite {
		return func() { must(t, s.Writer.Apply(&sqldb.Batch{Writes: []sqldb.Write{w}, Leaves: []sqldb.Leaf{leaf}})) }
	}
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, s.DSN)
	must(t, err)
	t.Cleanup(func() { _ = conn.Close(ctx) })
	tx, err := conn.Begin(ctx)
	must(t, err)
	_, err = tx.Exec(ctx, w.Stmt.SQL, w.Args...)
	must(t, err)
	_, err = tx.Exec(ctx, "INSERT INTO leaf_queue (event, hash) VALUES ($1, $2)", int64(leaf.Event), leaf.Hash[:])
	must(t, err)
	return func() { must(t, tx.Commit(ctx)) }
}

// second is another sealer over the same store: on PostgreSQL of another process,
// on SQLite, where one process writes, of the same.
func second(t *testing.T, s *acttest.Spine) *seal.Sealer {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	if s.DB.Engine() == sqldb.SQLite {
		return seal.NewSealer(seal.SealerConfig{DB: s.DB, Writer: s.Writer, Log: s.Log, Signer: s.Signer, Now: s.Clock.Time, Slog: log})
	}
	db, err := sqldb.Open(t.Context(), s.DSN)
	must(t, err)
	l, err := seal.OpenLog(t.Context(), db)
	must(t, err)
	w, err := db.NewWriter(t.Context(), l, seal.Proof, log)
	must(t, err)
	t.Cleanup(func() { w.Close(); _ = db.Close() })
	return seal.NewSealer(seal.SealerConfig{DB: db, Writer: w, Log: l, Signer: s.Signer, Now: s.Clock.Time, Slog: log})
}

// Two sealers at once, because a lease may be held twice for a moment: no leaf is
// numbered twice and none is lost.
func TestTwoSealersRace(t *testing.T) {
	each(t, func(t *testing.T, s *acttest.Spine) {
		things(t, s, 0, 16)
		done := make(chan struct{})
		var sealers, writers sync.WaitGroup
		for _, sl := range []*seal.Sealer{s.Sealer, second(t, s)} {
			sealers.Go(func() {
				for {
					if err := sl.Flush(t.Context()); err != nil {
						t.Error(err)
					}
					select {
					case <-done:
						return
					default:
					}
				}
			})
		}
		for c := range 8 {
			writers.Go(func() {
				for i := range 40 {
					if _, err := testtable.Count(t.Context(), s.Engine, who, "", gov.ID(1000+10*((c+i)%16))); err != nil {
						t.Error(err)
					}
				}
			})
		}
		writers.Wait()
		close(done)
		sealers.Wait()
		must(t, s.Sealer.Flush(t.Context())) // both may have read the queue just before the last write
		if rep := s.MustVerify(t); rep.Size != 16+8*40 {
			t.Fatalf("%+v", rep)
		}
	})
}
