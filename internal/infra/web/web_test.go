package web_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act/acttest"
	"holon.example/holon/internal/infra/ident"
	"holon.example/holon/internal/infra/ident/identweb"
	"holon.example/holon/internal/infra/org"
	"holon.example/holon/internal/infra/org/epoch"
	"holon.example/holon/internal/infra/web"
)

// said is what the operation of the tests takes and gives.
type said struct {
	Text string `json:"text" maxLength:"20"`
	N    int    `json:"n,omitempty"`
}

func server(t *testing.T) *web.Server {
	t.Helper()
	sp := acttest.Start(t, "sqlite::memory:", org.Migrations, ident.Migrations)
	id := ident.New(ident.Config{Engine: sp.Engine, Org: org.New(sp.Engine, &epoch.Signal{}), Wall: sp.Clock.Time})
	s := web.New(web.Config{Log: slog.New(slog.DiscardHandler), Guard: identweb.NewGuard(id, false), Title: "t", Version: "1"})
	web.Handle(s, web.Op{ID: "say", Method: "POST", Path: "/api/say/{id}", Public: true}, func(_ context.Context, _ gov.Actor, in *struct {
		web.One
		web.Keyed
		Body said
	},
	) (said, error) {
		switch in.Body.Text {
		case "panic":
			panic("secret")
		case "internal":
			return said{}, errors.New("secret")
		case "too many":
			return said{}, gov.TooMany("error.busy", 1500*time.Millisecond)
		case "conflict":
			return said{}, gov.Conflict("error.conflict").At("text", "error.required")
		case "forbidden":
			return said{}, gov.Forbidden("four-eyes")
		}
		return said{Text: in.ID.String() + in.Key}, nil
	})
	web.Handle(s, web.Op{ID: "mine", Method: "GET", Path: "/api/mine"}, func(context.Context, gov.Actor, *struct{}) (said, error) { return said{}, nil })
	s.Route("GET /page", func(http.ResponseWriter, *http.Request) error { return gov.NotFound("error.not_found") })
	return s
}

func ask(s *web.Server, method, path, body string, header map[string]string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for k, v := range header {
		r.Header.Set(k, v)
	}
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, r)
	return w
}

func TestAnswers(t *testing.T) {
	s := server(t)
	deep := strings.Repeat("[", 20_000)
	for name, c := range map[string]struct {
		method, path, body string
		status             int
		want, never        string
	}{
		"good":              {"POST", "/api/say/12", `{"text":"a"}`, 200, `"text":"12"`, ""},
		"wrong field":       {"POST", "/api/say/12", `{"text":"` + strings.Repeat("x", 21) + `"}`, 422, `"location":"text"`, ""},
		"unknown field":     {"POST", "/api/say/12", `{"txt":"a"}`, 422, `"key":"error.unknown_field"`, ""},
		"wrong type":        {"POST", "/api/say/12", `{"text":5}`, 422, `"location":"text"`, ""},
		"wrong id":          {"POST", "/api/say/x", `{"text":"a"}`, 422, `"location":"path.id"`, ""},
		"not JSON":          {"POST", "/api/say/12", `{`, 400, `urn:holon:invalid`, ""},
		"NUL":               {"POST", "/api/say/12", `{"text":"a\u0000"}`, 400, `urn:holon:invalid`, ""},
		"not UTF-8":         {"POST", "/api/say/12", "{\"text\":\"\xff\"}", 400, `urn:holon:invalid`, ""},
		"deep":              {"POST", "/api/say/12", deep, 400, `urn:holon:invalid`, ""},
		"too long":          {"POST", "/api/say/12", `{"text":"` + strings.Repeat("x", 3<<20) + `"}`, 413, `urn:holon:too_large`, ""},
		"conflict":          {"POST", "/api/say/12", `{"text":"conflict"}`, 409, `"location":"text"`, ""},
		"refused by rule":   {"POST", "/api/say/12", `{"text":"forbidden"}`, 403, `"rule":"four-eyes"`, ""},
		"internal error":    {"POST", "/api/say/12", `{"text":"internal"}`, 500, `urn:holon:internal`, "secret"},
		"panic":             {"POST", "/api/say/12", `{"text":"panic"}`, 500, `urn:holon:internal`, "secret"},
		"nobody signed in":  {"GET", "/api/mine", "", 401, `urn:holon:unauthenticated`, ""},
		"no such address":   {"GET", "/api/none", "", 404, `urn:holon:not_found`, ""},
		"another method":    {"PUT", "/api/say/12", `{}`, 405, `urn:holon:method`, ""},
		"NUL in address":    {"GET", "/api/mine?x=%00", "", 422, `urn:holon:invalid`, ""},
		"no text in path":   {"GET", "/api/%ff", "", 422, `urn:holon:invalid`, ""},
		"address too long":  {"GET", "/api/mine?x=" + strings.Repeat("x", 9000), "", 413, `urn:holon:too_large`, ""},
		"error of a page":   {"GET", "/page", "", 404, `urn:holon:not_found`, ""},
		"key of the client": {"POST", "/api/say/12", `{"text":"a"}`, 200, `"text":"12"`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			w := ask(s, c.method, c.path, c.body, nil)
			if w.Code != c.status || !strings.Contains(w.Body.String(), c.want) {
				t.Errorf("%d %s", w.Code, w.Body)
			}
			if c.never != "" && strings.Contains(w.Body.String(), c.never) {
				t.Error("the inside of an error leaked:", w.Body)
			}
			if w.Code >= 400 && w.Header().Get("Content-Type") != "application/problem+json" {
				t.Error(w.Header())
			}
			if w.Header().Get("X-Request-Id") == "" || !strings.HasPrefix(w.Header().Get("Content-Security-Policy"), "default-src 'none'") {
				t.Error("headers are missing:", w.Header())
			}
		})
	}
}

