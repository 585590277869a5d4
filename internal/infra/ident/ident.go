package ident

import (
	"context"
	"time"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/org"
	"holon.example/holon/internal/infra/sqldb"
)

// Limits are the lives of sessions and tokens.
type Limits struct {
	Idle  time.Duration // a session nobody used so long ends
	Life  time.Duration // a session ends then in any case
	Token time.Duration // the longest life of a token
}

// Usual are the limits where the site says nothing.
var Usual = Limits{Idle: 30 * time.Minute, Life: 12 * time.Hour, Token: 366 * 24 * time.Hour}

// Config is what identities need.
type Config struct {
	Engine *act.Engine
	Org    *org.Org
	Wall   func() gov.Time // the machine's clock, by which sessions live (gov.Wall().Time)
	Limits Limits          // zero: Usual
}

// Ident keeps accounts and sessions.
type Ident struct {
	eng    *act.Engine
	org    *org.Org
	wall   func() gov.Time
	limits Limits
	hasher *hasher
	cache  *cache
}

// New makes the identities of a site.
func New(c Config) *Ident {
	if c.Limits == (Limits{}) {
		c.Limits = Usual
	}
	return &Ident{eng: c.Engine, org: c.Org, wall: c.Wall, limits: c.Limits, hasher: newHasher(), cache: newCache()}
}

// Named is an account with what is readable only to who may see it.
type Named struct {
	Account
	Login string `json:"login"`
	Name  string `json:"name"`
}

// Account gives one account with its names, for its owner's page; the caller has
// asked for permission.
func (i *Ident) Account(ctx context.Context, id gov.ID) (n Named, err error) {
	err = i.eng.Read(ctx, func(q *sqldb.Q) error {
		a, found, err := readAccount(ctx, q, id)
		if err != nil {
			return err
		}
		if !found {
			return gov.NotFound("ident.no_account")
		}
		keys, err := i.eng.Vault().Open(ctx, q, a.Person)
		if err != nil {
			return err
		}
		login, err := keys.Decrypt(labelLogin, a.login)
		if err != nil {
			return err
		}
		name, err := keys.Decrypt(labelName, a.name)
		n = Named{Account: a, Login: string(login), Name: string(name)}
		return err
	})
	return n, err
}

// ByLogin finds an account by login name.
func (i *Ident) ByLogin(ctx context.Context, login string) (a Account, err error) {
	index, err := i.index(login)
	if err != nil {
		return a, err
	}
	err = i.eng.Read(ctx, func(q *sqldb.Q) error {
		var found bool
		if a, found, err = readLogin(ctx, q, index); err == nil && !found {
			err = gov.NotFound("ident.no_account")
		}
		return err
	})
	return a, err
}

// OfPerson gives the accounts of one human.
func (i *Ident) OfPerson(ctx context.Context, person gov.ID) (out []Account, err error) {
	err = i.eng.Read(ctx, func(q *sqldb.Q) error {
		out, err = readPerson(ctx, q, person)
		return err
	})
	return out, err
}

// As gives an account as it would act today, on its first post and without a
// session: for explanations of access, and for seeding through the use cases. It
// proves nobody's identity. A closed account is unauthenticated, an officer
// without a post today forbidden, as in Resolve.
func (i *Ident) As(ctx context.Context, account gov.ID) (gov.Actor, error) {
	e := &entry{}
	err := i.eng.Read(ctx, func(q *sqldb.Q) error {
		var found bool
		var err error
		if e.account, found, err = readAccount(ctx, q, account); err != nil {
			return err
		}
		if !found {
			return gov.NotFound("ident.no_account")
		}
		if e.account.State != Active {
			return ended()
		}
		return nil
	})
	if err != nil {
		return gov.Actor{}, err
	}
	return i.actorOf(ctx, e)
}

// index is the keyed index of a login name.
func (i *Ident) index(login string) (string, error) {
	n := normLogin(login)
	if n == "" {
		return "", gov.Invalid("ident.login").At("login", "ident.login")
	}
	return i.eng.Vault().BlindIndex("ident.login", n), nil
}

// Labels under which fields are encrypted.
const (
	labelLogin = "account.login"
	labelName  = "account.name"
	labelHash  = "credential.hash"
)
