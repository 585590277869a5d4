package casework_test

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"testing"

	"holon.example/holon/internal/business/casework"
	"holon.example/holon/internal/business/casework/apply"
	"holon.example/holon/internal/business/casework/assist"
	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/business/casework/relay"
	"holon.example/holon/internal/business/casework/warrant"
	"holon.example/holon/internal/business/flow"
	"holon.example/holon/internal/business/mandate"
	"holon.example/holon/internal/data/theme"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/access"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/act/acttest"
	"holon.example/holon/internal/infra/ident/guess"
	"holon.example/holon/internal/infra/letter"
	"holon.example/holon/internal/infra/org"
	"holon.example/holon/internal/infra/org/epoch"
	"holon.example/holon/internal/infra/sqldb"
	"holon.example/holon/internal/infra/todo"
)

const (
	granny   = gov.ID(601)
	grandson = gov.ID(602)
	stranger = gov.ID(603)
)

func citizen(id gov.ID) gov.Actor {
	return gov.Actor{Kind: gov.Citizen, Account: id + 1000, Person: id, Subject: id, Division: division, Channel: "portal"}
}

// family is the bench under the real policies, with somebody who acts for another.
type family struct {
	*bench
	mandates *mandate.Desk
}

func eachFamily(t *testing.T, fn func(f *family)) {
	acttest.Each(t, func(t *testing.T, s *acttest.Spine) {
		acc, err := access.New(&epoch.Signal{})
		if err != nil {
			t.Fatal(err)
		}
		s.Engine = act.New(act.Config{DB: s.DB, Writer: s.Writer, Mint: s.Mint, Now: s.Clock.Time, Vault: s.Vault, Authoriser: acc, Log: slog.New(slog.DiscardHandler)})
		b := open(t, s)
		b.numbered("990104195502080489", granny)
		b.numbered("990102198804122155", grandson)
		f := &family{bench: b, mandates: b.mandateDesk()}
		fn(f)
		b.MustVerify(t)
	}, org.Migrations, access.Migrations, todo.Migrations, letter.Migrations, flow.Migrations, casework.Migrations, mandate.Migrations, assist.Migrations, relay.Migrations, warrant.Migrations, theme.Migrations, guess.Migrations)
}

// numbered makes a vault subject, found by a number.
func (b *bench) numbered(number string, id gov.ID) {
	b.t.Helper()
	_, err := act.Do(b.t.Context(), b.Engine, act.Command{Action: "importPeople", Actor: gov.Job("setup")}, func(p *act.Prep) (int, error) {
		p.Note("test.people", "test", nil)
		return 0, errors.Join(p.Authorise(act.Resource{Type: "Site"}), p.NewSubject(id))
	})
	if err != nil {
		b.t.Fatal(err)
	}
	b.people[number] = id
}

func (b *bench) mandateDesk() *mandate.Desk {
	return mandate.New(mandate.Config{
		Act:    b.Engine,
		Match:  func(_ context.Context, _ *act.Prep, p mandate.Party) (gov.ID, error) { return b.people[p.Number], nil },
		Firms:  func(context.Context, *sqldb.Q, gov.ID) ([]gov.ID, error) { return nil, nil },
		Names:  func(context.Context, *act.Prep, []gov.ID) (map[gov.ID]string, error) { return nil, nil },
		File:   func(context.Context, gov.Actor, string) (string, int64, error) { return "image/png", 1, nil },
		Offers: func(name string) bool { return b.lib.Thing(name) != nil },
		Applicant: func(ctx context.Context, q *sqldb.Q, id gov.ID) (gov.ID, error) {
			c, err := casefile.Load(ctx, q, id)
			if err != nil {
				return 0, err
			}
			return c.Applicant, nil
		},
	})
}

