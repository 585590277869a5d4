package blob

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/sqldb"
)

// Migrations are the tables of files that lie in the database.
//
//go:embed migrations/*.sql
var Migrations embed.FS

// A file in the database is a head and chunks, the chunks written in several
// transactions so that a large file holds nobody up. Chunks are never changed; a head
// with kept = 0 is of a file that is still coming.
const (
	chunkSize  = 256 << 10
	chunksOnce = 4 // written in one transaction
	keepTries  = 5
	sweepOnce  = 100
	lostWait   = 50 * time.Millisecond
)

var (
	beginFile   = sqldb.NewStmt("blob_file.begin", "INSERT INTO blob_file (ref, size, created, kept) VALUES ($1, $2, $3, 0) ON CONFLICT (ref) DO UPDATE SET created = excluded.created WHERE blob_file.kept = 0")
	insertChunk = sqldb.NewStmt("blob_chunk.insert", "INSERT INTO blob_chunk (ref, n, data) VALUES ($1, $2, $3) ON CONFLICT (ref, n) DO NOTHING")
	endFile     = sqldb.NewStmt("blob_file.end", "UPDATE blob_file SET kept = $2 WHERE ref = $1")
	removeFile  = sqldb.NewStmt("blob_file.remove", "DELETE FROM blob_file WHERE ref = $1")
	sweepFile   = sqldb.NewStmt("blob_file.sweep", "DELETE FROM blob_file WHERE ref = $1 AND kept = 0 AND created < $2")
	dropChunks  = sqldb.NewStmt("blob_chunk.drop", "DELETE FROM blob_chunk WHERE ref = $1")
)

// tables keeps files in the database.
type tables struct{ Config }

// errReadOnly says that the store was opened for reading only.
var errReadOnly = errors.New("blob: the database is only read here")

// keep copies a staged file into the database and then makes it count. What a lost
// connection or the sweeper broke off is done again: every step may be repeated.
func (t tables) keep(ctx context.Context, f *os.File, ref Ref) error {
	st, err := f.Stat()
	if err != nil {
		return fmt.Errorf("blob: %w", err)
	}
	for try := 1; ; try++ {
		err := t.transfer(ctx, f, ref, st.Size())
		if err == nil || !sqldb.Retryable(err) || try == keepTries {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(lostWait * time.Duration(try)):
		}
	}
}

func (t tables) transfer(ctx context.Context, f io.ReaderAt, ref Ref, size int64) error {
	if _, kept, err := t.head(ctx, ref); err != nil || kept {
		return err
	}
	now := int64(t.Now())
	if err := t.apply(sqldb.Write{Stmt: beginFile, Args: []any{string(ref), size, now}, Want: -1}); err != nil {
		return err
	}
	var ws []sqldb.Write
	for off := int64(0); off < size; off += chunkSize {
		if err := ctx.Err(); err != nil {
			return err
		}
		data := make([]byte, min(chunkSize, size-off))
		if _, err := f.ReadAt(data, off); err != nil && !errors.Is(err, io.EOF) {
			return fmt.Errorf("blob: %w", err)
		}
		if ws = append(ws, sqldb.Write{Stmt: insertChunk, Args: []any{string(ref), off / chunkSize, data}, Want: -1}); len(ws) == chunksOnce {
			if err := t.apply(ws...); err != nil {
				return err
			}
			ws = nil
		}
	}
	return t.apply(append(ws, sqldb.Write{Stmt: endFile, Args: []any{string(ref), now}, Want: 1})...)
}

func (t tables) apply(ws ...sqldb.Write) error {
	if t.Writer == nil {
		return errReadOnly
	}
	return t.Writer.Apply(&sqldb.Batch{Writes: ws})
}

// head tells the size of a file, and whether it is there whole.
func (t tables) head(ctx context.Context, ref Ref) (size int64, kept bool, err error) {
	err = t.DB.Read(ctx, func(q *sqldb.Q) error {
		var at int64
		found, err := q.Row(ctx, "SELECT size, kept FROM blob_file WHERE ref = $1", []any{string(ref)}, &size, &at)
		kept = found && at != 0
		return err
	})
	return size, kept, err
}

func (t tables) open(ctx context.Context, ref Ref) (source, int64, error) {
	size, kept, err := t.head(ctx, ref)
	if err == nil && !kept {
		err = gov.NotFound(keyNotFound)
	}
	return t.reader(ctx, ref, size), size, err
}

func (t tables) remove(_ context.Context, ref Ref) error {
	if t.Writer == nil {
		return errReadOnly
	}
	return t.apply(sqldb.Write{Stmt: removeFile, Args: []any{string(ref)}, Want: -1}, sqldb.Write{Stmt: dropChunks, Args: []any{string(ref)}, Want: -1})
}

// sweep removes files that began to come before a time and never came whole.
func (t tables) sweep(ctx context.Context, before gov.Time) (int, error) {
	var refs []string
	err := t.DB.Read(ctx, func(q *sqldb.Q) (err error) {
		refs, err = sqldb.All(ctx, q, sqldb.Column[string], "SELECT ref FROM blob_file WHERE kept = 0 AND created < $1 ORDER BY ref LIMIT $2", int64(before), int64(sweepOnce))
		return err
	})
	n := 0
	for _, ref := range refs {
		if err != nil || ctx.Err() != nil {
			return n, errors.Join(err, ctx.Err())
		}
		err = t.apply(sqldb.Write{Stmt: sweepFile, Args: []any{ref, int64(before)}, Want: 1}, sqldb.Write{Stmt: dropChunks, Args: []any{ref}, Want: -1})
		switch {
		case err == nil:
			n++
		case sqldb.Retryable(err): // it goes on coming, or another node swept it
			err = nil
		}
	}
	return n, err
}

// Count tells how many files lie in the database.
func Count(ctx context.Context, q *sqldb.Q) (n int64, err error) {
	_, err = q.Row(ctx, "SELECT COUNT(*) FROM blob_file WHERE kept <> 0", nil, &n)
	return n, err
}

// chunked reads a file of the database. Each chunk is read on a snapshot of its own, so
// that a slow reader holds none open.
type chunked struct{ *pieces }

func (t tables) reader(ctx context.Context, ref Ref, size int64) chunked {
	return chunked{newPieces(size, chunkSize, func(n int64) (data []byte, err error) {
		var found bool
		err = t.DB.Read(ctx, func(q *sqldb.Q) (err error) {
			found, err = q.Row(ctx, "SELECT data FROM blob_chunk WHERE ref = $1 AND n = $2", []any{string(ref), n}, &data)
			return err
		})
		if err == nil && (!found || int64(len(data)) != min(chunkSize, size-n*chunkSize)) {
			err = gov.Conflict("blob.damaged")
		}
		return data, err
	})}
}

// Close implements io.Closer; nothing is held open.
func (chunked) Close() error { return nil }
