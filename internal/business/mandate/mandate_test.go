package mandate_test

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"holon.example/holon/internal/business/mandate"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/access"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/act/acttest"
	"holon.example/holon/internal/infra/jobs"
	"holon.example/holon/internal/infra/org"
	"holon.example/holon/internal/infra/org/epoch"
	"holon.example/holon/internal/infra/sqldb"
)

const (
	city     = "990100"
	granny   = gov.ID(101)
	grandson = gov.ID(102)
	stranger = gov.ID(103)
	boss     = gov.ID(104)
	firm     = gov.ID(201)
	window   = gov.ID(301)
	herCase  = gov.ID(9001)
)

// register is what the registers hold, by number.
var register = map[string]struct {
	id   gov.ID
	name string
}{
	"990104195502080489": {granny, "苏念慈"}, "990102198804122155": {grandson, "姚禾川"}, "990103197511203113": {boss, "陆景𬀩"},
	"91990103MA9HTA0200": {firm, "海棠市望潮餐饮管理有限公司"}, "990102199606183066": {window, "林静怡"},
}

func party(name string) mandate.Party {
	for number, r := range register {
		if r.name == name {
			return mandate.Party{Number: number, Name: name, Firm: r.id == firm}
		}
	}
	return mandate.Party{Name: name}
}

func citizen(id gov.ID) gov.Actor {
	return gov.Actor{Kind: gov.Citizen, Account: id + 1000, Person: id, Subject: id, Division: city, Channel: "portal"}
}

func clerk(division string) gov.Actor {
	return gov.Actor{
		Kind: gov.Officer, Account: window + 1000, Person: window, Subject: window, Post: 7, Department: 8, Division: division,
		Roles: []string{org.Clerk}, Channel: "counter",
	}
}

type bench struct {
	*acttest.Spine
	t    *testing.T
	desk *mandate.Desk
	eng  *act.Engine
	acc  *access.Access
	jobs *jobs.Runner
}

func each(t *testing.T, fn func(b *bench)) {
	acttest.Each(t, func(t *testing.T, s *acttest.Spine) {
		b := open(t, s)
		fn(b)
		s.MustVerify(t)
	}, access.Migrations, mandate.Migrations)
}

func open(t *testing.T, s *acttest.Spine) *bench {
	acc, err := access.New(&epoch.Signal{})
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{Spine: s, t: t, acc: acc}
	b.eng = act.New(act.Config{DB: s.DB, Writer: s.Writer, Mint: s.Mint, Now: s.Clock.Time, Vault: s.Vault, Authoriser: acc, Log: slog.New(slog.DiscardHandler)})
	b.desk = mandate.New(mandate.Config{
		Act: b.eng,
		Match: func(_ context.Context, _ *act.Prep, p mandate.Party) (gov.ID, error) {
			if r := register[p.Number]; r.name == p.Name {
				return r.id, nil
			}
			return 0, nil
		},
		Firms: func(_ context.Context, _ *sqldb.Q, person gov.ID) ([]gov.ID, error) {
			if person == boss {
				return []gov.ID{firm}, nil
			}
			return nil, nil
		},
		Names: func(_ context.Context, p *act.Prep, ids []gov.ID) (map[gov.ID]string, error) {
			out := map[gov.ID]string{}
			for _, r := range register {
				if slices.Contains(ids, r.id) {
					out[r.id] = r.name
				}
			}
			return out, nil
		},
		File: func(_ context.Context, _ gov.Actor, blob string) (string, int64, error) {
			if blob != "paper" {
				return "", 0, gov.NotFound("blob.not_found")
			}
			return "image/jpeg", 1, nil
		},
		Offers: func(name string) bool { return name == "old-age-card" || name == "open-restaurant" },
		Applicant: func(_ context.Context, _ *sqldb.Q, id gov.ID) (gov.ID, error) {
			return map[gov.ID]gov.ID{herCase: granny}[id], nil
		},
	})
	b.jobs = jobs.NewRunner(s.DB, s.Writer, s.Clock.Time, slog.New(slog.DiscardHandler))
	b.jobs.Handle(mandate.ExpireJob, b.desk.Expire)
	b.subjects()
	return b
}