func TestPersonGetsAPage(t *testing.T) {
	s := server(t)
	for path, status := range map[string]int{"/page": 404, "/nowhere": 404} {
		w := ask(s, "GET", path, "", map[string]string{"Accept": "text/html", "Accept-Language": "en"})
		if w.Code != status || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") || !strings.Contains(w.Body.String(), `<html lang="en"`) {
			t.Fatal(w.Code, w.Header(), w.Body)
		}
	}
}

func TestLanguageOfErrors(t *testing.T) {
	s := server(t)
	for lang, want := range map[string]string{"en": "Please sign in", "zh-CN": "请先登录"} {
		if w := ask(s, "GET", "/api/mine", "", map[string]string{"Accept-Language": lang}); !strings.Contains(w.Body.String(), want) {
			t.Error(lang, w.Body)
		}
	}
}

func TestCredentialsThatStandForNobody(t *testing.T) {
	s := server(t)
	w := ask(s, "POST", "/api/say/1", `{"text":"a"}`, map[string]string{"Authorization": "Bearer ht_x"})
	if w.Code != 401 || w.Header().Get("WWW-Authenticate") != "Bearer" {
		t.Fatal(w.Code, w.Header())
	}
	w = ask(s, "POST", "/api/say/1", `{"text":"a"}`, map[string]string{"Sec-Fetch-Site": "cross-site"})
	if w.Code != 403 {
		t.Fatal("another site's form was taken:", w.Code)
	}
}

func TestAssetsMayBeKeptForEver(t *testing.T) {
	s := server(t)
	address := s.Asset("base.css")
	w := ask(s, "GET", address, "", nil)
	if w.Code != 200 || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/css") {
		t.Fatal(address, w.Code, w.Header())
	}
}

// A request that is under way when the server is told to end is answered; a stream
// is ended.
func TestDrain(t *testing.T) {
	s := server(t)
	entered, finish := make(chan bool), make(chan bool)
	s.Route("GET /slow", func(w http.ResponseWriter, _ *http.Request) error {
		entered <- true
		<-finish
		_, err := io.WriteString(w, "done")
		return err
	})
	s.Route("GET /stream", func(_ http.ResponseWriter, _ *http.Request) error {
		entered <- true
		<-s.Draining()
		return nil
	})
	ln := httptest.NewUnstartedServer(nil).Listener
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- s.Serve(ctx, ln, 10*time.Second) }()
	answers := make(chan string, 2)
	for _, path := range []string{"/slow", "/stream"} {
		go func() {
			res, err := http.Get("http://" + ln.Addr().String() + path) //nolint:noctx // the server's end is what is tested
			if err != nil {
				answers <- err.Error()
				return
			}
			b, _ := io.ReadAll(res.Body)
			_ = res.Body.Close()
			answers <- string(b)
		}()
		<-entered
	}
	stop()
	if got := <-answers; got != "" {
		t.Fatal("the stream was not ended first:", got)
	}
	close(finish)
	if got := <-answers; got != "done" {
		t.Fatal(got)
	}
	if err := <-served; err != nil {
		t.Fatal(err)
	}
}

// Who tried too often is told 429 and when to come back, in the header and in the body.
func TestTooManyTellsWhenToComeBack(t *testing.T) {
	w := ask(server(t), "POST", "/api/say/12", `{"text":"too many"}`, nil)
	if w.Code != http.StatusTooManyRequests || w.Header().Get("Retry-After") != "2" {
		t.Fatal(w.Code, w.Header())
	}
	for _, want := range []string{`"type":"urn:holon:too_many"`, `"retry_after":2`, `"status":429`} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("no %s in %s", want, w.Body)
		}
	}
}
