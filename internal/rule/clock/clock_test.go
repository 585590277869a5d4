package clock_test

import (
	"encoding/json"
	"os"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/calendar"
	"holon.example/holon/internal/rule/clock"
	"holon.example/holon/internal/rule/clock/limit"
)

func table(t testing.TB) *limit.Table {
	t.Helper()
	rules, err := limit.Load(os.DirFS("../../../packs/law-cn"))
	if err != nil {
		t.Fatal(err)
	}
	return rules
}

func workdays(t testing.TB) (calendar.Pack, *calendar.Calendar) {
	t.Helper()
	pack, err := calendar.Load(os.DirFS("../../../packs/calendar-cn"))
	if err != nil {
		t.Fatal(err)
	}
	cal, err := pack.Calendar()
	if err != nil {
		t.Fatal(err)
	}
	return pack, cal
}

func at(s string) gov.Time {
	v, err := gov.ParseTime(s)
	if err != nil {
		panic(err)
	}
	return v
}

// day is ten in the morning of a day.
func day(d gov.Date) gov.Time { return d.Start() + 10*3600*1000 }

// opened sets a clock off under a rule of the pack.
func opened(t testing.TB, id string, o clock.Opening) (clock.Clock, *calendar.Calendar) {
	t.Helper()
	_, cal := workdays(t)
	r, err := table(t).Rule(id, o.From.Date())
	if err != nil {
		t.Fatal(err)
	}
	c, err := clock.Start(r, o, cal)
	if err != nil {
		t.Fatal(err)
	}
	return c, cal
}

func do(t testing.TB, c clock.Clock, cal *calendar.Calendar, acts ...clock.Act) clock.Clock {
	t.Helper()
	for _, a := range acts {
		next, _, err := clock.Do(c, a, cal)
		if err != nil {
			t.Fatalf("%s at %s: %v", a.Kind, a.At, err)
		}
		c = next
	}
	return c
}

func legal(t testing.TB, c clock.Clock, cal *calendar.Calendar) gov.Date {
	t.Helper()
	due, err := clock.Due(c, cal)
	if err != nil {
		t.Fatal(err)
	}
	return due.Legal.On
}

var joint = &clock.Basis{ID: "joint_handling", Ref: "decision 12 of 2026", Rank: "government_head", On: "2026-01-05"}

// TestEveryRule holds the last day of each rule of the table as a literal, most
// of them across the national day with its make-up workdays (2025: 09-28, 10-11;
// 2026: 09-20, 10-10).
func TestEveryRule(t *testing.T) {
	seen := map[string]bool{}
	for _, x := range []struct {
		rule  string
		from  gov.Date
		until gov.Date
		basis *clock.Basis
		due   gov.Date
	}{
		{"T1", "2026-09-28", "", nil, "2026-09-28"},
		{"T1b", "2026-09-28", "", nil, "2026-09-28"},
		{"T2", "2026-09-28", "", nil, "2026-09-28"},
		{"T3", "2026-09-28", "", nil, "2026-10-10"},
		{"T3", "2025-09-29", "", nil, "2025-10-13"},
		{"T3", "2025-09-26", "", nil, "2025-10-10"},
		{"T3", "2026-10-01", "", nil, "2026-10-13"}, // received on a day off
		{"T4", "2026-09-28", "", nil, "2026-09-28"},
		{"T5", "2026-09-30", "", nil, "2026-11-03"},
		{"T5", "2025-09-26", "", nil, "2025-10-30"},
		{"T6", "2026-09-01", "", joint, "2026-11-09"},
		{"T7", "2026-09-30", "", nil, "2026-11-03"},
		{"T8", "2026-09-24", "", nil, "2026-10-15"},
		{"T10a", "2026-09-30", "", nil, "2026-10-13"},
		{"T10b", "2026-09-30", "", nil, "2026-11-03"},
		{"T10c", "2026-09-20", "2026-10-15", nil, "2026-09-30"},
		{"T11", "2026-09-30", "", nil, "2026-10-13"},
		{"T12", "2026-09-15", "2026-10-31", nil, "2026-10-31"},
		{"T17a", "2026-08-03", "", nil, "2026-10-08"}, // 60th natural day is 10-02
		{"T17b", "2026-06-01", "", nil, "2026-07-31"},
		{"T17c", "2026-09-04", "", nil, "2026-10-08"}, // 30th natural day is 10-04
		{"T18", "2026-09-29", "", nil, "2026-10-09"},
		{"T19", "2026-09-24", "", nil, "2026-10-15"},
		{"T20", "2026-09-30", "", nil, "2026-11-03"},
		{"T22", "2026-09-30", "", nil, "2026-11-03"},
		{"D1", "2026-09-30", "", nil, "2026-10-13"},
		{"D2", "2026-09-24", "", nil, "2026-10-15"},
		{"R1", "2026-09-30", "", nil, "2026-10-08"},
		{"S1", "2026-09-24", "", nil, "2026-10-15"},
		{"P1", "2026-09-30", "", nil, "2026-11-03"},
		{"R2", "2026-09-30", "", nil, "2026-10-27"},
		{"C1", "2026-09-30", "", nil, "2026-10-09"},
		{"CU-daily", "2026-09-30", "", nil, "2026-10-08"},
		{"CU-weekly", "2026-09-30", "", nil, "2026-10-13"},
		{"CU-tenday", "2026-09-21", "", nil, "2026-10-08"}, // 10th natural day is 10-01
		{"CU-monthly", "2026-09-03", "", nil, "2026-10-08"},
		{"CU-quarterly", "2026-07-02", "", nil, "2026-10-08"},
		{"CU-yearly", "2025-10-05", "", nil, "2026-10-08"},
	} {
		seen[x.rule] = true
		c, cal := opened(t, x.rule, clock.Opening{From: day(x.from), Until: x.until, Basis: x.basis})
		due, err := clock.Due(c, cal)
		if err != nil || due.Legal.On != x.due || due.Legal.At != x.due.End() || due.Legal.Provisional {
			t.Errorf("%s from %s = %s %v, want %s", x.rule, x.from, due.Legal.On, err, x.due)
		}
	}
	for _, r := range table(t).Rules() {
		if !seen[r.ID] {
			t.Errorf("%s has no literal", r.ID)
		}
	}
}