func (b *bench) subjects() {
	_, err := act.Do(b.t.Context(), b.Engine, act.Command{Action: "importPeople", Actor: gov.Job("setup")}, func(p *act.Prep) (int, error) {
		for _, id := range []gov.ID{granny, grandson, stranger, boss, firm, window} {
			if err := p.NewSubject(id); err != nil {
				return 0, err
			}
		}
		p.Note("test.people", "test", nil)
		return 0, p.Authorise(act.Resource{Type: "Site"})
	})
	if err != nil {
		b.t.Fatal(err)
	}
}

func offer() mandate.Offer {
	return mandate.Offer{Delegate: party("姚禾川"), Kind: mandate.Family, May: []mandate.Power{mandate.Apply, mandate.Collect}, Until: "2027-05-22"}
}

func (b *bench) created(v *mandate.View, err error) *mandate.View {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
	return v
}

// delegates asks who may use a power over an application of granny.
func (b *bench) delegates(power mandate.Power, name string, caseID gov.ID) (out []gov.ID) {
	b.t.Helper()
	err := b.DB.Read(b.t.Context(), func(q *sqldb.Q) (err error) {
		out, err = mandate.Delegates(b.t.Context(), q, power, mandate.Target{Principal: granny, Name: name, Case: caseID}, b.Clock.Time().Date())
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return out
}

// Offered online, accepted, used, withdrawn by the delegate: the right ends at once.
func TestOfferAcceptWithdraw(t *testing.T) {
	each(t, func(b *bench) {
		ctx := b.t.Context()
		v := b.created(b.desk.Create(ctx, citizen(granny), "k1", offer()))
		if again := b.created(b.desk.Create(ctx, citizen(granny), "k1", offer())); again.ID != v.ID {
			b.t.Fatal("the same key made a second mandate")
		}
		if v.State != mandate.Offered || v.Live || v.From != "2026-11-23" || v.PrincipalName != "苏念慈" || !slices.Equal(v.May, []mandate.Power{mandate.Apply, mandate.Read, mandate.Collect}) {
			b.t.Fatalf("%+v %+v", v, v.Mandate)
		}
		if got := b.delegates(mandate.Apply, "old-age-card", 0); len(got) != 0 {
			b.t.Fatal("an offer lets somebody act", got)
		}
		for _, who := range []gov.Actor{citizen(granny), citizen(stranger), clerk(city)} {
			if _, err := b.desk.Accept(ctx, who, "", v.ID, mandate.Answer{}); gov.KindOf(err) != gov.KindForbidden {
				b.t.Fatalf("%s %s accepts: %v", who.Kind, who.Person, err)
			}
		}
		if got := b.created(b.desk.Accept(ctx, citizen(grandson), "", v.ID, mandate.Answer{})); got.State != mandate.Active || !got.Live {
			b.t.Fatalf("%+v", got.Mandate)
		}
		if got := b.delegates(mandate.Apply, "old-age-card", 0); !slices.Equal(got, []gov.ID{grandson}) {
			b.t.Fatal(got)
		}
		if got := b.delegates(mandate.Supplement, "old-age-card", herCase); len(got) != 0 {
			b.t.Fatal("a power that was not given", got)
		}
		for _, who := range []gov.Actor{citizen(granny), citizen(grandson)} {
			list, err := b.desk.List(ctx, who)
			if err != nil || len(list) != 1 || list[0].ID != v.ID || list[0].DelegateName != "姚禾川" {
				b.t.Fatal(list, err)
			}
		}
		if list, err := b.desk.List(ctx, citizen(stranger)); err != nil || len(list) != 0 {
			b.t.Fatal(list, err)
		}
		if _, err := b.desk.Get(ctx, citizen(stranger), v.ID); gov.KindOf(err) != gov.KindForbidden {
			b.t.Fatal(err)
		}
		if _, err := b.desk.Withdraw(ctx, citizen(stranger), "", v.ID, mandate.Answer{}); gov.KindOf(err) != gov.KindForbidden {
			b.t.Fatal(err)
		}
		if got := b.created(b.desk.Withdraw(ctx, citizen(grandson), "", v.ID, mandate.Answer{})); got.State != mandate.Withdrawn || got.EndedBy != "delegate" {
			b.t.Fatalf("%+v", got.Mandate)
		}
		if got := b.delegates(mandate.Read, "", herCase); len(got) != 0 {
			b.t.Fatal("the right outlives its mandate", got)
		}
		if _, err := b.desk.Accept(ctx, citizen(grandson), "", v.ID, mandate.Answer{}); gov.KindOf(err) != gov.KindConflict {
			b.t.Fatal(err)
		}
	})
}

// At the window only with the signed paper, only in the own division, and never for
// the clerk himself.
func TestAtTheWindow(t *testing.T) {
	each(t, func(b *bench) {
		ctx, her := b.t.Context(), party("苏念慈")
		o := offer()
		o.Principal = &her
		if _, err := b.desk.Create(ctx, clerk(city), "", o); !names(err, "paper") {
			b.t.Fatal("without paper:", err)
		}
		if o.Paper = "gone"; gov.KindOf(second(b.desk.Create(ctx, clerk(city), "", o))) != gov.KindInvalid {
			b.t.Fatal("a paper nobody handed in")
		}
		o.Paper = "paper"
		self := o
		self.Delegate = party("林静怡")
		if _, err := b.desk.Create(ctx, clerk(city), "", self); !refusedBy(err, "delegate-never-clerk") {
			b.t.Fatal("for himself:", err)
		}
		if _, err := b.desk.Create(ctx, citizen(stranger), "", o); gov.KindOf(err) != gov.KindForbidden {
			b.t.Fatal("somebody else lets act for her:", err)
		}
		v := b.created(b.desk.Create(ctx, clerk(city), "", o))
		if v.Principal != granny || v.Channel != "counter" || v.Paper != "paper" {
			b.t.Fatalf("%+v", v.Mandate)
		}
		if _, err := b.desk.Withdraw(ctx, clerk("990200"), "", v.ID, mandate.Answer{Paper: "paper"}); gov.KindOf(err) != gov.KindForbidden {
			b.t.Fatal("a window elsewhere:", err)
		}
		who, err := b.desk.Identify(ctx, clerk(city), her)
		if err != nil || who.Subject != granny || len(who.Mandates) != 1 {
			b.t.Fatal(who, err)
		}
		if _, err := b.desk.Identify(ctx, clerk(city), mandate.Party{Number: her.Number, Name: "苏念瓷"}); !names(err, "number") {
			b.t.Fatal("another name:", err)
		}
		if _, err := b.desk.Identify(ctx, citizen(stranger), her); gov.KindOf(err) != gov.KindForbidden {
			b.t.Fatal(err)
		}
		b.created(b.desk.Accept(ctx, clerk(city), "", v.ID, mandate.Answer{Paper: "paper"}))
		if got := b.created(b.desk.Withdraw(ctx, clerk(city), "", v.ID, mandate.Answer{Paper: "paper"})); got.EndedBy != "window" {
			b.t.Fatalf("%+v", got.Mandate)
		}
	})
}

// The legal representative appoints who acts for the firm; nobody else does.
func TestFirm(t *testing.T) {
	each(t, func(b *bench) {
		ctx, f := b.t.Context(), party("海棠市望潮餐饮管理有限公司")
		o := offer()
		o.Principal, o.Kind = &f, mandate.Clerk
		if _, err := b.desk.Create(ctx, citizen(grandson), "", o); gov.KindOf(err) != gov.KindForbidden {
			b.t.Fatal("not his firm:", err)
		}
		staff := gov.Actor{Kind: gov.Agent, Account: 77, Person: stranger, Subject: firm, Division: city, Channel: "portal"}
		if _, err := b.desk.Create(ctx, staff, "", o); gov.KindOf(err) != gov.KindForbidden {
			b.t.Fatal("a clerk lets another act for the firm:", err)
		}
		v := b.created(b.desk.Create(ctx, citizen(boss), "", o))
		if !v.Firm || v.Principal != firm || v.PrincipalName == "" {
			b.t.Fatalf("%+v", v.Mandate)
		}
		if list, err := b.desk.List(ctx, staff); err != nil || len(list) != 1 {
			b.t.Fatal(list, err)
		}
		if got := b.created(b.desk.Withdraw(ctx, citizen(boss), "", v.ID, mandate.Answer{})); got.EndedBy != "principal" {
			b.t.Fatalf("%+v", got.Mandate)
		}
	})
}

// The last day counts to its end; then the right is over, and a little later the
// record says so.
func TestExpires(t *testing.T) {
	each(t, func(b *bench) {
		ctx := b.t.Context()
		o := offer()
		o.Until = "2026-12-01"
		v := b.created(b.desk.Create(ctx, citizen(granny), "", o))
		unanswered := b.created(b.desk.Create(ctx, citizen(granny), "", o))
		b.created(b.desk.Accept(ctx, citizen(grandson), "", v.ID, mandate.Answer{}))
		b.Clock.Set(gov.Date("2026-12-01").Start().Add(23 * time.Hour))
		if got := b.delegates(mandate.Read, "", herCase); len(got) != 1 {
			b.t.Fatal("the last day does not count", got)
		}
		b.Clock.Set(gov.Date("2026-12-02").Start().Add(time.Minute))
		if got := b.delegates(mandate.Read, "", herCase); len(got) != 0 {
			b.t.Fatal("it outlives its term before the job runs", got)
		}
		if _, err := b.desk.Accept(ctx, citizen(grandson), "", unanswered.ID, mandate.Answer{}); gov.KindOf(err) != gov.KindConflict {
			b.t.Fatal("accepted after its term:", err)
		}
		if _, err := b.jobs.RunDue(ctx); err != nil {
			b.t.Fatal(err)
		}
		for _, id := range []gov.ID{v.ID, unanswered.ID} {
			if got := b.created(b.desk.Get(ctx, citizen(granny), id)); got.State != mandate.Expired || got.EndedBy != "term" || got.Live {
				b.t.Fatalf("%+v", got.Mandate)
			}
		}
	})
}

func TestWrongOffers(t *testing.T) {
	each(t, func(b *bench) {
		f := party("海棠市望潮餐饮管理有限公司")
		for field, change := range map[string]func(*mandate.Offer){
			"delegate.number": func(o *mandate.Offer) { o.Delegate.Number = "990102198804122154" },
			"delegate.name":   func(o *mandate.Offer) { o.Delegate.Name = strings.Repeat("长", 121) },
			"kind":            func(o *mandate.Offer) { o.Kind = mandate.Clerk },
			"may":             func(o *mandate.Offer) { o.May = nil },
			"until":           func(o *mandate.Offer) { o.Until = "2030-11-24" },
			"from":            func(o *mandate.Offer) { o.From = "2026-02-30" },
			"scope.case":      func(o *mandate.Offer) { o.Scope.Case = herCase },
			"scope.items":     func(o *mandate.Offer) { o.Scope.Items = []string{"no-such-item"} },
		} {
			o := offer()
			change(&o)
			if _, err := b.desk.Create(b.t.Context(), citizen(granny), "", o); !names(err, field) {
				b.t.Errorf("%s: %v", field, err)
			}
		}
		for name, change := range map[string]func(*mandate.Offer){
			"an unknown power": func(o *mandate.Offer) { o.May = []mandate.Power{"sell"} },
			"the past":         func(o *mandate.Offer) { o.From = "2026-11-22" },
			"another's case":   func(o *mandate.Offer) { o.May, o.Scope.Case = []mandate.Power{mandate.Read}, herCase+1 },
			"herself":          func(o *mandate.Offer) { o.Delegate = party("苏念慈") },
			"a firm as hand":   func(o *mandate.Offer) { o.Delegate = f },
			"another name":     func(o *mandate.Offer) { o.Delegate.Name = "姚禾" },
		} {
			o := offer()
			change(&o)
			if _, err := b.desk.Create(b.t.Context(), citizen(granny), "", o); gov.KindOf(err) != gov.KindInvalid {
				b.t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func second[A, B any](_ A, b B) B { return b }

func names(err error, field string) bool {
	e, ok := errors.AsType[*gov.Error](err)
	return ok && e.Kind == gov.KindInvalid && slices.ContainsFunc(e.Fields, func(f gov.Field) bool { return f.Path == field && f.Key != "" })
}

func refusedBy(err error, rule string) bool {
	e, ok := errors.AsType[*gov.Error](err)
	return ok && e.Rule == rule
}
