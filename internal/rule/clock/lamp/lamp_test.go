package lamp_test

import (
	"os"
	"testing"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/calendar"
	"holon.example/holon/internal/rule/clock"
	"holon.example/holon/internal/rule/clock/lamp"
	"holon.example/holon/internal/rule/clock/limit"
)

func setting(t *testing.T) (*limit.Table, *calendar.Calendar) {
	t.Helper()
	rules, err := limit.Load(os.DirFS("../../../../packs/law-cn"))
	if err != nil {
		t.Fatal(err)
	}
	pack, err := calendar.Load(os.DirFS("../../../../packs/calendar-cn"))
	if err != nil {
		t.Fatal(err)
	}
	cal, err := pack.Calendar()
	if err != nil {
		t.Fatal(err)
	}
	return rules, cal
}

func at(s string) gov.Time {
	v, err := gov.ParseTime(s)
	if err != nil {
		panic(err)
	}
	return v
}

func TestLampsAcrossNationalDay(t *testing.T) {
	rules, cal := setting(t)
	r, err := rules.Rule("T5", "2026-09-28")
	if err != nil {
		t.Fatal(err)
	}
	c, err := clock.Start(r, clock.Opening{From: at("2026-09-28T10:00:00+08:00"), Promise: &limit.Length{Amount: 5, Unit: limit.Workday}}, cal)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		now            string
		lamp           lamp.Lamp
		left           int
		promise, legal bool
	}{
		{"2026-09-28T10:00:00+08:00", lamp.Normal, 5, false, false},
		{"2026-10-08T23:59:59+08:00", lamp.Normal, 2, false, false},
		{"2026-10-09T00:00:00+08:00", lamp.Soon, 1, false, false},
		{"2026-10-10T23:59:59+08:00", lamp.Soon, 0, false, false}, // a make-up Saturday is the last day
		{"2026-10-11T00:00:00+08:00", lamp.Overdue, 0, true, false},
		{"2026-10-30T00:00:00+08:00", lamp.Overdue, -15, true, false},
		{"2026-11-01T00:00:00+08:00", lamp.Overdue, -15, true, true},
	} {
		got, err := lamp.Read(c, cal, at(x.now))
		if err != nil || got.Lamp != x.lamp || got.Left != x.left || got.PromiseMissed != x.promise || got.LegalMissed != x.legal {
			t.Errorf("%s: %s left %d promise %v legal %v %v, want %+v", x.now, got.Lamp, got.Left, got.PromiseMissed, got.LegalMissed, err, x)
		}
	}
}

func TestStoppedAndEndedLamps(t *testing.T) {
	rules, cal := setting(t)
	r, _ := rules.Rule("T5", "2026-09-28")
	c, err := clock.Start(r, clock.Opening{From: at("2026-09-28T10:00:00+08:00")}, cal)
	if err != nil {
		t.Fatal(err)
	}
	stopped, _, err := clock.Do(c, clock.Act{
		Kind: clock.Stop, At: at("2026-10-08T10:00:00+08:00"), Ground: "expert_review", Expected: "2026-10-14", Letter: "L",
	}, cal)
	if err != nil {
		t.Fatal(err)
	}
	for now, overrun := range map[string]bool{"2026-10-14T12:00:00+08:00": false, "2026-10-15T00:00:00+08:00": true} {
		got, err := lamp.Read(stopped, cal, at(now))
		// 29 and 30 September are used, 18 working days remain after the pause
		if err != nil || got.Lamp != lamp.Stopped || got.Left != 18 || got.PauseOverrun != overrun || got.LegalMissed {
			t.Errorf("%s: %+v %v", now, got, err)
		}
	}
	for end, late := range map[string]bool{"2026-10-30T23:59:59+08:00": false, "2026-10-31T00:00:00+08:00": true} {
		done, _, err := clock.Do(c, clock.Act{Kind: clock.Finish, At: at(end)}, cal)
		if err != nil {
			t.Fatal(err)
		}
		got, err := lamp.Read(done, cal, at("2030-01-01"))
		if err != nil || got.Lamp != lamp.Off || got.LegalMissed != late || got.Left != 0 {
			t.Errorf("%s: %+v %v", end, got, err)
		}
	}
}

func TestWorst(t *testing.T) {
	order := []lamp.Lamp{lamp.Off, lamp.Normal, lamp.Stopped, lamp.Soon, lamp.Overdue}
	for i, a := range order {
		for j, b := range order {
			if got := lamp.Worst(a, b); got != order[max(i, j)] {
				t.Errorf("%s %s: %s", a, b, got)
			}
		}
	}
	if lamp.Worst() != lamp.Off {
		t.Error("nothing shines")
	}
}
