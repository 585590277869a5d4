package cabinetweb

import (
	"bytes"
	"mime"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"holon.example/holon/internal/infra/blob"
	"holon.example/holon/internal/infra/cabinet"
)

// reply is the head of an answer.
type reply struct {
	StatusCode int
	Header     http.Header
}

// sent sends a sealed file of 200,000 bytes for a request.
func sent(t *testing.T, kind, name string, inline bool, header map[string]string) (r reply, got, want []byte) {
	t.Helper()
	s, err := blob.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	key := bytes.Repeat([]byte{7}, 32)
	data := []byte(strings.Repeat("0123456789", 20_000))
	limits := blob.Limits{}
	limits.Content.Types = []string{"text/plain"}
	info, err := s.PutSealed(t.Context(), key, bytes.NewReader(data), limits)
	if err != nil {
		t.Fatal(err)
	}
	f, err := s.GetSealed(t.Context(), info.Ref, key)
	if err != nil {
		t.Fatal(err)
	}
	ask := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
	for k, v := range header {
		ask.Header.Set(k, v)
	}
	w := httptest.NewRecorder()
	Send(w, ask, &cabinet.File{File: f, Name: name, Type: kind, Ref: string(info.Ref)}, inline)
	return reply{w.Code, w.Header()}, w.Body.Bytes(), data
}

func TestWholeFile(t *testing.T) {
	res, got, want := sent(t, "application/pdf", "../营业\r\n执照.pdf", true, nil)
	if res.StatusCode != http.StatusOK || !bytes.Equal(got, want) || res.Header.Get("Content-Length") != "200000" {
		t.Fatal(res.StatusCode, len(got), res.Header)
	}
	h := res.Header
	how, params, err := mime.ParseMediaType(h.Get("Content-Disposition"))
	if err != nil || how != "inline" || params["filename"] != "营业执照.pdf" {
		t.Error(h.Get("Content-Disposition"))
	}
	if h.Get("Content-Type") != "application/pdf" || h.Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(h.Get("Cache-Control"), "no-store") || h.Get("Accept-Ranges") != "bytes" {
		t.Error(h)
	}
}

// What a browser could run in this site's name is offered for saving, whatever is asked.
func TestOnlySafeTypesAreShown(t *testing.T) {
	for kind, want := range map[string]string{"image/png": "inline", "application/zip": "attachment", "text/html": "attachment", "image/svg+xml": "attachment"} {
		res, _, _ := sent(t, kind, "a", true, nil)
		if how, _, _ := mime.ParseMediaType(res.Header.Get("Content-Disposition")); how != want || res.Header.Get("Content-Type") != kind {
			t.Errorf("%s: %s", kind, how)
		}
	}
	res, _, _ := sent(t, "application/pdf", "a", false, nil)
	if how, _, _ := mime.ParseMediaType(res.Header.Get("Content-Disposition")); how != "attachment" {
		t.Error(how)
	}
}

func TestRanges(t *testing.T) {
	for ask, c := range map[string]struct {
		status, from, to int
	}{
		"bytes=0-9":            {206, 0, 10},
		"bytes=65530-65545":    {206, 65530, 65546}, // across two sealed pieces
		"bytes=199990-":        {206, 199990, 200000},
		"bytes=-10":            {206, 199990, 200000},
		"bytes=0-999999":       {206, 0, 200000},
		"bytes=200000-":        {416, 0, 0},
		"bytes=9-3":            {416, 0, 0},
		"bytes=x":              {416, 0, 0},
		"lines=1-2":            {416, 0, 0},
		"bytes=" + many("0-,"): {200, 0, 200000}, // more than the file: the whole of it
	} {
		res, got, data := sent(t, "application/pdf", "a", false, map[string]string{"Range": ask})
		if res.StatusCode != c.status {
			t.Errorf("%.30s: %d", ask, res.StatusCode)
			continue
		}
		if c.status != http.StatusRequestedRangeNotSatisfiable && !bytes.Equal(got, data[c.from:c.to]) {
			t.Errorf("%.30s: %d bytes", ask, len(got))
		}
	}
	res, _, _ := sent(t, "application/pdf", "a", false, nil)
	tag := res.Header.Get("Etag")
	res, got, _ := sent(t, "application/pdf", "a", false, map[string]string{"Range": "bytes=0-9", "If-Range": tag})
	if tag == "" || res.StatusCode != http.StatusOK || len(got) != 200_000 {
		t.Error("a range of another file is mixed with this one", res.StatusCode, len(got)) // sealed anew, so it is another
	}
}

func many(s string) string { return strings.Repeat(s, 50) + "0-" }
