package portal

import (
	"strings"

	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/ident"
)

// door is what the page of signing in shows.
type door struct {
	*parts.Page
	Back  string
	Form  parts.Form
	Fault *parts.Fault
}

// maxLogin bounds what is tried as a login name or password.
const maxLogin = 256

func (p *portal) signInPage(rq *request) error {
	return p.door(rq, &door{Page: rq.Page, Back: rq.r.URL.Query().Get("back"), Form: parts.Form{ID: "signin"}})
}

func (p *portal) door(rq *request, d *door) error {
	d.Back = parts.Local(d.Back)
	return p.render(rq, sheet{here: "signin", title: rq.T("web.signin"), body: doorPage(d), fault: d.Fault})
}

// signIn opens a session and leads to the face of who signed in.
func (p *portal) signIn(rq *request) error {
	if err := rq.r.ParseForm(); err != nil {
		return gov.Invalid("error.invalid")
	}
	login, password := strings.TrimSpace(rq.r.PostForm.Get("login")), rq.r.PostForm.Get("password")
	d := &door{Page: rq.Page, Back: rq.r.PostForm.Get("back"), Form: parts.Form{ID: "signin", Given: map[string][]string{"login": {login}}}}
	refuse := func(err error) error {
		if d.Fault = rq.Again(err, &d.Form); d.Fault == nil {
			return err
		}
		return p.door(rq, d)
	}
	bad := gov.Invalid("error.invalid")
	if login == "" || len(login) > maxLogin {
		bad.At("login", "page.login_missing")
	}
	if password == "" || len(password) > maxLogin {
		bad.At("password", "page.password_missing")
	}
	if len(bad.Fields) > 0 {
		return refuse(bad)
	}
	t, err := p.Ident.SignIn(rq.r.Context(), ident.SignIn{Login: login, Password: password, Channel: "portal", Old: rq.Secret(), Request: rq.Page.ID})
	if err != nil {
		return refuse(err)
	}
	p.Site.Web.Enter(rq.Call, t)
	to := parts.Local(d.Back)
	if to == "/" && t.Actor.Kind == gov.Officer {
		to = "/desk"
	}
	return rq.gone(to)
}

// codePage is where an officer uses a one-time code.
func (p *portal) codePage(rq *request) error {
	return p.code(rq, &door{Page: rq.Page, Form: parts.Form{ID: "code"}})
}

func (p *portal) code(rq *request, d *door) error {
	return p.render(rq, sheet{here: "signin", title: rq.T("page.onetime_title"), body: codePage(d), fault: d.Fault})
}

// redeem uses a one-time code: a new password is chosen and a session opened.
func (p *portal) redeem(rq *request) error {
	if err := rq.r.ParseForm(); err != nil {
		return gov.Invalid("error.invalid")
	}
	form := rq.r.PostForm
	d := &door{Page: rq.Page, Form: parts.Form{ID: "code", Given: map[string][]string{"login": {strings.TrimSpace(form.Get("login"))}}}}
	bad := gov.Invalid("error.invalid")
	if login := d.Form.Value("login"); login == "" || len(login) > maxLogin {
		bad.At("login", "page.login_missing")
	}
	if code := form.Get("code"); code == "" || len(code) > maxLogin {
		bad.At("code", "page.onetime_missing")
	}
	if form.Get("password") != form.Get("again") {
		bad.At("again", "page.onetime_differs")
	}
	err := error(bad)
	if len(bad.Fields) == 0 {
		var t ident.Ticket
		in := ident.SignIn{Login: d.Form.Value("login"), Password: form.Get("code"), Channel: "portal", Request: rq.Page.ID}
		if t, err = p.Ident.Redeem(rq.r.Context(), in, form.Get("password")); err == nil {
			p.Site.Web.Enter(rq.Call, t)
			return rq.gone("/desk")
		}
	}
	if d.Fault = rq.Again(err, &d.Form); d.Fault == nil {
		return err
	}
	return p.code(rq, d)
}

// signOut ends the session; one that has ended already is no error.
func (p *portal) signOut(rq *request) error {
	if who, err := rq.Page.Signed(); err == nil {
		if err := p.Ident.SignOut(rq.r.Context(), who); err != nil {
			return err
		}
	}
	p.Site.Web.Leave(rq.Call)
	return rq.gone("/")
}
