package feel

import (
	"holon.example/holon/internal/lang/feel/operate"
	"holon.example/holon/internal/lang/feel/syntax"
	"holon.example/holon/internal/lang/feel/value"
)

// test is a compiled unary test: true, false or null for an input.
type test func(f *frame, in Value) Value

// tests compiles a list of tests: one has to hold, or none under not().
func (c *compiler) tests(n *syntax.Tests, l *level) test {
	if len(n.Items) == 0 {
		return func(*frame, Value) Value { return value.Bool(true) }
	}
	hit := c.anyOf(n.Items, l)
	if !n.Not {
		return hit
	}
	return func(f *frame, in Value) Value {
		if b, ok := hit(f, in).(value.Bool); ok {
			return !b
		}
		return nil
	}
}

func (c *compiler) anyOf(items []syntax.Node, l *level) test {
	all := make([]test, len(items))
	for i, item := range items {
		all[i] = c.test(item, l)
	}
	if len(all) == 1 {
		return all[0]
	}
	return func(f *frame, in Value) Value {
		var out Value = value.Bool(false)
		for _, t := range all {
			v := t(f, in)
			if v == value.Bool(true) {
				return v
			}
			out = operate.Or(out, v)
		}
		return out
	}
}

func (c *compiler) test(n syntax.Node, l *level) test {
	switch n := n.(type) {
	case *syntax.Compare:
		cmp := c.comparison(n.Op, n.Pos(), func(f *frame) Value { return f.m.input }, n.X, l)
		return func(f *frame, _ Value) Value { return cmp(f) }
	case *syntax.Literal:
		return literalTest(n.Value)
	case *syntax.Range:
		if t := rangeTest(n); t != nil {
			return t
		}
	}
	reader, asks := readsInput(n), isQuestion(n)
	x := c.compile(n, l)
	return func(f *frame, in Value) Value {
		saved := f.m.input
		f.m.input = in
		v := x(f)
		f.m.input = saved
		if b, ok := v.(value.Bool); ok {
			if _, both := in.(value.Bool); reader || asks && !both {
				return b
			}
		}
		return included(f.m.run, in, v)
	}
}

func literalTest(want Value) test {
	if s, ok := want.(value.String); ok {
		return func(f *frame, in Value) Value {
			if v, same := in.(value.String); same {
				return value.Bool(v == s)
			}
			return included(f.m.run, in, want)
		}
	}
	return func(f *frame, in Value) Value { return included(f.m.run, in, want) }
}

// rangeTest is the short way for ranges between two literals.
func rangeTest(n *syntax.Range) test {
	low, ok1 := n.Low.(*syntax.Literal)
	high, ok2 := n.High.(*syntax.Literal)
	if !ok1 || !ok2 {
		return nil
	}
	if order, ok := value.Compare(low.Value, high.Value); !ok || order > 0 {
		return nil
	}
	g := &value.Range{Start: low.Value, End: high.Value, StartIn: n.LowIn, EndIn: n.HighIn}
	return func(f *frame, in Value) Value { return included(f.m.run, in, g) }
}

// included is the meaning of "in" for a value that was computed (DMN 1.5, table 55): equal to it, in
// the range, or in the list.
func included(r *value.Run, in, v Value) Value {
	switch x := v.(type) {
	case *value.Range:
		if other, ok := in.(*value.Range); ok {
			return value.Bool(value.Same(r, other, x))
		}
		holds, ok := x.Contains(r, in)
		if !ok {
			return nil
		}
		return value.Bool(holds)
	case value.List:
		return inList(r, in, x)
	}
	equal, ok := value.Equal(r, in, v)
	if !ok {
		return nil
	}
	return value.Bool(equal)
}

func inList(r *value.Run, in Value, l value.List) Value {
	if mine, ok := in.(value.List); ok && value.Same(r, mine, l) {
		return value.Bool(true)
	}
	for _, e := range l {
		if !r.Step(1) {
			return nil
		}
		if g, ok := e.(*value.Range); ok {
			if holds, _ := g.Contains(r, in); holds {
				return value.Bool(true)
			}
		}
		if value.Same(r, in, e) {
			return value.Bool(true)
		}
	}
	return value.Bool(false)
}

// in compiles "x in tests".
func (c *compiler) in(n *syntax.In, l *level) code {
	x, hit := c.compile(n.X, l), c.anyOf(n.Tests, l)
	return func(f *frame) Value {
		v, saved := x(f), f.m.input
		f.m.input = v
		out := hit(f, v)
		f.m.input = saved
		return out
	}
}

// isQuestion reports an expression that is true or false by its form. Beside an input that is neither,
// its answer is the test, even if it does not mention "?".
func isQuestion(n syntax.Node) bool {
	switch n := n.(type) {
	case *syntax.Binary, *syntax.Between, *syntax.In, *syntax.InstanceOf, *syntax.Quantified, *syntax.Call:
		return true
	case *syntax.Chain:
		return n.Rest[0].Op == "and" || n.Rest[0].Op == "or"
	}
	return false
}

// readsInput reports that an expression mentions "?".
func readsInput(n syntax.Node) bool {
	found := false
	syntax.Walk(n, func(n syntax.Node) {
		if name, ok := n.(*syntax.Name); ok && name.Name == "?" {
			found = true
		}
	})
	return found
}
