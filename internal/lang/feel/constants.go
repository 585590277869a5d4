package feel

import (
	"holon.example/holon/internal/lang/feel/syntax"
	"holon.example/holon/internal/lang/feel/value"
)

// TestConstants returns the constants that unary tests name: literals, negative numbers and calls of
// date and duration functions on literals. Faulty tests have none.
func TestConstants(src string) []Value {
	if src == "" {
		return nil
	}
	var none *Scope
	n, err := none.parser().ParseTests(src)
	if err != nil {
		return nil
	}
	var out []Value
	var visit func(n syntax.Node)
	visit = func(n syntax.Node) {
		switch n.(type) {
		case *syntax.Literal, *syntax.Neg, *syntax.Call:
			if v, ok := constantOf(src, n); ok {
				out = append(out, v)
				return
			}
		}
		for _, kid := range syntax.Kids(n) {
			visit(kid)
		}
	}
	visit(n)
	return out
}

// constantOf evaluates a node that reads no variables.
func constantOf(src string, n syntax.Node) (Value, bool) {
	c := &compiler{src: src, reads: map[string]bool{}, maybe: map[string]bool{}}
	run := c.compile(n, nil)
	if c.err != nil || len(c.reads) > 0 || len(c.maybe) > 0 {
		return nil, false
	}
	r := value.NewRun(Budget{Steps: 1000, Bytes: 1 << 16})
	v := run(&frame{m: &machine{run: r}})
	return v, v != nil && r.Err() == nil
}
