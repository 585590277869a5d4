package org_test

import (
	"testing"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act/acttest"
	"holon.example/holon/internal/infra/org"
)

// The deputy acts while the holder is away, on the days of the leave and no other, and
// is seated as who acts for him; a leave that makes no sense is refused.
func TestDeputyActsOnlyDuringLeave(t *testing.T) {
	acttest.Each(t, func(t *testing.T, s *acttest.Spine) {
		b := start(t, s)
		ctx := t.Context()
		s.Clock.Set(today.Start() + 9*3600_000)
		zhang, li := gov.Actor{Kind: gov.Officer, Account: 111, Person: 11, Post: 1, Department: 7}, gov.Actor{Kind: gov.Officer, Person: 12}
		snap := func() *org.Snapshot {
			x, err := b.org.Snapshot(ctx)
			if err != nil {
				t.Fatal(err)
			}
			return x
		}
		if _, ok := snap().Seat(li, 0, today); ok {
			t.Fatal("the deputy acts while the holder is there")
		}
		for path, p := range map[string]org.Period{
			"yesterday": {From: today.AddDays(-1)}, "no day": {From: "2026-02-30"}, "backwards": {From: today, Until: today}, "too long": {From: today, Until: "2028-01-01"},
		} {
			if _, err := b.org.Leave(ctx, zhang, "", org.Absence{Person: 11, Period: p}); gov.KindOf(err) != gov.KindInvalid {
				t.Errorf("%s: %v", path, err)
			}
		}
		away := org.Absence{Person: 11, Period: org.Period{From: "2026-11-24", Until: "2026-11-27"}}
		id, err := b.org.Leave(ctx, zhang, "k", away)
		if err != nil {
			t.Fatal(err)
		}
		if twice, err := b.org.Leave(ctx, zhang, "k", away); err != nil || twice != id {
			t.Fatalf("sent twice: %v %v", twice, err)
		}
		if _, err := b.org.Leave(ctx, zhang, "", away); gov.KindOf(err) != gov.KindConflict {
			t.Errorf("registered twice: %v", err)
		}
		for day, acts := range map[gov.Date]bool{"2026-11-23": false, "2026-11-24": true, "2026-11-26": true, "2026-11-27": false} {
			seated, ok := snap().Seat(li, 0, day)
			if ok != acts || acts && seated.For != 11 {
				t.Errorf("%s: acts %v for %s", day, ok, seated.For)
			}
			holder, there := snap().Seat(zhang, 0, day)
			if there == acts || there && holder.For != 0 {
				t.Errorf("%s: the holder acts %v for %s", day, there, holder.For)
			}
		}
		if err := b.org.EndLeave(ctx, zhang, "", org.Ending{ID: id, On: "2026-11-24"}); gov.KindOf(err) != gov.KindInvalid {
			t.Errorf("back before he left: %v", err)
		}
		if err := b.org.EndLeave(ctx, zhang, "", org.Ending{ID: id, On: "2026-11-25"}); err != nil {
			t.Fatal(err)
		}
		if err := b.org.EndLeave(ctx, zhang, "", org.Ending{ID: id, On: "2026-11-25"}); gov.KindOf(err) != gov.KindConflict {
			t.Errorf("back twice: %v", err)
		}
		if _, ok := snap().Seat(li, 0, "2026-11-25"); ok {
			t.Error("the deputy acts after the return")
		}
		market, _ := snap().Find(org.Department, 0, "market", today)
		found := false
		for _, h := range snap().Holders(market.ID, today) {
			if h.Person == 11 {
				found = len(h.Leave) == 1 && len(h.Deputies) == 1 && h.Deputies[0].Person == 12
			}
		}
		if !found {
			t.Error("the roll does not tell of leave and deputy")
		}
		s.MustVerify(t)
	}, org.Migrations)
}
