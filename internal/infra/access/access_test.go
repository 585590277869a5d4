package access_test

import (
	"errors"
	"log/slog"
	"strings"
	"testing"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/access"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/act/acttest"
	"holon.example/holon/internal/infra/org/epoch"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/sqldb"
)

// desk is a spine whose commands are authorised by the policies.
type desk struct {
	*acttest.Spine
	t      testing.TB
	access *access.Access
	eng    *act.Engine
}

func start(t testing.TB, s *acttest.Spine) *desk {
	t.Helper()
	a, err := access.New(&epoch.Signal{})
	if err != nil {
		t.Fatal(err)
	}
	return &desk{Spine: s, t: t, access: a, eng: engine(s, a)}
}

func engine(s *acttest.Spine, a *access.Access) *act.Engine {
	return act.New(act.Config{DB: s.DB, Writer: s.Writer, Mint: s.Mint, Now: s.Clock.Time, Vault: s.Vault, Authoriser: a, Log: slog.New(slog.DiscardHandler)})
}

func (d *desk) ask(who gov.Actor, action string, what act.Resource) (v act.Verdict, err error) {
	rerr := d.DB.Read(d.t.Context(), func(q *sqldb.Q) error {
		v, err = d.access.Authorise(d.t.Context(), q, who, action, what)
		return nil
	})
	return v, errors.Join(err, rerr)
}

func each(t *testing.T, fn func(t *testing.T, d *desk)) {
	acttest.Each(t, func(t *testing.T, s *acttest.Spine) {
		fn(t, start(t, s))
		s.MustVerify(t)
	}, access.Migrations)
}

// opinion is a command of a department.
func (d *desk) opinion(who gov.Actor) error {
	_, err := act.Do(d.t.Context(), d.eng, act.Command{Action: "giveOpinion", Actor: who}, func(p *act.Prep) (string, error) {
		if err := p.Authorise(matter(nil)); err != nil {
			return "", err
		}
		return "ok", p.Event("matter.opinion", "matter/900", seal.Data{})
	})
	return err
}

const freeze = `@id("freeze-fire") @title("The fire department stands still")
forbid (principal in Department::"702", action in [Action::"handling", Action::"deciding"], resource);`

const frozen = `@id("freeze-market") @title("The market department stands still")
forbid (principal in Department::"701", action in [Action::"handling", Action::"deciding"], resource);`

func TestAPolicyHoldsFromTheNextCommandOn(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		if err := d.opinion(handler); err != nil {
			t.Fatal(err)
		}
		if _, err := d.access.Put(t.Context(), d.eng, handler, frozen); gov.KindOf(err) != gov.KindForbidden {
			t.Fatal(err)
		}
		if _, err := d.access.Put(t.Context(), d.eng, admin, frozen); err != nil {
			t.Fatal(err)
		}
		err := d.opinion(handler)
		if e, ok := errors.AsType[*gov.Error](err); !ok || e.Rule != "freeze-market" {
			t.Fatal(err)
		}
		if err := d.access.Remove(t.Context(), d.eng, admin, "freeze-market"); err != nil {
			t.Fatal(err)
		}
		if err := d.opinion(handler); err != nil {
			t.Fatal(err)
		}
		if err := d.access.Remove(t.Context(), d.eng, admin, "freeze-market"); gov.KindOf(err) != gov.KindNotFound {
			t.Fatal(err)
		}
	})
}

// A change made by another process is not known here when the command is
// prepared; the writer refuses it and it is prepared again under the new rules.
func TestAForeignChangePreparesAgain(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		other := start(t, d.Spine)
		tries := 0
		_, err := act.Do(t.Context(), d.eng, act.Command{Action: "giveOpinion", Actor: handler}, func(p *act.Prep) (string, error) {
			tries++
			err := p.Authorise(matter(nil))
			if tries == 1 {
				if err != nil {
					t.Fatal(err)
				}
				if _, err := other.access.Put(t.Context(), other.eng, admin, frozen); err != nil {
					t.Fatal(err)
				}
			}
			if err != nil {
				return "", err
			}
			return "ok", p.Event("matter.opinion", "matter/901", seal.Data{})
		})
		if e, ok := errors.AsType[*gov.Error](err); !ok || e.Rule != "freeze-market" || tries < 2 {
			t.Fatal(err, tries)
		}
	})
}

func TestARefusalIsRecorded(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		if err := d.opinion(clerk); gov.KindOf(err) != gov.KindForbidden {
			t.Fatal(err)
		}
		ev := d.last(t)
		if ev.Name != "access.refused" || ev.Rule != "clerk-never-decides" || ev.Outcome != seal.Refused || ev.Actor.Account != clerk.Account || ev.Data.Str("type") != "Matter" {
			t.Fatalf("%+v", ev)
		}
	})
}

