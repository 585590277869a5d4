package clock

import (
	"strconv"
	"time"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/calendar"
	"holon.example/holon/internal/rule/clock/limit"
)

// Deadline is one limit's last day with the steps that lead to it.
type Deadline struct {
	On          gov.Date `json:"on"`               // the last day
	At          gov.Time `json:"at"`               // the last instant still in time
	Prompt      gov.Time `json:"prompt,omitempty"` // when to remind; zero if never
	Provisional bool     `json:"provisional,omitempty"`
	Why         []Step   `json:"why,omitempty"`
}

// Deadlines are the statutory limit and, if one was promised, the promise. While
// the clock stands still they are a forecast: as if it resumed on the day told
// to the applicant.
type Deadlines struct {
	Legal    Deadline  `json:"legal"`
	Promised *Deadline `json:"promised,omitempty"`
	Forecast bool      `json:"forecast,omitempty"`
}

// Governing is the limit people work to: the promise if there is one.
func (d Deadlines) Governing() Deadline {
	if d.Promised != nil {
		return *d.Promised
	}
	return d.Legal
}

// Due computes the last days of a clock and explains them. It is an error if
// the limit leaves the years the calendar covers.
func Due(c Clock, cal *calendar.Calendar) (Deadlines, error) { return deadlines(c, cal, true) }

// Last is Due without the explanation, for lists, jobs and the writing path,
// where it is some ten times faster.
func Last(c Clock, cal *calendar.Calendar) (Deadlines, error) { return deadlines(c, cal, false) }

func deadlines(c Clock, cal *calendar.Calendar, why bool) (Deadlines, error) {
	out := Deadlines{Forecast: c.State == Stopped}
	legal, err := deadline(c, c.Terms.Length, cal, why)
	if err != nil {
		return out, err
	}
	out.Legal = freeze(legal, c.Legal)
	if c.Promise == nil {
		return out, nil
	}
	promised, err := deadline(c, *c.Promise, cal, why)
	if err != nil {
		return out, err
	}
	// Counting in unlike units a promise could still end later; the law prevails.
	if promised.At > legal.At {
		promised.On, promised.At, promised.Prompt = legal.On, legal.At, legal.Prompt
		promised.note("clock.why.legal_prevails")
	}
	promised = freeze(promised, c.Promised)
	out.Promised = &promised
	return out, nil
}

// note adds a step about the day to an explanation, if one is asked for.
func (d *Deadline) note(key string) {
	if d.Why != nil {
		d.Why = append(d.Why, Step{Key: key, Args: map[string]any{"date": string(d.On)}})
	}
}

// freeze keeps the instant a clock ended with, whatever the calendar says now.
func freeze(d Deadline, at gov.Time) Deadline {
	if at != 0 && at != d.At {
		d.On, d.At = at.Date(), at
		d.note("clock.why.frozen")
	}
	return d
}

func deadline(c Clock, length limit.Length, cal *calendar.Calendar, why bool) (Deadline, error) {
	w := &walk{cal: cal, on: c.StartDay(), at: c.From, pauses: spans(c), why: why}
	if c.Terms.Before {
		w.on = c.Until
		return w.backwards(c, length)
	}
	if err := w.advance(length); err != nil {
		return Deadline{}, err
	}
	for _, g := range c.Grants {
		if err := w.advance(limit.Length{Amount: g.Amount, Unit: c.Terms.Unit}); err != nil {
			return Deadline{}, err
		}
	}
	plain := w.on
	if err := w.lastDay(c.Terms.LastDay, length.Unit); err != nil {
		return Deadline{}, err
	}
	return w.result(c, length, plain), nil
}

func spans(c Clock) []calendar.Span {
	out := make([]calendar.Span, 0, len(c.Pauses))
	for _, p := range c.Pauses {
		to := p.To
		if to == "" {
			to = max(p.Expected, p.From)
		}
		out = append(out, calendar.Span{From: p.From, To: to})
	}
	return out
}

// walk counts a limit piece by piece and keeps the days that explain it.
type walk struct {
	cal    *calendar.Calendar
	pauses []calendar.Span
	on     gov.Date
	at     gov.Time // the instant, while only hours were counted
	hours  bool
	why    bool // an explanation is asked for
	notes  []calendar.Day
}

func (w *walk) advance(l limit.Length) error {
	switch l.Unit {
	case limit.Hour:
		w.clockHours(time.Duration(l.Amount) * time.Hour)
		return nil
	case limit.Workday:
		return w.workdays(l.Amount)
	case limit.Day:
		w.natural(l.Amount)
		return nil
	case limit.Month:
		w.natural(daysTo(w.on, addMonths(w.on, l.Amount)))
		return nil
	}
	return gov.Invalid("limit.unit").With("unit", string(l.Unit))
}

