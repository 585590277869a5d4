package exchange

import (
	"context"
	"slices"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/seal"
)

// The events of reads; each names subjects, resource, element codes, purpose,
// basis, department and case, and never a value.
const (
	ReadEvent  = "data.read"
	CheckEvent = "data.checked"
)

// Config is what the exchange needs.
type Config struct {
	Engine    *act.Engine
	Themes    map[string]Theme                 // registers by name
	Resources func(id string) (Resource, bool) // the catalogue
	// Departments tells which authorities take part in a case: theirs alone may look up
	// data for it. A floor above registers it; without it no officer may.
	Departments func(ctx context.Context, q *act.Q, caseID gov.ID) ([]gov.ID, error)
}

// Exchange answers requests.
type Exchange struct{ Config }

// New makes an exchange.
func New(c Config) *Exchange { return &Exchange{c} }

// Lookup answers one request. It is the only source of prefilled fields and of
// any personal read; the read is durable in the log when the answer is given.
func (x *Exchange) Lookup(ctx context.Context, who gov.Actor, r Request) (Answer, error) {
	out, err := x.LookupAll(ctx, who, []Request{r})
	if err != nil {
		return Answer{}, err
	}
	return out[0], nil
}

// maxRequests bounds one LookupAll.
const maxRequests = 20

// LookupAll answers several requests of one page in one sealed command; it is
// refused as a whole when one is.
func (x *Exchange) LookupAll(ctx context.Context, who gov.Actor, rs []Request) ([]Answer, error) {
	return x.lookupAll(ctx, who, rs, nil)
}

// Standing proves, inside the command that reads, in what quality the actor asks for
// others as they would themselves, such as under a mandate; an error ends the command.
type Standing func(ctx context.Context, p *act.Prep) (as string, err error)

// LookupFor is LookupAll for a form that somebody fills in for others. It is not
// offered as an operation: what is asked, and whether he may, the form's owner says.
func (x *Exchange) LookupFor(ctx context.Context, who gov.Actor, rs []Request, standing Standing) ([]Answer, error) {
	return x.lookupAll(ctx, who, rs, standing)
}

func (x *Exchange) lookupAll(ctx context.Context, who gov.Actor, rs []Request, standing Standing) ([]Answer, error) {
	if len(rs) == 0 || len(rs) > maxRequests {
		return nil, gov.Invalid("exchange.request")
	}
	return act.Do(ctx, x.Engine, act.Command{Action: "lookupData", Actor: who}, func(p *act.Prep) ([]Answer, error) {
		out := make([]Answer, len(rs))
		as := ""
		if standing != nil {
			var err error
			if as, err = standing(ctx, p); err != nil {
				return nil, err
			}
		}
		for i := range rs {
			rs[i].as = as
			a, err := x.look(ctx, p, &rs[i])
			if err != nil {
				return nil, err
			}
			out[i] = a
		}
		return out, nil
	})
}

// Verdict is what a check tells of one element.
type Verdict string

// The verdicts of a check.
const (
	Yes    Verdict = "yes"
	No     Verdict = "no"
	NoData Verdict = "unknown"
)

// Check compares expected values with the register inside the caller's command,
// which authorises; no value leaves (可用不可见). The read is sealed with it.
func (x *Exchange) Check(ctx context.Context, p *act.Prep, r Request, expect map[string]string) (map[string]Verdict, error) {
	r.Fields = r.Fields[:0:0]
	for code := range expect {
		r.Fields = append(r.Fields, code)
	}
	slices.Sort(r.Fields)
	if err := r.check(Own(p.Who(), r.Subject)); err != nil {
		return nil, err
	}
	values, _, _, err := x.fetch(ctx, p, &r)
	if err != nil {
		return nil, err
	}
	out := map[string]Verdict{}
	for code, want := range expect {
		got, known := values[code]
		switch {
		case !known:
			out[code] = NoData
		case got == want:
			out[code] = Yes
		default:
			out[code] = No
		}
	}
	p.Note(CheckEvent, "read", said(p.Who(), &r))
	return out, nil
}

// Reading is one opening of a file that shows data of several people.
type Reading struct {
	Purpose  string
	Basis    string
	Case     gov.ID
	Resource string   // what was opened, such as the case file
	Subjects []gov.ID // whose data it shows
	Groups   []string // which groups of fields
	As       string   // in what quality somebody reads for them, such as delegate
}

const maxSubjects = 200

