package builtin

import (
	"fmt"
	"slices"
	"strings"

	"holon.example/holon/internal/lang/feel/syntax"
	"holon.example/holon/internal/lang/feel/value"
)

// impl computes a function; absent optional arguments are nil.
type impl func(r *value.Run, a []value.Value) value.Value

// parameter is one parameter of a signature: "name:type", "name?:type" if it may be left out, and
// "name*:type" if the rest of the arguments make up this list.
type parameter struct {
	name, kind     string
	optional, rest bool
}

type overload struct {
	signature string
	params    []parameter
	run       impl
}

// over declares one signature, such as "string:string, start position:number, length?:number".
func over(signature string, run impl) overload {
	o := overload{signature: signature, run: run}
	if signature == "" {
		return o
	}
	for _, part := range strings.Split(signature, ", ") {
		name, kind, _ := strings.Cut(part, ":")
		p := parameter{name: strings.TrimRight(name, "?*"), kind: kind}
		p.optional, p.rest = strings.HasSuffix(name, "?"), strings.HasSuffix(name, "*")
		o.params = append(o.params, p)
	}
	return o
}

func (o overload) required() int {
	n := 0
	for _, p := range o.params {
		if !p.optional {
			n++
		}
	}
	return n
}

func (o overload) takes(n int) bool {
	if len(o.params) > 0 && o.params[len(o.params)-1].rest {
		return n >= o.required()
	}
	return n >= o.required() && n <= len(o.params)
}

var (
	library    = map[string]*value.Function{}
	signatures = map[string][]string{}
)

// def adds a function to the library; the first signature that accepts the arguments is used.
func def(name string, overloads ...overload) {
	f := &value.Function{Name: name, Builtin: true}
	f.Arity = func(n int) bool {
		for _, o := range overloads {
			if o.takes(n) {
				return true
			}
		}
		return false
	}
	f.Bind = func(names []string, args []value.Value) ([]value.Value, bool) {
		return bindNamed(overloads, names, args)
	}
	f.Call = func(r *value.Run, args []value.Value) value.Value { return dispatch(r, name, overloads, args) }
	library[name] = f
	for _, o := range overloads {
		signatures[name] = append(signatures[name], o.signature)
	}
}

func dispatch(r *value.Run, name string, overloads []overload, args []value.Value) value.Value {
	trouble := ""
	for _, o := range overloads {
		if !o.takes(len(args)) {
			continue
		}
		fitted, why := o.fit(args)
		if why == "" {
			return o.run(r, fitted)
		}
		if trouble == "" {
			trouble = why
		}
	}
	r.Note(0, "argument", name+": "+trouble)
	return nil
}

// fit converts args to the parameters; why tells in words what does not fit.
func (o overload) fit(args []value.Value) (fitted []value.Value, why string) {
	fitted = make([]value.Value, len(o.params))
	for i, p := range o.params {
		if p.rest {
			fitted[i] = restList(args[i:])
			if fitted[i] == nil {
				return nil, "the list is null"
			}
			break
		}
		if i >= len(args) {
			break
		}
		v, ok := p.accept(args[i])
		if !ok {
			return nil, fmt.Sprintf("%s must be a %s, not a %s", p.name, p.kind, value.TypeName(args[i]))
		}
		fitted[i] = v
	}
	return fitted, ""
}

// restList is the list given as the only argument, or all arguments as a list.
func restList(args []value.Value) value.Value {
	if len(args) == 1 {
		switch x := args[0].(type) {
		case nil:
			return nil
		case value.List:
			return x
		}
	}
	return value.List(args)
}

// accept applies the implicit conversions of DMN 1.5, 10.3.2.9.4.
func (p parameter) accept(v value.Value) (value.Value, bool) {
	if p.kind == "any" || v == nil {
		return v, v != nil || p.optional || p.kind == "any"
	}
	l, isList := v.(value.List)
	if p.kind == "list" {
		if !isList {
			return value.List{v}, true
		}
		return v, true
	}
	if isList && len(l) == 1 && l[0] != nil {
		v = l[0]
	}
	return v, matches(p.kind, v)
}

func matches(kind string, v value.Value) bool {
	for _, k := range strings.Split(kind, "|") {
		switch k {
		case value.TypeName(v):
			return true
		case "duration":
			if name := value.TypeName(v); strings.HasSuffix(name, "duration") {
				return true
			}
		}
	}
	return false
}

// bindNamed orders named arguments by the first signature that has all the names.
func bindNamed(overloads []overload, names []string, args []value.Value) ([]value.Value, bool) {
	for _, o := range overloads {
		if ordered, ok := o.bind(names, args); ok {
			return ordered, true
		}
	}
	return nil, false
}

func (o overload) bind(names []string, args []value.Value) ([]value.Value, bool) {
	ordered, size := make([]value.Value, len(o.params)), 0
	given := make([]bool, len(o.params))
	for i, name := range names {
		at := o.index(name)
		if at < 0 || given[at] {
			return nil, false
		}
		ordered[at], given[at] = args[i], true
		size = max(size, at+1)
	}
	for i, p := range o.params {
		if !p.optional {
			size = max(size, i+1)
		}
	}
	return ordered[:size], true
}

func (o overload) index(name string) int {
	for i, p := range o.params {
		if p.name == name {
			return i
		}
	}
	return -1
}

// Lookup returns the built-in function of that name, or nil.
func Lookup(name string) *value.Function { return library[name] }

var names = syntax.NewNames()

// Names returns the names of all built-in functions; the set must not be changed.
func Names() *syntax.Names { return names }

func init() {
	declareConversions()
	declareStrings()
	declareNumbers()
	declareLists()
	declareStatistics()
	declareContexts()
	declareDates()
	declareRanges()
	for name := range library {
		names.Add(name)
	}
}

// Signatures returns the parameter lists of a function, such as "n:number, scale:number", for editors.
func Signatures(name string) []string { return signatures[name] }

// All returns the names of the functions in order.
func All() []string {
	out := make([]string, 0, len(library))
	for name := range library {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}