func TestOneTimeNoticeOrDeemedAccepted(t *testing.T) {
	c, cal := opened(t, "T3", clock.Opening{From: at("2026-09-28T16:20:00+08:00")})
	next, err := clock.Next(c, cal)
	want := []clock.Instant{
		{At: at("2026-10-09T00:00:00+08:00"), Signal: clock.Prompt},
		{At: at("2026-10-11T00:00:00+08:00"), Signal: clock.Outcome},
	}
	if diff := cmp.Diff(want, next); err != nil || diff != "" {
		t.Fatal(err, diff)
	}
	if _, _, err := clock.Do(c, clock.Act{Kind: clock.Lapse, At: at("2026-10-10T23:59:59+08:00")}, cal); gov.KindOf(err) != gov.KindConflict {
		t.Fatal("lapsed on the last day:", err)
	}
	told := do(t, c, cal, clock.Act{Kind: clock.Finish, At: at("2026-10-10T23:59:59+08:00")})
	if told.State != clock.Done {
		t.Fatal(told)
	}
	if _, _, err := clock.Do(c, clock.Act{Kind: clock.Finish, At: at("2026-10-11T00:00:00+08:00")}, cal); gov.KindOf(err) != gov.KindConflict {
		t.Fatal("a notice after five working days was taken:", err)
	}
	lapsed := do(t, c, cal, clock.Act{Kind: clock.Lapse, At: at("2026-10-11T00:00:00+08:00")})
	if on, ok := lapsed.Effect(); !ok || on != "2026-09-28" || lapsed.Outcome != limit.DeemedAccepted {
		t.Fatal("accepted from the day of receipt:", lapsed)
	}
}

