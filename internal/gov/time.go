package gov

import (
	"encoding/json"
	"sync"
	"time"
)

// Time is an instant in milliseconds since 1970 (BIGINT in every store). In JSON
// it is an RFC 3339 string in the site's zone; zero is null.
type Time int64

// Zone is the legal time of the site: China has one, UTC+8, without summer time.
var Zone = time.FixedZone("CST", 8*3600)

// Std gives the instant as a time.Time in the site's zone.
func (t Time) Std() time.Time { return time.UnixMilli(int64(t)).In(Zone) }

// At makes a Time of a time.Time.
func At(t time.Time) Time { return Time(t.UnixMilli()) }

// String is RFC 3339 with milliseconds.
func (t Time) String() string { return t.Std().Format("2006-01-02T15:04:05.000Z07:00") }

// Date is the civil day of the instant.
func (t Time) Date() Date { return Date(t.Std().Format(time.DateOnly)) }

// Add moves the instant.
func (t Time) Add(d time.Duration) Time { return t + Time(d.Milliseconds()) }

// MarshalJSON writes RFC 3339, or null for zero.
func (t Time) MarshalJSON() ([]byte, error) {
	if t == 0 {
		return []byte("null"), nil
	}
	return json.Marshal(t.String())
}

// UnmarshalJSON reads RFC 3339 or null.
func (t *Time) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*t = 0
		return nil
	}
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return Invalid("error.time")
	}
	v, err := ParseTime(s)
	*t = v
	return err
}

// ParseTime reads RFC 3339, or a date (its midnight in the site's zone).
func ParseTime(s string) (Time, error) {
	if v, err := time.Parse(time.RFC3339Nano, s); err == nil {
		return At(v), nil
	}
	v, err := time.ParseInLocation(time.DateOnly, s, Zone)
	if err != nil {
		return 0, Invalid("error.time")
	}
	return At(v), nil
}

// Date is a civil day in the form 2006-01-02; it compares as text.
type Date string

// ParseDate refuses days that do not exist, such as 2026-02-30.
func ParseDate(s string) (Date, error) {
	v, err := time.ParseInLocation(time.DateOnly, s, Zone)
	if err != nil {
		return "", Invalid("error.date")
	}
	return Date(v.Format(time.DateOnly)), nil
}

// Std is midnight of the day in the site's zone; the zero time if the day is not one.
func (d Date) Std() time.Time {
	v, _ := time.ParseInLocation(time.DateOnly, string(d), Zone)
	return v
}

// AddDays moves by natural days.
func (d Date) AddDays(n int) Date { return Date(d.Std().AddDate(0, 0, n).Format(time.DateOnly)) }

// Start is the first instant of the day.
func (d Date) Start() Time { return At(d.Std()) }

// End is the last millisecond of the day: a limit that ends "on" a day ends here.
func (d Date) End() Time { return d.AddDays(1).Start() - 1 }

// Now is the time source of a process, the only place that reads the wall clock.
// A test or a demo may set and advance it; it never runs backwards by itself.
type Now struct {
	mu     sync.Mutex
	offset time.Duration
	frozen Time // 0: runs with the wall clock
}

// Wall is a source that follows the machine's clock.
func Wall() *Now { return &Now{} }

// Frozen is a source that stands still at t until it is set or advanced.
func Frozen(t Time) *Now { return &Now{frozen: t} }

// Time tells the present instant.
func (n *Now) Time() Time {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.frozen != 0 {
		return n.frozen
	}
	return At(time.Now().Add(n.offset))
}

// Set moves the source to t; a running source runs on from there.
func (n *Now) Set(t Time) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.frozen != 0 {
		n.frozen = t
		return
	}
	n.offset = time.Until(t.Std())
}

// Mono measures elapsed real time, for figures and time-outs; it is not shifted.
func Mono() func() time.Duration {
	start := time.Now()
	return func() time.Duration { return time.Since(start) }
}
