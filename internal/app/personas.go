package app

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"errors"
	"io"
	"io/fs"
	"slices"
	"strings"

	"holon.example/holon/internal/app/commission"
	"holon.example/holon/internal/app/content"
	"holon.example/holon/internal/data/theme"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/ident"
	"holon.example/holon/internal/infra/org"
	"holon.example/holon/internal/infra/sqldb"
)

// Persona is somebody one may sign in as in a demonstration.
type Persona struct {
	ID         string `json:"id"`
	Name       string `json:"name"`
	Title      string `json:"title,omitempty"`
	Role       string `json:"role"` // of the post; else citizen, agent
	Department string `json:"department,omitempty"`
	User       string `json:"user"`
	Password   string `json:"password"`
	Token      string `json:"token"`
}

// firmLogin marks the account by which who is also a citizen acts for his firm.
const firmLogin = "-firm"

// Enrol opens accounts for the named people of a city pack, with fresh passwords
// and tokens; random is where these come from.
func (n *Node) Enrol(ctx context.Context, home fs.FS, random io.Reader) ([]Persona, error) {
	a, err := readActors(home)
	if err != nil {
		return nil, err
	}
	people, err := n.subjects(ctx, a)
	if err != nil {
		return nil, err
	}
	firms, err := n.firmsOf(ctx, a)
	if err != nil {
		return nil, err
	}
	var list []ident.NewAccount
	var out []Persona
	add := func(login, name, title string, kind gov.ActorKind, person, subject gov.ID) error {
		password, err := word(random)
		list = append(list, ident.NewAccount{Kind: kind, Login: login, Name: name, Password: password, Person: person, Subject: subject})
		out = append(out, Persona{ID: login, Name: name, Title: title, Role: string(kind), User: login, Password: password})
		return err
	}
	for _, p := range a.People {
		subject := people[p.Key]
		if p.Kind == gov.Agent {
			subject = firms[p.Key]
		} else if firm := firms[p.Key]; firm != 0 {
			err = add(p.Key+firmLogin, p.Name, p.Title.En, gov.Agent, people[p.Key], firm)
		}
		if p.Kind == gov.Officer {
			subject = 0
		}
		if err = errors.Join(err, add(p.Key, p.Name, p.Title.En, p.Kind, people[p.Key], subject)); err != nil {
			return nil, err
		}
	}
	if err := n.open(ctx, list, out); err != nil {
		return nil, err
	}
	tokens := map[string]string{}
	for _, p := range out {
		tokens[p.ID] = p.Token
	}
	return out, commission.Desk{Warrants: n.office().Warrants, May: n.may, Org: n.Org.Snapshot, Now: n.Clock.Time, Resolve: n.Ident.Resolve}.Give(ctx, a.Warrants, tokens)
}

// open enrols the accounts, gives those that were there a new password, and each a
// token.
func (n *Node) open(ctx context.Context, list []ident.NewAccount, out []Persona) error {
	began := n.Clock.Time()
	accounts, err := n.Ident.Enrol(ctx, setup, list)
	if err != nil {
		return err
	}
	snap, err := n.Org.Snapshot(ctx)
	if err != nil {
		return err
	}
	for i, a := range accounts {
		if a.Opened < began {
			if err := n.Ident.SetPassword(ctx, setup, a.ID, "", list[i].Password); err != nil {
				return err
			}
		}
		t, err := n.Ident.CreateToken(ctx, setup, a.ID, ident.NewToken{Label: "demo"})
		if err != nil {
			return err
		}
		out[i].Token = t.Secret
		n.describe(snap, a, &out[i])
	}
	return nil
}

// describe tells the post of an officer: its highest role and its department.
func (n *Node) describe(snap *org.Snapshot, a ident.Account, p *Persona) {
	if a.Kind != gov.Officer {
		return
	}
	duties := snap.Duties(a.Person, n.Clock.Time().Date())
	if len(duties) == 0 {
		return
	}
	p.Role, p.Department = strings.Join(duties[0].Post.Roles, ","), duties[0].Department.Code
}

// firmsOf finds the firm each named agent acts for.
func (n *Node) firmsOf(ctx context.Context, a actors) (map[string]gov.ID, error) {
	out := map[string]gov.ID{}
	err := n.DB.Read(ctx, func(q *sqldb.Q) error {
		for _, f := range a.Firms {
			id, found, err := theme.FindFirm(ctx, q, f.CreditCode)
			if err != nil {
				return err
			}
			if !found {
				return errors.New(personasFile + ": " + f.CreditCode + " is not in the register")
			}
			for _, key := range f.Agents {
				out[key] = id
			}
		}
		return nil
	})
	return out, err
}

// word makes a password of 16 letters and digits, 80 bits.
func word(random io.Reader) (string, error) {
	if random == nil {
		random = rand.Reader
	}
	b := make([]byte, 10)
	if _, err := io.ReadFull(random, b); err != nil {
		return "", err
	}
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(b)), nil
}

// City names the city pack among the installed ones; empty if there is none.
func (n *Node) City() string {
	packs := n.Content.Now().Packs
	i := slices.IndexFunc(packs, func(p *content.Installed) bool { return p.Kind == kindCity })
	if i < 0 {
		return ""
	}
	return packs[i].ID
}
