package value

// Add returns a + b for numbers, strings, durations and dates (DMN 1.5, table 50); nil where it is
// not defined.
func Add(r *Run, a, b Value) Value {
	switch x := a.(type) {
	case Number:
		if y, ok := b.(Number); ok {
			return x.Add(y)
		}
	case String:
		if y, ok := b.(String); ok && r.Grow(len(x)+len(y)) {
			return x + y
		}
	case DaysDuration:
		if y, ok := b.(DaysDuration); ok {
			return x.Add(y)
		}
		return later(b, a, false)
	case MonthsDuration:
		if y, ok := b.(MonthsDuration); ok {
			return addMonths(x, y)
		}
		return later(b, a, false)
	default:
		return later(a, b, false)
	}
	return nil
}

func addMonths(a, b MonthsDuration) Value {
	if sumOverflows(int64(a), int64(b)) {
		return nil
	}
	return a + b
}

// later moves a date or time by a duration, or back.
func later(at, by Value, back bool) Value {
	switch d := by.(type) {
	case DaysDuration:
		if back {
			neg, ok := d.Neg().(DaysDuration)
			if !ok {
				return nil
			}
			d = neg
		}
		return moveDays(at, d)
	case MonthsDuration:
		if back {
			d = -d
		}
		return moveMonths(at, int64(d))
	}
	return nil
}

func moveDays(at Value, d DaysDuration) Value {
	switch x := at.(type) {
	case Date:
		return x.AddDays(floorDiv(d.Seconds, daySeconds))
	case Time:
		return x.Add(d)
	case DateTime:
		return x.Add(d)
	}
	return nil
}

func moveMonths(at Value, n int64) Value {
	switch x := at.(type) {
	case Date:
		return x.AddMonths(n)
	case DateTime:
		return x.AddMonths(n)
	}
	return nil
}

// Sub returns a - b; nil where it is not defined.
func Sub(a, b Value) Value {
	switch x := a.(type) {
	case Number:
		if y, ok := b.(Number); ok {
			return x.Sub(y)
		}
		return nil
	case DaysDuration:
		y, ok := b.(DaysDuration)
		if neg, fits := y.Neg().(DaysDuration); ok && fits {
			return x.Add(neg)
		}
		return nil
	case MonthsDuration:
		if y, ok := b.(MonthsDuration); ok {
			return addMonths(x, -y)
		}
		return nil
	case Time:
		if y, ok := b.(Time); ok {
			return subTimes(x, y)
		}
	case Date, DateTime:
		if v, ok := subDates(a, b); ok {
			return v
		}
	}
	return later(a, b, true)
}

func subTimes(x, y Time) Value {
	if x.Zone.IsNone() != y.Zone.IsNone() {
		return nil
	}
	return x.Sub(y)
}

// subDates subtracts dates and date times; a date among them counts as midnight UTC. ok is false if
// b is neither.
func subDates(a, b Value) (v Value, ok bool) {
	if y, is := b.(Date); is {
		if x, both := a.(Date); both {
			return NewDaysDuration((x.Days()-y.Days())*daySeconds, 0), true
		}
		b = y.Midnight(true)
	}
	if x, is := a.(Date); is {
		a = x.Midnight(true)
	}
	x, _ := a.(DateTime)
	y, ok := b.(DateTime)
	if !ok {
		return nil, false
	}
	if x.Time.Zone.IsNone() != y.Time.Zone.IsNone() {
		return nil, true
	}
	return x.Sub(y), true
}

// Mul returns a * b for numbers and durations; nil where it is not defined.
func Mul(a, b Value) Value {
	x, isNumber := a.(Number)
	if !isNumber {
		y, ok := b.(Number)
		if !ok {
			return nil
		}
		return scale(a, y, Number.Mul)
	}
	if y, ok := b.(Number); ok {
		return x.Mul(y)
	}
	return scale(b, x, Number.Mul)
}

// scale multiplies or divides a duration by a number.
func scale(d Value, n Number, op func(Number, Number) Value) Value {
	switch x := d.(type) {
	case DaysDuration:
		if v, ok := op(x.Number(), n).(Number); ok {
			return DaysDurationOf(v)
		}
	case MonthsDuration:
		if v, ok := op(Number{small: int64(x)}, n).(Number); ok {
			return wholeMonths(v)
		}
	}
	return nil
}

func wholeMonths(n Number) Value {
	whole, ok := n.Round(0, Down).(Number)
	if !ok {
		return nil
	}
	months, ok := whole.Int64()
	if !ok {
		return nil
	}
	return MonthsDuration(months)
}

// Div returns a / b for numbers and durations; nil where it is not defined.
func Div(a, b Value) Value {
	if y, ok := b.(Number); ok {
		if x, both := a.(Number); both {
			return x.Div(y)
		}
		return scale(a, y, Number.Div)
	}
	switch x := a.(type) {
	case DaysDuration:
		if y, ok := b.(DaysDuration); ok {
			return x.Number().Div(y.Number())
		}
	case MonthsDuration:
		if y, ok := b.(MonthsDuration); ok {
			return Number{small: int64(x)}.Div(Number{small: int64(y)})
		}
	}
	return nil
}

// Pow returns a ** b for numbers; nil where it is not defined.
func Pow(a, b Value) Value {
	x, ok1 := a.(Number)
	y, ok2 := b.(Number)
	if !ok1 || !ok2 {
		return nil
	}
	return x.Pow(y)
}

// Neg returns -a for numbers and durations; nil for anything else.
func Neg(a Value) Value {
	switch x := a.(type) {
	case Number:
		return x.Neg()
	case DaysDuration:
		return x.Neg()
	case MonthsDuration:
		return -x
	}
	return nil
}

// And is three-valued conjunction: anything but true and false counts as null.
func And(a, b Value) Value {
	x, ok1 := a.(Bool)
	y, ok2 := b.(Bool)
	switch {
	case ok1 && !bool(x), ok2 && !bool(y):
		return Bool(false)
	case ok1 && ok2:
		return Bool(true)
	}
	return nil
}

// Or is three-valued disjunction.
func Or(a, b Value) Value {
	x, ok1 := a.(Bool)
	y, ok2 := b.(Bool)
	switch {
	case ok1 && bool(x), ok2 && bool(y):
		return Bool(true)
	case ok1 && ok2:
		return Bool(false)
	}
	return nil
}
