package value

import "fmt"

// Invoke calls f with positional arguments: it checks their number, applies the implicit conversions
// and counts the call. What cannot be called gives null and a note at pos.
func (f *Function) Invoke(r *Run, pos int, args []Value) Value {
	if !f.takes(len(args)) {
		r.Note(pos, "arity", fmt.Sprintf("%s cannot be called with %d arguments", f.title(), len(args)))
		return nil
	}
	if !r.Enter() {
		return nil
	}
	defer r.Leave()
	if f.Builtin {
		return f.library(r, pos, args)
	}
	args, ok := f.coerce(r, pos, args)
	if !ok {
		return nil
	}
	out := f.Call(r, args)
	if f.Result == nil {
		return out
	}
	result, ok := f.Result.Coerce(r, out)
	if !ok {
		r.Note(pos, "result", fmt.Sprintf("the result of %s is not of type %s", f.title(), f.Result))
	}
	return result
}

// library calls a built-in function; where it gives null without a word, a note says so.
func (f *Function) library(r *Run, pos int, args []Value) Value {
	before, notes := r.at, len(r.notes)
	r.at = pos
	out := f.Call(r, args)
	r.at = before
	if out == nil && len(r.notes) == notes {
		r.Note(pos, "no_result", f.title()+" has no result for these arguments")
	}
	return out
}

// InvokeNamed calls f with named arguments.
func (f *Function) InvokeNamed(r *Run, pos int, names []string, args []Value) Value {
	bind := f.Bind
	if bind == nil {
		bind = f.bind
	}
	ordered, ok := bind(names, args)
	if !ok {
		r.Note(pos, "arguments", f.title()+" has no parameters with these names")
		return nil
	}
	return f.Invoke(r, pos, ordered)
}

func (f *Function) title() string {
	if f.Name == "" {
		return "this function"
	}
	return "the function " + f.Name
}

func (f *Function) takes(n int) bool {
	if f.Arity != nil {
		return f.Arity(n)
	}
	return n == len(f.Params)
}

// bind puts arguments in the order of the parameters; those that are not given are null.
func (f *Function) bind(names []string, args []Value) ([]Value, bool) {
	ordered, seen := make([]Value, len(f.Params)), make([]bool, len(f.Params))
	for i, name := range names {
		at := f.param(name)
		if at < 0 || seen[at] {
			return nil, false
		}
		ordered[at], seen[at] = args[i], true
	}
	return ordered, true
}

func (f *Function) param(name string) int {
	for i, p := range f.Params {
		if p.Name == name {
			return i
		}
	}
	return -1
}

func (f *Function) coerce(r *Run, pos int, args []Value) ([]Value, bool) {
	for i, p := range f.Params {
		if p.Type == nil || args[i] == nil {
			continue
		}
		v, ok := p.Type.Coerce(r, args[i])
		if !ok {
			r.Note(pos, "argument", fmt.Sprintf("argument %s of %s is not of type %s", p.Name, f.title(), p.Type))
			return nil, false
		}
		args[i] = v
	}
	return args, true
}
