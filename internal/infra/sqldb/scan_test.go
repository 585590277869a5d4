package sqldb_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"testing"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/sqldb"
)

type (
	word  string
	level int
	raw   []byte
)

// What a scan names is filled alike on both engines; what does not fit is an error.
func TestScanFillsWhatItNames(t *testing.T) {
	each(t, func(s store) {
		if err := s.apply(box.Insert([]any{int64(7), "seven", int64(1), []byte{0, 1}}), box.Insert([]any{int64(8), "none", nil, nil})); err != nil {
			s.Fatal(err)
		}
		err := s.db.Read(s.Context(), func(q *sqldb.Q) error {
			var id gov.ID
			var name word
			var n level
			var b raw
			var yes *int64
			row := func(dest ...any) error {
				_, err := q.Row(s.Context(), "SELECT id, name, n, b, n FROM box WHERE id = 7", nil, dest...)
				return err
			}
			if err := row(&id, &name, &n, &b, &yes); err != nil {
				return err
			}
			if id != 7 || name != "seven" || n != 1 || !bytes.Equal(b, []byte{0, 1}) || yes == nil || *yes != 1 {
				s.Errorf("%d %s %d %x %v", id, name, n, b, yes)
			}
			none := &id
			if _, err := q.Row(s.Context(), "SELECT n FROM box WHERE id = 8", nil, &none); err != nil || none != nil {
				s.Errorf("nothing stored was scanned as %v: %v", none, err)
			}
			return nil
		})
		if err != nil {
			s.Fatal(err)
		}
		err = s.db.Read(s.Context(), func(q *sqldb.Q) error {
			_, err := q.Row(s.Context(), "SELECT name FROM box WHERE id = 7", nil, new(int64))
			return err
		})
		if err == nil {
			s.Error("a word fits into a number")
		}
	})
}

// A caller who leaves in the middle of an answer gets no more of it, and harms nobody.
func TestCallerLeavesWhileReading(t *testing.T) {
	each(t, func(s store) {
		var ws []sqldb.Write
		for i := range 500 {
			ws = append(ws, box.Insert([]any{int64(i), fmt.Sprintf("box %d", i), int64(0), []byte{}}))
		}
		if err := s.apply(ws...); err != nil {
			s.Fatal(err)
		}
		ctx, leave := context.WithCancel(s.Context())
		seen := 0
		err := s.db.Read(ctx, func(q *sqldb.Q) error {
			return q.Each(ctx, "SELECT id FROM box ORDER BY id", nil, func(sqldb.Scanner) error {
				seen++
				leave()
				return nil
			})
		})
		if !errors.Is(err, context.Canceled) || seen == 500 {
			s.Errorf("%d rows: %v", seen, err)
		}
		if got := len(s.names()); got != 500 {
			s.Errorf("%d afterwards", got)
		}
	})
}

// More texts than are kept prepared, while an answer of SQLite is under the cursor.
func TestManyTextsUnderOneCursor(t *testing.T) {
	db, err := sqldb.Open(t.Context(), "sqlite::memory:")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	n := 0
	err = db.Read(t.Context(), func(q *sqldb.Q) error {
		return q.Each(t.Context(), "SELECT 1 UNION SELECT 2", nil, func(sqldb.Scanner) error {
			n++
			for i := range 600 {
				var got int64
				if _, err := q.Row(t.Context(), fmt.Sprintf("SELECT %d", i), nil, &got); err != nil || got != int64(i) {
					return fmt.Errorf("%d: %d %w", i, got, err)
				}
			}
			return nil
		})
	})
	if err != nil || n != 2 {
		t.Errorf("%d rows: %v", n, err)
	}
}

// One question is answered without a transaction; a second is an error.
func TestAskAsksOnce(t *testing.T) {
	each(t, func(s store) {
		if err := s.apply(box.Insert([]any{int64(1), "one", int64(0), nil})); err != nil {
			s.Fatal(err)
		}
		for range 3 { // on the connection of the one before, and after a snapshot
			err := s.db.Ask(s.Context(), func(q *sqldb.Q) error {
				var name string
				if _, err := q.Row(s.Context(), "SELECT name FROM box", nil, &name); err != nil || name != "one" {
					s.Errorf("%q: %v", name, err)
				}
				_, err := q.Row(s.Context(), "SELECT name FROM box", nil, &name)
				return err
			})
			if err == nil {
				s.Error("a second question was answered")
			}
			if got := s.names(); len(got) != 1 {
				s.Error(got)
			}
		}
	})
}