func TestExtensionByRank(t *testing.T) {
	extend := clock.Act{Kind: clock.Extend, At: day("2026-10-30"), Amount: 10, Rank: "authority_head", By: 7, Letter: "L-1", Reason: "complex"}
	c, cal := opened(t, "T5", clock.Opening{From: day("2026-09-30")})
	extended := do(t, c, cal, extend)
	if got := legal(t, extended, cal); got != "2026-11-17" {
		t.Fatal(got)
	}
	if got := legal(t, do(t, c, cal, with(extend, func(a *clock.Act) { a.Amount = 4 })), cal); got != "2026-11-09" {
		t.Fatal(got)
	}
	again := with(extend, func(a *clock.Act) { a.At = day("2026-11-10") })
	refused(t, extended, cal, again, "clock.extension_times")
	refused(t, c, cal, with(extend, func(a *clock.Act) { a.Rank = "government_head" }), "clock.extension_rank")
	refused(t, c, cal, with(extend, func(a *clock.Act) { a.By = 0 }), "clock.extension_rank")
	refused(t, c, cal, with(extend, func(a *clock.Act) { a.Amount = 11 }), "clock.extension_amount")
	refused(t, c, cal, with(extend, func(a *clock.Act) { a.Amount = 0 }), "clock.extension_amount")
	refused(t, c, cal, with(extend, func(a *clock.Act) { a.At = day("2026-11-04") }), "clock.extension_late")
	refused(t, c, cal, with(extend, func(a *clock.Act) { a.Letter = " " }), "clock.act")
	refused(t, c, cal, with(extend, func(a *clock.Act) { a.Reason = "" }), "clock.act")
	notice, _ := opened(t, "T3", clock.Opening{From: day("2026-10-20")})
	refused(t, notice, cal, with(extend, func(a *clock.Act) { a.At = day("2026-10-21") }), "clock.no_extension")

	together, _ := opened(t, "T6", clock.Opening{From: day("2026-09-01"), Basis: joint})
	byGovernment := with(extend, func(a *clock.Act) { a.Amount, a.Rank = 15, "government_head" })
	refused(t, together, cal, with(byGovernment, func(a *clock.Act) { a.Rank = "authority_head" }), "clock.extension_rank")
	if got := legal(t, do(t, together, cal, byGovernment), cal); got != "2026-11-30" {
		t.Fatal(got)
	}
}

func TestJointLimitNeedsTheRecordedDecision(t *testing.T) {
	_, cal := workdays(t)
	r, err := table(t).Rule("T6", "2026-09-01")
	if err != nil {
		t.Fatal(err)
	}
	for key, basis := range map[string]*clock.Basis{
		"clock.basis_missing": nil,
		"clock.basis_rank":    {ID: "joint_handling", Ref: "x", Rank: "authority_head", On: "2026-01-05"},
		"clock.basis_date":    {ID: "joint_handling", Ref: "x", Rank: "government_head", On: "2026-09-02"},
	} {
		_, err := clock.Start(r, clock.Opening{From: day("2026-09-01"), Basis: basis}, cal)
		if e, ok := err.(*gov.Error); !ok || e.Key != key || e.Rule != "行政许可法§26.2" {
			t.Errorf("%s: %v", key, err)
		}
	}
}

func TestPausesOnlyOnTheEightGrounds(t *testing.T) {
	c, cal := opened(t, "T5", clock.Opening{From: day("2026-09-30")})
	stop := clock.Act{Kind: clock.Stop, At: day("2026-10-12"), Ground: "expert_review", Expected: "2026-10-16", Letter: "L-2"}
	r, err := table(t).Rule("T5", "2026-09-30")
	if err != nil || len(r.Pausing.Grounds) != 8 {
		t.Fatal(r.Pausing, err)
	}
	for _, ground := range r.Pausing.Grounds {
		stopped := do(t, c, cal, with(stop, func(a *clock.Act) { a.Ground = ground }))
		if due, err := clock.Due(stopped, cal); err != nil || due.Legal.On != "2026-11-10" || !due.Forecast {
			t.Errorf("%s: %v %v", ground, due, err)
		}
		resumed := do(t, stopped, cal, clock.Act{Kind: clock.Resume, At: day("2026-10-19")})
		if got := legal(t, resumed, cal); got != "2026-11-11" { // six working days were not counted
			t.Errorf("%s: %s", ground, got)
		}
	}
	for _, ground := range []string{"site_visit", "rectification", "rework", "internal_opinion", "", "听证"} {
		refused(t, c, cal, with(stop, func(a *clock.Act) { a.Ground = ground }), "clock.ground")
	}
	refused(t, c, cal, with(stop, func(a *clock.Act) { a.Letter = "" }), "clock.act")
	refused(t, c, cal, with(stop, func(a *clock.Act) { a.Expected = "2026-10-11" }), "clock.act")
	refused(t, c, cal, with(stop, func(a *clock.Act) { a.Expected = "2926-10-16" }), "clock.act")
	refused(t, c, cal, with(stop, func(a *clock.Act) { a.At, a.Expected = day("2026-11-04"), "2026-11-05" }), "clock.stop_late")
	notice, _ := opened(t, "T3", clock.Opening{From: day("2026-10-12")})
	refused(t, notice, cal, stop, "clock.ground")
}

