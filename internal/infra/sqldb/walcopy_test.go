package sqldb_test

import (
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"

	"holon.example/holon/internal/infra/sqldb"
)

// The log of SQLite is copied beside the writer; under steady writing and short
// reads it must start anew and stay small, and no row may be lost on the way.
func TestLogStaysSmall(t *testing.T) {
	each(t, func(s store) {
		const writers, batches, rows = 4, 60, 500
		var wg sync.WaitGroup
		for w := range writers {
			wg.Go(func() {
				for b := range batches {
					ws := make([]sqldb.Write, rows)
					for i := range ws {
						id := int64((w*batches+b)*rows + i)
						ws[i] = box.Insert([]any{id, "box " + strconv.FormatInt(id, 10), id, []byte(strings.Repeat("x", 100))})
					}
					if err := s.apply(ws...); err != nil {
						s.Error(err)
						return
					}
					s.count()
				}
			})
		}
		wg.Wait()
		if n := s.count(); n != writers*batches*rows {
			s.Errorf("%d rows, want %d", n, writers*batches*rows)
		}
		if path, ok := strings.CutPrefix(s.dsn, "sqlite:"); ok {
			info, err := os.Stat(path + "-wal")
			if err != nil {
				s.Fatal(err)
			}
			if mib := info.Size() >> 20; mib > 64 {
				s.Errorf("the log has grown to %d MiB", mib)
			}
		}
	})
}

func (s store) count() (n int64) {
	s.Helper()
	err := s.db.Read(s.Context(), func(q *sqldb.Q) (err error) {
		n, _, err = sqldb.One(s.Context(), q, sqldb.Column[int64], "SELECT COUNT(*) FROM box")
		return err
	})
	if err != nil {
		s.Error(err)
	}
	return n
}
