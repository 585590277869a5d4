package limit_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/calendar"
	"holon.example/holon/internal/rule/clock/limit"
)

func TestThePackLoads(t *testing.T) {
	table, err := limit.Load(os.DirFS("../../../../packs/law-cn"))
	if err != nil {
		t.Fatal(err)
	}
	r, err := table.Rule("T5", "2026-11-23")
	if err != nil || r.Amount != 20 || r.Unit != limit.Workday || r.Extension.Amount != 10 || r.Extension.Rank != "authority_head" {
		t.Fatal(r, err)
	}
	if _, err := table.Rule("T5", "2004-06-30"); gov.KindOf(err) != gov.KindNotFound {
		t.Error("before it came into force:", err)
	}
	if _, err := table.Rule("T99", "2026-11-23"); gov.KindOf(err) != gov.KindNotFound {
		t.Error(err)
	}
	for _, g := range r.Pausing.Grounds {
		if w, ok := table.Name(g); !ok || w.ZH == "" || table.Refused(g) {
			t.Error(g, w)
		}
	}
	if !table.Refused("site_visit") || r.Pausing.Admits("site_visit") {
		t.Error("a site visit is no ground")
	}
	if w, _ := table.Name("government_head"); w.EN == "" {
		t.Error(w)
	}
}

func TestOwnLimitOfAnItem(t *testing.T) {
	table, err := limit.Load(os.DirFS("../../../../packs/law-cn"))
	if err != nil {
		t.Fatal(err)
	}
	general, err := table.Rule("T5", "2026-11-23")
	if err != nil {
		t.Fatal(err)
	}
	fire, err := general.Own("item/fire-check", limit.Length{Amount: 10, Unit: limit.Workday}, "消防法§15.3")
	if err != nil || fire.Amount != 10 || fire.Extension != nil || !fire.Pausing.Admits("expert_review") || fire.Certainty != limit.Assumed {
		t.Error(fire, err)
	}
	food, err := general.Own("item/food", limit.Length{Amount: 15, Unit: limit.Workday}, general.Citation)
	if err != nil || food.Amount != 15 || food.Extension == nil || food.Certainty != limit.Verified {
		t.Error(food, err)
	}
	for name, x := range map[string]struct {
		id, citation string
		length       limit.Length
	}{
		"uncited":  {"item/x", "", limit.Length{Amount: 5, Unit: limit.Workday}},
		"no id":    {"", "x", limit.Length{Amount: 5, Unit: limit.Workday}},
		"negative": {"item/x", "x", limit.Length{Amount: -5, Unit: limit.Workday}},
		"hours":    {"item/x", "x", limit.Length{Amount: 5, Unit: limit.Hour}}, // an hour clock has no §45 pauses
	} {
		if _, err := general.Own(x.id, x.length, x.citation); gov.KindOf(err) != gov.KindInvalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	if general.Amount != 20 || general.Extension == nil {
		t.Error("the general rule changed")
	}
}

const row = `
  - id: X1
    title: {zh: 甲, en: a}
    unit: workday
    amount: 5
    expiry: overdue
    citation: 甲法§1
    certainty: verified
    in_force: %s
`

func TestVersionsByDate(t *testing.T) {
	text := "rules:" + fmt.Sprintf(row, "2025-01-01") + strings.Replace(fmt.Sprintf(row, "2020-01-01"), "amount: 5", "amount: 7", 1)
	table, err := limit.Load(fstest.MapFS{limit.FileName: {Data: []byte(text)}})
	if err != nil {
		t.Fatal(err)
	}
	for on, amount := range map[gov.Date]int{"2020-01-01": 7, "2024-12-31": 7, "2025-01-01": 5, "2030-01-01": 5} {
		if r, err := table.Rule("X1", on); err != nil || r.Amount != amount {
			t.Errorf("%s: %v %v", on, r.Amount, err)
		}
	}
}

func TestBrokenTables(t *testing.T) {
	good := fmt.Sprintf(row, "2025-01-01")
	change := func(old, replacement string) string {
		if !strings.Contains(good, old) {
			t.Fatal(old)
		}
		return "rules:" + strings.Replace(good, old, replacement, 1)
	}
	for name, text := range map[string]string{
		"uncited":         change("citation: 甲法§1", "citation: ''"),
		"unknown unit":    change("unit: workday", "unit: week"),
		"negative":        change("amount: 5", "amount: -5"),
		"too long":        change("amount: 5", "amount: 99999"),
		"no certainty":    change("certainty: verified", "certainty: sure"),
		"no date":         change("2025-01-01", "2025-02-30"),
		"unknown field":   change("amount: 5", "amount: 5\n    amout: 6"),
		"unknown expiry":  change("expiry: overdue", "expiry: never"),
		"deemed when":     change("expiry: overdue", "expiry: deemed_accepted"),
		"unknown grounds": change("amount: 5", "amount: 5\n    grounds: permit"),
		"unknown basis":   change("amount: 5", "amount: 5\n    basis: joint"),
		"unknown rank":    change("amount: 5", "amount: 5\n    extension: {amount: 1, times: 1, rank: king, citation: x}"),
		"lead forward":    change("amount: 5", "amount: 5\n    lead: {amount: 1, unit: workday}"),
		"hours back":      change("unit: workday", "unit: hour\n    before: true"),
		"twice":           "rules:" + good + good,
		"not yaml":        "rules: [",
		"no title":        change("title: {zh: 甲, en: a}", "title: {zh: 甲}"),
		"bad last day":    change("amount: 5", "amount: 5\n    last_day: sometimes"),
		"basis no rank":   "bases:\n  - {id: b, rank: king, citation: x, title: {zh: x, en: x}}\n",
		"too large":       "rules: []\n#" + strings.Repeat("x", 1<<20),
	} {
		_, err := limit.Load(fstest.MapFS{limit.FileName: {Data: []byte(text)}})
		if gov.KindOf(err) != gov.KindInvalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := limit.Load(fstest.MapFS{}); gov.KindOf(err) != gov.KindInvalid {
		t.Error(err)
	}
}

// TestWithinHoldsOnEveryCalendarDay: what Within calls shorter ends no later,
// from whichever day it is counted.
func TestWithinHoldsOnEveryCalendarDay(t *testing.T) {
	pack, err := calendar.Load(os.DirFS("../../../../packs/calendar-cn"))
	if err != nil {
		t.Fatal(err)
	}
	cal, err := pack.Calendar()
	if err != nil {
		t.Fatal(err)
	}
	end := func(d gov.Date, l limit.Length) gov.Date {
		switch l.Unit {
		case limit.Workday:
			due, _ := cal.Due(d, l.Amount, nil)
			return due.Due
		case limit.Hour:
			return d.AddDays((l.Amount + 23) / 24)
		case limit.Month:
			return d.AddDays(28 * l.Amount)
		case limit.Day:
		}
		return d.AddDays(l.Amount)
	}
	rapid.Check(t, func(t *rapid.T) {
		length := func(label string) limit.Length {
			unit := rapid.SampledFrom([]limit.Unit{limit.Workday, limit.Day, limit.Hour, limit.Month}).Draw(t, label)
			return limit.Length{Amount: rapid.IntRange(0, 60).Draw(t, label+" amount"), Unit: unit}
		}
		a, b := length("a"), length("b")
		d := gov.Date("2020-01-01").AddDays(rapid.IntRange(0, 2000).Draw(t, "from"))
		if a.Within(b) && b.Unit != limit.Hour && end(d, a) > end(d, b) {
			t.Fatalf("%v within %v, but from %s ends %s after %s", a, b, d, end(d, a), end(d, b))
		}
	})
}
