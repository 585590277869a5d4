package sqldb_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/jackc/pgx/v5"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/sqldb"
	"holon.example/holon/internal/infra/sqldb/sqldbtest"
)

type noTail struct{}

func (noTail) Number([]sqldb.Leaf) ([]sqldb.Write, func()) { return nil, func() {} }
func (noTail) Committed(int)                               {}

const things = "CREATE TABLE box (id BIGINT PRIMARY KEY, name TEXT, n BIGINT, b BYTEA, rev BIGINT NOT NULL)\n--\nCREATE UNIQUE INDEX box_name ON box (name)"

func slice(files map[string]string) fstest.MapFS {
	f := fstest.MapFS{}
	for name, text := range files {
		f["migrations/"+name] = &fstest.MapFile{Data: []byte(text)}
	}
	return f
}

var box = sqldb.NewTable("box", "", "id", "name", "n", "b")

type store struct {
	*testing.T
	dsn string
	db  *sqldb.DB
	w   *sqldb.Writer
}

func each(t *testing.T, fn func(s store)) {
	t.Helper()
	sqldbtest.Each(t, func(t *testing.T, dsn string) {
		db := sqldbtest.Open(t, dsn)
		if err := sqldb.Migrate(t.Context(), db, slice(map[string]string{"0002_box.sql": things})); err != nil {
			t.Fatal(err)
		}
		w, err := db.NewWriter(t.Context(), noTail{}, "", slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(w.Close)
		fn(store{t, dsn, db, w})
	})
}

func (s store) apply(ws ...sqldb.Write) error { return s.w.Apply(&sqldb.Batch{Writes: ws}) }

func (s store) names() (out []string) {
	s.Helper()
	err := s.db.Read(s.Context(), func(q *sqldb.Q) (err error) {
		out, err = sqldb.All(s.Context(), q, sqldb.Column[string], "SELECT name FROM box ORDER BY id")
		return err
	})
	if err != nil {
		s.Fatal(err)
	}
	return out
}

func TestOpenRefusesOtherStores(t *testing.T) {
	for _, dsn := range []string{"", "mysql://x", "file.db", "postgres://a:secret@[::1", "postgres://a:secret@127.0.0.1:1/x"} {
		db, err := sqldb.Open(t.Context(), dsn)
		if err == nil {
			t.Errorf("%q was opened: %v", dsn, db.Close())
		} else if strings.Contains(err.Error(), "secret") {
			t.Errorf("the password stands in %v", err)
		}
	}
}

func TestMemoryStoreIsRemoved(t *testing.T) {
	db, err := sqldb.Open(t.Context(), "sqlite::memory:")
	if err != nil {
		t.Fatal(err)
	}
	if err := sqldb.Migrate(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(db.Close(), db.Close()); err != nil {
		t.Fatal(err)
	}
}

func TestMigrationsRunOnceInOneOrder(t *testing.T) {
	each(t, func(s store) {
		more := slice(map[string]string{"0008_b.sql": "ALTER TABLE box ADD COLUMN z BIGINT", "0007_a.sql": "CREATE TABLE lid (id BIGINT PRIMARY KEY)\n--\nINSERT INTO lid (id) VALUES (1)"})
		base := slice(map[string]string{"0002_box.sql": things})
		for range 2 {
			if err := sqldb.Migrate(s.Context(), s.db, more, base); err != nil {
				s.Fatal(err)
			}
		}
		if err := sqldb.Migrate(s.Context(), s.db, base); !errors.Is(err, sqldb.ErrNewer) {
			s.Fatalf("an older program: %v", err)
		}
		if err := sqldb.Migrate(s.Context(), s.db, base, more, more); err == nil {
			s.Fatal("two migrations of one number")
		}
		late := slice(map[string]string{"0005_late.sql": "CREATE TABLE late (id BIGINT PRIMARY KEY)"})
		if err := sqldb.Migrate(s.Context(), s.db, base, more, late); err != nil {
			s.Fatalf("another slice's step of a lower number: %v", err)
		}
		bad := slice(map[string]string{"0009_bad.sql": "CREATE TABLE half (id BIGINT PRIMARY KEY)\n--\nCREATE TABLE oops ("})
		if err := sqldb.Migrate(s.Context(), s.db, base, more, late, bad); err == nil {
			s.Fatal("a broken migration passed")
		}
		err := s.db.Read(s.Context(), func(q *sqldb.Q) error {
			for name, want := range map[string]bool{"lid": true, "late": true, "half": false, "oops": false} {
				if got, err := q.HasTable(s.Context(), name); err != nil || got != want {
					s.Errorf("table %s: %v %v", name, got, err)
				}
			}
			return nil
		})
		if err != nil {
			s.Fatal(err)
		}
	})
}

func TestValuesComeBackAlike(t *testing.T) {
	each(t, func(s store) {
		type state string
		rows := [][]any{
			{1, "面馆 𠮷 👩‍👩‍👧", int64(-1 << 63), []byte{0, 255}},
			{gov.ID(2), state("open"), true, []byte{}},
			{3, nil, nil, nil},
			{4, gov.Date("2026-11-23"), gov.Time(5), []byte("x")},
			{5, "'; DROP TABLE box; --", int64(1<<63 - 1), []byte("y")},
		}
		var ws []sqldb.Write
		for _, r := range rows {
			ws = append(ws, box.Insert(r))
		}
		if err := s.apply(ws...); err != nil {
			s.Fatal(err)
		}
		var got [][]any
		err := s.db.Read(s.Context(), func(q *sqldb.Q) error {
			return q.Each(s.Context(), box.SelectAll()+" ORDER BY id", nil, func(sc sqldb.Scanner) error {
				row := make([]any, 5)
				err := sc.Scan(&row[0], &row[1], &row[2], &row[3], &row[4])
				got = append(got, row)
				return err
			})
		})
		want := [][]any{
			{int64(1), "面馆 𠮷 👩‍👩‍👧", int64(-1 << 63), []byte{0, 255}, int64(1)},
			{int64(2), "open", int64(1), []byte{}, int64(1)},
			{int64(3), nil, nil, nil, int64(1)},
			{int64(4), "2026-11-23", int64(5), []byte("x"), int64(1)},
			{int64(5), "'; DROP TABLE box; --", int64(1<<63 - 1), []byte("y"), int64(1)},
		}
		if d := cmp.Diff(want, got, cmpopts.EquateEmpty()); err != nil || d != "" {
			s.Fatal(err, d)
		}
	})
}

// What one engine takes and the other does not is refused by both, as bad input.
func TestTextThatCannotBeStored(t *testing.T) {
	each(t, func(s store) {
		for _, text := range []string{"a\x00b", "\xff", "\xed\xa0\x80"} {
			if err := s.apply(box.Insert([]any{1, text, 1, nil})); gov.KindOf(err) != gov.KindInvalid {
				s.Errorf("%q written: %v", text, err)
			}
			err := s.db.Read(s.Context(), func(q *sqldb.Q) error {
				var id int64
				_, err := q.Row(s.Context(), "SELECT id FROM box WHERE name = $1", []any{text}, &id)
				return err
			})
			if gov.KindOf(err) != gov.KindInvalid {
				s.Errorf("%q asked for: %v", text, err)
			}
		}
		if err := s.apply(box.Insert([]any{1, "fine", 1, nil})); err != nil {
			s.Fatal(err)
		}
	})
}

func TestBatchIsWholeOrNothing(t *testing.T) {
	each(t, func(s store) {
		if err := s.apply(box.Insert([]any{1, "a", 1, nil})); err != nil {
			s.Fatal(err)
		}
		for name, c := range map[string]struct {
			second sqldb.Write
			want   error
		}{
			"guard":  {box.Update([]any{1, "a2", 2, nil}, 7), sqldb.ErrGuard},
			"gone":   {box.Delete(9, 1), sqldb.ErrGuard},
			"unique": {box.Insert([]any{3, "a", 1, nil}), sqldb.ErrUnique},
			"key":    {box.Insert([]any{1, "c", 1, nil}), sqldb.ErrUnique},
		} {
			err := s.apply(box.Insert([]any{2, "b", 1, nil}), c.second)
			if !errors.Is(err, c.want) || !sqldb.Retryable(err) {
				s.Errorf("%s: %v", name, err)
			}
			if got := s.names(); len(got) != 1 {
				s.Errorf("%s left %v", name, got)
			}
		}
		broken := sqldb.Write{Stmt: sqldb.NewStmt("test.null", "INSERT INTO box (id, rev) VALUES ($1, NULL)"), Args: []any{int64(4)}, Want: 1}
		if err := s.apply(broken); err == nil || sqldb.Retryable(err) {
			s.Errorf("NOT NULL: %v", err)
		}
		foreign := sqldb.Write{Stmt: sqldb.NewStmt("test.type", "INSERT INTO box (id, rev) VALUES ($1, $2)"), Args: []any{int64(4), struct{}{}}, Want: 1}
		if err := s.apply(foreign); err == nil || sqldb.Retryable(err) {
			s.Errorf("a value of no type: %v", err)
		}
	})
}

func TestSnapshotIsOneMoment(t *testing.T) {
	each(t, func(s store) {
		err := s.db.Read(s.Context(), func(q *sqldb.Q) error {
			for i := range 3 {
				n, _, err := sqldb.One(s.Context(), q, sqldb.Column[int64], "SELECT COUNT(*) FROM box")
				if err != nil || n != 0 {
					s.Errorf("look %d: %d rows, %v", i, n, err)
				}
				if err := s.apply(box.Insert([]any{i, string(rune('a' + i)), 1, nil})); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			s.Fatal(err)
		}
		if got := s.names(); len(got) != 3 {
			s.Fatalf("the next snapshot sees %v", got)
		}
	})
}

// A query that fails leaves the connection fit for the next snapshot; so does a
// caller who leaves, and a server that closed what stood idle.
func TestReadersRecover(t *testing.T) {
	each(t, func(s store) {
		for range 40 {
			err := s.db.Read(s.Context(), func(q *sqldb.Q) error {
				return q.Each(s.Context(), "SELECT nothing FROM nowhere", nil, func(sqldb.Scanner) error { return nil })
			})
			if err == nil || errors.Is(err, sqldb.ErrLost) {
				s.Fatalf("a broken query: %v", err)
			}
			ctx, cancel := context.WithCancel(s.Context())
			cancel()
			if err := s.db.Read(ctx, func(q *sqldb.Q) error {
				_, err := q.HasTable(ctx, "box")
				return err
			}); err == nil {
				s.Fatal("read for nobody")
			}
			s.names()
		}
		if s.db.Engine() == sqldb.Postgres {
			s.endConnections()
		}
		s.names()
	})
}

// endConnections has the server close every connection of ours.
func (s store) endConnections() {
	s.Helper()
	conn, err := pgx.Connect(s.Context(), s.dsn)
	if err != nil {
		s.Fatal(err)
	}
	defer func() { _ = conn.Close(context.Background()) }()
	if _, err := conn.Exec(s.Context(), "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"); err != nil {
		s.Fatal(err)
	}
}

// No snapshot of a reader that has left stands open for long: it would hold up
// VACUUM and migrations. SQLite ends it at once.
func TestLeftSnapshotsAreEnded(t *testing.T) {
	each(t, func(s store) {
		var wg sync.WaitGroup
		for range 12 {
			wg.Go(func() { s.names() })
		}
		wg.Wait()
		// The lock of an open snapshot would keep this waiting for ever.
		if err := sqldb.Migrate(s.Context(), s.db, slice(map[string]string{"0002_box.sql": things, "0003_more.sql": "ALTER TABLE box ADD COLUMN z BIGINT"})); err != nil {
			s.Fatal(err)
		}
	})
}

func TestClosedWriterSaysSo(t *testing.T) {
	each(t, func(s store) {
		s.w.Close()
		s.w.Close()
		if err := s.apply(box.Insert([]any{1, "a", 1, nil})); err == nil || sqldb.Retryable(err) {
			s.Fatalf("%v", err)
		}
		if got := s.names(); len(got) != 0 {
			s.Fatal(got)
		}
	})
}
