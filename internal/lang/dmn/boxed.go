package dmn

import (
	"fmt"

	"holon.example/holon/internal/lang/dmn/source"
	"holon.example/holon/internal/lang/feel"
	"holon.example/holon/internal/lang/feel/operate"
	"holon.example/holon/internal/lang/feel/syntax"
	"holon.example/holon/internal/lang/feel/value"
)

// sub compiles a part with more variables and passes its faults on.
func (c *compiler) sub(more []variable, x *source.Expression, t *feel.Type, place string) runner {
	inner := c.inner(more)
	run := inner.typed(x, t, place)
	c.failed = c.failed || inner.failed
	return run
}

// context evaluates its entries in order, each seeing those before; a last entry without a name is the
// result of the whole.
func (c *compiler) context(x *source.Expression, place string) runner {
	inner := c.inner(nil)
	runs, names := make([]runner, len(x.Entries)), make([]string, len(x.Entries))
	for i, entry := range x.Entries {
		names[i] = syntax.Clean(entry.Variable.Name)
		t := inner.typeOf(entry.Variable.TypeRef, names[i])
		if entry.Value != nil && entry.Value.Kind == source.Function {
			inner.scope.Declare(names[i], t) // a function may call itself
		}
		runs[i] = inner.typed(entry.Value, t, place+"."+names[i])
		if names[i] != "" {
			inner.scope.Declare(names[i], t)
		}
	}
	c.failed = c.failed || inner.failed
	return func(e *env) feel.Value {
		out, local := value.NewContext(len(runs)), e.with(nil, nil)
		for i, run := range runs {
			v := run(local)
			if names[i] == "" {
				return v
			}
			local.vars[names[i]] = v
			out.Put(names[i], v)
		}
		if out.Len() < len(runs) {
			e.run.Note(0, "duplicate", "the context has an entry twice")
			return nil
		}
		return out
	}
}

func (c *compiler) invocation(x *source.Expression, place string) runner {
	callee := c.expression(x.Parts[0], place)
	args, names := make([]runner, len(x.Entries)), make([]string, len(x.Entries))
	for i, b := range x.Entries {
		names[i] = syntax.Clean(b.Variable.Name)
		args[i] = c.expression(b.Value, place+"."+names[i])
	}
	return func(e *env) feel.Value {
		fn, ok := callee(e).(*value.Function)
		if !ok {
			e.run.Note(0, "function", "what "+place+" calls is no function")
			return nil
		}
		vals := make([]feel.Value, len(args))
		for i, a := range args {
			vals[i] = a(e)
		}
		if len(names) == 0 {
			return fn.Invoke(e.run, 0, vals)
		}
		return fn.InvokeNamed(e.run, 0, names, vals)
	}
}

func (c *compiler) all(parts []*source.Expression, place string) []runner {
	out := make([]runner, len(parts))
	for i, p := range parts {
		out[i] = c.expression(p, fmt.Sprintf("%s[%d]", place, i+1))
	}
	return out
}

func (c *compiler) list(x *source.Expression, place string) runner {
	items := c.all(x.Parts, place)
	return func(e *env) feel.Value {
		e.run.GrowList(len(items))
		out := make(value.List, len(items))
		for i, item := range items {
			out[i] = item(e)
		}
		return out
	}
}

// relation is a list of contexts with the same keys.
func (c *compiler) relation(x *source.Expression, place string) runner {
	columns := c.parameters(x.Columns)
	rows := make([][]runner, len(x.Rows))
	for i, row := range x.Rows {
		rows[i] = c.all(row, fmt.Sprintf("%s row %d", place, i+1))
		if len(rows[i]) != len(columns) {
			c.fault(fmt.Sprintf("%s row %d", place, i+1), fmt.Errorf("there are %d columns but %d cells", len(columns), len(rows[i])))
			return null
		}
	}
	return func(e *env) feel.Value {
		e.run.GrowList(len(rows) * (1 + 3*len(columns)))
		out := make(value.List, len(rows))
		for i, row := range rows {
			r := value.NewContext(len(columns))
			for j, cell := range row {
				v, _ := columns[j].typ.Coerce(e.run, cell(e))
				r.Put(columns[j].name, v)
			}
			out[i] = r
		}
		return out
	}
}

// external is the body of a function in Java: a context that names class and method.
func (c *compiler) external(x *source.Expression, params []variable, place string) runner {
	spec := c.expression(x.Parts[0], place)(&env{run: value.NewRun(feel.Budget{})})
	fn, err := feel.External(spec)
	if err != nil || x.External == "PMML" {
		c.fault(place, errExternal)
		return null
	}
	return func(e *env) feel.Value {
		args := make([]feel.Value, len(params))
		for i, p := range params {
			args[i] = e.vars[p.name]
		}
		return fn.Invoke(e.run, 0, args)
	}
}

