package casework_test

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"holon.example/holon/internal/business/casework"
	"holon.example/holon/internal/business/casework/apply"
	"holon.example/holon/internal/business/casework/assist"
	"holon.example/holon/internal/business/casework/caseclock"
	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/business/casework/relay"
	"holon.example/holon/internal/business/casework/warrant"
	"holon.example/holon/internal/business/flow"
	"holon.example/holon/internal/business/form"
	"holon.example/holon/internal/business/matter"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/act/acttest"
	"holon.example/holon/internal/infra/cabinet"
	"holon.example/holon/internal/infra/calendar"
	"holon.example/holon/internal/infra/jobs"
	"holon.example/holon/internal/infra/letter"
	"holon.example/holon/internal/infra/org"
	"holon.example/holon/internal/infra/org/epoch"
	"holon.example/holon/internal/infra/todo"
	"holon.example/holon/internal/rule/clock/limit"
)

const division = "990100"

var packs = os.DirFS("../../../packs")

// bench is casework over the real packs of the demo city.
type bench struct {
	*acttest.Spine
	t      *testing.T
	svc    *casework.Service
	org    *org.Snapshot
	jobs   *jobs.Runner
	people map[string]gov.ID
	lib    *matter.Library
	cal    *calendar.Calendar
}

func each(t *testing.T, fn func(b *bench)) {
	acttest.Each(t, func(t *testing.T, s *acttest.Spine) { fn(open(t, s)) },
		org.Migrations, todo.Migrations, letter.Migrations, flow.Migrations, casework.Migrations, assist.Migrations, relay.Migrations, warrant.Migrations)
}

