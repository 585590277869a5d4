package value

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/cockroachdb/apd/v3"
)

// DaysDuration is a FEEL days and time duration (日时时长): Seconds + Nano, Nano in [0, 1e9).
type DaysDuration struct {
	Seconds int64
	Nano    int32
}

// MonthsDuration is a FEEL years and months duration (年月时长) in months.
type MonthsDuration int64

// NewDaysDuration returns a normalised duration of seconds and nanoseconds.
func NewDaysDuration(seconds, nano int64) DaysDuration {
	carry := floorDiv(nano, nanos)
	return DaysDuration{Seconds: seconds + carry, Nano: int32(nano - carry*nanos)}
}

// Sign returns -1, 0 or 1.
func (d DaysDuration) Sign() int {
	switch {
	case d.Seconds < 0:
		return -1
	case d.Seconds > 0 || d.Nano > 0:
		return 1
	}
	return 0
}

// Neg returns -d; nil if it does not fit.
func (d DaysDuration) Neg() Value {
	if d.Seconds == math.MinInt64 {
		return nil
	}
	return NewDaysDuration(-d.Seconds, -int64(d.Nano))
}

// Abs returns the length without its sign, as seconds and nanoseconds.
func (d DaysDuration) Abs() DaysDuration {
	if d.Sign() < 0 {
		if n, ok := d.Neg().(DaysDuration); ok {
			return n
		}
	}
	return d
}

// Add returns d + o; nil if it does not fit.
func (d DaysDuration) Add(o DaysDuration) Value {
	if sumOverflows(d.Seconds, o.Seconds) {
		return nil
	}
	return NewDaysDuration(d.Seconds+o.Seconds, int64(d.Nano)+int64(o.Nano))
}

// Days returns the whole days, rounded down.
func (d DaysDuration) Days() int64 { return floorDiv(d.Seconds, daySeconds) }

// Cmp orders durations.
func (d DaysDuration) Cmp(o DaysDuration) int {
	if c := cmpInt(d.Seconds, o.Seconds); c != 0 {
		return c
	}
	return cmpInt(int64(d.Nano), int64(o.Nano))
}

// Number returns the length in seconds.
func (d DaysDuration) Number() Number {
	if d.Nano == 0 {
		return Number{small: d.Seconds}
	}
	sum, ok := Number{small: d.Seconds}.Add(Number{dec: apd.New(int64(d.Nano), -9)}).(Number)
	if !ok {
		return Number{small: d.Seconds}
	}
	return sum
}

// SecondsLong returns the duration of n seconds, rounded to nanoseconds; nil if it does not fit.
func (n Number) SecondsLong() Value {
	whole, ok := n.Round(0, Floor).(Number)
	if !ok {
		return nil
	}
	seconds, ok := whole.Int64()
	rest, fits := n.Sub(whole).(Number)
	if !ok || !fits {
		return nil
	}
	scaled, ok := rest.Mul(Number{small: nanos}).(Number)
	if !ok {
		return nil
	}
	nano, ok := scaled.Round(0, HalfEven).(Number)
	if !ok || nano.dec != nil {
		return nil
	}
	return NewDaysDuration(seconds, nano.small)
}

// String returns the ISO 8601 form, such as "P1DT2H" or "PT0S".
func (d DaysDuration) String() string {
	sign, s, nano := "", uint64(d.Seconds), d.Nano
	if d.Seconds < 0 {
		sign, s = "-", -uint64(d.Seconds)
		if nano > 0 {
			s, nano = s-1, nanos-nano
		}
	}
	var b strings.Builder
	b.WriteString(sign + "P")
	if s >= daySeconds {
		fmt.Fprintf(&b, "%dD", s/daySeconds)
	}
	h, m, sec := s/3600%24, s/60%60, s%60
	if h+m+sec == 0 && nano == 0 {
		if s == 0 {
			return "PT0S"
		}
		return b.String()
	}
	b.WriteByte('T')
	if h > 0 {
		fmt.Fprintf(&b, "%dH", h)
	}
	if m > 0 {
		fmt.Fprintf(&b, "%dM", m)
	}
	if sec > 0 || nano > 0 {
		b.WriteString(strconv.FormatUint(sec, 10) + fraction(nano) + "S")
	}
	return b.String()
}

// fraction returns ".5" for 500,000,000 nanoseconds and "" for 0.
func fraction(nano int32) string {
	if nano == 0 {
		return ""
	}
	return "." + strings.TrimRight(fmt.Sprintf("%09d", nano), "0")
}

// Add returns m + o; nil if it does not fit.
func (m MonthsDuration) Add(o MonthsDuration) Value {
	if sumOverflows(int64(m), int64(o)) {
		return nil
	}
	return m + o
}

// String returns the ISO 8601 form, such as "P1Y2M" or "P0M".
func (m MonthsDuration) String() string {
	if m == 0 {
		return "P0M"
	}
	sign, n := "", uint64(m)
	if m < 0 {
		sign, n = "-", -uint64(m)
	}
	s := sign + "P"
	if n >= 12 {
		s += strconv.FormatUint(n/12, 10) + "Y"
	}
	if n%12 > 0 {
		s += strconv.FormatUint(n%12, 10) + "M"
	}
	return s
}

// MonthsTo returns the whole years and months from d to o on the calendar.
func (d Date) MonthsTo(o Date) MonthsDuration {
	if o.Cmp(d) < 0 {
		return -o.MonthsTo(d)
	}
	months := int64(o.Year-d.Year)*12 + int64(o.Month-d.Month)
	if o.Day < d.Day {
		months--
	}
	return MonthsDuration(months)
}

// In returns the same instant on the clock of another zone.
func (t DateTime) In(z Zone) DateTime {
	unix := t.Unix()
	local := unix + z.since(unix)
	date, ok := DateOfDays(floorDiv(local, daySeconds)).(Date)
	if !ok {
		return t
	}
	second := local - floorDiv(local, daySeconds)*daySeconds
	return DateTime{Date: date, Time: Time{Second: int32(second), Nano: t.Time.Nano, Zone: z}}
}
