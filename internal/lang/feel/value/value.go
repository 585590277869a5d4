package value

// Value is one FEEL value; nil is FEEL null. The implementations are Bool, Number, String, Date, Time,
// DateTime, DaysDuration, MonthsDuration, List, *Context, *Range and *Function.
type Value interface{ feel() }

// Bool is FEEL true or false.
type Bool bool

// String is a FEEL string; its length and positions are counted in code points.
type String string

// List is a FEEL list. It must not be changed after it has been handed on.
type List []Value

func (Bool) feel()           {}
func (String) feel()         {}
func (List) feel()           {}
func (Number) feel()         {}
func (Date) feel()           {}
func (Time) feel()           {}
func (DateTime) feel()       {}
func (DaysDuration) feel()   {}
func (MonthsDuration) feel() {}
func (*Context) feel()       {}
func (*Range) feel()         {}
func (*Function) feel()      {}

// TypeName returns the FEEL name of the type of v, such as "number" or "date and time".
func TypeName(v Value) string {
	switch v.(type) {
	case nil:
		return "Null"
	case Bool:
		return "boolean"
	case Number:
		return "number"
	case String:
		return "string"
	case List:
		return "list"
	case *Context:
		return "context"
	case *Range:
		return "range"
	case *Function:
		return "function"
	default:
		return temporalName(v)
	}
}

func temporalName(v Value) string {
	switch v.(type) {
	case Date:
		return "date"
	case Time:
		return "time"
	case DateTime:
		return "date and time"
	case DaysDuration:
		return "days and time duration"
	case MonthsDuration:
		return "years and months duration"
	default:
		return "Any"
	}
}

// Range is a FEEL interval. A nil Start or End means that side has no bound. Equals and Not mark the
// comparisons "= e" and "!= e", whose value stands in Start (and, for "=", also in End).
type Range struct {
	Start, End     Value
	StartIn, EndIn bool
	Equals, Not    bool
}

// Param is one parameter of a function; a nil Type accepts everything.
type Param struct {
	Name string
	Type *Type
}

// Function is a FEEL function value: a built-in, a function literal or a business knowledge model.
type Function struct {
	Name   string
	Params []Param
	Result *Type
	// Call runs the function; args are already in the order of Params (or free for a built-in).
	Call func(r *Run, args []Value) Value
	// Bind puts named arguments into order; nil means by Params.
	Bind func(names []string, args []Value) ([]Value, bool)
	// Arity tells whether n positional arguments are acceptable; nil means len(Params).
	Arity func(n int) bool
	// Builtin marks functions of the standard library: they check their own arguments.
	Builtin bool
}
