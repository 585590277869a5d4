package mail_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/access"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/act/acttest"
	"holon.example/holon/internal/infra/jobs"
	"holon.example/holon/internal/infra/locale"
	"holon.example/holon/internal/infra/mail"
	"holon.example/holon/internal/infra/org/epoch"
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
	t      *testing.T
	office *mail.Office
	jobs   *jobs.Runner
	out    []mail.Letter
	fails  int // how many attempts of the carrier fail
}

func each(t *testing.T, fn func(b *bench)) {
	acttest.Each(t, func(t *testing.T, s *acttest.Spine) {
		acc, err := access.New(&epoch.Signal{})
		if err != nil {
			t.Fatal(err)
		}
		b := &bench{Spine: s, t: t}
		quiet := slog.New(slog.DiscardHandler)
		eng := act.New(act.Config{DB: s.DB, Writer: s.Writer, Mint: s.Mint, Now: s.Clock.Time, Vault: s.Vault, Authoriser: acc, Log: quiet})
		b.office = mail.New(mail.Config{
			Act: eng, Site: "https://hall.example", Attempts: jobs.MaxAttempts,
			Carriers: map[mail.Channel]mail.Carrier{mail.Email: b.carry},
		})
		b.jobs = jobs.NewRunner(s.DB, s.Writer, s.Clock.Time, quiet)
		b.jobs.HandleIn(jobs.Calls, mail.DeliverJob, b.office.Deliver)
		b.do(func(p *act.Prep) error { return errors.Join(p.NewSubject(him), p.NewSubject(her)) })
		fn(b)
		s.MustVerify(t)
	}, access.Migrations, mail.Migrations)
}

func (b *bench) carry(_ context.Context, l mail.Letter) error {
	if b.fails > 0 {
		b.fails--
		return errors.New("the relay is down")
	}
	b.out = append(b.out, l)
	return nil
}

func (b *bench) do(fn func(p *act.Prep) error) {
	b.t.Helper()
	_, err := act.Do(b.t.Context(), b.Engine, act.Command{Action: "x", Actor: acttest.Officer(11)}, func(p *act.Prep) (int, error) {
		if err := p.Authorise(act.Resource{}); err != nil {
			return 0, err
		}
		p.Note("test.done", "test", nil)
		return 0, fn(p)
	})
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) write(to gov.ID) {
	b.t.Helper()
	b.do(func(p *act.Prep) error {
		_, err := b.office.Write(b.t.Context(), p, mail.Draft{Subject: to, Kind: "accepted", Ref: mail.Ref{Kind: "case", ID: 77}, Args: map[string]string{"no": "HT-0017", "item": "food-permit"}})
		return err
	})
}

