package feel

import (
	"holon.example/holon/internal/lang/feel/builtin"
	"holon.example/holon/internal/lang/feel/operate"
	"holon.example/holon/internal/lang/feel/syntax"
	"holon.example/holon/internal/lang/feel/value"
)

// code is a compiled node.
type code func(f *frame) Value

// machine is what all frames of one evaluation share; input is the value of "?".
type machine struct {
	run   *value.Run
	vars  Vars
	input Value
}

// frame holds the variables of one binding level.
type frame struct {
	m    *machine
	up   *frame
	vals []Value
}

func (f *frame) push(vals ...Value) *frame { return &frame{m: f.m, up: f, vals: vals} }

// level is the compile-time image of a frame; a filter level binds the members of its item.
type level struct {
	up     *level
	names  []string
	index  map[string]int // of the names, once there are many
	filter bool
}

// manyNames is the number of names from which a level keeps an index, so that a context with very many
// keys does not take quadratic time.
const manyNames = 16

func (l *level) add(name string) {
	l.names = append(l.names, name)
	switch {
	case l.index != nil:
		l.index[name] = len(l.names) - 1
	case len(l.names) > manyNames:
		l.index = make(map[string]int, 2*len(l.names))
		for i, n := range l.names {
			l.index[n] = i
		}
	}
}

func (l *level) find(name string) int {
	if l.index != nil {
		if i, ok := l.index[name]; ok {
			return i
		}
		return -1
	}
	for i := len(l.names) - 1; i >= 0; i-- {
		if l.names[i] == name {
			return i
		}
	}
	return -1
}

type compiler struct {
	src   string
	scope *Scope
	reads map[string]bool
	maybe map[string]bool
	err   error
	// editor marks inference for a whole expression, where names of the scope are not hidden by others.
	editor bool
}

func (c *compiler) fail(pos int, kind, text string) code {
	if c.err == nil {
		c.err = syntax.NewError(c.src, pos, kind, text)
	}
	return constant(nil)
}

func constant(v Value) code { return func(*frame) Value { return v } }

func (c *compiler) compile(n syntax.Node, l *level) code {
	switch n := n.(type) {
	case *syntax.Literal:
		return constant(n.Value)
	case *syntax.Name:
		return c.name(n, l)
	case *syntax.Path:
		return c.path(n, l)
	case *syntax.Filter:
		return c.filter(n, l)
	case *syntax.Call:
		return c.call(n, l)
	case *syntax.Chain:
		return c.chain(n, l)
	case *syntax.Binary:
		return c.comparison(n.Op, n.Pos(), c.compile(n.Left, l), n.Right, l)
	case *syntax.Neg:
		return c.negation(n, l)
	case *syntax.If:
		return c.conditional(n, l)
	}
	return c.compileRest(n, l)
}

func (c *compiler) compileRest(n syntax.Node, l *level) code {
	switch n := n.(type) {
	case *syntax.Between:
		return c.between(n, l)
	case *syntax.In:
		return c.in(n, l)
	case *syntax.InstanceOf:
		return c.instanceOf(n, l)
	case *syntax.For:
		return c.forLoop(n, l)
	case *syntax.Quantified:
		return c.quantified(n, l)
	case *syntax.List:
		return c.list(n, l)
	case *syntax.Context:
		return c.context(n, l)
	case *syntax.Range:
		return c.rng(n, l)
	case *syntax.Compare:
		return c.oneSided(n, l)
	case *syntax.Function:
		return c.function(n, l)
	}
	return c.fail(0, "unexpected", "this part of the expression is empty")
}

// name resolves a variable: bound levels, filtered items, the scope, built-in functions.
func (c *compiler) name(n *syntax.Name, l *level) code {
	if n.Name == "?" {
		return func(f *frame) Value { return f.m.input }
	}
	var items []int
	hops := 0
	for ; l != nil; l, hops = l.up, hops+1 {
		if l.filter {
			items = append(items, hops)
			if n.Name == "item" {
				return lookup(n.Name, items, slot(hops, 0))
			}
			continue
		}
		if i := l.find(n.Name); i >= 0 {
			return lookup(n.Name, items, slot(hops, i))
		}
	}
	return lookup(n.Name, items, c.global(n, len(items) > 0))
}

// slot reads variable i, hops levels up.
func slot(hops, i int) code {
	switch hops {
	case 0:
		return func(f *frame) Value { return f.vals[i] }
	case 1:
		return func(f *frame) Value { return f.up.vals[i] }
	}
	return func(f *frame) Value {
		for range hops {
			f = f.up
		}
		return f.vals[i]
	}
}

