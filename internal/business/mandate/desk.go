package mandate

import (
	"context"
	"slices"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/sqldb"
)

// Config is what mandates need from other slices; app wires it.
type Config struct {
	Act *act.Engine
	// Match finds the person or firm a party names and compares the name with the
	// register; 0 if either is not so. The check is sealed, no value is told.
	Match func(ctx context.Context, p *act.Prep, party Party) (gov.ID, error)
	// Firms lists the firms whose legal representative a person is.
	Firms func(ctx context.Context, q *sqldb.Q, person gov.ID) ([]gov.ID, error)
	// Names gives the names of persons and firms and records the read.
	Names func(ctx context.Context, p *act.Prep, subjects []gov.ID) (map[gov.ID]string, error)
	// File tells that a file was handed in by the actor; of another one it says not found.
	File func(ctx context.Context, who gov.Actor, blob string) (kind string, size int64, err error)
	// Offers tells whether the site offers an item or package by this id.
	Offers func(name string) bool
	// Applicant gives whose case it is.
	Applicant func(ctx context.Context, q *sqldb.Q, caseID gov.ID) (gov.ID, error)
}

// Desk performs the use cases of mandates.
type Desk struct{ Config }

// New makes a desk.
func New(c Config) *Desk { return &Desk{c} }

// ExpireJob is the kind of the jobs that end mandates with their term.
const ExpireJob = "mandate.expire"

type expiry struct {
	Mandate gov.ID `json:"mandate"`
}

// maxLive bounds the mandates of one principal that stand at a time.
const maxLive = 100

// View is a mandate as principal, delegate and window see it.
type View struct {
	*Mandate
	PrincipalName string `json:"principalName,omitempty"`
	DelegateName  string `json:"delegateName,omitempty"`
	Live          bool   `json:"live"` // it lets somebody act today
}

// window tells whether the actor serves others at a window.
func window(who gov.Actor) bool { return who.Kind == gov.Officer }

// Create makes an offer (action createMandate): the principal's own, online, or at
// the window of whoever is present, on the signed paper. Errors name their fields.
func (d *Desk) Create(ctx context.Context, who gov.Actor, key string, o Offer) (*View, error) {
	noPaper := d.paper(ctx, who, o.Paper)
	return act.Do(ctx, d.Act, act.Command{Action: "createMandate", Actor: who, Key: key, Input: o}, func(p *act.Prep) (*View, error) {
		if err := o.check(p.Now().Date(), window(who)); err != nil {
			return nil, err
		}
		m, head, err := d.parties(ctx, p, &o)
		if err != nil {
			return nil, err
		}
		if err := p.Authorise(m.resource(who, head, o.Paper != "")); err != nil {
			return nil, err
		}
		if noPaper != nil {
			return nil, noPaper
		}
		if err := d.allowed(ctx, p, m); err != nil {
			return nil, err
		}
		if m.job, err = p.Job(ExpireJob, m.Until.End()+1, expiry{m.ID}); err != nil {
			return nil, err
		}
		if err := m.put(p); err != nil {
			return nil, err
		}
		if err := m.event(p, "mandate.offered"); err != nil {
			return nil, err
		}
		return d.view(ctx, p, m)
	})
}

// paper checks that the signed paper was handed in by the actor; the caller tells
// its error when the policies have allowed the command.
func (d *Desk) paper(ctx context.Context, who gov.Actor, blob string) error {
	if blob == "" {
		return nil
	}
	_, _, err := d.File(ctx, who, blob)
	if err != nil && gov.KindOf(err) == gov.KindNotFound {
		return gov.Invalid("mandate.offer").At("paper", "blob.not_found")
	}
	return err
}

