package mandate

import (
	"context"
	"slices"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/sqldb"
)

// List shows the mandates in which the actor is principal or delegate, and those of
// the firm he acts for (action listMandates); also those that have ended.
func (d *Desk) List(ctx context.Context, who gov.Actor) ([]*View, error) {
	subject := who.Person
	if who.Kind == gov.Agent {
		subject = who.Subject
	}
	return act.Do(ctx, d.Act, act.Command{Action: "listMandates", Actor: who}, func(p *act.Prep) ([]*View, error) {
		m := &Mandate{Principal: subject, Delegate: who.Person}
		if window(who) {
			m = &Mandate{} // an officer has none by his post; the window asks Find
		}
		if err := p.Authorise(m.resource(who, 0, false)); err != nil {
			return nil, err
		}
		return d.list(ctx, p, subject, who.Person)
	})
}

// list reads the mandates of a subject and, for an agent, of the person he is.
func (d *Desk) list(ctx context.Context, p *act.Prep, subject, person gov.ID) ([]*View, error) {
	all, err := about(ctx, p.Q(), subject)
	if err != nil {
		return nil, err
	}
	if person != subject {
		own, err := about(ctx, p.Q(), person)
		if err != nil {
			return nil, err
		}
		all = append(all, own...)
	}
	p.Note("mandate.listed", "mandate-list", seal.Data{"subject": subject, "shown": len(all)})
	if len(all) == 0 {
		return []*View{}, nil
	}
	return d.views(ctx, p, all)
}

// Get shows one mandate (action listMandates).
func (d *Desk) Get(ctx context.Context, who gov.Actor, id gov.ID) (*View, error) {
	return act.Do(ctx, d.Act, act.Command{Action: "listMandates", Actor: who}, func(p *act.Prep) (*View, error) {
		m, err := load(ctx, p.Q(), id)
		if err != nil {
			return nil, err
		}
		head, err := d.head(ctx, p.Q(), who, m)
		if err != nil {
			return nil, err
		}
		if err := p.Authorise(m.resource(who, head, false)); err != nil {
			return nil, err
		}
		p.Note("mandate.listed", "mandate-list", seal.Data{"subject": m.Principal, "shown": 1})
		return d.view(ctx, p, m)
	})
}

// Choice is one for whom somebody may apply: the principal of a mandate he holds, or a
// firm whose legal representative he is.
type Choice struct {
	Subject gov.ID
	Name    string
	Firm    bool
	Mandate *Mandate // nil: he is the head of the firm
}

// Choices lists for whom the actor may apply for an item or package today, beside
// himself (action listMandates). The names are read once, and that is recorded; where
// there is nobody nothing is.
func (d *Desk) Choices(ctx context.Context, who gov.Actor, name string) ([]Choice, error) {
	var out []Choice
	err := d.Act.Read(ctx, func(q *sqldb.Q) (err error) {
		out, err = d.choices(ctx, q, who, name)
		return err
	})
	if err != nil || len(out) == 0 {
		return nil, err
	}
	return act.Do(ctx, d.Act, act.Command{Action: "listMandates", Actor: who}, func(p *act.Prep) ([]Choice, error) {
		if err := p.Authorise((&Mandate{Principal: who.Person, Delegate: who.Person}).resource(who, 0, false)); err != nil {
			return nil, err
		}
		list, err := d.choices(ctx, p.Q(), who, name)
		if err != nil {
			return nil, err
		}
		var subjects []gov.ID
		for _, c := range list {
			subjects = append(subjects, c.Subject)
		}
		p.Note("mandate.listed", "mandate-list", seal.Data{"subject": who.Person, "shown": len(list)})
		names, err := d.Names(ctx, p, subjects)
		for i := range list {
			list[i].Name = names[list[i].Subject]
		}
		return list, err
	})
}

func (d *Desk) choices(ctx context.Context, q *sqldb.Q, who gov.Actor, name string) (out []Choice, err error) {
	firms, err := d.Firms(ctx, q, who.Person)
	if err != nil {
		return nil, err
	}
	for _, f := range firms {
		if f != who.Subject {
			out = append(out, Choice{Subject: f, Firm: true})
		}
	}
	today := d.Act.Now().Date()
	held, err := read(ctx, q, "delegate = $1 AND state = 'active' AND may_apply = 1 AND from_on <= $2 AND until_on >= $2", who.Person, today)
	for _, m := range held {
		known := m.Principal == who.Subject || slices.ContainsFunc(out, func(c Choice) bool { return c.Subject == m.Principal })
		if !known && m.Lets(Apply, Target{Principal: m.Principal, Name: name}, today) {
			out = append(out, Choice{Subject: m.Principal, Firm: m.Firm, Mandate: m})
		}
	}
	return out, err
}

// Present is whoever stands at the window, found by document.
type Present struct {
	Subject  gov.ID  `json:"subject"`
	Firm     bool    `json:"firm,omitempty"`
	Mandates []*View `json:"mandates"` // in which he is principal or delegate
}

// Identify finds whoever is present at the window by the number and name of his
// document, or the firm by its licence, with the mandates that concern him (action
// identifyApplicant). The check is sealed; of anybody else it tells nothing. From then
// on, and for that day, this window may act for him.
func (d *Desk) Identify(ctx context.Context, who gov.Actor, party Party) (*Present, error) {
	return act.Do(ctx, d.Act, act.Command{Action: "identifyApplicant", Actor: who}, func(p *act.Prep) (*Present, error) {
		if err := p.Authorise((&Mandate{}).resource(who, 0, false)); err != nil {
			return nil, err
		}
		e := gov.Invalid("mandate.offer")
		if party.check(e, ""); len(e.Fields) > 0 {
			for i := range e.Fields {
				e.Fields[i].Path = e.Fields[i].Path[1:]
			}
			return nil, e
		}
		id, err := d.Match(ctx, p, party)
		if err != nil {
			return nil, err
		}
		if id == 0 {
			return nil, gov.Invalid("mandate.offer").At("number", "mandate.unknown_party")
		}
		if err := p.Insert(presenceTable, []any{p.NewID(), id, who.Account, who.Post, who.Division, p.Now()}); err != nil {
			return nil, err
		}
		p.Note("mandate.identified", "mandate-list", seal.Data{"subject": id, "department": who.Department})
		list, err := d.list(ctx, p, id, id)
		return &Present{Subject: id, Firm: party.Firm, Mandates: list}, err
	})
}
