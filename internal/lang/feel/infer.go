package feel

import (
	"holon.example/holon/internal/lang/feel/syntax"
	"holon.example/holon/internal/lang/feel/value"
)

// infer returns the type of an expression where its form alone tells it, else nil.
func (c *compiler) infer(n syntax.Node) *Type {
	switch n := n.(type) {
	case *syntax.Literal:
		return value.BasicType(value.TypeName(n.Value))
	case *syntax.Binary, *syntax.Between, *syntax.In, *syntax.InstanceOf, *syntax.Quantified:
		return value.BasicType("boolean")
	case *syntax.List, *syntax.For:
		return value.BasicType("list")
	case *syntax.Range, *syntax.Compare:
		return value.BasicType("range")
	case *syntax.Context:
		return c.inferContext(n)
	case *syntax.Chain:
		if op := n.Rest[0].Op; op == "and" || op == "or" {
			return value.BasicType("boolean")
		}
	case *syntax.If:
		if then := c.infer(n.Then); then != nil && then == c.infer(n.Else) {
			return then
		}
	}
	return nil
}

func (c *compiler) inferContext(n *syntax.Context) *Type {
	t := &Type{Name: "context"}
	for _, e := range n.Entries {
		et := c.infer(e.Value)
		if et == nil {
			et = value.Any
		}
		t.Fields = append(t.Fields, value.Field{Name: e.Key, Type: et})
	}
	return t
}
