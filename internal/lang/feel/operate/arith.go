package operate

import "holon.example/holon/internal/lang/feel/value"

// Add returns a + b for numbers, strings, durations and dates (DMN 1.5, table 50); nil where it is
// not defined.
func Add(r *value.Run, a, b value.Value) value.Value {
	switch x := a.(type) {
	case value.Number:
		if y, ok := b.(value.Number); ok {
			return x.Add(y)
		}
	case value.String:
		if y, ok := b.(value.String); ok && r.Grow(len(x)+len(y)) {
			return x + y
		}
	case value.DaysDuration:
		if y, ok := b.(value.DaysDuration); ok {
			return x.Add(y)
		}
		return later(b, a, false)
	case value.MonthsDuration:
		if y, ok := b.(value.MonthsDuration); ok {
			return x.Add(y)
		}
		return later(b, a, false)
	default:
		return later(a, b, false)
	}
	return nil
}

// later moves a date or time by a duration, or back.
func later(at, by value.Value, back bool) value.Value {
	switch d := by.(type) {
	case value.DaysDuration:
		if back {
			neg, ok := d.Neg().(value.DaysDuration)
			if !ok {
				return nil
			}
			d = neg
		}
		return moveDays(at, d)
	case value.MonthsDuration:
		if back {
			d = -d
		}
		return moveMonths(at, int64(d))
	}
	return nil
}

func moveDays(at value.Value, d value.DaysDuration) value.Value {
	switch x := at.(type) {
	case value.Date:
		return x.AddDays(d.Days())
	case value.Time:
		return x.Add(d)
	case value.DateTime:
		return x.Add(d)
	}
	return nil
}

func moveMonths(at value.Value, n int64) value.Value {
	switch x := at.(type) {
	case value.Date:
		return x.AddMonths(n)
	case value.DateTime:
		return x.AddMonths(n)
	}
	return nil
}

// Sub returns a - b; nil where it is not defined.
func Sub(a, b value.Value) value.Value {
	switch x := a.(type) {
	case value.Number:
		if y, ok := b.(value.Number); ok {
			return x.Sub(y)
		}
		return nil
	case value.DaysDuration:
		y, ok := b.(value.DaysDuration)
		if neg, fits := y.Neg().(value.DaysDuration); ok && fits {
			return x.Add(neg)
		}
		return nil
	case value.MonthsDuration:
		if y, ok := b.(value.MonthsDuration); ok {
			return x.Add(-y)
		}
		return nil
	case value.Time:
		if y, ok := b.(value.Time); ok {
			return subTimes(x, y)
		}
	case value.Date, value.DateTime:
		if v, ok := subDates(a, b); ok {
			return v
		}
	}
	return later(a, b, true)
}

func subTimes(x, y value.Time) value.Value {
	if x.Zone.IsNone() != y.Zone.IsNone() {
		return nil
	}
	return x.Sub(y)
}

// subDates subtracts dates and date times; a date among them counts as midnight UTC. ok is false if
// b is neither.
func subDates(a, b value.Value) (v value.Value, ok bool) {
	if y, is := b.(value.Date); is {
		if x, both := a.(value.Date); both {
			return value.NewDaysDuration((x.Days()-y.Days())*86400, 0), true
		}
		b = y.Midnight(true)
	}
	if x, is := a.(value.Date); is {
		a = x.Midnight(true)
	}
	x, _ := a.(value.DateTime)
	y, ok := b.(value.DateTime)
	if !ok {
		return nil, false
	}
	if x.Time.Zone.IsNone() != y.Time.Zone.IsNone() {
		return nil, true
	}
	return x.Sub(y), true
}

// Mul returns a * b for numbers and durations; nil where it is not defined.
func Mul(a, b value.Value) value.Value {
	x, isNumber := a.(value.Number)
	if !isNumber {
		y, ok := b.(value.Number)
		if !ok {
			return nil
		}
		return scale(a, y, value.Number.Mul)
	}
	if y, ok := b.(value.Number); ok {
		return x.Mul(y)
	}
	return scale(b, x, value.Number.Mul)
}

// scale multiplies or divides a duration by a number.
func scale(d value.Value, n value.Number, op func(value.Number, value.Number) value.Value) value.Value {
	switch x := d.(type) {
	case value.DaysDuration:
		if v, ok := op(x.Number(), n).(value.Number); ok {
			return v.SecondsLong()
		}
	case value.MonthsDuration:
		if v, ok := op(whole(int64(x)), n).(value.Number); ok {
			return wholeMonths(v)
		}
	}
	return nil
}

func wholeMonths(n value.Number) value.Value {
	whole, ok := n.Round(0, value.Down).(value.Number)
	if !ok {
		return nil
	}
	months, ok := whole.Int64()
	if !ok {
		return nil
	}
	return value.MonthsDuration(months)
}

// Div returns a / b for numbers and durations; nil where it is not defined.
func Div(a, b value.Value) value.Value {
	if y, ok := b.(value.Number); ok {
		if x, both := a.(value.Number); both {
			return x.Div(y)
		}
		return scale(a, y, value.Number.Div)
	}
	switch x := a.(type) {
	case value.DaysDuration:
		if y, ok := b.(value.DaysDuration); ok {
			return x.Number().Div(y.Number())
		}
	case value.MonthsDuration:
		if y, ok := b.(value.MonthsDuration); ok {
			return whole(int64(x)).Div(whole(int64(y)))
		}
	}
	return nil
}

// Pow returns a ** b for numbers; nil where it is not defined.
func Pow(a, b value.Value) value.Value {
	x, ok1 := a.(value.Number)
	y, ok2 := b.(value.Number)
	if !ok1 || !ok2 {
		return nil
	}
	return x.Pow(y)
}

// Neg returns -a for numbers and durations; nil for anything else.
func Neg(a value.Value) value.Value {
	switch x := a.(type) {
	case value.Number:
		return x.Neg()
	case value.DaysDuration:
		return x.Neg()
	case value.MonthsDuration:
		return -x
	}
	return nil
}

// And is three-valued conjunction: anything but true and false counts as null.
func And(a, b value.Value) value.Value {
	x, ok1 := a.(value.Bool)
	y, ok2 := b.(value.Bool)
	switch {
	case ok1 && !bool(x), ok2 && !bool(y):
		return value.Bool(false)
	case ok1 && ok2:
		return value.Bool(true)
	}
	return nil
}

// Or is three-valued disjunction.
func Or(a, b value.Value) value.Value {
	x, ok1 := a.(value.Bool)
	y, ok2 := b.(value.Bool)
	switch {
	case ok1 && bool(x), ok2 && bool(y):
		return value.Bool(true)
	case ok1 && ok2:
		return value.Bool(false)
	}
	return nil
}

func whole(i int64) value.Number {
	n, _ := value.Int(i).(value.Number)
	return n
}
