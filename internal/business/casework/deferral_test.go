package casework_test

import (
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"holon.example/holon/internal/business/casework"
	"holon.example/holon/internal/business/casework/apply"
	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/business/casework/deferral"
	"holon.example/holon/internal/business/matter"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/calendar"
	"holon.example/holon/internal/infra/letter"
)

// The citation is synthetic: no such regulation exists, and the demo packs defer
// nothing.
const (
	byLaw    = "deferral: {cite: 样例市政务服务条例§24, local: true, materials: [HT-CY-04], days: 5%s}\n"
	deferred = "HT-CY-04"
)

// deferring is the restaurant pack with one item whose layout plan may come later.
func (f *family) deferring(lapse string) {
	f.t.Helper()
	root, pack := os.DirFS("../../../packs/restaurant"), fstest.MapFS{}
	err := fs.WalkDir(root, ".", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		raw, err := fs.ReadFile(root, path)
		if path == "items/food-permit.yaml" {
			text := string(raw) + strings.Replace(byLaw, "%s", lapse, 1)
			i := strings.Index(text, "id: "+deferred)
			raw = []byte(text[:i] + strings.Replace(text[i:], "need: required", "need: deferrable", 1))
		}
		pack[path] = &fstest.MapFile{Data: raw}
		return err
	})
	if err != nil {
		f.t.Fatal(err)
	}
	var loaded []*matter.Pack
	for _, from := range []fs.FS{os.DirFS("../../../packs/items-basic"), pack, os.DirFS("../../../packs/newborn"), os.DirFS("../../../packs/haitang")} {
		p, findings, err := matter.Load(from)
		if err != nil || len(matter.Errors(findings)) > 0 {
			f.t.Fatal(err, findings)
		}
		loaded = append(loaded, p)
	}
	f.lib, _ = matter.NewLibrary(loaded...)
}

func (f *family) deferrals() *deferral.Desk {
	d := deferral.New(deferral.Config{Act: f.Engine, Amend: f.svc.Amend, Library: func() *matter.Library { return f.lib }})
	f.jobs.Handle(deferral.Job, f.loud(d.Look))
	return d
}

func (f *family) promised(desk *deferral.Desk) gov.ID {
	f.t.Helper()
	ctx, in := f.t.Context(), restaurant()
	in.Answers = answers
	r, err := f.svc.Submit(ctx, citizen(granny), "", in)
	if err != nil {
		f.t.Fatal(err)
	}
	x, err := desk.Promise(ctx, citizen(granny), "", r.ID, deferral.Promise{Materials: []string{deferred}})
	if err != nil || x.State != deferral.Promised || x.Cite != "样例市政务服务条例§24" {
		f.t.Fatal(x, err)
	}
	f.ok(f.svc.AcceptCase(ctx, f.as("clerk"), "", r.ID, casework.Step{Task: f.precheck(r.ID)}))
	x = f.view(r.ID).Deferral
	if x.State != deferral.Accepted || x.Due != "2026-09-30" { // five working days from 22 September, 中秋 on the 25th
		f.t.Fatalf("%+v", x)
	}
	if !slices.ContainsFunc(f.view(r.ID).Letters, func(l *letter.Letter) bool { return l.Template == "deferral" }) {
		f.t.Error("the applicant was not told")
	}
	return r.ID
}

// Without a regulation of the place nothing comes later.
func TestDeferralNeedsItsLaw(t *testing.T) {
	eachFamily(t, func(f *family) {
		t, ctx, desk := f.t, f.t.Context(), f.deferrals()
		in := restaurant()
		in.Answers = answers
		r, err := f.svc.Submit(ctx, citizen(granny), "", in)
		if err != nil {
			t.Fatal(err)
		}
		p := deferral.Promise{Materials: []string{deferred}}
		if _, err := desk.Promise(ctx, citizen(granny), "", r.ID, p); !fields(err, "materials") {
			t.Fatalf("the demo pack defers nothing: %v", err)
		}
		f.deferring("")
		if _, err := desk.Promise(ctx, citizen(granny), "", r.ID, deferral.Promise{Materials: []string{deferred, "HT-CY-03"}}); !fields(err, "materials") {
			t.Fatalf("a material that is not listed: %v", err)
		}
		if _, err := desk.Promise(ctx, citizen(stranger), "", r.ID, p); gov.KindOf(err) != gov.KindForbidden {
			t.Fatalf("somebody else promises: %v", err)
		}
		if _, err := desk.Promise(ctx, f.as("clerk"), "", r.ID, p); !fields(err, "paper") {
			t.Fatalf("the window promises without his paper: %v", err)
		}
		if _, err := desk.Promise(ctx, f.as("clerk"), "", r.ID, deferral.Promise{Materials: p.Materials, Paper: "00"}); err != nil {
			t.Fatal(err)
		}
	})
}

