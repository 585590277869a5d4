package app

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"strconv"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/sqldb"
)

// Entry is a leaf of the log with everything that others need to compute it again
// (docs/seal.md).
type Entry struct {
	Leaf       int64           `json:"leaf"`
	Event      gov.ID          `json:"event"`
	Canonical  json.RawMessage `json:"canonical"`      // the very bytes the leaf commits to
	Text       string          `json:"canonical_text"` // the same, as a string: JSON tools may not keep bytes
	Hash       string          `json:"hash"`           // hex
	Rows       []EntryRow      `json:"rows,omitempty"`
	Proof      []string        `json:"proof"` // base64, from the leaf up
	TreeSize   int64           `json:"tree_size"`
	Checkpoint string          `json:"checkpoint"`
}

// EntryRow is a row mark with the salt of its hash. The salt is empty when the row
// is gone or its subject's key was destroyed.
type EntryRow struct {
	Table string `json:"table"`
	Key   string `json:"key"`
	Rev   int64  `json:"rev"`
	Hash  string `json:"hash"` // hex
	Salt  string `json:"salt,omitempty"`
}

// Entry reads a leaf with its proof under the newest checkpoint, and the salts of
// the rows it commits to. The salts open the hashes: give them to nobody who must
// not know the rows.
func (s *Store) Entry(ctx context.Context, leaf int64) (*Entry, error) {
	e, err := seal.ReadEntry(ctx, s.DB, leaf)
	if err != nil {
		return nil, err
	}
	ev, err := seal.ParseEvent(e.Body)
	if err != nil {
		return nil, err
	}
	out := &Entry{
		Leaf: leaf, Event: e.Event, Canonical: e.Body, Text: string(e.Body), Hash: hex.EncodeToString(e.Hash[:]), TreeSize: e.TreeSize, Checkpoint: e.Checkpoint,
		Proof: []string{},
	}
	for _, h := range e.Proof {
		out.Proof = append(out.Proof, base64.StdEncoding.EncodeToString(h[:]))
	}
	for _, m := range ev.Rows {
		row := EntryRow{Table: m.Table, Key: m.Key, Rev: m.Rev, Hash: hex.EncodeToString(m.Hash[:])}
		salt, err := s.salt(ctx, m)
		if err != nil {
			return nil, err
		}
		row.Salt = hex.EncodeToString(salt)
		out.Rows = append(out.Rows, row)
	}
	return out, nil
}

// salt derives the salt of a row mark from the key of the row's subject.
func (s *Store) salt(ctx context.Context, m seal.RowMark) (salt []byte, err error) {
	for _, t := range sqldb.Tables() {
		if t.Name != m.Table || m.Rev == 0 {
			continue
		}
		err = s.DB.Read(ctx, func(q *sqldb.Q) error {
			subject, found, err := rowSubject(ctx, q, t, m.Key)
			if err != nil || !found {
				return err
			}
			keys, err := s.Vault.Open(ctx, q, subject)
			if err != nil {
				return nil //nolint:nilerr // the key was destroyed: so is the salt
			}
			salt = seal.Salt(keys.SaltKey(), m.Table, m.Key, m.Rev)
			return nil
		})
	}
	return salt, err
}

// rowSubject finds the vault subject of a row by its key as marks write it.
func rowSubject(ctx context.Context, q *sqldb.Q, t *sqldb.Table, key string) (gov.ID, bool, error) {
	if t.Subject == "" {
		return 0, true, nil
	}
	var arg any = key
	if n, err := strconv.ParseInt(key, 10, 64); err == nil {
		arg = n
	}
	return sqldb.One(ctx, q, sqldb.Column[gov.ID], "SELECT "+t.Subject+" FROM "+t.Name+" WHERE "+t.Key+" = $1", arg)
}
