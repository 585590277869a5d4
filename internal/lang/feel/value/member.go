package value

// Member returns base.name: an entry of a context or a property of a date, time, duration or range
// (DMN 1.5, table 65); ok is false if there is no such member.
func Member(base Value, name string) (v Value, ok bool) {
	switch x := base.(type) {
	case *Context:
		return x.Get(name)
	case *Range:
		return rangeMember(x, name)
	case Date:
		return dateMember(x, name)
	case Time:
		off, has := x.Offset()
		return timeMember(x, off, has, name)
	case DateTime:
		if v, ok = dateMember(x.Date, name); ok {
			return v, true
		}
		off, has := x.Offset()
		return timeMember(x.Time, off, has, name)
	case DaysDuration:
		return daysMember(x, name)
	case MonthsDuration:
		return monthsMember(x, name)
	}
	return nil, false
}

func rangeMember(g *Range, name string) (Value, bool) {
	switch name {
	case "start":
		return g.Start, true
	case "end":
		return g.End, true
	case "start included":
		return Bool(g.StartIn), true
	case "end included":
		return Bool(g.EndIn), true
	}
	return nil, false
}

func dateMember(d Date, name string) (Value, bool) {
	switch name {
	case "year":
		return Int(int64(d.Year)), true
	case "month":
		return Int(int64(d.Month)), true
	case "day":
		return Int(int64(d.Day)), true
	case "weekday":
		return Int(d.Weekday()), true
	}
	return nil, false
}

func timeMember(t Time, offset int64, zoned bool, name string) (Value, bool) {
	s := int64(t.Second)
	switch name {
	case "hour":
		return Int(s / 3600), true
	case "minute":
		return Int(s / 60 % 60), true
	case "second":
		return NewDaysDuration(s%60, int64(t.Nano)).Number(), true
	case "time offset":
		if !zoned {
			return nil, true
		}
		return NewDaysDuration(offset, 0), true
	case "timezone":
		if t.Zone.Name() == "" {
			return nil, true
		}
		return String(t.Zone.Name()), true
	}
	return nil, false
}

func daysMember(d DaysDuration, name string) (Value, bool) {
	sign := int64(1)
	if d.Sign() < 0 {
		sign = -1
	}
	a := d.Abs()
	switch name {
	case "days":
		return Int(sign * (a.Seconds / daySeconds)), true
	case "hours":
		return Int(sign * (a.Seconds / 3600 % 24)), true
	case "minutes":
		return Int(sign * (a.Seconds / 60 % 60)), true
	case "seconds":
		return Mul(NewDaysDuration(a.Seconds%60, int64(a.Nano)).Number(), Int(sign)), true
	}
	return nil, false
}

func monthsMember(m MonthsDuration, name string) (Value, bool) {
	switch name {
	case "years":
		return Int(int64(m) / 12), true
	case "months":
		return Int(int64(m) % 12), true
	}
	return nil, false
}

// MemberNames are the properties whose names hold blanks.
var MemberNames = []string{"time offset", "start included", "end included"}
