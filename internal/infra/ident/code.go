package ident

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"strings"
	"time"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/sqldb"
)

// A one-time code has 50 bits in letters and digits that nobody mistakes for each other.
const (
	codeLetters = "ABCDEFGHJKMNPQRSTVWXYZ0123456789"
	codeSize    = 10
	codeLife    = 24 * time.Hour
)

// Code is a one-time code (一次性口令): with it the owner of an account chooses a new
// password. It is told once and kept as a keyed hash only.
type Code struct {
	Account gov.ID   `json:"account"`
	Secret  string   `json:"-"`
	Expires gov.Time `json:"expires"`
}

// oneTime is a code as it is stored.
type oneTime struct {
	account gov.ID
	person  gov.ID
	digest  string
	expires gov.Time
	rev     int64
}

func newCode() string {
	b := make([]byte, codeSize)
	_, _ = rand.Read(b) // never fails (crypto/rand)
	for n := range b {
		b[n] = codeLetters[int(b[n])%len(codeLetters)]
	}
	return string(b)
}

// normCode is the one form in which codes are compared: what people leave out or add
// when they copy one does not count.
func normCode(s string) string {
	s = strings.ToUpper(strings.NewReplacer(" ", "", "-", "", "\t", "").Replace(s))
	return strings.NewReplacer("O", "0", "I", "1", "L", "1", "U", "V").Replace(s)
}

func (i *Ident) digestOf(account gov.ID, code string) string {
	return i.eng.Vault().BlindIndex("ident.code", account.String()+"/"+normCode(code))
}

// IssueCode gives an officer's account a one-time code (action issueCode). His password
// counts no more and his sessions end; a code issued before is void. The code is in
// the answer and nowhere else, so that the command has no key to be asked again by.
func (i *Ident) IssueCode(ctx context.Context, who gov.Actor, account gov.ID) (Code, error) {
	secret := newCode()
	cmd := act.Command{Action: "issueCode", Actor: who, Claims: []string{claim(account)}}
	out, err := act.Do(ctx, i.eng, cmd, func(p *act.Prep) (Code, error) {
		a, err := i.mayTouch(ctx, p, account)
		if err != nil {
			return Code{}, err
		}
		if a.Kind != gov.Officer {
			return Code{}, p.Refuse(gov.Forbidden("code-for-officers"), resource(a))
		}
		if a.State != Active {
			return Code{}, gov.Conflict("ident.closed")
		}
		c := Code{Account: a.ID, Expires: i.wall().Add(codeLife)}
		if err := i.putCode(ctx, p, oneTime{account: a.ID, person: a.Person, digest: i.digestOf(a.ID, secret), expires: c.Expires}); err != nil {
			return Code{}, err
		}
		return c, i.lockOut(ctx, p, a)
	})
	out.Secret = secret[:codeSize/2] + "-" + secret[codeSize/2:]
	if err != nil {
		return Code{}, err
	}
	return out, nil
}

// putCode writes a code over the one before.
func (i *Ident) putCode(ctx context.Context, p *act.Prep, c oneTime) error {
	old, found, err := readCode(ctx, p.Q(), c.account)
	if err != nil {
		return err
	}
	if found {
		return p.Update(codeTable, c.row(), old.rev)
	}
	return p.Insert(codeTable, c.row())
}

// lockOut takes password and sessions from an account until its code is used.
func (i *Ident) lockOut(ctx context.Context, p *act.Prep, a Account) error {
	c, found, err := readCredential(ctx, p.Q(), a.ID)
	if err != nil {
		return err
	}
	if found {
		p.Delete(credentialTable, a.ID, c.rev)
	}
	n, err := i.endAll(ctx, p, a, 0)
	if err != nil {
		return err
	}
	p.Exec(dropTry, -1, a.index)
	return p.Event("account.code", claim(a.ID), seal.Data{"account": a.ID, "sessions": n})
}

