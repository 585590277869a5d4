package content

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"time"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/sqldb"
)

// keepStaged is how long a pack waits to be installed.
const keepStaged = 24 * time.Hour

var stagedTable = sqldb.NewTable("content_staged", "", "id", "digest", "staged", "account", "files")

// staged is a pack that was handed in and not installed yet.
type staged struct {
	id      gov.ID
	digest  string
	at      gov.Time
	account gov.ID
	files   []byte
	rev     int64
}

func (s *staged) row() []any { return []any{s.id, s.digest, s.at, s.account, s.files} }

func scanStaged(r sqldb.Scanner) (*staged, error) {
	s := &staged{}
	return s, r.Scan(&s.id, &s.digest, &s.at, &s.account, &s.files, &s.rev)
}

// Stage keeps a pack, as a ZIP file, until somebody has looked at what is wrong with it
// and what it changes (action installPack). What was staged a day ago goes.
func (s *Store) Stage(ctx context.Context, who gov.Actor, key string, raw []byte) (gov.ID, error) {
	if _, err := Unzip(raw); err != nil {
		return 0, err
	}
	sum := sha256.Sum256(raw)
	digest := hex.EncodeToString(sum[:])
	cmd := act.Command{Action: "installPack", Actor: who, Key: key, Input: digest, Claims: []string{stream}}
	return act.Do(ctx, s.eng, cmd, func(p *act.Prep) (gov.ID, error) {
		if err := p.Authorise(act.Resource{Type: "Pack"}); err != nil {
			return 0, err
		}
		old, err := sqldb.All(ctx, p.Q(), scanStaged, stagedTable.Select("staged < $1 LIMIT 20"), p.Now().Add(-keepStaged))
		if err != nil {
			return 0, err
		}
		for _, o := range old {
			p.Delete(stagedTable, o.id, o.rev)
		}
		one := &staged{id: p.NewID(), digest: digest, at: p.Now(), account: who.Account, files: raw}
		if err := p.Insert(stagedTable, one.row()); err != nil {
			return 0, err
		}
		return one.id, p.Event("pack.staged", stream, seal.Data{"digest": digest})
	})
}

// Staged gives the files of a pack that waits.
func (s *Store) Staged(ctx context.Context, id gov.ID) (files fs.FS, err error) {
	err = s.eng.Read(ctx, func(q *sqldb.Q) error {
		one, found, err := sqldb.One(ctx, q, scanStaged, stagedTable.Select("id = $1"), id)
		if err != nil {
			return err
		}
		if !found {
			return gov.NotFound("pack.not_staged")
		}
		files, err = Unzip(one.files)
		return err
	})
	return files, err
}

// Files gives the files of an installed pack; nil where it is not installed.
func (j *Joined) Files(id string) (fs.FS, error) {
	for _, i := range j.Packs {
		if i.ID == id {
			return Unzip(i.files)
		}
	}
	return nil, nil //nolint:nilnil // there is none
}
