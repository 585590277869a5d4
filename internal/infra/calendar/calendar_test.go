package calendar_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/calendar"
)

func load(t testing.TB) (calendar.Pack, *calendar.Calendar) {
	t.Helper()
	pack, err := calendar.Load(os.DirFS("../../../packs/calendar-cn"))
	if err != nil {
		t.Fatal(err)
	}
	c, err := pack.Calendar()
	if err != nil {
		t.Fatal(err)
	}
	return pack, c
}

// announced holds days off and make-up workdays per year, counted in the
// State Council's notices.
var announced = map[int][2]int{
	2007: {24, 8}, 2008: {29, 6}, 2009: {27, 6}, 2010: {29, 8}, 2011: {29, 5}, 2012: {27, 7}, 2013: {29, 12},
	2014: {22, 5}, 2015: {26, 5}, 2016: {24, 6}, 2017: {24, 5}, 2018: {23, 6}, 2019: {24, 7}, 2020: {30, 7},
	2021: {31, 7}, 2022: {31, 7}, 2023: {27, 7}, 2024: {28, 8}, 2025: {28, 5}, 2026: {33, 6},
}

func TestOfficialYears(t *testing.T) {
	pack, c := load(t)
	if len(pack.Years) != len(announced) {
		t.Fatalf("%d years, want %d", len(pack.Years), len(announced))
	}
	for _, y := range pack.Years {
		off, work := 0, 0
		for _, e := range y.Days {
			if c.IsWorkday(e.Date) == e.Off {
				t.Errorf("%s: announced off=%v", e.Date, e.Off)
			}
			if e.Off {
				off++
			} else {
				work++
			}
		}
		if got := [2]int{off, work}; got != announced[y.Year] {
			t.Errorf("%d: %v, want %v", y.Year, got, announced[y.Year])
		}
		if y.Provisional || c.Provisional(y.Year) || !strings.HasPrefix(c.Source(y.Year), "http") {
			t.Errorf("%d: must be announced with a source, has %q", y.Year, c.Source(y.Year))
		}
	}
}

// TestStatutoryAgreesWithAnnounced: every statutory day was off in the announced
// year, and the computed year has as many working days as the announced one, but
// for the years that exchanged days with a neighbour or were given extra days.
func TestStatutoryAgreesWithAnnounced(t *testing.T) {
	pack, c := load(t)
	differs := map[int]int{
		2007: -2, // 2006-12-30 and 31 were worked for two days off in 2007
		2011: +1, // 2011-12-31 was worked for 2012-01-03
		2012: -1,
		2015: -1, // 09-03, the seventieth anniversary of victory
		2020: -2, // the Spring Festival was prolonged against the epidemic
	}
	for _, y := range pack.Years {
		computed, err := pack.Statutory.Compute(y.Year)
		if err != nil {
			t.Fatal(err)
		}
		alone, err := calendar.New([]calendar.Year{computed}, calendar.Statutory{})
		if err != nil {
			t.Fatal(err)
		}
		if got := workdays(t, c, y.Year) - workdays(t, alone, y.Year); got != differs[y.Year] {
			t.Errorf("%d: announced - computed = %d, want %d", y.Year, got, differs[y.Year])
		}
		for _, d := range statutoryDays(pack.Statutory, y.Year) {
			if c.IsWorkday(d) {
				t.Errorf("%s is a statutory holiday and was not off", d)
			}
		}
	}
}

func workdays(t *testing.T, c *calendar.Calendar, year int) int {
	t.Helper()
	first, last := gov.Date(fmt.Sprintf("%d-01-01", year)), gov.Date(fmt.Sprintf("%d-12-31", year))
	n, err := c.WorkdaysBetween(first, last)
	if err != nil {
		t.Fatal(err)
	}
	if c.IsWorkday(first) {
		n++
	}
	return n
}

func statutoryDays(s calendar.Statutory, year int) (out []gov.Date) {
	var rev calendar.Revision
	for _, r := range s.Revisions {
		if r.From <= gov.Date(fmt.Sprintf("%d-01-01", year)) {
			rev = r
		}
	}
	for _, h := range rev.Holidays {
		anchor := s.Anchors[year][h.Anchor]
		if h.Fixed != "" {
			anchor = gov.Date(fmt.Sprintf("%d-%s", year, h.Fixed))
		}
		for _, o := range h.Offsets {
			out = append(out, anchor.AddDays(o))
		}
	}
	return out
}

