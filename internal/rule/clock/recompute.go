package clock

import "holon.example/holon/internal/infra/calendar"

// Shift is what an edit of the calendar does to one clock.
type Shift struct {
	Before Deadlines         `json:"before"`
	After  Deadlines         `json:"after"`
	Days   []calendar.Change `json:"days,omitempty"` // the edited days the clock runs over
	Why    []Step            `json:"why,omitempty"`
}

// Moved tells whether a last instant changed.
func (s Shift) Moved() bool {
	return s.Before.Legal.At != s.After.Legal.At || s.Before.Governing().At != s.After.Governing().At
}

// Recompute compares a clock under two calendars and explains the difference
// day by day. A clock that ended keeps what it ended with and never moves.
func Recompute(c Clock, before, after *calendar.Calendar) (Shift, error) {
	var s Shift
	var err error
	if s.Before, err = Last(c, before); err != nil {
		return s, err
	}
	if s.After, err = Last(c, after); err != nil {
		return s, err
	}
	if !c.Open() {
		s.After = s.Before
		return s, nil
	}
	if !s.Moved() {
		return s, nil
	}
	first := min(c.StartDay(), s.Before.Legal.On, s.After.Legal.On)
	last := max(s.Before.Legal.On, s.After.Legal.On, c.Until)
	for _, change := range calendar.Diff(before, after) {
		if d := change.After.Date; first < d && d <= last {
			s.Days = append(s.Days, change)
			s.Why = append(s.Why, changed(change))
		}
	}
	s.Why = append(s.Why, Step{Key: "clock.why.shifted", Args: map[string]any{
		"from": string(s.Before.Legal.On), "to": string(s.After.Legal.On),
	}})
	return s, nil
}

func changed(c calendar.Change) Step {
	key, name := "clock.why.day_now_off", c.After.Name
	if c.After.Counts {
		key = "clock.why.day_now_worked"
	}
	if name == "" {
		name = c.Before.Name
	}
	return Step{Key: key, Args: map[string]any{"date": string(c.After.Date), "name": name, "reason": string(c.After.Reason)}}
}
