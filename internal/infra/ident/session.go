package ident

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/sqldb"
)

// SessionKind tells a browser's session from a token of a program.
type SessionKind string

// The kinds of session.
const (
	Web   SessionKind = "web"
	Token SessionKind = "token"
)

// The first characters of a secret say what it is, for who finds one in a log.
const (
	webPrefix   = "hs_"
	tokenPrefix = "ht_"
	secretBytes = 32
)

// Session is a browser's session or a token. The secret itself is kept nowhere.
type Session struct {
	ID      gov.ID      `json:"id"`
	Kind    SessionKind `json:"kind"`
	Account gov.ID      `json:"account"`
	Post    gov.ID      `json:"post,omitempty"` // the post chosen; 0: the first of the day
	Channel string      `json:"channel"`
	Label   string      `json:"label,omitempty"`  // what its owner calls a token
	Scopes  []string    `json:"scopes,omitempty"` // actions a token is limited to; none: all of the account's
	Opened  gov.Time    `json:"opened"`
	Expires gov.Time    `json:"expires"`
	Closed  gov.Time    `json:"closed,omitempty"`

	hash   string
	person gov.ID
	rev    int64
}

// newSecret makes a cookie or token.
func newSecret(kind SessionKind) string {
	b := make([]byte, secretBytes)
	_, _ = rand.Read(b) // never fails (crypto/rand)
	prefix := webPrefix
	if kind == Token {
		prefix = tokenPrefix
	}
	return prefix + base64.RawURLEncoding.EncodeToString(b)
}

// wellFormed tells whether a text can be one of our secrets.
func wellFormed(secret string) bool {
	return len(secret) == len(webPrefix)+43 && (strings.HasPrefix(secret, webPrefix) || strings.HasPrefix(secret, tokenPrefix))
}

func hashSecret(secret string) [32]byte { return sha256.Sum256([]byte(secret)) }

func hexHash(secret string) string {
	h := hashSecret(secret)
	return hex.EncodeToString(h[:])
}

// Ticket is what somebody holds after signing in.
type Ticket struct {
	Secret  string    `json:"token"` // for the cookie, or the Authorization header
	CSRF    string    `json:"csrf,omitempty"`
	Session gov.ID    `json:"session"`
	Expires gov.Time  `json:"expires"`
	Actor   gov.Actor `json:"-"`
}

// CSRF gives the value that forms of a session must bring along. It is bound to
// the cookie and cannot be computed without the site's key.
func (i *Ident) CSRF(secret string) string { return i.eng.Vault().BlindIndex("ident.csrf", secret) }

// CheckCSRF compares what a form brought with what its cookie wants.
func (i *Ident) CheckCSRF(secret, given string) error {
	if secret == "" || subtle.ConstantTimeCompare([]byte(i.CSRF(secret)), []byte(given)) != 1 {
		return gov.Forbidden("csrf")
	}
	return nil
}

// begin prepares a new session of an account.
func (i *Ident) begin(p *act.Prep, a Account, s Session) (Session, string, error) {
	secret := newSecret(s.Kind)
	s.ID, s.Account, s.person, s.hash, s.Opened = p.NewID(), a.ID, a.Person, hexHash(secret), i.wall()
	if err := p.Insert(sessionTable, s.row()); err != nil {
		return s, "", err
	}
	return s, secret, p.Event("session.opened", "account/"+a.ID.String(), seal.Data{"account": a.ID, "session": s.ID, "kind": string(s.Kind), "channel": s.Channel, "scopes": s.Scopes})
}

// end prepares the end of a session; memory forgets it when that is durable.
func (i *Ident) end(p *act.Prep, s Session) error {
	if s.Closed != 0 {
		return nil
	}
	s.Closed = i.wall()
	p.After(func() { i.cache.drop(s.ID) })
	return p.Update(sessionTable, s.row(), s.rev)
}

