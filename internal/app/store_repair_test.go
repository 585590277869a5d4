package app_test

import (
	"errors"
	"testing"

	"holon.example/holon/internal/app"
	"holon.example/holon/internal/app/apptest"
	"holon.example/holon/internal/app/lease"
	"holon.example/holon/internal/infra/sqldb"
	"holon.example/holon/internal/infra/sqldb/sqldbtest"
)

// A row that no event made is found, and put right only where nobody serves the store.
func TestRepairPutsProjectionsRight(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, dsn string) {
		c := apptest.Config(t, dsn)
		differ := func() (n int) {
			s, err := app.Inspect(t.Context(), c)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = s.Close() }()
			reports, err := s.Rebuild(t.Context())
			if err != nil || len(reports) == 0 {
				t.Fatal(reports, err)
			}
			for _, r := range reports {
				n += int(r.Different)
			}
			return n
		}
		if _, err := app.Repair(t.Context(), c); !errors.Is(err, app.ErrNoSite) {
			t.Fatal(err)
		}
		n, err := app.Open(t.Context(), c)
		if err != nil {
			t.Fatal(err)
		}
		extra := sqldb.NewStmt("test.extra", "INSERT INTO data_usage (id, subject, seq, at, by_kind, department, purpose, basis, resource, fields, case_id, own, checked) VALUES ($1, 1, 1, 1, 'officer', 1, 'x', 'x', 'x', 'x', 1, 0, 0)")
		if err := n.Writer.Apply(&sqldb.Batch{Writes: []sqldb.Write{{Stmt: extra, Args: []any{"x"}, Want: 1}}}); err != nil {
			t.Fatal(err)
		}
		if n.DB.Engine() == sqldb.SQLite && dsn != "sqlite::memory:" {
			if _, err := app.Repair(t.Context(), c); !errors.Is(err, lease.ErrLocked) {
				t.Fatal("a served store was put right", err)
			}
		}
		if err := n.Close(); err != nil {
			t.Fatal(err)
		}
		if differ() != 1 {
			t.Fatal("the row was not found")
		}
		reports, err := app.Repair(t.Context(), c)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range reports {
			if r.Projection == "exchange.usage" && r.Different != 1 {
				t.Fatalf("%+v", r)
			}
		}
		if left := differ(); left != 0 {
			t.Fatalf("%d rows still differ", left)
		}
	})
}
