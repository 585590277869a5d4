package register

import (
	"context"
	"slices"

	"holon.example/holon/internal/business/casework/apply"
	"holon.example/holon/internal/business/form"
	"holon.example/holon/internal/data/exchange"
	"holon.example/holon/internal/data/theme"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/sqldb"
)

// Words by which forms name whose record is meant.
const (
	ofPerson = "person"
	ofSpouse = "spouse"
	ofFirm   = "firm"
)

// Elements of the registers that name a subject, and the resource of firms.
const (
	personName   = "personName"
	firmName     = "firmName"
	firmResource = "firm-register"
	creditCode   = "creditCode"
)

// Desk answers casework's questions about data from data/exchange.
type Desk struct {
	Exchange *exchange.Exchange
	Engine   *act.Engine
}

// Known prefills the fields of a form: one sealed command for the whole page.
func (k *Desk) Known(ctx context.Context, who gov.Actor, about apply.About, lookups []form.Lookup) (map[string]any, error) {
	var firm gov.ID
	if slices.ContainsFunc(lookups, func(l form.Lookup) bool { return l.Subject == ofFirm }) {
		var err error
		if firm, err = k.subject(ctx, k.Engine.Ask, about, ofFirm); err != nil {
			return nil, err
		}
		if firm != 0 && who.Subject == who.Person && who.Kind == gov.Citizen {
			who.Subject = firm // the head of a firm acts for it by law (民法典§61): its record is his to use
		}
	}
	r := &round{who: who, about: about, whose: map[string]gov.ID{ofPerson: about.Person, ofFirm: firm}, out: map[string]any{}}
	isSpouse := func(l form.Lookup) bool { return l.Subject == ofSpouse }
	if err := k.fill(ctx, r, slices.DeleteFunc(slices.Clone(lookups), isSpouse)); err != nil || !slices.ContainsFunc(lookups, isSpouse) {
		return r.out, err
	}
	err := k.Engine.Read(ctx, func(q *sqldb.Q) (err error) {
		r.whose[ofSpouse], err = theme.Spouse(ctx, q, about.Person)
		return err
	})
	if err != nil {
		return nil, err
	}
	r.about = jointly(about, r.whose[ofSpouse])
	return r.out, k.fill(ctx, r, slices.DeleteFunc(slices.Clone(lookups), func(l form.Lookup) bool { return !isSpouse(l) }))
}

// round is one asking of registers: who asks and for what, whose records the words of
// the form mean, and what was found.
type round struct {
	who   gov.Actor
	about apply.About
	whose map[string]gov.ID
	out   map[string]any
}

// jointly lets a form be filled in with data of the applicant's spouse too, where two
// spouses apply for something of both, such as for their child. That they are married
// is looked up in the command that reads; it stands on the spouse's own record of uses.
func jointly(about apply.About, spouse gov.ID) apply.About {
	own := about.Standing
	about.Standing = func(ctx context.Context, p *act.Prep) (as string, err error) {
		if own != nil {
			if as, err = own(ctx, p); err != nil {
				return "", err
			}
		}
		now, err := theme.Spouse(ctx, p.Q(), about.Person)
		if err == nil && now != spouse {
			err = gov.Conflict("error.conflict") // divorced since we looked
		}
		if as == "" {
			as = ofSpouse
		}
		return as, err
	}
	return about
}

// fill asks for the elements of lookups, in one command.
func (k *Desk) fill(ctx context.Context, in *round, lookups []form.Lookup) error {
	about := in.about
	var asked []form.Lookup
	var rs []exchange.Request
	for _, l := range lookups {
		subject, named := in.whose[l.Subject]
		if !named {
			subject = about.Subject
		}
		if subject == 0 {
			continue
		}
		r := exchange.Request{Purpose: about.Purpose, Basis: about.Basis, Case: about.Case, Subject: subject, Resource: l.Resource}
		for element := range l.Elements {
			r.Fields = append(r.Fields, element)
		}
		slices.Sort(r.Fields)
		asked, rs = append(asked, l), append(rs, r)
	}
	if len(rs) == 0 {
		return nil
	}
	answers, err := k.look(ctx, in.who, about, rs)
	if err != nil {
		return err
	}
	for i, a := range answers {
		for element, v := range a.Fields {
			if v.State == exchange.Held && !v.Masked {
				in.out[asked[i].Elements[element]] = v.Value
			}
		}
	}
	return nil
}

