package dmn

import (
	"fmt"

	"holon.example/holon/internal/lang/feel"
	"holon.example/holon/internal/lang/feel/syntax"
	"holon.example/holon/internal/lang/feel/value"
)

// Result is the outcome of an evaluation: a value and remarks on what turned into null on the way.
type Result struct {
	Value    feel.Value
	Messages []string
}

// service is a decision service (决策服务): decisions behind a fixed set of inputs.
type service struct {
	inputs, outputs, hidden []need
}

// evaluation computes nodes of one call, each once.
type evaluation struct {
	run    *value.Run
	input  feel.Vars
	known  map[*node]feel.Value
	broken []string
}

// Evaluate computes a decision, knowledge model or service of the main file from inputs by name; the
// inputs of an imported model may stand in a context under the name of the import, or under
// "namespace#name". The error is non-nil for an unknown name or an exhausted budget.
func (m *Model) Evaluate(name string, input feel.Vars, budget feel.Budget) (Result, error) {
	n := m.main.named(name)
	if n == nil {
		return Result{}, fmt.Errorf("the model has no decision %q", name)
	}
	ev := &evaluation{run: value.NewRun(budget), input: input, known: map[*node]feel.Value{}}
	res := Result{Value: ev.asked(n)}
	res.Messages = ev.broken
	for _, note := range ev.run.Notes() {
		res.Messages = append(res.Messages, note.Text)
	}
	return res, ev.run.Err()
}

// asked evaluates what was asked for; services and knowledge models take their arguments from the inputs.
func (ev *evaluation) asked(n *node) feel.Value {
	switch n.kind {
	case serviceNode:
		return ev.serve(n, nil)
	case knowledgeNode:
		fn, ok := ev.value(n).(*value.Function)
		if !ok {
			return nil
		}
		args := make([]feel.Value, len(n.params))
		for i, p := range n.params {
			args[i] = ev.input[p.name]
		}
		return fn.Invoke(ev.run, 0, args)
	case inputNode, decisionNode:
	}
	return ev.value(n)
}

// named finds a decision first, then any other element.
func (f *file) named(name string) *node {
	var found *node
	for _, n := range f.nodes {
		if n.name != syntax.Clean(name) && n.id != name {
			continue
		}
		if n.kind == decisionNode {
			return n
		}
		if found == nil || n.kind > found.kind {
			found = n
		}
	}
	return found
}

func (ev *evaluation) value(n *node) feel.Value {
	if v, ok := ev.known[n]; ok {
		return v
	}
	if !ev.run.Enter() {
		return nil
	}
	defer ev.run.Leave()
	v := ev.compute(n)
	ev.known[n] = v
	return v
}

func (ev *evaluation) compute(n *node) feel.Value {
	switch n.kind {
	case inputNode:
		return ev.given(n)
	case decisionNode:
		return ev.decide(n)
	case knowledgeNode:
		return ev.knowledge(n)
	case serviceNode:
		return ev.serviceFunction(n)
	}
	return nil
}

// given is the input of that name, if it is of the declared type.
func (ev *evaluation) given(n *node) feel.Value {
	v, ok := ev.find(n)
	if !ok {
		ev.run.Note(0, "missing", "the input "+n.name+" is missing")
		return nil
	}
	out, ok := n.typ.Coerce(ev.run, v)
	if !ok {
		ev.run.Note(0, "type", fmt.Sprintf("the input %s is not of type %s", n.name, n.typ))
	}
	return out
}

func (ev *evaluation) find(n *node) (feel.Value, bool) {
	if v, ok := ev.input[n.file.def.Namespace+"#"+n.name]; ok {
		return v, true
	}
	main := n.file.model.main
	if n.file != main {
		if c, ok := ev.input[main.importName(n.file.def.Namespace)].(*value.Context); ok {
			if v, ok := c.Get(n.name); ok {
				return v, true
			}
		}
	}
	v, ok := ev.input[n.name]
	return v, ok
}

func (ev *evaluation) decide(n *node) feel.Value {
	// A value given for a decision stands for it: an input decision of a service, or a simulation.
	if v, ok := ev.input[n.name]; ok && n.file == n.file.model.main && n.logic == nil {
		out, _ := n.typ.Coerce(ev.run, v)
		return out
	}
	if n.broken != "" {
		ev.broken = append(ev.broken, n.name+" cannot be evaluated: "+n.broken)
		return nil
	}
	if n.logic == nil {
		return nil
	}
	return n.logic(ev.env(n))
}

