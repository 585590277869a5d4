package app_test

import (
	"bytes"
	"errors"
	"flag"
	"net/http"
	"os"
	"strings"
	"testing"

	"holon.example/holon/internal/app"
	"holon.example/holon/internal/app/apptest"
	"holon.example/holon/internal/app/lease"
	"holon.example/holon/internal/business/casework"
	"holon.example/holon/internal/business/casework/apply"
	"holon.example/holon/internal/infra/bus"
	"holon.example/holon/internal/infra/locale"
	"holon.example/holon/internal/infra/sqldb"
	"holon.example/holon/internal/infra/web"
)

var update = flag.Bool("update", false, "write docs/openapi.json anew")

const described = "../../docs/openapi.json"

// The description of the API is a promise to other programs: a change of it must be
// seen in review.
func TestOpenAPIIsCommitted(t *testing.T) {
	s := apptest.Start(t, apptest.Config(t, "sqlite::memory:"))
	got, err := s.Web.OpenAPI()
	if err != nil {
		t.Fatal(err)
	}
	got = append(got, '\n')
	if *update {
		if err := os.WriteFile(described, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(described)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Fatal("the API is not what docs/openapi.json says: go test ./internal/app -run TestOpenAPIIsCommitted -update")
	}
	for _, id := range []string{
		"listItems", "startApplication", "saveDraft", "submitApplication", "supplement", "getCase", "listTasks", "claimTask", "giveOpinion", "recordVisit",
		"stopClock", "resumeClock", "extendClock", "sendNotice", "acceptCase", "decide", "deliver", "getCertificate", "verifyCertificate", "lookupData",
		"whoUsedMyData", "listEvents", "liveEvents", "installPack", "uploadBlob", "trackCase", "withdraw", "signIn", "signOut", "me",
	} {
		if !bytes.Contains(got, []byte(`"operationId": "`+id+`"`)) {
			t.Errorf("no operation %s", id)
		}
	}
}

func application() apply.Application {
	return apply.Application{
		Division: "990100", Thing: "open-restaurant",
		Situation: map[string]any{"diningArea": 120, "foodScope": []any{"hot", "drinks"}, "signboard": true, "fireManner": "general", "expertReview": false},
		Answers: map[string]any{
			"contactName": "姚禾川", "contactPhone": "19900009900", "deliveryWay": "electronic", "premisesAddress": "听雨街18号1铺", "premisesUse": "rent",
			"floor": 1, "kitchenArea": 30, "dineIn": true, "onlineBusiness": false, "staffCount": 6, "safetyOfficer": "姚禾川", "safetyOfficerId": "990102198804122155",
			"fumePurifier": "installed", "drainage": "sewer", "signName": "听雨面馆", "signWidth": 4.5, "signHeight": 0.9, "signMaterial": "metal", "signLight": "inner",
			"signPosition": "lintel", "signHeightAboveGround": 3.2, "byAgent": false,
		},
	}
}

// The demo city over HTTP: what is known is not asked, the application is read back
// by the window, a stranger is refused, everybody sees who looked, the seal
// verifies, and a restart loses nothing.
func TestCityOverHTTP(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Site) {
		var d apply.Draft
		if code := s.Call("owner", "POST", "/api/drafts", application(), &d); code != http.StatusCreated {
			t.Fatal(code)
		}
		if d.Known["creditCode"] != "92990102MA9HTA012K" || d.Sources["creditCode"] != "firm-register" {
			t.Fatalf("known: %v", d.Known)
		}
		for _, f := range d.Fields {
			if _, held := d.Known[f.Name]; held {
				t.Errorf("%s is known and asked all the same", f.Name)
			}
		}
		in := application()
		in.Draft = d.ID
		var r, again casework.Receipt
		if code := submit(s, "key-1", in, &r); code != http.StatusCreated {
			t.Fatal(code)
		}
		if submit(s, "key-1", in, &again); again.ID != r.ID {
			t.Fatal("the same key made another case")
		}
		path := "/api/cases/" + r.ID.String()
		var v casework.View
		if code := s.Call("clerk", "GET", path, nil, &v); code != http.StatusOK || v.No != r.No || len(v.Tasks) != 1 {
			t.Fatal(code, v.Tasks)
		}
		var p web.Problem
		if code := s.Call("outsider", "GET", path, nil, &p); code != http.StatusForbidden || p.Rule == "" {
			t.Fatal(code, p)
		}
		t.Attr("route", "getCase")
		s.MustVerify()
		s.Restart()
		if code := s.Call("clerk", "GET", path, nil, &v); code != http.StatusOK || v.Answers["signName"] != "听雨面馆" {
			t.Fatal("after a restart", code)
		}
		var uses struct {
			Lines []struct{ Purpose string }
		}
		s.MustVerify()
		if code := s.Call("owner", "GET", "/api/me/uses", nil, &uses); code != http.StatusOK || len(uses.Lines) < 2 {
			t.Fatal(code, uses)
		}
		if missing := locale.Missing(); len(missing) > 0 {
			t.Error("words that are not in the catalogue:", missing)
		}
	})
}

