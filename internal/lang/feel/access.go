package feel

import (
	"fmt"

	"holon.example/holon/internal/lang/feel/operate"
	"holon.example/holon/internal/lang/feel/syntax"
	"holon.example/holon/internal/lang/feel/value"
)

// lookup reads a name that may be a member of filtered items, innermost first.
func lookup(name string, items []int, outside code) code {
	if len(items) == 0 {
		return outside
	}
	return func(f *frame) Value {
		for _, hops := range items {
			if v, ok := operate.Member(slot(hops, 0)(f), name); ok {
				return v
			}
		}
		return outside(f)
	}
}

func (c *compiler) path(n *syntax.Path, l *level) code {
	base, name, pos := c.compile(n.Base, l), n.Name, n.Pos()
	return func(f *frame) Value { return member(f.m.run, pos, base(f), name) }
}

func member(r *value.Run, pos int, base Value, name string) Value {
	if l, ok := base.(value.List); ok {
		return memberOfEach(r, pos, l, name)
	}
	v, ok := operate.Member(base, name)
	if !ok && base != nil {
		r.Note(pos, "member", fmt.Sprintf("a %s has no %q", value.TypeName(base), name))
	}
	return v
}

func memberOfEach(r *value.Run, pos int, l value.List, name string) Value {
	if !r.GrowList(len(l)) || !r.Enter() {
		return nil
	}
	defer r.Leave()
	out := make(value.List, len(l))
	for i, e := range l {
		out[i] = member(r, pos, e, name)
	}
	return out
}

func (c *compiler) filter(n *syntax.Filter, l *level) code {
	base := c.compile(n.Base, l)
	if i, ok := fixedIndex(n.Cond); ok {
		return func(f *frame) Value { return element(asList(base(f)), i) }
	}
	cond, pos := c.compile(n.Cond, &level{up: l, filter: true}), n.Pos()
	return func(f *frame) Value {
		v := base(f)
		if v == nil {
			return nil
		}
		return selectItems(f, asList(v), cond, pos)
	}
}

func fixedIndex(n syntax.Node) (int64, bool) {
	sign := int64(1)
	if neg, ok := n.(*syntax.Neg); ok {
		n, sign = neg.X, -1
	}
	lit, ok := n.(*syntax.Literal)
	if !ok {
		return 0, false
	}
	num, ok := lit.Value.(value.Number)
	if !ok {
		return 0, false
	}
	i, ok := num.Int64()
	return sign * i, ok
}

// asList makes a list of one of a single value.
func asList(v Value) value.List {
	switch x := v.(type) {
	case nil:
		return nil
	case value.List:
		return x
	}
	return value.List{v}
}

// element counts from 1, or from the end with a negative index.
func element(l value.List, i int64) Value {
	if i < 0 {
		i += int64(len(l)) + 1
	}
	if i < 1 || i > int64(len(l)) {
		return nil
	}
	return l[i-1]
}

func selectItems(f *frame, l value.List, cond code, pos int) Value {
	if len(l) == 0 {
		if _, isIndex := cond(f.push(nil)).(value.Number); isIndex {
			return nil
		}
		return value.List{}
	}
	out := value.List{}
	for i, e := range l {
		if !f.m.run.Step(1) {
			return nil
		}
		switch v := cond(f.push(e)).(type) {
		case value.Bool:
			if bool(v) && f.m.run.Grow(16) {
				out = append(out, e)
			}
		case value.Number:
			if i == 0 {
				index, ok := v.Int64()
				if !ok {
					f.m.run.Note(pos, "index", "an index must be a whole number")
					return nil
				}
				return element(l, index)
			}
		}
	}
	return out
}

func (c *compiler) call(n *syntax.Call, l *level) code {
	fn, pos, names := c.compile(n.Fn, l), n.Pos(), n.Names
	args := make([]code, len(n.Args))
	for i, a := range n.Args {
		args[i] = c.compile(a, l)
	}
	return func(f *frame) Value {
		target, ok := fn(f).(*value.Function)
		if !ok {
			f.m.run.Note(pos, "function", "this is no function")
			return nil
		}
		vals := make([]Value, len(args))
		for i, a := range args {
			vals[i] = a(f)
		}
		if len(names) > 0 {
			return target.InvokeNamed(f.m.run, pos, names, vals)
		}
		return target.Invoke(f.m.run, pos, vals)
	}
}

func (c *compiler) function(n *syntax.Function, l *level) code {
	params, names := make([]value.Param, len(n.Params)), make([]string, len(n.Params))
	for i, p := range n.Params {
		params[i], names[i] = value.Param{Name: p.Name}, p.Name
		if p.Type == nil {
			continue
		}
		if params[i].Type = c.scope.resolve(p.Type); params[i].Type == nil {
			return c.fail(p.Type.Pos(), "unknown_type", "there is no type \""+p.Type.Name+"\"")
		}
	}
	if n.External {
		return c.external(params, n)
	}
	body, result := c.compile(n.Body, &level{up: l, names: names}), c.infer(n.Body)
	return func(f *frame) Value {
		return &value.Function{Params: params, Result: result, Call: func(r *value.Run, args []Value) Value {
			m := f.m
			if r != m.run {
				m = &machine{run: r, vars: m.vars, input: m.input}
			}
			return body(&frame{m: m, up: f, vals: args})
		}}
	}
}

// external functions name a Java method; those that are not known, and PMML, give null when called.
func (c *compiler) external(params []value.Param, n *syntax.Function) code {
	body, _ := constantOf(c.src, n.Body)
	fn := &value.Function{Params: params}
	target, err := External(body)
	pos := n.Pos()
	fn.Call = func(r *value.Run, args []Value) Value {
		if err != nil {
			r.Note(pos, "external", err.Error())
			return nil
		}
		return target.Invoke(r, pos, args)
	}
	return constant(fn)
}
