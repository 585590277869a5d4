package ident

import (
	"context"
	"time"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/org"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/sqldb"
)

// After so many failures in a row a login name waits, twice as long each time.
const (
	freeTries = 5
	firstWait = 30 * time.Second
	maxWait   = time.Hour
	tryMemory = 24 * time.Hour // failures longer ago do not count
)

// SignIn is an attempt to sign in with a password.
type SignIn struct {
	Login    string
	Password string
	Channel  string // portal, counter, desk …
	Old      string // the secret of the session before, which ends
	Request  string // request id
}

// known is what is stored of a login before the password is tried.
type known struct {
	account Account
	found   bool
	plain   string // stored hash, decrypted; empty: none
	rev     int64  // of the credential
	try     try
}

// SignIn tries a password and opens a session. Whether the login exists shows
// neither in the answer nor in the time: ident.wrong (unauthenticated) stands for
// an unknown login, a wrong password, a closed account and one without a password
// alike, and ident.locked (too many) follows repeated failures under any name.
func (i *Ident) SignIn(ctx context.Context, in SignIn) (Ticket, error) {
	if len(in.Login) > 4*maxLogin || len(in.Password) > 1024 {
		return Ticket{}, wrong()
	}
	index := i.eng.Vault().BlindIndex("ident.login", normLogin(in.Login))
	k, err := i.look(ctx, index)
	if err != nil {
		return Ticket{}, err
	}
	if err := i.locked(k.try); err != nil {
		return Ticket{}, err
	}
	ok, err := i.hasher.matches(ctx, k.plain, in.Password)
	if err != nil {
		return Ticket{}, err
	}
	if !ok || !k.found || k.account.State != Active {
		return Ticket{}, i.failed(ctx, in, index, k)
	}
	return i.admit(ctx, in, index, k)
}

// locked tells whether a name must wait after failures, and how long.
func (i *Ident) locked(t try) error {
	left := t.until - i.wall()
	if left <= 0 {
		return nil
	}
	return gov.TooMany("ident.locked", time.Duration(left)*time.Millisecond).With("minutes", (int64(left)+59_999)/60_000)
}

func wrong() *gov.Error { return &gov.Error{Kind: gov.KindUnauthenticated, Key: "ident.wrong"} }

func (i *Ident) look(ctx context.Context, index string) (k known, err error) {
	err = i.eng.Read(ctx, func(q *sqldb.Q) error {
		if k.try, err = readTry(ctx, q, index); err != nil {
			return err
		}
		if k.account, k.found, err = readLogin(ctx, q, index); err != nil || !k.found {
			return err
		}
		k.plain, k.rev, err = i.readPassword(ctx, q, k.account)
		return err
	})
	return k, err
}

func (i *Ident) readPassword(ctx context.Context, q *sqldb.Q, a Account) (plain string, rev int64, err error) {
	c, found, err := readCredential(ctx, q, a.ID)
	if err != nil || !found {
		return "", 0, err
	}
	keys, err := i.eng.Vault().Open(ctx, q, a.Person)
	if err != nil {
		return "", 0, err
	}
	b, err := keys.Decrypt(labelHash, c.hash)
	return string(b), c.rev, err
}

func (i *Ident) credentialOf(ctx context.Context, account gov.ID) (a Account, k known, err error) {
	err = i.eng.Read(ctx, func(q *sqldb.Q) error {
		if a, k.found, err = readAccount(ctx, q, account); err != nil || !k.found {
			return err
		}
		k.account = a
		if k.try, err = readTry(ctx, q, a.index); err != nil {
			return err
		}
		k.plain, k.rev, err = i.readPassword(ctx, q, a)
		return err
	})
	if err == nil && !k.found {
		err = gov.NotFound("ident.no_account")
	}
	return a, k, err
}

// failed counts a failure under the name that was tried, and records it. Nodes share
// the count: one that was counted meanwhile is not lost.
func (i *Ident) failed(ctx context.Context, in SignIn, index string, k known) error {
	who := gov.Actor{Kind: gov.Nobody, Channel: in.Channel, Request: in.Request}
	cmd := act.Command{Action: "signIn", Actor: who, Claims: []string{"signin/" + index}}
	_, err := act.Do(ctx, i.eng, cmd, func(p *act.Prep) (int64, error) {
		if err := p.Authorise(resource(Account{Kind: gov.Nobody})); err != nil {
			return 0, err
		}
		t, err := readTry(ctx, p.Q(), index)
		if err != nil {
			return 0, err
		}
		now, before := i.wall(), t
		if t.last+gov.Time(tryMemory.Milliseconds()) < now {
			t.failures = 0
		}
		t.failures++
		p.Exec(putTry, 1, index, t.failures, now.Add(waitAfter(t.failures)), now, before.failures, before.last)
		p.Note("signin.failed", "signin", seal.Data{"account": k.account.ID, "failures": t.failures})
		return t.failures, nil
	})
	if err != nil {
		return err
	}
	return wrong()
}

