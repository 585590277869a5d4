package account

import (
	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/channel/portal/mine"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/ident"
)

// Config is what the page needs; app fills it.
type Config struct {
	*mine.Room
	Ident *ident.Ident
}

type desk struct{ Config }

// Mount registers the page.
func Mount(c Config) {
	d := &desk{c}
	c.Route("GET /account", d.page)
	c.Route("POST /account/sessions", d.end)
	c.Route("POST /account/password", d.password)
}

type page struct {
	*mine.Request
	Name     string
	Sessions []ident.Session
	Again    parts.Form
	Fault    *parts.Fault
}

func (d *desk) page(rq *mine.Request) error { return d.show(rq, &page{Request: rq}) }

func (d *desk) show(rq *mine.Request, p *page) error {
	a, err := d.Ident.Account(rq.R.Context(), rq.Who.Account)
	if err != nil {
		return err
	}
	p.Name = a.Name
	if p.Sessions, err = d.Ident.Sessions(rq.R.Context(), rq.Who.Account); err != nil {
		return err
	}
	return d.Render(rq, mine.Show{Title: rq.T("mine.account"), Fault: p.Fault, Body: accountPage(p)})
}

// end ends one session, or all but the one at hand.
func (d *desk) end(rq *mine.Request) error {
	in, err := rq.Sent()
	if err != nil {
		return err
	}
	ctx := rq.R.Context()
	open, err := d.Ident.Sessions(ctx, rq.Who.Account)
	if err != nil {
		return err
	}
	for _, s := range open {
		if s.ID == rq.Who.Session || in.Get("session") != "others" && in.Get("session") != s.ID.String() {
			continue
		}
		if err := d.Ident.Revoke(ctx, rq.Who, s.ID); err != nil && gov.KindOf(err) != gov.KindNotFound {
			return err
		}
	}
	return rq.Go("/account?done=sessions_ended")
}

// password changes the password; the old one proves who asks.
func (d *desk) password(rq *mine.Request) error {
	in, err := rq.Sent()
	if err != nil {
		return err
	}
	if in.Get("fresh") != in.Get("again") {
		err = gov.Invalid("error.invalid").At("again", "account.differs")
	} else {
		err = d.Ident.SetPassword(rq.R.Context(), rq.Who, rq.Who.Account, in.Get("old"), in.Get("fresh"))
	}
	if err != nil {
		again, fault := rq.Again(err, "password", nil) // what was typed is not shown again
		if fault == nil {
			return err
		}
		return d.show(rq, &page{Request: rq, Again: again, Fault: fault})
	}
	return rq.Go("/account?done=password_changed")
}
