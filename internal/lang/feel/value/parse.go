package value

import (
	"regexp"
	"strconv"
	"strings"
)

// ParseDate reads "2024-02-29"; nil if the text is no date.
func ParseDate(s string) Value {
	t := strings.TrimPrefix(s, "-")
	cut := strings.IndexByte(t, '-')
	if cut < 4 || cut > 9 || (cut > 4 && t[0] == '0') || len(t) != cut+6 || t[cut+3] != '-' {
		return nil
	}
	year, ok := digits(t[:cut])
	month, ok2 := twoDigits(t[cut+1 : cut+3])
	day, ok3 := twoDigits(t[cut+4:])
	if !ok || !ok2 || !ok3 {
		return nil
	}
	if s[0] == '-' {
		year = -year
	}
	return NewDate(year, month, day)
}

func digits(s string) (int64, bool) {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
	}
	n, err := strconv.ParseInt(s, 10, 64)
	return n, err == nil
}

// ParseTime reads "10:30:00", "10:30:00.5+08:00" or "10:30:00@Asia/Shanghai"; nil if the text is none.
func ParseTime(s string) Value {
	t, next, ok := parseClock(s)
	if !ok || next {
		if ok && t.Second == 0 {
			return t
		}
		return nil
	}
	return t
}

// parseClock reads a time of day; next reports the hour 24:00:00, the start of the next day.
func parseClock(s string) (t Time, next, ok bool) {
	if len(s) < 8 || s[2] != ':' || s[5] != ':' {
		return t, false, false
	}
	hour, ok1 := twoDigits(s[:2])
	minute, ok2 := twoDigits(s[3:5])
	second, ok3 := twoDigits(s[6:8])
	nano, rest, ok4 := parseFraction(s[8:])
	zone, ok5 := parseZone(rest)
	if !ok1 || !ok2 || !ok3 || !ok4 || !ok5 {
		return t, false, false
	}
	if hour == 24 && minute == 0 && second == 0 && nano == 0 {
		return Time{Zone: zone}, true, true
	}
	v, ok := NewTime(hour, minute, second, nano, zone).(Time)
	return v, false, ok
}

func parseFraction(s string) (nano int64, rest string, ok bool) {
	if s == "" || s[0] != '.' {
		return 0, s, true
	}
	i, scale := 1, int64(nanos)
	for ; i < len(s) && s[i] >= '0' && s[i] <= '9'; i++ {
		scale /= 10
		nano += int64(s[i]-'0') * scale
	}
	return nano, s[i:], i > 1
}

// ParseDateTime reads a date, "T" and a time; a date alone is midnight. Nil if the text is neither.
func ParseDateTime(s string) Value {
	day, clock, found := strings.Cut(s, "T")
	date, ok := ParseDate(day).(Date)
	if !ok {
		return nil
	}
	if !found {
		return DateTime{Date: date}
	}
	t, next, ok := parseClock(clock)
	if !ok {
		return nil
	}
	if next {
		if date, ok = date.AddDays(1).(Date); !ok {
			return nil
		}
	}
	return DateTime{Date: date, Time: t}
}

var (
	monthsForm = regexp.MustCompile(`^(-)?P(?:(\d{1,18})Y)?(?:(\d{1,18})M)?$`)
	daysForm   = regexp.MustCompile(`^(-)?P(?:(\d{1,18})D)?(T(?:(\d{1,18})H)?(?:(\d{1,18})M)?(?:(\d{1,18})(?:\.(\d{0,18}))?S)?)?$`)
)

// ParseDuration reads an ISO 8601 duration of one of the two FEEL kinds; nil if the text is none.
func ParseDuration(s string) Value {
	if len(s) > 128 {
		return nil
	}
	if m := monthsForm.FindStringSubmatch(s); m != nil && m[2]+m[3] != "" {
		return parseMonths(m)
	}
	m := daysForm.FindStringSubmatch(s)
	if m == nil || m[3] == "T" || m[2]+m[4]+m[5]+m[6] == "" {
		return nil
	}
	return parseDays(m)
}

func parseMonths(m []string) Value {
	years, months := Number{small: wholeOr0(m[2])}, Number{small: wholeOr0(m[3])}
	y, _ := years.Mul(Number{small: 12}).(Number)
	total, _ := y.Add(months).(Number)
	n, ok := total.Int64()
	if !ok {
		return nil
	}
	if m[1] == "-" {
		n = -n
	}
	return MonthsDuration(n)
}

func parseDays(m []string) Value {
	total := Number{}
	for i, unit := range []int64{daySeconds, 0, 3600, 60, 1} {
		part, _ := Number{small: wholeOr0(m[i+2])}.Mul(Number{small: unit}).(Number)
		if unit != 0 {
			total, _ = total.Add(part).(Number)
		}
	}
	seconds, ok := total.Int64()
	if !ok {
		return nil
	}
	nano, _, _ := parseFraction("." + m[7])
	if m[1] == "-" {
		seconds, nano = -seconds, -nano
	}
	return NewDaysDuration(seconds, nano)
}

func wholeOr0(s string) int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// ParseTemporal reads the text of an at-literal such as @"2024-01-01"; nil if it is none.
func ParseTemporal(s string) Value {
	for _, parse := range []func(string) Value{ParseDate, ParseTime, ParseDuration} {
		if v := parse(s); v != nil {
			return v
		}
	}
	if strings.Contains(s, "T") {
		return ParseDateTime(s)
	}
	return nil
}
