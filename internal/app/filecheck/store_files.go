package filecheck

import (
	"context"
	"errors"
	"fmt"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/blob"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/sqldb"
)

// source is a table whose rows name files in a column.
type source struct{ table, column string }

// named are the rows that name a file by the hash of what is kept; the log commits to
// the rows, so that it commits to the files too.
var named = []source{
	{"letter", "blob"}, {"licence", "blob"}, {"case_material", "blob"}, {"mandate", "paper"}, {"hall_mark", "blob"}, {"hall_collection", "signature"},
}

const (
	filesOnce   = 500
	maxFindings = 100 // of a report
)

// kept is a row with the file it names.
type kept struct {
	id  gov.ID
	ref string
}

// check is one walk over all files.
type check struct {
	db    *sqldb.DB
	blobs *blob.Store
	rep   *seal.Report
}

// errEnough ends a walk that finds faults everywhere.
var errEnough = errors.New("too many findings")

// Verify reads every file that a row names and holds it against its address; what is
// wrong is added to the report, up to a hundred findings in all. A file is read on no
// snapshot, and what a row no longer names is not missed.
func Verify(ctx context.Context, db *sqldb.DB, blobs *blob.Store, rep *seal.Report) error {
	c := &check{db, blobs, rep}
	for _, from := range named {
		if err := c.table(ctx, from); err != nil {
			if errors.Is(err, errEnough) {
				return nil
			}
			return err
		}
	}
	return nil
}

// table goes through the rows of a table, page by page.
func (c *check) table(ctx context.Context, from source) error {
	after := gov.ID(0)
	for {
		page, err := filesOf(ctx, c.db, from, after, filesOnce)
		if err != nil {
			return err
		}
		for _, k := range page {
			after = k.id
			if err := c.one(ctx, from, k); err != nil {
				return err
			}
		}
		if len(page) < filesOnce {
			return nil
		}
	}
}

func (c *check) one(ctx context.Context, from source, k kept) error {
	wrong := c.blobs.Check(ctx, blob.Ref(k.ref))
	if wrong == nil {
		c.rep.Files++
		return nil
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	now, err := filesOf(ctx, c.db, from, k.id-1, 1)
	if err != nil || len(now) != 1 || now[0] != k { // the row changed meanwhile
		return err
	}
	if len(c.rep.Findings) >= maxFindings {
		return errEnough
	}
	c.rep.Findings = append(c.rep.Findings, seal.Finding{Where: from.table + "/" + k.id.String(), What: fileFault(k.ref, wrong)})
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

func filesOf(ctx context.Context, db *sqldb.DB, from source, after gov.ID, limit int) (out []kept, err error) {
	err = db.Read(ctx, func(q *sqldb.Q) error {
		out, err = sqldb.All(ctx, q, func(row sqldb.Scanner) (k kept, err error) { return k, row.Scan(&k.id, &k.ref) },
			"SELECT id, "+from.column+" FROM "+from.table+" WHERE id > $1 AND "+from.column+" <> '' ORDER BY id LIMIT $2", int64(after), int64(limit))
		return err
	})
	return out, err
}
