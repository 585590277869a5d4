package sealweb_test

import (
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"holon.example/holon/internal/infra/act/acttest"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/seal/sealweb"
	"holon.example/holon/internal/infra/sqldb"
)

// served is a log of so many sealed leaves behind a server on loopback.
func served(t *testing.T, s *acttest.Spine, n int) (url string) {
	t.Helper()
	for done := 0; done < n; {
		b := &sqldb.Batch{}
		for range min(100, n-done) {
			id := s.Mint.New()
			e := &seal.Event{ID: id, At: s.Clock.Time(), Name: "test.filled", Stream: "fill/" + id.String(), Ver: 1, Actor: acttest.Officer(11), Outcome: seal.Done}
			w, leaf, err := e.Write()
			if err != nil {
				t.Fatal(err)
			}
			b.Writes, b.Leaves = append(b.Writes, w), append(b.Leaves, leaf)
		}
		if err := s.Writer.Apply(b); err != nil {
			t.Fatal(err)
		}
		done += len(b.Leaves)
	}
	if err := s.Sealer.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(http.StripPrefix("/seal", sealweb.Handler(s.DB, slog.New(slog.DiscardHandler))))
	t.Cleanup(srv.Close)
	return srv.URL + "/seal/"
}

type answer struct {
	status int
	header http.Header
	length int64
	body   []byte
}

func ask(t *testing.T, method, url string) answer {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{resp.StatusCode, resp.Header, resp.ContentLength, body}
}

func TestServesTheLog(t *testing.T) {
	acttest.Each(t, func(t *testing.T, s *acttest.Spine) {
		url := served(t, s, 600)
		got := ask(t, http.MethodGet, url+"checkpoint")
		cp, err := s.Signer.Open(string(got.body))
		if err != nil || cp.Size != 600 || got.header.Get("Cache-Control") != "no-cache" {
			t.Fatalf("%v %+v %v", err, cp, got.header)
		}
		for path, size := range map[string]int{
			"tile/0/000": 256 * 32, "tile/0/001": 256 * 32, "tile/0/002.p/88": 88 * 32, "tile/0/002.p/7": 7 * 32,
			"tile/0/000.p/255": 255 * 32, "tile/1/000.p/2": 64, "tile/1/000.p/1": 32,
		} {
			got := ask(t, http.MethodGet, url+path)
			if got.status != http.StatusOK || len(got.body) != size || !strings.Contains(got.header.Get("Cache-Control"), "immutable") {
				t.Errorf("%s: %d, %d bytes, want %d", path, got.status, len(got.body), size)
			}
			head := ask(t, http.MethodHead, url+path)
			if head.length != int64(size) || len(head.body) != 0 {
				t.Errorf("HEAD %s: %d", path, head.length)
			}
		}
		// An entry bundle holds what the leaves of the tile commit to.
		hashes := ask(t, http.MethodGet, url+"tile/0/002.p/88").body
		bundle := ask(t, http.MethodGet, url+"tile/entries/002.p/88").body
		for i := range 88 {
			n := int(bundle[0])<<8 | int(bundle[1])
			if h := tlog.RecordHash(bundle[2 : 2+n]); string(h[:]) != string(hashes[32*i:32*i+32]) {
				t.Fatalf("entry %d", i)
			}
			bundle = bundle[2+n:]
		}
		if len(bundle) != 0 {
			t.Fatalf("%d bytes are left", len(bundle))
		}
	})
}

