package feedback_test

import (
	"bytes"
	"context"
	"log/slog"
	"net/url"
	"strings"
	"sync"
	"testing"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/access"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/act/acttest"
	"holon.example/holon/internal/infra/bus"
	"holon.example/holon/internal/infra/org"
	"holon.example/holon/internal/infra/org/epoch"
	"holon.example/holon/internal/infra/sqldb"
	"holon.example/holon/internal/infra/todo"
	"holon.example/holon/internal/oversight/feedback"
)

const (
	him     = gov.ID(101)
	her     = gov.ID(102)
	done    = gov.ID(9001)
	pending = gov.ID(9002)
	city    = "990102"
)

func citizen(id gov.ID) gov.Actor {
	return gov.Actor{Kind: gov.Citizen, Account: id + 1000, Person: id, Subject: id, Channel: "portal"}
}

func officer(department gov.ID, role string) gov.Actor {
	return gov.Actor{Kind: gov.Officer, Account: 1, Person: 900, Subject: 900, Post: 11, Department: department, Roles: []string{role}}
}

type bench struct {
	*acttest.Spine
	t    *testing.T
	desk *feedback.Desk
	bus  *bus.Bus
}

func each(t *testing.T, fn func(b *bench)) {
	acttest.Each(t, func(t *testing.T, s *acttest.Spine) {
		acc, err := access.New(&epoch.Signal{})
		if err != nil {
			t.Fatal(err)
		}
		b := &bench{Spine: s, t: t, bus: bus.New(bus.Config{DB: s.DB, Writer: s.Writer, Log: slog.New(slog.DiscardHandler)})}
		b.bus.Project(feedback.Projection())
		eng := act.New(act.Config{DB: s.DB, Writer: s.Writer, Mint: s.Mint, Now: s.Clock.Time, Vault: s.Vault, Authoriser: acc, Log: slog.New(slog.DiscardHandler)})
		b.desk = feedback.New(feedback.Config{
			Act: eng, Base: "https://hall.example", Key: []byte("a key of a site, of thirty-two b"),
			Service: func(_ context.Context, _ *act.Prep, id gov.ID) (feedback.Service, error) {
				if id != done && id != pending {
					return feedback.Service{}, gov.NotFound("case.none")
				}
				return feedback.Service{Item: "food-permit", Division: city, Department: 7, Applicant: him, No: "HT-0017", Decided: id == done}, nil
			},
			Due: func(rule string, from gov.Date) (gov.Date, gov.Date, error) {
				n := map[string]int{"R1": 1, "R2": 21}[rule]
				return from.AddDays(n - 1), from.AddDays(n), nil
			},
			Least: func(division string) int64 { return map[string]int64{city: 2}[division] },
		})
		fn(b)
		s.MustVerify(t)
	}, access.Migrations, bus.Migrations, todo.Migrations, feedback.Migrations)
}

func (b *bench) figure() feedback.Figure {
	b.t.Helper()
	if err := b.Sealer.Flush(b.t.Context()); err != nil {
		b.t.Fatal(err)
	}
	if err := b.bus.Drain(b.t.Context()); err != nil {
		b.t.Fatal(err)
	}
	f, err := b.desk.Figure(b.t.Context(), city, "food-permit")
	if err != nil {
		b.t.Fatal(err)
	}
	return f
}

func (b *bench) task(id gov.ID) *todo.Item {
	b.t.Helper()
	var out []*todo.Item
	err := b.DB.Read(b.t.Context(), func(q *sqldb.Q) (err error) {
		out, err = todo.About(b.t.Context(), q, todo.Ref{Kind: feedback.TaskKind, ID: id}, false)
		return err
	})
	if err != nil || len(out) > 1 {
		b.t.Fatal(out, err)
	}
	if len(out) == 0 {
		return nil
	}
	return out[0]
}

var stranger = gov.Actor{Kind: gov.Nobody, Channel: "portal"}

