package years

import (
	"fmt"
	"time"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/calendar"
)

// month is a month as a table: weeks of seven days from Monday on.
type month struct {
	Number int
	Weeks  [][7]cell
}

// cell is a day; Number 0: none.
type cell struct {
	Number int
	Kind   string // off, made, rest or empty
	Name   string
}

// months draws a year as a calendar has it.
func months(year int, cal *calendar.Calendar) (out []month) {
	for m := 1; m <= 12; m++ {
		t := month{Number: m}
		var week [7]cell
		for d := gov.Date(fmt.Sprintf("%04d-%02d-01", year, m)); int(d.Std().Month()) == m; d = d.AddDays(1) {
			col := (int(d.Std().Weekday()) + 6) % 7
			week[col] = cellOf(d, cal)
			if col == 6 {
				t.Weeks, week = append(t.Weeks, week), [7]cell{}
			}
		}
		if week != ([7]cell{}) {
			t.Weeks = append(t.Weeks, week)
		}
		out = append(out, t)
	}
	return out
}

func cellOf(d gov.Date, cal *calendar.Calendar) cell {
	c := cell{Number: d.Std().Day()}
	day, err := cal.Day(d)
	if err != nil { // not covered: only the weekday is known
		if w := d.Std().Weekday(); w == time.Saturday || w == time.Sunday {
			c.Kind = "rest"
		}
		return c
	}
	switch day.Reason {
	case calendar.ReasonHoliday:
		c.Kind, c.Name = "off", day.Name
	case calendar.ReasonMakeUp:
		c.Kind, c.Name = "made", day.Name
	case calendar.ReasonWeekend:
		c.Kind = "rest"
	case calendar.ReasonWorkday, calendar.ReasonPause:
	}
	return c
}

// weekdays are the columns, as the catalogue names them.
var weekdays = [7]string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}