// look asks for oneself, or for whom the application is made.
func (k *Desk) look(ctx context.Context, who gov.Actor, about apply.About, rs []exchange.Request) ([]exchange.Answer, error) {
	if about.Standing == nil {
		return k.Exchange.LookupAll(ctx, who, rs)
	}
	return k.Exchange.LookupFor(ctx, who, rs, about.Standing)
}

// IsFirm tells whether the register of firms has a subject.
func IsFirm(ctx context.Context, q *sqldb.Q, subject gov.ID) (bool, error) {
	_, err := theme.Publish(ctx, q, subject)
	if err != nil && gov.KindOf(err) == gov.KindNotFound {
		return false, nil
	}
	return err == nil, err
}

// within reads on the snapshot of a command. A second snapshot inside a command would
// let commands that hold one wait for each other's.
type within struct{ p *act.Prep }

// Read asks in the snapshot of the command.
func (w within) Read(_ context.Context, fn func(q *sqldb.Q) error) error { return fn(w.p.Q()) }

// subject finds whose record a form means. An individual business (个体工商户) is its
// operator's: who applies as a citizen and runs exactly one firm means that one.
func (k *Desk) subject(ctx context.Context, read func(context.Context, func(*sqldb.Q) error) error, about apply.About, of string) (id gov.ID, err error) {
	switch of {
	case ofPerson:
		return about.Person, nil
	case ofFirm:
		if about.Subject != about.Person {
			return about.Subject, nil
		}
		err = read(ctx, func(q *sqldb.Q) error {
			firms, err := theme.Firms(ctx, q, about.Person)
			if len(firms) == 1 {
				id = firms[0]
			}
			return err
		})
		return id, err
	}
	return about.Subject, nil
}

// Read seals the opening of a case file.
func (k *Desk) Read(p *act.Prep, about apply.About, subjects []gov.ID, groups []string) error {
	return exchange.Record(p, exchange.Reading{Purpose: about.Purpose, Basis: about.Basis, Case: about.Case, Resource: "case-file", Subjects: subjects, Groups: groups, As: about.As})
}

// Name gives the name of an applicant for a letter. The read is sealed with the
// letter.
func (k *Desk) Name(ctx context.Context, p *act.Prep, subject gov.ID) (string, error) {
	for _, register := range []struct {
		theme   exchange.Theme
		element string
	}{{theme.Person, personName}, {theme.Firm, firmName}} {
		values, asOf, err := register.theme(ctx, p, subject, []string{register.element})
		if err != nil {
			return "", err
		}
		if asOf != 0 {
			p.Note(exchange.ReadEvent, "read", seal.Data{"subjects": []gov.ID{subject}, "fields": []string{register.element}, "purpose": "letter"})
			return values[register.element], nil
		}
	}
	return "", gov.NotFound("error.not_found")
}

// Verify asks whether the register knows the firm of the applicant.
func (k *Desk) Verify(ctx context.Context, p *act.Prep, about apply.About, _ string, _ gov.ID) (string, error) {
	firm, err := k.subject(ctx, within{p}.Read, about, ofFirm)
	if err != nil || firm == 0 {
		return string(exchange.NoData), err
	}
	f, err := theme.Publish(ctx, p.Q(), firm)
	if err != nil {
		return string(exchange.NoData), err
	}
	r := exchange.Request{Purpose: about.Purpose, Basis: about.Basis, Case: about.Case, Subject: firm, Resource: firmResource, Fields: []string{creditCode}}
	got, err := k.Exchange.Check(ctx, p, r, map[string]string{creditCode: f.USCC})
	if err != nil {
		return "", err
	}
	return string(got[creditCode]), nil
}