func TestOnceForACaseAndOnceForAVisit(t *testing.T) {
	each(t, func(b *bench) {
		t, ctx := b.t, b.t.Context()
		whole, visit := feedback.About{Case: done}, feedback.About{Case: pending, Visit: "2026-11-23"}
		if _, err := b.desk.Give(ctx, citizen(him), whole, "", feedback.Opinion{Level: 5, Reasons: []string{"speed"}}); err != nil {
			t.Fatal(err)
		}
		u, err := url.Parse(b.desk.Link(visit))
		if err != nil || u.Path != "/rate/9002" || u.Query().Get("visit") != "2026-11-23" {
			t.Fatal(u, err)
		}
		var wg sync.WaitGroup
		errs := make([]error, 4)
		for i := range errs {
			wg.Go(func() {
				_, errs[i] = b.desk.Give(ctx, stranger, visit, u.Query().Get("k"), feedback.Opinion{Level: 4})
			})
		}
		wg.Wait()
		ok := 0
		for _, err := range errs {
			if err == nil {
				ok++
			} else if gov.KindOf(err) != gov.KindConflict {
				t.Error(err)
			}
		}
		if ok != 1 {
			t.Fatal(errs)
		}
		if _, err := b.desk.Give(ctx, citizen(him), whole, "", feedback.Opinion{Level: 1}); gov.KindOf(err) != gov.KindConflict {
			t.Fatalf("twice: %v", err)
		}
		if _, err := b.desk.Give(ctx, citizen(him), feedback.About{Case: pending}, "", feedback.Opinion{Level: 4}); gov.KindOf(err) != gov.KindConflict {
			t.Fatalf("too early: %v", err)
		}
		if f := b.figure(); f.Count() != 2 || f.Levels != [5]int64{0, 0, 0, 1, 1} || f.Good() != 100 || !f.Told() {
			t.Fatalf("%+v", f)
		}
		if f, err := b.desk.Figure(ctx, "990103", "food-permit"); err != nil || f.Told() || f.Least != feedback.UsualLeast {
			t.Fatalf("where a region says nothing: %+v %v", f, err)
		}
		seen, err := b.desk.Look(ctx, citizen(him), whole, "")
		if err != nil || seen.Rating == nil || seen.Rating.Level != 5 {
			t.Fatalf("%+v %v", seen, err)
		}
	})
}

func TestWhoMayNotRate(t *testing.T) {
	each(t, func(b *bench) {
		ctx := b.t.Context()
		whole := feedback.About{Case: done}
		code := b.desk.Code(whole)
		good := feedback.Opinion{Level: 5}
		for name, c := range map[string]struct {
			who  gov.Actor
			a    feedback.About
			code string
			o    feedback.Opinion
			want gov.Kind
		}{
			"another applicant":  {citizen(her), whole, "", good, gov.KindForbidden},
			"no code":            {stranger, whole, "", good, gov.KindForbidden},
			"code of a visit":    {stranger, whole, b.desk.Code(feedback.About{Case: done, Visit: "2026-11-23"}), good, gov.KindForbidden},
			"code of a case":     {stranger, feedback.About{Case: pending}, code, good, gov.KindForbidden},
			"no such case":       {stranger, feedback.About{Case: 4711}, code, good, gov.KindForbidden},
			"an officer":         {officer(7, org.Clerk), whole, code, good, gov.KindForbidden},
			"no level":           {stranger, whole, code, feedback.Opinion{}, gov.KindInvalid},
			"six":                {stranger, whole, code, feedback.Opinion{Level: 6}, gov.KindInvalid},
			"unknown reason":     {stranger, whole, code, feedback.Opinion{Level: 2, Reasons: []string{"weather"}}, gov.KindInvalid},
			"more than is asked": {stranger, whole, code, feedback.Opinion{Level: 2, Text: strings.Repeat("字", 1001)}, gov.KindInvalid},
		} {
			if _, err := b.desk.Give(ctx, c.who, c.a, c.code, c.o); gov.KindOf(err) != c.want {
				b.t.Errorf("%s: %v", name, err)
			}
		}
		if f := b.figure(); f.Count() != 0 {
			b.t.Fatalf("%+v", f)
		}
	})
}

