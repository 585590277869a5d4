package signinweb

import (
	"context"
	"net/http"
	"time"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/ident"
	"holon.example/holon/internal/infra/org"
	"holon.example/holon/internal/infra/web"
)

const tag = "session"

// Credentials are what somebody signs in with.
type Credentials struct {
	Login    string `json:"login" maxLength:"256"`
	Password string `json:"password" maxLength:"1024"`
	Channel  string `json:"channel,omitempty" enum:"portal,counter,desk,api" doc:"portal when left out"`
}

// Me is who one is.
type Me struct {
	gov.Actor
	Login  string     `json:"login"`
	Name   string     `json:"name"`
	CSRF   string     `json:"csrf,omitempty"` // for forms and scripts of a browser's session
	Duties []org.Duty `json:"duties,omitempty"`
	Now    gov.Time   `json:"now"` // the site's clock
}

// Entry is a session that was opened: a browser keeps the cookie, a program may
// use the token as a bearer token.
type Entry struct {
	ident.Ticket
	Actor gov.Actor `json:"actor"`
}

// Choice is the post to act on.
type Choice struct {
	Post gov.ID `json:"post"`
}

// Wish is a token a program is to have.
type Wish struct {
	Label  string   `json:"label" maxLength:"100"`
	Scopes []string `json:"scopes,omitempty" maxItems:"50" doc:"actions; none: whatever the account may do"`
	Days   int      `json:"days,omitempty" minimum:"0" maximum:"366"`
	Post   gov.ID   `json:"post,omitempty"`
}

// Door is what these operations work on.
type Door struct {
	Server *web.Server
	Ident  *ident.Ident
	Now    func() gov.Time
}

// Mount registers the operations of sessions.
func Mount(d Door) {
	s := d.Server
	web.Handle(s, web.Op{ID: "signIn", Method: http.MethodPost, Path: "/api/session", Summary: "Sign in with a password", Tag: tag, Status: http.StatusCreated, Public: true},
		func(ctx context.Context, _ gov.Actor, in *struct{ Body Credentials }) (*Entry, error) {
			return d.signIn(ctx, in.Body)
		})
	web.Handle(s, web.Op{ID: "signOut", Method: http.MethodDelete, Path: "/api/session", Summary: "End one's own session", Tag: tag},
		func(ctx context.Context, who gov.Actor, _ *struct{}) (*struct{}, error) {
			return &struct{}{}, d.signOut(ctx, who)
		})
	web.Handle(s, web.Op{ID: "me", Method: http.MethodGet, Path: "/api/me", Summary: "Who one is", Tag: tag},
		func(ctx context.Context, who gov.Actor, _ *struct{}) (*Me, error) { return d.me(ctx, who) })
	web.Handle(s, web.Op{ID: "switchPost", Method: http.MethodPost, Path: "/api/me/post", Summary: "Act on another of one's posts", Tag: tag},
		func(ctx context.Context, who gov.Actor, in *struct{ Body Choice }) (*struct{}, error) {
			return &struct{}{}, d.Ident.SwitchPost(ctx, who, in.Body.Post)
		})
	web.Handle(s, web.Op{ID: "createToken", Method: http.MethodPost, Path: "/api/me/tokens", Summary: "Make a token for a program; its secret is shown once", Tag: tag, Status: http.StatusCreated},
		func(ctx context.Context, who gov.Actor, in *struct{ Body Wish }) (ident.Ticket, error) {
			n := ident.NewToken{Label: in.Body.Label, Scopes: in.Body.Scopes, Life: time.Duration(in.Body.Days) * 24 * time.Hour, Post: in.Body.Post}
			return d.Ident.CreateToken(ctx, who, who.Account, n)
		})
}

func (d Door) signIn(ctx context.Context, c Credentials) (*Entry, error) {
	call := web.Of(ctx)
	if c.Channel == "" {
		c.Channel = "portal"
	}
	t, err := d.Ident.SignIn(ctx, ident.SignIn{Login: c.Login, Password: c.Password, Channel: c.Channel, Old: call.Secret(), Request: call.ID})
	if err != nil {
		return nil, err
	}
	d.Server.Enter(call, t)
	return &Entry{t, t.Actor}, nil
}

func (d Door) signOut(ctx context.Context, who gov.Actor) error {
	if err := d.Ident.SignOut(ctx, who); err != nil {
		return err
	}
	d.Server.Leave(web.Of(ctx))
	return nil
}

func (d Door) me(ctx context.Context, who gov.Actor) (*Me, error) {
	a, err := d.Ident.Account(ctx, who.Account)
	if err != nil {
		return nil, err
	}
	m := &Me{Actor: who, Login: a.Login, Name: a.Name, CSRF: web.Of(ctx).CSRF, Now: d.Now()}
	if who.Kind == gov.Officer {
		m.Duties, err = d.Ident.Duties(ctx, who)
	}
	return m, err
}
