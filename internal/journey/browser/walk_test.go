package browser_test

import (
	_ "embed"
	"encoding/json"
	"flag"
	"fmt"
	"html"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"holon.example/holon/internal/app/apptest"
	"holon.example/holon/internal/infra/locale"
	"holon.example/holon/internal/journey"
	"holon.example/holon/internal/journey/browser"
)

// chromium is the one browser of all tests here.
var (
	chromium *browser.Browser
	root     string
)

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	flag.Parse()
	if testing.Short() {
		return 0 // whole pages in a real browser are nothing for the quick check
	}
	var err error
	if root, err = browser.Root(); err == nil {
		chromium, err = browser.Start(root)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 3
	}
	code := m.Run()
	if err := chromium.Close(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return max(code, 1)
	}
	return code
}

// look is one way of showing pages.
type look struct{ lang, mode, contrast string }

func (l look) String() string { return l.lang + " " + l.mode + " " + l.contrast }

// looks are in rotation: each page is looked at in some of them here, in all of them by `make bench`.
var looks = []look{{"zh", "light", "normal"}, {"en", "elder", "normal"}, {"zh", "light", "high"}, {"en", "light", "normal"}, {"zh", "elder", "normal"}, {"en", "light", "high"}}

// whole is set by `make bench`: every page in every look.
var whole = os.Getenv("HOLON_BROWSER") == "whole"

// walk is a walk through a whole site.
type walk struct {
	s       *apptest.Site
	engine  string
	plan    plan
	readers map[string]*reader
	cases   map[string]string            // $case: of the story · $open: being handled · $new: just handed in
	made    map[string]string            // route → address of what the stage made
	found   map[string]map[string]string // persona → route → address
	turn    int                          // of the looks
	checked map[string]bool              // persona, route: how often links were followed
	follow  map[string]int
	forms   []sent
	shots   string
	enough  int // looks at pages of one shape
}

// sent is a form of a page, to be sent as it stands when everything has been looked at.
type sent struct {
	who, page, action string
	fields            url.Values
}

// secrets are what nobody may see who is refused.
var secrets = []string{"姚禾川", "990102198804122155", "19900009900"}

// TestPages opens every page of the site as everybody.
func TestPages(t *testing.T) {
	known, err := readRoutes()
	if err != nil {
		t.Fatal(err)
	}
	apptest.Each(t, func(t *testing.T, s *apptest.Site) {
		w := prepare(t, s)
		mounted := map[string]bool{}
		for _, pattern := range s.Web.Routes() {
			method, path, _ := strings.Cut(pattern, " ")
			if method != http.MethodGet || mounted[path] {
				continue
			}
			mounted[path] = true
			t.Run(path, func(t *testing.T) {
				r, ok := known[path]
				switch {
				case strings.HasPrefix(path, "/api/"):
					w.api(t, path)
				case !ok:
					t.Fatal("who opens this page, and who must not? Add a line to testdata/routes.txt")
				default:
					w.route(t, r)
				}
			})
		}
		t.Run("forms", w.send)
		for key, n := range locale.Missing() {
			t.Errorf("%s has no words; it was shown %d times", key, n)
		}
		for path := range known {
			if !mounted[path] {
				t.Errorf("testdata/routes.txt: nothing is mounted at %s", path)
			}
		}
	})
}