func TestIllegalActs(t *testing.T) {
	c, cal := opened(t, "T5", clock.Opening{From: day("2026-09-30")})
	stop := clock.Act{Kind: clock.Stop, At: day("2026-10-12"), Ground: "hearing", Expected: "2026-10-20", Letter: "L"}
	stopped := do(t, c, cal, stop)
	done := do(t, c, cal, clock.Act{Kind: clock.Finish, At: day("2026-10-12")})
	cancelled := do(t, stopped, cal, clock.Act{Kind: clock.Cancel, At: day("2026-10-13"), Reason: "withdrawn"})
	renewal, _ := opened(t, "T12", clock.Opening{From: day("2026-09-15"), Until: "2026-10-31"})
	lapsed := do(t, renewal, cal, clock.Act{Kind: clock.Lapse, At: at("2026-11-01T00:00:00+08:00")})
	later := day("2026-12-01")
	for state, x := range map[clock.State]struct {
		c     clock.Clock
		legal []clock.ActKind
	}{
		clock.Running:   {c, []clock.ActKind{clock.Stop, clock.Extend, clock.Finish, clock.Cancel}},
		clock.Stopped:   {stopped, []clock.ActKind{clock.Resume, clock.Cancel}},
		clock.Done:      {done, nil},
		clock.Lapsed:    {lapsed, nil},
		clock.Cancelled: {cancelled, nil},
	} {
		if x.c.State != state {
			t.Fatalf("%s: %s", state, x.c.State)
		}
		for _, kind := range []clock.ActKind{clock.Stop, clock.Resume, clock.Extend, clock.Finish, clock.Lapse, clock.Cancel, "explode"} {
			a := clock.Act{
				Kind: kind, At: day("2026-10-14"), Ground: "hearing", Expected: "2026-10-20", Letter: "L",
				Amount: 1, Rank: "authority_head", By: 1, Reason: "r",
			}
			if !x.c.Open() {
				a.At = later
			}
			_, _, err := clock.Do(x.c, a, cal)
			if ok := slices.Contains(x.legal, kind); ok != (err == nil) {
				t.Errorf("%s in %s: %v", kind, state, err)
			}
		}
	}
	refused(t, stopped, cal, clock.Act{Kind: clock.Resume, At: day("2026-10-11")}, "clock.act_order")
	refused(t, c, cal, clock.Act{Kind: clock.Lapse, At: later}, "clock.no_outcome")
}

func TestRenewalIsDeemedOnlyWhenAppliedInTime(t *testing.T) {
	c, cal := opened(t, "T12", clock.Opening{From: day("2026-09-15"), Until: "2026-10-31"})
	lapsed := do(t, c, cal, clock.Act{Kind: clock.Lapse, At: at("2026-11-01T00:00:00+08:00")})
	if on, ok := lapsed.Effect(); !ok || on != "2026-11-01" || lapsed.Outcome != limit.DeemedRenewed {
		t.Fatal(lapsed)
	}
	late, _ := opened(t, "T12", clock.Opening{From: day("2026-09-16"), Until: "2026-10-31"})
	if !late.LateStart {
		t.Fatal(late)
	}
	refused(t, late, cal, clock.Act{Kind: clock.Lapse, At: at("2026-11-01T00:00:00+08:00")}, "clock.no_outcome")
	due, _ := clock.Due(late, cal)
	if !slices.ContainsFunc(due.Legal.Why, func(s clock.Step) bool { return s.Key == "clock.why.late_start" }) {
		t.Fatal(due.Legal.Why)
	}
}

