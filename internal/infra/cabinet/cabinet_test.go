package cabinet_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/act/acttest"
	"holon.example/holon/internal/infra/act/acttest/testtable"
	"holon.example/holon/internal/infra/blob"
	"holon.example/holon/internal/infra/cabinet"
	"holon.example/holon/internal/infra/sqldb"
)

const (
	anna  = gov.ID(5001)
	berta = gov.ID(5002)
)

// paper is a small PDF that says something.
func paper(text string) []byte {
	head := "%PDF-1.4\n% " + text + "\n"
	return []byte(head + "xref\n0 1\n0000000000 65535 f \ntrailer\n<</Size 1>>\nstartxref\n" + gov.ID(len(head)).String() + "\n%%EOF\n")
}

// each runs fn over a cabinet in a folder and over one in the database, on every
// engine, with two subjects.
func each(t *testing.T, fn func(t *testing.T, s *acttest.Spine, c *cabinet.Cabinet, dir string)) {
	t.Helper()
	acttest.Each(t, func(t *testing.T, s *acttest.Spine) {
		for _, id := range []gov.ID{anna, berta} {
			command(t, s, func(p *act.Prep) error { return p.NewSubject(id) })
		}
		for _, database := range []bool{false, true} {
			dir := t.TempDir()
			blobs, err := blob.New(blob.Config{Dir: dir, Database: database, DB: s.DB, Writer: s.Writer, Now: s.Clock.Time})
			if err != nil {
				t.Fatal(err)
			}
			fn(t, s, &cabinet.Cabinet{Engine: s.Engine, Blobs: blobs}, dir)
		}
	}, blob.Migrations, testtable.Migrations)
}

