package outside_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"holon.example/holon/internal/app"
	"holon.example/holon/internal/app/apptest"
	"holon.example/holon/internal/app/outside"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/seal"
)

// Anybody can compute the seal of a site from what it publishes, and notices another
// key, another history and a clock that only test mode lets him move.
func TestSiteFromOutside(t *testing.T) {
	ctx := t.Context()
	c := apptest.Config(t, "sqlite::memory:")
	c.Clock = gov.Date("2026-09-22").Start()
	s := apptest.Start(t, c)
	people := filepath.Join(t.TempDir(), "people.csv")
	if err := os.WriteFile(people, []byte("personId,personName,sex,birthDate\n990102198804122155,x,male,1988-04-12\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := s.ImportTheme(ctx, "person", people); err != nil {
		t.Fatal(err)
	}
	s.MustVerify()
	saved, err := seal.Newest(ctx, s.DB)
	if err != nil {
		t.Fatal(err)
	}
	rep, err := outside.Verify(ctx, s.URL, "", saved)
	if err != nil || !rep.OK || rep.Size == 0 {
		t.Fatalf("%+v %v", rep, err)
	}
	_, another, err := seal.NewKey("test.holon")
	if err != nil {
		t.Fatal(err)
	}
	if rep, err = outside.Verify(ctx, s.URL, another, ""); err != nil || rep.OK || len(rep.Findings) == 0 {
		t.Fatalf("another key: %+v %v", rep, err)
	}
	if rep, err = outside.Verify(ctx, s.URL, "", strings.Replace(saved, "test.holon\n", "test.holon\n9", 1)); err != nil || rep.OK {
		t.Fatalf("a checkpoint that nobody signed: %+v %v", rep, err)
	}
	now, err := outside.Move(ctx, s.URL, app.Tick{Advance: "48h"})
	if err != nil || now.Date() != "2026-09-24" {
		t.Fatal(now, err)
	}
	for _, bad := range []app.Tick{{}, {Advance: "soon"}, {Set: -5}} {
		if _, err := outside.Move(ctx, s.URL, bad); err == nil {
			t.Error("moved by", bad)
		}
	}
	c = apptest.Config(t, "sqlite::memory:")
	c.Test = false
	if _, err := outside.Move(ctx, apptest.Start(t, c).URL, app.Tick{Advance: "1h"}); err == nil {
		t.Fatal("a site that is not in test mode let its clock be moved")
	}
}