func submit(s *apptest.Site, key string, in apply.Application, out *casework.Receipt) int {
	r := s.Request("POST", "/api/cases", in)
	r.Header.Set("Authorization", "Bearer "+s.People["owner"].Token)
	r.Header.Set("Idempotency-Key", key)
	return s.Send(r, out)
}

// No input makes the node fail: it names what is wrong, or refuses.
func TestBadInputOverHTTP(t *testing.T) {
	s := apptest.City(t, "sqlite:")
	long := strings.Repeat("9", 10_000)
	for _, c := range []struct{ who, method, path, body string }{
		{"owner", "POST", "/api/cases", `{`},
		{"owner", "POST", "/api/cases", `[]`},
		{"owner", "POST", "/api/cases", `null`},
		{"owner", "POST", "/api/cases", ``},
		{"owner", "POST", "/api/cases", `{"division":"990100","thing":"open-restaurant","answers":{"signName":"\u0000"}}`},
		{"owner", "POST", "/api/cases", `{"division":"990100","thing":"open-restaurant","situation":{"diningArea":1e999}}`},
		{"owner", "POST", "/api/cases", `{"division":"990100","item":"` + long + `"}`},
		{"owner", "POST", "/api/cases", `{"draft":"abc"}`},
		{"owner", "POST", "/api/cases", `{"draft":12}`},
		{"owner", "POST", "/api/cases", "{\"division\":\"\xff\"}"},
		{"owner", "POST", "/api/cases", strings.Repeat(`{"a":`, 5000)},
		{"owner", "POST", "/api/drafts", `{"division":"","thing":""}`},
		{"owner", "PUT", "/api/drafts/1", `{"division":"990100","thing":"open-restaurant"}`},
		{"owner", "GET", "/api/cases/0", ``},
		{"owner", "GET", "/api/cases/" + long[:19], ``},
		{"owner", "GET", "/api/cases/-1", ``},
		{"owner", "GET", "/api/cases/%00", ``},
		{"owner", "GET", "/api/cases?before=x&limit=-1", ``},
		{"owner", "GET", "/api/cases?limit=99999999999999999999", ``},
		{"owner", "GET", "/api/tasks", ``},
		{"owner", "POST", "/api/blobs", `<html>`},
		{"owner", "POST", "/api/blobs", ``},
		{"admin", "POST", "/api/packs", `PK`},
		{"owner", "POST", "/api/packs", `PK`},
		{"owner", "POST", "/api/lookups", `{}`},
		{"owner", "GET", "/api/me/uses?subject=99", ``},
		{"clerk", "GET", "/api/tasks?after=%E4%BD%A0&limit=1", ``},
		{"clerk", "POST", "/api/tasks/1/claim", ``},
		{"clerk", "POST", "/api/cases/1/acceptance", `{"task":"1"}`},
		{"clerk", "POST", "/api/cases/1/visits", `{"tasks":[],"staff":null}`},
		{"market-approver", "POST", "/api/cases/1/clock/extension", `{"matter":"1","amount":-5}`},
		{"auditor", "GET", "/api/events?from=-1", ``},
		{"auditor", "GET", "/api/events/live?from=x", ``},
		{"", "POST", "/api/track", `{"no":"x","code":"1"}`},
		{"", "POST", "/api/session", `{"login":"","password":""}`},
		{"", "GET", "/api/verify/x?c=1", ``},
		{"", "GET", "/api/items?division=000000", ``},
		{"", "GET", "/api/nowhere", ``},
		{"", "DELETE", "/api/items", ``},
		{"", "GET", "/?q=" + long, ``},
	} {
		code := s.Call(c.who, c.method, c.path, []byte(c.body), nil)
		if code >= 500 || code < 200 || code < 400 && !strings.HasPrefix(c.path, "/api/verify") && !strings.HasPrefix(c.path, "/api/tasks?") {
			t.Errorf("%s %.60s %.60s: %d", c.method, c.path, c.body, code)
		}
	}
	s.MustVerify()
}

