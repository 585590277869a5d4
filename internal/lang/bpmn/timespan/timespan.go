package timespan

import (
	"errors"
	"strconv"
	"strings"
	"time"
)

// ErrFormat says that a text is none of the ISO 8601 forms read here.
var ErrFormat = errors.New("not an ISO 8601 date-time, duration or repeating interval")

const maxNumber = 1_000_000

// Duration is a duration in its parts, because a month has no fixed length.
type Duration struct {
	Negative            bool
	Years, Months, Days int
	Clock               time.Duration // hours, minutes and seconds
}

// Cycle is a repeating interval.
type Cycle struct {
	Repeat int       // how often in all; -1 without end
	Start  time.Time // zero: from when the timer is set
	End    time.Time // zero: none
	Every  Duration
}

// ParseDuration reads PnYnMnDTnHnMnS or PnW.
func ParseDuration(s string) (Duration, error) {
	var d Duration
	s = strings.TrimSpace(s)
	if rest, ok := strings.CutPrefix(s, "-"); ok {
		d.Negative, s = true, rest
	}
	rest, ok := strings.CutPrefix(s, "P")
	date, clock, timed := strings.Cut(rest, "T")
	if !ok || rest == "" || timed && clock == "" {
		return d, ErrFormat
	}
	if err := d.date(date); err != nil {
		return d, err
	}
	return d, d.clock(clock)
}

func (d *Duration) date(s string) error {
	for units := "YMWD"; s != ""; {
		text, unit, rest := number(s)
		at := strings.IndexByte(units, unit)
		n, err := strconv.Atoi(text)
		if at < 0 || err != nil || n > maxNumber {
			return ErrFormat
		}
		switch unit {
		case 'Y':
			d.Years = n
		case 'M':
			d.Months = n
		case 'W':
			d.Days += 7 * n
		case 'D':
			d.Days += n
		}
		units, s = units[at+1:], rest
	}
	return nil
}

func (d *Duration) clock(s string) error {
	for units := "HMS"; s != ""; {
		text, unit, rest := number(s)
		at := strings.IndexByte(units, unit)
		n, err := strconv.ParseFloat(strings.Replace(text, ",", ".", 1), 64)
		if at < 0 || err != nil || n > 1e9 || unit != 'S' && strings.ContainsAny(text, ".,") {
			return ErrFormat
		}
		size := map[byte]time.Duration{'H': time.Hour, 'M': time.Minute, 'S': time.Second}[unit]
		if n*float64(size) > float64(1<<62) {
			return ErrFormat
		}
		d.Clock += time.Duration(n * float64(size))
		units, s = units[at+1:], rest
	}
	return nil
}

// number splits digits and the unit letter behind them off the front.
func number(s string) (digits string, unit byte, rest string) {
	i := 0
	for i < len(s) && (s[i] >= '0' && s[i] <= '9' || i > 0 && (s[i] == '.' || s[i] == ',')) {
		i++
	}
	if i == 0 || i == len(s) {
		return "", 0, ""
	}
	return s[:i], s[i], s[i+1:]
}

// AddTo adds the duration in civil time.
func (d Duration) AddTo(t time.Time) time.Time {
	if d.Negative {
		return t.AddDate(-d.Years, -d.Months, -d.Days).Add(-d.Clock)
	}
	return t.AddDate(d.Years, d.Months, d.Days).Add(d.Clock)
}

// Zero tells whether the duration has no length.
func (d Duration) Zero() bool { return d.Years|d.Months|d.Days == 0 && d.Clock == 0 }

// ParseTime reads a date and time; without a zone it is meant in the given one.
// A date alone is its midnight.
func ParseTime(s string, zone *time.Location) (time.Time, error) {
	s = strings.TrimSpace(s)
	for _, layout := range []string{"2006-01-02T15:04:05.999999999Z07:00", "2006-01-02T15:04Z07:00", "2006-01-02Z07:00"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, nil
		}
	}
	for _, layout := range []string{"2006-01-02T15:04:05.999999999", "2006-01-02T15:04", "2006-01-02"} {
		if t, err := time.ParseInLocation(layout, s, zone); err == nil {
			return t, nil
		}
	}
	return time.Time{}, ErrFormat
}

// ParseCycle reads R[n]/duration, R[n]/start/duration, R[n]/duration/end,
// R[n]/start/end, or a bare duration, which repeats without end. Rn means n
// times in all.
func ParseCycle(s string, zone *time.Location) (Cycle, error) {
	parts := strings.Split(strings.TrimSpace(s), "/")
	c := Cycle{Repeat: -1}
	if count, ok := strings.CutPrefix(parts[0], "R"); ok {
		parts = parts[1:]
		if count != "" {
			n, err := strconv.Atoi(count)
			if err != nil || n < 0 || n > maxNumber || count[0] == '+' {
				return c, ErrFormat
			}
			c.Repeat = n
		}
	}
	if err := c.interval(parts, zone); err != nil {
		return c, err
	}
	if c.Every.Zero() || c.Every.Negative {
		return c, ErrFormat
	}
	return c, nil
}

func (c *Cycle) interval(parts []string, zone *time.Location) (err error) {
	switch {
	case len(parts) == 1:
		c.Every, err = ParseDuration(parts[0])
	case len(parts) != 2:
		return ErrFormat
	case strings.HasPrefix(parts[0], "P"):
		if c.Every, err = ParseDuration(parts[0]); err == nil {
			c.End, err = ParseTime(parts[1], zone)
		}
	case strings.HasPrefix(parts[1], "P"):
		if c.Start, err = ParseTime(parts[0], zone); err == nil {
			c.Every, err = ParseDuration(parts[1])
		}
	default:
		if c.Start, err = ParseTime(parts[0], zone); err == nil {
			c.End, err = ParseTime(parts[1], zone)
			c.Every = Duration{Clock: c.End.Sub(c.Start)}
			c.End = time.Time{}
		}
	}
	return err
}
