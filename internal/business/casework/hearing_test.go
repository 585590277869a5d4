package casework_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"holon.example/holon/internal/business/casework"
	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/business/casework/concern"
	"holon.example/holon/internal/business/casework/hearing"
	"holon.example/holon/internal/business/mandate"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/calendar"
	"holon.example/holon/internal/infra/letter"
	"holon.example/holon/internal/infra/org"
	"holon.example/holon/internal/infra/todo"
)

func (f *family) hearings() *hearing.Desk {
	return hearing.New(hearing.Config{
		Amend: f.svc.Amend, Calendar: func() *calendar.Calendar { return f.cal },
		OrgIn: func(context.Context, *act.Prep) (*org.Snapshot, error) { return f.org, nil },
		Name:  func(context.Context, *act.Prep, gov.ID) (string, error) { return "姚禾川", nil },
	})
}

func (f *family) concerns() *concern.Desk {
	return concern.New(concern.Config{
		Act: f.Engine, Amend: f.svc.Amend, Calendar: func() *calendar.Calendar { return f.cal },
		Match: func(_ context.Context, _ *act.Prep, p mandate.Party) (gov.ID, error) { return f.people[p.Number], nil },
		Name:  func(context.Context, *act.Prep, gov.ID) (string, error) { return "姚禾川", nil },
	})
}

// ripe is a case of granny's with the food permit before the approver, on Tuesday 22
// September 2026.
func (f *family) ripe() (id, matter gov.ID) {
	f.t.Helper()
	ctx, in := f.t.Context(), restaurant()
	in.Answers = answers
	r, err := f.svc.Submit(ctx, citizen(granny), "", in)
	if err != nil {
		f.t.Fatal(err)
	}
	f.ok(f.svc.AcceptCase(ctx, f.as("clerk"), "", r.ID, casework.Step{Task: f.precheck(r.ID)}))
	f.ok(f.svc.GiveOpinion(ctx, f.as("market-handler"), "", r.ID, casework.Step{Task: f.task(r.ID, "food-permit", "handle"), Result: "agree"}))
	f.ok(f.svc.GiveOpinion(ctx, f.as("market-handler"), "", r.ID, casework.Step{Task: f.task(r.ID, "food-permit", "opinion"), Result: "grant", Text: "x"}))
	f.ok(f.svc.GiveOpinion(ctx, f.as("market-reviewer"), "", r.ID, casework.Step{Task: f.task(r.ID, "food-permit", "review"), Result: "agree"}))
	return r.ID, f.matterOf(r.ID, "food-permit").ID
}

func (f *family) decide(id, minutes gov.ID) error {
	f.t.Helper()
	_, err := f.svc.Decide(f.t.Context(), f.as("market-approver"), "", id, casework.Step{Task: f.task(id, "food-permit", "decide"), Result: "grant", Minutes: minutes})
	return err
}

// A neighbour is given notice and told of the hearing; he asks for it in time, it is
// called and held, and decided on its minutes. Days of 2026: 中秋 on 25 September, 国庆
// from 1 to 7 October, Saturday 10 October is worked.
func TestHearing(t *testing.T) {
	eachFamily(t, func(f *family) {
		t, ctx := f.t, f.t.Context()
		id, m := f.ripe()
		if got := f.matterOf(id, "food-permit").Clocks[0].Due.Governing().On; got != "2026-10-10" {
			t.Fatalf("due %s", got)
		}
		f.neighbour(id, m)
		desk := f.hearings()
		if _, err := desk.Tell(ctx, f.as("fire-handler"), "", id, hearing.Right{Matter: m, Reason: "x"}); gov.KindOf(err) != gov.KindForbidden {
			t.Fatalf("another authority: %v", err)
		}
		if _, err := desk.Tell(ctx, f.as("market-handler"), "", id, hearing.Right{Matter: m}); !fields(err, "reason") {
			t.Fatalf("without reason: %v", err)
		}
		h, err := desk.Tell(ctx, f.as("market-handler"), "", id, hearing.Right{Matter: m, Reason: "油烟影响相邻住户"})
		if err != nil || h.Until != "2026-09-30" || !slices.Equal(h.Parties, []gov.ID{granny, grandson}) {
			t.Fatal(h, err)
		}
		if err := f.decide(id, 0); gov.KindOf(err) != gov.KindConflict {
			t.Fatalf("decided while the right is open: %v", err)
		}
		f.to("2026-09-23", 9)
		if _, err := desk.Request(ctx, citizen(stranger), "", id, hearing.Asking{Matter: m}); gov.KindOf(err) != gov.KindForbidden {
			t.Fatalf("who is no party: %v", err)
		}
		if h, err = desk.Request(ctx, citizen(grandson), "", id, hearing.Asking{Matter: m, Reason: "x"}); err != nil || h.HoldBy != "2026-10-28" || h.By != grandson {
			t.Fatal(h, err)
		}
		x := f.matterOf(id, "food-permit")
		if x.State != casefile.Paused || x.Clocks[0].Pauses[0].Ground != "hearing" {
			t.Fatalf("%+v", x)
		}
		if _, err := desk.Request(ctx, citizen(granny), "", id, hearing.Asking{Matter: m}); gov.KindOf(err) != gov.KindConflict {
			t.Fatalf("asked twice: %v", err)
		}
		f.called(desk, id, m)
		f.heldAndDecided(desk, id, m)
	})
}