// Redeem uses a one-time code: the account gets the new password and a session is
// opened. An unknown login, a wrong and an expired code are answered alike, and
// count as failed sign-ins do.
func (i *Ident) Redeem(ctx context.Context, in SignIn, fresh string) (Ticket, error) {
	if len(in.Login) > 4*maxLogin || len(in.Password) > 1024 {
		return Ticket{}, wrong()
	}
	if err := checkPassword(in.Login, fresh); err != nil {
		return Ticket{}, err
	}
	index := i.eng.Vault().BlindIndex("ident.login", normLogin(in.Login))
	var k known
	var c oneTime
	err := i.eng.Read(ctx, func(q *sqldb.Q) (err error) {
		if k.try, err = readTry(ctx, q, index); err != nil {
			return err
		}
		if k.account, k.found, err = readLogin(ctx, q, index); err != nil {
			return err
		}
		c, _, err = readCode(ctx, q, k.account.ID)
		return err
	})
	if err != nil {
		return Ticket{}, err
	}
	if err := i.locked(k.try); err != nil {
		return Ticket{}, err
	}
	if !i.fits(c, k.account, in.Password) {
		return Ticket{}, i.failed(ctx, in, index, k)
	}
	hash, err := i.hasher.hash(ctx, fresh)
	if err != nil {
		return Ticket{}, err
	}
	return i.redeem(ctx, in, k, hash)
}

func (i *Ident) fits(c oneTime, a Account, code string) bool {
	same := subtle.ConstantTimeCompare([]byte(c.digest), []byte(i.digestOf(a.ID, code))) == 1
	return same && a.State == Active && c.account == a.ID && c.expires > i.wall()
}

func (i *Ident) redeem(ctx context.Context, in SignIn, k known, hash string) (Ticket, error) {
	who := k.account.actor()
	who.Channel, who.Request = in.Channel, in.Request
	cmd := act.Command{Action: "signIn", Actor: who, Claims: []string{"signin/" + k.account.index, claim(k.account.ID)}}
	t, err := act.Do(ctx, i.eng, cmd, func(p *act.Prep) (Ticket, error) {
		a, _, err := readAccount(ctx, p.Q(), k.account.ID)
		if err != nil {
			return Ticket{}, err
		}
		c, _, err := readCode(ctx, p.Q(), a.ID)
		if err != nil {
			return Ticket{}, err
		}
		if !i.fits(c, a, in.Password) { // another used it meanwhile
			return Ticket{}, wrong()
		}
		p.Delete(codeTable, a.ID, c.rev)
		old, _, err := readCredential(ctx, p.Q(), a.ID)
		if err != nil {
			return Ticket{}, err
		}
		if err := i.writePassword(ctx, p, a, hash, old.rev); err != nil {
			return Ticket{}, err
		}
		return i.enter(ctx, p, a, SignIn{Login: in.Login, Channel: in.Channel, Request: in.Request})
	})
	return i.seat(ctx, t, err)
}

// Waits tells whether an account has a code that was not used yet, and until when.
func (i *Ident) Waits(ctx context.Context, q *sqldb.Q, account gov.ID) (gov.Time, error) {
	c, found, err := readCode(ctx, q, account)
	if err != nil || !found || c.expires <= i.wall() {
		return 0, err
	}
	return c.expires, nil
}

// Officers gives the officers' accounts of people with their names, in the order of the
// people; the caller has authorised the reading and records it.
func (i *Ident) Officers(ctx context.Context, p *act.Prep, people []gov.ID) (out []Named, err error) {
	for _, person := range people {
		list, err := readPerson(ctx, p.Q(), person)
		if err != nil {
			return nil, err
		}
		for _, a := range list {
			if a.Kind != gov.Officer {
				continue
			}
			keys, err := p.Keys(a.Person)
			if err != nil {
				return nil, err
			}
			login, err := keys.Decrypt(labelLogin, a.login)
			if err != nil {
				return nil, err
			}
			name, err := keys.Decrypt(labelName, a.name)
			if err != nil {
				return nil, err
			}
			out = append(out, Named{Account: a, Login: string(login), Name: string(name)})
		}
	}
	return out, nil
}

// Login finds an account by login name in a command's snapshot; ID 0: none.
func (i *Ident) Login(ctx context.Context, q *sqldb.Q, login string) (Account, error) {
	index, err := i.index(login)
	if err != nil {
		return Account{}, nil //nolint:nilerr // what cannot be a login is nobody's
	}
	a, _, err := readLogin(ctx, q, index)
	return a, err
}

// At gives an account in a command's snapshot.
func (i *Ident) At(ctx context.Context, q *sqldb.Q, id gov.ID) (Account, error) {
	a, found, err := readAccount(ctx, q, id)
	if err == nil && !found {
		err = gov.NotFound("ident.no_account")
	}
	return a, err
}

// OpenSessions gives what is open of an account in a command's snapshot.
func (i *Ident) OpenSessions(ctx context.Context, q *sqldb.Q, account gov.ID) ([]Session, error) {
	return readOpen(ctx, q, account, i.wall())
}
