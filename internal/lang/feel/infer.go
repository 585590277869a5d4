package feel

import (
	"holon.example/holon/internal/lang/feel/syntax"
	"holon.example/holon/internal/lang/feel/value"
)

// infer returns the type of an expression where its form and the scope tell it, else nil.
func (c *compiler) infer(n syntax.Node) *Type {
	switch n := n.(type) {
	case *syntax.Name:
		if t, known := c.scope.Type(n.Name); c.editor && known {
			return t
		}
	case *syntax.Path:
		return memberType(c.infer(n.Base), n.Name)
	case *syntax.Filter:
		return c.inferFilter(n)
	case *syntax.Call:
		return c.inferCall(n)
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
		return c.inferChain(n)
	case *syntax.If:
		if then := c.infer(n.Then); then != nil && then == c.infer(n.Else) {
			return then
		}
	}
	return nil
}

func (c *compiler) inferChain(n *syntax.Chain) *Type {
	if op := n.Rest[0].Op; op == "and" || op == "or" {
		return value.BasicType("boolean")
	}
	first := c.infer(n.First)
	for _, link := range n.Rest {
		if first == nil || c.infer(link.X) != first {
			return nil
		}
	}
	// A number stays one under every operator, a string under "+".
	if first == value.BasicType("number") || first == value.BasicType("string") {
		return first
	}
	return nil
}

// memberType is the type of base.name; for a list it is the list of the members.
func memberType(base *Type, name string) *Type {
	switch {
	case base == nil:
		return nil
	case base.Name == "list" && base.Elem != nil:
		if inner := memberType(base.Elem, name); inner != nil {
			return &Type{Name: "list", Elem: inner}
		}
		return nil
	case base.Name == "context":
		return base.Field(name)
	}
	return propertyTypes[name]
}

// propertyTypes are the types of the properties of dates, times, durations and ranges.
var propertyTypes = map[string]*Type{
	"year": value.BasicType("number"), "month": value.BasicType("number"), "day": value.BasicType("number"),
	"weekday": value.BasicType("number"), "hour": value.BasicType("number"), "minute": value.BasicType("number"),
	"second": value.BasicType("number"), "years": value.BasicType("number"), "months": value.BasicType("number"),
	"days": value.BasicType("number"), "hours": value.BasicType("number"), "minutes": value.BasicType("number"),
	"seconds": value.BasicType("number"), "timezone": value.BasicType("string"),
	"time offset": value.BasicType("days and time duration"), "start included": value.BasicType("boolean"),
	"end included": value.BasicType("boolean"),
}

// inferFilter is the type of an element for an index, else of the list.
func (c *compiler) inferFilter(n *syntax.Filter) *Type {
	base := c.infer(n.Base)
	if base == nil || base.Name != "list" {
		return nil
	}
	if _, ok := fixedIndex(n.Cond); ok {
		return base.Elem
	}
	return base
}

// inferCall is the result of a function whose type the scope tells.
func (c *compiler) inferCall(n *syntax.Call) *Type {
	name, ok := n.Fn.(*syntax.Name)
	if !ok || c.scope == nil {
		return nil
	}
	if t, known := c.scope.Type(name.Name); known && t != nil && t.Name == "function" {
		return t.Result
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