// neighbour gives the third party notice and takes down what he says.
func (f *family) neighbour(id, m gov.ID) {
	t, ctx, desk := f.t, f.t.Context(), f.concerns()
	in := concern.Notice{Matter: m, Party: mandate.Party{Number: "990102198804122155", Name: "姚禾川"}}
	if _, err := desk.Tell(ctx, f.as("market-handler"), "", id, in); !fields(err, "why") {
		t.Fatalf("without why: %v", err)
	}
	in.Why = "排烟口正对其住宅"
	if _, err := desk.Tell(ctx, citizen(granny), "", id, in); gov.KindOf(err) != gov.KindForbidden {
		t.Fatalf("a citizen gives notice: %v", err)
	}
	c, err := desk.Tell(ctx, f.as("market-handler"), "", id, in)
	if err != nil || c.Party != grandson || c.Until != "2026-09-30" {
		t.Fatal(c, err)
	}
	if err := f.decide(id, 0); gov.KindOf(err) != gov.KindConflict {
		t.Fatalf("decided unheard: %v", err)
	}
	if _, err := desk.Tell(ctx, f.as("market-handler"), "", id, in); gov.KindOf(err) != gov.KindConflict {
		t.Fatalf("told twice: %v", err)
	}
	if list, err := desk.Mine(ctx, citizen(grandson)); err != nil || len(list) != 1 || list[0].Why != in.Why {
		t.Fatal(list, err)
	}
	f.b(citizen(grandson), id, false)
	for who, may := range map[gov.ID]bool{granny: false, stranger: false, grandson: true} {
		_, err := desk.State(ctx, citizen(who), "", id, concern.Statement{Matter: m, Concern: c.ID, Words: "请加装净化设备"})
		if may && err != nil || !may && gov.KindOf(err) != gov.KindForbidden && gov.KindOf(err) != gov.KindConflict {
			t.Fatalf("%s speaks for the third party: %v", who, err)
		}
	}
	v := f.view(id)
	if len(v.Concerns) != 1 || v.Concerns[0].Words != "请加装净化设备" || v.Concerns[0].State != concern.Stated {
		t.Fatalf("%+v", v.Concerns)
	}
	if hers := must(f.svc.Open(ctx, citizen(granny), id))(t); len(hers.Concerns) != 0 {
		t.Error("the applicant reads what a third party said")
	}
	if !slices.ContainsFunc(v.Letters, func(l *letter.Letter) bool { return l.Template == "third_party" && l.Party == grandson }) {
		t.Error("no letter to the third party")
	}
}

func (f *family) called(desk *hearing.Desk, id, m gov.ID) {
	t, ctx := f.t, f.t.Context()
	f.to("2026-09-24", 9)
	in := hearing.Calling{Matter: m, At: gov.Date("2026-10-20").Start().Add(15 * time.Hour), Place: "市政务服务中心三楼听证室", Chair: f.as("market-handler2").Post}
	for _, day := range []gov.Date{"2026-10-10", "2026-10-29"} { // seven working days after 24 September end on 12 October
		bad := in
		bad.At = day.Start().Add(15 * time.Hour)
		if _, err := desk.Call(ctx, f.as("market-handler"), "", id, bad); !fields(err, "at") {
			t.Errorf("held on %s: %v", day, err)
		}
	}
	bad := in
	bad.Chair, bad.Place = f.as("fire-handler").Post, ""
	if _, err := desk.Call(ctx, f.as("market-handler"), "", id, bad); !fields(err, "place", "chair") {
		t.Errorf("a chair of elsewhere: %v", err)
	}
	bad = in
	bad.Chair = f.as("market-handler").Post
	if _, err := desk.Call(ctx, f.as("market-handler"), "", id, bad); !ruled(err, "hearing-chair-examined") {
		t.Errorf("who examined it chairs: %v", err)
	}
	h, err := desk.Call(ctx, f.as("market-handler"), "", id, in)
	if err != nil || h.State != hearing.Called || !h.Open {
		t.Fatal(h, err)
	}
	n := 0
	for _, l := range f.view(id).Letters {
		if l.Template == "hearing_notice" {
			n++
		}
	}
	if n != 2 {
		t.Errorf("%d notices for two parties", n)
	}
	if !slices.ContainsFunc(f.view(id).Tasks, func(x *todo.Item) bool { return x.Kind == hearing.Page && x.Due.Date() == "2026-10-28" }) {
		t.Errorf("no task to hold it: %+v", f.view(id).Tasks)
	}
}

