package clock_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/calendar"
	"holon.example/holon/internal/rule/clock"
	"holon.example/holon/internal/rule/clock/limit"
)

func anyClock(t *rapid.T, rules *limit.Table, cal *calendar.Calendar) clock.Clock {
	all := rules.Rules()
	r := all[rapid.IntRange(0, len(all)-1).Draw(t, "rule")]
	o := clock.Opening{From: day(gov.Date("2024-01-01").AddDays(rapid.IntRange(0, 1500).Draw(t, "from")))}
	if r.Basis != nil {
		o.Basis = &clock.Basis{ID: r.Basis.ID, Ref: "x", Rank: r.Basis.Rank, On: o.From.Date()}
	}
	if r.Before {
		o.Until = o.From.Date().AddDays(rapid.IntRange(0, 90).Draw(t, "until"))
	}
	if !r.Before && rapid.Bool().Draw(t, "promised") {
		o.Promise = &limit.Length{Amount: rapid.IntRange(0, r.Amount).Draw(t, "promise"), Unit: r.Unit}
	}
	c, err := clock.Start(r, o, cal)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func anyAct(t *rapid.T, c clock.Clock) clock.Act {
	a := clock.Act{
		Kind:   rapid.SampledFrom([]clock.ActKind{clock.Stop, clock.Stop, clock.Resume, clock.Resume, clock.Extend, clock.Finish, clock.Lapse}).Draw(t, "act"),
		At:     c.Last.Add(0) + gov.Time(rapid.Int64Range(0, 12*24*3600*1000).Draw(t, "later")),
		Ground: "hearing", Letter: "L", Reason: "r", By: 1, Amount: rapid.IntRange(1, 15).Draw(t, "amount"),
	}
	a.Expected = a.At.Date().AddDays(rapid.IntRange(0, 10).Draw(t, "expected"))
	if c.Terms.Extension != nil {
		a.Rank = c.Terms.Extension.Rank
	}
	return a
}

// TestStories runs clocks through random acts: no accepted stop, resume or
// extension moves a limit earlier than the clock without it, the promise stays
// within the limit, refusals change nothing, and replaying gives the same clock.
func TestStories(t *testing.T) {
	rules := table(t)
	_, cal := workdays(t)
	rapid.Check(t, func(t *rapid.T) {
		c := anyClock(t, rules, cal)
		replayed := c
		for range rapid.IntRange(1, 12).Draw(t, "acts") {
			a := anyAct(t, c)
			before, err := clock.Due(c, cal)
			if err != nil {
				t.Fatal(err)
			}
			next, recorded, err := clock.Do(c, a, cal)
			if err != nil {
				if diff := cmp.Diff(c, next); diff != "" {
					t.Fatal("refused and yet changed:", diff)
				}
				continue
			}
			replayed = clock.Apply(replayed, recorded)
			after, err := clock.Due(next, cal)
			if err != nil {
				t.Fatal(err)
			}
			// resuming earlier than was told shortens the forecast, never the limit
			if a.Kind != clock.Resume && (after.Legal.At < before.Legal.At || after.Governing().At < before.Governing().At) {
				t.Fatalf("%s moved %s to %s", a.Kind, before.Legal.On, after.Legal.On)
			}
			without := next
			without.State, without.Pauses, without.Grants = clock.Running, nil, nil
			plain, err := clock.Due(without, cal)
			if err != nil || after.Legal.At < plain.Legal.At {
				t.Fatalf("pauses or extensions shortened %s to %s %v", plain.Legal.On, after.Legal.On, err)
			}
			if after.Promised != nil && after.Promised.At > after.Legal.At {
				t.Fatalf("promise %s after limit %s", after.Promised.On, after.Legal.On)
			}
			last, err := clock.Last(next, cal)
			if err != nil || last.Legal.At != after.Legal.At || last.Governing().At != after.Governing().At ||
				last.Legal.Provisional != after.Legal.Provisional || last.Legal.Why != nil {
				t.Fatal("Last is not Due:", last, after, err)
			}
			checkNext(t, next, cal, after)
			c = next
		}
		if diff := cmp.Diff(c, replayed); diff != "" {
			t.Fatal(diff)
		}
	})
}

func checkNext(t *rapid.T, c clock.Clock, cal *calendar.Calendar, due clock.Deadlines) {
	next, err := clock.Next(c, cal)
	if err != nil || (len(next) == 0) != !c.Open() {
		t.Fatal(next, err)
	}
	for i, n := range next {
		if i > 0 && n.At < next[i-1].At {
			t.Fatal("out of order", next)
		}
		if n.Signal == clock.Outcome && n.At != due.Legal.At+1 {
			t.Fatal(n, due.Legal.At)
		}
	}
}

// TestMoreDaysOffNeverShorten: an edit that only takes working days away never
// moves a limit that counts forward to an earlier day, and the difference is
// explained by the edited day.
func TestMoreDaysOffNeverShorten(t *testing.T) {
	rules := table(t)
	pack, before := workdays(t)
	rapid.Check(t, func(t *rapid.T) {
		c := anyClock(t, rules, before)
		off := c.StartDay().AddDays(rapid.IntRange(1, 40).Draw(t, "off"))
		if !before.IsWorkday(off) || c.Terms.Before {
			return
		}
		edited := calendar.Pack{Statutory: pack.Statutory}
		known := false
		for _, y := range pack.Years {
			if y.Year == off.Std().Year() {
				known = true
				y.Days = append([]calendar.Entry{{Date: off, Off: true, Name: "flood"}}, without(y.Days, off)...)
			}
			edited.Years = append(edited.Years, y)
		}
		if !known {
			return
		}
		after, err := edited.Calendar()
		if err != nil {
			t.Fatal(err)
		}
		shift, err := clock.Recompute(c, before, after)
		if err != nil || shift.After.Legal.At < shift.Before.Legal.At {
			t.Fatal(shift, err)
		}
		if shift.Moved() && (len(shift.Days) != 1 || shift.Days[0].After.Date != off || len(shift.Why) != 2) {
			t.Fatal(shift)
		}
	})
}

func without(days []calendar.Entry, d gov.Date) (out []calendar.Entry) {
	for _, e := range days {
		if e.Date != d {
			out = append(out, e)
		}
	}
	return out
}

func BenchmarkDue(b *testing.B) {
	c, cal := opened(b, "T5", clock.Opening{From: day("2026-09-30"), Promise: &limit.Length{Amount: 5, Unit: limit.Workday}})
	for b.Loop() {
		if _, err := clock.Due(c, cal); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLast(b *testing.B) {
	c, cal := opened(b, "T5", clock.Opening{From: day("2026-09-30"), Promise: &limit.Length{Amount: 5, Unit: limit.Workday}})
	for b.Loop() {
		if _, err := clock.Last(c, cal); err != nil {
			b.Fatal(err)
		}
	}
}
