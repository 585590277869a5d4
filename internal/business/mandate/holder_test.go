package mandate_test

import (
	"fmt"
	"slices"
	"testing"

	"holon.example/holon/internal/business/mandate"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/access"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/sqldb"
)

// asked are the cases that a delegate may or may not touch: id, applicant, name.
var asked = []mandate.Target{
	{Principal: granny, Name: "old-age-card", Case: herCase},
	{Principal: granny, Name: "open-restaurant", Case: 9002},
	{Principal: granny, Name: "gas-meter", Case: 9003},
	{Principal: stranger, Name: "old-age-card", Case: 9004},
}

// mixed are mandates of every scope, power and state.
func (b *bench) mixed() {
	b.t.Helper()
	ctx := b.t.Context()
	for i, o := range []mandate.Offer{
		{May: []mandate.Power{mandate.Supplement}, Scope: mandate.Scope{Items: []string{"old-age-card"}}, Until: "2027-01-01"},
		{May: []mandate.Power{mandate.Collect}, Until: "2027-01-01"},
		{May: []mandate.Power{mandate.Read}, Scope: mandate.Scope{Case: herCase}, Until: "2027-01-01"},
		{May: []mandate.Power{mandate.Apply}, From: "2026-12-01", Until: "2027-01-01"},
		{May: []mandate.Power{mandate.Apply, mandate.Read, mandate.Supplement, mandate.Collect}, Until: "2027-01-01"},
	} {
		o.Delegate, o.Kind = party("姚禾川"), mandate.Family
		v := b.created(b.desk.Create(ctx, citizen(granny), "", o))
		if i < 4 {
			b.created(b.desk.Accept(ctx, citizen(grandson), "", v.ID, mandate.Answer{}))
		}
	}
}

// What the policies allow on one case, what their filter leaves in a list, and what
// a mandate says by itself are the same, for every power, person and day.
func TestPoliciesAndListsAgree(t *testing.T) {
	each(t, func(b *bench) {
		b.mixed()
		b.Tamper(b.t, "CREATE TABLE tcase (id BIGINT PRIMARY KEY, applicant BIGINT NOT NULL, name TEXT NOT NULL)")
		for _, c := range asked {
			b.Tamper(b.t, "INSERT INTO tcase VALUES ($1, $2, $3)", int64(c.Case), int64(c.Principal), c.Name)
		}
		action := map[mandate.Power]string{mandate.Apply: "withdrawApplication", mandate.Supplement: "supplement", mandate.Read: "getCase", mandate.Collect: "getLetter"}
		seen := map[bool]int{}
		for _, day := range []gov.Date{"2026-11-23", "2026-12-01", "2027-01-02"} {
			b.Clock.Set(day.Start() + 1)
			for power, act := range action {
				for _, who := range []gov.Actor{citizen(granny), citizen(grandson), citizen(stranger)} {
					for id, allowed := range b.compare(power, act, who, day) {
						seen[allowed]++
						if say := fmt.Sprint(day, power, who.Person, id); b.alone(power, who, id, day) != allowed {
							b.t.Errorf("%s: alone %v, policies %v", say, !allowed, allowed)
						}
					}
				}
			}
		}
		if seen[true] < 30 || seen[false] < 60 {
			b.t.Error("the cases do not tell the rules apart", seen)
		}
	})
}

// compare asks policies and filter and fails where they differ.
func (b *bench) compare(power mandate.Power, action string, who gov.Actor, day gov.Date) map[gov.ID]bool {
	b.t.Helper()
	ctx := b.t.Context()
	out := map[gov.ID]bool{}
	filter, err := b.acc.Filter(ctx, b.DB, who, action, "Case")
	if err != nil {
		b.t.Fatal(err)
	}
	cond, err := mandate.Condition(power, day, "c.applicant", "c.id", "c.name")
	if err != nil {
		b.t.Fatal(err)
	}
	text, args, err := filter.SQL(map[string]access.Column{"applicant": {SQL: "c.applicant", ID: true}, "delegates": {SQL: cond, ID: true}}, 1)
	if err != nil {
		b.t.Fatal(err)
	}
	err = b.DB.Read(ctx, func(q *sqldb.Q) error {
		rows, err := sqldb.All(ctx, q, sqldb.Column[gov.ID], "SELECT c.id FROM tcase c WHERE "+text, args...)
		if err != nil {
			return err
		}
		for _, c := range asked {
			list, err := mandate.Delegates(ctx, q, power, c, day)
			if err != nil {
				return err
			}
			r := act.Resource{Type: "Case", ID: c.Case.String(), Attrs: map[string]any{"applicant": c.Principal, "delegates": list}}
			v, err := b.acc.Authorise(ctx, q, who, action, r)
			if err != nil {
				return err
			}
			if v.Allow != slices.Contains(rows, c.Case) {
				b.t.Errorf("%s %s %s on %s: policies %v, list %v", day, power, who.Person, c.Case, v.Allow, rows)
			}
			out[c.Case] = v.Allow
		}
		return nil
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return out
}

// alone asks the mandates themselves, in Go.
func (b *bench) alone(power mandate.Power, who gov.Actor, id gov.ID, day gov.Date) bool {
	b.t.Helper()
	t := asked[slices.IndexFunc(asked, func(t mandate.Target) bool { return t.Case == id })]
	if t.Principal == who.Person {
		return true
	}
	list, err := b.desk.List(b.t.Context(), who)
	if err != nil {
		b.t.Fatal(err)
	}
	return slices.ContainsFunc(list, func(v *mandate.View) bool { return v.Delegate == who.Person && v.Lets(power, t, day) })
}
