package calendar_test

import (
	"errors"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act/acttest"
	"holon.example/holon/internal/infra/calendar"
	"holon.example/holon/internal/infra/seal"
)

var clerk = acttest.Officer(11)

func eachBook(t *testing.T, fn func(t *testing.T, s *acttest.Spine, b *calendar.Book)) {
	t.Helper()
	acttest.Each(t, func(t *testing.T, s *acttest.Spine) { fn(t, s, calendar.NewBook(s.Engine)) }, calendar.Migrations)
}

func install(t *testing.T, b *calendar.Book) calendar.Pack {
	t.Helper()
	pack, err := calendar.Load(os.DirFS("../../../packs/calendar-cn"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Install(t.Context(), clerk, pack); err != nil {
		t.Fatal(err)
	}
	return pack
}

func due(t *testing.T, b *calendar.Book, start gov.Date, n int) calendar.Limit {
	t.Helper()
	cal, err := b.Current(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	l, err := cal.Due(start, n, nil)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestBookGivesThePacksCalendar(t *testing.T) {
	eachBook(t, func(t *testing.T, s *acttest.Spine, b *calendar.Book) {
		if _, err := b.Current(t.Context()); gov.KindOf(err) != gov.KindConflict {
			t.Fatalf("nothing is installed: %v", err)
		}
		pack := install(t, b)
		if l := due(t, b, "2026-09-30", 5); l.Due != "2026-10-13" || l.Provisional { // 国庆 to the 7th, the 10th made up
			t.Fatalf("%+v", l)
		}
		if _, err := b.Install(t.Context(), clerk, pack); err != nil { // the same once more is no event
			t.Fatal(err)
		}
		years, err := b.Years(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, y := range pack.Years {
			if d := cmp.Diff(y, years[y.Year]); d != "" {
				t.Fatal(d)
			}
		}
		if rep := s.MustVerify(t); rep.Events != 1 || rep.Rows != int64(len(pack.Years))+1 {
			t.Fatalf("%+v", rep)
		}
	})
}

func TestAnnouncingAYearTellsWhichDaysChange(t *testing.T) {
	eachBook(t, func(t *testing.T, s *acttest.Spine, b *calendar.Book) {
		install(t, b)
		other := calendar.NewBook(s.Engine) // another process
		if l := due(t, other, "2027-02-01", 5); !l.Provisional {
			t.Fatalf("%+v", l)
		}
		y := calendar.Year{Year: 2027, Source: []string{"https://example.org/notice"}, Days: []calendar.Entry{
			{Date: "2027-02-05", Off: true, Name: "春节"},
			{Date: "2027-02-06", Off: true, Name: "春节"},
			{Date: "2027-02-07", Off: true, Name: "春节"},
			{Date: "2027-02-08", Off: true, Name: "春节"},
			{Date: "2027-02-09", Off: true, Name: "春节"},
			{Date: "2027-02-20", Off: false, Name: "春节"},
		}}
		diff, err := b.Change(t.Context(), clerk, "k", y)
		if err != nil {
			t.Fatal(err)
		}
		again, err := b.Change(t.Context(), clerk, "k", y)
		if err != nil || cmp.Diff(diff, again) != "" {
			t.Fatalf("the same request once more: %v", err)
		}
		for _, book := range []*calendar.Book{b, other} {
			if l := due(t, book, "2027-02-01", 5); l.Due != "2027-02-11" || l.Provisional {
				t.Fatalf("%+v", l)
			}
		}
		rep := s.MustVerify(t)
		e, err := seal.ReadEntry(t.Context(), s.DB, rep.Size-1)
		if err != nil {
			t.Fatal(err)
		}
		ev, err := seal.ParseEvent(e.Body)
		if err != nil || ev.Name != calendar.Changed || len(ev.Data.Strings("days")) != len(diff) || ev.Data.Str("from") != string(diff[0].After.Date) {
			t.Fatalf("%+v %v", ev, err)
		}
		counts := map[gov.Date]bool{}
		for _, c := range diff {
			counts[c.After.Date] = c.After.Counts
		}
		if on, told := counts["2027-02-20"]; !told || !on {
			t.Fatalf("the make-up workday is not told: %v", counts)
		}
	})
}

func TestATrialWritesNothing(t *testing.T) {
	eachBook(t, func(t *testing.T, s *acttest.Spine, b *calendar.Book) {
		install(t, b)
		size := s.MustVerify(t).Size
		y := calendar.Year{Year: 2027, Source: []string{"x"}, Days: []calendar.Entry{{Date: "2027-03-01", Off: true, Name: "放假"}, {Date: "2027-03-06", Name: "放假"}}}
		try, err := b.Try(t.Context(), y)
		if err != nil || len(try.Days) == 0 || try.Before.IsWorkday("2027-03-06") || !try.After.IsWorkday("2027-03-06") {
			t.Fatalf("%+v %v", try, err)
		}
		y.Days[1].Date = "2026-12-25" // 2026 says nothing of it: a Friday
		y.Days = append(y.Days, calendar.Entry{Date: "2026-12-25", Off: true})
		if _, err := b.Try(t.Context(), y); gov.KindOf(err) != gov.KindInvalid {
			t.Errorf("a day twice: %v", err)
		}
		y.Days = []calendar.Entry{{Date: "2026-12-31", Off: true}}
		neighbour := calendar.Year{Year: 2026, Source: []string{"x"}, Days: []calendar.Entry{{Date: "2026-12-31", Off: false}}}
		if _, err := b.Change(t.Context(), clerk, "", neighbour); err != nil {
			t.Fatal(err)
		}
		if _, err := b.Try(t.Context(), y); gov.KindOf(err) != gov.KindInvalid {
			t.Errorf("two years contradict each other: %v", err)
		}
		if after := s.MustVerify(t).Size; after != size+1 {
			t.Errorf("%d leaves, want %d", after, size+1)
		}
	})
}

func TestChangeIsChecked(t *testing.T) {
	eachBook(t, func(t *testing.T, s *acttest.Spine, b *calendar.Book) {
		if _, err := b.Change(t.Context(), clerk, "", calendar.Year{Year: 2027}); gov.KindOf(err) != gov.KindConflict {
			t.Fatalf("changed before anything was installed: %v", err)
		}
		install(t, b)
		for name, y := range map[string]calendar.Year{
			"impossible date": {Year: 2027, Days: []calendar.Entry{{Date: "2027-02-30", Off: true}}},
			"another year":    {Year: 2027, Days: []calendar.Entry{{Date: "2025-06-01", Off: true}}},
			"contradiction":   {Year: 2027, Days: []calendar.Entry{{Date: "2026-12-25", Off: true}, {Date: "2026-12-25", Off: false}}},
			"gap":             {Year: 2090},
		} {
			if _, err := b.Change(t.Context(), clerk, "", y); gov.KindOf(err) != gov.KindInvalid {
				t.Errorf("%s: %v", name, err)
			}
		}
		s.Auth.Deny = "calendar-keepers-only"
		_, err := b.Change(t.Context(), clerk, "", calendar.Year{Year: 2027})
		if e, ok := errors.AsType[*gov.Error](err); !ok || e.Kind != gov.KindForbidden || e.Rule != "calendar-keepers-only" {
			t.Fatal(err)
		}
		s.MustVerify(t)
	})
}