// endAll prepares the end of every session of an account but one.
func (i *Ident) endAll(ctx context.Context, p *act.Prep, a Account, but gov.ID) (int, error) {
	open, err := readOpen(ctx, p.Q(), a.ID, i.wall())
	if err != nil {
		return 0, err
	}
	n := 0
	for _, s := range open {
		if s.ID == but {
			continue
		}
		if err := i.end(p, s); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// SignOut ends the actor's own session.
func (i *Ident) SignOut(ctx context.Context, who gov.Actor) error {
	return i.revoke(ctx, who, "signOut", who.Session)
}

// Revoke ends one session or token of an account (action revokeToken).
func (i *Ident) Revoke(ctx context.Context, who gov.Actor, session gov.ID) error {
	return i.revoke(ctx, who, "revokeToken", session)
}

func (i *Ident) revoke(ctx context.Context, who gov.Actor, action string, session gov.ID) error {
	cmd := act.Command{Action: action, Actor: who, Claims: []string{"session/" + session.String()}}
	_, err := act.Do(ctx, i.eng, cmd, func(p *act.Prep) (gov.ID, error) {
		s, found, err := readSession(ctx, p.Q(), session)
		if err != nil {
			return 0, err
		}
		if err := p.Authorise(resource(Account{ID: s.Account, Person: s.person, Kind: who.Kind})); err != nil {
			return 0, err
		}
		if !found {
			return 0, gov.NotFound("ident.no_session")
		}
		if err := i.end(p, s); err != nil {
			return 0, err
		}
		return session, p.Event("session.closed", "account/"+s.Account.String(), seal.Data{"account": s.Account, "session": s.ID})
	})
	return err
}

// RevokeAll ends every session and token of an account, the actor's own too, and
// tells how many (action revokeSessions).
func (i *Ident) RevokeAll(ctx context.Context, who gov.Actor, account gov.ID) (int, error) {
	cmd := act.Command{Action: "revokeSessions", Actor: who, Claims: []string{claim(account)}}
	return act.Do(ctx, i.eng, cmd, func(p *act.Prep) (int, error) {
		a, err := i.mayTouch(ctx, p, account)
		if err != nil {
			return 0, err
		}
		n, err := i.endAll(ctx, p, a, 0)
		if err != nil {
			return 0, err
		}
		return n, p.Event("session.closed", "account/"+account.String(), seal.Data{"account": account, "sessions": n})
	})
}

// Sessions gives what is open of an account, for its owner's page; the caller has
// asked for permission.
func (i *Ident) Sessions(ctx context.Context, account gov.ID) (out []Session, err error) {
	err = i.eng.Read(ctx, func(q *sqldb.Q) error {
		out, err = readOpen(ctx, q, account, i.wall())
		return err
	})
	return out, err
}

// NewToken is what a token is asked for with.
type NewToken struct {
	Label  string        `json:"label"`
	Scopes []string      `json:"scopes"` // actions; empty: whatever the account may do (never for a system)
	Life   time.Duration `json:"life"`   // 0: the site's longest
	Post   gov.ID        `json:"post,omitempty"`
}

// CreateToken makes a token of an account (action createToken). Its secret is
// shown once.
func (i *Ident) CreateToken(ctx context.Context, who gov.Actor, account gov.ID, n NewToken) (Ticket, error) {
	if n.Life == 0 {
		n.Life = i.limits.Token
	}
	if n.Life < 0 || n.Life > i.limits.Token || len(n.Label) > 200 || len(n.Scopes) > 100 {
		return Ticket{}, gov.Invalid("ident.token")
	}
	slices.Sort(n.Scopes)
	cmd := act.Command{Action: "createToken", Actor: who, Claims: []string{claim(account)}}
	return act.Do(ctx, i.eng, cmd, func(p *act.Prep) (Ticket, error) {
		a, err := i.mayTouch(ctx, p, account)
		if err != nil {
			return Ticket{}, err
		}
		if a.State != Active || a.Kind == gov.System && len(n.Scopes) == 0 {
			return Ticket{}, gov.Invalid("ident.token")
		}
		// A token that is itself limited begets none that can do more.
		if limited(who) {
			return Ticket{}, p.Refuse(gov.Forbidden("token-begets-token"), resource(a))
		}
		return i.issue(p, a, Session{Kind: Token, Channel: "api", Label: n.Label, Scopes: slices.Compact(n.Scopes), Post: n.Post, Expires: i.wall().Add(n.Life)})
	})
}

func (i *Ident) issue(p *act.Prep, a Account, s Session) (Ticket, error) {
	s, secret, err := i.begin(p, a, s)
	if err != nil {
		return Ticket{}, err
	}
	t := Ticket{Secret: secret, Session: s.ID, Expires: s.Expires}
	if s.Kind == Web {
		t.CSRF = i.CSRF(secret)
	}
	return t, nil
}

// SwitchPost puts the actor's session on another of his posts (action switchPost).
func (i *Ident) SwitchPost(ctx context.Context, who gov.Actor, post gov.ID) error {
	cmd := act.Command{Action: "switchPost", Actor: who, Claims: []string{"session/" + who.Session.String()}}
	_, err := act.Do(ctx, i.eng, cmd, func(p *act.Prep) (gov.ID, error) {
		if err := p.Authorise(resource(Account{ID: who.Account, Person: who.Person, Kind: who.Kind})); err != nil {
			return 0, err
		}
		snap, err := i.org.In(ctx, p)
		if err != nil {
			return 0, err
		}
		if _, ok := snap.Seat(who, post, p.Now().Date()); !ok || post == 0 {
			return 0, gov.NotFound("ident.no_post")
		}
		s, found, err := readSession(ctx, p.Q(), who.Session)
		if err != nil || !found {
			return 0, gov.NotFound("ident.no_session").Because(err)
		}
		s.Post = post
		p.After(func() { i.cache.drop(s.ID) })
		if err := p.Update(sessionTable, s.row(), s.rev); err != nil {
			return 0, err
		}
		return post, p.Event("session.post", "account/"+who.Account.String(), seal.Data{"session": s.ID, "post": post})
	})
	return err
}