func TestABadRatingIsFollowedUp(t *testing.T) {
	each(t, func(b *bench) {
		t, ctx := b.t, b.t.Context()
		r, err := b.desk.Give(ctx, citizen(him), feedback.About{Case: done}, "", feedback.Opinion{Level: 2, Reasons: []string{"speed"}, Text: "等了三天没人理", Named: true})
		if err != nil || r.Due != "2026-11-24" {
			t.Fatalf("%+v %v", r, err)
		}
		if k := b.task(r.ID); k == nil || k.Department != 7 || k.Role != org.Approver || k.Due != gov.Date("2026-11-24").End() {
			t.Fatalf("%+v", k)
		}
		chief := officer(7, org.Approver)
		for name, who := range map[string]gov.Actor{"the handler": officer(7, org.Handler), "another unit": officer(8, org.Approver), "the rater": citizen(him)} {
			if _, err := b.desk.Open(ctx, who, r.ID); gov.KindOf(err) != gov.KindForbidden {
				t.Errorf("%s: %v", name, err)
			}
		}
		seen, err := b.desk.Open(ctx, chief, r.ID)
		if err != nil || seen.No != "HT-0017" || seen.Text != "等了三天没人理" {
			t.Fatalf("%+v %v", seen, err)
		}
		if _, err := b.desk.Follow(ctx, chief, "", r.ID, feedback.Finding{Result: "mended", Text: "已经整改完毕"}); gov.KindOf(err) != gov.KindConflict {
			t.Fatal(err)
		}
		if _, err := b.desk.Follow(ctx, chief, "", r.ID, feedback.Finding{Result: "confirmed", Text: "核实属实，窗口当日缺岗。"}); err != nil {
			t.Fatal(err)
		}
		if k := b.task(r.ID); k == nil || k.Due != gov.Date("2026-12-14").End() {
			t.Fatalf("%+v", k)
		}
		if _, err := b.desk.Follow(ctx, chief, "", r.ID, feedback.Finding{Result: "mended", Text: "已安排AB角补岗。"}); err != nil {
			t.Fatal(err)
		}
		if b.task(r.ID) != nil {
			t.Fatal("still to do")
		}
		told, err := b.desk.Look(ctx, citizen(him), feedback.About{Case: done}, "")
		if err != nil || told.Rating.State != feedback.Mended || told.Rating.Measure != "已安排AB角补岗。" {
			t.Fatalf("%+v %v", told, err)
		}
		if f := b.figure(); f.Levels[1] != 1 || f.Good() != 0 {
			t.Fatalf("%+v", f)
		}
	})
}

func TestAnUnfoundedOneLeavesTheFigures(t *testing.T) {
	each(t, func(b *bench) {
		t, ctx := b.t, b.t.Context()
		r, err := b.desk.Give(ctx, citizen(him), feedback.About{Case: done}, "", feedback.Opinion{Level: 1, Text: "随便骂一句"})
		if err != nil {
			t.Fatal(err)
		}
		seen, err := b.desk.Open(ctx, officer(7, org.Approver), r.ID)
		if err != nil || seen.No != "" {
			t.Fatalf("an anonymous rating tells its case: %+v %v", seen, err)
		}
		if f := b.figure(); f.Levels[0] != 1 || f.Told() {
			t.Fatalf("%+v", f)
		}
		if _, err := b.desk.Follow(ctx, officer(7, org.Approver), "", r.ID, feedback.Finding{Result: "unfounded", Text: "与本事项无关的内容。"}); err != nil {
			t.Fatal(err)
		}
		if f := b.figure(); f.Count() != 0 || b.task(r.ID) != nil {
			t.Fatalf("%+v", f)
		}
		reps, err := b.bus.Rebuild(ctx, true)
		if err != nil || !reps[0].OK {
			t.Fatalf("%+v %v", reps, err)
		}
	})
}

// The log tells neither who rated, nor which case, nor what was said.
func TestTheRaterIsNotInTheLog(t *testing.T) {
	each(t, func(b *bench) {
		if _, err := b.desk.Give(b.t.Context(), citizen(him), feedback.About{Case: done}, "", feedback.Opinion{Level: 1, Text: "等了三天没人理", Named: true}); err != nil {
			b.t.Fatal(err)
		}
		err := b.DB.Read(b.t.Context(), func(q *sqldb.Q) error {
			bodies, err := sqldb.All(b.t.Context(), q, sqldb.Column[[]byte], "SELECT body FROM event")
			for _, body := range bodies {
				for _, secret := range []string{`"1101"`, `"101"`, "9001", "HT-0017", "等了"} {
					if bytes.Contains(body, []byte(secret)) {
						b.t.Errorf("%s in %s", secret, body)
					}
				}
			}
			if len(bodies) == 0 {
				b.t.Error("nothing was recorded")
			}
			return err
		})
		if err != nil {
			b.t.Fatal(err)
		}
	})
}