// prepare plays the main story on the site, so that there is something to see, and signs everybody in.
func prepare(t *testing.T, s *apptest.Site) *walk {
	t.Helper()
	demo(t, s) // mounts pages of its own
	w := &walk{s: s, engine: filepath.Base(t.Name()), plan: newPlan(s.Web.Routes()), readers: map[string]*reader{}, found: map[string]map[string]string{}, follow: map[string]int{}, checked: map[string]bool{}, made: map[string]string{}}
	w.enough = 1
	if w.engine == "sqlite" { // the pages are the same on both: there the second look and the pictures are left out
		w.enough = 2
		w.shots = filepath.Join(root, ".cache", "shots")
		if err := os.MkdirAll(w.shots, 0o755); err != nil {
			t.Fatal(err)
		}
		t.Logf("pictures of the pages: %s", w.shots)
	}
	if w.engine == "postgres" {
		w.turn = len(looks) / 2 // what is seen there in one look is seen here in another
	}
	play(t, s, "restaurant")
	if err := s.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, who := range append(slices.Sorted(maps.Keys(s.People)), "") {
		w.readers[who] = enter(t, s, who)
	}
	w.cases = map[string]string{"$new": w.handIn(t), "$open": w.handIn(t)}
	staff := "/desk/case/" + w.cases["$open"]
	w.readers["clerk"].fill(t, staff, staff+"/accept", nil)
	if err := s.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.cases["$case"] = strings.TrimPrefix(w.played(t), "/case/")
	w.stage(t)
	return w
}

// stage does by the forms of the pages what the story leaves out, so that every page has something to show:
// a question to another department, a bad rating, an objection, a code by which a certificate is shown.
func (w *walk) stage(t *testing.T) {
	t.Helper()
	owner := w.readers["owner"]
	staff := "/desk/case/" + w.cases["$open"]
	w.readers["market-handler"].fill(t, staff, staff+"/ask", map[string]string{"to": "~教育", "question": "附近是否有学校？", "days": "3"})
	rate := "/rate/" + w.cases["$case"]
	owner.fill(t, rate, rate, map[string]string{"level": "1", "text": "等得太久"})
	w.object(t, owner)
	card := w.crawled(t, "owner")["/cards/{id}"]
	owner.fill(t, card, card+"/show", map[string]string{"minutes": "30"})
	w.readers["clerk"].fill(t, "/counter/outage", "/counter/outage/reserve", map[string]string{"size": "5"})
	if err := w.s.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	clear(w.found)
	w.draft(t)
	w.hall(t)
	// An officer who opens no page here: the forms of his file take his password and his sessions.
	w.made["/admin/officers/{id}"] = regexp.MustCompile(`/admin/officers/[0-9]+`).FindString(w.readers["admin"].get(t, "/admin/officers?q="+w.s.People["police-data"].User).body)
	w.made["/admin/packs/{id}"] = w.readers["admin"].tryFill(t, "/admin/packs", "/admin/packs/choose", nil).location
	// Only the code on the screen leads to what a shown certificate tells.
	var code struct {
		Address string `json:"address"`
	}
	offer := map[string]any{"licence": strings.TrimPrefix(card, "/cards/"), "purpose": "inspection", "fields": []string{"holder", "number", "until"}, "minutes": 30}
	if status := w.s.Call("owner", http.MethodPost, "/api/shows", offer, &code); status != http.StatusCreated {
		t.Fatalf("showing a certificate: %d", status)
	}
	w.made["/s/{id}"] = strings.TrimPrefix(code.Address, w.s.URL)
}

// screens are what the operator opens on the screens that face the public.
var screens = regexp.MustCompile(`/hall/[0-9]+/screen/[0-9]+\?k=[^"<]+`)

// hall draws a number as somebody without an account, and finds the screen of a window.
func (w *walk) hall(t *testing.T) {
	t.Helper()
	guest := w.readers[""]
	machine := w.crawled(t, "")["/hall/{hall}/number"]
	drawn := guest.tryFill(t, machine, machine, nil)
	w.made["/hall/{hall}/number/{ticket}"] = drawn.location
	w.made["/hall/{hall}/screen/{window}"] = html.UnescapeString(screens.FindString(w.readers["operator"].get(t, "/counter/screens").body))
}

// object asks why an officer looked; what one looked up oneself cannot be objected to.
func (w *walk) object(t *testing.T, as *reader) {
	t.Helper()
	page := as.get(t, "/uses")
	page.body = page.body[max(strings.Index(page.body, "<h3>海棠市市场监督管理局</h3>"), 0):]
	for _, use := range as.links("/uses", page) {
		if w.plan.of(http.MethodGet, use) == "/uses/{line}" && as.tryFill(t, use, use, map[string]string{"text": "为什么要看我的资料？"}).status == http.StatusSeeOther {
			return
		}
	}
	t.Fatalf("%s can object to no use of his data", as.who)
}