// global reads a variable of the evaluation or a built-in function.
func (c *compiler) global(n *syntax.Name, inFilter bool) code {
	name, pos := n.Name, n.Pos()
	known := false
	if c.scope != nil {
		_, known = c.scope.Type(name)
	}
	fn := builtin.Lookup(name)
	switch {
	case known:
		c.reads[name] = true
	case fn != nil:
		return c.builtin(name, fn)
	case inFilter:
		c.maybe[name] = true
	case c.scope != nil:
		return c.fail(pos, "unknown_name", "there is no variable \""+name+"\"")
	default:
		c.reads[name] = true
	}
	return func(f *frame) Value {
		v, ok := f.m.vars[name]
		if !ok {
			f.m.run.Note(pos, "missing", "the variable \""+name+"\" has no value")
		}
		return v
	}
}

// builtin is a function of the standard library, unless a variable of that name is given.
func (c *compiler) builtin(name string, fn *value.Function) code {
	if c.scope != nil {
		return constant(fn)
	}
	return func(f *frame) Value {
		if v, ok := f.m.vars[name]; ok {
			return v
		}
		return fn
	}
}

func (c *compiler) negation(n *syntax.Neg, l *level) code {
	x := c.compile(n.X, l)
	if lit, ok := n.X.(*syntax.Literal); ok {
		return constant(operate.Neg(lit.Value))
	}
	pos := n.Pos()
	return func(f *frame) Value {
		v := x(f)
		out := operate.Neg(v)
		if out == nil && v != nil {
			f.m.run.Note(pos, "operand", "a "+value.TypeName(v)+" has no negative")
		}
		return out
	}
}

func (c *compiler) conditional(n *syntax.If, l *level) code {
	cond, then, other := c.compile(n.Cond, l), c.compile(n.Then, l), c.compile(n.Else, l)
	return func(f *frame) Value {
		if b, ok := cond(f).(value.Bool); ok && bool(b) {
			return then(f)
		}
		return other(f)
	}
}

func (c *compiler) instanceOf(n *syntax.InstanceOf, l *level) code {
	x, t := c.compile(n.X, l), c.scope.resolve(n.Type)
	if t == nil {
		return c.fail(n.Type.Pos(), "unknown_type", "there is no type \""+n.Type.Name+"\"")
	}
	if incomplete(n.Type) {
		// DMN 1.5, table 61: a list, context, function or range type needs its parameters.
		pos := n.Type.Pos()
		return func(f *frame) Value {
			f.m.run.Note(pos, "type", "the type \""+n.Type.Name+"\" needs its parameters, such as list<number>")
			return nil
		}
	}
	return func(f *frame) Value { return value.Bool(t.InstanceOf(f.m.run, x(f))) }
}

// incomplete reports a constructed type written without its parameters.
func incomplete(ref *syntax.TypeRef) bool {
	switch ref.Name {
	case "list", "range":
		return len(ref.Args) == 0
	case "context":
		return len(ref.Fields) == 0
	case "function":
		return ref.Result == nil
	}
	return false
}

func (c *compiler) list(n *syntax.List, l *level) code {
	items := make([]code, len(n.Items))
	fixed := make(value.List, len(n.Items))
	allFixed := true
	for i, item := range n.Items {
		items[i] = c.compile(item, l)
		lit, ok := item.(*syntax.Literal)
		if allFixed = allFixed && ok; ok {
			fixed[i] = lit.Value
		}
	}
	if allFixed {
		return constant(fixed)
	}
	return func(f *frame) Value {
		if !f.m.run.GrowList(len(items)) {
			return nil
		}
		out := make(value.List, len(items))
		for i, item := range items {
			out[i] = item(f)
		}
		return out
	}
}

func (c *compiler) context(n *syntax.Context, l *level) code {
	inner := &level{up: l}
	keys, entries := make([]string, len(n.Entries)), make([]code, len(n.Entries))
	for i, e := range n.Entries {
		keys[i] = e.Key
		if _, recursive := e.Value.(*syntax.Function); recursive {
			inner.add(e.Key)
			entries[i] = c.compile(e.Value, inner)
			continue
		}
		entries[i] = c.compile(e.Value, inner)
		inner.add(e.Key)
	}
	pos := n.Pos()
	return func(f *frame) Value {
		if !f.m.run.GrowList(3 * len(keys)) {
			return nil
		}
		child := f.push(make([]Value, len(keys))...)
		out := value.NewContext(len(keys))
		for i, entry := range entries {
			v := entry(child)
			child.vals[i] = v
			out.Put(keys[i], v)
		}
		if out.Len() < len(keys) {
			f.m.run.Note(pos, "duplicate", "the context has a key twice")
			return nil
		}
		return out
	}
}
