package feel

import (
	"fmt"

	"holon.example/holon/internal/lang/feel/operate"
	"holon.example/holon/internal/lang/feel/syntax"
	"holon.example/holon/internal/lang/feel/value"
)

func (c *compiler) chain(n *syntax.Chain, l *level) code {
	acc := c.compile(n.First, l)
	links := make([]link, len(n.Rest))
	for i, r := range n.Rest {
		links[i] = link{op: operator(r.Op), x: c.compile(r.X, l), pos: r.Pos(), sign: r.Op}
	}
	if len(links) == 1 {
		return links[0].single(acc)
	}
	return func(f *frame) Value {
		v := acc(f)
		for i := range links {
			v = links[i].apply(f, v)
		}
		return v
	}
}

// powerSteps is what a power costs: it takes many multiplications.
const powerSteps = 20

type link struct {
	op   func(r *value.Run, a, b Value) Value
	x    code
	pos  int
	sign string
}

func operator(sign string) func(r *value.Run, a, b Value) Value {
	switch sign {
	case "+":
		return operate.Add
	case "-":
		return func(_ *value.Run, a, b Value) Value { return operate.Sub(a, b) }
	case "*":
		return func(_ *value.Run, a, b Value) Value { return operate.Mul(a, b) }
	case "/":
		return func(_ *value.Run, a, b Value) Value { return operate.Div(a, b) }
	}
	return func(r *value.Run, a, b Value) Value {
		if !r.Step(powerSteps) {
			return nil
		}
		return operate.Pow(a, b)
	}
}

func (k *link) single(left code) code {
	switch k.sign {
	case "and", "or":
		return func(f *frame) Value { return k.logic(f, left(f)) }
	}
	return func(f *frame) Value { return k.arithmetic(f, left(f)) }
}

func (k *link) apply(f *frame, left Value) Value {
	if k.sign == "and" || k.sign == "or" {
		return k.logic(f, left)
	}
	return k.arithmetic(f, left)
}

// logic leaves the right side alone if the left side decides.
func (k *link) logic(f *frame, left Value) Value {
	b, ok := left.(value.Bool)
	if k.sign == "and" {
		if ok && !bool(b) {
			return b
		}
		return operate.And(left, k.x(f))
	}
	if ok && bool(b) {
		return b
	}
	return operate.Or(left, k.x(f))
}

func (k *link) arithmetic(f *frame, a Value) Value {
	b := k.x(f)
	v := k.op(f.m.run, a, b)
	if v == nil {
		k.explain(f.m.run, a, b)
	}
	return v
}

func (k *link) explain(r *value.Run, a, b Value) {
	if !r.Noting() {
		return
	}
	r.Note(k.pos, "operand", fmt.Sprintf("%q is not defined for %s and %s, or its result is out of range",
		k.sign, value.TypeName(a), value.TypeName(b)))
}

// comparison compiles left op right, with a short way for constant numbers on the right.
func (c *compiler) comparison(op string, pos int, left code, rightNode syntax.Node, l *level) code {
	right := c.compile(rightNode, l)
	if lit, ok := rightNode.(*syntax.Literal); ok {
		if num, isNumber := lit.Value.(value.Number); isNumber {
			return compareNumber(op, pos, left, num)
		}
		if s, isString := lit.Value.(value.String); isString && op == "=" {
			return equalsString(pos, left, s)
		}
	}
	return func(f *frame) Value { return compare(f.m.run, pos, op, left(f), right(f)) }
}

func compareNumber(op string, pos int, left code, num value.Number) code {
	holds := ordering(op)
	var boxed Value = num
	return func(f *frame) Value {
		v := left(f)
		if n, ok := v.(value.Number); ok {
			return value.Bool(holds(n.Cmp(num)))
		}
		return compare(f.m.run, pos, op, v, boxed)
	}
}

func equalsString(pos int, left code, s value.String) code {
	var boxed Value = s
	return func(f *frame) Value {
		v := left(f)
		if mine, ok := v.(value.String); ok {
			return value.Bool(mine == s)
		}
		return compare(f.m.run, pos, "=", v, boxed)
	}
}

func ordering(op string) func(int) bool {
	switch op {
	case "=":
		return func(c int) bool { return c == 0 }
	case "!=":
		return func(c int) bool { return c != 0 }
	case "<":
		return func(c int) bool { return c < 0 }
	case "<=":
		return func(c int) bool { return c <= 0 }
	case ">":
		return func(c int) bool { return c > 0 }
	}
	return func(c int) bool { return c >= 0 }
}

func compare(r *value.Run, pos int, op string, a, b Value) Value {
	if op == "=" || op == "!=" {
		equal, ok := value.Equal(r, a, b)
		if !ok {
			noteCompare(r, pos, a, b)
			return nil
		}
		return value.Bool(equal == (op == "="))
	}
	if s, isString := a.(value.String); isString && !r.Step(len(s)/1024) {
		return nil
	}
	order, ok := value.Compare(a, b)
	if !ok {
		noteCompare(r, pos, a, b)
		return nil
	}
	return value.Bool(ordering(op)(order))
}

func noteCompare(r *value.Run, pos int, a, b Value) {
	if !r.Noting() {
		return
	}
	r.Note(pos, "compare", fmt.Sprintf("a %s cannot be compared with a %s", value.TypeName(a), value.TypeName(b)))
}

func (c *compiler) between(n *syntax.Between, l *level) code {
	x, low, high := c.compile(n.X, l), c.compile(n.Low, l), c.compile(n.High, l)
	pos := n.Pos()
	return func(f *frame) Value {
		v, r := x(f), f.m.run
		return operate.And(compare(r, pos, ">=", v, low(f)), compare(r, pos, "<=", v, high(f)))
	}
}

func (c *compiler) rng(n *syntax.Range, l *level) code {
	low, high := c.compile(n.Low, l), c.compile(n.High, l)
	pos := n.Pos()
	return func(f *frame) Value {
		g := &value.Range{Start: low(f), End: high(f), StartIn: n.LowIn, EndIn: n.HighIn}
		if g.Start == nil && g.End == nil {
			f.m.run.Note(pos, "range", "a range needs at least one bound")
			return nil
		}
		if g.Start == nil || g.End == nil {
			return g
		}
		switch order, ok := value.Compare(g.Start, g.End); {
		case !ok:
			noteCompare(f.m.run, pos, g.Start, g.End)
			return nil
		case order > 0:
			f.m.run.Note(pos, "range", "the lower bound of the range is above the upper bound")
			return nil
		}
		return g
	}
}

// oneSided is the range of a comparison such as (< 5) used as a value.
func (c *compiler) oneSided(n *syntax.Compare, l *level) code {
	x, op := c.compile(n.X, l), n.Op
	return func(f *frame) Value {
		v := x(f)
		switch op {
		case "<", "<=":
			return &value.Range{End: v, EndIn: op == "<="}
		case ">", ">=":
			return &value.Range{Start: v, StartIn: op == ">="}
		case "=":
			return &value.Range{Start: v, End: v, StartIn: true, EndIn: true, Equals: true}
		}
		return &value.Range{Start: v, Not: true}
	}
}
