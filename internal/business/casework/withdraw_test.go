package casework_test

import (
	"errors"
	"slices"
	"testing"

	"holon.example/holon/internal/business/casework"
	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/gov"
)

func fields(err error, paths ...string) bool {
	e, ok := errors.AsType[*gov.Error](err)
	if !ok || e.Kind != gov.KindInvalid || len(e.Fields) != len(paths) {
		return false
	}
	for _, p := range paths {
		if !slices.ContainsFunc(e.Fields, func(f gov.Field) bool { return f.Path == p }) {
			return false
		}
	}
	return true
}

func ruled(err error, rule string) bool {
	e, ok := errors.AsType[*gov.Error](err)
	return ok && e.Rule == rule
}

// An application can be taken back wherever it stands, as long as nothing is decided.
func TestWithdrawEverywhere(t *testing.T) {
	type step struct {
		name string
		do   func(b *bench, id gov.ID)
	}
	accepted := func(b *bench, id gov.ID) {
		b.ok(b.svc.AcceptCase(b.t.Context(), b.as("clerk"), "", id, casework.Step{Task: b.task(id, "", "precheck")}))
	}
	for _, s := range []step{
		{"precheck", func(*bench, gov.ID) {}},
		{"supplement", func(b *bench, id gov.ID) {
			b.ok(b.svc.SendNotice(b.t.Context(), b.as("clerk"), "", id, casework.Step{Task: b.task(id, "", "precheck"), Missing: []casework.Missing{{Code: "HT-CY-02"}}}))
		}},
		{"handling", accepted},
		{"stopped", func(b *bench, id gov.ID) {
			accepted(b, id)
			b.ok(b.svc.StopClock(b.t.Context(), b.as("fire-handler"), "", id, casework.Pause{Matter: b.matterOf(id, "fire-check-general").ID, Ground: "expert_review", Until: "2026-10-20"}))
		}},
		{"review", func(b *bench, id gov.ID) {
			accepted(b, id)
			b.ok(b.svc.GiveOpinion(b.t.Context(), b.as("market-handler"), "", id, casework.Step{Task: b.task(id, "food-permit", "handle"), Result: "agree"}))
			b.ok(b.svc.GiveOpinion(b.t.Context(), b.as("market-handler"), "", id, casework.Step{Task: b.task(id, "food-permit", "opinion"), Result: "grant", Text: "x"}))
		}},
	} {
		t.Run(s.name, func(t *testing.T) {
			each(t, func(b *bench) {
				ctx, in := b.t.Context(), restaurant()
				in.Answers = answers
				r, err := b.svc.Submit(ctx, b.owner(), "", in)
				if err != nil {
					b.t.Fatal(err)
				}
				s.do(b, r.ID)
				p := b.ok(b.svc.Withdraw(ctx, b.owner(), "", r.ID))
				if p.State != casefile.Withdrawn || slices.ContainsFunc(p.Matters, func(m casework.MatterProgress) bool { return m.State != casefile.Ended }) {
					b.t.Fatalf("%+v", p)
				}
				v := b.view(r.ID)
				for _, m := range v.Matters {
					for _, c := range m.Clocks {
						if c.State != "cancelled" && c.State != "done" {
							b.t.Errorf("a clock of %s is %s", m.Item, c.State)
						}
					}
				}
				if len(v.Tasks) != 0 || len(v.Waits) != 0 || v.Ended == 0 {
					b.t.Errorf("still to be done: %+v %+v", v.Tasks, v.Waits)
				}
				if _, err := b.svc.Withdraw(ctx, b.owner(), "", r.ID); gov.KindOf(err) != gov.KindConflict {
					b.t.Errorf("taken back twice: %v", err)
				}
				b.to("2026-12-01", 9) // no job of the case is left that would fail
				b.MustVerify(b.t)
			})
		})
	}
}

// What an authority has decided stays; what is open is taken back. When all is decided
// nothing can be.
func TestWithdrawWhatIsOpen(t *testing.T) {
	eachFamily(t, func(f *family) {
		id := f.handled("electronic", "grant")
		p := f.ok(f.svc.Withdraw(f.t.Context(), citizen(granny), "", id))
		for _, m := range p.Matters {
			want := map[string]casefile.MatterState{"food-permit": casefile.Decided}[m.Item]
			if want == "" {
				want = casefile.Ended
			}
			if m.State != want {
				f.t.Errorf("%s is %s", m.Item, m.State)
			}
		}
		if p.State != casefile.Accepted {
			f.t.Fatal(p.State)
		}
		if _, err := f.svc.Withdraw(f.t.Context(), citizen(granny), "", id); gov.KindOf(err) != gov.KindConflict {
			f.t.Fatalf("a decided case is taken back: %v", err)
		}
		if err := f.deliver(id, "electronic", nil); err != nil {
			f.t.Fatal(err)
		}
		if v := f.view(id); v.State != casefile.Closed {
			f.t.Fatal(v.State)
		}
	})
}

// A visit that is opened by the very command that stops the clock stands under the
// stopped clock at once, not only when it runs on.
func TestVisitOpenedWhileTheClockStops(t *testing.T) {
	each(t, func(b *bench) {
		id := b.begun()
		fire := b.matterOf(id, "fire-check-general")
		before := fire.Clocks[0].Due.Governing().On
		b.ok(b.svc.StopClock(b.t.Context(), b.as("fire-handler"), "", id, casework.Pause{Matter: fire.ID, Ground: "expert_review", Until: "2026-10-12"}))
		now := b.matterOf(id, "fire-check-general").Clocks[0]
		var pages []string
		for _, x := range b.view(id).Tasks {
			if x.Ref.Part != fire.ID.String() {
				continue
			}
			pages = append(pages, x.Kind)
			if x.Due.Date() != now.Due.Governing().On || x.Due.Date() == before {
				b.t.Errorf("%s due %s; the stopped clock %s, before %s", x.Kind, x.Due.Date(), now.Due.Governing().On, before)
			}
		}
		if slices.Sort(pages); !slices.Equal(pages, []string{"special", "visit"}) {
			b.t.Errorf("open steps %v", pages)
		}
		b.MustVerify(b.t)
	})
}