func must[T any](v T, err error) func(t *testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func open(t *testing.T, s *acttest.Spine) *bench {
	t.Helper()
	s.Clock.Set(gov.Date("2026-09-22").Start().Add(10 * time.Hour)) // a Tuesday before 国庆
	b := &bench{Spine: s, t: t, people: map[string]gov.ID{}}
	b.library()
	b.organisation()
	b.cal = b.calendar()
	table := must(limits())(t)
	b.svc = casework.New(casework.Config{
		Act: s.Engine, Flow: flow.NewRunner(),
		Library: func() *matter.Library { return b.lib }, Calendar: func() *calendar.Calendar { return b.cal }, Limits: func() *limit.Table { return table },
		OrgIn: func(context.Context, *act.Prep) (*org.Snapshot, error) { return b.org, nil },
		Firm:  func(context.Context, *act.Q, gov.ID) (bool, error) { return false, nil },
		Firms: func(context.Context, *act.Q, gov.ID) ([]gov.ID, error) { return nil, nil },
		Known: func(_ context.Context, _ gov.Actor, _ apply.About, ls []form.Lookup) (map[string]any, error) {
			out := map[string]any{}
			for _, l := range ls {
				for element, field := range l.Elements {
					if v, ok := register[element]; ok {
						out[field] = v
					}
				}
			}
			return out, nil
		},
		Read: func(p *act.Prep, _ apply.About, _ []gov.ID, _ []string) error {
			p.Note("data.read", "read", nil)
			return nil
		},
		Name: func(context.Context, *act.Prep, gov.ID) (string, error) { return "海棠市海东区听雨面馆", nil },
		File: func(context.Context, gov.Actor, gov.ID, string) (cabinet.Handed, error) {
			return cabinet.Handed{Type: "application/pdf", Size: 1, Key: make([]byte, 32)}, nil
		},
		Progress: func(no, code string) string { return "http://test/progress?no=" + no + "&code=" + code },
		Licence:  func(_ context.Context, p *act.Prep, _ casework.Grant) (gov.ID, error) { return p.NewID(), nil },
		Revoke:   func(context.Context, *act.Prep, gov.ID, string) error { return nil },
		Verify:   func(context.Context, *act.Prep, apply.About, string, gov.ID) (string, error) { return "yes", nil },
	})
	b.jobs = jobs.NewRunner(s.DB, s.Writer, s.Clock.Time, slog.New(slog.DiscardHandler))
	b.jobs.Handle(flow.TimerJob, b.loud(b.svc.TimerJob))
	b.jobs.Handle(caseclock.SignalJob, b.loud(b.svc.SignalJob))
	b.jobs.Handle(casework.ReceiptJob, b.loud(b.svc.WriteReceipt))
	b.jobs.Handle(letter.JobRender, func(context.Context, jobs.Job) error { return nil })
	return b
}

// loud makes a failed job fail the test.
func (b *bench) loud(h jobs.Handler) jobs.Handler {
	return func(ctx context.Context, j jobs.Job) error {
		err := h(ctx, j)
		if err != nil {
			b.t.Errorf("job %s: %v", j.Kind, err)
		}
		return err
	}
}

// register is what the firm register holds of the noodle shop.
var register = map[string]any{
	"creditCode": "92990102MA9HTA012K", "firmName": "海棠市海东区听雨面馆", "firmKind": "个体工商户", "firmStatus": "存续", "legalPerson": "姚禾川",
	"legalPersonId": "990102198804122155", "firmAddress": "海棠市海东区听雨街18号1铺", "foundedOn": "2024-03-18", "personName": "姚禾川", "personId": "990102198804122155",
}

// demo is what the packs of the demo city hold, read once: it never changes.
var demo = sync.OnceValues(func() (*matter.Library, error) {
	var loaded []*matter.Pack
	for _, name := range []string{"items-basic", "restaurant", "newborn", "haitang"} {
		p, findings, err := matter.Load(os.DirFS("../../../packs/" + name))
		if err == nil && len(matter.Errors(findings)) > 0 {
			err = fmt.Errorf("pack %s: %v", name, matter.Errors(findings))
		}
		if err != nil {
			return nil, err
		}
		loaded = append(loaded, p)
	}
	lib, _ := matter.NewLibrary(loaded...)
	return lib, nil
})

// days is the calendar of the demo city, read once.
var days = sync.OnceValues(func() (*calendar.Calendar, error) {
	p, err := calendar.Load(os.DirFS("../../../packs/calendar-cn"))
	if err != nil {
		return nil, err
	}
	return p.Calendar()
})

// limits is the table of statutory limits, read once.
var limits = sync.OnceValues(func() (*limit.Table, error) { return limit.Load(os.DirFS("../../../packs/law-cn")) })

func (b *bench) library() { b.lib = must(demo())(b.t) }

func (b *bench) organisation() {
	o := org.New(b.Engine, &epoch.Signal{})
	st := must(org.LoadStructure(packs, "haitang/org.yaml"))(b.t)
	for _, a := range st.Assignments {
		if b.people[a.Person] == 0 {
			id := b.Mint.New()
			b.people[a.Person] = id
		}
	}
	b.subjects()
	if _, err := o.Import(b.t.Context(), gov.Job("setup"), st, b.people); err != nil {
		b.t.Fatal(err)
	}
	b.org = must(o.Snapshot(b.t.Context()))(b.t)
}

// subjects makes the vault keys of the staff.
func (b *bench) subjects() {
	_, err := act.Do(b.t.Context(), b.Engine, act.Command{Action: "importPeople", Actor: gov.Job("setup")}, func(p *act.Prep) (int, error) {
		if err := p.Authorise(act.Resource{Type: "Site"}); err != nil {
			return 0, err
		}
		for _, id := range b.people {
			if err := p.NewSubject(id); err != nil {
				return 0, err
			}
		}
		p.Note("test.people", "test", nil)
		return 0, nil
	})
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) calendar() *calendar.Calendar { return must(days())(b.t) }

// as gives the actor of a member of staff on his post.
func (b *bench) as(key string) gov.Actor {
	b.t.Helper()
	d := b.org.Duties(b.people[key], b.Clock.Time().Date())
	if len(d) == 0 {
		b.t.Fatalf("%s has no post", key)
	}
	return gov.Actor{
		Kind: gov.Officer, Account: b.people[key] + 1, Person: b.people[key], Post: d[0].Post.ID, Department: d[0].Department.ID,
		Division: division, Roles: d[0].Post.Roles, Channel: "desk",
	}
}

func (b *bench) owner() gov.Actor {
	return gov.Actor{Kind: gov.Citizen, Account: 501, Person: 502, Subject: 503, Division: division, Channel: "portal"}
}

func (b *bench) view(id gov.ID) *casework.View {
	b.t.Helper()
	return must(b.svc.Open(b.t.Context(), b.as("market-handler"), id))(b.t)
}

func (b *bench) matterOf(id gov.ID, item string) casework.MatterView {
	b.t.Helper()
	for _, m := range b.view(id).Matters {
		if m.Item == item {
			return m
		}
	}
	b.t.Fatalf("no matter %s", item)
	return casework.MatterView{}
}

// task finds the one open step of a matter (or of the intake) on a page.
func (b *bench) task(id gov.ID, item, page string) gov.ID {
	b.t.Helper()
	part := ""
	if item != "" {
		part = b.matterOf(id, item).ID.String()
	}
	for _, x := range b.view(id).Tasks {
		if x.Kind == page && x.Ref.Part == part {
			return x.ID
		}
	}
	b.t.Fatalf("%s has no open step %s: %+v", item, page, b.view(id).Tasks)
	return 0
}

func (b *bench) to(date string, hour int) {
	b.t.Helper()
	b.Clock.Set(gov.Date(date).Start().Add(time.Duration(hour) * time.Hour))
	if _, err := b.jobs.RunDue(b.t.Context()); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) ok(p *casework.Progress, err error) *casework.Progress {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
	return p
}

func restaurant() apply.Application {
	return apply.Application{
		Division: division, Thing: "open-restaurant",
		Situation: map[string]any{"diningArea": 360.0, "foodScope": []any{"hot", "drinks"}, "signboard": true, "fireManner": "general", "expertReview": true},
	}
}

func TestRestaurantStory(t *testing.T) {
	each(t, func(b *bench) {
		t, ctx := b.t, b.t.Context()
		in := restaurant()
		_, err := b.svc.Submit(ctx, b.owner(), "", in)
		if gov.KindOf(err) != gov.KindInvalid {
			t.Fatalf("an empty form: %v", err)
		}
		in.Answers = answers
		r, err := b.svc.Submit(ctx, b.owner(), "key-1", in)
		if err != nil {
			t.Fatal(err)
		}
		if r.NoticeBy != "2026-09-30" {
			t.Fatalf("notice by %s", r.NoticeBy)
		}
		again, err := b.svc.Submit(ctx, b.owner(), "key-1", in)
		if err != nil || again.ID != r.ID {
			t.Fatalf("the same key made another case: %v", err)
		}
		id := r.ID
		b.intake(id)
		b.parallel(id)
		b.MustVerify(t)
	})
}

var answers = map[string]any{
	"contactName": "姚禾川", "contactPhone": "19900009900", "deliveryWay": "electronic", "premisesAddress": "海棠市海东区听雨街18号1铺", "premisesUse": "rent",
	"floor": 1, "floorsTotal": 6, "kitchenArea": 30.0, "dineIn": true, "onlineBusiness": false, "staffCount": 6, "safetyOfficer": "姚禾川",
	"safetyOfficerId": "990102198804122155", "fumePurifier": "installed", "drainage": "sewer", "seats": 60, "exits": 2, "sprinkler": true, "gasUse": "pipe",
	"decorated": true, "decoratedOn": "2026-08-30", "fireManager": "姚禾川", "fireManagerPhone": "19900009900", "expertReason": "首次采用新型排烟",
	"signName": "听雨面馆", "signWidth": 4.5, "signHeight": 0.9, "signMaterial": "metal", "signLight": "inner", "signPosition": "lintel", "signHeightAboveGround": 3.2,
	"byAgent": false,
}

// intake: one-time notice, supplement, acceptance.
func (b *bench) intake(id gov.ID) {
	t, ctx := b.t, b.t.Context()
	b.to("2026-09-23", 9)
	_, err := b.svc.SendNotice(ctx, b.as("clerk"), "", id, casework.Step{Task: b.task(id, "", "precheck")})
	if gov.KindOf(err) != gov.KindInvalid {
		t.Fatalf("an empty notice: %v", err)
	}
	p := b.ok(b.svc.SendNotice(ctx, b.as("clerk"), "", id, casework.Step{Task: b.task(id, "", "precheck"), Missing: []casework.Missing{{Code: "HT-CY-02", Text: "请签名"}}}))
	if p.State != casefile.Supplement {
		t.Fatal(p.State)
	}
	b.to("2026-09-24", 9)
	p = b.ok(b.svc.SupplyMore(ctx, b.owner(), "", id, casework.Supplied{Materials: []apply.Given{{Code: "HT-CY-02", Name: "承诺书.pdf", Blob: "00", Type: "application/pdf", Size: 1}}}))
	if p.State != casefile.Received {
		t.Fatal(p.State)
	}
	p = b.ok(b.svc.AcceptCase(ctx, b.as("clerk"), "", id, casework.Step{Task: b.task(id, "", "precheck")}))
	if p.State != casefile.Accepted {
		t.Fatal(p.State)
	}
	for item, due := range map[string]gov.Date{"food-permit": "2026-10-13", "fire-check-general": "2026-10-15"} {
		if got := b.matterOf(id, item).Clocks[0].Due.Governing().On; got != due {
			t.Errorf("%s due %s, want %s", item, got, due)
		}
	}
	if m := b.matterOf(id, "licence-check"); m.Outcome != casefile.Checked || m.State != casefile.Ended {
		t.Fatalf("%+v", m.Matter)
	}
}

// parallel: three authorities side by side with one joint visit.
func (b *bench) parallel(id gov.ID) {
	t, ctx := b.t, b.t.Context()
	for item, who := range map[string]string{"food-permit": "market-handler", "signboard": "urban-handler"} {
		b.ok(b.svc.GiveOpinion(ctx, b.as(who), "", id, casework.Step{Task: b.task(id, item, "handle"), Result: "visit", Outputs: map[string]any{"visitNeeded": true}}))
	}
	fire := b.matterOf(id, "fire-check-general").ID
	_, err := b.svc.StopClock(ctx, b.as("fire-handler"), "", id, casework.Pause{Matter: fire, Ground: "site_visit", Until: "2026-10-20"})
	if gov.KindOf(err) != gov.KindInvalid {
		t.Fatalf("a visit is no ground: %v", err)
	}
	b.to("2026-09-28", 9)
	b.ok(b.svc.StopClock(ctx, b.as("fire-handler"), "", id, casework.Pause{Matter: fire, Ground: "expert_review", Until: "2026-10-12"}))
	if m := b.matterOf(id, "fire-check-general"); m.State != casefile.Paused || m.Clocks[0].State != "stopped" {
		t.Fatalf("%+v", m.Matter)
	}
	in := casework.Inspection{Staff: []gov.ID{b.as("market-handler").Post}, Results: map[string]string{}, Report: "三方联合核查"}
	for item, result := range map[string]string{"food-permit": "pass", "fire-check-general": "pass", "signboard": "fail"} {
		in.Tasks = append(in.Tasks, b.task(id, item, "visit"))
		in.Results[b.matterOf(id, item).ID.String()] = result
	}
	in.Tasks[0], in.Tasks[1], in.Tasks[2] = b.task(id, "food-permit", "visit"), b.task(id, "fire-check-general", "visit"), b.task(id, "signboard", "visit")
	if _, err := b.svc.RecordVisit(ctx, b.as("market-handler"), "", id, in); gov.KindOf(err) != gov.KindInvalid {
		t.Fatalf("one person is no inspection: %v", err)
	}
	in.Staff = append(in.Staff, b.as("fire-handler").Post, b.as("urban-handler").Post)
	b.ok(b.svc.RecordVisit(ctx, b.as("market-handler"), "", id, in))
	b.signboard(id)
	b.permit(id, "food-permit", "market")
	if m := b.matterOf(id, "food-permit"); m.Licence == 0 || m.State != casefile.Ended {
		t.Fatalf("%+v", m.Matter)
	}
	if v := b.view(id); v.State != casefile.Accepted {
		t.Fatal("the case closed before its last matter")
	}
	b.to("2026-10-13", 9)
	b.ok(b.svc.ResumeClock(ctx, b.as("fire-handler"), "", id, casework.Pause{Matter: fire}))
	if got := b.matterOf(id, "fire-check-general").Clocks[0].Due.Governing().On; got != "2026-10-27" {
		t.Errorf("fire due %s after the pause", got)
	}
	b.permit(id, "fire-check-general", "fire")
	if v := b.view(id); v.State != casefile.Closed {
		t.Fatalf("%s %+v", v.State, v.Tasks)
	}
}

// signboard is put right alone: rectification, then guidance; never a refusal.
func (b *bench) signboard(id gov.ID) {
	t, ctx := b.t, b.t.Context()
	b.ok(b.svc.GiveOpinion(ctx, b.as("urban-handler"), "", id, casework.Step{Task: b.task(id, "signboard", "guide"), Result: "rectify", Text: "招牌遮挡消防窗", Outputs: map[string]any{"conforms": false}}))
	m := b.matterOf(id, "signboard")
	if m.State != casefile.Rework {
		t.Fatal(m.State)
	}
	b.ok(b.svc.SupplyMore(ctx, b.owner(), "", id, casework.Supplied{Matter: m.ID, Text: "已改"}))
	in := casework.Inspection{
		Tasks: []gov.ID{b.task(id, "signboard", "visit")}, Staff: []gov.ID{b.as("urban-handler").Post, b.as("urban-handler2").Post},
		Results: map[string]string{m.ID.String(): "pass"}, Report: "复核",
	}
	b.ok(b.svc.RecordVisit(ctx, b.as("urban-handler"), "", id, in))
	b.ok(b.svc.Deliver(ctx, b.as("clerk"), "", id, casework.Step{Task: b.task(id, "signboard", "deliver"), Result: "electronic"}))
	if m := b.matterOf(id, "signboard"); m.State != casefile.Ended || m.Outcome != casefile.Guided {
		t.Fatalf("%+v", m.Matter)
	}
}

// permit carries one permit through opinion, review, decision and delivery.
func (b *bench) permit(id gov.ID, item, dept string) {
	t, ctx := b.t, b.t.Context()
	b.ok(b.svc.GiveOpinion(ctx, b.as(dept+"-handler"), "", id, casework.Step{Task: b.task(id, item, "opinion"), Result: "grant", Text: "符合条件", Cites: []string{"行政许可法§38.1"}}))
	b.ok(b.svc.GiveOpinion(ctx, b.as(dept+"-reviewer"), "", id, casework.Step{Task: b.task(id, item, "review"), Result: "agree"}))
	decide := b.task(id, item, "decide")
	self := b.as(dept + "-handler")
	self.Roles = []string{org.Approver}
	if _, err := b.svc.Decide(ctx, self, "", id, casework.Step{Task: decide, Result: "grant"}); gov.KindOf(err) != gov.KindForbidden {
		t.Fatalf("who handled it decides it: %v", err)
	}
	if _, err := b.svc.Decide(ctx, b.as(dept+"-approver"), "", id, casework.Step{Task: decide, Result: "refuse"}); gov.KindOf(err) != gov.KindInvalid {
		t.Fatalf("a refusal without reasons: %v", err)
	}
	b.ok(b.svc.Decide(ctx, b.as(dept+"-approver"), "", id, casework.Step{Task: decide, Result: "grant"}))
	b.ok(b.svc.Deliver(ctx, b.as("clerk"), "", id, casework.Step{Task: b.task(id, item, "deliver"), Result: "electronic"}))
}

// Nobody told anything within five working days, across 国庆 and its make-up
// days: accepted from the day of receipt (行政许可法 §32(4)).
func TestDeemedAcceptance(t *testing.T) {
	each(t, func(b *bench) {
		in := restaurant()
		in.Answers = answers
		b.Clock.Set(gov.Date("2026-09-29").Start().Add(15 * time.Hour))
		r, err := b.svc.Submit(b.t.Context(), b.owner(), "", in)
		if err != nil {
			b.t.Fatal(err)
		}
		if r.NoticeBy != "2026-10-12" { // 9-30, then 10-08, 09, the make-up Saturday 10-10, 10-12
			b.t.Fatalf("notice by %s", r.NoticeBy)
		}
		b.to("2026-10-12", 23)
		if v := b.view(r.ID); v.State != casefile.Received {
			b.t.Fatal(v.State)
		}
		b.to("2026-10-13", 1)
		v := b.view(r.ID)
		if v.State != casefile.Accepted || !v.Deemed || v.Accepted.Date() != "2026-09-29" {
			b.t.Fatalf("%s deemed %v from %s", v.State, v.Deemed, v.Accepted.Date())
		}
		b.MustVerify(b.t)
	})
}

// The days off change while clocks run: the limit moves, its explanation and the
// law's own outcome with it.
func TestCalendarEditMovesClocks(t *testing.T) {
	each(t, func(b *bench) {
		in := restaurant()
		in.Answers = answers
		b.Clock.Set(gov.Date("2026-09-29").Start().Add(15 * time.Hour))
		r, err := b.svc.Submit(b.t.Context(), b.owner(), "", in)
		if err != nil {
			b.t.Fatal(err)
		}
		b.off("2026-10-10") // the make-up Saturday is called off
		moved, err := b.svc.Recompute(b.t.Context(), "e2")
		if err != nil || moved != 1 {
			b.t.Fatalf("moved %d: %v", moved, err)
		}
		if again, err := b.svc.Recompute(b.t.Context(), "e3"); err != nil || again != 0 {
			b.t.Fatalf("moved again %d: %v", again, err)
		}
		if got := b.view(r.ID).Intake[0].Due.Legal.On; got != "2026-10-13" {
			b.t.Fatalf("due %s", got)
		}
		b.to("2026-10-13", 1)
		if v := b.view(r.ID); v.State != casefile.Received {
			b.t.Fatal("accepted by the old calendar")
		}
		b.to("2026-10-14", 1)
		if v := b.view(r.ID); v.State != casefile.Accepted || !v.Deemed {
			b.t.Fatal(v.State)
		}
		b.MustVerify(b.t)
	})
}

// off takes a make-up workday back.
func (b *bench) off(day gov.Date) {
	b.t.Helper()
	p := must(calendar.Load(os.DirFS("../../../packs/calendar-cn")))(b.t)
	for i, y := range p.Years {
		p.Years[i].Days = slices.DeleteFunc(slices.Clone(y.Days), func(d calendar.Entry) bool { return d.Date == day })
	}
	b.cal = must(p.Calendar())(b.t)
}