func TestPromiseIsTrackedBesideTheLimit(t *testing.T) {
	r, _ := table(t).Rule("T5", "2026-09-30")
	for _, x := range []struct {
		promise limit.Length
		ok      bool
	}{
		{limit.Length{Amount: 20, Unit: limit.Workday}, true},
		{limit.Length{Amount: 21, Unit: limit.Workday}, false},
		{limit.Length{Amount: 0, Unit: limit.Workday}, true},
		{limit.Length{Amount: 20, Unit: limit.Day}, true},
		{limit.Length{Amount: 480, Unit: limit.Hour}, true},
		{limit.Length{Amount: 481, Unit: limit.Hour}, false},
		{limit.Length{Amount: 1, Unit: limit.Month}, false},
		{limit.Length{Amount: -1, Unit: limit.Workday}, false},
		{limit.Length{Amount: 1, Unit: "week"}, false},
	} {
		if err := clock.CheckPromise(r, x.promise); (err == nil) != x.ok {
			t.Errorf("%v: %v", x.promise, err)
		}
	}
	c, cal := opened(t, "T5", clock.Opening{From: day("2026-09-30"), Promise: &limit.Length{Amount: 3, Unit: limit.Workday}})
	next, err := clock.Next(c, cal)
	want := []clock.Instant{
		{At: at("2026-10-09"), Signal: clock.Prompt, Promised: true},
		{At: at("2026-10-11"), Signal: clock.Missed, Promised: true},
		{At: at("2026-11-02"), Signal: clock.Prompt},
		{At: at("2026-11-04"), Signal: clock.Missed},
	}
	if diff := cmp.Diff(want, next); err != nil || diff != "" {
		t.Fatal(err, diff)
	}
	// a promise of two hours stands still with the clock
	hours, _ := opened(t, "T5", clock.Opening{From: day("2026-10-12"), Promise: &limit.Length{Amount: 2, Unit: limit.Hour}})
	due, _ := clock.Due(hours, cal)
	if due.Promised.At != at("2026-10-12T12:00:00+08:00") {
		t.Fatal(due.Promised.At)
	}
	stopped := do(t, hours, cal,
		clock.Act{Kind: clock.Stop, At: at("2026-10-12T11:00:00+08:00"), Ground: "testing", Expected: "2026-10-13", Letter: "L"},
		clock.Act{Kind: clock.Resume, At: at("2026-10-13T11:00:00+08:00")})
	if due, _ = clock.Due(stopped, cal); due.Promised.At != at("2026-10-14T02:00:00+08:00") {
		t.Fatal(due.Promised.At)
	}
}

func TestExplanation(t *testing.T) {
	c, cal := opened(t, "T5", clock.Opening{From: day("2026-09-30")})
	c = do(t, c, cal,
		clock.Act{Kind: clock.Stop, At: day("2026-10-12"), Ground: "expert_review", Expected: "2026-10-16", Letter: "L-2"},
		clock.Act{Kind: clock.Resume, At: day("2026-10-16")},
		clock.Act{Kind: clock.Extend, At: day("2026-10-19"), Amount: 10, Rank: "authority_head", By: 7, Letter: "L-3", Reason: "r"})
	due, err := clock.Due(c, cal)
	if err != nil {
		t.Fatal(err)
	}
	want := []clock.Step{
		{Key: "clock.why.start", Args: map[string]any{"date": "2026-09-30", "rule": "T5"}},
		{Key: "clock.why.legal", Args: map[string]any{"amount": 20, "unit": "workday", "citation": "行政许可法§42.1"}},
		{Key: "clock.why.extended", Args: map[string]any{"amount": 10, "unit": "workday", "rank": "authority_head", "letter": "L-3"}},
		{Key: "clock.why.holiday", Args: map[string]any{"name": "国庆节", "from": "2026-10-01", "to": "2026-10-07"}},
		{Key: "clock.why.make_up", Args: map[string]any{"date": "2026-10-10", "name": "国庆节"}},
		{Key: "clock.why.weekends", Args: map[string]any{"days": 13}},
		{Key: "clock.why.pause", Args: map[string]any{
			"ground": "expert_review", "from": "2026-10-12", "to": "2026-10-16", "letter": "L-2", "days": 5, "citation": "行政许可法§45",
		}},
		{Key: "clock.why.due", Args: map[string]any{"date": "2026-11-24", "at": "2026-11-24T23:59:59.999+08:00"}},
	}
	if diff := cmp.Diff(want, due.Legal.Why); diff != "" {
		t.Fatal(diff)
	}
}

