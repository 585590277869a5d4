package value

// Equal compares two values as FEEL "=" does: ok is false where the answer is null, that is
// between different kinds of value (DMN 1.5, table 43).
func Equal(r *Run, a, b Value) (equal, ok bool) {
	if a == nil || b == nil {
		return a == nil && b == nil, true
	}
	if !r.Step(1) || !r.Enter() {
		return false, false
	}
	defer r.Leave()
	switch x := a.(type) {
	case Bool:
		y, ok := b.(Bool)
		return x == y, ok
	case Number:
		y, ok := b.(Number)
		return ok && x.Cmp(y) == 0, ok
	case String:
		y, ok := b.(String)
		return x == y && r.Step(len(x)/1024), ok
	case List:
		y, ok := b.(List)
		return ok && equalLists(r, x, y), ok
	case *Context:
		y, ok := b.(*Context)
		return ok && equalContexts(r, x, y), ok
	case *Range:
		y, ok := b.(*Range)
		return ok && equalRanges(r, x, y), ok
	case *Function:
		y, ok := b.(*Function)
		return x == y, ok
	}
	return equalTemporal(a, b)
}

func equalTemporal(a, b Value) (equal, ok bool) {
	if TypeName(a) != TypeName(b) {
		return false, false
	}
	c, ok := compareTemporal(a, b)
	return ok && c == 0, true
}

// Same reports whether a and b are equal; what cannot be compared is not equal.
func Same(r *Run, a, b Value) bool {
	equal, ok := Equal(r, a, b)
	return equal && ok
}

func equalLists(r *Run, a, b List) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !Same(r, a[i], b[i]) {
			return false
		}
	}
	return true
}

func equalContexts(r *Run, a, b *Context) bool {
	if a.Len() != b.Len() {
		return false
	}
	for i, k := range a.Keys() {
		v, ok := b.Get(k)
		if !ok || !Same(r, a.At(i), v) {
			return false
		}
	}
	return true
}

func equalRanges(r *Run, a, b *Range) bool {
	return a.StartIn == b.StartIn && a.EndIn == b.EndIn && a.Equals == b.Equals && a.Not == b.Not &&
		Same(r, a.Start, b.Start) && Same(r, a.End, b.End)
}

// Compare orders two values of one ordered kind; ok is false where FEEL "<" is null.
func Compare(a, b Value) (order int, ok bool) {
	switch x := a.(type) {
	case Number:
		if y, same := b.(Number); same {
			return x.Cmp(y), true
		}
	case String:
		if y, same := b.(String); same {
			return compareStrings(x, y), true
		}
	default:
		return compareTemporal(a, b)
	}
	return 0, false
}

// compareStrings orders by code point, which is the order of UTF-8 bytes.
func compareStrings(a, b String) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// common lends the zone of one time to the other if that has none (DMN 1.5, table 54).
func common(a, b Zone) (x, y Zone) {
	switch {
	case a.IsNone():
		return b, b
	case b.IsNone():
		return a, a
	}
	return a, b
}

func compareTemporal(a, b Value) (order int, ok bool) {
	switch x := a.(type) {
	case Date:
		if y, same := b.(Date); same {
			return x.Cmp(y), true
		}
	case Time:
		if y, same := b.(Time); same {
			x.Zone, y.Zone = common(x.Zone, y.Zone)
			return x.Cmp(y), true
		}
	case DateTime:
		if y, same := b.(DateTime); same {
			x.Time.Zone, y.Time.Zone = common(x.Time.Zone, y.Time.Zone)
			return x.Cmp(y), true
		}
	case DaysDuration:
		if y, same := b.(DaysDuration); same {
			return x.Cmp(y), true
		}
	case MonthsDuration:
		if y, same := b.(MonthsDuration); same {
			return cmpInt(int64(x), int64(y)), true
		}
	}
	return 0, false
}

// Contains tells whether v lies in the range; ok is false where FEEL "in" is null.
func (g *Range) Contains(r *Run, v Value) (in, ok bool) {
	if g.Not {
		equal, ok := Equal(r, g.Start, v)
		return !equal, ok
	}
	if g.Equals {
		return Equal(r, g.Start, v)
	}
	if v == nil || (g.Start == nil && g.End == nil) {
		return false, false
	}
	low, ok1 := atLeast(g.Start, v, g.StartIn)
	if !ok1 {
		return false, false
	}
	top, ok2 := atLeast(v, g.End, g.EndIn)
	return low && top, ok2
}

// atLeast tells low < high, or low <= high if in; an absent bound always holds.
func atLeast(low, high Value, in bool) (holds, ok bool) {
	if low == nil || high == nil {
		return true, true
	}
	c, ok := Compare(low, high)
	return c < 0 || (c == 0 && in), ok
}
