package outside_test

import (
	"io"
	"net/http"
	"net/http/httptest"
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
	front := between(t, s.URL, func(path string, body []byte) []byte {
		if strings.HasPrefix(path, "/tile/0/") {
			body[len(body)-1] ^= 1
		}
		return body
	})
	if rep, err = outside.Verify(ctx, front, "", saved); err != nil || rep.OK || len(rep.Findings) != 1 || !strings.HasPrefix(rep.Findings[0].Where, "/tile/0/") {
		t.Fatalf("a tile with another hash: %+v %v", rep, err)
	}
	before := saved
	if _, err := s.ImportTheme(ctx, "firm", firms(t)); err != nil {
		t.Fatal(err)
	}
	s.MustVerify()
	if saved, err = seal.Newest(ctx, s.DB); err != nil || saved == before {
		t.Fatal(err)
	}
	if rep, err = outside.Verify(ctx, s.URL, "", before); err != nil || !rep.OK || rep.Tiles == 0 || len(rep.Unseen) != 3 {
		t.Fatalf("the log has grown since: %+v %v", rep, err)
	}
	old := between(t, s.URL, func(path string, body []byte) []byte {
		if path == "/checkpoint" {
			return []byte(before)
		}
		return body
	})
	if rep, err = outside.Verify(ctx, old, "", saved); err != nil || rep.OK {
		t.Fatalf("a site set back before the saved checkpoint: %+v %v", rep, err)
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

// between is a site that answers what another answers, changed.
func between(t *testing.T, url string, change func(path string, body []byte) []byte) string {
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		req, err := http.NewRequestWithContext(r.Context(), http.MethodGet, url+r.URL.Path, http.NoBody)
		if err != nil {
			t.Error(err)
			return
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Error(err)
			return
		}
		defer func() { _ = res.Body.Close() }()
		body, err := io.ReadAll(res.Body)
		if err != nil {
			t.Error(err)
		}
		w.WriteHeader(res.StatusCode)
		_, _ = w.Write(change(r.URL.Path, body))
	}))
	t.Cleanup(front.Close)
	return front.URL
}

// firms is a register of one firm.
func firms(t *testing.T) string {
	file := filepath.Join(t.TempDir(), "firms.csv")
	if err := os.WriteFile(file, []byte("creditCode,firmName,firmKind,firmStatus,legalPerson,legalPersonId\n92990102MA9HTA012K,x,y,z,x,990102198804122155\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}
