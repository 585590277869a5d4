package builtin

import (
	"holon.example/holon/internal/lang/feel/convert"
	"holon.example/holon/internal/lang/feel/literal"
	"holon.example/holon/internal/lang/feel/value"
)

func declareDates() {
	def("date",
		over("from:string|date|date and time", dateFrom),
		over("year:number, month:number, day:number", func(_ *value.Run, a []value.Value) value.Value {
			n, ok := wholes(a)
			if !ok {
				return nil
			}
			return value.NewDate(n[0], n[1], n[2])
		}))
	def("time",
		over("from:string|time|date and time|date", timeFrom),
		over("hour:number, minute:number, second:number, offset?:days and time duration", timeOf))
	def("date and time",
		over("from:string|date and time|date", dateTimeFrom),
		over("date:date|date and time, time:time", func(_ *value.Run, a []value.Value) value.Value {
			t, _ := a[1].(value.Time)
			return value.DateTime{Date: moment(a[0]).Date, Time: t}
		}),
		over("date:date and time, timezone:string", inZone),
		over("year:number, month:number, day:number, hour:number, minute:number, second:number, offset?:days and time duration", dateTimeOf),
		over("year:number, month:number, day:number, hour:number, minute:number, second:number, timezone:string", dateTimeOf))
	def("day of year", over("date:date|date and time", onDate(func(d value.Date) value.Value { return value.Int(d.YearDay()) })))
	def("week of year", over("date:date|date and time", onDate(func(d value.Date) value.Value { return value.Int(d.Week()) })))
	def("day of week", over("date:date|date and time", onDate(func(d value.Date) value.Value {
		return value.String(weekdays[d.Weekday()-1])
	})))
	def("month of year", over("date:date|date and time", onDate(func(d value.Date) value.Value {
		return value.String(months[(d.Month+11)%12])
	})))
	def("now", over("", func(r *value.Run, _ []value.Value) value.Value {
		if r.Now().IsZero() {
			return nil
		}
		return convert.Time(r.Now())
	}))
	def("today", over("", func(r *value.Run, _ []value.Value) value.Value {
		if r.Now().IsZero() {
			return nil
		}
		return convert.Time(r.Now()).Date
	}))
}

// The English names that DMN 1.5, 10.3.4.8 prescribes as results.
var (
	weekdays = [...]string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}
	months   = [...]string{
		"January", "February", "March", "April", "May", "June", "July", "August",
		"September", "October", "November", "December",
	}
)

func onDate(f func(value.Date) value.Value) impl {
	return func(_ *value.Run, a []value.Value) value.Value { return f(moment(a[0]).Date) }
}

func wholes(a []value.Value) ([]int64, bool) {
	out := make([]int64, len(a))
	for i, v := range a {
		n, ok := v.(value.Number)
		if !ok {
			return nil, false
		}
		if out[i], ok = n.Int64(); !ok {
			return nil, false
		}
	}
	return out, true
}

func dateFrom(_ *value.Run, a []value.Value) value.Value {
	if s, ok := a[0].(value.String); ok {
		return literal.Date(string(s))
	}
	return moment(a[0]).Date
}

func timeFrom(_ *value.Run, a []value.Value) value.Value {
	switch x := a[0].(type) {
	case value.String:
		return literal.Time(string(x))
	case value.DateTime:
		return x.Time
	case value.Date:
		return x.Midnight(true).Time
	}
	return a[0]
}

func dateTimeFrom(_ *value.Run, a []value.Value) value.Value {
	switch x := a[0].(type) {
	case value.String:
		return literal.DateTime(string(x))
	case value.Date:
		return x.Midnight(true)
	}
	return a[0]
}

// timeOf makes a time of its parts; the seconds may have a fraction.
func timeOf(_ *value.Run, a []value.Value) value.Value {
	n, ok := wholes(a[:2])
	second, nano, ok2 := seconds(a[2])
	zone, ok3 := zoneOf(a[3])
	if !ok || !ok2 || !ok3 {
		return nil
	}
	return value.NewTime(n[0], n[1], second, nano, zone)
}

func seconds(v value.Value) (second, nano int64, ok bool) {
	d, ok := num(v).SecondsLong().(value.DaysDuration)
	return d.Seconds, int64(d.Nano), ok
}

func zoneOf(v value.Value) (value.Zone, bool) {
	switch x := v.(type) {
	case value.DaysDuration:
		return value.OffsetZone(x.Seconds)
	case value.String:
		return value.NamedZone(string(x))
	}
	return value.Zone{}, true
}

func dateTimeOf(r *value.Run, a []value.Value) value.Value {
	n, ok := wholes(a[:3])
	if !ok {
		return nil
	}
	date, ok := value.NewDate(n[0], n[1], n[2]).(value.Date)
	t, ok2 := timeOf(r, a[3:]).(value.Time)
	if !ok || !ok2 {
		return nil
	}
	return value.DateTime{Date: date, Time: t}
}

func inZone(_ *value.Run, a []value.Value) value.Value {
	zone, ok := value.NamedZone(str(a[1]))
	t, _ := a[0].(value.DateTime)
	if !ok || t.Time.Zone.IsNone() {
		return nil
	}
	return t.In(zone)
}
