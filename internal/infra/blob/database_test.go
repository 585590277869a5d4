package blob_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/blob"
	"holon.example/holon/internal/infra/sqldb"
	"holon.example/holon/internal/infra/sqldb/sqldbtest"
)

// A large file lies in chunks, and comes back whole from another node over the same
// database, which has another folder.
func TestChunksAreShared(t *testing.T) {
	onDatabase(t, func(t *testing.T, s place) {
		data := pdfOf(3<<20 + 17)
		info, err := s.PutSealed(t.Context(), someKey, bytes.NewReader(data), blob.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		if n, most := s.figure(t, "SELECT COUNT(*) FROM blob_chunk"), s.figure(t, "SELECT MAX(LENGTH(data)) FROM blob_chunk"); n != 13 || most != 256<<10 {
			t.Errorf("%d chunks, the largest of %d bytes", n, most)
		}
		c := s.conf
		c.Dir, c.Writer = t.TempDir(), nil
		other, err := blob.New(c)
		if err != nil {
			t.Fatal(err)
		}
		f, err := other.GetSealed(t.Context(), info.Ref, someKey)
		if got := content(t, f, err); !bytes.Equal(got, data) {
			t.Error("other bytes came back")
		}
		if err := other.Check(t.Context(), info.Ref); err != nil {
			t.Error(err)
		}
		if _, err := other.Put(t.Context(), bytes.NewReader(pdfOf(100)), blob.Limits{}); err == nil {
			t.Error("a store without a writer keeps files")
		}
		if err := other.Remove(t.Context(), info.Ref); err == nil {
			t.Error("a store without a writer removes files")
		}
	})
}

// Whatever is changed in a chunk, left out or added is found.
func TestChunkDamageIsFound(t *testing.T) {
	onDatabase(t, func(t *testing.T, s place) {
		for name, text := range map[string]string{
			"changed":   "UPDATE blob_chunk SET data = (SELECT data FROM blob_chunk WHERE ref = $1 AND n = 0) WHERE ref = $1 AND n = 1",
			"left out":  "DELETE FROM blob_chunk WHERE ref = $1 AND n = 1",
			"shortened": "UPDATE blob_chunk SET data = (SELECT data FROM blob_chunk WHERE ref = $1 AND n = 2) WHERE ref = $1 AND n = 1",
			"size":      "UPDATE blob_file SET size = size - 1 WHERE ref = $1",
		} {
			info, err := s.PutSealed(t.Context(), someKey, bytes.NewReader(pdfOf(600_000)), blob.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			s.exec(t, text, string(info.Ref))
			if key, _ := field(s.Check(t.Context(), info.Ref)); key != "blob.damaged" {
				t.Errorf("%s: %q", name, key)
			}
			f, err := s.GetSealed(t.Context(), info.Ref, someKey)
			if err == nil {
				_, err = f.ReadAt(make([]byte, 400_000), 100_000)
				if _, again := f.ReadAt(make([]byte, 10), f.Size()-10); err == nil {
					err = again
				}
			}
			if gov.KindOf(err) != gov.KindConflict {
				t.Errorf("%s is read: %v", name, err)
			}
		}
		info, err := s.Put(t.Context(), bytes.NewReader(pdfOf(1000)), blob.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		s.exec(t, "DELETE FROM blob_file WHERE ref = $1", string(info.Ref))
		if err := s.Check(t.Context(), info.Ref); gov.KindOf(err) != gov.KindNotFound {
			t.Error(err)
		}
	})
}

// A file whose keeping broke off does not count, is taken up where it broke off, or is
// swept a day later; one that goes on coming is not.
func TestBrokenOffInTheDatabase(t *testing.T) {
	onDatabase(t, func(t *testing.T, s place) {
		data := pdfOf(700_000)
		info, err := s.Put(t.Context(), bytes.NewReader(data), blob.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		breakOff := func() {
			s.exec(t, "UPDATE blob_file SET kept = 0")
			s.exec(t, "DELETE FROM blob_chunk WHERE n = 2")
		}
		breakOff()
		if _, err := s.Get(t.Context(), info.Ref); gov.KindOf(err) != gov.KindNotFound {
			t.Error(err)
		}
		again, err := s.Put(t.Context(), bytes.NewReader(data), blob.Limits{})
		if err != nil || again.Ref != info.Ref {
			t.Fatal(again, err)
		}
		if err := s.Check(t.Context(), info.Ref); err != nil {
			t.Fatal(err)
		}
		now := s.conf.Now()
		if n, err := s.Sweep(t.Context(), now.Add(25*time.Hour)); n != 0 || err != nil {
			t.Fatal(n, err)
		}
		breakOff()
		if n, err := s.Sweep(t.Context(), now.Add(23*time.Hour)); n != 0 || err != nil {
			t.Fatal(n, err)
		}
		if n, err := s.Sweep(t.Context(), now.Add(25*time.Hour)); n != 1 || err != nil {
			t.Fatal(n, err)
		}
		if n := s.figure(t, "SELECT COUNT(*) FROM blob_chunk"); n != 0 {
			t.Errorf("%d chunks left", n)
		}
	})
}

// A request that ends stops the keeping.
func TestKeepingStopsWithTheRequest(t *testing.T) {
	onDatabase(t, func(t *testing.T, s place) {
		ctx, cancel := context.WithCancel(t.Context())
		r := &ends{r: bytes.NewReader(pdfOf(3 << 20)), end: cancel}
		if _, err := s.Put(ctx, r, blob.Limits{}); !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		if n := s.figure(t, "SELECT COUNT(*) FROM blob_file WHERE kept <> 0"); n != 0 {
			t.Errorf("%d files", n)
		}
	})
}

// ends cancels when all is read.
type ends struct {
	r   *bytes.Reader
	end func()
}

func (e *ends) Read(p []byte) (int, error) {
	n, err := e.r.Read(p)
	if e.r.Len() == 0 {
		e.end()
	}
	return n, err
}

// A site that is configured otherwise than before finds its older files, and a removed
// file is gone at both places.
func TestPlaceMayChange(t *testing.T) {
	onDatabase(t, func(t *testing.T, s place) {
		folder := blob.Config{Dir: s.dir, DB: s.conf.DB, Writer: s.conf.Writer, Now: s.conf.Now}
		before, err := blob.New(folder)
		if err != nil {
			t.Fatal(err)
		}
		old, err := before.PutSealed(t.Context(), someKey, bytes.NewReader(pdfOf(5000)), blob.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		young, err := s.PutSealed(t.Context(), someKey, bytes.NewReader(pdfOf(6000)), blob.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		for _, store := range []*blob.Store{s.Store, before} {
			for _, ref := range []blob.Ref{old.Ref, young.Ref} {
				if err := store.Check(t.Context(), ref); err != nil {
					t.Error(err)
				}
				if sealed, err := store.IsSealed(t.Context(), ref); !sealed || err != nil {
					t.Error(sealed, err)
				}
			}
		}
		var n int64
		if err := s.conf.DB.Read(t.Context(), func(q *sqldb.Q) (err error) {
			n, err = blob.Count(t.Context(), q)
			return err
		}); n != 1 || err != nil {
			t.Error(n, err)
		}
		for _, ref := range []blob.Ref{old.Ref, young.Ref} {
			if err := s.Remove(t.Context(), ref); err != nil {
				t.Error(err)
			}
			if err := s.Remove(t.Context(), ref); err != nil {
				t.Error("twice:", err)
			}
			if _, err := before.Get(t.Context(), ref); gov.KindOf(err) != gov.KindNotFound {
				t.Error(err)
			}
		}
		if n := s.kept(t); n != 0 {
			t.Errorf("%d files left", n)
		}
		if err := s.Remove(t.Context(), blob.Ref(strings.Repeat("/", 64))); gov.KindOf(err) != gov.KindInvalid {
			t.Error(err)
		}
	})
	if _, err := blob.New(blob.Config{Dir: t.TempDir(), Database: true}); err == nil {
		t.Error("a database store without a database")
	}
}

// Two nodes keep the same file at the same time: it is there once, and whole.
func TestTwoNodesKeepOneFile(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, dsn string) {
		first := sqldbtest.Open(t, dsn)
		if err := sqldb.Migrate(t.Context(), first, blob.Migrations); err != nil {
			t.Fatal(err)
		}
		var stores []*blob.Store
		var w *sqldb.Writer
		for i := range 2 {
			db := first
			if i == 0 || db.Engine() == sqldb.Postgres { // an embedded store has one process
				if i > 0 {
					db = sqldbtest.Open(t, dsn)
				}
				var err error
				if w, err = db.NewWriter(t.Context(), noTail{}, "", slog.New(slog.DiscardHandler)); err != nil {
					t.Fatal(err)
				}
				t.Cleanup(w.Close)
			}
			s, err := blob.New(blob.Config{Dir: t.TempDir(), Database: true, DB: db, Writer: w, Now: gov.Frozen(1_800_000_000_000).Time})
			if err != nil {
				t.Fatal(err)
			}
			stores = append(stores, s)
		}
		data := pdfOf(3 << 20)
		var wg sync.WaitGroup
		refs := make([]blob.Ref, 8)
		for i := range refs {
			wg.Go(func() {
				info, err := stores[i%2].Put(t.Context(), bytes.NewReader(data), blob.Limits{})
				if err != nil {
					t.Error(err)
				}
				refs[i] = info.Ref
			})
		}
		wg.Wait()
		for i, ref := range refs {
			if ref != refs[0] {
				t.Fatal(refs)
			}
			if err := stores[i%2].Check(t.Context(), ref); err != nil {
				t.Fatal(err)
			}
		}
		var files, chunks int64
		if err := first.Read(t.Context(), func(q *sqldb.Q) error {
			if _, err := q.Row(t.Context(), "SELECT COUNT(*) FROM blob_file", nil, &files); err != nil {
				return err
			}
			_, err := q.Row(t.Context(), "SELECT COUNT(*) FROM blob_chunk", nil, &chunks)
			return err
		}); err != nil || files != 1 || chunks != 12 {
			t.Fatalf("%d files, %d chunks: %v", files, chunks, err)
		}
	})
}