func TestNationalDay(t *testing.T) {
	_, c := load(t)
	for _, x := range []struct {
		start  gov.Date
		n      int
		pauses []calendar.Span
		due    gov.Date
	}{
		{"2025-09-26", 5, nil, "2025-10-10"}, // 09-28 Sunday is worked
		{"2025-09-29", 5, nil, "2025-10-13"}, // 10-11 Saturday is worked
		{"2025-09-30", 1, nil, "2025-10-09"},
		{"2025-09-26", 20, nil, "2025-10-30"},
		{"2026-09-18", 5, nil, "2026-09-24"}, // 09-20 Sunday is worked, 09-25 is mid-autumn
		{"2026-09-24", 5, nil, "2026-10-09"},
		{"2026-09-28", 5, nil, "2026-10-10"}, // 10-10 Saturday is worked
		{"2026-09-30", 20, nil, "2026-11-03"},
		{"2026-09-28", 5, []calendar.Span{{From: "2026-10-01", To: "2026-10-08"}}, "2026-10-12"},
		{"2026-09-28", 5, []calendar.Span{{From: "2026-10-10", To: "2026-10-12"}, {From: "2026-10-09", To: "2026-10-10"}}, "2026-10-14"},
		{"2026-10-03", 0, nil, "2026-10-03"},
		{"2026-10-03", 1, nil, "2026-10-08"},
		{"2018-12-28", 1, nil, "2018-12-29"}, // stands in the table of 2019
		{"2018-12-29", 1, nil, "2019-01-02"},
	} {
		got, err := c.Due(x.start, x.n, x.pauses)
		if err != nil || got.Due != x.due || got.Provisional {
			t.Errorf("%s + %d %v = %s %v, want %s", x.start, x.n, x.pauses, got.Due, err, x.due)
		}
	}
}

func TestDueExplainsDays(t *testing.T) {
	_, c := load(t)
	got, err := c.Due("2026-09-29", 4, []calendar.Span{{From: "2026-10-09", To: "2026-10-09"}})
	if err != nil {
		t.Fatal(err)
	}
	want := calendar.Limit{Start: "2026-09-29", Days: 4, Due: "2026-10-12"}
	for d := gov.Date("2026-10-01"); d <= "2026-10-07"; d = d.AddDays(1) {
		want.Notes = append(want.Notes, calendar.Day{Date: d, Reason: calendar.ReasonHoliday, Name: "国庆节"})
	}
	want.Notes = append(want.Notes,
		calendar.Day{Date: "2026-10-09", Reason: calendar.ReasonPause},
		calendar.Day{Date: "2026-10-10", Counts: true, Reason: calendar.ReasonMakeUp, Name: "国庆节"},
		calendar.Day{Date: "2026-10-11", Reason: calendar.ReasonWeekend})
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatal(diff)
	}
}

func TestComputedYearIsProvisional(t *testing.T) {
	_, c := load(t)
	// 2027: 10-01 to 03 is Friday to Sunday, so Monday and Tuesday are made up.
	got, err := c.Due("2027-09-30", 1, nil)
	if err != nil || got.Due != "2027-10-06" || !got.Provisional {
		t.Fatal(got, err)
	}
	// 2027-02-05 (eve) to 02-08: Friday to Monday; Tuesday and Wednesday are made up.
	if got, err = c.Due("2027-02-04", 1, nil); err != nil || got.Due != "2027-02-11" {
		t.Fatal(got, err)
	}
	// a limit that ends in an announced year is not provisional
	if got, err = c.Due("2026-12-29", 2, nil); err != nil || got.Due != "2026-12-31" || got.Provisional {
		t.Fatal(got, err)
	}
	// 2026-12-31 + 1 crosses into the computed year
	if got, err = c.Due("2026-12-31", 1, nil); err != nil || got.Due != "2027-01-04" || !got.Provisional {
		t.Fatal(got, err)
	}
	if c.Source(2027) != "全国年节及纪念日放假办法@2024-11-10§2" {
		t.Error(c.Source(2027))
	}
}