func waitAfter(failures int64) time.Duration {
	if failures < freeTries {
		return 0
	}
	return min(maxWait, firstWait<<min(failures-freeTries, 20))
}

// admit opens the session of somebody whose password was right. The credential is
// read again: a password changed meanwhile must not let the old one in.
func (i *Ident) admit(ctx context.Context, in SignIn, index string, k known) (Ticket, error) {
	who := k.account.actor()
	who.Channel, who.Request = in.Channel, in.Request
	cmd := act.Command{Action: "signIn", Actor: who, Claims: []string{"signin/" + index, claim(k.account.ID)}}
	t, err := act.Do(ctx, i.eng, cmd, func(p *act.Prep) (Ticket, error) {
		a, found, err := readAccount(ctx, p.Q(), k.account.ID)
		if err != nil {
			return Ticket{}, err
		}
		t, err := readTry(ctx, p.Q(), index)
		if err != nil {
			return Ticket{}, err
		}
		if err := i.locked(t); err != nil { // it was tried too often while this password was compared
			return Ticket{}, err
		}
		c, still, err := readCredential(ctx, p.Q(), a.ID)
		if err != nil {
			return Ticket{}, err
		}
		if !found || !still || a.State != Active || c.rev != k.rev {
			return Ticket{}, wrong()
		}
		p.Exec(dropTry, -1, index)
		return i.enter(ctx, p, a, in)
	})
	return i.seat(ctx, t, err)
}

// enter opens a web session in a command that has found out who it is.
func (i *Ident) enter(ctx context.Context, p *act.Prep, a Account, in SignIn) (Ticket, error) {
	if err := p.Authorise(resource(a)); err != nil {
		return Ticket{}, err
	}
	if a.Kind == gov.Officer {
		snap, err := i.org.In(ctx, p)
		if err != nil {
			return Ticket{}, err
		}
		if len(snap.Duties(a.Person, p.Now().Date())) == 0 {
			return Ticket{}, p.Refuse(noPost(), resource(a))
		}
	}
	if in.Old != "" {
		old, found, err := readHash(ctx, p.Q(), hexHash(in.Old))
		if err != nil {
			return Ticket{}, err
		}
		if found && old.Kind == Web {
			if err := i.end(p, old); err != nil {
				return Ticket{}, err
			}
		}
	}
	return i.issue(p, a, Session{Kind: Web, Channel: in.Channel, Expires: i.wall().Add(i.limits.Life)})
}

func noPost() *gov.Error {
	return &gov.Error{Kind: gov.KindForbidden, Key: "ident.no_post", Rule: "no-post-today"}
}

// seat completes a ticket with the actor it stands for.
func (i *Ident) seat(ctx context.Context, t Ticket, err error) (Ticket, error) {
	if err != nil {
		return Ticket{}, err
	}
	t.Actor, err = i.Resolve(ctx, t.Secret)
	return t, err
}

// Admit signs in somebody whom a trusted identity has named, and opens his
// account if this is the first time (lazily: an import of people opens none). in
// brings channel and the session before; its password is not looked at.
func (i *Ident) Admit(ctx context.Context, n NewAccount, in SignIn) (Ticket, error) {
	n.Password = ""
	if err := n.check(); err != nil {
		return Ticket{}, err
	}
	index, err := i.index(n.Login)
	if err != nil {
		return Ticket{}, err
	}
	who := gov.Actor{Kind: gov.Nobody, Channel: in.Channel, Request: in.Request}
	cmd := act.Command{Action: "signIn", Actor: who, Claims: []string{"login/" + index}}
	t, err := act.Do(ctx, i.eng, cmd, func(p *act.Prep) (Ticket, error) {
		a, _, err := i.open(ctx, p, n, "")
		if err != nil {
			return Ticket{}, err
		}
		if a.State != Active {
			return Ticket{}, p.Refuse(gov.Forbidden("account-closed"), resource(a))
		}
		return i.enter(ctx, p, a, in)
	})
	return i.seat(ctx, t, err)
}

// Unlock lets a login name try again at once (action unlockAccount).
func (i *Ident) Unlock(ctx context.Context, who gov.Actor, account gov.ID) error {
	cmd := act.Command{Action: "unlockAccount", Actor: who, Claims: []string{claim(account)}}
	_, err := act.Do(ctx, i.eng, cmd, func(p *act.Prep) (gov.ID, error) {
		a, err := i.mayTouch(ctx, p, account)
		if err != nil {
			return 0, err
		}
		p.Exec(dropTry, -1, a.index)
		return account, p.Event("signin.unlocked", claim(account), seal.Data{"account": account})
	})
	return err
}

// Duties gives the posts an officer may act on today, for the choice of post.
func (i *Ident) Duties(ctx context.Context, who gov.Actor) ([]org.Duty, error) {
	snap, err := i.org.Snapshot(ctx)
	if err != nil {
		return nil, err
	}
	return snap.Duties(who.Person, i.eng.Now().Date()), nil
}
