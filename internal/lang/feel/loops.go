package feel

import (
	"holon.example/holon/internal/lang/feel/operate"
	"holon.example/holon/internal/lang/feel/syntax"
	"holon.example/holon/internal/lang/feel/value"
)

// iterator runs over the elements of one domain, lazily; each stops when visit returns false. It
// returns false if the domain is no list.
type iterator func(f *frame, visit func(v Value) bool) bool

func (c *compiler) iterator(it syntax.Iter, l *level) iterator {
	low := c.compile(it.In, l)
	if it.High == nil {
		return func(f *frame, visit func(Value) bool) bool { return overValue(f.m.run, low(f), visit) }
	}
	high := c.compile(it.High, l)
	return func(f *frame, visit func(Value) bool) bool {
		return overBounds(f.m.run, low(f), high(f), visit)
	}
}

func overValue(r *value.Run, v Value, visit func(Value) bool) bool {
	switch x := v.(type) {
	case nil:
		return false
	case value.List:
		for _, e := range x {
			if !r.Step(1) || !visit(e) {
				return true
			}
		}
		return true
	case *value.Range:
		return overRange(r, x, visit)
	}
	visit(v)
	return true
}

func overRange(r *value.Run, g *value.Range, visit func(Value) bool) bool {
	inner := func(v Value) bool {
		if !g.StartIn && value.Same(r, v, g.Start) || !g.EndIn && value.Same(r, v, g.End) {
			return true
		}
		return visit(v)
	}
	return overBounds(r, g.Start, g.End, inner)
}

// overBounds counts from low to high, or down if low is the larger: whole numbers or days.
func overBounds(r *value.Run, low, high Value, visit func(Value) bool) bool {
	first, last, at, ok := bounds(low, high)
	if !ok {
		return false
	}
	step := int64(1)
	if last < first {
		step = -1
	}
	for i := first; r.Step(1) && visit(at(i)) && i != last; i += step {
		continue
	}
	return true
}

func bounds(low, high Value) (first, last int64, at func(int64) Value, ok bool) {
	switch x := low.(type) {
	case value.Number:
		y, isNumber := high.(value.Number)
		a, ok1 := x.Int64()
		b, ok2 := y.Int64()
		return a, b, value.Int, isNumber && ok1 && ok2
	case value.Date:
		y, isDate := high.(value.Date)
		return x.Days(), y.Days(), value.DateOfDays, isDate
	}
	return 0, 0, nil, false
}

// nest compiles iterators inside each other; each binds one level. The body level is returned.
func (c *compiler) nest(iters []syntax.Iter, l *level) ([]iterator, *level) {
	out := make([]iterator, len(iters))
	for i, it := range iters {
		out[i] = c.iterator(it, l)
		l = &level{up: l, names: []string{it.Name}}
	}
	return out, l
}

// run calls body for every combination, the last iterator fastest; false if a domain is no list.
func run(iters []iterator, f *frame, body func(f *frame) bool) bool {
	if len(iters) == 0 {
		return body(f)
	}
	good, stop := true, false
	ok := iters[0](f, func(v Value) bool {
		child := f.push(v)
		if len(iters) == 1 {
			stop = !body(child)
			return !stop
		}
		good = run(iters[1:], child, func(f *frame) bool {
			stop = !body(f)
			return !stop
		})
		return good && !stop
	})
	return ok && good
}

func (c *compiler) forLoop(n *syntax.For, l *level) code {
	outer := &level{up: l, names: []string{"partial"}}
	iters, inner := c.nest(n.Iters, outer)
	body, pos := c.compile(n.Body, inner), n.Pos()
	return func(f *frame) Value {
		out, top := value.List{}, f.push(value.List{})
		ok := run(iters, top, func(f *frame) bool {
			top.vals[0] = out[:len(out):len(out)]
			v := body(f)
			if !f.m.run.Grow(16) {
				return false
			}
			out = append(out, v)
			return true
		})
		if !ok {
			f.m.run.Note(pos, "iteration", "the iteration needs a list, or a range of whole numbers or dates")
			return nil
		}
		return out
	}
}

func (c *compiler) quantified(n *syntax.Quantified, l *level) code {
	iters, inner := c.nest(n.Iters, l)
	cond, pos := c.compile(n.Cond, inner), n.Pos()
	combine, decisive := operate.Or, value.Bool(true)
	if n.Every {
		combine, decisive = operate.And, value.Bool(false)
	}
	return func(f *frame) Value {
		var out Value = !decisive
		ok := run(iters, f, func(f *frame) bool {
			out = combine(out, cond(f))
			return out != decisive
		})
		if !ok {
			f.m.run.Note(pos, "iteration", "the test over all elements needs a list")
			return nil
		}
		return out
	}
}