// trusted lets the grandson act for his grandmother.
func (f *family) trusted(items ...string) gov.ID {
	f.t.Helper()
	ctx := f.t.Context()
	v, err := f.mandates.Create(ctx, citizen(granny), "", mandate.Offer{
		Delegate: mandate.Party{Number: "990102198804122155", Name: "姚禾川"}, Kind: mandate.Family, Until: "2026-12-31",
		May: []mandate.Power{mandate.Apply, mandate.Supplement, mandate.Read}, Scope: mandate.Scope{Items: items},
	})
	if err != nil {
		f.t.Fatal(err)
	}
	if _, err := f.mandates.Accept(ctx, citizen(grandson), "", v.ID, mandate.Answer{}); err != nil {
		f.t.Fatal(err)
	}
	return v.ID
}

func forGranny() apply.Application {
	in := restaurant()
	in.Answers, in.For = answers, &apply.For{Subject: granny}
	return in
}

// A delegate applies, supplements and reads for his principal, in her name; with the
// mandate his right ends, also over what he began himself.
func TestDelegate(t *testing.T) {
	eachFamily(t, func(f *family) {
		t, ctx := f.t, f.t.Context()
		if _, err := f.svc.Submit(ctx, citizen(grandson), "", forGranny()); gov.KindOf(err) != gov.KindForbidden {
			t.Fatalf("without a mandate: %v", err)
		}
		id := f.trusted("open-restaurant")
		d, err := f.svc.Drafts().Start(ctx, citizen(grandson), "", apply.Application{Division: division, Thing: "open-restaurant", For: &apply.For{Subject: granny}})
		if err != nil || d.For != granny {
			t.Fatal(d, err)
		}
		if list, err := f.svc.Drafts().Drafts(ctx, citizen(granny)); err != nil || len(list) != 1 || list[0].ID != d.ID {
			t.Fatal("she does not see what is written in her name", list, err)
		}
		if _, err := f.svc.Drafts().GetDraft(ctx, citizen(stranger), d.ID); gov.KindOf(err) != gov.KindNotFound {
			t.Fatal(err)
		}
		in := forGranny()
		in.Draft, in.For = d.ID, nil // whose draft it is, the draft knows
		r, err := f.svc.Submit(ctx, citizen(grandson), "k", in)
		if err != nil || r.NoticeBy != "2026-09-30" {
			t.Fatal(r, err)
		}
		f.notified(r.ID)
		f.b(citizen(grandson), r.ID, true)
		f.b(citizen(granny), r.ID, true)
		f.b(citizen(stranger), r.ID, false)
		v, err := f.svc.Open(ctx, citizen(granny), r.ID)
		if err != nil || v.Applicant != granny || v.Person != granny || len(v.Hands) != 1 || v.Hands[0].Person != grandson || v.Hands[0].Mandate != id || v.Hands[0].Quality != casefile.Delegate {
			t.Fatalf("%+v %v", v, err)
		}
		for _, l := range v.Letters {
			if l.Party != granny {
				t.Errorf("letter %s goes to %s", l.Template, l.Party)
			}
		}
		f.ok(f.svc.SupplyMore(ctx, citizen(grandson), "", r.ID, casework.Supplied{Materials: []apply.Given{{Code: "HT-CY-02", Name: "承诺书.pdf", Blob: "00"}}}))
		f.lists(r.ID, true)
		if _, err := f.mandates.Withdraw(ctx, citizen(granny), "", id, mandate.Answer{}); err != nil {
			t.Fatal(err)
		}
		f.b(citizen(grandson), r.ID, false)
		f.lists(r.ID, false)
		if _, err := f.svc.SupplyMore(ctx, citizen(grandson), "", r.ID, casework.Supplied{Text: "x"}); gov.KindOf(err) != gov.KindForbidden {
			t.Fatalf("supplements without a mandate: %v", err)
		}
		if _, err := f.svc.Withdraw(ctx, citizen(grandson), "", r.ID); gov.KindOf(err) != gov.KindForbidden {
			t.Fatalf("withdraws without a mandate: %v", err)
		}
	})
}

