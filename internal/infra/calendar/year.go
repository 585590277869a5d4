package calendar

import "holon.example/holon/internal/gov"

// Entry is one day of a year's table that differs from its weekday: a day off
// or, when Off is false, a make-up workday (调休上班).
type Entry struct {
	Date gov.Date `json:"date" yaml:"date"`
	Off  bool     `json:"off" yaml:"off"`
	Name string   `json:"name" yaml:"name"` // the holiday it belongs to, as announced
}

// Year is the announced table of one year. Entries may lie in the last week of
// the year before or the first of the year after.
type Year struct {
	Year        int      `json:"year" yaml:"year"`
	Provisional bool     `json:"provisional" yaml:"provisional"` // not announced yet, or a draft
	Source      []string `json:"source" yaml:"source"`           // where it was announced
	Days        []Entry  `json:"days" yaml:"days"`
}

// maxEntries bounds one year's table: a year has no more days.
const maxEntries = 400

// Check refuses a table with an impossible date, a day twice, or a day that
// stands further than one month outside its year.
func (y Year) Check() error {
	bad := gov.Invalid("calendar.year").With("year", y.Year)
	if y.Year < firstYear || y.Year > lastYear {
		bad.At("year", "calendar.year_range")
	}
	if len(y.Days) > maxEntries {
		bad.At("days", "calendar.too_many_days")
		return bad
	}
	seen := make(map[gov.Date]bool, len(y.Days))
	for _, e := range y.Days {
		path := "days/" + string(e.Date)
		n, err := dayOf(e.Date)
		switch {
		case err != nil:
			bad.At(path, "error.date")
		case seen[e.Date]:
			bad.At(path, "calendar.day_twice")
		case n < dayNumber(y.Year, 1, 1)-31 || n > dayNumber(y.Year, 12, 31)+31:
			bad.At(path, "calendar.day_outside_year")
		}
		seen[e.Date] = true
	}
	if len(bad.Fields) > 0 {
		return bad
	}
	return nil
}
