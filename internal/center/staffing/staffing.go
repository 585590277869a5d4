package staffing

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"holon.example/holon/internal/data/exchange"
	"holon.example/holon/internal/data/theme"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/gov/idcode"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/ident"
	"holon.example/holon/internal/infra/org"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/sqldb"
)

// Desk keeps the officers.
type Desk struct {
	Act   *act.Engine
	Ident *ident.Ident
	Org   *org.Org
}

// Most officers looked through, and shown.
const (
	maxLooked = 5000
	maxShown  = 100
)

// Why officers' data are read, and the law that allows it (个人信息保护法 §13).
const (
	purpose = "staffing"
	basis   = "personal-information-law§13"
)

// Query says whom somebody looks for: a login or part of a name, and a department;
// both empty: everybody.
type Query struct {
	Text       string
	Department gov.ID
}

// Found is an officer in a list.
type Found struct {
	ident.Named
	Duties []org.Assignment // today's and later ones
}

// Result is a list of officers; More tells that there are others.
type Result struct {
	List []Found
	More bool
}

// Find looks officers up (action listOfficers).
func (d Desk) Find(ctx context.Context, who gov.Actor, q Query) (Result, error) {
	text := strings.ToLower(strings.TrimSpace(q.Text))
	return act.Do(ctx, d.Act, act.Command{Action: "listOfficers", Actor: who}, func(p *act.Prep) (out Result, err error) {
		if err := p.Authorise(act.Resource{Type: "Account"}); err != nil {
			return out, err
		}
		snap, err := d.Org.In(ctx, p)
		if err != nil {
			return out, err
		}
		people, err := ident.OfficerPeople(ctx, p.Q(), maxLooked)
		if err != nil {
			return out, err
		}
		today := p.Now().Date()
		if q.Department != 0 {
			people = slices.DeleteFunc(people, func(id gov.ID) bool { return !worksAt(snap, id, q.Department, today) })
		}
		named, err := d.Ident.Officers(ctx, p, people)
		if err != nil {
			return out, err
		}
		for _, n := range named {
			if text != "" && strings.ToLower(n.Login) != text && !strings.Contains(strings.ToLower(n.Name), text) {
				continue
			}
			if len(out.List) == maxShown {
				out.More = true
				break
			}
			out.List = append(out.List, Found{Named: n, Duties: standing(snap, n.Person, today)})
		}
		p.Note("officers.listed", "read", seal.Data{"shown": len(out.List), "department": q.Department})
		return out, nil
	})
}

// standing are the assignments of a person that have not ended.
func standing(snap *org.Snapshot, person gov.ID, today gov.Date) []org.Assignment {
	return slices.DeleteFunc(snap.OfPerson(person), func(a org.Assignment) bool { return a.Until != "" && a.Until <= today })
}

func worksAt(snap *org.Snapshot, person, department gov.ID, today gov.Date) bool {
	return slices.ContainsFunc(standing(snap, person, today), func(a org.Assignment) bool {
		dep, ok := snap.DepartmentOf(a.Post, max(a.From, today))
		return ok && dep.ID == department
	})
}

// File is what there is about one officer.
type File struct {
	ident.Named
	Posts    []org.Assignment // all, the latest first
	Sessions []ident.Session  // that are open
	Code     gov.Time         // until when a one-time code waits to be used; 0: none
}

// Open opens the file of an officer (action openOfficer). The reading stands in his
// record of uses.
func (d Desk) Open(ctx context.Context, who gov.Actor, account gov.ID) (*File, error) {
	return act.Do(ctx, d.Act, act.Command{Action: "openOfficer", Actor: who}, func(p *act.Prep) (*File, error) {
		a, err := d.Ident.At(ctx, p.Q(), account)
		if gov.KindOf(err) != gov.KindNotFound && err != nil {
			return nil, err
		}
		what := act.Resource{Type: "Account", ID: account.String(), Attrs: map[string]any{"account": account, "person": a.Person, "kind": string(a.Kind)}}
		if refused := p.Authorise(what); refused != nil {
			return nil, refused
		}
		if err != nil || a.Kind != gov.Officer {
			return nil, gov.NotFound("staffing.none")
		}
		named, err := d.Ident.Officers(ctx, p, []gov.ID{a.Person})
		if err != nil {
			return nil, err
		}
		snap, err := d.Org.In(ctx, p)
		if err != nil {
			return nil, err
		}
		f := &File{Posts: snap.OfPerson(a.Person)}
		for _, n := range named {
			if n.ID == account {
				f.Named = n
			}
		}
		if f.Sessions, err = d.Ident.OpenSessions(ctx, p.Q(), account); err != nil {
			return nil, err
		}
		if f.Code, err = d.Ident.Waits(ctx, p.Q(), account); err != nil {
			return nil, err
		}
		return f, exchange.Record(p, exchange.Reading{Purpose: purpose, Basis: basis, Resource: "officer_file", Subjects: []gov.ID{a.Person}, Groups: []string{"name", "login"}})
	})
}

