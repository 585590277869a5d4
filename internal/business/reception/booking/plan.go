package booking

import (
	"fmt"
	"strings"
	"time"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/calendar"
)

// Plan is when a hall takes appointments, and how many at a time. Where none was set,
// DefaultPlan holds; no law sets these figures, each hall its own.
type Plan struct {
	Hall    gov.ID `json:"hall"`
	Hours   string `json:"hours"`   // HH:MM-HH:MM, several divided by commas
	Minutes int64  `json:"minutes"` // length of a slot
	Seats   int64  `json:"seats"`   // appointments in one slot
	Ahead   int64  `json:"ahead"`   // days one may book ahead

	rev int64
}

// DefaultPlan holds at a hall that has set none: the usual office hours.
var DefaultPlan = Plan{Hours: "09:00-12:00,13:30-17:00", Minutes: 30, Seats: 4, Ahead: 14}

// Bounds of a plan.
const (
	minMinutes, maxMinutes = 5, 240
	maxSeats               = 200
	maxAhead               = 60
)

// span is a stretch of opening hours, in minutes of the day.
type span struct{ from, to int }

func (p *Plan) spans() (out []span, err error) {
	for part := range strings.SplitSeq(p.Hours, ",") {
		var h1, m1, h2, m2 int
		if n, err := fmt.Sscanf(strings.TrimSpace(part), "%d:%d-%d:%d", &h1, &m1, &h2, &m2); err != nil || n != 4 {
			return nil, gov.Invalid("reception.plan").At("hours", "reception.plan_hours")
		}
		s := span{h1*60 + m1, h2*60 + m2}
		if h1 < 0 || m1 < 0 || m1 > 59 || m2 < 0 || m2 > 59 || s.to > 24*60 || s.from >= s.to || len(out) > 0 && out[len(out)-1].to > s.from {
			return nil, gov.Invalid("reception.plan").At("hours", "reception.plan_hours")
		}
		out = append(out, s)
	}
	return out, nil
}

func (p *Plan) check() error {
	e := gov.Invalid("reception.plan")
	if _, err := p.spans(); err != nil || len(p.Hours) > 100 {
		e.At("hours", "reception.plan_hours")
	}
	if p.Minutes < minMinutes || p.Minutes > maxMinutes {
		e.At("minutes", "reception.plan_minutes")
	}
	if p.Seats < 1 || p.Seats > maxSeats {
		e.At("seats", "reception.plan_seats")
	}
	if p.Ahead < 1 || p.Ahead > maxAhead {
		e.At("ahead", "reception.plan_ahead")
	}
	if len(e.Fields) > 0 {
		return e
	}
	return nil
}

// starts lists when the slots of a day begin; none on a day off.
func (p *Plan) starts(day gov.Date, cal *calendar.Calendar) (out []gov.Time) {
	spans, err := p.spans()
	if err != nil || !cal.IsWorkday(day) {
		return nil
	}
	for _, s := range spans {
		for m := s.from; m+int(p.Minutes) <= s.to; m += int(p.Minutes) {
			out = append(out, day.Start().Add(time.Duration(m)*time.Minute))
		}
	}
	return out
}
