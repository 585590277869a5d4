package journey_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"holon.example/holon/internal/app"
	"holon.example/holon/internal/journey"
	"holon.example/holon/internal/journey/tour"
)

// visit is a demonstration with its tour, and a browser without scripts.
type visit struct {
	*http.Client
	url    string
	people map[string]string // tokens
}

func (v visit) page(t *testing.T, path string, form url.Values) (status int, at, body string) {
	t.Helper()
	method, sent := http.MethodGet, io.Reader(http.NoBody)
	if form != nil {
		method, sent = http.MethodPost, strings.NewReader(form.Encode())
	}
	r, err := http.NewRequestWithContext(t.Context(), method, v.url+path, sent)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept-Language", "en")
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	res, err := v.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := io.ReadAll(res.Body)
	_ = res.Body.Close()
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, res.Request.URL.RequestURI(), string(raw)
}

var csrfField = regexp.MustCompile(`name="csrf" value="([^"]*)"`)

func (v visit) token(t *testing.T) url.Values {
	t.Helper()
	_, _, body := v.page(t, "/tour", nil)
	form := url.Values{}
	if m := csrfField.FindStringSubmatch(body); m != nil {
		form.Set("csrf", m[1])
	}
	return form
}

func tourSite(t *testing.T, engine string, demo bool) visit {
	t.Helper()
	c, personas := clone(t, engine)
	c.Demo, c.Test = demo, false
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c.Public = app.Public(ln)
	n, err := app.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	n.Start()
	site := journey.Site{URL: c.Public}
	for _, p := range personas {
		site.Personas = append(site.Personas, journey.Persona{ID: p.ID, Role: p.Role, Department: p.Department, User: p.User, Password: p.Password, Token: p.Token})
	}
	n.Tour(tour.New(site, n.SetClock, n.Settle), personas)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- n.Serve(ctx, ln) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if err := n.Close(); err != nil {
			t.Error(err)
		}
	})
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	v := visit{&http.Client{Jar: jar}, c.Public, map[string]string{}}
	for _, p := range personas {
		v.people[p.ID] = p.Token
	}
	return v
}

// TestTour walks the seven scenes as a visitor without scripts does, each button twice.
func TestTour(t *testing.T) {
	for _, engine := range []string{"sqlite", "postgres"} {
		if testing.Short() && engine == "postgres" {
			continue
		}
		t.Run(engine, func(t *testing.T) {
			v := tourSite(t, engine, true)
			if _, _, body := v.page(t, "/", nil); !strings.Contains(body, `href="/tour"`) {
				t.Error("the front page does not lead to the tour")
			}
			status, _, body := v.page(t, "/tour", nil)
			if status != 200 || strings.Count(body, "<form method=\"post\" action=\"/tour/") != 7 || strings.Contains(body, "ready for you") {
				t.Fatalf("%d %s", status, body)
			}
			for _, sc := range []struct{ scene, at, sees string }{
				{"elder", "/counter?", "苏念慈"},
				{"fire", "/desk/case/", "/opinion\""},
				{"signboard", "/case/", "/supplement"},
				{"uses", "/uses", "/uses/"},
				{"bureau", "/desk/bureau", "/desk/bureau/"},
				{"late", "/desk/case/", "lamp-overdue"},
				{"mayor", "/leader", "/leader/matters"},
			} {
				first := ""
				for range 2 {
					status, at, body := v.page(t, "/tour/"+sc.scene, v.token(t))
					if status != 200 || !strings.HasPrefix(at, sc.at) || !strings.Contains(body, sc.sees) {
						t.Errorf("%s: %d %s, wants %s and %q", sc.scene, status, at, sc.at, sc.sees)
					}
					if !strings.Contains(body, `class="tourbar`) || !strings.Contains(body, `href="/tour">Back to the tour</a>`) {
						t.Errorf("%s: no bar leads back", sc.scene)
					}
					if first != "" && at != first {
						t.Errorf("%s: pressed twice it leads to %s and %s", sc.scene, first, at)
					}
					first = at
				}
			}
			if _, _, body := v.page(t, "/tour", nil); strings.Count(body, "ready for you") != 7 {
				t.Errorf("not every scene is ready: %s", body)
			}
			if _, _, body := v.page(t, "/tour", nil); strings.Contains(body, `class="tourbar`) {
				t.Error("the bar stands on the page it leads to")
			}
			if status, at, body := v.page(t, "/tour/leave", v.token(t)); status != 200 || strings.Contains(body, `class="tourbar`) {
				t.Errorf("ending the tour: %d %s, and the bar stays", status, at)
			}
			if status, _, _ := v.page(t, "/tour/elder", url.Values{"csrf": {"0123456789abcdef0123456789abcdef"}}); status != 403 {
				t.Errorf("a form of another site: %d", status)
			}
			if status, _, _ := v.page(t, "/tour/nothing", v.token(t)); status != 404 {
				t.Errorf("a scene there is not: %d", status)
			}
		})
	}
}

// TestNoTour: what is no demonstration has neither the page nor the door.
func TestNoTour(t *testing.T) {
	v := tourSite(t, "sqlite", false)
	if status, _, _ := v.page(t, "/tour", nil); status != 404 {
		t.Errorf("the page: %d", status)
	}
	if status, _, _ := v.page(t, "/tour/elder", url.Values{}); status != 404 && status != 405 {
		t.Errorf("the door: %d", status)
	}
	u, err := url.Parse(v.url)
	if err != nil {
		t.Fatal(err)
	}
	v.Jar.SetCookies(u, []*http.Cookie{{Name: "tour", Value: "elder", Path: "/"}}) // left by a demonstration at the same address
	if _, _, body := v.page(t, "/", nil); strings.Contains(body, "/tour") || strings.Contains(body, "tourbar") {
		t.Error("the front page leads to a tour")
	}
}
