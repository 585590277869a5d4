package message_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"holon.example/holon/internal/business/message"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/access"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/act/acttest"
	"holon.example/holon/internal/infra/bus"
	"holon.example/holon/internal/infra/jobs"
	"holon.example/holon/internal/infra/locale"
	"holon.example/holon/internal/infra/mail"
	"holon.example/holon/internal/infra/org/epoch"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/sqldb"
)

const (
	him = gov.ID(101)
	her = gov.ID(102)
)

func citizen(id gov.ID) gov.Actor {
	return gov.Actor{Kind: gov.Citizen, Account: id + 1000, Person: id, Subject: id, Channel: "portal"}
}

type bench struct {
	*acttest.Spine
	t       *testing.T
	desk    *message.Desk
	office  *mail.Office
	bus     *bus.Bus
	jobs    *jobs.Runner
	waiting bool
	hands   []gov.ID // who act in the case
}

func each(t *testing.T, fn func(b *bench)) {
	acttest.Each(t, func(t *testing.T, s *acttest.Spine) {
		acc, err := access.New(&epoch.Signal{})
		if err != nil {
			t.Fatal(err)
		}
		quiet := slog.New(slog.DiscardHandler)
		b := &bench{Spine: s, t: t, bus: bus.New(bus.Config{DB: s.DB, Writer: s.Writer, Log: quiet}), jobs: jobs.NewRunner(s.DB, s.Writer, s.Clock.Time, quiet)}
		eng := act.New(act.Config{DB: s.DB, Writer: s.Writer, Mint: s.Mint, Now: s.Clock.Time, Vault: s.Vault, Authoriser: acc, Log: quiet})
		b.office = mail.New(mail.Config{Act: eng, Site: "https://hall.example", Attempts: jobs.MaxAttempts})
		b.desk = message.New(message.Config{
			Act: eng, Office: b.office,
			Case: func(_ context.Context, _ *sqldb.Q, id gov.ID) (message.Facts, error) {
				if id != 77 {
					return message.Facts{}, gov.NotFound("case.none")
				}
				return message.Facts{Applicant: him, No: "HT-0017", Item: "open-restaurant", Waiting: b.waiting, Hands: b.hands}, nil
			},
			Due: func(_ string, from gov.Date) (gov.Date, gov.Date, error) {
				return from.AddDays(13), from.AddDays(14), nil
			},
		})
		b.bus.Consume(b.desk.Consumer())
		b.jobs.Handle(message.ReminderJob, b.desk.Remind)
		b.event("test.made", "test/1", seal.Data{}, func(p *act.Prep) error { return errors.Join(p.NewSubject(him), p.NewSubject(her)) })
		fn(b)
		s.MustVerify(t)
	}, access.Migrations, bus.Migrations, mail.Migrations)
}

func (b *bench) event(name, stream string, data seal.Data, more ...func(p *act.Prep) error) {
	b.t.Helper()
	_, err := act.Do(b.t.Context(), b.Engine, act.Command{Action: "x", Actor: acttest.Officer(11)}, func(p *act.Prep) (int, error) {
		err := p.Authorise(act.Resource{})
		for _, fn := range more {
			err = errors.Join(err, fn(p))
		}
		return 0, errors.Join(err, p.Event(name, stream, data))
	})
	if err != nil {
		b.t.Fatal(err)
	}
	b.settle()
}

func (b *bench) settle() {
	b.t.Helper()
	if err := b.Sealer.Flush(b.t.Context()); err != nil {
		b.t.Fatal(err)
	}
	if err := b.bus.Drain(b.t.Context()); err != nil {
		b.t.Fatal(err)
	}
	if _, err := b.jobs.RunDue(b.t.Context()); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) messages(who gov.ID) []*mail.Message {
	b.t.Helper()
	page, err := b.office.List(b.t.Context(), citizen(who), 0)
	if err != nil {
		b.t.Fatal(err)
	}
	return page.Messages
}

func TestWhoIsTold(t *testing.T) {
	each(t, func(b *bench) {
		b.event("case.accepted", "case/77", seal.Data{"subject": him, "deemed": false})
		b.event("matter.decided", "case/77", seal.Data{"subject": him, "item": "food-permit", "outcome": "granted"})
		b.event("licence.issued", "licence/5", seal.Data{"subject": him, "case": gov.ID(77), "item": "food-permit"})
		b.event("licence.printed", "licence/5", seal.Data{"blob": "x"})
		b.event("mandate.offered", "mandate/6", seal.Data{"subject": him, "subjects": []gov.ID{him, her}, "until": gov.Date("2027-01-01")})
		b.event("case.accepted", "case/78", seal.Data{"subject": him}) // of which nothing is known here
		got := b.messages(him)
		want := []struct{ kind, item, no string }{{"accepted", "", ""}, {"certificate", "food-permit", "HT-0017"}, {"decided", "food-permit", "HT-0017"}, {"accepted", "open-restaurant", "HT-0017"}}
		if len(got) != len(want) {
			b.t.Fatalf("%d messages", len(got))
		}
		for i, w := range want {
			if got[i].Kind != w.kind || got[i].Args["item"] != w.item || got[i].Args["no"] != w.no {
				b.t.Errorf("%d: %+v", i, got[i])
			}
		}
		if got[2].Args["outcome"] != "granted" || got[2].Ref != (mail.Ref{Kind: "case", ID: 77}) {
			b.t.Errorf("%+v", got[2])
		}
		if hers := b.messages(her); len(hers) != 1 || hers[0].Kind != "mandate" || hers[0].Args["until"] != "2027-01-01" {
			b.t.Errorf("%+v", hers)
		}
	})
}