func (b *bench) choose(c mail.Choice) {
	b.t.Helper()
	if _, err := b.office.Choose(b.t.Context(), citizen(him), "", c); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) run() {
	b.t.Helper()
	if _, err := b.jobs.RunDue(b.t.Context()); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) states(s mail.State) int {
	b.t.Helper()
	n := 0
	err := b.DB.Read(b.t.Context(), func(q *sqldb.Q) error {
		list, err := mail.Deliveries(b.t.Context(), q, s, 100)
		n = len(list)
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return n
}

func TestInTheAccountAlwaysOutsideOnlyWithConsent(t *testing.T) {
	each(t, func(b *bench) {
		t, ctx := b.t, b.t.Context()
		b.write(him)
		b.run()
		if len(b.out) != 0 {
			t.Fatal(b.out)
		}
		b.choose(mail.Choice{Channel: mail.Email, Address: "lu.jing@mail.example", Lang: locale.EN, Consent: true})
		b.write(him)
		b.choose(mail.Choice{Channel: mail.Email})
		b.write(him) // no consent any more
		b.run()      // and what waited is dropped
		if len(b.out) != 0 || b.states(mail.Dropped) != 1 {
			t.Fatal(b.out)
		}
		b.choose(mail.Choice{Channel: mail.Email, Address: "lu.jing@mail.example", Lang: locale.EN, Consent: true})
		b.write(him)
		b.run()
		if len(b.out) != 1 || b.states(mail.Sent) != 1 || b.states(mail.Waiting) != 0 {
			t.Fatal(b.out)
		}
		page, err := b.office.List(ctx, citizen(him), 0)
		if err != nil || len(page.Messages) != 4 || page.Unread != 4 || page.Messages[0].Args["no"] != "HT-0017" {
			t.Fatalf("%+v %v", page, err)
		}
		l := b.out[0]
		if l.To != "lu.jing@mail.example" || !strings.Contains(l.Subject, page.Messages[0].Number) || !strings.Contains(l.Text, "https://hall.example") {
			t.Fatalf("%+v", l)
		}
		for _, secret := range []string{"HT-0017", "food", "77", "accepted"} {
			if strings.Contains(l.Subject+l.Text, secret) {
				t.Errorf("%s leaves the site: %+v", secret, l)
			}
		}
	})
}

func TestReading(t *testing.T) {
	each(t, func(b *bench) {
		t, ctx := b.t, b.t.Context()
		b.write(him)
		b.write(him)
		b.write(her)
		page, err := b.office.List(ctx, citizen(him), 0)
		if err != nil || len(page.Messages) != 2 {
			t.Fatalf("%+v %v", page, err)
		}
		id := page.Messages[0].ID
		if _, err := b.office.Read(ctx, citizen(her), id); gov.KindOf(err) != gov.KindForbidden {
			t.Fatalf("she reads his: %v", err)
		}
		if m, err := b.office.Read(ctx, citizen(him), id); err != nil || m.Seen == 0 {
			t.Fatalf("%+v %v", m, err)
		}
		if n, _ := b.office.CountUnread(ctx, citizen(him)); n != 1 {
			t.Fatal(n)
		}
		if _, err := b.office.Read(ctx, citizen(him), 0); err != nil {
			t.Fatal(err)
		}
		if n, _ := b.office.CountUnread(ctx, citizen(him)); n != 0 {
			t.Fatal(n)
		}
		if n, _ := b.office.CountUnread(ctx, citizen(her)); n != 1 {
			t.Fatal(n)
		}
		if _, err := b.office.Read(ctx, citizen(him), 4711); gov.KindOf(err) != gov.KindNotFound {
			t.Fatal(err)
		}
		if _, err := b.office.List(ctx, acttest.Officer(11), 0); gov.KindOf(err) != gov.KindForbidden {
			t.Fatal(err)
		}
	})
}

func TestFailuresAreTriedAgainAndThenShown(t *testing.T) {
	each(t, func(b *bench) {
		t := b.t
		b.choose(mail.Choice{Channel: mail.Email, Address: "lu.jing@mail.example", Consent: true})
		b.fails = 2
		b.write(him)
		for range 3 {
			b.run()
			b.Clock.Set(b.Clock.Time().Add(time.Hour))
		}
		if len(b.out) != 1 || b.states(mail.Sent) != 1 {
			t.Fatal(b.out, b.states(mail.Waiting))
		}
		b.fails = jobs.MaxAttempts
		b.write(him)
		for range jobs.MaxAttempts + 2 {
			b.run()
			b.Clock.Set(b.Clock.Time().Add(24 * time.Hour))
		}
		if len(b.out) != 1 || b.states(mail.Failed) != 1 {
			t.Fatal(b.out, b.fails, b.states(mail.Waiting))
		}
		err := b.DB.Read(t.Context(), func(q *sqldb.Q) error {
			dead, err := jobs.Dead(t.Context(), q, 10)
			if len(dead) != 1 || dead[0].Kind != mail.DeliverJob {
				t.Errorf("%+v", dead)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestChoicesAreChecked(t *testing.T) {
	each(t, func(b *bench) {
		for i, c := range []mail.Choice{
			{Channel: mail.Email, Consent: true},
			{Channel: mail.Email, Address: "Lu <lu@mail.example>", Consent: true},
			{Channel: mail.Email, Address: "lu@mail", Consent: true},
			{Channel: mail.Email, Address: "lu@mail.example\r\nBcc: x@y.example", Consent: true},
			{Channel: mail.SMS, Address: "12345", Consent: true},
			{Channel: "fax", Address: "1", Consent: true},
		} {
			if _, err := b.office.Choose(b.t.Context(), citizen(him), "", c); gov.KindOf(err) != gov.KindInvalid {
				b.t.Errorf("%d: %v", i, err)
			}
		}
		for i, c := range []mail.Choice{{Channel: mail.SMS, Address: "13900000001", Consent: true}, {Channel: mail.Email}} {
			if _, err := b.office.Choose(b.t.Context(), citizen(him), "", c); gov.KindOf(err) != gov.KindConflict {
				b.t.Errorf("not offered, not given %d: %v", i, err)
			}
		}
		b.choose(mail.Choice{Channel: mail.Email, Address: "lu.jing@mail.example", Consent: true})
		err := b.DB.Read(b.t.Context(), func(q *sqldb.Q) error {
			for _, table := range []string{"mail_channel", "event"} {
				col := map[string]string{"mail_channel": "address", "event": "body"}[table]
				rows, err := sqldb.All(b.t.Context(), q, sqldb.Column[[]byte], fmt.Sprintf("SELECT %s FROM %s", col, table))
				if err != nil {
					return err
				}
				for _, r := range rows {
					if bytes.Contains(r, []byte("lu.jing")) {
						b.t.Errorf("the address stands open in %s", table)
					}
				}
			}
			return nil
		})
		if err != nil {
			b.t.Fatal(err)
		}
	})
}