// draft begins an application and leaves it.
func (w *walk) draft(t *testing.T) {
	t.Helper()
	var draft struct {
		ID string `json:"id"`
	}
	if code := w.s.Call("owner", http.MethodPost, "/api/drafts", application, &draft); code != http.StatusCreated {
		t.Fatalf("a draft: %d", code)
	}
	w.cases["$draft"] = draft.ID
	w.readers["owner"].give(t, "/draft/"+draft.ID+"/files", "租赁合同.pdf", smallPDF())
}

//go:embed testdata/application.json
var application []byte

// handIn makes a case that is only just handed in.
func (w *walk) handIn(t *testing.T) string {
	t.Helper()
	var receipt struct {
		ID string `json:"id"`
	}
	if code := w.s.Call("owner", http.MethodPost, "/api/cases", application, &receipt); code != http.StatusCreated {
		t.Fatalf("handing in: %d", code)
	}
	return receipt.ID
}

// played finds the case of the story among the owner's: the one that is neither of the new ones.
func (w *walk) played(t *testing.T) string {
	t.Helper()
	owner := w.readers["owner"]
	for _, page := range []string{"/", "/cases", "/my"} {
		for _, to := range owner.links(page, owner.get(t, page)) {
			if w.plan.of(http.MethodGet, to) == "/case/{id}" && to != "/case/"+w.cases["$new"] && to != "/case/"+w.cases["$open"] {
				return to
			}
		}
	}
	t.Fatal("the owner does not find the case of the story")
	return ""
}

// play plays a story over HTTP.
func play(t *testing.T, s *apptest.Site, story string) {
	t.Helper()
	raw, err := json.Marshal(map[string]any{"url": s.URL, "personas": slices.Collect(maps.Values(s.People))})
	if err != nil {
		t.Fatal(err)
	}
	site, err := journey.ParseSite(raw)
	if err != nil {
		t.Fatal(err)
	}
	report, err := journey.Play(t.Context(), site, story)
	if err != nil {
		t.Fatal(err)
	}
	// Whether every step holds is judged where stories are played; here it is enough that much has been done.
	if passed, _ := report.Count(); passed < 100 {
		t.Fatalf("%s: only %d steps hold", story, passed)
	}
}

// crawled gives what a persona finds by following links.
func (w *walk) crawled(t *testing.T, who string) map[string]string {
	t.Helper()
	if w.found[who] == nil {
		start := []string{"/", "/mine", "/cards", "/uses", "/draft/" + w.cases["$draft"] + "/files", "/hall"}
		if w.readers[who].officer {
			start = []string{"/desk", "/counter", "/leader", "/desk/case/" + w.cases["$case"], "/desk/case/" + w.cases["$open"]}
		}
		w.found[who] = w.readers[who].crawl(t, w.plan, start)
	}
	return w.found[who]
}

// address is the sample address of a route.
func (w *walk) address(t *testing.T, r route) string {
	t.Helper()
	if r.address == "+" {
		if w.made[r.path] == "" {
			t.Fatalf("nothing was made that %s shows", r.path)
		}
		return w.made[r.path]
	}
	if from, follows := strings.CutPrefix(r.address, "*"); follows {
		who := r.first()
		if from != "" {
			who = from
		}
		at := w.crawled(t, who)[r.path]
		if at == "" {
			t.Fatalf("%s finds no link to %s; he finds %v", who, r.path, slices.Sorted(maps.Keys(w.crawled(t, who))))
		}
		return at
	}
	at := r.address
	for name, id := range w.cases {
		if rest, ok := strings.CutPrefix(at, name); ok && (rest == "" || rest[0] == '?') {
			return strings.NewReplacer("{id}", id, "{draft}", id).Replace(r.path) + rest
		}
		at = strings.ReplaceAll(at, "/"+name, "/"+id)
	}
	return at
}

