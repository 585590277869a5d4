package ident

import (
	"context"
	"errors"
	"sync"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/seal"
)

// enrolSize bounds one command of Enrol: two sealed rows an account.
const enrolSize = 120

// Enrol opens accounts (action enrolAccount), in commands of bounded size. An
// account whose login stands already for the same kind and person is left as it
// is, so that an import may run again; a login of somebody else is a Conflict.
func (i *Ident) Enrol(ctx context.Context, who gov.Actor, list []NewAccount) ([]Account, error) {
	out := make([]Account, 0, len(list))
	for len(list) > 0 {
		n := min(enrolSize, len(list))
		part, err := i.enrol(ctx, who, list[:n])
		if err != nil {
			return out, err
		}
		out, list = append(out, part...), list[n:]
	}
	return out, nil
}

func (i *Ident) enrol(ctx context.Context, who gov.Actor, list []NewAccount) ([]Account, error) {
	claims := make([]string, len(list))
	for n, a := range list {
		if err := a.check(); err != nil {
			return nil, err
		}
		index, err := i.index(a.Login)
		if err != nil {
			return nil, err
		}
		claims[n] = "login/" + index
	}
	hashes, err := i.hashes(ctx, list) // outside the command: 35 ms must not hold a snapshot
	if err != nil {
		return nil, err
	}
	cmd := act.Command{Action: "enrolAccount", Actor: who, Claims: claims}
	out, err := act.Do(ctx, i.eng, cmd, func(p *act.Prep) ([]Account, error) {
		if err := p.Authorise(act.Resource{Type: "Account"}); err != nil {
			return nil, err
		}
		out, opened := make([]Account, 0, len(list)), 0
		for n, a := range list {
			acc, fresh, err := i.open(ctx, p, a, hashes[n])
			if err != nil {
				return nil, err
			}
			out = append(out, acc)
			if fresh {
				opened++
			}
		}
		if opened == 0 {
			return out, errNothing{out}
		}
		return out, nil
	})
	if none, ok := errors.AsType[errNothing](err); ok {
		return none.accounts, nil
	}
	return out, err
}

// hashes computes the passwords of a list, two at a time; empty where there is none.
func (i *Ident) hashes(ctx context.Context, list []NewAccount) ([]string, error) {
	const lanes = 2
	out, errs := make([]string, len(list)), [lanes]error{}
	var wg sync.WaitGroup
	for lane := range lanes {
		wg.Go(func() {
			for n := lane; n < len(list) && errs[lane] == nil; n += lanes {
				if list[n].Password != "" {
					out[n], errs[lane] = i.hasher.hash(ctx, list[n].Password)
				}
			}
		})
	}
	wg.Wait()
	return out, errors.Join(errs[:]...)
}

// errNothing ends a command that would change nothing.
type errNothing struct{ accounts []Account }

func (errNothing) Error() string { return "nothing to change" }

// open prepares one account, unless it stands already.
func (i *Ident) open(ctx context.Context, p *act.Prep, n NewAccount, hash string) (acc Account, fresh bool, err error) {
	index, err := i.index(n.Login)
	if err != nil {
		return acc, false, err
	}
	old, found, err := readLogin(ctx, p.Q(), index)
	if err != nil {
		return acc, false, err
	}
	if found {
		if old.Kind != n.Kind || n.Person != 0 && old.Person != n.Person {
			return acc, false, gov.Conflict("ident.login_taken")
		}
		return old, false, nil
	}
	acc = Account{ID: p.NewID(), Kind: n.Kind, Person: n.Person, Subject: n.Subject, Division: n.Division, State: Active, Opened: p.Now(), index: index}
	if acc.Person == 0 {
		acc.Person = p.NewID()
		if err := p.NewSubject(acc.Person); err != nil {
			return acc, false, err
		}
	}
	if n.Kind == gov.Citizen || n.Kind == gov.Officer {
		acc.Subject = acc.Person
	}
	keys, err := p.Keys(acc.Person)
	if err != nil {
		return acc, false, err
	}
	acc.login = keys.Encrypt(labelLogin, []byte(n.Login))
	acc.name = keys.Encrypt(labelName, []byte(n.Name))
	if err := p.Insert(accountTable, acc.row()); err != nil {
		return acc, false, err
	}
	if hash != "" {
		c := credential{account: acc.ID, person: acc.Person, hash: keys.Encrypt(labelHash, []byte(hash)), since: p.Now()}
		if err := p.Insert(credentialTable, c.row()); err != nil {
			return acc, false, err
		}
	}
	return acc, true, p.Event("account.opened", "account/"+acc.ID.String(), seal.Data{"account": acc.ID, "kind": string(acc.Kind), "person": acc.Person, "subject": acc.Subject})
}