// parties finds principal and delegate, and the head of the firm that acts.
func (d *Desk) parties(ctx context.Context, p *act.Prep, o *Offer) (m *Mandate, head gov.ID, err error) {
	who := p.Who()
	m = &Mandate{
		ID: p.NewID(), Principal: who.Person, Kind: o.Kind, May: o.May, Scope: o.Scope, From: o.From, Until: o.Until, State: Offered,
		Division: who.Division, Channel: who.Channel, Paper: o.Paper, Made: p.Now(), account: who.Account,
	}
	if o.Paper != "" {
		if m.paperKey = who.Subject; m.paperKey == 0 {
			m.paperKey = who.Person
		}
	}
	if o.Principal != nil {
		m.Firm = o.Principal.Firm
		if m.Principal, err = d.match(ctx, p, *o.Principal, "principal"); err != nil {
			return nil, 0, err
		}
	}
	if m.Delegate, err = d.match(ctx, p, o.Delegate, "delegate"); err != nil {
		return nil, 0, err
	}
	head, err = d.head(ctx, p.Q(), who, m)
	return m, head, err
}

func (d *Desk) match(ctx context.Context, p *act.Prep, party Party, path string) (gov.ID, error) {
	id, err := d.Match(ctx, p, party)
	if err == nil && id == 0 {
		err = gov.Invalid("mandate.offer").At(path+".number", "mandate.unknown_party")
	}
	return id, err
}

// head gives the actor if he is the legal representative of the firm that is the
// principal: he alone appoints who acts for it (民法典§61, §170).
func (d *Desk) head(ctx context.Context, q *sqldb.Q, who gov.Actor, m *Mandate) (gov.ID, error) {
	if !m.Firm || window(who) || who.Person == 0 {
		return 0, nil
	}
	firms, err := d.Firms(ctx, q, who.Person)
	if err == nil && slices.Contains(firms, m.Principal) {
		return who.Person, nil
	}
	return 0, err
}

// allowed checks what only the store knows: that the scope is there, and that the
// mandate is one that a person can oversee.
func (d *Desk) allowed(ctx context.Context, p *act.Prep, m *Mandate) error {
	if m.Delegate == m.Principal {
		return gov.Invalid("mandate.offer").At("delegate.number", "mandate.self")
	}
	for _, item := range m.Scope.Items {
		if !d.Offers(item) {
			return gov.Invalid("mandate.offer").At("scope.items", "mandate.unknown_item")
		}
	}
	if m.Scope.Case != 0 {
		applicant, err := d.Applicant(ctx, p.Q(), m.Scope.Case)
		if gov.KindOf(err) == gov.KindNotFound && err != nil || err == nil && applicant != m.Principal {
			return gov.Invalid("mandate.offer").At("scope.case", "mandate.other_case")
		}
		if err != nil {
			return err
		}
	}
	n, err := countLive(ctx, p.Q(), m.Principal)
	if err == nil && n >= maxLive {
		err = gov.Conflict("mandate.too_many")
	}
	return err
}

// event records what happened, for both sides.
func (m *Mandate) event(p *act.Prep, name string) error {
	return p.Event(name, Stream(m.ID), seal.Data{
		"subject": m.Principal, "subjects": []gov.ID{m.Principal, m.Delegate}, "kind": string(m.Kind), "scope": m.Scope.word(),
		"case": m.Scope.Case, "from": m.From, "until": m.Until, "paper": m.Paper != "", "by": m.EndedBy,
	})
}

func (d *Desk) view(ctx context.Context, p *act.Prep, m *Mandate) (*View, error) {
	out, err := d.views(ctx, p, []*Mandate{m})
	if err != nil {
		return nil, err
	}
	return out[0], nil
}

func (d *Desk) views(ctx context.Context, p *act.Prep, list []*Mandate) ([]*View, error) {
	var subjects []gov.ID
	for _, m := range list {
		subjects = append(subjects, m.Principal, m.Delegate)
	}
	slices.Sort(subjects)
	names, err := d.Names(ctx, p, slices.Compact(subjects))
	if err != nil {
		return nil, err
	}
	today := p.Now().Date()
	out := make([]*View, 0, len(list))
	for _, m := range list {
		live := m.State == Active && m.From <= today && today <= m.Until
		out = append(out, &View{Mandate: m, PrincipalName: names[m.Principal], DelegateName: names[m.Delegate], Live: live})
	}
	return out, nil
}