func TestReminderOneWorkingDayBeforeIfTheCaseWaits(t *testing.T) {
	each(t, func(b *bench) {
		b.event("case.notified", "case/77", seal.Data{"subject": him, "missing": []string{"site-plan"}})
		if got := b.messages(him); len(got) != 1 || got[0].Args["due"] != "2026-12-07" {
			b.t.Fatalf("%+v", got)
		}
		b.waiting = true
		b.Clock.Set(gov.Date("2026-12-06").Start().Add(9*time.Hour) - 1)
		b.settle()
		if got := b.messages(him); len(got) != 1 {
			b.t.Fatalf("reminded too early: %+v", got)
		}
		b.Clock.Set(gov.Date("2026-12-06").Start().Add(9 * time.Hour))
		b.settle()
		b.settle()
		if got := b.messages(him); len(got) != 2 || got[0].Kind != "reminder" {
			b.t.Fatalf("%+v", got)
		}
		b.waiting = false
		b.event("case.notified", "case/77", seal.Data{"subject": him})
		b.Clock.Set(gov.Date("2027-01-31").Start())
		b.settle()
		if got := b.messages(him); len(got) != 3 || got[0].Kind != "notified" {
			b.t.Fatalf("reminded of what was handed in: %+v", got)
		}
	})
}

func TestTheErasedAreToldNothing(t *testing.T) {
	each(t, func(b *bench) {
		b.event("test.erased", "test/2", seal.Data{}, func(p *act.Prep) error { return p.Erase(her) })
		b.event("objection.answered", "objection/9", seal.Data{"subject": her})
		b.event("objection.answered", "objection/9", seal.Data{"subject": him})
		if got := b.messages(him); len(got) != 1 || got[0].Kind != "objection" {
			b.t.Fatalf("%+v", got)
		}
	})
}

func TestEveryKindHasWords(t *testing.T) {
	for _, k := range message.Kinds() {
		for _, key := range []string{"message.title." + k, "message.text." + k} {
			if !locale.Has(key) {
				t.Errorf("%s is missing", key)
			}
		}
	}
}

// Who acts in a case for its applicant is told what she is told, marked as another's; of
// her certificate he is not. Of a mandate the other side hears.
func TestWhoActsIsToldToo(t *testing.T) {
	each(t, func(b *bench) {
		b.hands, b.waiting = []gov.ID{her, him}, true
		b.event("case.notified", "case/77", seal.Data{"subject": him})
		b.event("licence.issued", "licence/5", seal.Data{"subject": him, "case": gov.ID(77), "item": "food-permit"})
		got := b.messages(her)
		if len(got) != 1 || got[0].Kind != "notified" || got[0].Args["as"] == "" || got[0].Args["due"] == "" {
			t.Fatalf("%+v", got)
		}
		if own := b.messages(him); len(own) != 2 || own[1].Args["as"] != "" {
			t.Fatalf("%+v", own)
		}
		b.Clock.Set(b.Clock.Time().Add(14 * 24 * time.Hour))
		b.settle()
		if got := b.messages(her); len(got) != 2 || got[0].Kind != "reminder" || got[0].Args["as"] == "" {
			t.Fatalf("%+v", got)
		}
		b.hands = nil // the mandate has ended
		b.event("case.accepted", "case/77", seal.Data{"subject": him})
		if got := b.messages(her); len(got) != 2 {
			t.Fatalf("%+v", got)
		}
	})
}

func TestEndOfAMandate(t *testing.T) {
	each(t, func(b *bench) {
		both := []gov.ID{him, her}
		for i, x := range []struct {
			name, by     string
			toHim, toHer int
		}{
			{"mandate.accepted", "", 1, 0},
			{"mandate.declined", "delegate", 1, 0},
			{"mandate.withdrawn", "principal", 0, 1},
			{"mandate.withdrawn", "delegate", 1, 0},
			{"mandate.withdrawn", "window", 1, 1},
			{"mandate.expired", "term", 1, 1},
		} {
			h, w := len(b.messages(him)), len(b.messages(her))
			b.event(x.name, "mandate/"+gov.ID(60+i).String(), seal.Data{"subject": him, "subjects": both, "until": gov.Date("2027-01-01"), "by": x.by})
			if len(b.messages(him))-h != x.toHim || len(b.messages(her))-w != x.toHer {
				t.Errorf("%s by %q: %d to the principal, %d to the delegate", x.name, x.by, len(b.messages(him))-h, len(b.messages(her))-w)
			}
		}
	})
}