func (w *walk) workdays(n int) (err error) {
	w.hours = false
	if !w.why && len(w.pauses) == 0 {
		w.on, err = w.cal.AddWorkdays(w.on, n)
		return err
	}
	got, err := w.cal.Due(w.on, n, w.pauses)
	if err != nil {
		return err
	}
	w.on, w.notes = got.Due, append(w.notes, got.Notes...)
	return nil
}

// clockHours counts round the clock, but not on the days of the pauses.
func (w *walk) clockHours(left time.Duration) {
	for w.hours = true; left > 0; {
		midnight := w.at.Date().AddDays(1).Start()
		if w.paused(w.at.Date()) {
			w.notes = append(w.notes, calendar.Day{Date: w.at.Date(), Reason: calendar.ReasonPause})
			w.at = midnight
			continue
		}
		step := min(left, time.Duration(midnight-w.at)*time.Millisecond)
		w.at, left = w.at.Add(step), left-step
	}
	w.on = w.at.Date()
}

// natural counts every day but those of the pauses.
func (w *walk) natural(days int) {
	w.hours = false
	if len(w.pauses) == 0 {
		w.on = w.on.AddDays(days)
		return
	}
	for days > 0 {
		w.on = w.on.AddDays(1)
		if w.paused(w.on) {
			w.notes = append(w.notes, calendar.Day{Date: w.on, Reason: calendar.ReasonPause})
			continue
		}
		days--
	}
}

func (w *walk) paused(d gov.Date) bool {
	for _, p := range w.pauses {
		if p.From <= d && d <= p.To {
			return true
		}
	}
	return false
}

func (w *walk) lastDay(rule limit.LastDay, unit limit.Unit) error {
	if rule != limit.NextWorkday || unit == limit.Hour {
		return nil
	}
	next, err := w.cal.NextWorkday(w.on)
	w.on = next
	return err
}

func (w *walk) backwards(c Clock, length limit.Length) (Deadline, error) {
	on, err := back(c.Until, length, w.cal)
	if err != nil {
		return Deadline{}, err
	}
	w.on = on
	return w.result(c, length, on), nil
}

// back is the last day to act a length before a fixed day.
func back(until gov.Date, l limit.Length, cal *calendar.Calendar) (gov.Date, error) {
	switch l.Unit {
	case limit.Workday:
		return cal.AddWorkdays(until, -l.Amount)
	case limit.Month:
		return addMonths(until, -l.Amount), nil
	case limit.Day:
		return until.AddDays(-l.Amount), nil
	case limit.Hour:
	}
	return "", gov.Invalid("limit.unit").With("unit", string(l.Unit))
}

func (w *walk) result(c Clock, length limit.Length, plain gov.Date) Deadline {
	d := Deadline{On: w.on, At: w.on.End()}
	if w.hours {
		d.At = w.at
	}
	d.Provisional = w.provisional(c, length)
	d.Prompt = w.prompt(c, d)
	if w.why {
		d.Why = explain(c, length, w, plain, d)
	}
	return d
}

// provisional tells whether a year not announced yet bears on the limit.
func (w *walk) provisional(c Clock, length limit.Length) bool {
	if length.Unit != limit.Workday && (c.Terms.LastDay != limit.NextWorkday || w.hours) {
		return false
	}
	for y := year(c.StartDay()); y <= year(max(w.on, c.Until)); y++ {
		if w.cal.Provisional(y) {
			return true
		}
	}
	return false
}

func year(d gov.Date) int {
	y, err := strconv.Atoi(string(d[:min(4, len(d))]))
	if err != nil {
		return 0
	}
	return y
}

// prompt is when to remind, never before the clock was set off.
func (w *walk) prompt(c Clock, d Deadline) gov.Time {
	p := c.Terms.Prompt
	if p == nil || p.Amount == 0 {
		return 0
	}
	if p.Unit == limit.Hour {
		return max(d.At.Add(-time.Duration(p.Amount)*time.Hour), c.From)
	}
	day, err := back(d.On, *p, w.cal)
	if err != nil {
		return c.From
	}
	return max(day.Start(), c.From)
}

// addMonths goes to the corresponding day, or to the month's last day where
// there is none (民法典 §202).
func addMonths(d gov.Date, n int) gov.Date {
	t := d.Std()
	first := time.Date(t.Year(), t.Month()+time.Month(n), 1, 0, 0, 0, 0, gov.Zone)
	last := first.AddDate(0, 1, -1).Day()
	return gov.At(first.AddDate(0, 0, min(t.Day(), last)-1)).Date()
}

func daysTo(from, to gov.Date) int { return int(to.Std().Sub(from.Std()).Hours() / 24) }