func (d *desk) last(t *testing.T) *seal.Event {
	t.Helper()
	var body []byte
	err := d.DB.Read(t.Context(), func(q *sqldb.Q) error {
		_, err := q.Row(t.Context(), "SELECT body FROM event ORDER BY id DESC LIMIT 1", nil, &body)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	ev, err := seal.ParseEvent(body)
	if err != nil {
		t.Fatal(err)
	}
	return ev
}

func TestSitePoliciesAreChecked(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		for what, c := range map[string]struct{ text, key string }{
			"no cedar":            {`let me in`, "access.policy"},
			"no id":               {`@title("x") permit (principal, action == Action::"getCase", resource);`, "access.policy"},
			"no title":            {`@id("x") permit (principal, action == Action::"getCase", resource);`, "access.policy"},
			"unknown action":      {`@id("x") @title("x") permit (principal, action == Action::"fly", resource);`, "access.policy"},
			"unknown entity type": {`@id("x") @title("x") permit (principal is King, action == Action::"getCase", resource);`, "access.policy"},
			"unknown attribute":   {`@id("x") @title("x") permit (principal, action == Action::"getCase", resource) when { resource.colour == "red" };`, "access.policy"},
			"unlike types":        {`@id("x") @title("x") permit (principal, action == Action::"lookupData", resource) when { resource.grade == "3" };`, "access.policy"},
			"two at once":         {frozen + freeze, "access.policy"},
			"id of the base":      {strings.Replace(frozen, "freeze-market", "four-eyes", 1), "access.policy_reserved"},
			"permits everything":  {`@id("x") @title("x") permit (principal is Officer, action, resource);`, "access.policy_all"},
			"too long":            {frozen + strings.Repeat(" ", 9000), "access.policy_size"},
		} {
			_, err := d.access.Put(t.Context(), d.eng, admin, c.text)
			if e, ok := errors.AsType[*gov.Error](err); !ok || e.Key != c.key {
				t.Errorf("%s: %v", what, err)
			}
		}
		if _, err := d.access.Put(t.Context(), d.eng, admin, `@id("x") @title("x") permit (principal in Role::"mayor", action == Action::"decide", resource);`); err != nil {
			t.Fatal(err)
		}
		if v, err := d.ask(officer(45, market, "mayor"), "decide", matter(nil)); err != nil || !v.Allow || v.Rule != "x" {
			t.Fatal(v, err)
		}
		// A permit of the site lifts none of the base's limits.
		if v, err := d.ask(officer(43, market, "mayor"), "decide", matter(nil)); err != nil || v.Allow || v.Rule != "four-eyes" {
			t.Fatal(v, err)
		}
	})
}

func TestAProgramsFaultAllowsNothing(t *testing.T) {
	d := start(t, acttest.Start(t, "sqlite::memory:", access.Migrations))
	for what, r := range map[string]act.Resource{
		"unknown attribute": matter(map[string]any{"departement": "x"}),
		"wrong type":        matter(map[string]any{"department": 7}),
		"no Cedar value":    matter(map[string]any{"department": 7.5}),
		"wrong resource":    typed("Site", nil),
	} {
		if v, err := d.ask(approver, "decide", r); !errors.Is(err, access.ErrRequest) || v.Allow {
			t.Errorf("%s: %v %v", what, v, err)
		}
	}
	if _, err := d.ask(approver, "fly", matter(nil)); !errors.Is(err, access.ErrRequest) {
		t.Error(err)
	}
}

func TestAFragmentAddsActions(t *testing.T) {
	f := access.Fragment{
		Name: "hall", Schema: `entity Counter = { division: String };
		action openCounter appliesTo { principal: [Officer], resource: [Counter], context: Asked };
		action weigh in [handling] appliesTo { principal: [Officer], resource: [Matter], context: Asked };`,
		Policies: `@id("hall-opens") @title("The window opens its counter")
		permit (principal in Role::"clerk", action == Action::"openCounter", resource) when { resource.division == principal.division };`,
	}
	a, err := access.New(&epoch.Signal{}, f)
	if err != nil {
		t.Fatal(err)
	}
	d := start(t, acttest.Start(t, "sqlite::memory:", access.Migrations))
	d.access = a
	for _, c := range []struct {
		who    gov.Actor
		action string
		what   act.Resource
		rule   string
	}{
		{clerk, "openCounter", typed("Counter", map[string]any{"division": city}), "hall-opens"},
		{handler, "weigh", matter(nil), "handler-own-matter"},
	} {
		if v, err := d.ask(c.who, c.action, c.what); err != nil || !v.Allow || v.Rule != c.rule {
			t.Error(c.action, v, err)
		}
	}
	if !a.Knows("openCounter") || a.Knows("handling") || a.Knows("fly") {
		t.Error("Knows")
	}
	f.Policies = strings.Replace(f.Policies, "hall-opens", "four-eyes", 1)
	if _, err := access.New(&epoch.Signal{}, f); err == nil {
		t.Error("an id of the base was taken")
	}
}