// Kept in time: the clock of the promise ends and the case goes on.
func TestPromiseKept(t *testing.T) {
	eachFamily(t, func(f *family) {
		t, ctx := f.t, f.t.Context()
		f.deferring("")
		desk := f.deferrals()
		id := f.promised(desk)
		f.to("2026-09-29", 9)
		if _, err := desk.Supply(ctx, citizen(granny), "", id, deferral.Given{Materials: []apply.Given{{Code: "HT-CY-03", Blob: "00"}}}); gov.KindOf(err) != gov.KindInvalid {
			t.Fatalf("what was not promised: %v", err)
		}
		x, err := desk.Supply(ctx, citizen(granny), "", id, deferral.Given{Materials: []apply.Given{{Code: deferred, Blob: "00"}}})
		if err != nil || x.State != deferral.Kept {
			t.Fatal(x, err)
		}
		if _, err := desk.Supply(ctx, citizen(granny), "", id, deferral.Given{}); gov.KindOf(err) != gov.KindConflict {
			t.Fatalf("kept twice: %v", err)
		}
		f.to("2026-10-08", 9)
		if v := f.view(id); v.State != casefile.Accepted || v.Intake[len(v.Intake)-1].State != "done" {
			t.Fatalf("%s %+v", v.State, v.Intake)
		}
	})
}

// Broken: by the rule of the one place the application counts as taken back, by that of
// another nothing may be granted any more.
func TestPromiseBroken(t *testing.T) {
	eachFamily(t, func(f *family) {
		f.deferring("")
		id := f.promised(f.deferrals())
		f.to("2026-09-30", 23)
		if v := f.view(id); v.State != casefile.Accepted {
			f.t.Fatal("broken on its last day")
		}
		f.to("2026-10-01", 1)
		v := f.view(id)
		if v.State != casefile.Withdrawn || v.Deferral.State != deferral.Broken || len(v.Tasks) != 0 {
			f.t.Fatalf("%s %+v", v.State, v.Deferral)
		}
		if i := slices.IndexFunc(v.Timeline, func(m casefile.Moment) bool { return m.Name == "case.withdrawn" }); i < 0 || v.Timeline[i].Data.Str("reason") != "promise_broken" {
			f.t.Error("the reason is not told")
		}
	})
}

func TestPromiseBrokenIsRefused(t *testing.T) {
	eachFamily(t, func(f *family) {
		t, ctx := f.t, f.t.Context()
		f.deferring(", lapse: refused")
		id := f.promised(f.deferrals())
		f.ok(f.svc.GiveOpinion(ctx, f.as("market-handler"), "", id, casework.Step{Task: f.task(id, "food-permit", "handle"), Result: "agree"}))
		f.ok(f.svc.GiveOpinion(ctx, f.as("market-handler"), "", id, casework.Step{Task: f.task(id, "food-permit", "opinion"), Result: "grant", Text: "x"}))
		f.ok(f.svc.GiveOpinion(ctx, f.as("market-reviewer"), "", id, casework.Step{Task: f.task(id, "food-permit", "review"), Result: "agree"}))
		if err := f.decide(id, 0); gov.KindOf(err) != gov.KindConflict {
			t.Fatalf("granted while the promise is open: %v", err)
		}
		f.to("2026-10-08", 9)
		if v := f.view(id); v.State != casefile.Accepted || v.Deferral.State != deferral.Broken {
			t.Fatalf("%s %+v", v.State, v.Deferral)
		}
		if err := f.decide(id, 0); gov.KindOf(err) != gov.KindConflict {
			t.Fatalf("granted on a broken promise: %v", err)
		}
		f.ok(f.svc.Decide(ctx, f.as("market-approver"), "", id, casework.Step{Task: f.task(id, "food-permit", "decide"), Result: "refuse", Text: "逾期未补齐", Cites: []string{"行政许可法§38.2"}}))
	})
}

// An edit of the calendar moves the promise with its clock.
func TestPromiseFollowsTheCalendar(t *testing.T) {
	eachFamily(t, func(f *family) {
		f.deferring("")
		id := f.promised(f.deferrals())
		f.closed("2026-09-28")
		if _, err := f.svc.Recompute(f.t.Context(), "e2"); err != nil {
			f.t.Fatal(err)
		}
		f.to("2026-10-01", 1)
		if v := f.view(id); v.State != casefile.Accepted || v.Deferral.Due != "2026-10-08" {
			f.t.Fatalf("%s %+v", v.State, v.Deferral)
		}
		f.to("2026-10-09", 1)
		if v := f.view(id); v.State != casefile.Withdrawn {
			f.t.Fatal(v.State)
		}
	})
}

// closed makes a working day a day off.
func (f *family) closed(day gov.Date) {
	f.t.Helper()
	p := must(calendar.Load(os.DirFS("../../../packs/calendar-cn")))(f.t)
	for i, y := range p.Years {
		if y.Year == 2026 {
			p.Years[i].Days = append(slices.Clone(y.Days), calendar.Entry{Date: day, Off: true, Name: "test"})
		}
	}
	f.cal = must(p.Calendar())(f.t)
}