// NewOfficer is somebody who gets an officer's account.
type NewOfficer struct {
	Name   string
	Login  string
	Number string // of the identity card
}

const maxName = 60

// Enrol opens an officer's account (action enrolAccount) and gives it a one-time code.
// A person has one such account. Where the account was opened and the code was not
// issued, the file of the officer offers a code.
func (d Desk) Enrol(ctx context.Context, who gov.Actor, in NewOfficer) (ident.Code, error) {
	in.Name, in.Login = strings.TrimSpace(in.Name), strings.TrimSpace(in.Login)
	bad := gov.Invalid("staffing.officer")
	if n := utf8.RuneCountInString(in.Name); n == 0 || n > maxName {
		bad.At("name", "staffing.name")
	}
	id, err := idcode.ParseCitizenID(strings.ToUpper(strings.TrimSpace(in.Number)))
	if err != nil {
		bad.At("number", "staffing.number")
	}
	if in.Login == "" || strings.ContainsAny(in.Login, " \t/") || len(in.Login) > 64 {
		bad.At("login", "staffing.login")
	}
	if len(bad.Fields) > 0 {
		return ident.Code{}, bad
	}
	person, err := d.person(ctx, who, in.Login, id.Number)
	if err != nil {
		return ident.Code{}, err
	}
	list, err := d.Ident.Enrol(ctx, who, []ident.NewAccount{{Kind: gov.Officer, Login: in.Login, Name: in.Name, Person: person}})
	if err != nil {
		return ident.Code{}, err
	}
	return d.Ident.IssueCode(ctx, who, list[0].ID)
}

// person finds whom a number belongs to, for who may enrol; 0 if the register does not
// know it. A login that is taken and a person who has an account are conflicts.
func (d Desk) person(ctx context.Context, who gov.Actor, login, number string) (person gov.ID, err error) {
	if err := d.may(ctx, who); err != nil {
		return 0, err
	}
	err = d.Act.Read(ctx, func(q *sqldb.Q) error {
		taken, err := d.Ident.Login(ctx, q, login)
		if err != nil {
			return err
		}
		if taken.ID != 0 {
			return gov.Conflict("staffing.login_taken").At("login", "staffing.login_taken")
		}
		var found bool
		if person, found, err = theme.FindPerson(ctx, q, d.Act.Vault(), number); err != nil || !found {
			return err
		}
		return nil
	})
	if err != nil || person == 0 {
		return 0, err
	}
	has, err := d.Ident.OfPerson(ctx, person)
	if slices.ContainsFunc(has, func(a ident.Account) bool { return a.Kind == gov.Officer && a.State == ident.Active }) {
		return 0, gov.Conflict("staffing.has_account").At("number", "staffing.has_account")
	}
	return person, err
}

// may refuses before anything is looked up; the refusal is recorded.
func (d Desk) may(ctx context.Context, who gov.Actor) error {
	_, err := act.Do(ctx, d.Act, act.Command{Action: "enrolAccount", Actor: who}, func(p *act.Prep) (bool, error) {
		if err := p.Authorise(act.Resource{Type: "Account"}); err != nil {
			return false, err
		}
		p.Note("officer.sought", "read", seal.Data{"purpose": purpose})
		return true, nil
	})
	return err
}

// Appoint puts an officer on a post (action changeOrganisation).
func (d Desk) Appoint(ctx context.Context, who gov.Actor, key string, a org.Assignment) error {
	_, err := d.Org.Change(ctx, who, key, func(s *org.Snapshot, _ func() gov.ID) (org.Changes, error) { return s.Appoint(a) })
	return err
}

// Relieve ends an assignment on a day (action changeOrganisation).
func (d Desk) Relieve(ctx context.Context, who gov.Actor, key string, e org.Ending) error {
	_, err := d.Org.Change(ctx, who, key, func(s *org.Snapshot, _ func() gov.ID) (org.Changes, error) { return s.Relieve(e.ID, e.On) })
	return err
}
