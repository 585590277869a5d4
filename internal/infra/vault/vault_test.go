package vault_test

import (
	"bytes"
	"errors"
	"log/slog"
	"testing"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/sqldb"
	"holon.example/holon/internal/infra/sqldb/sqldbtest"
	"holon.example/holon/internal/infra/vault"
)

type noTail struct{}

func (noTail) Number([]sqldb.Leaf) ([]sqldb.Write, func()) { return nil, func() {} }
func (noTail) Committed(int)                               {}

type store struct {
	db *sqldb.DB
	w  *sqldb.Writer
}

func (s store) apply(t *testing.T, w sqldb.Write) {
	t.Helper()
	if err := s.w.Apply(&sqldb.Batch{Writes: []sqldb.Write{w}}); err != nil {
		t.Fatal(err)
	}
}

func (s store) open(t *testing.T, v *vault.Vault, subject gov.ID) (k *vault.Keys, err error) {
	t.Helper()
	err = s.db.Read(t.Context(), func(q *sqldb.Q) error {
		k, err = v.Open(t.Context(), q, subject)
		return err
	})
	return k, err
}

func each(t *testing.T, fn func(t *testing.T, s store)) {
	t.Helper()
	sqldbtest.Each(t, func(t *testing.T, dsn string) {
		db := sqldbtest.Open(t, dsn)
		if err := sqldb.Migrate(t.Context(), db, vault.Migrations); err != nil {
			t.Fatal(err)
		}
		w, err := db.NewWriter(t.Context(), noTail{}, "", slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(w.Close)
		fn(t, store{db, w})
	})
}

func newVault(t *testing.T, master []byte) *vault.Vault {
	t.Helper()
	v, err := vault.New(master)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestEncryptOpensOnlyUnderItsLabelAndSubject(t *testing.T) {
	v := newVault(t, vault.NewMaster())
	a, _, err := v.Create(1, 5)
	if err != nil {
		t.Fatal(err)
	}
	b, _, err := v.Create(2, 5)
	if err != nil {
		t.Fatal(err)
	}
	text := []byte("生僻字𠮷")
	sealed := a.Encrypt("person.name", text)
	if bytes.Contains(sealed, text) || bytes.Equal(sealed, a.Encrypt("person.name", text)) {
		t.Fatal("the cipher text shows the plain text, or that two are equal")
	}
	if got, err := a.Decrypt("person.name", sealed); err != nil || !bytes.Equal(got, text) {
		t.Fatalf("%q %v", got, err)
	}
	if _, err := a.Decrypt("person.phone", sealed); err == nil {
		t.Fatal("opened under another label")
	}
	if _, err := b.Decrypt("person.name", sealed); err == nil {
		t.Fatal("opened by another subject")
	}
	for n := range sealed {
		bad := bytes.Clone(sealed)
		bad[n] ^= 1
		if _, err := a.Decrypt("person.name", bad); err == nil {
			t.Fatalf("byte %d changed and opened", n)
		}
		if _, err := a.Decrypt("person.name", sealed[:n]); err == nil {
			t.Fatalf("cut at %d and opened", n)
		}
	}
}

func TestBlindIndex(t *testing.T) {
	master := vault.NewMaster()
	v, again, other := newVault(t, master), newVault(t, master), newVault(t, vault.NewMaster())
	x := v.BlindIndex("id", "11010119900307123X")
	switch {
	case len(x) != 32 || x != again.BlindIndex("id", "11010119900307123X"):
		t.Fatal("equal values are not found")
	case x == v.BlindIndex("phone", "11010119900307123X"), x == v.BlindIndex("id", "110101199003071231"), x == other.BlindIndex("id", "11010119900307123X"):
		t.Fatal("different values are equal")
	}
}

func TestErasedKeyOpensNoMore(t *testing.T) {
	each(t, func(t *testing.T, s store) {
		master := vault.NewMaster()
		v := newVault(t, master)
		made, w, err := v.Create(7, 5)
		if err != nil {
			t.Fatal(err)
		}
		s.apply(t, w)
		again, err := s.open(t, newVault(t, master), 7)
		if err != nil || !bytes.Equal(again.SaltKey(), made.SaltKey()) {
			t.Fatalf("another process gets another key: %v", err)
		}
		if _, err := s.open(t, newVault(t, vault.NewMaster()), 7); !errors.Is(err, vault.ErrWrongKey) {
			t.Fatalf("another master: %v", err)
		}
		if _, err := s.open(t, v, 8); !errors.Is(err, vault.ErrErased) {
			t.Fatalf("no such subject: %v", err)
		}
		s.apply(t, v.Destroy(7, 6))
		v.Forget(7)
		if _, err := s.open(t, v, 7); !errors.Is(err, vault.ErrErased) {
			t.Fatalf("after erasure: %v", err)
		}
		if err := s.w.Apply(&sqldb.Batch{Writes: []sqldb.Write{v.Destroy(7, 6)}}); !errors.Is(err, sqldb.ErrGuard) {
			t.Fatalf("erased twice: %v", err)
		}
	})
}

// What verification reads comes from the store, whatever the vault remembers.
func TestStoredKeysAreReadAnew(t *testing.T) {
	each(t, func(t *testing.T, s store) {
		v := newVault(t, vault.NewMaster())
		var subjects []gov.ID
		for i := range gov.ID(70) {
			_, w, err := v.Create(i+1, 5)
			if err != nil {
				t.Fatal(err)
			}
			s.apply(t, w)
			if _, err := s.open(t, v, i+1); err != nil {
				t.Fatal(err)
			}
			subjects = append(subjects, i+1)
		}
		s.apply(t, v.Destroy(70, 6)) // and the vault still remembers it
		subjects = append(subjects, 99)
		seen := 0
		err := s.db.Read(t.Context(), func(q *sqldb.Q) error {
			got, err := v.Stored(t.Context(), q, subjects)
			if err != nil {
				return err
			}
			for i, id := range subjects {
				if erased := errors.Is(got[id].Err, vault.ErrErased); erased != (i >= 69) || erased == (got[id].Keys != nil) {
					t.Errorf("subject %d: %+v", id, got[id])
				}
			}
			return v.EachStored(t.Context(), q, func(id gov.ID, err error) error {
				seen++
				if errors.Is(err, vault.ErrErased) != (id == 70) {
					t.Errorf("subject %d: %v", id, err)
				}
				return nil
			})
		})
		if err != nil || seen != 70 {
			t.Fatalf("%d seen: %v", seen, err)
		}
	})
}