// Record seals a reading inside the caller's own command, before the page goes
// out. The caller authorises; this says whose data it shows.
func Record(p *act.Prep, r Reading) error {
	subjects := slices.Compact(slices.Sorted(slices.Values(r.Subjects)))
	if len(subjects) == 0 || len(subjects) > maxSubjects {
		return gov.Invalid("exchange.request").At("subject", "exchange.subject")
	}
	q := Request{Purpose: r.Purpose, Basis: r.Basis, Case: r.Case, Subject: subjects[0], Resource: r.Resource, Fields: r.Groups, as: r.As}
	own := !slices.ContainsFunc(subjects, func(id gov.ID) bool { return !Own(p.Who(), id) })
	if err := q.check(own); err != nil {
		return err
	}
	data := said(p.Who(), &q)
	if len(subjects) > 1 {
		delete(data, "subject")
		data["subjects"] = subjects
	}
	p.Note(ReadEvent, "read", data)
	return nil
}

// look authorises, reads, seals and covers what the asker may not see.
func (x *Exchange) look(ctx context.Context, p *act.Prep, r *Request) (Answer, error) {
	who := p.Who()
	if err := r.check(Own(who, r.Subject)); err != nil {
		return Answer{}, err
	}
	values, grades, asOf, err := x.fetch(ctx, p, r)
	if err != nil {
		return Answer{}, err
	}
	top, masked := clearance(who, r)
	what, err := x.resource(ctx, p, r, min(top, highest(grades, r.Fields)))
	if err != nil {
		return Answer{}, err
	}
	if err := p.Authorise(what); err != nil {
		return Answer{}, err
	}
	a, covered := Answer{Fields: map[string]Value{}}, []string(nil)
	for _, code := range r.Fields {
		v := Value{State: Unknown, Source: r.Resource, AsOf: asOf}
		text, known := values[code]
		switch {
		case grades[code] > top && !masked: // whether there is one is not told either
			v.State = Withheld
		case !known:
		case text == "":
			v.State = Empty
		case grades[code] > top:
			v.State, v.Value, v.Masked = Held, Mask(text), true
			covered = append(covered, code)
		default:
			v.State, v.Value = Held, text
		}
		a.Fields[code] = v
	}
	data := said(who, r)
	if len(covered) > 0 {
		data["masked"] = covered
	}
	p.Note(ReadEvent, "read", data)
	return a, nil
}

// fetch reads from the register that serves the resource; nothing is known of a
// resource that is not catalogued, granted or connected, nor of an element that
// the catalogue does not list.
func (x *Exchange) fetch(ctx context.Context, p *act.Prep, r *Request) (values map[string]string, grades map[string]gov.Grade, asOf gov.Time, err error) {
	res, ok := x.Resources(r.Resource)
	theme := x.Themes[res.Theme]
	if !ok || !res.Granted || theme == nil {
		return nil, nil, 0, nil
	}
	var fields []string
	for _, f := range r.Fields {
		if _, listed := res.Elements[f]; listed {
			fields = append(fields, f)
		}
	}
	if len(fields) == 0 {
		return nil, res.Elements, 0, nil
	}
	values, asOf, err = theme(ctx, p, r.Subject, fields)
	return values, res.Elements, asOf, err
}

func highest(grades map[string]gov.Grade, fields []string) gov.Grade {
	top := gov.Grade1
	for _, f := range fields {
		top = max(top, grades[f])
	}
	return top
}

// resource is the request as the policies see it; grade is the highest that
// would be told clear.
func (x *Exchange) resource(ctx context.Context, p *act.Prep, r *Request, grade gov.Grade) (act.Resource, error) {
	attrs := map[string]any{"dataset": r.Resource, "purpose": r.Purpose, "subject": r.Subject, "case": r.Case, "grade": int64(grade)}
	if x.Departments != nil && r.Case != 0 {
		list, err := x.Departments(ctx, p.Q(), r.Case)
		if err != nil {
			return act.Resource{}, err
		}
		attrs["departments"] = list
	}
	if r.as != "" {
		attrs["delegates"] = []gov.ID{p.Who().Person}
	}
	return act.Resource{Type: "Lookup", ID: r.Resource, Attrs: attrs}, nil
}

// said is what the event tells of a read: ids and codes.
func said(who gov.Actor, r *Request) seal.Data {
	data := seal.Data{
		"subject": r.Subject, "resource": r.Resource, "fields": r.Fields, "purpose": r.Purpose, "basis": r.Basis,
		"department": who.Department, "case": r.Case,
	}
	if r.as != "" {
		data["as"] = r.as
	}
	return data
}