func TestOtherPathsAreNotFound(t *testing.T) {
	acttest.Each(t, func(t *testing.T, s *acttest.Spine) {
		url := served(t, s, 300)
		for _, path := range []string{
			"", "check", "checkpoint/", "tile", "tile/", "tile/0", "tile/0/", "tile/0/0", "tile/0/00", "tile/0/0000", "tile/00/000", "tile/+0/000", "tile/-1/000", "tile/8/000", "tile/64/000",
			"tile/0/x000/000", "tile/0/x000/001", "tile/0/000/000", "tile/0/x001", "tile/0/x001/x002", "tile/0/abc", "tile/0/٠٠٠", "tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/01", "tile/0/000.p/", "tile/0/000.p/1/2", "tile/0/000.p/1.p/1",
			"tile/0/001", "tile/0/001.p/45", "tile/1/000", "tile/1/000.p/2", "tile/2/000.p/1", "tile/0/x999/x999/x999/x999/999", "tile/0/x999/x999/x999/x999/x999/999",
			"tile/entries/001", "tile/entries/001.p/45", "tile/entries/x001/000", "tile/entries", "tile/data/000", "tile%2f0/000", "tile/0/%30%30%30/", "tile/0/" + strings.Repeat("x001/", 4000) + "000",
		} {
			got := ask(t, http.MethodGet, url+path)
			if got.status != http.StatusNotFound || got.header.Get("Cache-Control") != "no-store" {
				t.Errorf("%.60s: %d %v", path, got.status, got.header["Cache-Control"])
			}
		}
		if got := ask(t, http.MethodPost, url+"checkpoint"); got.status != http.StatusMethodNotAllowed {
			t.Errorf("POST: %d", got.status)
		}
	})
}

func TestNothingSealedYet(t *testing.T) {
	acttest.Each(t, func(t *testing.T, s *acttest.Spine) {
		url := served(t, s, 0)
		for _, path := range []string{"checkpoint", "tile/0/000.p/1", "tile/entries/000.p/1"} {
			if got := ask(t, http.MethodGet, url+path); got.status != http.StatusNotFound {
				t.Errorf("%s: %d", path, got.status)
			}
		}
	})
}

// outside runs tools/tlogcheck, which verifies with filippo.io/torchwood.
func outside(t *testing.T, url, key string) (code int, out string) {
	t.Helper()
	dir, err := exec.CommandContext(t.Context(), "../../../../scripts/tools.sh", "tlogcheck").Output()
	if err != nil {
		t.Fatalf("tools.sh: %v", err)
	}
	b, err := exec.CommandContext(t.Context(), filepath.Join(strings.TrimSpace(string(dir)), "tlogcheck"), "-key", key, url).CombinedOutput()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return exit.ExitCode(), string(b)
	}
	if err != nil {
		t.Fatal(err)
	}
	return 0, string(b)
}

// A verifier that is not ours accepts the log, and refuses one that was changed.
func TestOutsideVerifier(t *testing.T) {
	if testing.Short() {
		return // it takes a tool of its own module
	}
	acttest.Each(t, func(t *testing.T, s *acttest.Spine) {
		url := served(t, s, 5*256+77)
		code, out := outside(t, url, s.Signer.VerifierKey())
		if code != 0 || !strings.HasSuffix(out, " passed, 0 failed\n") || !strings.Contains(out, "1357 entries") {
			t.Fatalf("exit %d: %s", code, out)
		}
		_, other, err := seal.NewKey("holon.test")
		if err != nil {
			t.Fatal(err)
		}
		if code, out := outside(t, url, other); code != 1 {
			t.Fatalf("another key: exit %d: %s", code, out)
		}
		s.Tamper(t, "CREATE TABLE kept AS SELECT * FROM tile WHERE id = 3")
		s.Tamper(t, "UPDATE tile SET hashes = (SELECT hashes FROM tile WHERE id = 1) WHERE id = 3")
		if code, out := outside(t, url, s.Signer.VerifierKey()); code != 1 {
			t.Fatalf("a changed tile: exit %d: %s", code, out)
		}
		s.Tamper(t, "UPDATE tile SET hashes = (SELECT hashes FROM kept) WHERE id = 3")
		if code, out := outside(t, url, s.Signer.VerifierKey()); code != 0 {
			t.Fatalf("put back: exit %d: %s", code, out)
		}
		s.Tamper(t, "UPDATE event SET body = $1 WHERE id = (SELECT event FROM leaf WHERE seq = 1300)", []byte("{}"))
		if code, out := outside(t, url, s.Signer.VerifierKey()); code != 1 {
			t.Fatalf("a changed entry: exit %d: %s", code, out)
		}
	})
}
