package javafn

import (
	"errors"
	"strings"

	"holon.example/holon/internal/lang/feel/convert"
	"holon.example/holon/internal/lang/feel/render"
	"holon.example/holon/internal/lang/feel/value"
)

// Errors of Lookup.
var (
	ErrUnknown   = errors.New("this Java method is not available")
	ErrSignature = errors.New("the method signature has to look like \"name(type,type)\"")
)

// method computes a result from Go values: float64, int64, string, bool, or []any for the rest.
type method func(a []any) (any, bool)

// Lookup returns a function for a static method, such as "java.lang.Math" and "max(double,double)".
func Lookup(class, signature string) (*value.Function, error) {
	name, rest, ok := strings.Cut(strings.TrimSpace(signature), "(")
	args, tail, closed := strings.Cut(rest, ")")
	if !ok || !closed || strings.TrimSpace(tail) != "" {
		return nil, ErrSignature
	}
	var types []string
	if strings.TrimSpace(args) != "" {
		for _, t := range strings.Split(args, ",") {
			types = append(types, strings.TrimSpace(t))
		}
	}
	m := find(class, strings.TrimSpace(name), types)
	if m == nil {
		return nil, ErrUnknown
	}
	return &value.Function{
		Name: class + "." + name, Builtin: true,
		Arity: func(n int) bool { return n == len(types) || open(types) && n >= len(types)-1 },
		Call:  func(r *value.Run, a []value.Value) value.Value { return call(r, m, types, a) },
	}, nil
}

// open reports that the last parameter takes any number of arguments.
func open(types []string) bool {
	return len(types) > 0 && (strings.HasPrefix(types[len(types)-1], "[") || strings.HasSuffix(types[len(types)-1], "..."))
}

func call(r *value.Run, m method, types []string, args []value.Value) value.Value {
	in, ok := convertAll(types, args)
	if !ok || !r.Step(10) {
		r.Note(0, "argument", "an argument does not fit the Java method")
		return nil
	}
	out, ok := m(in)
	if !ok {
		r.Note(0, "external", "the Java method fails for these arguments")
		return nil
	}
	v, err := convert.FromGo(out)
	if s, isText := v.(value.String); err != nil || isText && !r.Grow(len(s)) {
		return nil
	}
	return v
}

func convertAll(types []string, args []value.Value) ([]any, bool) {
	fixed := len(types)
	if open(types) {
		fixed--
	}
	out := make([]any, 0, len(types))
	for i := range fixed {
		v, ok := fit(types[i], args[i])
		if !ok {
			return nil, false
		}
		out = append(out, v)
	}
	if !open(types) {
		return out, true
	}
	rest := args[fixed:]
	if len(rest) == 1 {
		if l, isList := rest[0].(value.List); isList {
			rest = l
		}
	}
	many := make([]any, len(rest))
	for i, v := range rest {
		many[i] = object(v)
	}
	return append(out, any(many)), true
}

// fit follows DMN 1.5, table 66: numbers to any number type that holds them, text to String and char.
func fit(typ string, v value.Value) (any, bool) {
	switch typ {
	case "double", "float", "java.lang.Double", "java.lang.Float", "java.math.BigDecimal":
		n, ok := v.(value.Number)
		return n.Float(), ok
	case "int", "java.lang.Integer":
		return whole(v, 31)
	case "long", "java.lang.Long", "java.math.BigInteger":
		return whole(v, 63)
	case "short", "java.lang.Short":
		return whole(v, 15)
	case "byte", "java.lang.Byte":
		return whole(v, 7)
	case "boolean", "java.lang.Boolean":
		b, ok := v.(value.Bool)
		return bool(b), ok
	case "java.lang.String", "java.lang.CharSequence":
		s, ok := v.(value.String)
		return string(s), ok
	case "char", "java.lang.Character":
		s, ok := v.(value.String)
		return string(s), ok && len([]rune(string(s))) == 1
	case "java.lang.Object", "java.lang.Number", "java.lang.Comparable":
		return object(v), true
	}
	return nil, false
}

func whole(v value.Value, bits uint) (any, bool) {
	n, ok := v.(value.Number)
	if !ok {
		return nil, false
	}
	i, ok := n.Int64()
	return i, ok && i>>bits == i>>63
}

// object is a value as Java's formatting sees it.
func object(v value.Value) any {
	switch x := v.(type) {
	case nil:
		return nil
	case value.Number:
		if i, ok := x.Int64(); ok {
			return i
		}
		return x.Float()
	case value.Bool:
		return bool(x)
	}
	s, _ := render.Text(value.NewRun(value.Budget{}), v)
	return s
}
