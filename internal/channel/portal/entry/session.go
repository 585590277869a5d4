package entry

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/channel/portal/front"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/ident"
	"holon.example/holon/internal/infra/ident/identweb"
)

// Fields by which one signs in on a page that was sent after the session had ended.
const (
	fieldLogin    = "signin.login"
	fieldPassword = "signin.password"
)

// own are fields of a form that are not part of what was entered.
var own = []string{identweb.FieldCSRF, fieldLogin, fieldPassword}

// carried is a page that asks to sign in and carries along what was sent.
type carried struct {
	*parts.Page
	To    string
	Sent  []pair
	Form  parts.Form
	Fault *parts.Fault
}

type pair struct{ name, value string }

// who gives who is signed in. Who is not is asked to sign in; what he had sent by then
// is kept on that very page and goes on from there. done: the answer has been given.
func (d *Desk) who(rq *front.Request) (who gov.Actor, done bool, err error) {
	if who, err = rq.Signed(); err == nil {
		if who.Kind == gov.Officer {
			return who, false, gov.Forbidden("portal-is-for-applicants")
		}
		return who, false, nil
	}
	if gov.KindOf(err) != gov.KindUnauthenticated {
		return who, false, err
	}
	if rq.R.Method == http.MethodGet {
		_, _, err := rq.Who(rq.R.URL.Path)
		return who, true, err
	}
	if rq.R.Method != http.MethodPost || !strings.HasPrefix(rq.R.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
		return who, false, err
	}
	if err := rq.R.ParseForm(); err != nil {
		return who, false, gov.Invalid("error.invalid")
	}
	return d.enter(rq)
}

// enter signs in with what the page brought, or shows it.
func (d *Desk) enter(rq *front.Request) (gov.Actor, bool, error) {
	sent := rq.R.PostForm
	login := strings.TrimSpace(sent.Get(fieldLogin))
	c := &carried{Page: rq.Page, To: rq.R.URL.Path, Form: parts.Form{ID: "f", Given: url.Values{fieldLogin: {login}}}}
	for name, values := range sent {
		for _, v := range values {
			if !slices.Contains(own, name) {
				c.Sent = append(c.Sent, pair{name, v})
			}
		}
	}
	slices.SortStableFunc(c.Sent, func(a, b pair) int { return strings.Compare(a.name, b.name) })
	if sent.Has(fieldLogin) {
		t, err := d.Ident.SignIn(rq.R.Context(), ident.SignIn{Login: login, Password: sent.Get(fieldPassword), Channel: "portal", Old: rq.Secret(), Request: rq.ID})
		if err == nil {
			d.Front.Site.Web.Enter(rq.Call, t)
			return t.Actor, false, nil
		}
		if c.Fault = rq.Again(err, &c.Form); c.Fault == nil {
			return gov.Actor{}, false, err
		}
	}
	return gov.Actor{}, true, d.Front.Show(rq, front.Sheet{Here: "signin", Title: rq.T("web.signin"), Body: carriedPage(c), Fault: c.Fault})
}
