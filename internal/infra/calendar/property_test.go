package calendar_test

import (
	"testing"

	"pgregory.net/rapid"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/calendar"
)

func anyDate(t *rapid.T, label string) gov.Date {
	return gov.Date("2007-01-01").AddDays(rapid.IntRange(0, 365*30).Draw(t, label))
}

func anySpans(t *rapid.T, start gov.Date) []calendar.Span {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) calendar.Span {
		from := start.AddDays(rapid.IntRange(-5, 60).Draw(t, "from"))
		return calendar.Span{From: from, To: from.AddDays(rapid.IntRange(0, 20).Draw(t, "length"))}
	}), 0, 5).Draw(t, "pauses")
}

// TestDueIsTheNaiveCount compares the index with counting day by day.
func TestDueIsTheNaiveCount(t *testing.T) {
	_, c := load(t)
	rapid.Check(t, func(t *rapid.T) {
		start, n := anyDate(t, "start"), rapid.IntRange(0, 120).Draw(t, "n")
		pauses := anySpans(t, start)
		got, err := c.Due(start, n, pauses)
		if err != nil {
			t.Fatal(err)
		}
		day, skipped := start, 0
		for left := n; left > 0; {
			day = day.AddDays(1)
			paused := false
			for _, p := range pauses {
				paused = paused || p.From <= day && day <= p.To
			}
			if c.IsWorkday(day) && !paused {
				left--
			} else {
				skipped++
			}
		}
		notCounted := 0
		for _, d := range got.Notes {
			if !d.Counts {
				notCounted++
			}
		}
		if got.Due != day || notCounted != skipped {
			t.Fatalf("%s + %d %v = %s, want %s; explains %d of %d", start, n, pauses, got.Due, day, notCounted, skipped)
		}
		plain, _ := c.Due(start, n, nil)
		if plain.Due > got.Due {
			t.Fatalf("pauses shortened %s to %s", plain.Due, got.Due)
		}
		if added, _ := c.AddWorkdays(start, n); n > 0 && added != plain.Due {
			t.Fatalf("AddWorkdays %s, Due %s", added, plain.Due)
		}
	})
}

func TestAddAndCountAreInverse(t *testing.T) {
	_, c := load(t)
	rapid.Check(t, func(t *rapid.T) {
		start, n := anyDate(t, "start"), rapid.IntRange(1, 200).Draw(t, "n")
		end, err := c.AddWorkdays(start, n)
		if err != nil || !c.IsWorkday(end) {
			t.Fatal(end, err)
		}
		if got, _ := c.WorkdaysBetween(start, end); got != n {
			t.Fatalf("%s..%s = %d, want %d", start, end, got, n)
		}
		if got, _ := c.WorkdaysBetween(end, start); got != -n {
			t.Fatalf("backwards %d, want %d", got, -n)
		}
		next, _ := c.NextWorkday(start)
		if back, _ := c.AddWorkdays(end, -n); c.IsWorkday(start) && back != start || next < start || !c.IsWorkday(next) {
			t.Fatalf("start %s back %s next %s", start, back, next)
		}
	})
}

// TestEditIsMonotone: one more day off never makes a limit end earlier, one more
// make-up workday never later.
func TestEditIsMonotone(t *testing.T) {
	pack, old := load(t)
	rapid.Check(t, func(t *rapid.T) {
		day := gov.Date("2026-01-01").AddDays(rapid.IntRange(0, 364).Draw(t, "day"))
		edited := pack
		edited.Years = append([]calendar.Year(nil), pack.Years...)
		last := &edited.Years[len(edited.Years)-1]
		var days []calendar.Entry
		for _, e := range last.Days {
			if e.Date != day {
				days = append(days, e)
			}
		}
		off := old.IsWorkday(day)
		last.Days = append(days, calendar.Entry{Date: day, Off: off, Name: "edit"})
		c, err := edited.Calendar()
		if err != nil {
			t.Fatal(err)
		}
		if changes := calendar.Diff(old, c); len(changes) != 1 || changes[0].Before.Date != day {
			t.Fatal(changes)
		}
		start, n := day.AddDays(-rapid.IntRange(0, 30).Draw(t, "before")), rapid.IntRange(1, 60).Draw(t, "n")
		before, _ := old.Due(start, n, nil)
		after, _ := c.Due(start, n, nil)
		if off && after.Due < before.Due || !off && after.Due > before.Due {
			t.Fatalf("%s off=%v moved %s to %s", day, off, before.Due, after.Due)
		}
	})
}

func FuzzDue(f *testing.F) {
	_, c := load(f)
	f.Add("2026-09-28", 5, "2026-10-01", "2026-10-08")
	f.Fuzz(func(t *testing.T, start string, n int, from, to string) {
		limit, err := c.Due(gov.Date(start), n, []calendar.Span{{From: gov.Date(from), To: gov.Date(to)}})
		if err == nil && limit.Due < limit.Start {
			t.Fatal(limit)
		}
	})
}

func BenchmarkDue20(b *testing.B) {
	_, c := load(b)
	for b.Loop() {
		if _, err := c.Due("2026-09-28", 20, nil); err != nil {
			b.Fatal(err)
		}
	}
}
