package value

import "strings"

// Type is a FEEL type or an item definition built on one (DMN 1.5, 10.3.2). Name is one of Any, Null,
// number, string, boolean, date, time, "date and time", the two durations, list, range, context and
// function.
type Type struct {
	Name   string
	Elem   *Type   // of list and range; nil is Any
	Fields []Field // of context
	Params []*Type // of function
	Result *Type   // of function; nil is Any
	// Check tests the constraint of an item definition; nil accepts all values.
	Check func(r *Run, v Value) bool
	// Alias is the name of the item definition, for messages.
	Alias string
}

// Field is one component of a context type.
type Field struct {
	Name string
	Type *Type
}

// Any is the type of all values.
var Any = &Type{Name: "Any"}

var simpleTypes = map[string]*Type{
	"Any": Any, "Null": {Name: "Null"}, "number": {Name: "number"}, "string": {Name: "string"},
	"boolean": {Name: "boolean"}, "date": {Name: "date"}, "time": {Name: "time"},
	"date and time":             {Name: "date and time"},
	"days and time duration":    {Name: "days and time duration"},
	"years and months duration": {Name: "years and months duration"},
	"list":                      {Name: "list"},
	"context":                   {Name: "context"},
	"range":                     {Name: "range"},
	"function":                  {Name: "function"},
	"dateTime":                  {Name: "date and time"},
	"dayTimeDuration":           {Name: "days and time duration"},
	"yearMonthDuration":         {Name: "years and months duration"},
}

// BasicType returns the built-in type of that name, or nil.
func BasicType(name string) *Type { return simpleTypes[name] }

// String names the type for messages.
func (t *Type) String() string {
	switch {
	case t == nil:
		return "Any"
	case t.Alias != "":
		return t.Alias
	case t.Name == "list" && t.Elem != nil, t.Name == "range" && t.Elem != nil:
		return t.Name + "<" + t.Elem.String() + ">"
	case t.Name == "context" && len(t.Fields) > 0:
		parts := make([]string, len(t.Fields))
		for i, f := range t.Fields {
			parts[i] = f.Name + ": " + f.Type.String()
		}
		return "context<" + strings.Join(parts, ", ") + ">"
	}
	return t.Name
}

// InstanceOf tells whether v, as FEEL "instance of" sees it, is of type t.
func (t *Type) InstanceOf(r *Run, v Value) bool {
	if v == nil {
		return t.Name == "Null"
	}
	return t.conforms(r, v, false)
}

// Conforms tells whether v may stand where t is expected; null may stand anywhere.
func (t *Type) Conforms(r *Run, v Value) bool { return t.conforms(r, v, true) }

// conforms leaves the constraints of item definitions out of account unless strict: "instance of" asks
// for the kind of value only.
func (t *Type) conforms(r *Run, v Value, strict bool) bool {
	if t == nil || v == nil {
		return true
	}
	if !r.Step(1) || !r.Enter() {
		return false
	}
	defer r.Leave()
	return t.shape(r, v, strict) && (!strict || t.Check == nil || t.Check(r, v))
}

func (t *Type) shape(r *Run, v Value, strict bool) bool {
	switch t.Name {
	case "Any":
		return true
	case "list":
		l, ok := v.(List)
		return ok && t.elements(r, l, strict)
	case "range":
		g, ok := v.(*Range)
		return ok && (t.Elem == nil || t.Elem.conforms(r, g.Start, strict) && t.Elem.conforms(r, g.End, strict))
	case "context":
		c, ok := v.(*Context)
		return ok && t.entries(r, c, strict)
	case "function":
		f, ok := v.(*Function)
		return ok && t.signature(f)
	}
	return TypeName(v) == t.Name
}

func (t *Type) elements(r *Run, l List, strict bool) bool {
	if t.Elem == nil || t.Elem == Any {
		return true
	}
	for _, v := range l {
		if !t.Elem.conforms(r, v, strict) {
			return false
		}
	}
	return true
}

func (t *Type) entries(r *Run, c *Context, strict bool) bool {
	for _, f := range t.Fields {
		v, ok := c.Get(f.Name)
		if !ok || !f.Type.conforms(r, v, strict) {
			return false
		}
	}
	return true
}

func (t *Type) signature(f *Function) bool {
	if t.Result == nil && t.Params == nil {
		return true
	}
	if f.Builtin || len(f.Params) != len(t.Params) {
		return f.Builtin
	}
	for i, p := range f.Params {
		if p.Type != nil && !t.Params[i].SubtypeOf(p.Type) {
			return false
		}
	}
	return t.Result == nil || f.Result == nil || f.Result.Name == "Any" || f.Result.SubtypeOf(t.Result)
}

// SubtypeOf tells whether every value of t is also one of o (DMN 1.5, 10.3.2.9.2).
func (t *Type) SubtypeOf(o *Type) bool { return t.subtype(o, 0) }

// maxTypeDepth ends the comparison of item definitions that refer to themselves.
const maxTypeDepth = 40

func (t *Type) subtype(o *Type, depth int) bool {
	if o == nil || o.Name == "Any" || t == o || depth > maxTypeDepth {
		return true
	}
	if t == nil || t.Name == "Null" || t.Name != o.Name {
		return t != nil && t.Name == "Null"
	}
	switch t.Name {
	case "list", "range":
		return o.Elem == nil || t.Elem != nil && t.Elem.subtype(o.Elem, depth+1)
	case "context":
		return t.hasFieldsOf(o, depth+1)
	case "function":
		return t.callableAs(o, depth+1)
	}
	return true
}

func (t *Type) hasFieldsOf(o *Type, depth int) bool {
	for _, want := range o.Fields {
		got := t.Field(want.Name)
		if got == nil || !got.subtype(want.Type, depth) {
			return false
		}
	}
	return true
}

// Field returns the type of a component of a context type, or nil.
func (t *Type) Field(name string) *Type {
	for _, f := range t.Fields {
		if f.Name == name {
			if f.Type == nil {
				return Any
			}
			return f.Type
		}
	}
	return nil
}

func (t *Type) callableAs(o *Type, depth int) bool {
	if len(t.Params) != len(o.Params) {
		return false
	}
	for i := range t.Params {
		if !o.Params[i].subtype(t.Params[i], depth) {
			return false
		}
	}
	return o.Result == nil || t.Result != nil && t.Result.subtype(o.Result, depth)
}

// Coerce applies the implicit conversions of DMN 1.5, 10.3.2.9.4: a single value to a list of one, a
// list of one to its value, a date to a date and time at UTC midnight. What still does not conform
// becomes null; ok is false then.
func (t *Type) Coerce(r *Run, v Value) (out Value, ok bool) {
	if t == nil || v == nil || t.Name == "Any" && t.Check == nil {
		return v, true
	}
	if t.Conforms(r, v) {
		return v, true
	}
	for _, candidate := range t.converted(v) {
		if t.Conforms(r, candidate) {
			return candidate, true
		}
	}
	return nil, false
}

func (t *Type) converted(v Value) []Value {
	var out []Value
	if l, ok := v.(List); ok && len(l) == 1 && t.Name != "list" {
		out = append(out, l[0])
	}
	if t.Name == "list" {
		out = append(out, List{v})
	}
	if d, ok := v.(Date); ok && t.Name == "date and time" {
		out = append(out, d.Midnight(true))
	}
	return out
}
