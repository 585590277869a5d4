package app

import (
	"context"
	"fmt"
	"path/filepath"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/blob"
	"holon.example/holon/internal/infra/sqldb"
)

// openBlobs opens the files of the site where the configuration says they lie; those
// of before, at the other place, are found too. Without a writer they are only read.
func (s *Store) openBlobs(w *sqldb.Writer) (*blob.Store, error) {
	return blob.New(blob.Config{
		Dir: filepath.Join(s.Config.Data, "blobs"), Database: s.Config.Blobs == BlobsInDatabase, DB: s.DB, Writer: w, Now: gov.Wall().Time,
	})
}

// filesThere tells where the files of the site lie.
func (s *Store) filesThere(ctx context.Context) Check {
	var n int64
	err := s.DB.Read(ctx, func(q *sqldb.Q) (err error) {
		n, err = blob.Count(ctx, q)
		return err
	})
	if err != nil {
		return Check{Name: "files", Note: err.Error()}
	}
	if s.Config.Blobs == BlobsInDatabase {
		return Check{Name: "files", OK: true, Note: fmt.Sprintf("in the database, for all nodes: %d", n)}
	}
	note := "in the folder " + filepath.Join(s.Config.Data, "blobs")
	if s.DB.Engine() == sqldb.Postgres {
		note += ", which other nodes do not reach; with several nodes say blobs: database"
	}
	if n > 0 {
		note += fmt.Sprintf("; %d older ones in the database", n)
	}
	return Check{Name: "files", OK: true, Note: note}
}