func TestAnnouncementReplacesComputedYear(t *testing.T) {
	pack, old := load(t)
	pack.Years = append(pack.Years, calendar.Year{Year: 2027, Source: []string{"https://example.org/2027"}, Days: []calendar.Entry{
		{Date: "2026-12-27", Name: "元旦"}, {Date: "2027-01-01", Off: true, Name: "元旦"}, {Date: "2027-01-04", Off: true, Name: "元旦"},
	}})
	c, err := pack.Calendar()
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := c.Due("2026-12-31", 1, nil); got.Due != "2027-01-05" || got.Provisional {
		t.Error(got)
	}
	changes := calendar.Diff(old, c)
	if len(changes) == 0 || changes[0].Before.Date != "2026-12-27" || changes[0].Before.Reason != calendar.ReasonWeekend ||
		changes[0].After.Reason != calendar.ReasonMakeUp {
		t.Error(changes)
	}
}

func TestRefusals(t *testing.T) {
	_, c := load(t)
	year := func(y int, entries ...calendar.Entry) error {
		_, err := calendar.New([]calendar.Year{{Year: y, Days: entries}}, calendar.Statutory{})
		return err
	}
	_, errContradiction := calendar.New([]calendar.Year{
		{Year: 2026, Days: []calendar.Entry{{Date: "2026-12-31"}}},
		{Year: 2027, Days: []calendar.Entry{{Date: "2026-12-31", Off: true}}},
	}, calendar.Statutory{})
	_, errGap := calendar.New([]calendar.Year{{Year: 2020}, {Year: 2022}}, calendar.Statutory{})
	_, errTwice := calendar.New([]calendar.Year{{Year: 2020}, {Year: 2020}}, calendar.Statutory{})
	_, errEmpty := calendar.New(nil, calendar.Statutory{})
	_, errPast := c.Due("2006-12-31", 1, nil)
	_, errFuture := c.Due("2045-12-20", 20, nil)
	_, errMany := c.Due("2026-01-01", 10_001, nil)
	_, errNegative := c.Due("2026-01-01", -1, nil)
	_, errSpan := c.Due("2026-01-01", 1, []calendar.Span{{From: "2026-01-03", To: "2026-01-02"}})
	_, errDate := c.Due("2026-02-30", 1, nil)
	_, errAdd := c.AddWorkdays("2045-12-29", 5)
	_, errBack := c.AddWorkdays("2007-01-01", -1)
	for name, x := range map[string]struct {
		err  error
		kind gov.Kind
	}{
		"impossible date":  {year(2026, calendar.Entry{Date: "2026-02-30"}), gov.KindInvalid},
		"day twice":        {year(2026, calendar.Entry{Date: "2026-02-03"}, calendar.Entry{Date: "2026-02-03"}), gov.KindInvalid},
		"far outside year": {year(2026, calendar.Entry{Date: "2027-03-03"}), gov.KindInvalid},
		"no such year":     {year(26), gov.KindInvalid},
		"contradiction":    {errContradiction, gov.KindInvalid},
		"gap":              {errGap, gov.KindInvalid},
		"year twice":       {errTwice, gov.KindInvalid},
		"empty":            {errEmpty, gov.KindInvalid},
		"before coverage":  {errPast, gov.KindConflict},
		"after coverage":   {errFuture, gov.KindConflict},
		"too many days":    {errMany, gov.KindInvalid},
		"negative":         {errNegative, gov.KindInvalid},
		"span backwards":   {errSpan, gov.KindInvalid},
		"bad start":        {errDate, gov.KindInvalid},
		"add beyond":       {errAdd, gov.KindConflict},
		"back beyond":      {errBack, gov.KindConflict},
	} {
		if x.err == nil || gov.KindOf(x.err) != x.kind {
			t.Errorf("%s: %v", name, x.err)
		}
	}
}

func TestLoadRefusesBrokenPacks(t *testing.T) {
	good := "year: 2026\nprovisional: false\nsource: []\ndays: []\n"
	for name, files := range map[string]map[string]string{
		"no statutory":  {"years/2026.yaml": good},
		"unknown field": {"statutory.yaml": "revisions: []\n", "years/2026.yaml": good + "extra: 1\n"},
		"wrong name":    {"statutory.yaml": "revisions: []\n", "years/2025.yaml": good},
		"not yaml":      {"statutory.yaml": "revisions: [\n"},
		"too large":     {"statutory.yaml": "revisions: []\n#" + strings.Repeat("x", 1<<20)},
	} {
		fsys := fstest.MapFS{}
		for path, text := range files {
			fsys[path] = &fstest.MapFile{Data: []byte(text)}
		}
		if _, err := calendar.Load(fsys); gov.KindOf(err) != gov.KindInvalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}