// notified sends the one-time notice.
func (f *family) notified(id gov.ID) {
	f.t.Helper()
	f.ok(f.svc.SendNotice(f.t.Context(), f.as("clerk"), "", id, casework.Step{Task: f.precheck(id), Missing: []casework.Missing{{Code: "HT-CY-02", Text: "请签名"}}}))
}

func (f *family) precheck(id gov.ID) gov.ID {
	f.t.Helper()
	v := must(f.svc.Open(f.t.Context(), f.as("clerk"), id))(f.t)
	i := slices.IndexFunc(v.Tasks, func(x *todo.Item) bool { return x.Kind == "precheck" })
	if i < 0 {
		f.t.Fatalf("no precheck in %+v", v.Tasks)
	}
	return v.Tasks[i].ID
}

// b asks whether somebody may open the case.
func (f *family) b(who gov.Actor, id gov.ID, may bool) {
	f.t.Helper()
	_, err := f.svc.Open(f.t.Context(), who, id)
	if may && err != nil || !may && gov.KindOf(err) != gov.KindForbidden {
		f.t.Fatalf("%s opens the case, may %v: %v", who.Person, may, err)
	}
}

// lists asks whether the case is among those the grandson acts in; it is hers always.
func (f *family) lists(id gov.ID, his bool) {
	f.t.Helper()
	ctx := f.t.Context()
	has := func(list []*casefile.Case) bool {
		return slices.ContainsFunc(list, func(c *casefile.Case) bool { return c.ID == id })
	}
	for who, want := range map[gov.ID][2]bool{granny: {true, false}, grandson: {false, his}, stranger: {false, false}} {
		own := must(f.svc.Mine(ctx, citizen(who), 0, 20))(f.t)
		others := must(f.svc.Delegated(ctx, citizen(who), 0, 20))(f.t)
		if has(own) != want[0] || has(others) != want[1] {
			f.t.Errorf("%s: own %v, for others %v, want %v", who, has(own), has(others), want)
		}
	}
}

// A mandate for other items, or for one case, lets nobody apply for this one.
func TestDelegateOutsideHisScope(t *testing.T) {
	eachFamily(t, func(f *family) {
		f.trusted("open-restaurant")
		in := forGranny()
		in.Thing, in.Item = "", "food-permit"
		if _, err := f.svc.Submit(f.t.Context(), citizen(grandson), "", in); gov.KindOf(err) != gov.KindForbidden {
			f.t.Fatalf("an item outside the scope: %v", err)
		}
	})
}

