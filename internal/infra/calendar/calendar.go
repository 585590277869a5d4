package calendar

import (
	"sort"

	"holon.example/holon/internal/gov"
)

// Reason says why a day does or does not count towards a limit in working days.
// The words for people stand in the locale catalogue under "calendar.day.<reason>".
type Reason string

// The reasons a day counts or not.
const (
	ReasonWorkday Reason = "workday" // an ordinary working day: counts
	ReasonMakeUp  Reason = "make_up" // a weekend made a working day: counts
	ReasonWeekend Reason = "weekend" // does not count
	ReasonHoliday Reason = "holiday" // a named day off: does not count
	ReasonPause   Reason = "pause"   // a working day on which the clock stood still
)

// Day is what the calendar says of one day.
type Day struct {
	Date        gov.Date `json:"date"`
	Counts      bool     `json:"counts"`
	Reason      Reason   `json:"reason"`
	Name        string   `json:"name,omitempty"`        // the holiday, as announced
	Provisional bool     `json:"provisional,omitempty"` // its year is not announced yet
}

// Calendar answers which days are working days. It is immutable and may be
// shared between goroutines.
type Calendar struct {
	first, last int            // day numbers covered, both included
	before      []int32        // before[i]: working days in [first, first+i)
	workdays    []int32        // the day number of the k-th working day
	special     map[int]Entry  // days that differ from their weekday, or are named
	announced   map[int]bool   // days of special that an announced table names
	provisional map[int]bool   // years computed or drafted
	sources     map[int]string // first source of each year
}

// New builds a calendar of the announced years; the years of the statutory
// table that are not announced are computed and marked provisional. Covered are
// all years from the first to the last known one, without a gap.
func New(years []Year, statutory Statutory) (*Calendar, error) {
	tables := map[int]Year{}
	for _, y := range years {
		if err := y.Check(); err != nil {
			return nil, err
		}
		if _, twice := tables[y.Year]; twice {
			return nil, gov.Invalid("calendar.year_twice").With("year", y.Year)
		}
		tables[y.Year] = y
	}
	for _, n := range statutory.years() {
		if _, announced := tables[n]; announced {
			continue
		}
		y, err := statutory.Compute(n)
		if err != nil {
			return nil, err
		}
		tables[n] = y
	}
	return build(tables)
}

func build(tables map[int]Year) (*Calendar, error) {
	if len(tables) == 0 {
		return nil, gov.Invalid("calendar.empty")
	}
	order := make([]int, 0, len(tables))
	for n := range tables {
		order = append(order, n)
	}
	sort.Ints(order)
	low, high := order[0], order[len(order)-1]
	if high-low+1 != len(order) {
		return nil, gov.Invalid("calendar.gap").With("from", low).With("to", high)
	}
	c := &Calendar{
		first: dayNumber(low, 1, 1), last: dayNumber(high, 12, 31),
		special: map[int]Entry{}, announced: map[int]bool{}, provisional: map[int]bool{}, sources: map[int]string{},
	}
	for _, provisional := range []bool{true, false} {
		for _, n := range order {
			if tables[n].Provisional != provisional {
				continue
			}
			if err := c.enter(tables[n]); err != nil {
				return nil, err
			}
		}
	}
	c.index()
	return c, nil
}

// enter merges one year's table; provisional ones come first, and what was
// announced overrides them. Two announced tables must agree on a day, because
// make-up workdays cross the turn of the year.
func (c *Calendar) enter(y Year) error {
	c.provisional[y.Year] = y.Provisional
	if len(y.Source) > 0 {
		c.sources[y.Year] = y.Source[0]
	}
	for _, e := range y.Days {
		n, err := dayOf(e.Date)
		if err != nil {
			return err
		}
		old, known := c.special[n]
		if known && c.announced[n] && old.Off != e.Off {
			return gov.Invalid("calendar.contradiction").With("date", string(e.Date))
		}
		c.special[n] = e
		c.announced[n] = !y.Provisional
	}
	return nil
}

func (c *Calendar) index() {
	c.before = make([]int32, c.last-c.first+2)
	for n := c.first; n <= c.last; n++ {
		i := n - c.first
		c.before[i+1] = c.before[i]
		if c.works(n) {
			c.before[i+1]++
			c.workdays = append(c.workdays, int32(n))
		}
	}
}

func (c *Calendar) works(n int) bool {
	if e, ok := c.special[n]; ok {
		return !e.Off
	}
	return !weekend(n)
}

func (c *Calendar) day(n int) Day {
	d := Day{Date: dateOf(n), Counts: c.works(n), Provisional: c.provisional[yearOf(n)]}
	e, named := c.special[n]
	switch {
	case named && e.Off:
		d.Reason, d.Name = ReasonHoliday, e.Name
	case named && weekend(n):
		d.Reason, d.Name = ReasonMakeUp, e.Name
	case weekend(n):
		d.Reason = ReasonWeekend
	default:
		d.Reason = ReasonWorkday
	}
	return d
}

// Covers tells the first and last day the calendar speaks of.
func (c *Calendar) Covers() (first, last gov.Date) { return dateOf(c.first), dateOf(c.last) }

// Source names where the table of a year was announced, or the article it was
// computed from; the empty string if the year is not covered.
func (c *Calendar) Source(year int) string { return c.sources[year] }

// Provisional tells whether the year is computed and not yet announced.
func (c *Calendar) Provisional(year int) bool { return c.provisional[year] }

func (c *Calendar) number(d gov.Date) (int, error) {
	n, err := dayOf(d)
	if err != nil {
		return 0, err
	}
	if n < c.first || n > c.last {
		return 0, uncovered(yearOf(n))
	}
	return n, nil
}

// Day tells what a day is; a day outside the covered years is an error.
func (c *Calendar) Day(d gov.Date) (Day, error) {
	n, err := c.number(d)
	if err != nil {
		return Day{}, err
	}
	return c.day(n), nil
}

// IsWorkday tells whether the government works on the day. Outside the covered
// years only the weekday decides; who needs certainty asks Day.
func (c *Calendar) IsWorkday(d gov.Date) bool {
	n, err := dayOf(d)
	return err == nil && c.works(n)
}
