package vault

import (
	"context"
	"crypto/rand"
	"embed"
	"slices"
	"strconv"
	"strings"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/sqldb"
)

// Migrations are the tables of the vault.
//
//go:embed migrations/*.sql
var Migrations embed.FS

var (
	insertKey  = sqldb.NewStmt("subject_key.insert", "INSERT INTO subject_key (subject, wrapped, created, destroyed) VALUES ($1, $2, $3, 0)")
	destroyKey = sqldb.NewStmt("subject_key.destroy", "UPDATE subject_key SET wrapped = $2, destroyed = $3 WHERE subject = $1 AND destroyed = 0")
)

// Create makes the key of a new subject and the write that stores it. The keys
// are remembered only by Open, when the write is durable.
func (v *Vault) Create(subject gov.ID, now gov.Time) (*Keys, sqldb.Write, error) {
	secret := make([]byte, keySize)
	_, _ = rand.Read(secret)
	k, err := keysOf(subject, secret)
	w := sqldb.Write{Stmt: insertKey, Args: []any{int64(subject), v.wrap(subject, secret), int64(now)}, Want: 1}
	return k, w, err
}

// Open gives the keys of a subject; 0 is the site. ErrErased when destroyed.
func (v *Vault) Open(ctx context.Context, q *sqldb.Q, subject gov.ID) (*Keys, error) {
	if subject == 0 {
		return v.site, nil
	}
	if k := v.cached(subject); k != nil {
		return k, nil
	}
	var wrapped []byte
	found, err := q.Row(ctx, "SELECT wrapped FROM subject_key WHERE subject = $1", []any{subject}, &wrapped)
	if err != nil {
		return nil, err
	}
	if !found {
		return nil, gov.NotFound("vault.no_key").Because(ErrErased)
	}
	k, err := v.unwrap(subject, wrapped)
	if err == nil {
		v.remember(subject, k)
	}
	return k, err
}

// Stored is a key as the store has it: the keys, or why they do not open.
type Stored struct {
	Keys *Keys
	Err  error // ErrErased or ErrWrongKey
}

// storedAtOnce is how many keys one query of Stored reads.
const storedAtOnce = 32

var selectStored = "SELECT subject, wrapped FROM subject_key WHERE subject IN (" + marks(storedAtOnce) + ")"

func marks(n int) string {
	out := make([]string, n)
	for i := range out {
		out[i] = "$" + strconv.Itoa(i+1)
	}
	return strings.Join(out, ", ")
}

// Stored reads the keys of subjects from the store and not from memory, for
// verification; a subject without a key counts as erased.
func (v *Vault) Stored(ctx context.Context, q *sqldb.Q, subjects []gov.ID) (map[gov.ID]Stored, error) {
	out := make(map[gov.ID]Stored, len(subjects))
	for part := range slices.Chunk(subjects, storedAtOnce) {
		args := make([]any, storedAtOnce)
		for i := range args {
			args[i] = part[min(i, len(part)-1)]
		}
		err := q.Each(ctx, selectStored, args, func(s sqldb.Scanner) error {
			var subject gov.ID
			var wrapped []byte
			if err := s.Scan(&subject, &wrapped); err != nil {
				return err
			}
			k, err := v.unwrap(subject, wrapped)
			out[subject] = Stored{k, err}
			return nil
		})
		if err != nil {
			return nil, err
		}
		for _, s := range part {
			if _, ok := out[s]; !ok {
				out[s] = Stored{Err: ErrErased}
			}
		}
	}
	return out, nil
}

// EachStored goes through every key of the store and tells nil for one that
// opens, ErrErased for a destroyed one and ErrWrongKey for any other.
func (v *Vault) EachStored(ctx context.Context, q *sqldb.Q, fn func(subject gov.ID, err error) error) error {
	return q.Each(ctx, "SELECT subject, wrapped, destroyed FROM subject_key ORDER BY subject", nil, func(s sqldb.Scanner) error {
		var subject gov.ID
		var wrapped []byte
		var destroyed gov.Time
		if err := s.Scan(&subject, &wrapped, &destroyed); err != nil {
			return err
		}
		_, err := v.secret(subject, wrapped)
		if err == nil && destroyed != 0 {
			err = ErrWrongKey // a destroyed key that opens was put back
		}
		return fn(subject, err)
	})
}

// Destroy is the write that makes a subject unreadable for ever. The use case
// must record it as the event vault.erased with the subject, and call Forget.
func (v *Vault) Destroy(subject gov.ID, now gov.Time) sqldb.Write {
	return sqldb.Write{Stmt: destroyKey, Args: []any{int64(subject), []byte{}, int64(now)}, Want: 1}
}

// Erased is the name of the event that lists a destroyed subject; verification
// accepts a row without a salt only for these.
const Erased = "vault.erased"