// The window acts for whoever is present, after it has found him by document, and the
// case says so; the grandson may go on with it at home.
func TestHelper(t *testing.T) {
	eachFamily(t, func(f *family) {
		t, ctx, clerk := f.t, f.t.Context(), f.as("clerk")
		clerk.Channel = "counter"
		start := apply.Application{Division: division, Thing: "open-restaurant"}
		if _, err := f.svc.Drafts().Start(ctx, clerk, "", start); gov.KindOf(err) != gov.KindInvalid {
			t.Fatalf("for nobody: %v", err)
		}
		start.For = &apply.For{Subject: granny}
		_, err := f.svc.Drafts().Start(ctx, clerk, "", start)
		if e, ok := errors.AsType[*gov.Error](err); !ok || e.Rule != "helper-needs-presence" {
			t.Fatalf("for who is not there: %v", err)
		}
		if _, err := f.mandates.Identify(ctx, clerk, mandate.Party{Number: "990104195502080489", Name: "苏念慈"}); err != nil {
			t.Fatal(err)
		}
		d, err := f.svc.Drafts().Start(ctx, clerk, "", start)
		if err != nil {
			t.Fatal(err)
		}
		in := forGranny()
		if _, err := f.svc.Submit(ctx, clerk, "", in); gov.KindOf(err) != gov.KindInvalid {
			t.Fatalf("without a draft: %v", err)
		}
		f.trusted()
		if got, err := f.svc.Drafts().GetDraft(ctx, citizen(grandson), d.ID); err != nil || got.For != granny {
			t.Fatal("he cannot go on at home", got, err)
		}
		in.Draft, in.For = d.ID, nil
		r, err := f.svc.Submit(ctx, clerk, "", in)
		if err != nil {
			t.Fatal(err)
		}
		v := must(f.svc.Open(ctx, citizen(granny), r.ID))(t)
		if v.Applicant != granny || len(v.Hands) != 1 || v.Hands[0].Quality != casefile.Helper || v.Hands[0].Post != clerk.Post || v.Channel != "counter" {
			t.Fatalf("%+v %+v", v.Case, v.Hands)
		}
		f.b(citizen(grandson), r.ID, true)
		f.to("2026-09-23", 9)
		if _, err := f.svc.Drafts().Start(ctx, clerk, "", start); gov.KindOf(err) != gov.KindForbidden {
			t.Fatalf("yesterday's visitor: %v", err)
		}
		start.For.Delegate = grandson
		if _, err := f.mandates.Identify(ctx, clerk, mandate.Party{Number: "990102198804122155", Name: "姚禾川"}); err != nil {
			t.Fatal(err)
		}
		if _, err := f.svc.Drafts().Start(ctx, clerk, "", start); err != nil {
			t.Fatalf("her delegate at the window: %v", err)
		}
		start.For = &apply.For{Subject: stranger, Delegate: grandson}
		if _, err := f.svc.Drafts().Start(ctx, clerk, "", start); gov.KindOf(err) != gov.KindForbidden {
			t.Fatalf("for somebody who never sent him: %v", err)
		}
	})
}

// What is done for somebody else says in the log by whom, in what quality and under which
// mandate; what the applicant does herself says nothing of the kind.
func TestEventsNameTheHand(t *testing.T) {
	eachFamily(t, func(f *family) {
		t, ctx := f.t, f.t.Context()
		id := f.trusted("open-restaurant")
		start := apply.Application{Division: division, Thing: "open-restaurant", For: &apply.For{Subject: granny}}
		d, err := f.svc.Drafts().Start(ctx, citizen(grandson), "", start)
		if err != nil || d.As != casefile.Delegate || d.Mandate == nil || d.Mandate.ID != id || d.Whose == "" {
			t.Fatalf("%+v %v", d, err)
		}
		in := forGranny()
		in.Draft, in.For = d.ID, nil
		r, err := f.svc.Submit(ctx, citizen(grandson), "", in)
		if err != nil {
			t.Fatal(err)
		}
		f.notified(r.ID)
		f.ok(f.svc.SupplyMore(ctx, citizen(grandson), "", r.ID, casework.Supplied{Text: "x"}))
		f.ok(f.svc.Withdraw(ctx, citizen(granny), "", r.ID))
		v := must(f.svc.Open(ctx, citizen(granny), r.ID))(t)
		seen := map[string]bool{}
		for _, m := range v.Timeline {
			by := m.Data.Str("as") == casefile.Delegate && m.Data.ID("hand") == grandson && m.Data.ID("mandate") == id
			seen[m.Name] = seen[m.Name] || by
			if m.Name == "case.withdrawn" && (by || m.Data.Str("as") != "") {
				t.Error("what she did herself is said to be his")
			}
		}
		if !seen["case.received"] || !seen["case.supplemented"] {
			t.Fatalf("%v", seen)
		}
		code, _ := v.Situation["queryCode"].(string)
		for _, m := range must(f.svc.OpenByCode(ctx, gov.Actor{Kind: gov.Nobody}, r.No, code))(t).Timeline {
			if m.Data.ID("hand") != 0 || m.Data.ID("mandate") != 0 {
				t.Errorf("%s tells by the query code alone who acted", m.Name)
			}
		}
	})
}
