package feel

import (
	"holon.example/holon/internal/lang/feel/builtin"
	"holon.example/holon/internal/lang/feel/javafn"
	"holon.example/holon/internal/lang/feel/operate"
	"holon.example/holon/internal/lang/feel/value"
)

// Filter is a compiled filter condition, in which "item" and the members of the items are variables.
type Filter struct{ cond code }

// CompileFilter reads the condition of a boxed filter.
func CompileFilter(src string, scope *Scope) (*Filter, error) {
	n, err := scope.parser().Parse(src)
	if err != nil {
		return nil, err
	}
	c := &compiler{src: src, scope: scope, reads: map[string]bool{}, maybe: map[string]bool{}}
	cond := c.compile(n, &level{filter: true})
	if c.err != nil {
		return nil, c.err
	}
	return &Filter{cond: cond}, nil
}

// Select returns the items of v for which the condition is true; null if v is null or the condition is
// neither true nor false for an item.
func (s *Filter) Select(r *value.Run, v Value, vars Vars) Value {
	if v == nil {
		return nil
	}
	out, top := value.List{}, &frame{m: &machine{run: r, vars: vars}}
	for _, e := range asList(v) {
		keep, ok := s.cond(top.push(e)).(value.Bool)
		if !ok {
			r.Note(0, "filter", "the condition of the filter is neither true nor false")
			return nil
		}
		if keep && value.Bool(r.Grow(16)) {
			out = append(out, e)
		}
	}
	return out
}

// Each calls visit for the elements of a list, a range of whole numbers or dates, or a single value,
// until it returns false; the result is false if v is none of these.
func Each(r *value.Run, v Value, visit func(Value) bool) bool { return overValue(r, v, visit) }

// External returns the function that the body of an external function definition names: a context with
// the entry java, or the content of that entry, "class" and "method signature".
func External(body Value) (*value.Function, error) {
	if inner, ok := operate.Member(body, "java"); ok {
		body = inner
	}
	class, _ := operate.Member(body, "class")
	signature, _ := operate.Member(body, "method signature")
	name, ok1 := class.(value.String)
	sig, ok2 := signature.(value.String)
	if !ok1 || !ok2 {
		return nil, javafn.ErrUnknown
	}
	return javafn.Lookup(string(name), string(sig))
}

// Builtin returns a function of the FEEL library, or nil.
func Builtin(name string) *value.Function { return builtin.Lookup(name) }
