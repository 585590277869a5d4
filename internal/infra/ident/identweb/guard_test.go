package identweb_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/act/acttest"
	"holon.example/holon/internal/infra/ident"
	"holon.example/holon/internal/infra/ident/identweb"
	"holon.example/holon/internal/infra/org"
	"holon.example/holon/internal/infra/org/epoch"
)

// visitor is somebody signed in, with a token besides.
func visitor(t *testing.T) (id *ident.Ident, web, api ident.Ticket) {
	t.Helper()
	s := acttest.Start(t, "sqlite::memory:", org.Migrations, ident.Migrations)
	eng := act.New(act.Config{DB: s.DB, Writer: s.Writer, Mint: s.Mint, Now: s.Clock.Time, Vault: s.Vault, Authoriser: s.Auth, Log: slog.New(slog.DiscardHandler)})
	id = ident.New(ident.Config{Engine: eng, Org: org.New(eng, &epoch.Signal{}), Wall: s.Clock.Time})
	web, err := id.Admit(t.Context(), ident.NewAccount{Kind: gov.Citizen, Login: "zhang", Name: "x"}, ident.SignIn{Channel: "portal"})
	if err != nil {
		t.Fatal(err)
	}
	if api, err = id.CreateToken(t.Context(), web.Actor, web.Actor.Account, ident.NewToken{}); err != nil {
		t.Fatal(err)
	}
	return id, web, api
}

func TestWhoSendsARequest(t *testing.T) {
	id, web, api := visitor(t)
	g := identweb.NewGuard(id, false)
	for name, c := range map[string]struct {
		header, cookie string
		kind           gov.ActorKind
		fails          bool
	}{
		"nothing":                   {kind: gov.Nobody},
		"cookie":                    {cookie: web.Secret, kind: gov.Citizen},
		"token":                     {header: "Bearer " + api.Secret, kind: gov.Citizen},
		"token in lower case":       {header: "bearer " + api.Secret, kind: gov.Citizen},
		"token in a cookie":         {cookie: api.Secret, kind: gov.Nobody},
		"another scheme":            {header: "Basic eDp5", kind: gov.Nobody},
		"wrong token":               {header: "Bearer ht_" + strings.Repeat("A", 43), fails: true},
		"wrong cookie":              {cookie: "hs_" + strings.Repeat("A", 43), fails: true},
		"wrong token, right cookie": {header: "Bearer x", cookie: web.Secret, fails: true},
	} {
		r := httptest.NewRequest(http.MethodGet, "http://city.example/", nil)
		if c.header != "" {
			r.Header.Set("Authorization", c.header)
		}
		if c.cookie != "" {
			r.AddCookie(&http.Cookie{Name: "holon", Value: c.cookie}) //nolint:gosec // a request's cookie has no attributes
		}
		a, err := g.Actor(r)
		if c.fails != (err != nil) || a.Kind != c.kind {
			t.Errorf("%s: %v %v", name, a.Kind, err)
		}
	}
}

func TestNobodyActsWithAnothersCookie(t *testing.T) {
	id, web, api := visitor(t)
	g := identweb.NewGuard(id, false)
	for name, c := range map[string]struct {
		method, site, origin, field, header string
		token, bare                         bool
		ok                                  bool
	}{
		"form of this site":          {method: "POST", site: "same-origin", field: web.CSRF, ok: true},
		"script of this site":        {method: "POST", site: "same-origin", header: web.CSRF, ok: true},
		"old browser":                {method: "POST", origin: "http://city.example", field: web.CSRF, ok: true},
		"another site":               {method: "POST", site: "cross-site", field: web.CSRF},
		"another host of the site":   {method: "POST", site: "same-site", field: web.CSRF},
		"another origin":             {method: "POST", origin: "http://evil.example", field: web.CSRF},
		"without the value":          {method: "POST", site: "same-origin"},
		"with a wrong value":         {method: "DELETE", site: "same-origin", field: "0123456789abcdef0123456789abcdef"},
		"reading":                    {method: "GET", site: "cross-site", ok: true},
		"a program with a token":     {method: "POST", token: true, ok: true},
		"sign-in of this site":       {method: "POST", site: "same-origin", bare: true, ok: true},
		"sign-in from another site":  {method: "POST", site: "cross-site", bare: true},
		"sign-in from another place": {method: "POST", origin: "http://evil.example", bare: true},
	} {
		r := httptest.NewRequest(c.method, "http://city.example/x", nil)
		for k, v := range map[string]string{"Sec-Fetch-Site": c.site, "Origin": c.origin, identweb.HeaderCSRF: c.header} {
			if v != "" {
				r.Header.Set(k, v)
			}
		}
		switch {
		case c.token:
			r.Header.Set("Authorization", "Bearer "+api.Secret)
		case !c.bare:
			r.AddCookie(&http.Cookie{Name: "holon", Value: web.Secret}) //nolint:gosec // a request's cookie has no attributes
		}
		if err := g.Check(r, c.field); c.ok != (err == nil) || err != nil && gov.KindOf(err) != gov.KindForbidden {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTheCookieIsClosed(t *testing.T) {
	id, web, _ := visitor(t)
	for secure, name := range map[bool]string{true: "__Host-holon", false: "holon"} {
		w := httptest.NewRecorder()
		g := identweb.NewGuard(id, secure)
		g.SetCookie(w, web)
		c := w.Result().Cookies()[0]
		if c.Name != name || c.Value != web.Secret || !c.HttpOnly || c.Secure != secure || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" {
			t.Errorf("%+v", c)
		}
		r := httptest.NewRequest(http.MethodGet, "http://city.example/", nil)
		r.AddCookie(c)
		if g.CSRF(r) != web.CSRF {
			t.Error("the page's forms would be refused")
		}
		w = httptest.NewRecorder()
		g.DropCookie(w)
		if c := w.Result().Cookies()[0]; c.MaxAge >= 0 || c.Value != "" {
			t.Errorf("%+v", c)
		}
	}
}