func command(t *testing.T, s *acttest.Spine, fn func(p *act.Prep) error) {
	t.Helper()
	_, err := act.Do(t.Context(), s.Engine, act.Command{Action: "test", Actor: acttest.Officer(11)}, func(p *act.Prep) (int, error) {
		if err := p.Authorise(act.Resource{Type: "Thing"}); err != nil {
			return 0, err
		}
		p.Note("test.done", "test", nil)
		return 0, fn(p)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, f *blob.File, err error) ([]byte, error) {
	t.Helper()
	if err != nil {
		return nil, err
	}
	b, err := io.ReadAll(f)
	return b, errors.Join(err, f.Close())
}

// holds tells whether anything under a folder or in the database holds a text.
func holds(t *testing.T, s *acttest.Spine, dir string, text []byte) bool {
	t.Helper()
	found := false
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			b, err := os.ReadFile(path) //nolint:gosec // under a folder of the test
			found = found || bytes.Contains(b, text)
			return err
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	err = s.DB.Read(t.Context(), func(q *sqldb.Q) error {
		all, err := sqldb.All(t.Context(), q, sqldb.Column[[]byte], "SELECT data FROM blob_chunk ORDER BY ref, n")
		for _, b := range all {
			found = found || bytes.Contains(b, text)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// A file lies encrypted, opens for its subject alone, and says nothing of whether
// two people have the same one.
func TestFilesAreSealedUnderTheirSubject(t *testing.T) {
	each(t, func(t *testing.T, s *acttest.Spine, c *cabinet.Cabinet, dir string) {
		secret := paper("what nobody may find")
		hers, err := c.Keep(t.Context(), anna, secret)
		if err != nil {
			t.Fatal(err)
		}
		other, err := c.Keep(t.Context(), berta, secret)
		if err != nil || other == hers {
			t.Fatal("equal files of two subjects are one file", err)
		}
		again, err := c.Keep(t.Context(), anna, secret)
		if err != nil || again == hers {
			t.Fatal("equal files of one subject show", err)
		}
		f, err := c.Open(t.Context(), anna, hers)
		if b, err := read(t, f, err); err != nil || !bytes.Equal(b, secret) {
			t.Fatal(err)
		}
		if _, err := c.Open(t.Context(), berta, hers); gov.KindOf(err) != gov.KindConflict {
			t.Error("another subject's key opens it:", err)
		}
		if _, err := c.Open(t.Context(), 999, hers); gov.KindOf(err) != gov.KindConflict {
			t.Error("a subject that is none:", err)
		}
		for _, bad := range []string{"", "../../etc/passwd", string(bytes.Repeat([]byte("0"), 64))} {
			if _, err := c.Open(t.Context(), anna, bad); err == nil || gov.KindOf(err) == gov.KindInternal {
				t.Errorf("%q: %v", bad, err)
			}
		}
		if holds(t, s, dir, []byte("nobody may find")) {
			t.Error("the content lies in the clear")
		}
		if err := c.Blobs.Check(t.Context(), blob.Ref(hers)); err != nil {
			t.Error(err)
		}
	})
}

// Whoever was handed the key of one file opens that file and no other, also after its
// first subject was erased; without it the file is gone with its subject.
func TestErasureAndWhatACaseTookOver(t *testing.T) {
	acttest.Each(t, func(t *testing.T, s *acttest.Spine) {
		command(t, s, func(p *act.Prep) error { return p.NewSubject(anna) })
		blobs, err := blob.Open(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		c := &cabinet.Cabinet{Engine: s.Engine, Blobs: blobs}
		plan, diary := paper("a plan"), paper("a diary")
		taken, err := c.Keep(t.Context(), anna, plan)
		if err != nil {
			t.Fatal(err)
		}
		left, err := c.Keep(t.Context(), anna, diary)
		if err != nil {
			t.Fatal(err)
		}
		own, err := c.Own(t.Context(), anna, taken)
		if err != nil || len(own) != 32 {
			t.Fatal(own, err)
		}
		plain, err := blobs.Put(t.Context(), bytes.NewReader(plan), blob.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		f, err := c.Open(t.Context(), anna, string(plain.Ref))
		if b, err := read(t, f, err); err != nil || !bytes.Equal(b, plan) {
			t.Fatal("a file from before files were sealed:", err)
		}
		if _, err := c.Own(t.Context(), anna, string(plain.Ref)); gov.KindOf(err) != gov.KindConflict {
			t.Error("a plain file has a key:", err)
		}
		if _, err := c.OpenOwn(t.Context(), own, left); gov.KindOf(err) != gov.KindConflict {
			t.Error("the key of one file opens another:", err)
		}
		if _, err := c.OpenOwn(t.Context(), own[:31], taken); gov.KindOf(err) != gov.KindConflict {
			t.Error("a short key:", err)
		}
		half, err := c.Open(t.Context(), anna, left)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = half.Close() }()
		command(t, s, func(p *act.Prep) error { return p.Erase(anna) })
		for name, ref := range map[string]string{"taken": taken, "left": left, "plain": string(plain.Ref)} {
			if _, err := c.Open(t.Context(), anna, ref); gov.KindOf(err) != gov.KindConflict {
				t.Errorf("%s is read after erasure: %v", name, err)
			}
		}
		if _, err := c.Keep(t.Context(), anna, plan); gov.KindOf(err) != gov.KindConflict {
			t.Error("a file is kept for somebody who was erased:", err)
		}
		f, err = c.OpenOwn(t.Context(), own, taken)
		if b, err := read(t, f, err); err != nil || !bytes.Equal(b, plan) {
			t.Error("the case's file is gone with the applicant:", err)
		}
		s.MustVerify(t)
	}, testtable.Migrations)
}

// The key of files is neither that of fields nor that of salts, and another subject's
// is another.
func TestFileKeysAreTheirOwn(t *testing.T) {
	acttest.Each(t, func(t *testing.T, s *acttest.Spine) {
		seen := map[string]bool{}
		for _, id := range []gov.ID{anna, berta} {
			command(t, s, func(p *act.Prep) error {
				if err := p.NewSubject(id); err != nil {
					return err
				}
				keys, err := p.Keys(id)
				if err != nil {
					return err
				}
				if k := keys.FileKey(); len(k) != 32 || bytes.Equal(k, keys.SaltKey()) || !bytes.Equal(k, keys.FileKey()) {
					t.Error("the file key is no key of its own")
				}
				seen[string(keys.FileKey())] = true
				return nil
			})
		}
		seen[string(s.Vault.Site().FileKey())] = true
		if len(seen) != 3 {
			t.Error("two subjects have one file key")
		}
	}, testtable.Migrations)
}

func TestKeepingStopsWithTheRequest(t *testing.T) {
	each(t, func(t *testing.T, _ *acttest.Spine, c *cabinet.Cabinet, _ string) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := c.Keep(ctx, anna, paper("x")); !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	})
}
