package form

import (
	"slices"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/lang/feel"
)

// Condition is a compiled yes/no rule in FEEL over answers or other facts.
type Condition struct {
	text    string
	program *feel.Program
}

// maxCondition bounds the text of a condition.
const maxCondition = 2000

// ParseCondition compiles a condition; what is not FEEL is an Invalid error.
func ParseCondition(text string) (*Condition, error) {
	if len(text) > maxCondition {
		return nil, gov.Invalid("form.condition.long")
	}
	p, err := feel.Compile(text, nil)
	if err != nil {
		return nil, gov.Invalid("form.condition").With("text", text).Because(err)
	}
	return &Condition{text: text, program: p}, nil
}

// String is the condition as written.
func (c *Condition) String() string { return c.text }

// Names gives the facts the condition reads.
func (c *Condition) Names() []string { return slices.Clone(c.program.Names()) }

// Holds tells whether the condition is true. What is unknown, of the wrong
// type or too costly to compute does not hold.
func (c *Condition) Holds(facts map[string]any) bool {
	vars := make(feel.Vars, len(c.program.Names()))
	for _, name := range c.program.Names() {
		v, err := feel.FromGo(facts[name])
		if err != nil {
			return false
		}
		vars[name] = v
	}
	v, err := c.program.Eval(vars, feel.Budget{})
	return err == nil && feel.ToGo(v) == true
}
