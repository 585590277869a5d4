package operate

import "holon.example/holon/internal/lang/feel/value"

// Member returns base.name: an entry of a context or a property of a date, time, duration or range
// (DMN 1.5, table 65); ok is false if there is no such member.
func Member(base value.Value, name string) (v value.Value, ok bool) {
	switch x := base.(type) {
	case *value.Context:
		return x.Get(name)
	case *value.Range:
		return rangeMember(x, name)
	case value.Date:
		return dateMember(x, name)
	case value.Time:
		off, has := x.Offset()
		return timeMember(x, off, has, name)
	case value.DateTime:
		if v, ok = dateMember(x.Date, name); ok {
			return v, true
		}
		off, has := x.Offset()
		return timeMember(x.Time, off, has, name)
	case value.DaysDuration:
		return daysMember(x, name)
	case value.MonthsDuration:
		return monthsMember(x, name)
	}
	return nil, false
}

func rangeMember(g *value.Range, name string) (value.Value, bool) {
	switch name {
	case "start":
		return g.Start, true
	case "end":
		return g.End, true
	case "start included":
		return value.Bool(g.StartIn), true
	case "end included":
		return value.Bool(g.EndIn), true
	}
	return nil, false
}

func dateMember(d value.Date, name string) (value.Value, bool) {
	switch name {
	case "year":
		return value.Int(int64(d.Year)), true
	case "month":
		return value.Int(int64(d.Month)), true
	case "day":
		return value.Int(int64(d.Day)), true
	case "weekday":
		return value.Int(d.Weekday()), true
	}
	return nil, false
}

func timeMember(t value.Time, offset int64, zoned bool, name string) (value.Value, bool) {
	s := int64(t.Second)
	switch name {
	case "hour":
		return value.Int(s / 3600), true
	case "minute":
		return value.Int(s / 60 % 60), true
	case "second":
		return value.NewDaysDuration(s%60, int64(t.Nano)).Number(), true
	case "time offset":
		if !zoned {
			return nil, true
		}
		return value.NewDaysDuration(offset, 0), true
	case "timezone":
		if t.Zone.Name() == "" {
			return nil, true
		}
		return value.String(t.Zone.Name()), true
	}
	return nil, false
}

func daysMember(d value.DaysDuration, name string) (value.Value, bool) {
	sign := int64(1)
	if d.Sign() < 0 {
		sign = -1
	}
	a := d.Abs()
	switch name {
	case "days":
		return value.Int(sign * (a.Seconds / 86400)), true
	case "hours":
		return value.Int(sign * (a.Seconds / 3600 % 24)), true
	case "minutes":
		return value.Int(sign * (a.Seconds / 60 % 60)), true
	case "seconds":
		return Mul(value.NewDaysDuration(a.Seconds%60, int64(a.Nano)).Number(), value.Int(sign)), true
	}
	return nil, false
}

func monthsMember(m value.MonthsDuration, name string) (value.Value, bool) {
	switch name {
	case "years":
		return value.Int(int64(m) / 12), true
	case "months":
		return value.Int(int64(m) % 12), true
	}
	return nil, false
}

// Members returns the names of the properties of a type of date, time, duration or range.
func Members(typeName string) []string { return properties[typeName] }

var properties = map[string][]string{
	"date":                      {"year", "month", "day", "weekday"},
	"time":                      {"hour", "minute", "second", "time offset", "timezone"},
	"date and time":             {"year", "month", "day", "weekday", "hour", "minute", "second", "time offset", "timezone"},
	"days and time duration":    {"days", "hours", "minutes", "seconds"},
	"years and months duration": {"years", "months"},
	"range":                     {"start", "end", "start included", "end included"},
}

// MemberNames are the properties whose names hold blanks.
var MemberNames = []string{"time offset", "start included", "end included"}