// route asks for one page as everybody, and looks at it as those who are let in.
func (w *walk) route(t *testing.T, r route) {
	at := w.address(t, r)
	shapes := map[string]bool{}
	order := slices.Sorted(maps.Keys(w.readers))
	first := slices.Index(order, r.first())
	order[0], order[first] = order[first], order[0]
	looked := 0
	for i, who := range order {
		if r.kind == "tool" && who != "" {
			continue // takes its time, and nobody signs in for it
		}
		g := w.readers[who].get(t, at)
		w.judge(t, r, w.readers[who], g)
		if r.kind != "page" || g.status != http.StatusOK {
			continue
		}
		shape := shapeOf(g.body)
		if shapes[shape] && looked >= w.enough {
			continue
		}
		shapes[shape] = true
		looked++
		w.lookAt(t, r, who, at, i == 0)
	}
	if r.kind == "page" && looked == 0 {
		t.Errorf("nobody opens %s", at)
	}
}

// judge holds an answer against what the line of the route says.
func (w *walk) judge(t *testing.T, r route, as *reader, g got) {
	t.Helper()
	name := as.who
	if name == "" {
		name = "anonymous"
	}
	want := http.StatusOK
	if r.kind == "lead" {
		want = http.StatusSeeOther
	}
	toDoor := g.status == http.StatusSeeOther && strings.HasPrefix(g.location, "/signin")
	// Who may not see a page may be led to his own place instead.
	turned := toDoor || g.status == http.StatusSeeOther && (r.kind != "lead" || g.location == "/desk") || g.status == http.StatusUnauthorized || g.status == http.StatusForbidden || g.status == http.StatusNotFound
	switch {
	case g.status >= http.StatusInternalServerError:
		t.Errorf("%s: %d", name, g.status)
	case r.anybody() && as.who == "" || has(r.opens, as.who, as.officer):
		if g.status != want || toDoor {
			t.Errorf("%s must be let in: %d %s", name, g.status, g.location)
		}
		return
	case r.anybody(): // who is signed in may be led to his own place
	case as.who == "" || has(r.refused, as.who, as.officer):
		if !turned {
			t.Errorf("%s must be turned away: %d", name, g.status)
		}
	}
	if g.status != http.StatusOK {
		for _, secret := range secrets {
			if strings.Contains(g.body, secret) {
				t.Errorf("%s is refused and yet reads %s", name, secret)
			}
		}
	}
}

// api asks for an operation as everybody: it refuses in its own words and never fails.
func (w *walk) api(t *testing.T, path string) {
	t.Attr("api", path)
	if strings.Contains(path, "live") || strings.Contains(path, "events/stream") {
		return
	}
	for _, id := range []string{"1", w.cases["$case"], "x"} {
		at := parameters.ReplaceAllString(path, id)
		for who, as := range w.readers {
			g := as.get(t, at)
			if g.status >= http.StatusInternalServerError || g.status == http.StatusMethodNotAllowed {
				t.Errorf("%s %s: %d", who, at, g.status)
			}
			if who == "" && g.status == http.StatusOK {
				for _, secret := range secrets {
					if strings.Contains(g.body, secret) {
						t.Errorf("nobody is signed in, and %s tells %s", at, secret)
					}
				}
			}
		}
	}
}

var (
	parameters = regexp.MustCompile(`\{[^}]*\}`)
	tags       = regexp.MustCompile(`<([a-z0-9]+)(?:\s[^>]*?class="([^"]*)")?`)
)

// shapeOf is what a page is made of, whatever its words and however long its lists.
func shapeOf(body string) string {
	kinds := map[string]bool{}
	for _, m := range tags.FindAllStringSubmatch(body, -1) {
		kinds[m[1]+"."+m[2]] = true
	}
	return strings.Join(slices.Sorted(maps.Keys(kinds)), " ")
}
