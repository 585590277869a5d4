package keys_test

import (
	"bytes"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"holon.example/holon/internal/app/keys"
	"holon.example/holon/internal/gov"
)

var site = keys.Site{Origin: "city.test", Authority: "test authority"}

func open(t *testing.T, dir string) *keys.Keys {
	t.Helper()
	k, err := keys.Open(dir, site, gov.Date("2026-11-23").Start())
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestKeysAreMadeOnceAndKeptPrivate(t *testing.T) {
	dir := t.TempDir()
	if keys.Exist(dir) {
		t.Fatal("an empty folder has keys")
	}
	a, b := open(t, dir), open(t, dir)
	if !keys.Exist(dir) || !bytes.Equal(a.Master, b.Master) || a.LogSecret != b.LogSecret || a.LogPublic != b.LogPublic || !a.Authority.Certificate.Equal(b.Authority.Certificate) {
		t.Fatal("the second start has other keys")
	}
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		if i, err := d.Info(); err != nil || i.Mode().Perm() != 0o600 {
			t.Error(path, i.Mode(), err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Many processes that start at once over one folder agree on the keys.
func TestStartsAtOnceAgree(t *testing.T) {
	dir := t.TempDir()
	got := make([]*keys.Keys, 8)
	var all sync.WaitGroup
	for i := range got {
		all.Go(func() {
			k, err := keys.Open(dir, site, gov.Date("2026-11-23").Start())
			if err != nil {
				t.Error(err)
			}
			got[i] = k
		})
	}
	all.Wait()
	for _, k := range got[1:] {
		if !bytes.Equal(k.Master, got[0].Master) || k.LogSecret != got[0].LogSecret || k.LogPublic != got[0].LogPublic {
			t.Fatal("two starts have different keys")
		}
	}
}

func TestDamagedKeyIsNeverReplaced(t *testing.T) {
	dir := t.TempDir()
	open(t, dir)
	if err := os.WriteFile(filepath.Join(dir, "keys", "vault.key"), []byte("no key"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := keys.Open(dir, site, 0); err == nil {
		t.Fatal("a damaged key was taken")
	}
}
