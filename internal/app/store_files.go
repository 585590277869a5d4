package app

import (
	"context"
	"errors"
	"fmt"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/blob"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/sqldb"
)

// named are the rows that name a file by the hash of what is kept; the log commits to
// the rows, so that it commits to the files too.
var named = []struct{ table, column string }{
	{"letter", "blob"}, {"licence", "blob"}, {"case_material", "blob"}, {"mandate", "paper"}, {"hall_mark", "blob"}, {"hall_collection", "signature"},
}

const (
	filesOnce   = 500
	maxFindings = 100
)

// kept is a row with the file it names.
type kept struct {
	id  gov.ID
	ref string
}

// verifyFiles reads every file that a row names and holds it against its address. A
// file is read on no snapshot, and what a row no longer names is not missed.
func (s *Store) verifyFiles(ctx context.Context, rep *seal.Report) error {
	blobs, err := s.openBlobs(nil)
	if err != nil {
		return err
	}
	for _, t := range named {
		for after := gov.ID(0); ; {
			page, err := s.filesOf(ctx, t.table, t.column, after, filesOnce)
			if err != nil {
				return err
			}
			for _, k := range page {
				after = k.id
				wrong := blobs.Check(ctx, blob.Ref(k.ref))
				if wrong == nil {
					rep.Files++
					continue
				}
				if ctx.Err() != nil {
					return ctx.Err()
				}
				now, err := s.filesOf(ctx, t.table, t.column, k.id-1, 1)
				if err != nil {
					return err
				}
				if len(now) != 1 || now[0] != k {
					continue // the row changed meanwhile
				}
				rep.Findings = append(rep.Findings, seal.Finding{Where: t.table + "/" + k.id.String(), What: fileFault(k.ref, wrong)})
				if len(rep.Findings) >= maxFindings {
					return nil
				}
			}
			if len(page) < filesOnce {
				break
			}
		}
	}
	return nil
}

// fileFault words what is wrong with a file.
func fileFault(ref string, err error) string {
	what := err.Error()
	if e, ok := errors.AsType[*gov.Error](err); ok {
		switch {
		case e.Kind == gov.KindNotFound:
			what = "is missing"
		case e.Kind == gov.KindConflict:
			what = "is not what was kept under this address"
		}
	}
	return fmt.Sprintf("the file %.16s… %s", ref, what)
}

func (s *Store) filesOf(ctx context.Context, table, column string, after gov.ID, limit int) (out []kept, err error) {
	err = s.DB.Read(ctx, func(q *sqldb.Q) error {
		out, err = sqldb.All(ctx, q, func(row sqldb.Scanner) (k kept, err error) { return k, row.Scan(&k.id, &k.ref) },
			"SELECT id, "+column+" FROM "+table+" WHERE id > $1 AND "+column+" <> '' ORDER BY id LIMIT $2", int64(after), int64(limit))
		return err
	})
	return out, err
}

// filesInDatabase counts the files that lie in the database.
func (s *Store) filesInDatabase(ctx context.Context) (n int64, err error) {
	err = s.DB.Read(ctx, func(q *sqldb.Q) error {
		n, err = blob.Count(ctx, q)
		return err
	})
	return n, err
}
