package browser_test

import (
	"net/http"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"holon.example/holon/internal/journey/browser"
)

// budget is the most compressed bytes of a kind that a face may load; 0: no limit of its own.
type budget struct{ html, css, js int }

const kib = 1 << 10

// budgets are those of the design, by face.
var budgets = map[string]budget{"citizen": {20 * kib, 15 * kib, 25 * kib}, "staff": {0, 15 * kib, 90 * kib}, "ops": {0, 15 * kib, 240 * kib}}

// maxShift is what counts as not moving: the browser reports rounding as a shift.
const maxShift = 0.001

// lookAt opens a page in the browser in the look whose turn it is, or in all; the first persona also
// walks it with the keyboard, without scripts, and has its picture taken.
func (w *walk) lookAt(t *testing.T, r route, who, at string, first bool) {
	t.Helper()
	turns := looks[w.turn%len(looks):][:1]
	w.turn++
	if whole {
		turns = looks
	}
	for i, l := range turns {
		v := browser.Visit{URL: w.s.URL + at, Lang: l.lang, Width: 1280, Height: 800, Keyboard: first && i == 0, Bare: first && i == 0}
		v.Cookies = w.readers[who].cookies("lang", l.lang, "mode", l.mode, "contrast", l.contrast)
		if w.turn%5 == 0 { // with the bar that leads back to the tour
			v.Cookies = w.readers[who].cookies("lang", l.lang, "mode", l.mode, "contrast", l.contrast, "tour", "late")
		}
		if w.turn%2 == 0 {
			v.Width, v.Height = 390, 844
		}
		seen, err := chromium.Visit(t.Context(), v)
		if err != nil {
			t.Errorf("%s (%s, %s): %v", at, who, l, err)
			return
		}
		w.faults(t, who+", "+l.String(), l, v, seen)
		w.links(t, who, at, seen)
	}
	if first && w.shots != "" {
		w.picture(t, r, who, at)
	}
}

// picture takes the page as it looks on a desk and on a telephone.
func (w *walk) picture(t *testing.T, r route, who, at string) {
	t.Helper()
	name := strings.Trim(strings.NewReplacer("/", "-", "{", "", "}", "", "$", "").Replace(r.path), "-")
	if name == "" {
		name = "home"
	}
	file := func(kind string) string { return filepath.Join(w.shots, name+"-"+kind+".png") }
	l := looks[0]
	v := browser.Visit{URL: w.s.URL + at, Lang: l.lang, Width: 1440, Height: 900, Plain: true, Cookies: w.readers[who].cookies("lang", l.lang, "mode", l.mode, "contrast", l.contrast)}
	v.Shots = []browser.Shot{{Path: file("1440"), Width: 1440, Height: 900}, {Path: file("390"), Width: 390, Height: 844}}
	if _, err := chromium.Visit(t.Context(), v); err != nil {
		t.Error(err)
	}
}

// faults judges what a visit has seen.
func (w *walk) faults(t *testing.T, whose string, l look, v browser.Visit, s *browser.Seen) {
	t.Helper()
	say := func(what string, found []string) {
		for _, f := range found {
			t.Errorf("%s: %s: %s", whose, what, f)
		}
	}
	say("axe", s.Axe)
	say("policy report", s.Reports)
	say("console", s.Console)
	say("dead", s.Dead)
	say("at 320 px", s.Wide)
	if s.Keys != nil {
		say("keyboard", s.Keys.Faults)
	}
	if s.Status != http.StatusOK || len(s.Headings) != 1 || s.Title == "" {
		t.Errorf("%s: status %d, title %q, headings %q", whose, s.Status, s.Title, s.Headings)
	}
	if !strings.HasPrefix(s.CSP, "default-src 'none'") {
		t.Errorf("%s: policy %q", whose, s.CSP)
	}
	if !strings.HasPrefix(s.Lang, l.lang) || s.Mode != l.mode || s.Contrast != l.contrast {
		t.Errorf("%s: shown as %s %s %s", whose, s.Lang, s.Mode, s.Contrast)
	}
	if s.Shift > maxShift {
		t.Errorf("%s: the page moves by %.4f while it loads (%d px wide): %q", whose, s.Shift, v.Width, s.Moved)
	}
	w.weigh(t, whose, s)
	if s.Bare != nil {
		bare(t, whose, s)
	}
}

