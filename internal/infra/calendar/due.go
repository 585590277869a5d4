package calendar

import (
	"sort"

	"holon.example/holon/internal/gov"
)

// Span is a run of days, both ends included.
type Span struct {
	From gov.Date `json:"from"`
	To   gov.Date `json:"to"`
}

// Limit is the answer to "when does a limit of N working days end", with the
// days that explain it.
type Limit struct {
	Start       gov.Date `json:"start"` // the day the limit was set off; it does not count itself
	Days        int      `json:"days"`
	Due         gov.Date `json:"due"`                   // the last day of the limit
	Notes       []Day    `json:"notes,omitempty"`       // days not counted, and make-up workdays counted
	Provisional bool     `json:"provisional,omitempty"` // a day that matters is not announced yet
}

// Bounds on what one question may ask.
const (
	maxDays   = 10_000
	maxPauses = 1_000
)

// Due gives the last day of a limit: N working days after the start day, the
// days of the pauses not counted (行政许可法 §45, §82). N = 0 is due at once, on
// the start day itself. It is an error if the limit leaves the covered years.
func (c *Calendar) Due(start gov.Date, n int, pauses []Span) (Limit, error) {
	limit := Limit{Start: start, Days: n, Due: start}
	at, err := c.number(start)
	if err != nil {
		return limit, err
	}
	if n < 0 || n > maxDays {
		return limit, gov.Invalid("calendar.days").With("days", n)
	}
	stops, err := merge(pauses)
	if err != nil {
		return limit, err
	}
	for left := n; left > 0; {
		at++
		if at > c.last {
			return limit, uncovered(yearOf(at))
		}
		d, plain := c.step(at, stops)
		if plain || d.Counts {
			left--
		}
		if !plain {
			limit.Notes = append(limit.Notes, d)
		}
	}
	limit.Due = dateOf(at)
	limit.Provisional = c.provisionalBetween(limit.Start, limit.Due)
	return limit, nil
}

// step tells what a day is under pauses; plain is an ordinary working day, for
// which no Day is made.
func (c *Calendar) step(n int, stops []stretch) (d Day, plain bool) {
	paused := covered(stops, n)
	if _, named := c.special[n]; !named && !paused && !weekend(n) {
		return Day{}, true
	}
	d = c.day(n)
	if d.Counts && paused {
		d.Counts, d.Reason = false, ReasonPause
	}
	return d, d.Reason == ReasonWorkday
}

// provisionalBetween tells whether a year touched after from, up to to, is not announced.
func (c *Calendar) provisionalBetween(from, to gov.Date) bool {
	a, errA := dayOf(from)
	b, errB := dayOf(to)
	if errA != nil || errB != nil {
		return false
	}
	for y := yearOf(min(a+1, b)); y <= yearOf(b); y++ {
		if c.provisional[y] {
			return true
		}
	}
	return false
}

// AddWorkdays moves by n working days; the day itself does not count, and n may
// be negative. Zero is the day itself.
func (c *Calendar) AddWorkdays(d gov.Date, n int) (gov.Date, error) {
	at, err := c.number(d)
	if err != nil || n == 0 {
		return d, err
	}
	k := int(c.before[at-c.first]) + n // n < 0: the n-th working day before
	if n > 0 {
		k = int(c.before[at-c.first+1]) + n - 1
	}
	if k < 0 {
		return "", uncovered(yearOf(c.first) - 1)
	}
	if k >= len(c.workdays) {
		return "", uncovered(yearOf(c.last) + 1)
	}
	return dateOf(int(c.workdays[k])), nil
}

// NextWorkday gives the first working day on or after the day.
func (c *Calendar) NextWorkday(d gov.Date) (gov.Date, error) {
	at, err := c.number(d)
	if err != nil || c.works(at) {
		return d, err
	}
	return c.AddWorkdays(d, 1)
}

// WorkdaysBetween counts the working days after from, up to and including to;
// it is negative when to lies before from.
func (c *Calendar) WorkdaysBetween(from, to gov.Date) (int, error) {
	a, err := c.number(from)
	if err != nil {
		return 0, err
	}
	b, err := c.number(to)
	if err != nil {
		return 0, err
	}
	return int(c.before[b-c.first+1] - c.before[a-c.first+1]), nil
}

// Explain tells of every day of a span what it is.
func (c *Calendar) Explain(s Span) ([]Day, error) {
	a, err := c.number(s.From)
	if err != nil {
		return nil, err
	}
	b, err := c.number(s.To)
	if err != nil {
		return nil, err
	}
	if b < a || b-a > maxDays {
		return nil, gov.Invalid("calendar.span").With("from", string(s.From)).With("to", string(s.To))
	}
	out := make([]Day, 0, b-a+1)
	for n := a; n <= b; n++ {
		out = append(out, c.day(n))
	}
	return out, nil
}

// Change is a day on which two calendars differ.
type Change struct {
	Before Day `json:"before"`
	After  Day `json:"after"`
}

// Diff lists the days, within the years both cover, that count in one calendar
// and not in the other: what an edit of the table changes.
func Diff(before, after *Calendar) []Change {
	var out []Change
	for n := max(before.first, after.first); n <= min(before.last, after.last); n++ {
		if before.works(n) != after.works(n) {
			out = append(out, Change{Before: before.day(n), After: after.day(n)})
		}
	}
	return out
}

type stretch struct{ from, to int }

// merge checks the spans and joins those that touch, sorted by their start.
func merge(spans []Span) ([]stretch, error) {
	if len(spans) > maxPauses {
		return nil, gov.Invalid("calendar.too_many_pauses")
	}
	out := make([]stretch, 0, len(spans))
	for _, s := range spans {
		from, err := dayOf(s.From)
		if err != nil {
			return nil, err
		}
		to, err := dayOf(s.To)
		if err != nil {
			return nil, err
		}
		if to < from {
			return nil, gov.Invalid("calendar.span").With("from", string(s.From)).With("to", string(s.To))
		}
		out = append(out, stretch{from, to})
	}
	sort.Slice(out, func(i, j int) bool { return out[i].from < out[j].from })
	joined := out[:0]
	for _, s := range out {
		if k := len(joined) - 1; k >= 0 && s.from <= joined[k].to+1 {
			joined[k].to = max(joined[k].to, s.to)
			continue
		}
		joined = append(joined, s)
	}
	return joined, nil
}

func covered(stops []stretch, n int) bool {
	i := sort.Search(len(stops), func(i int) bool { return stops[i].to >= n })
	return i < len(stops) && stops[i].from <= n
}