func TestCalendarEditMovesAndExplains(t *testing.T) {
	pack, before := workdays(t)
	c, _ := opened(t, "T3", clock.Opening{From: day("2026-12-28")}) // 29, 30, 31, then 2027 is computed
	due, err := clock.Due(c, before)
	if err != nil || due.Legal.On != "2027-01-05" || !due.Legal.Provisional {
		t.Fatal(due, err)
	}
	pack.Years = append(pack.Years, calendar.Year{Year: 2027, Source: []string{"notice"}, Days: []calendar.Entry{
		{Date: "2027-01-01", Off: true, Name: "元旦"},
		{Date: "2027-01-02", Off: true, Name: "元旦"},
		{Date: "2027-01-03", Name: "元旦"},
	}})
	after, err := pack.Calendar()
	if err != nil {
		t.Fatal(err)
	}
	shift, err := clock.Recompute(c, before, after)
	if err != nil || !shift.Moved() || shift.After.Legal.On != "2027-01-04" || shift.After.Legal.Provisional {
		t.Fatal(shift, err)
	}
	want := []clock.Step{
		{Key: "clock.why.day_now_worked", Args: map[string]any{"date": "2027-01-03", "name": "元旦", "reason": "make_up"}},
		{Key: "clock.why.shifted", Args: map[string]any{"from": "2027-01-05", "to": "2027-01-04"}},
	}
	if diff := cmp.Diff(want, shift.Why); diff != "" {
		t.Fatal(diff)
	}
	done := do(t, c, before, clock.Act{Kind: clock.Finish, At: day("2027-01-05")})
	if shift, err = clock.Recompute(done, before, after); err != nil || shift.Moved() || shift.After.Legal.On != "2027-01-05" {
		t.Fatal("what ended must not move:", shift, err)
	}
	if kept, err := clock.Due(done, after); err != nil || kept.Legal.On != "2027-01-05" {
		t.Fatal(kept, err)
	}
}

func TestUnitsAndLastDays(t *testing.T) {
	_, cal := workdays(t)
	rule := func(amount int, unit limit.Unit, last limit.LastDay) limit.Rule {
		return limit.Rule{
			ID: "X", Title: limit.Words{ZH: "x", EN: "x"}, Citation: "x", Certainty: limit.Assumed, InForce: "2020-01-01",
			Terms: limit.Terms{Length: limit.Length{Amount: amount, Unit: unit}, LastDay: last, Expiry: limit.Overdue},
		}
	}
	for _, x := range []struct {
		rule limit.Rule
		from string
		at   string
	}{
		{rule(10, limit.Day, limit.Keep), "2026-09-24T09:00:00+08:00", "2026-10-04T23:59:59.999+08:00"},
		{rule(10, limit.Day, limit.NextWorkday), "2026-09-24T09:00:00+08:00", "2026-10-08T23:59:59.999+08:00"},
		{rule(1, limit.Month, limit.Keep), "2026-01-31T09:00:00+08:00", "2026-02-28T23:59:59.999+08:00"},
		{rule(13, limit.Month, limit.Keep), "2027-01-31T09:00:00+08:00", "2028-02-29T23:59:59.999+08:00"},
		{rule(1, limit.Month, limit.NextWorkday), "2026-09-05T09:00:00+08:00", "2026-10-08T23:59:59.999+08:00"},
		{rule(24, limit.Hour, limit.NextWorkday), "2026-09-30T17:30:00+08:00", "2026-10-01T17:30:00.000+08:00"},
	} {
		c, err := clock.Start(x.rule, clock.Opening{From: at(x.from)}, cal)
		if err != nil {
			t.Fatal(err)
		}
		due, err := clock.Due(c, cal)
		if err != nil || due.Legal.At.String() != x.at {
			t.Errorf("%v from %s = %s %v, want %s", x.rule.Length, x.from, due.Legal.At, err, x.at)
		}
	}
}

func TestClockIsCompactJSON(t *testing.T) {
	c, cal := opened(t, "T5", clock.Opening{From: day("2026-09-30"), Promise: &limit.Length{Amount: 5, Unit: limit.Workday}})
	c = do(t, c, cal, clock.Act{Kind: clock.Stop, At: day("2026-10-12"), Ground: "hearing", Expected: "2026-10-20", Letter: "L"})
	b, err := json.Marshal(c)
	if err != nil || len(b) > 900 {
		t.Fatal(len(b), err, string(b))
	}
	var back clock.Clock
	if err := json.Unmarshal(b, &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(c, back); diff != "" {
		t.Fatal(diff)
	}
}

func with(a clock.Act, change func(*clock.Act)) clock.Act {
	change(&a)
	return a
}

func refused(t *testing.T, c clock.Clock, cal *calendar.Calendar, a clock.Act, key string) {
	t.Helper()
	next, _, err := clock.Do(c, a, cal)
	e, ok := err.(*gov.Error)
	if !ok || e.Key != key {
		t.Errorf("%s %s: %v, want %s", a.Kind, a.Ground, err, key)
	}
	if diff := cmp.Diff(c, next); diff != "" {
		t.Errorf("refused and yet changed: %s", diff)
	}
}
