package dmn

import (
	"errors"
	"fmt"
	"slices"

	"holon.example/holon/internal/lang/dmn/source"
	"holon.example/holon/internal/lang/feel"
	"holon.example/holon/internal/lang/feel/syntax"
	"holon.example/holon/internal/lang/feel/value"
)

// runner is a compiled boxed expression.
type runner func(e *env) feel.Value

// env is one level of variables of an evaluation.
type env struct {
	run  *value.Run
	vars feel.Vars
}

// with returns an env with one variable more; the old one is left as it is.
func (e *env) with(names []string, vals []feel.Value) *env {
	vars := make(feel.Vars, len(e.vars)+len(names))
	for k, v := range e.vars {
		vars[k] = v
	}
	for i, n := range names {
		vars[n] = vals[i]
	}
	e.run.Grow(48 * len(vars))
	return &env{run: e.run, vars: vars}
}

// compileAll compiles every node; an error is a cycle of requirements.
func (m *Model) compileAll() error {
	var namespaces []string
	for ns := range m.files {
		namespaces = append(namespaces, ns)
	}
	slices.Sort(namespaces)
	for _, ns := range namespaces {
		f := m.files[ns]
		for _, id := range f.sortedIDs() {
			if err := m.visit(f.nodes[id]); err != nil {
				return err
			}
		}
	}
	return nil
}

func (f *file) sortedIDs() []string {
	ids := make([]string, 0, len(f.nodes))
	for id := range f.nodes {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// maxRequirements bounds the length of a chain of requirements.
const maxRequirements = 300

func (m *Model) visit(n *node) error { return m.visitDeep(n, 0) }

func (m *Model) visitDeep(n *node, depth int) error {
	switch {
	case n.state == 2:
		return nil
	case n.state == 1 && n.kind == knowledgeNode:
		return nil // knowledge models may call each other; the budget ends endless recursion
	case n.state == 1:
		return fmt.Errorf("%s requires itself, directly or through others", n.name)
	case depth > maxRequirements:
		return errors.New("the chain of requirements is too long")
	}
	n.state = 1
	for _, nd := range n.needs {
		if nd.node.kind == serviceNode {
			continue
		}
		if err := m.visitDeep(nd.node, depth+1); err != nil {
			return err
		}
	}
	n.state = 2
	n.compile()
	return nil
}

// compiler compiles the boxed expressions of one node.
type compiler struct {
	file    *file
	element string
	scope   *feel.Scope
	failed  bool
}

func (n *node) compile() {
	c := &compiler{file: n.file, element: n.name, scope: n.file.scope().Extend()}
	for name, t := range n.visible() {
		c.scope.Declare(name, t)
	}
	switch n.kind {
	case decisionNode:
		if n.decision.Logic != nil {
			n.logic = c.typed(n.decision.Logic, n.typ, n.name)
		}
	case knowledgeNode:
		n.compileKnowledge(c)
	case inputNode, serviceNode:
	}
	if c.failed {
		n.broken = "its logic has faults"
	}
}

func (n *node) compileKnowledge(c *compiler) {
	if n.know.Logic == nil {
		return
	}
	fn := n.know.Logic
	n.params = c.parameters(fn.Columns)
	if n.typ != nil && n.typ.Name == "function" {
		n.typ = n.typ.Result
	}
	c = c.inner(n.params)
	if fn.External != "" {
		n.logic = c.external(fn, n.params, n.name)
	} else {
		n.logic = c.expression(fn.Parts[0], n.name)
	}
	if c.failed {
		n.broken = "its logic has faults"
	}
}

var errExternal = errors.New("this function in Java or PMML is not available")

// visible returns the variables that the requirements of a node bring.
func (n *node) visible() map[string]*feel.Type {
	vars := map[string]*feel.Type{}
	if n.kind == knowledgeNode {
		vars[n.name] = value.BasicType("function")
	}
	for _, nd := range n.needs {
		t := nd.node.typ
		if nd.node.kind == knowledgeNode || nd.node.kind == serviceNode {
			t = value.BasicType("function")
		}
		if nd.space == "" {
			vars[nd.node.name] = t
			continue
		}
		space := vars[nd.space]
		if space == nil {
			space = &feel.Type{Name: "context"}
			vars[nd.space] = space
		}
		space.Fields = append(space.Fields, value.Field{Name: nd.node.name, Type: t})
	}
	return vars
}

func (c *compiler) fault(place string, err error) {
	c.failed = true
	c.file.model.problem(c.element, place, err)
}

// inner returns a compiler that sees more variables.
func (c *compiler) inner(more []variable) *compiler {
	scope := c.scope.Extend()
	for _, v := range more {
		scope.Declare(v.name, v.typ)
	}
	return &compiler{file: c.file, element: c.element, scope: scope}
}

func (c *compiler) parameters(columns []source.Variable) []variable {
	out := make([]variable, len(columns))
	for i, p := range columns {
		out[i] = variable{name: syntax.Clean(p.Name), typ: c.typeOf(p.TypeRef, p.Name)}
	}
	return out
}

func (c *compiler) typeOf(ref, place string) *feel.Type {
	t, err := c.file.typeOf(ref)
	if err != nil {
		c.fault(place, err)
	}
	return t
}

// typed compiles an expression whose result has to be of type t; otherwise it becomes null.
func (c *compiler) typed(x *source.Expression, t *feel.Type, place string) runner {
	return coerced(c.expression(x, place), t, place)
}

func coerced(run runner, t *feel.Type, place string) runner {
	if t == nil || t.Name == "Any" && t.Check == nil {
		return run
	}
	return func(e *env) feel.Value {
		v, ok := t.Coerce(e.run, run(e))
		if !ok {
			e.run.Note(0, "type", fmt.Sprintf("the result of %s is not of type %s", place, t))
		}
		return v
	}
}

func null(*env) feel.Value { return nil }

// expression compiles any boxed expression with the type it declares; nil and faulty ones give null.
func (c *compiler) expression(x *source.Expression, place string) runner {
	if x == nil {
		return null
	}
	run := c.untyped(x, place)
	if x.TypeRef == "" || x.Kind == source.Function || x.Kind == source.Table {
		return run
	}
	return coerced(run, c.typeOf(x.TypeRef, place), place)
}

func (c *compiler) untyped(x *source.Expression, place string) runner {
	switch x.Kind {
	case source.Literal:
		return c.literal(x, place)
	case source.Context:
		return c.context(x, place)
	case source.Table:
		return c.table(x, place)
	case source.Invocation:
		return c.invocation(x, place)
	case source.List:
		return c.list(x, place)
	case source.Relation:
		return c.relation(x, place)
	case source.Function:
		return c.function(x, place)
	case source.Conditional:
		return c.conditional(x, place)
	case source.Filter:
		return c.filter(x, place)
	case source.For, source.Some, source.Every:
		return c.iteration(x, place)
	}
	return null
}

func (c *compiler) literal(x *source.Expression, place string) runner {
	if x.Text == "" {
		return null
	}
	return c.text(x.Text, place)
}

// text compiles a FEEL expression.
func (c *compiler) text(src, place string) runner {
	p, err := feel.Compile(src, c.scope)
	if err != nil {
		c.fault(place, err)
		return null
	}
	return func(e *env) feel.Value { return p.Run(e.run, e.vars) }
}
