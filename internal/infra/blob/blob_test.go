package blob_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/blob"
	"holon.example/holon/internal/infra/sqldb"
	"holon.example/holon/internal/infra/sqldb/sqldbtest"
	"pgregory.net/rapid"
)

// pdfOf is a file of n bytes, 50 at least, that passes for a PDF.
func pdfOf(n int) []byte {
	b := bytes.Repeat([]byte("0123456789abcde\n"), n/16+1)[:n]
	copy(b, "%PDF-1.7\nxref\n")
	copy(b[n-20:], "\nstartxref\n9\n%%EOF\n")
	return b
}

var someKey = bytes.Repeat([]byte{7}, 32)

func open(t testing.TB) (*blob.Store, string) {
	t.Helper()
	dir := t.TempDir()
	s, err := blob.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return s, dir
}

// each runs fn over a store in a folder and, on every engine, over one in the
// database.
func each(t *testing.T, fn func(t *testing.T, p place)) {
	t.Helper()
	t.Run("folder", func(t *testing.T) {
		s, dir := open(t)
		fn(t, place{Store: s, dir: dir})
	})
	onDatabase(t, fn)
}

func onDatabase(t *testing.T, fn func(t *testing.T, p place)) {
	t.Helper()
	sqldbtest.Each(t, func(t *testing.T, dsn string) {
		db := sqldbtest.Open(t, dsn)
		if err := sqldb.Migrate(t.Context(), db, blob.Migrations); err != nil {
			t.Fatal(err)
		}
		w, err := db.NewWriter(t.Context(), noTail{}, "", slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(w.Close)
		p := place{dir: t.TempDir(), conf: blob.Config{Database: true, DB: db, Writer: w, Now: gov.Frozen(1_800_000_000_000).Time}}
		p.conf.Dir = p.dir
		if p.Store, err = blob.New(p.conf); err != nil {
			t.Fatal(err)
		}
		fn(t, p)
	})
}

// place is a store, and where its files lie.
type place struct {
	*blob.Store
	dir  string
	conf blob.Config // of one in the database
}

// kept counts what lies there, whole or not.
func (p place) kept(t testing.TB) int {
	t.Helper()
	n := files(t, p.dir)
	if p.conf.DB != nil {
		n += int(p.figure(t, "SELECT COUNT(*) FROM blob_file"))
	}
	return n
}

func (p place) figure(t testing.TB, text string) (n int64) {
	t.Helper()
	err := p.conf.DB.Read(t.Context(), func(q *sqldb.Q) error {
		_, err := q.Row(t.Context(), text, nil, &n)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// exec changes the database behind the store's back.
func (p place) exec(t testing.TB, text string, args ...any) {
	t.Helper()
	if err := p.conf.Writer.Apply(&sqldb.Batch{Writes: []sqldb.Write{{Stmt: sqldb.NewStmt("test.exec", text), Args: args, Want: -1}}}); err != nil {
		t.Fatal(err)
	}
}

type noTail struct{}

func (noTail) Number([]sqldb.Leaf) ([]sqldb.Write, func()) { return nil, func() {} }
func (noTail) Committed(int)                               {}

// files counts the regular files under a folder.
func files(t testing.TB, dir string) int {
	t.Helper()
	n := 0
	err := filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			n++
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func field(err error) (key, path string) {
	e, ok := errors.AsType[*gov.Error](err)
	if !ok {
		return "", ""
	}
	if len(e.Fields) > 0 {
		path = e.Fields[0].Path
	}
	return e.Key, path
}

func content(t testing.TB, f *blob.File, err error) []byte {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(f)
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
	return b
}

func TestPutAndGet(t *testing.T) {
	each(t, func(t *testing.T, s place) {
		data := pdfOf(300_000)
		info, err := s.Put(t.Context(), iotest.OneByteReader(bytes.NewReader(data)), blob.Limits{Declared: 300_000})
		if err != nil || info.Size != 300_000 || info.Type != "application/pdf" || info.Sealed {
			t.Fatalf("%+v %v", info, err)
		}
		f, err := s.Get(t.Context(), info.Ref)
		if got := content(t, f, err); !bytes.Equal(got, data) {
			t.Fatal("other bytes came back")
		}
		if n, err := s.Stat(t.Context(), info.Ref); err != nil || n != 300_000 {
			t.Fatal(n, err)
		}
		again, err := s.Put(t.Context(), bytes.NewReader(data), blob.Limits{})
		if err != nil || again != info || s.kept(t) != 1 {
			t.Fatalf("%+v %v, %d files", again, err, s.kept(t))
		}
		if err := s.Check(t.Context(), info.Ref); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Get(t.Context(), blob.Ref(strings.Repeat("0", 64))); gov.KindOf(err) != gov.KindNotFound {
			t.Fatal(err)
		}
		for _, bad := range []string{"", "x", "../../etc/passwd", strings.Repeat("A", 64), strings.Repeat("0", 63) + "/"} {
			if _, err := s.Get(t.Context(), blob.Ref(bad)); gov.KindOf(err) != gov.KindInvalid {
				t.Errorf("%q: %v", bad, err)
			}
		}
	})
}

func TestDamageIsFound(t *testing.T) {
	s, dir := open(t)
	info, err := s.Put(t.Context(), bytes.NewReader(pdfOf(1000)), blob.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, string(info.Ref[:2]), string(info.Ref[2:4]), string(info.Ref))
	if err := os.WriteFile(path, pdfOf(999), 0o600); err != nil {
		t.Fatal(err)
	}
	if key, _ := field(s.Check(t.Context(), info.Ref)); key != "blob.damaged" {
		t.Fatal(key)
	}
}

// Whatever is refused or breaks off leaves nothing behind.
func TestRefusalsLeaveNothing(t *testing.T) {
	each(t, func(t *testing.T, s place) {
		gone, cancel := context.WithCancel(t.Context())
		cancel()
		broken := io.MultiReader(bytes.NewReader(pdfOf(9000)), iotest.ErrReader(io.ErrUnexpectedEOF))
		l := blob.Limits{MaxBytes: 10_000, Field: "materials.3.file"}
		for name, c := range map[string]struct {
			ctx  context.Context
			r    io.Reader
			l    blob.Limits
			want string
		}{
			"too large":       {t.Context(), bytes.NewReader(pdfOf(10_001)), l, "blob.too_large"},
			"without end":     {t.Context(), endless{}, l, "blob.too_large"},
			"broken off":      {t.Context(), broken, l, "blob.interrupted"},
			"broken at once":  {t.Context(), iotest.ErrReader(io.ErrUnexpectedEOF), l, "blob.interrupted"},
			"less than said":  {t.Context(), bytes.NewReader(pdfOf(5000)), blob.Limits{Declared: 6000, Field: l.Field}, "blob.interrupted"},
			"empty":           {t.Context(), strings.NewReader(""), l, "blob.empty"},
			"wrong type":      {t.Context(), strings.NewReader("<html>"), l, "blob.type"},
			"request is gone": {gone, bytes.NewReader(pdfOf(5000)), l, ""},
		} {
			for _, sealed := range []bool{false, true} {
				var err error
				if sealed {
					_, err = s.PutSealed(c.ctx, someKey, c.r, c.l)
				} else {
					_, err = s.Put(c.ctx, c.r, c.l)
				}
				key, path := field(err)
				if name == "broken off" && sealed {
					continue // its reader was used up by the plain one
				}
				if name != "request is gone" && !sealed && (key != c.want || path != l.Field) {
					t.Errorf("%s: %v", name, err)
				}
				if err == nil || name == "request is gone" && !errors.Is(err, context.Canceled) {
					t.Errorf("%s: %v", name, err)
				}
				if n := s.kept(t); n != 0 {
					t.Fatalf("%s: %d files left", name, n)
				}
			}
		}
	})
}

// endless never ends.
type endless struct{}

func (endless) Read(p []byte) (int, error) {
	return copy(p, "%PDF-1.7\n"+strings.Repeat("x", len(p))), nil
}

func TestExactlyTheLimit(t *testing.T) {
	each(t, func(t *testing.T, s place) {
		if _, err := s.Put(t.Context(), bytes.NewReader(pdfOf(10_000)), blob.Limits{MaxBytes: 10_000}); err != nil {
			t.Fatal(err)
		}
	})
}

func TestSealed(t *testing.T) {
	each(t, func(t *testing.T, s place) {
		const piece = 64 << 10
		for _, size := range []int{60, piece - 1, piece, piece + 1, 3 * piece, 3*piece + 17} {
			data := pdfOf(size)
			info, err := s.PutSealed(t.Context(), someKey, bytes.NewReader(data), blob.Limits{})
			if err != nil || info.Size != int64(size) || !info.Sealed || info.Type != "application/pdf" {
				t.Fatalf("%d: %+v %v", size, info, err)
			}
			f, err := s.GetSealed(t.Context(), info.Ref, someKey)
			if got := content(t, f, err); !bytes.Equal(got, data) {
				t.Fatalf("%d: other bytes came back", size)
			}
			if err := s.Check(t.Context(), info.Ref); err != nil {
				t.Fatal(err)
			}
			raw, err := s.Get(t.Context(), info.Ref)
			if kept := content(t, raw, err); bytes.Contains(kept, []byte("%PDF")) || bytes.Contains(kept, []byte("0123456789")) {
				t.Fatal("plain bytes are on the disk")
			}
			if _, err := s.GetSealed(t.Context(), info.Ref, bytes.Repeat([]byte{8}, 32)); gov.KindOf(err) != gov.KindConflict {
				t.Fatal("another key opens it", err)
			}
		}
		before := s.kept(t)
		for range 2 { // the same file twice is two: equality must not show
			if _, err := s.PutSealed(t.Context(), someKey, bytes.NewReader(pdfOf(100)), blob.Limits{}); err != nil {
				t.Fatal(err)
			}
		}
		if s.kept(t) != before+2 {
			t.Fatal("two sealed files became one")
		}
		if _, err := s.PutSealed(t.Context(), someKey[:16], bytes.NewReader(pdfOf(100)), blob.Limits{}); err == nil {
			t.Fatal("a short key")
		}
	})
}

func TestSealedReadsAnywhere(t *testing.T) {
	each(t, func(t *testing.T, s place) {
		data := pdfOf(200_000)
		info, err := s.PutSealed(t.Context(), someKey, bytes.NewReader(data), blob.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		f, err := s.GetSealed(t.Context(), info.Ref, someKey)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		rapid.Check(t, func(t *rapid.T) {
			off := rapid.IntRange(0, 200_000).Draw(t, "off")
			n := rapid.IntRange(1, 150_000).Draw(t, "n")
			p := make([]byte, n)
			got, err := f.ReadAt(p, int64(off))
			want := data[off:min(off+n, len(data))]
			if !bytes.Equal(p[:got], want) || (got < n) != errors.Is(err, io.EOF) {
				t.Fatalf("%d bytes at %d: %d %v", n, off, got, err)
			}
		})
	})
}

// Whoever changes, cuts, extends or reorders a sealed file is found out.
func TestSealedTampering(t *testing.T) {
	s, dir := open(t)
	const piece = 64<<10 + 16
	info, err := s.PutSealed(t.Context(), someKey, bytes.NewReader(pdfOf(200_000)), blob.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, string(info.Ref[:2]), string(info.Ref[2:4]), string(info.Ref))
	kept, err := os.ReadFile(path) //nolint:gosec // our own path
	if err != nil {
		t.Fatal(err)
	}
	head := 4 + 32 + 7
	for name, bad := range map[string][]byte{
		"magic":      flip(kept, 0),
		"salt":       flip(kept, 10),
		"nonce":      flip(kept, 40),
		"first":      flip(kept, head+5),
		"last":       flip(kept, len(kept)-1),
		"cut":        kept[:len(kept)-1],
		"last piece": kept[:head+2*piece],
		"a piece":    append(bytes.Clone(kept[:head+piece]), kept[head+2*piece:]...),
		"extended":   append(bytes.Clone(kept), 0),
		"reordered":  append(append(append(bytes.Clone(kept[:head]), kept[head+piece:head+2*piece]...), kept[head:head+piece]...), kept[head+2*piece:]...),
		"only head":  kept[:head],
		"nothing":    nil,
	} {
		if err := os.WriteFile(path, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		f, err := s.GetSealed(t.Context(), info.Ref, someKey)
		if err == nil {
			_, err = io.ReadAll(f)
			_ = f.Close()
		}
		if gov.KindOf(err) != gov.KindConflict {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func flip(b []byte, i int) []byte {
	out := bytes.Clone(b)
	out[i] ^= 1
	return out
}

func TestSweep(t *testing.T) {
	s, dir := open(t)
	now := gov.At(time.UnixMilli(1_800_000_000_000))
	old, fresh := filepath.Join(dir, "incoming", "1.part"), filepath.Join(dir, "incoming", "2.part")
	for path, age := range map[string]time.Duration{old: 25 * time.Hour, fresh: time.Hour} {
		if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, time.Time{}, now.Std().Add(-age)); err != nil {
			t.Fatal(err)
		}
	}
	if n, err := s.Sweep(t.Context(), now); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	if _, err := os.Stat(fresh); err != nil {
		t.Fatal("an upload under way was removed")
	}
}

func TestManyAtOnce(t *testing.T) {
	each(t, func(t *testing.T, s place) {
		var wg sync.WaitGroup
		for i := range 8 {
			wg.Go(func() {
				if _, err := s.Put(context.Background(), bytes.NewReader(pdfOf(1000+i%2)), blob.Limits{}); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if n := s.kept(t); n != 2 {
			t.Fatalf("%d files", n)
		}
	})
}

func TestCleanName(t *testing.T) {
	const pdf = "application/pdf"
	for name, want := range map[string]string{
		"营业执照.pdf":               "营业执照.pdf",
		"营业执照.PDF":               "营业执照.pdf",
		"营业执照":                   "营业执照.pdf",
		"invoice.pdf.exe":        "invoice.pdf.exe.pdf",
		"../../etc/passwd":       "passwd.pdf",
		`C:\Users\x\a.pdf`:       "a.pdf",
		"a\u202Efdp.exe":         "afdp.exe.pdf",
		"a\x00b\nc.pdf":          "abc.pdf",
		`a<b>:"|?*.pdf`:          "a_b______.pdf",
		"":                       "file.pdf",
		"...":                    "file.pdf",
		" . ":                    "file.pdf",
		"con.pdf":                "filecon.pdf",
		"COM1":                   "fileCOM1.pdf",
		"\xff\xfe.pdf":           "_.pdf",
		"𠮷祥面馆.pdf":               "𠮷祥面馆.pdf",
		strings.Repeat("长", 300): strings.Repeat("长", 100) + ".pdf",
	} {
		if got := blob.CleanName(name, pdf); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
	if got := blob.CleanName("a.JPEG", "image/jpeg"); got != "a.jpeg" {
		t.Error(got)
	}
	if got := blob.CleanName("a.bin", "application/x-unknown"); got != "a.bin" {
		t.Error(got)
	}
}

func BenchmarkPut(b *testing.B) {
	s, _ := open(b)
	data := pdfOf(1 << 20)
	b.SetBytes(1 << 20)
	for i := 0; b.Loop(); i++ {
		data[len(data)-1], data[len(data)-2] = byte(i), byte(i>>8)
		if _, err := s.PutSealed(context.Background(), someKey, bytes.NewReader(data), blob.Limits{}); err != nil {
			b.Fatal(err)
		}
	}
}
