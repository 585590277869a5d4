package condition

import (
	"holon.example/holon/internal/business/flow/engine"
	"holon.example/holon/internal/lang/feel"
)

// The budget of one evaluation: a condition of a process is short.
const (
	maxSteps = 100_000
	maxBytes = 4 << 20
)

// FEEL is the expression language of process models. now() and today() are null:
// a process asks the clock by its timers.
type FEEL struct{}

// Compile reads one expression.
func (FEEL) Compile(text string) (engine.Expression, error) {
	p, err := feel.Compile(text, nil)
	if err != nil {
		return nil, err
	}
	names := p.Names()
	return expression{p, append(names[:len(names):len(names)], p.MaybeNames()...)}, nil
}

type expression struct {
	program *feel.Program
	names   []string
}

// Eval gives the result as a JSON value.
func (e expression) Eval(vars map[string]any) (any, error) {
	in := make(feel.Vars, len(e.names))
	for _, name := range e.names {
		v, ok := vars[name]
		if !ok {
			continue
		}
		fv, err := feel.FromGo(v)
		if err != nil {
			return nil, err
		}
		in[name] = fv
	}
	out, err := e.program.Eval(in, feel.Budget{Steps: maxSteps, Bytes: maxBytes})
	if err != nil {
		return nil, err
	}
	return feel.ToGo(out), nil
}
