package feel

import (
	"slices"

	"holon.example/holon/internal/lang/feel/syntax"
	"holon.example/holon/internal/lang/feel/value"
)

// Error is a place where a text is not FEEL, or uses a name that does not exist.
type Error = syntax.Error

// Program is a compiled expression. It never changes and may be shared between goroutines.
type Program struct {
	code  code
	names []string
	maybe []string
}

// Compile reads an expression. With a nil scope every variable name is accepted; with a scope, a name
// that is neither in it nor bound in the expression is an *[Error].
func Compile(src string, scope *Scope) (*Program, error) {
	n, err := scope.parser().Parse(src)
	if err != nil {
		return nil, err
	}
	c := &compiler{src: src, scope: scope, reads: map[string]bool{}, maybe: map[string]bool{}}
	run := c.compile(n, nil)
	if c.err != nil {
		return nil, c.err
	}
	return &Program{code: run, names: sorted(c.reads), maybe: sorted(c.maybe)}, nil
}

func sorted(set map[string]bool) []string {
	names := make([]string, 0, len(set))
	for name := range set {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Names returns the variables that the expression reads, in order. Built-in functions, variables bound
// inside and members of filtered elements are not among them.
func (p *Program) Names() []string { return p.names }

// MaybeNames returns the names inside filters that are either members of the filtered elements or
// variables outside; only the data tells.
func (p *Program) MaybeNames() []string { return p.maybe }

// Eval evaluates the expression. The error is non-nil only if the budget was exhausted.
func (p *Program) Eval(vars Vars, budget Budget) (Value, error) {
	r := value.NewRun(budget)
	v := p.Run(r, vars)
	return v, r.Err()
}

// Holds evaluates a condition; everything but true, null included, is false.
func (p *Program) Holds(vars Vars, budget Budget) (bool, error) {
	v, err := p.Eval(vars, budget)
	b, _ := v.(value.Bool)
	return bool(b), err
}

// Run evaluates within a running evaluation; notes and the end of the budget are found in r.
func (p *Program) Run(r *value.Run, vars Vars) Value {
	m := &machine{run: r, vars: vars}
	v := p.code(&frame{m: m})
	if r.Err() != nil {
		return nil
	}
	return v
}

// Tests are compiled unary tests: the condition of a decision table cell or an allowed value list.
type Tests struct {
	match test
	names []string
	any   bool
}

// CompileTests reads unary tests such as "< 5", "[1..3], 9", "not(\"A\")" or "-"; the variable "?" is
// the value under test.
func CompileTests(src string, scope *Scope) (*Tests, error) {
	n, err := scope.parser().ParseTests(src)
	if err != nil {
		return nil, err
	}
	c := &compiler{src: src, scope: scope, reads: map[string]bool{}, maybe: map[string]bool{}}
	match := c.tests(n, nil)
	if c.err != nil {
		return nil, c.err
	}
	return &Tests{match: match, names: sorted(c.reads), any: len(n.Items) == 0}, nil
}

// Names returns the variables that the tests read besides the value under test.
func (t *Tests) Names() []string { return t.names }

// Any reports the test "-", which every value passes.
func (t *Tests) Any() bool { return t.any }

// Match tells whether v passes; what is null does not pass.
func (t *Tests) Match(r *value.Run, v Value, vars Vars) bool {
	return NewMatcher(r, vars).Match(t, v)
}

// Matcher matches many tests within one evaluation, with the same variables.
type Matcher struct{ top frame }

// NewMatcher returns a matcher for one evaluation; it must not be shared.
func NewMatcher(r *value.Run, vars Vars) *Matcher {
	return &Matcher{top: frame{m: &machine{run: r, vars: vars}}}
}

// Match tells whether v passes t.
func (m *Matcher) Match(t *Tests, v Value) bool {
	m.top.m.input = v
	b, ok := t.match(&m.top, v).(value.Bool)
	return ok && bool(b)
}
