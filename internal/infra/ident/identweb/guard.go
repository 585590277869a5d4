package identweb

import (
	"net/http"
	"strings"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/ident"
)

// Where a form or a script brings the CSRF value.
const (
	FieldCSRF  = "csrf"
	HeaderCSRF = "X-CSRF-Token"
)

// Names of the cookie, without and with HTTPS.
const (
	plainCookie  = "holon"
	secureCookie = "__Host-holon"
	sessionStart = "hs_" // how the secret of a browser's session begins
)

// Guard finds out who sends a request, and whether he meant to.
type Guard struct {
	ident  *ident.Ident
	secure bool
	cross  *http.CrossOriginProtection
}

// NewGuard makes a guard; secure says that the site is reached by HTTPS only.
func NewGuard(id *ident.Ident, secure bool) *Guard {
	return &Guard{ident: id, secure: secure, cross: http.NewCrossOriginProtection()}
}

func (g *Guard) cookieName() string {
	if g.secure {
		return secureCookie
	}
	return plainCookie
}

// SetCookie gives the browser its session.
func (g *Guard) SetCookie(w http.ResponseWriter, t ident.Ticket) {
	g.cookie(w, t.Secret, 0)
}

// DropCookie takes it away.
func (g *Guard) DropCookie(w http.ResponseWriter) { g.cookie(w, "", -1) }

// cookie sets a cookie without an age of its own: it ends with the browser, and
// the session behind it when the store says so.
func (g *Guard) cookie(w http.ResponseWriter, value string, age int) {
	http.SetCookie(w, &http.Cookie{ //nolint:gosec // Secure wherever the site is reached by HTTPS
		Name: g.cookieName(), Value: value, Path: "/", MaxAge: age, HttpOnly: true, Secure: g.secure, SameSite: http.SameSiteLaxMode,
	})
}

// Secret gives what the request brings, and whether it came in the cookie; empty
// if it brings nothing. A header goes before a cookie.
func (g *Guard) Secret(r *http.Request) (secret string, cookie bool) {
	if kind, token, ok := strings.Cut(r.Header.Get("Authorization"), " "); ok && strings.EqualFold(kind, "Bearer") {
		return strings.TrimSpace(token), false
	}
	c, err := r.Cookie(g.cookieName())
	if err != nil || !strings.HasPrefix(c.Value, sessionStart) {
		return "", false
	}
	return c.Value, true
}

// Actor tells who sends a request. Without a secret that is gov.Nobody; with one
// that has ended the error is unauthenticated, so that a page can ask to sign in
// again rather than show less.
func (g *Guard) Actor(r *http.Request) (gov.Actor, error) {
	secret, _ := g.Secret(r)
	if secret == "" {
		return gov.Actor{Kind: gov.Nobody, Channel: "portal"}, nil
	}
	return g.ident.Resolve(r.Context(), secret)
}

// CSRF gives the value the forms of a page must carry; empty without a session.
func (g *Guard) CSRF(r *http.Request) string {
	if secret, cookie := g.Secret(r); cookie {
		return g.ident.CSRF(secret)
	}
	return ""
}

// Check refuses a request that another site made with this one's cookie. field is
// the CSRF value of the form, "" if it has none; the header counts as well. The
// sign-in form has no session yet: for it the origin alone decides.
func (g *Guard) Check(r *http.Request, field string) error {
	if r.Method == http.MethodGet || r.Method == http.MethodHead || r.Method == http.MethodOptions {
		return nil
	}
	secret, cookie := g.Secret(r)
	if secret != "" && !cookie {
		return nil
	}
	if err := g.cross.Check(r); err != nil {
		return gov.Forbidden("cross-origin").Because(err)
	}
	if !cookie {
		return nil
	}
	if field == "" {
		field = r.Header.Get(HeaderCSRF)
	}
	return g.ident.CheckCSRF(secret, field)
}
