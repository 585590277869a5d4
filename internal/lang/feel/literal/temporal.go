package literal

import (
	"regexp"
	"strconv"
	"strings"

	"holon.example/holon/internal/lang/feel/value"
)

// Date reads "2024-02-29"; nil if the text is no date.
func Date(s string) value.Value {
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
	return value.NewDate(year, month, day)
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

// Time reads "10:30:00", "10:30:00.5+08:00" or "10:30:00@Asia/Shanghai"; nil if the text is none.
func Time(s string) value.Value {
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
func parseClock(s string) (t value.Time, next, ok bool) {
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
		return value.Time{Zone: zone}, true, true
	}
	v, ok := value.NewTime(hour, minute, second, nano, zone).(value.Time)
	return v, false, ok
}

func parseFraction(s string) (nano int64, rest string, ok bool) {
	if s == "" || s[0] != '.' {
		return 0, s, true
	}
	i, scale := 1, int64(1000000000)
	for ; i < len(s) && s[i] >= '0' && s[i] <= '9'; i++ {
		scale /= 10
		nano += int64(s[i]-'0') * scale
	}
	return nano, s[i:], i > 1
}

// DateTime reads a date, "T" and a time; a date alone is midnight. Nil if the text is neither.
func DateTime(s string) value.Value {
	day, clock, found := strings.Cut(s, "T")
	date, ok := Date(day).(value.Date)
	if !ok {
		return nil
	}
	if !found {
		return value.DateTime{Date: date}
	}
	t, next, ok := parseClock(clock)
	if !ok {
		return nil
	}
	if next {
		if date, ok = date.AddDays(1).(value.Date); !ok {
			return nil
		}
	}
	return value.DateTime{Date: date, Time: t}
}

var (
	monthsForm = regexp.MustCompile(`^(-)?P(?:(\d{1,18})Y)?(?:(\d{1,18})M)?$`)
	daysForm   = regexp.MustCompile(`^(-)?P(?:(\d{1,18})D)?(T(?:(\d{1,18})H)?(?:(\d{1,18})M)?(?:(\d{1,18})(?:\.(\d{0,18}))?S)?)?$`)
)

// Duration reads an ISO 8601 duration of one of the two FEEL kinds; nil if the text is none.
func Duration(s string) value.Value {
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

func parseMonths(m []string) value.Value {
	years, months := number(wholeOr0(m[2])), number(wholeOr0(m[3]))
	y, _ := years.Mul(number(12)).(value.Number)
	total, _ := y.Add(months).(value.Number)
	n, ok := total.Int64()
	if !ok {
		return nil
	}
	if m[1] == "-" {
		n = -n
	}
	return value.MonthsDuration(n)
}

func parseDays(m []string) value.Value {
	total := number(0)
	for i, unit := range []int64{86400, 0, 3600, 60, 1} {
		part, _ := number(wholeOr0(m[i+2])).Mul(number(unit)).(value.Number)
		if unit != 0 {
			total, _ = total.Add(part).(value.Number)
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
	return value.NewDaysDuration(seconds, nano)
}

func number(i int64) value.Number {
	n, _ := value.Int(i).(value.Number)
	return n
}

func wholeOr0(s string) int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// Temporal reads the text of an at-literal such as @"2024-01-01"; nil if it is none.
func Temporal(s string) value.Value {
	for _, parse := range []func(string) value.Value{Date, Time, Duration} {
		if v := parse(s); v != nil {
			return v
		}
	}
	if strings.Contains(s, "T") {
		return DateTime(s)
	}
	return nil
}

func parseZone(s string) (value.Zone, bool) {
	switch {
	case s == "":
		return value.Zone{}, true
	case s == "Z" || s == "z":
		return value.OffsetZone(0)
	case s[0] == '@':
		return value.NamedZone(s[1:])
	}
	parts := strings.Split(s[1:], ":")
	if (s[0] != '+' && s[0] != '-') || len(parts) < 2 || len(parts) > 3 {
		return value.Zone{}, false
	}
	var total int64
	for i, p := range parts {
		n, ok := twoDigits(p)
		if !ok || (i > 0 && n > 59) {
			return value.Zone{}, false
		}
		total = total*60 + n
	}
	if len(parts) == 2 {
		total *= 60
	}
	if s[0] == '-' {
		total = -total
	}
	return value.OffsetZone(total)
}

func twoDigits(s string) (int64, bool) {
	if len(s) != 2 || s[0] < '0' || s[0] > '9' || s[1] < '0' || s[1] > '9' {
		return 0, false
	}
	return int64(s[0]-'0')*10 + int64(s[1]-'0'), true
}
