package plan

import (
	"fmt"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/lang/bpmn/timespan"
)

// Timing says when a timer is due. The engine has no clock: who sets the timer
// asks Due.
type Timing struct {
	Kind    string `json:"kind"`              // timeDate, timeDuration, timeCycle
	Text    string `json:"text"`              // ISO 8601
	Working bool   `json:"working,omitempty"` // days of a duration are working days (holon:days="working")
	Turn    int    `json:"turn,omitempty"`    // cycle: firings before this one
}

// Due gives the instant at which the timer fires if it is set at from. Working
// days are counted by the caller's function, which knows the calendar.
func (t Timing) Due(from gov.Time, workdays func(gov.Time, int) (gov.Time, error)) (gov.Time, error) {
	switch t.Kind {
	case "timeDate":
		at, err := timespan.ParseTime(t.Text, gov.Zone)
		if err != nil {
			return 0, fmt.Errorf("%q: %w", t.Text, err)
		}
		return gov.At(at), nil
	case "timeCycle":
		c, err := timespan.ParseCycle(t.Text, gov.Zone)
		if err != nil {
			return 0, fmt.Errorf("%q: %w", t.Text, err)
		}
		if t.Turn == 0 && !c.Start.IsZero() {
			return gov.At(c.Start), nil
		}
		return t.add(from, c.Every, workdays)
	}
	d, err := timespan.ParseDuration(t.Text)
	if err != nil {
		return 0, fmt.Errorf("%q: %w", t.Text, err)
	}
	return t.add(from, d, workdays)
}

func (t Timing) add(from gov.Time, d timespan.Duration, workdays func(gov.Time, int) (gov.Time, error)) (gov.Time, error) {
	if t.Working && workdays != nil && d.Days > 0 && !d.Negative {
		at, err := workdays(from, d.Days)
		if err != nil {
			return 0, err
		}
		from, d.Days = at, 0
	}
	return gov.At(d.AddTo(from.Std())), nil
}

// Repeats tells how often a cycle fires in all (-1 without end).
func (t Timing) Repeats() (int, error) {
	if t.Kind != "timeCycle" {
		return 1, nil
	}
	c, err := timespan.ParseCycle(t.Text, gov.Zone)
	return c.Repeat, err
}

// Check refuses a text that Due could not read.
func (t Timing) Check() error {
	_, err := t.Due(0, nil)
	return err
}
