package apply

import (
	"context"
	"slices"

	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/business/mandate"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
)

// For names whom an application is for, when that is not the one at the keys: the
// principal of a mandate, or whoever is present at the window.
type For struct {
	Subject gov.ID `json:"subject"`
	// Delegate is who is present at the window for an absent applicant, or for a firm.
	Delegate gov.ID `json:"delegate,omitempty"`
}

// Party is in whose name an application is made, and by whom.
type Party struct {
	Applicant gov.ID
	Person    gov.ID         // whom the forms mean by the person: the applicant, or who acts for the firm
	Quality   gov.ActorKind  // citizen, or agent for a firm
	Hand      *casefile.Hand // nil: the applicant himself
	delegates []gov.ID       // who may apply for him now
}

// Resource is an application or draft as the policies see it.
func (y *Party) Resource(id gov.ID, division string) act.Resource {
	return act.Resource{Type: "Case", ID: id.String(), Attrs: map[string]any{"applicant": y.Applicant, "division": division, "delegates": y.delegates}}
}

// Party finds out in whose name an application would be made. Online it is the
// actor's own, or under a mandate; at the window it is made for whoever is present
// (帮办), and an officer never applies by his post.
func (d *Desk) Party(ctx context.Context, p *act.Prep, in Application) (*Party, error) {
	who := p.Who()
	switch {
	case who.Kind == gov.Officer:
		return d.helped(ctx, p, in)
	case in.For == nil || in.For.Subject == who.Subject:
		return &Party{Applicant: who.Subject, Person: who.Person, Quality: who.Kind}, nil
	}
	y, err := d.forOther(ctx, p, in.For.Subject, who.Person)
	if err != nil {
		return nil, err
	}
	firms, err := d.Firms(ctx, p.Q(), who.Person)
	if err != nil {
		return nil, err
	}
	if slices.Contains(firms, y.Applicant) { // the head acts for the firm by law (民法典§61)
		y.delegates, y.Hand = []gov.ID{who.Person}, &casefile.Hand{Quality: casefile.Head, Person: who.Person}
		return y, nil
	}
	t, today := in.target(), p.Now().Date()
	if y.delegates, err = mandate.Delegates(ctx, p.Q(), mandate.Apply, t, today); err != nil {
		return nil, err
	}
	id, err := mandate.Held(ctx, p.Q(), who.Person, mandate.Apply, t, today)
	if err == nil && id == 0 {
		err = p.Refuse(casefile.Stopped(), y.Resource(in.Draft, in.Division))
	}
	y.Hand = &casefile.Hand{Quality: casefile.Delegate, Person: who.Person, Mandate: id}
	return y, err
}

// target is what a mandate must be of, to apply for this.
func (in *Application) target() mandate.Target {
	name := in.Thing
	if name == "" {
		name = in.Item
	}
	t := mandate.Target{Name: name}
	if in.For != nil {
		t.Principal = in.For.Subject
	}
	return t
}

// forOther is an application in another's name: of a person, or of a firm for which
// somebody acts.
func (d *Desk) forOther(ctx context.Context, p *act.Prep, subject, hand gov.ID) (*Party, error) {
	firm, err := d.Firm(ctx, p.Q(), subject)
	if err != nil {
		return nil, err
	}
	if firm {
		return &Party{Applicant: subject, Person: hand, Quality: gov.Agent}, nil
	}
	return &Party{Applicant: subject, Person: subject, Quality: gov.Citizen}, nil
}

// helped is an application that a window makes for whoever is present. Who comes for
// somebody else, or for a firm, must hold a mandate or be the firm's head.
func (d *Desk) helped(ctx context.Context, p *act.Prep, in Application) (*Party, error) {
	who, today := p.Who(), p.Now().Date()
	if in.For == nil || in.For.Subject == 0 {
		return nil, gov.Invalid("case.for_whom").At("for.subject", "case.for_whom")
	}
	y, err := d.forOther(ctx, p, in.For.Subject, in.For.Delegate)
	if err != nil {
		return nil, err
	}
	if y.Quality == gov.Agent && in.For.Delegate == 0 {
		return nil, gov.Invalid("case.for_whom").At("for.delegate", "case.for_firm")
	}
	present := in.For.Subject
	if in.For.Delegate != 0 {
		present = in.For.Delegate
	}
	found, err := mandate.IsPresent(ctx, p.Q(), who.Account, present, today)
	if err != nil {
		return nil, err
	}
	if !found {
		return nil, p.Refuse(gov.Forbidden("helper-needs-presence"), y.Resource(in.Draft, in.Division))
	}
	y.Hand = &casefile.Hand{Quality: casefile.Helper, Person: in.For.Delegate, Post: who.Post}
	if in.For.Delegate == 0 {
		return y, nil
	}
	return y, d.sent(ctx, p, in, y)
}

// sent checks by what right the person at the window comes for the applicant.
func (d *Desk) sent(ctx context.Context, p *act.Prep, in Application, y *Party) (err error) {
	firms, err := d.Firms(ctx, p.Q(), in.For.Delegate)
	if err != nil || slices.Contains(firms, y.Applicant) { // the head acts for the firm by law (民法典§61)
		return err
	}
	y.Hand.Mandate, err = mandate.Held(ctx, p.Q(), in.For.Delegate, mandate.Apply, in.target(), p.Now().Date())
	if err == nil && y.Hand.Mandate == 0 {
		err = p.Refuse(gov.Forbidden("delegate-needs-mandate"), y.Resource(in.Draft, in.Division))
	}
	return err
}

// others tells whether an application is made online for somebody else.
func (in *Application) others(who gov.Actor) bool {
	return who.Kind != gov.Officer && in.For != nil && in.For.Subject != who.Subject
}

// stand says for whom, and by what right, the fields of a form are looked up.
func (d *Desk) stand(ctx context.Context, who gov.Actor, in Application, about *About) error {
	firm := false
	if err := d.Act.Read(ctx, func(q *act.Q) (err error) {
		firm, err = d.Firm(ctx, q, in.For.Subject)
		return err
	}); err != nil {
		return err
	}
	about.Subject, about.Person = in.For.Subject, in.For.Subject
	if firm {
		about.Person = who.Person
		if who.Kind == gov.Officer {
			about.Person = in.For.Delegate
		}
	}
	about.Standing = func(ctx context.Context, p *act.Prep) (string, error) {
		y, err := d.Party(ctx, p, in)
		if err != nil {
			return "", err
		}
		return y.Hand.As(), nil
	}
	return nil
}

// Whom completes an application with whose draft it is handed in from.
func (d *Desk) Whom(ctx context.Context, who gov.Actor, in Application) (Application, error) {
	if in.Draft == 0 {
		if who.Kind == gov.Officer {
			return in, gov.Invalid("case.helper_draft").At("draft", "case.helper_draft")
		}
		return in, nil
	}
	err := d.Act.Read(ctx, func(q *act.Q) error {
		row, found, err := readDraft(ctx, q, in.Draft)
		if err == nil && found && (row.subject != who.Subject || who.Kind == gov.Officer) {
			in.For = row.whom(in.For)
		}
		return err
	})
	return in, err
}

// whom names the subject of a draft, with who is present for him.
func (d *draftRow) whom(given *For) *For {
	out := &For{Subject: d.subject}
	if given != nil {
		out.Delegate = given.Delegate
	}
	return out
}
