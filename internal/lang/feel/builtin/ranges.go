package builtin

import (
	"holon.example/holon/internal/lang/feel/operate"
	"holon.example/holon/internal/lang/feel/syntax"
	"holon.example/holon/internal/lang/feel/value"
)

func declareRanges() {
	relation("before", before)
	relation("after", swapped(before))
	relation("meets", ranges(meets))
	relation("met by", swapped(ranges(meets)))
	def("overlaps", over("range1:any, range2:any", truth(ranges(overlaps))))
	def("overlaps before", over("range1:any, range2:any", truth(ranges(overlapsBefore))))
	def("overlaps after", over("range1:any, range2:any", truth(swapped(ranges(overlapsBefore)))))
	relation("finishes", finishes)
	relation("finished by", swapped(finishes))
	relation("includes", includes)
	relation("during", swapped(includes))
	relation("starts", starts)
	relation("started by", swapped(starts))
	relation("coincides", coincides)
	def("range", over("from:string", rangeFrom))
}

// span is a point or a range of the interval algebra; edges know whether they belong to it.
type span struct {
	low, high     value.Value
	lowIn, highIn bool
	point         bool
}

type related func(a, b span) (holds, ok bool)

// relation declares an interval function under the parameter names of DMN 1.5, table 82.
func relation(name string, rel related) {
	run := truth(rel)
	def(name,
		over("range1:range, range2:range", run), over("point:any, range:range", run),
		over("range:range, point:any", run), over("point1:any, point2:any", run))
}

func truth(rel related) impl {
	return func(_ *value.Run, a []value.Value) value.Value {
		x, ok1 := spanOf(a[0])
		y, ok2 := spanOf(a[1])
		if !ok1 || !ok2 {
			return nil
		}
		holds, ok := rel(x, y)
		if !ok {
			return nil
		}
		return value.Bool(holds)
	}
}

func spanOf(v value.Value) (span, bool) {
	g, ok := v.(*value.Range)
	if !ok {
		return span{low: v, high: v, lowIn: true, highIn: true, point: true}, v != nil
	}
	return span{low: g.Start, high: g.End, lowIn: g.StartIn, highIn: g.EndIn}, !g.Not && (g.Start != nil || g.End != nil)
}

func swapped(rel related) related {
	return func(a, b span) (bool, bool) { return rel(b, a) }
}

func ranges(rel related) related {
	return func(a, b span) (bool, bool) {
		if a.point || b.point {
			return false, false
		}
		return rel(a, b)
	}
}

// order compares two lower edges, two upper edges or points; an absent lower edge is lowest and an
// absent upper edge highest.
func order(a value.Value, aHigh bool, b value.Value, bHigh bool) (int, bool) {
	switch {
	case a == nil && b == nil:
		return side(aHigh) - side(bHigh), true
	case a == nil:
		return side(aHigh), true
	case b == nil:
		return -side(bHigh), true
	}
	return value.Compare(a, b)
}

func side(high bool) int {
	if high {
		return 1
	}
	return -1
}

func lows(a, b span) (int, bool)    { return order(a.low, false, b.low, false) }
func highs(a, b span) (int, bool)   { return order(a.high, true, b.high, true) }
func highLow(a, b span) (int, bool) { return order(a.high, true, b.low, false) }

func before(a, b span) (bool, bool) {
	c, ok := highLow(a, b)
	return c < 0 || (c == 0 && !(a.highIn && b.lowIn)), ok
}

func meets(a, b span) (bool, bool) {
	c, ok := highLow(a, b)
	return c == 0 && a.highIn && b.lowIn, ok
}

func overlaps(a, b span) (bool, bool) {
	first, ok1 := before(a, b)
	second, ok2 := before(b, a)
	return !first && !second, ok1 && ok2
}

func overlapsBefore(a, b span) (bool, bool) {
	l, ok1 := lows(a, b)
	h, ok2 := highs(a, b)
	touch, ok3 := overlaps(a, b)
	startsFirst := l < 0 || (l == 0 && a.lowIn && !b.lowIn)
	endsFirst := h < 0 || (h == 0 && (!a.highIn || b.highIn))
	return startsFirst && endsFirst && touch, ok1 && ok2 && ok3
}

func finishes(a, b span) (bool, bool) {
	h, ok1 := highs(a, b)
	l, ok2 := lows(a, b)
	if b.point {
		return false, false
	}
	if a.point {
		return h == 0 && b.highIn, ok1
	}
	return h == 0 && a.highIn == b.highIn && (l > 0 || (l == 0 && (!a.lowIn || b.lowIn))), ok1 && ok2
}

func starts(a, b span) (bool, bool) {
	l, ok1 := lows(a, b)
	h, ok2 := highs(a, b)
	if b.point {
		return false, false
	}
	if a.point {
		return l == 0 && b.lowIn, ok1
	}
	return l == 0 && a.lowIn == b.lowIn && (h < 0 || (h == 0 && (!a.highIn || b.highIn))), ok1 && ok2
}

func includes(a, b span) (bool, bool) {
	if a.point {
		return false, false
	}
	l, ok1 := lows(a, b)
	h, ok2 := highs(a, b)
	return (l < 0 || (l == 0 && (a.lowIn || !b.lowIn))) && (h > 0 || (h == 0 && (a.highIn || !b.highIn))), ok1 && ok2
}

func coincides(a, b span) (bool, bool) {
	if a.point != b.point {
		return false, false
	}
	l, ok1 := lows(a, b)
	h, ok2 := highs(a, b)
	return l == 0 && h == 0 && a.lowIn == b.lowIn && a.highIn == b.highIn, ok1 && ok2
}

// rangeFrom reads text such as "[18..21)"; the bounds are literals and one of them may be left out.
func rangeFrom(r *value.Run, a []value.Value) value.Value {
	g, err := syntax.ParseRange(str(a[0]), Names())
	if err != nil {
		r.Note(0, "range", "the text is no range: "+err.Error())
		return nil
	}
	low, ok1 := bound(r, g.Low)
	high, ok2 := bound(r, g.High)
	if !ok1 || !ok2 || (low == nil && g.LowIn) || (high == nil && g.HighIn) || (low == nil && high == nil) {
		return nil
	}
	if low != nil && high != nil {
		if c, ok := value.Compare(low, high); !ok || c > 0 {
			return nil
		}
	}
	return &value.Range{Start: low, End: high, StartIn: g.LowIn, EndIn: g.HighIn}
}

// bound evaluates a bound: a literal, its negative, or a date function on literals.
func bound(r *value.Run, n syntax.Node) (value.Value, bool) {
	switch n := n.(type) {
	case nil:
		return nil, true
	case *syntax.Literal:
		return n.Value, true
	case *syntax.Neg:
		v, ok := bound(r, n.X)
		out := operate.Neg(v)
		return out, ok && out != nil
	case *syntax.Call:
		return literalCall(r, n)
	}
	return nil, false
}

func literalCall(r *value.Run, n *syntax.Call) (value.Value, bool) {
	name, ok := n.Fn.(*syntax.Name)
	if !ok || n.Names != nil {
		return nil, false
	}
	switch name.Name {
	case "date", "time", "date and time", "duration":
	default:
		return nil, false
	}
	args := make([]value.Value, len(n.Args))
	for i, a := range n.Args {
		if args[i], ok = bound(r, a); !ok {
			return nil, false
		}
	}
	v := Lookup(name.Name).Invoke(r, 0, args)
	return v, v != nil
}