// env gathers the variables that the requirements of a node bring.
func (ev *evaluation) env(n *node) *env {
	vars := make(feel.Vars, len(n.needs))
	spaces := map[string]*value.Context{}
	for _, nd := range n.needs {
		v := ev.value(nd.node)
		if nd.space == "" {
			vars[nd.node.name] = v
			continue
		}
		c := spaces[nd.space]
		if c == nil {
			c = value.NewContext(1)
			spaces[nd.space], vars[nd.space] = c, c
		}
		c.Put(nd.node.name, v)
	}
	return &env{run: ev.run, vars: vars}
}

// knowledge is the function of a business knowledge model (业务知识模型). Its variables are gathered when
// it is first called, so that models may call each other and themselves.
func (ev *evaluation) knowledge(n *node) feel.Value {
	if n.broken != "" || n.logic == nil {
		ev.broken = append(ev.broken, n.name+" cannot be evaluated")
		return nil
	}
	var vars feel.Vars
	fn := closure(n.name, n.params, n.typ, n.logic, &env{run: ev.run})
	body := n.logic
	names := make([]string, len(n.params))
	for i, p := range n.params {
		names[i] = p.name
	}
	fn.Call = func(r *value.Run, args []feel.Value) feel.Value {
		if vars == nil {
			vars = ev.env(n).vars
			vars[n.name] = fn
		}
		return body((&env{run: r, vars: vars}).with(names, args))
	}
	return fn
}

// serviceFunction is a decision service as a function of its inputs.
func (ev *evaluation) serviceFunction(n *node) feel.Value {
	fn := &value.Function{Name: n.name}
	for _, in := range n.service.inputs {
		fn.Params = append(fn.Params, value.Param{Name: in.qualified(), Type: in.node.typ})
	}
	fn.Call = func(_ *value.Run, args []feel.Value) feel.Value { return ev.serve(n, args) }
	return fn
}

func (nd need) qualified() string {
	if nd.space == "" {
		return nd.node.name
	}
	return nd.space + "." + nd.node.name
}

// serve runs a service in an evaluation of its own: only its inputs are known. Without args they are
// taken from the inputs of the call.
func (ev *evaluation) serve(n *node, args []feel.Value) feel.Value {
	inner := &evaluation{run: ev.run, input: feel.Vars{}, known: map[*node]feel.Value{}}
	for i, in := range n.service.inputs {
		var v feel.Value
		if args != nil {
			v = args[i]
		} else {
			v, _ = ev.find(in.node)
		}
		out, ok := in.node.typ.Coerce(ev.run, v)
		if !ok {
			ev.run.Note(0, "type", fmt.Sprintf("the input %s is not of type %s", in.node.name, in.node.typ))
		}
		inner.known[in.node] = out
	}
	if n.broken != "" {
		ev.broken = append(ev.broken, n.name+" cannot be evaluated: "+n.broken)
		return nil
	}
	out := inner.answer(n.service.outputs)
	ev.broken = append(ev.broken, inner.broken...)
	result := n.typ
	if result != nil && result.Name == "function" {
		result = result.Result
	}
	out, ok := result.Coerce(ev.run, out)
	if !ok {
		ev.run.Note(0, "type", fmt.Sprintf("the result of %s is not of type %s", n.name, result))
	}
	return out
}

func (ev *evaluation) answer(outputs []need) feel.Value {
	if len(outputs) == 1 {
		return ev.value(outputs[0].node)
	}
	c := value.NewContext(len(outputs))
	for _, o := range outputs {
		c.Put(o.node.name, ev.value(o.node))
	}
	return c
}

// ServiceOutputs returns the names of the output decisions of a service of the main file.
func (m *Model) ServiceOutputs(name string) []string {
	n := m.main.named(name)
	if n == nil || n.service == nil {
		return nil
	}
	out := make([]string, len(n.service.outputs))
	for i, o := range n.service.outputs {
		out[i] = o.node.name
	}
	return out
}
