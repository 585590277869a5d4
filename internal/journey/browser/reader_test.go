package browser_test

import (
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"holon.example/holon/internal/app/apptest"
	"holon.example/holon/internal/journey/browser"
)

// reader is a persona's browser without a screen: cookies, links, no scripts, redirects not followed.
type reader struct {
	s       *apptest.Site
	who     string // empty: not signed in
	officer bool
	client  *http.Client
}

// got is an answer.
type got struct {
	status   int
	location string
	media    string
	body     string
}

func (g got) page() bool { return strings.HasPrefix(g.media, "text/html") }

func enter(t *testing.T, s *apptest.Site, who string) *reader {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	r := &reader{s: s, who: who, client: &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	if who == "" {
		return r
	}
	p := s.People[who]
	r.officer = p.Department != ""
	in := r.post(t, "/signin", url.Values{"login": {p.User}, "password": {p.Password}})
	if in.status != http.StatusSeeOther {
		t.Fatalf("%s cannot sign in: %d", who, in.status)
	}
	return r
}

func (r *reader) do(t *testing.T, q *http.Request) got {
	t.Helper()
	q.Header.Set("Accept", "text/html")
	q.Header.Set("Accept-Language", "zh")
	q.Header.Set("Origin", r.s.URL)
	res, err := r.client.Do(q)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return got{res.StatusCode, res.Header.Get("Location"), res.Header.Get("Content-Type"), string(body)}
}

func (r *reader) get(t *testing.T, path string) got {
	t.Helper()
	q, err := http.NewRequestWithContext(t.Context(), http.MethodGet, r.s.URL+path, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	return r.do(t, q)
}

func (r *reader) post(t *testing.T, path string, fields url.Values) got {
	t.Helper()
	q, err := http.NewRequestWithContext(t.Context(), http.MethodPost, r.s.URL+path, strings.NewReader(fields.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r.do(t, q)
}

// cookies are what the real browser brings along to be the same person.
func (r *reader) cookies(more ...string) []browser.Cookie {
	u, err := url.Parse(r.s.URL)
	if err != nil {
		return nil
	}
	var out []browser.Cookie
	for _, c := range r.client.Jar.Cookies(u) {
		out = append(out, browser.Cookie{Name: c.Name, Value: c.Value, URL: r.s.URL})
	}
	for i := 0; i+1 < len(more); i += 2 {
		out = append(out, browser.Cookie{Name: more[i], Value: more[i+1], URL: r.s.URL})
	}
	return out
}

var hrefs = regexp.MustCompile(`<a\b[^>]*\shref="([^"]*)"`)

// links are the addresses of this site that a page leads to.
func (r *reader) links(path string, g got) []string {
	base, err := url.Parse(r.s.URL + path)
	if err != nil || !g.page() {
		return nil
	}
	var out []string
	for _, m := range hrefs.FindAllStringSubmatch(g.body, -1) {
		u, err := base.Parse(html.UnescapeString(m[1]))
		if err != nil || u.Host != base.Host {
			continue
		}
		if to := u.RequestURI(); !slices.Contains(out, to) {
			out = append(out, to)
		}
	}
	return out
}

// crawl follows links from a reader's home until it has an address of every route it can reach; of
// each route a few addresses are opened, since what they lead to differs.
func (r *reader) crawl(t *testing.T, p plan, queue []string) map[string]string {
	t.Helper()
	const perRoute = 4
	found, opened, seen := map[string]string{}, map[string]int{}, map[string]bool{}
	for len(queue) > 0 {
		path := queue[0]
		queue = queue[1:]
		route := p.of(http.MethodGet, path)
		if seen[path] || route == "" || route == "/prefer" || opened[route] >= perRoute {
			continue
		}
		seen[path] = true
		opened[route]++
		g := r.get(t, path)
		if g.status == http.StatusSeeOther && g.location != "" {
			queue = append(queue, strings.TrimPrefix(g.location, r.s.URL))
		}
		if g.status == http.StatusOK && found[route] == "" {
			found[route] = path
		}
		queue = append(queue, r.links(path, g)...)
	}
	return found
}