func (c *compiler) function(x *source.Expression, place string) runner {
	params := c.parameters(x.Columns)
	if x.External != "" {
		body := c.external(x, params, place)
		return func(e *env) feel.Value { return closure("", params, nil, body, e) }
	}
	body := c.sub(params, x.Parts[0], nil, place)
	return func(e *env) feel.Value { return closure("", params, nil, body, e) }
}

// closure makes a function value of a compiled body that sees the variables of e.
func closure(name string, params []variable, result *feel.Type, body runner, e *env) *value.Function {
	fn := &value.Function{Name: name, Result: result}
	names := make([]string, len(params))
	for i, p := range params {
		names[i] = p.name
		fn.Params = append(fn.Params, value.Param{Name: p.name, Type: p.typ})
	}
	vars := e.vars
	fn.Call = func(r *value.Run, args []feel.Value) feel.Value {
		return body((&env{run: r, vars: vars}).with(names, args))
	}
	return fn
}

func (c *compiler) conditional(x *source.Expression, place string) runner {
	cond, then, other := c.expression(x.Parts[0], place+" if"), c.expression(x.Parts[1], place+" then"), c.expression(x.Parts[2], place+" else")
	return func(e *env) feel.Value {
		v := cond(e)
		if _, ok := v.(value.Bool); !ok {
			e.run.Note(0, "condition", "the condition of "+place+" is neither true nor false")
			return nil
		}
		if v == value.Bool(true) {
			return then(e)
		}
		return other(e)
	}
}

// filter keeps the items for which the match is true; members of items are variables in it.
func (c *compiler) filter(x *source.Expression, place string) runner {
	in := c.expression(x.Parts[0], place+" in")
	if x.Parts[1] == nil || x.Parts[1].Kind != source.Literal {
		return c.filterBoxed(in, x.Parts[1], place)
	}
	// The FEEL filter knows the members of the items as variables, so it does the work.
	match, err := feel.CompileFilter(x.Parts[1].Text, c.scope)
	if err != nil {
		c.fault(place+" match", err)
		return null
	}
	return func(e *env) feel.Value { return match.Select(e.run, in(e), e.vars) }
}

func (c *compiler) filterBoxed(in runner, match *source.Expression, place string) runner {
	cond := c.sub([]variable{{name: "item", typ: value.Any}}, match, nil, place+" match")
	return func(e *env) feel.Value {
		out := value.List{}
		for _, item := range asList(in(e)) {
			if !e.run.Grow(16) {
				return nil
			}
			keep, ok := cond(e.with([]string{"item"}, []feel.Value{item})).(value.Bool)
			if !ok {
				return nil
			}
			if keep {
				out = append(out, item)
			}
		}
		return out
	}
}

func asList(v feel.Value) value.List {
	switch x := v.(type) {
	case nil:
		return nil
	case value.List:
		return x
	}
	return value.List{v}
}

// iteration is a boxed for, some or every.
func (c *compiler) iteration(x *source.Expression, place string) runner {
	in := c.expression(x.Parts[0], place+" in")
	name := syntax.Clean(x.Iterator)
	more := []variable{{name: name, typ: value.Any}}
	if x.Kind == source.For {
		more = append(more, variable{name: "partial", typ: &value.Type{Name: "list", Elem: value.Any}})
	}
	body := c.sub(more, x.Parts[1], nil, place)
	kind := x.Kind
	return func(e *env) feel.Value {
		out, ok := iterate(e, kind, name, in(e), body)
		if !ok {
			e.run.Note(0, "iteration", place+" needs a list")
		}
		return out
	}
}

func iterate(e *env, kind source.Kind, name string, over feel.Value, body runner) (feel.Value, bool) {
	results, strange := value.List{}, false
	var verdict feel.Value = value.Bool(kind == source.Every)
	ok := feel.Each(e.run, over, func(v feel.Value) bool {
		local := e.with([]string{name, "partial"}, []feel.Value{v, results[:len(results):len(results)]})
		out := body(local)
		if _, isBool := out.(value.Bool); !isBool {
			strange = true
		}
		switch kind {
		case source.Every:
			verdict = operate.And(verdict, out)
		case source.Some:
			verdict = operate.Or(verdict, out)
		default:
			results = append(results, out)
		}
		return e.run.Grow(16)
	})
	switch {
	case !ok:
		return nil, false
	case kind == source.For:
		return results, true
	case strange:
		e.run.Note(0, "condition", "the condition over all elements is neither true nor false")
		return nil, true
	}
	return verdict, true
}