func (f *family) heldAndDecided(desk *hearing.Desk, id, m gov.ID) {
	t, ctx, rec := f.t, f.t.Context(), hearing.Record{Matter: m, Minutes: "双方陈述……", Signed: "00"}
	if _, err := desk.Hold(ctx, f.as("market-handler"), "", id, rec); gov.KindOf(err) != gov.KindConflict {
		t.Fatalf("held before its day: %v", err)
	}
	f.to("2026-10-20", 17)
	if _, err := desk.Hold(ctx, f.as("market-handler"), "", id, hearing.Record{Matter: m}); !fields(err, "minutes", "signed") {
		t.Fatalf("without minutes: %v", err)
	}
	h, err := desk.Hold(ctx, f.as("market-handler"), "", id, rec)
	if err != nil || h.State != hearing.Held || h.Signed == 0 {
		t.Fatal(h, err)
	}
	x := f.matterOf(id, "food-permit")
	if x.State != casefile.Open || x.Clocks[0].Due.Governing().On != "2026-10-30" {
		t.Fatalf("%s, due %s", x.State, x.Clocks[0].Due.Governing().On)
	}
	if slices.ContainsFunc(f.view(id).Tasks, func(i *todo.Item) bool { return i.Kind == hearing.Page }) {
		t.Error("the task of the hearing still waits")
	}
	if err := f.decide(id, 0); !fields(err, "minutes") {
		t.Fatalf("decided on something else: %v", err)
	}
	if err := f.decide(id, h.ID); err != nil {
		t.Fatal(err)
	}
}

// Nobody asks within five working days: the right has lapsed and the matter is decided.
func TestHearingNotAskedFor(t *testing.T) {
	eachFamily(t, func(f *family) {
		id, m := f.ripe()
		desk := f.hearings()
		if _, err := desk.Tell(f.t.Context(), f.as("market-handler"), "", id, hearing.Right{Matter: m, Reason: "x"}); err != nil {
			f.t.Fatal(err)
		}
		f.to("2026-09-30", 23)
		if err := f.decide(id, 0); gov.KindOf(err) != gov.KindConflict {
			f.t.Fatalf("decided on the last day to ask: %v", err)
		}
		f.to("2026-10-08", 9)
		if _, err := desk.Request(f.t.Context(), citizen(granny), "", id, hearing.Asking{Matter: m}); gov.KindOf(err) != gov.KindConflict {
			f.t.Fatalf("asked too late: %v", err)
		}
		if err := f.decide(id, 0); err != nil {
			f.t.Fatal(err)
		}
		if h := f.view(id).Hearings[0]; h.State != hearing.Lapsed {
			f.t.Fatal(h.State)
		}
	})
}

// By its own motion (§46) the authority holds a hearing that nobody asked for; taken
// back, the application takes the hearing with it.
func TestHearingByOwnMotion(t *testing.T) {
	eachFamily(t, func(f *family) {
		id, m := f.ripe()
		h, err := f.hearings().Tell(f.t.Context(), f.as("market-handler"), "", id, hearing.Right{Matter: m, Reason: "x", Own: true})
		if err != nil || h.State != hearing.Requested || h.HoldBy != "2026-10-27" {
			f.t.Fatal(h, err)
		}
		if p := f.ok(f.svc.Withdraw(f.t.Context(), citizen(granny), "", id)); p.State != casefile.Withdrawn {
			f.t.Fatal(p.State)
		}
		if v := must(f.svc.Open(f.t.Context(), citizen(granny), id))(f.t); v.Hearings[0].State != hearing.Void || len(v.Tasks) != 0 {
			f.t.Fatalf("%+v %+v", v.Hearings[0], v.Tasks)
		}
	})
}
