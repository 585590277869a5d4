package syntax

import "holon.example/holon/internal/lang/feel/value"

// Node is one part of an expression; Pos is its byte offset.
type Node interface{ Pos() int }

// At is the place of a node.
type At int

// Pos returns the byte offset.
func (a At) Pos() int { return int(a) }

// The nodes of an expression.
type (
	// Literal is a number, string, boolean, null or at-literal.
	Literal struct {
		At
		Value value.Value
	}
	// Name reads a variable.
	Name struct {
		At
		Name string
	}
	// Path reads a member: base.name.
	Path struct {
		At
		Base Node
		Name string
	}
	// Filter selects from a list: base[cond].
	Filter struct {
		At
		Base, Cond Node
	}
	// Call invokes a function; Names is nil for positional arguments.
	Call struct {
		At
		Fn    Node
		Names []string
		Args  []Node
	}
	// Chain is first op x op y … with operators of one rank, taken from the left.
	Chain struct {
		At
		First Node
		Rest  []Link
	}
	// Binary is a comparison.
	Binary struct {
		At
		Op          string
		Left, Right Node
	}
	// Neg is arithmetic negation.
	Neg struct {
		At
		X Node
	}
	// Between is x between low and high.
	Between struct {
		At
		X, Low, High Node
	}
	// In is x in tests.
	In struct {
		At
		X     Node
		Tests []Node
	}
	// InstanceOf is x instance of type.
	InstanceOf struct {
		At
		X    Node
		Type *TypeRef
	}
	// If is if cond then a else b.
	If struct {
		At
		Cond, Then, Else Node
	}
	// For is for iterators return body.
	For struct {
		At
		Iters []Iter
		Body  Node
	}
	// Quantified is some or every.
	Quantified struct {
		At
		Every bool
		Iters []Iter
		Cond  Node
	}
	// List is [a, b].
	List struct {
		At
		Items []Node
	}
	// Context is {key: value}.
	Context struct {
		At
		Entries []Entry
	}
	// Range is [a..b] with its kinds of bracket.
	Range struct {
		At
		Low, High     Node
		LowIn, HighIn bool
	}
	// Compare is a one-sided comparison such as "< 5".
	Compare struct {
		At
		Op string
		X  Node
	}
	// Function is a function literal.
	Function struct {
		At
		Params   []Param
		Body     Node
		External bool
	}
	// Tests are the unary tests of a cell: any of Items, or none of them. No items means "-".
	Tests struct {
		At
		Not   bool
		Items []Node
	}
)

// Link is one operator of a chain with its right operand.
type Link struct {
	At
	Op string
	X  Node
}

// Iter is one variable of an iteration; High is set for low..high.
type Iter struct {
	Name      string
	In, High  Node
	NameStart int
}

// Entry is one key and value of a context.
type Entry struct {
	Key   string
	Value Node
}

// Param is one parameter of a function literal.
type Param struct {
	Name string
	Type *TypeRef
}

// TypeRef is a type as written.
type TypeRef struct {
	At
	Name   string
	Args   []*TypeRef
	Fields []Param
	Result *TypeRef
}
