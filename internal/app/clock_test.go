package app_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"holon.example/holon/internal/app/apptest"
)

// Who turns the clock without saying that the body is JSON is told so.
func TestClockWantsJSON(t *testing.T) {
	s := apptest.Start(t, apptest.Config(t, "sqlite::memory:"))
	for media, want := range map[string]int{"application/json; charset=utf-8": 200, "application/x-www-form-urlencoded": 415, "text/plain": 415, "": 415} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL+"/test/clock", strings.NewReader(`{"advance": "1h"}`))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", media)
		r.Header.Set("Accept-Language", "en")
		res, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		said, err := io.ReadAll(res.Body)
		_ = res.Body.Close()
		if err != nil || res.StatusCode != want {
			t.Errorf("%q: %d %s %v", media, res.StatusCode, said, err)
		}
		if want == 415 && !strings.Contains(string(said), "Content-Type: application/json") {
			t.Errorf("%q: %s", media, said)
		}
	}
}
