package calendar

import (
	"time"

	"holon.example/holon/internal/gov"
)

// The years a calendar may speak of at all.
const (
	firstYear = 1950
	lastYear  = 2150
)

// dayNumber counts days since 1970-01-01, so that a limit is found by index and
// not by parsing a date per step.
func dayNumber(year, month, day int) int {
	return int(time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

func dayOf(d gov.Date) (int, error) {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return 0, gov.Invalid("error.date").With("date", string(d))
	}
	return int(t.Unix() / 86400), nil
}

func dateOf(n int) gov.Date {
	return gov.Date(time.Unix(int64(n)*86400, 0).UTC().Format(time.DateOnly))
}

func yearOf(n int) int { return time.Unix(int64(n)*86400, 0).UTC().Year() }

// weekend relies on 1970-01-01 having been a Thursday.
func weekend(n int) bool {
	w := time.Weekday(((n+4)%7 + 7) % 7)
	return w == time.Saturday || w == time.Sunday
}
