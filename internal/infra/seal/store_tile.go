package seal

import (
	"context"
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/sqldb"
)

var (
	insertTile       = sqldb.NewStmt("tile.insert", "INSERT INTO tile (id, hashes) VALUES ($1, $2)")
	insertCheckpoint = sqldb.NewStmt("checkpoint.insert", "INSERT INTO checkpoint (size, at, note) VALUES ($1, $2, $3)")
	deleteCheckpoint = sqldb.NewStmt("checkpoint.delete", "DELETE FROM checkpoint WHERE size = $1")

	// PostgreSQL alone has a queue; these two texts are its own.
	sequenceLeaves = sqldb.NewStmt("leaf.sequence", "INSERT INTO leaf (seq, event, hash) SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bytea[])")
	unqueueLeaves  = sqldb.NewStmt("leaf_queue.delete", "DELETE FROM leaf_queue WHERE event = ANY($1::bigint[])")
)

func newestCheckpoint(ctx context.Context, q *sqldb.Q) (size int64, note string, found bool, err error) {
	found, err = q.Row(ctx, "SELECT size, note FROM checkpoint ORDER BY size DESC LIMIT 1", nil, &size, &note)
	return size, note, found, err
}

// Newest gives the newest signed checkpoint; empty before the first.
func Newest(ctx context.Context, db *sqldb.DB) (note string, err error) {
	err = db.Read(ctx, func(q *sqldb.Q) error {
		_, note, _, err = newestCheckpoint(ctx, q)
		return err
	})
	return note, err
}

func leafHashes(ctx context.Context, q *sqldb.Q, from int64, limit int) ([]tlog.Hash, error) {
	next := from
	return sqldb.All(ctx, q, func(s sqldb.Scanner) (tlog.Hash, error) {
		var seq int64
		var h []byte
		if err := s.Scan(&seq, &h); err != nil {
			return tlog.Hash{}, err
		}
		if seq != next || len(h) != tlog.HashSize {
			return tlog.Hash{}, fmt.Errorf("seal: leaf %d is missing", next)
		}
		next++
		return tlog.Hash(h), nil
	}, "SELECT seq, hash FROM leaf WHERE seq >= $1 ORDER BY seq LIMIT $2", from, limit)
}

func waiting(ctx context.Context, q *sqldb.Q, limit int) (ids []int64, hashes [][]byte, err error) {
	err = q.Each(ctx, "SELECT event, hash FROM leaf_queue ORDER BY event LIMIT $1", []any{limit}, func(s sqldb.Scanner) error {
		var id int64
		var h []byte
		if err := s.Scan(&id, &h); err != nil {
			return err
		}
		ids, hashes = append(ids, id), append(hashes, h)
		return nil
	})
	return ids, hashes, err
}

func readTile(ctx context.Context, q *sqldb.Q, level int, index int64) ([]byte, error) {
	var b []byte
	found, err := q.Row(ctx, "SELECT hashes FROM tile WHERE id = $1", []any{tileID(level, index)}, &b)
	if err == nil && !found {
		err = fmt.Errorf("seal: tile %d/%d is missing", level, index)
	}
	if err == nil && len(b) != tileWidth*tlog.HashSize {
		err = fmt.Errorf("seal: tile %d/%d has %d bytes", level, index, len(b))
	}
	return b, err
}

// rowHashes gives width hashes of one tile, which may be incomplete.
func rowHashes(ctx context.Context, q *sqldb.Q, level int, index int64, width int) ([]tlog.Hash, error) {
	if width == tileWidth {
		b, err := readTile(ctx, q, level, index)
		return split(b), err
	}
	if level == 0 {
		hs, err := leafHashes(ctx, q, index*tileWidth, width)
		if err == nil && len(hs) != width {
			err = errors.New("seal: leaves are missing")
		}
		return hs, err
	}
	hs := make([]tlog.Hash, width)
	for i := range hs {
		b, err := readTile(ctx, q, level-1, index*tileWidth+int64(i))
		if err != nil {
			return nil, err
		}
		hs[i] = perfectRoot(split(b))
	}
	return hs, nil
}

// loadTree reads the right edge of the tree of the given size.
func loadTree(ctx context.Context, q *sqldb.Q, size int64) (*tree, error) {
	t := &tree{size: size}
	for level := range tileLevels {
		count := size >> (8 * level)
		width := int(count % tileWidth)
		if count == 0 {
			break
		}
		if width == 0 {
			continue
		}
		hs, err := rowHashes(ctx, q, level, count/tileWidth, width)
		if err != nil {
			return nil, err
		}
		t.edges[level] = hs
	}
	return t, nil
}