// Shut closes an account for good and ends its sessions (action closeAccount).
func (i *Ident) Shut(ctx context.Context, who gov.Actor, account gov.ID) error {
	cmd := act.Command{Action: "closeAccount", Actor: who, Claims: []string{claim(account)}}
	_, err := act.Do(ctx, i.eng, cmd, func(p *act.Prep) (gov.ID, error) {
		a, err := i.mayTouch(ctx, p, account)
		if err != nil {
			return 0, err
		}
		if a.State == Closed {
			return 0, gov.Conflict("ident.closed")
		}
		a.State = Closed
		if err := p.Update(accountTable, a.row(), a.rev); err != nil {
			return 0, err
		}
		if _, err := i.endAll(ctx, p, a, 0); err != nil {
			return 0, err
		}
		return account, p.Event("account.closed", "account/"+account.String(), seal.Data{"account": account})
	})
	return err
}

// mayTouch reads an account and asks for permission on it. Who may not gets the
// same answer whether it exists or not only from the policies; ids are no secret.
func (i *Ident) mayTouch(ctx context.Context, p *act.Prep, account gov.ID) (Account, error) {
	a, found, err := readAccount(ctx, p.Q(), account)
	if err != nil {
		return a, err
	}
	if err := p.Authorise(resource(a)); err != nil {
		return a, err
	}
	if !found {
		return a, gov.NotFound("ident.no_account")
	}
	return a, nil
}

func resource(a Account) act.Resource {
	return act.Resource{Type: "Account", ID: a.ID.String(), Attrs: map[string]any{"account": a.ID, "person": a.Person, "kind": string(a.Kind)}}
}

func claim(account gov.ID) string { return "account/" + account.String() }

// SetPassword changes a password. The owner gives the old one (action
// changePassword); the program that sets a city up need not (action resetPassword),
// and no officer has that right: he gives a one-time code. Every session of the
// account but the owner's own ends.
func (i *Ident) SetPassword(ctx context.Context, who gov.Actor, account gov.ID, old, fresh string) error {
	action := "resetPassword"
	if who.Account == account {
		action = "changePassword"
	}
	a, c, err := i.credentialOf(ctx, account)
	if err != nil {
		return err
	}
	if err := checkPassword("", fresh); err != nil {
		return err
	}
	if action == "changePassword" {
		if err := i.proveOld(ctx, who, a, c, old); err != nil {
			return err
		}
	}
	hash, err := i.hasher.hash(ctx, fresh)
	if err != nil {
		return err
	}
	cmd := act.Command{Action: action, Actor: who, Claims: []string{claim(account)}}
	_, err = act.Do(ctx, i.eng, cmd, func(p *act.Prep) (gov.ID, error) {
		if err := p.Authorise(resource(a)); err != nil {
			return 0, err
		}
		return account, i.writePassword(ctx, p, a, hash, c.rev)
	})
	return err
}

// proveOld wants the old password; wrong ones count as failed sign-ins do, so that
// a stolen session cannot guess.
func (i *Ident) proveOld(ctx context.Context, who gov.Actor, a Account, k known, old string) error {
	if err := i.locked(k.try); err != nil {
		return err
	}
	ok, err := i.hasher.matches(ctx, k.plain, old)
	if err != nil || ok {
		return err
	}
	err = i.failed(ctx, SignIn{Channel: who.Channel, Request: who.Request}, a.index, k)
	if gov.KindOf(err) != gov.KindUnauthenticated {
		return err // it could not be counted
	}
	return gov.Invalid("ident.wrong").At("old", "ident.wrong")
}

func (i *Ident) writePassword(ctx context.Context, p *act.Prep, a Account, hash string, rev int64) error {
	keys, err := p.Keys(a.Person)
	if err != nil {
		return err
	}
	c := credential{account: a.ID, person: a.Person, hash: keys.Encrypt(labelHash, []byte(hash)), since: p.Now()}
	if rev > 0 {
		err = p.Update(credentialTable, c.row(), rev)
	} else {
		err = p.Insert(credentialTable, c.row())
	}
	if err != nil {
		return err
	}
	keep := gov.ID(0)
	if p.Who().Account == a.ID {
		keep = p.Who().Session
	}
	if _, err := i.endAll(ctx, p, a, keep); err != nil {
		return err
	}
	p.Exec(dropTry, -1, a.index)
	return p.Event("account.password", "account/"+a.ID.String(), seal.Data{"account": a.ID})
}