// A browser's session works with the token of its pages only, and ends.
func TestBrowserSession(t *testing.T) {
	s := apptest.City(t, "sqlite:")
	owner := s.People["owner"]
	r := s.Request("POST", "/api/session", map[string]string{"login": owner.User, "password": owner.Password})
	res, err := http.DefaultClient.Do(r)
	if err != nil || len(res.Cookies()) != 1 || res.StatusCode != http.StatusCreated {
		t.Fatal(err, res)
	}
	_ = res.Body.Close()
	cookie := res.Cookies()[0]
	if !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode {
		t.Fatal(cookie)
	}
	ask := func(method, path, csrf, site string, out any) int {
		r := s.Request(method, path, application())
		r.AddCookie(cookie)
		r.Header.Set("X-CSRF-Token", csrf)
		if site != "" {
			r.Header.Set("Sec-Fetch-Site", site)
		}
		return s.Send(r, out)
	}
	var me struct{ Name, CSRF string }
	if code := ask("GET", "/api/me", "", "", &me); code != http.StatusOK || me.CSRF == "" {
		t.Fatal(code, me)
	}
	for name, c := range map[string]struct {
		csrf, site string
		want       int
	}{
		"no token":     {"", "same-origin", http.StatusForbidden},
		"wrong token":  {"x", "same-origin", http.StatusForbidden},
		"another site": {me.CSRF, "cross-site", http.StatusForbidden},
		"own page":     {me.CSRF, "same-origin", http.StatusCreated},
	} {
		if code := ask("POST", "/api/drafts", c.csrf, c.site, nil); code != c.want {
			t.Errorf("%s: %d", name, code)
		}
	}
	if code := ask("DELETE", "/api/session", me.CSRF, "same-origin", nil); code != http.StatusOK {
		t.Fatal(code)
	}
	if code := ask("GET", "/api/me", "", "", nil); code != http.StatusUnauthorized {
		t.Fatal("the session lives on", code)
	}
}

func TestProductionRefusesTestMode(t *testing.T) {
	c := apptest.Config(t, "sqlite::memory:")
	c.Production = true
	if _, err := app.Open(t.Context(), c); !errors.Is(err, app.ErrTestInProduction) {
		t.Fatal(err)
	}
}

// Two nodes over one PostgreSQL see the same truth; an embedded store has one node.
func TestTwoNodes(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Site) {
		if s.DB.Engine() == sqldb.SQLite {
			if _, err := app.Open(t.Context(), s.Config); !errors.Is(err, lease.ErrLocked) {
				t.Fatal("a second node on an embedded store:", err)
			}
			return
		}
		other := s.Beside()
		var v casework.View
		var r casework.Receipt
		if code := submit(s, "two", application(), &r); code != http.StatusCreated {
			t.Fatal(code)
		}
		if code := other.Call("clerk", "GET", "/api/cases/"+r.ID.String(), nil, &v); code != http.StatusOK {
			t.Fatal(code)
		}
		s.MustVerify()
		var n int
		if err := other.Bus.Subscribe(t.Context(), 0, []string{"case.received"}, func(e bus.Event) error {
			n++
			return errSeen
		}); !errors.Is(err, errSeen) || n != 1 {
			t.Fatal(err, n)
		}
	})
}

var errSeen = errors.New("seen")