func (w *walk) weigh(t *testing.T, whose string, s *browser.Seen) {
	t.Helper()
	b, ok := budgets[s.Face]
	if !ok {
		t.Errorf("%s: no face %q", whose, s.Face)
	}
	for kind, limit := range map[string]int{"html": b.html, "css": b.css, "js": b.js} {
		if n := s.Weights[kind]; limit > 0 && n > limit {
			t.Errorf("%s: %d bytes of %s, %d are the budget", whose, n, kind, limit)
		}
	}
}

// bare holds the page without scripts against the page with them.
func bare(t *testing.T, whose string, s *browser.Seen) {
	t.Helper()
	if s.Bare.Text*10 < s.Text*9 {
		t.Errorf("%s: without scripts %d of %d characters are left", whose, s.Bare.Text, s.Text)
	}
	for _, d := range s.Bare.Dead {
		t.Errorf("%s: dead without scripts: %s", whose, d)
	}
	for _, f := range s.Bare.Forms {
		if !f.Submits {
			t.Errorf("%s: without scripts nothing sends the form to %s", whose, f.Action)
		}
	}
	for _, g := range s.Bare.Sent {
		if g.Status == 0 || g.Status == http.StatusNotFound || g.Status >= http.StatusInternalServerError {
			t.Errorf("%s: sent without scripts, %s answers %d", whose, g.Action, g.Status)
		}
	}
}

// perKind is how many links to one route are followed as one persona.
const perKind = 3

// links follows what a page leads to, and remembers its forms.
func (w *walk) links(t *testing.T, who, page string, s *browser.Seen) {
	t.Helper()
	for _, link := range s.Links {
		to, ours := strings.CutPrefix(link, w.s.URL)
		if !ours {
			t.Errorf("%s (%s): leads away to %s", page, who, link)
			continue
		}
		kind := w.plan.of(http.MethodGet, to)
		if kind == "" {
			t.Errorf("%s (%s): nothing is mounted at %s", page, who, to)
			continue
		}
		if w.checked[who+to] || w.follow[who+kind] >= perKind {
			continue
		}
		w.checked[who+to] = true
		w.follow[who+kind]++
		if g := w.readers[who].get(t, to); g.status >= http.StatusBadRequest && !(g.status == http.StatusForbidden && w.readers[who].officer && s.Face == "citizen") {
			t.Errorf("%s (%s): the link to %s answers %d", page, who, to, g.status)
		}
	}
	for _, f := range s.Forms {
		to, ours := strings.CutPrefix(f.Action, w.s.URL)
		kind := w.plan.of(strings.ToUpper(f.Method), to)
		switch {
		case !ours || kind == "":
			t.Errorf("%s (%s): nothing takes the form sent to %s", page, who, f.Action)
		case strings.EqualFold(f.Method, http.MethodPost) && !f.Files && kind != "/signout" && kind != "/tour/{scene}": // these change who one is
			w.keep(sent{who, page, to, url.Values(f.Fields)})
		}
	}
}

// keep remembers one form of each kind.
func (w *walk) keep(f sent) {
	same := func(o sent) bool {
		return w.plan.of(http.MethodPost, o.action) == w.plan.of(http.MethodPost, f.action) && slices.Equal(names(o.fields), names(f.fields)) && strings.HasSuffix(o.action, f.action[strings.LastIndex(f.action, "/"):])
	}
	if !slices.ContainsFunc(w.forms, same) {
		w.forms = append(w.forms, f)
	}
}

func names(v url.Values) []string {
	var out []string
	for name := range v {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

// send sends every kind of form as it stands on its page: it is taken, or refused in words beside the
// fields; it is never unknown, forged or a failure of the server.
func (w *walk) send(t *testing.T) {
	for _, f := range w.forms {
		g := w.readers[f.who].post(t, f.action, f.fields)
		switch {
		case g.status == http.StatusNotFound, g.status == http.StatusMethodNotAllowed, g.status >= http.StatusInternalServerError && g.status != http.StatusServiceUnavailable:
			t.Errorf("%s (%s): the form to %s answers %d", f.page, f.who, f.action, g.status)
		case g.status == http.StatusForbidden:
			t.Errorf("%s (%s): the form to %s is offered and then forbidden", f.page, f.who, f.action)
		}
	}
}