// Entry is one leaf with what it commits to and the proof that it is in the log.
type Entry struct {
	Seq        int64
	Event      gov.ID
	Body       []byte
	Hash       tlog.Hash
	Proof      tlog.RecordProof
	Checkpoint string
	TreeSize   int64
}

// ReadEntry gives a leaf and its proof under the newest checkpoint.
func ReadEntry(ctx context.Context, db *sqldb.DB, seq int64) (*Entry, error) {
	e := &Entry{Seq: seq}
	err := db.Read(ctx, func(q *sqldb.Q) error {
		var hash []byte
		found, err := q.Row(ctx, "SELECT l.event, l.hash, e.body FROM leaf l JOIN event e ON e.id = l.event WHERE l.seq = $1", []any{seq}, &e.Event, &hash, &e.Body)
		if err != nil {
			return err
		}
		size, text, ok, err := newestCheckpoint(ctx, q)
		if err != nil {
			return err
		}
		if !found || !ok || seq >= size {
			return gov.NotFound("seal.no_entry")
		}
		e.Hash, e.Checkpoint, e.TreeSize = tlog.Hash(hash), text, size
		t, err := loadTree(ctx, q, size)
		if err != nil {
			return err
		}
		hr := tlog.TileHashReader(tlog.Tree{N: size, Hash: t.root()}, tileReader{ctx, q})
		e.Proof, err = tlog.ProveRecord(size, seq, hr)
		return err
	})
	return e, err
}

// tileReader serves golang.org/x/mod/sumdb/tlog from our rows.
type tileReader struct {
	ctx context.Context
	q   *sqldb.Q
}

func (r tileReader) Height() int { return 8 }

func (r tileReader) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	out := make([][]byte, len(tiles))
	for i, t := range tiles {
		hs, err := rowHashes(r.ctx, r.q, t.L, t.N, t.W)
		if err != nil {
			return nil, err
		}
		out[i] = join(hs)
	}
	return out, nil
}

func (r tileReader) SaveTiles([]tlog.Tile, [][]byte) {}

// TileBytes serves one tile, complete or partial, as C2SP tlog-tiles has it. A
// width of 0 means a complete tile.
func TileBytes(ctx context.Context, db *sqldb.DB, level int, index int64, width int) (b []byte, err error) {
	err = db.Read(ctx, func(q *sqldb.Q) error {
		size, _, _, err := newestCheckpoint(ctx, q)
		if err != nil {
			return err
		}
		if width == 0 {
			width = tileWidth
		}
		if level < 0 || level >= tileLevels || index < 0 || width > tileWidth || width < 0 ||
			index > size>>(8*level) || index*tileWidth+int64(width) > size>>(8*level) {
			return gov.NotFound("seal.no_tile")
		}
		hs, err := rowHashes(ctx, q, level, index, width)
		b = join(hs)
		return err
	})
	return b, err
}

// Bundle serves the entries of one level-0 tile under the newest checkpoint: each
// with a 16-bit length. A width of 0 means a complete tile.
func Bundle(ctx context.Context, db *sqldb.DB, index int64, width int) (b []byte, err error) {
	if width == 0 {
		width = tileWidth
	}
	if index < 0 || index > 1<<50 || width < 0 || width > tileWidth {
		return nil, gov.NotFound("seal.no_tile")
	}
	from, to, n := index*tileWidth, index*tileWidth+int64(width), 0
	err = db.Read(ctx, func(q *sqldb.Q) error {
		size, _, _, err := newestCheckpoint(ctx, q)
		if err != nil {
			return err
		}
		if to > size {
			return gov.NotFound("seal.no_tile")
		}
		return q.Each(ctx, "SELECT e.body FROM leaf l JOIN event e ON e.id = l.event WHERE l.seq >= $1 AND l.seq < $2 ORDER BY l.seq",
			[]any{from, to}, func(s sqldb.Scanner) error {
				var body []byte
				if err := s.Scan(&body); err != nil {
					return err
				}
				n++
				b = append(b, byte(len(body)>>8), byte(len(body)))
				b = append(b, body...)
				return nil
			})
	})
	if err == nil && n != width {
		err = fmt.Errorf("seal: bundle %d has %d entries of %d; run verify", index, n, width)
	}
	return b, err
}
