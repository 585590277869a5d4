package source

// Definitions is one DMN file.
type Definitions struct {
	ID, Name, Namespace string
	Imports             []Import
	Items               []*Item
	Inputs              []*Input
	Decisions           []*Decision
	Knowledge           []*Knowledge
	Services            []*Service
}

// Import names another file by its namespace.
type Import struct{ Name, Namespace, Type string }

// Item is an item definition (数据项定义) or one of its components.
type Item struct {
	Name, TypeRef string
	Collection    bool
	Components    []*Item
	Allowed       string // unary tests of allowedValues
	Constraint    string // unary tests of typeConstraint (DMN 1.5)
	Function      *FunctionItem
}

// FunctionItem is the type of a function.
type FunctionItem struct {
	Output string
	Params []Variable
}

// Variable is a name with a type reference.
type Variable struct{ Name, TypeRef string }

// Input is an input data element.
type Input struct {
	ID       string
	Variable Variable
}

// Decision is one decision with what it requires.
type Decision struct {
	ID       string
	Variable Variable
	Inputs   []string // hrefs
	Requires []string // hrefs of decisions
	Knows    []string // hrefs of knowledge models and services
	Logic    *Expression
}

// Knowledge is a business knowledge model.
type Knowledge struct {
	ID       string
	Variable Variable
	Knows    []string
	Logic    *Expression // a function definition
}

// Service is a decision service; all lists hold hrefs.
type Service struct {
	ID             string
	Variable       Variable
	Outputs        []string
	Encapsulated   []string
	InputDecisions []string
	Inputs         []string
}

// Kind tells the form of an expression.
type Kind string

// The boxed expressions of DMN 1.5, clause 10.2.
const (
	Literal     Kind = "literalExpression"
	Context     Kind = "context"
	Table       Kind = "decisionTable"
	Invocation  Kind = "invocation"
	List        Kind = "list"
	Relation    Kind = "relation"
	Function    Kind = "functionDefinition"
	Conditional Kind = "conditional"
	Filter      Kind = "filter"
	For         Kind = "for"
	Some        Kind = "some"
	Every       Kind = "every"
)

// Expression is one boxed expression; which fields are set depends on Kind.
type Expression struct {
	Kind     Kind
	TypeRef  string
	Line     int
	Text     string        // literal
	Language string        // literal: its expression language if named
	Entries  []Entry       // context: entries; invocation: bindings; the result entry has no name
	Parts    []*Expression // list items; invocation: callee; function: body; if, then, else; in, match, return, satisfies
	Columns  []Variable    // relation columns, function parameters
	Rows     [][]*Expression
	Iterator string // for, some, every
	External string // function: Java or PMML
	Table    *DecisionTable
}

// Entry is a named part of a context or a binding of an invocation.
type Entry struct {
	Variable Variable
	Value    *Expression
}

// DecisionTable is a decision table (决策表).
type DecisionTable struct {
	HitPolicy, Aggregation string
	Label                  string
	Inputs                 []InputClause
	Outputs                []OutputClause
	Rules                  []Rule
}

// InputClause is one column of conditions.
type InputClause struct {
	Label, Text, TypeRef string
	Allowed              string
}

// OutputClause is one column of results.
type OutputClause struct {
	Name, TypeRef string
	Allowed       string
	Default       string
}

// Rule is one row of a table.
type Rule struct {
	ID      string
	Tests   []string
	Outputs []string
	Line    int
}
