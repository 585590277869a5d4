package sheet

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"holon.example/holon/internal/lang/dmn/source"
)

// Kind is what a column of a table holds.
type Kind string

// The kinds of columns, in the order in which they stand.
const (
	Condition Kind = "condition"
	Result    Kind = "result"
	Remark    Kind = "remark"
)

// Column is one column of a decision table.
type Column struct {
	Kind       Kind
	Label      string
	Expression string // condition: what is tested; result: the name of the output, if it has one
	Type       string // FEEL type or item definition; may be empty
	Allowed    string // unary tests
	Default    string // result: FEEL expression for the case that no rule applies
}

// Table is one decision table; cells are FEEL text.
type Table struct {
	Decision string
	Question string
	Policy   string // abbreviation of the hit policy, with its aggregation
	Columns  []Column
	Rules    [][]string // one text a column
}

// policies maps the abbreviations to hit policy and aggregation (DMN 1.5, 8.2.10).
var policies = map[string][2]string{
	"U": {"UNIQUE", ""}, "A": {"ANY", ""}, "P": {"PRIORITY", ""}, "F": {"FIRST", ""},
	"R": {"RULE ORDER", ""}, "O": {"OUTPUT ORDER", ""}, "C": {"COLLECT", ""},
	"C+": {"COLLECT", "SUM"}, "C#": {"COLLECT", "COUNT"}, "C<": {"COLLECT", "MIN"}, "C>": {"COLLECT", "MAX"},
}

// Policies lists the abbreviations of the hit policies.
func Policies() []string {
	return []string{"U", "A", "P", "F", "R", "O", "C", "C+", "C#", "C<", "C>"}
}

func abbreviation(policy, aggregation string) string {
	if policy == "" {
		policy = "UNIQUE"
	}
	for _, short := range Policies() {
		if policies[short] == [2]string{policy, aggregation} {
			return short
		}
	}
	return ""
}

// ErrNone says that a model holds no decision whose logic is a table.
var ErrNone = errors.New("the model holds no decision table")

// Tables reads the decision tables of a model, one for each decision whose logic is
// a table.
func Tables(model []byte) ([]Table, error) {
	root, err := source.ReadXML(model)
	if err != nil {
		return nil, err
	}
	var out []Table
	for _, d := range root.All("decision") {
		if t := d.First("decisionTable"); t != nil {
			out = append(out, tableOf(d, t))
		}
	}
	if len(out) == 0 {
		return nil, ErrNone
	}
	return out, nil
}

func tableOf(d, e *source.Element) Table {
	t := Table{
		Decision: d.Attrs["name"], Question: d.TextOf("question"),
		Policy: abbreviation(strings.TrimSpace(e.Attrs["hitPolicy"]), e.Attrs["aggregation"]),
	}
	for _, k := range e.All("input") {
		x := k.First("inputExpression")
		c := Column{Kind: Condition, Label: k.Attrs["label"], Expression: x.TextOf("text"), Allowed: k.First("inputValues").TextOf("text")}
		if x != nil {
			c.Type = x.Attrs["typeRef"]
		}
		t.Columns = append(t.Columns, c)
	}
	results := e.All("output")
	for i, k := range results {
		c := Column{
			Kind: Result, Label: k.Attrs["label"], Expression: k.Attrs["name"], Type: k.Attrs["typeRef"],
			Allowed: k.First("outputValues").TextOf("text"), Default: k.First("defaultOutputEntry").TextOf("text"),
		}
		if i == 0 && c.Label == "" {
			c.Label = e.Attrs["outputLabel"]
		}
		if v := d.First("variable"); c.Type == "" && len(results) == 1 && v != nil {
			c.Type = v.Attrs["typeRef"]
		}
		t.Columns = append(t.Columns, c)
	}
	for _, k := range e.All("annotation") {
		t.Columns = append(t.Columns, Column{Kind: Remark, Label: k.Attrs["name"]})
	}
	for _, k := range e.All("rule") {
		t.Rules = append(t.Rules, t.rule(k))
	}
	return t
}

func (t *Table) rule(e *source.Element) []string {
	var cells []string
	for _, name := range []string{"inputEntry", "outputEntry", "annotationEntry"} {
		for _, k := range e.All(name) {
			cells = append(cells, k.TextOf("text"))
		}
	}
	if n := len(t.Columns) - len(cells); n > 0 {
		cells = append(cells, slices.Repeat([]string{""}, n)...)
	}
	return cells[:len(t.Columns)]
}

// results says how many result columns there are.
func (t *Table) results() (n int) {
	for _, c := range t.Columns {
		if c.Kind == Result {
			n++
		}
	}
	return n
}

// Fault is something in a workbook that cannot become a rule.
type Fault struct {
	Sheet string
	Cell  string // such as C12; empty when the sheet as a whole is meant
	Kind  FaultKind
	Text  string // what stands there
	Why   error  // the error of the FEEL compiler, for cells
}

// FaultKind tells what is wrong with a sheet or cell.
type FaultKind string

// What may be wrong.
const (
	NoDecision     FaultKind = "no_decision"     // the sheet does not name a decision
	Twice          FaultKind = "twice"           // the decision stands on an earlier sheet
	NoPolicy       FaultKind = "no_policy"       // there is no such hit policy
	NoKind         FaultKind = "no_kind"         // a column is neither condition, result nor remark
	KindOrder      FaultKind = "kind_order"      // conditions come first, then results, then remarks
	NoResult       FaultKind = "no_result"       // the table has no result column
	NoExpression   FaultKind = "no_expression"   // a condition does not say what it tests
	NoName         FaultKind = "no_name"         // one of several results has no name
	BadExpression  FaultKind = "bad_expression"  // an expression cannot be understood
	BadCondition   FaultKind = "bad_condition"   // a condition cannot be understood
	BadResult      FaultKind = "bad_result"      // a result cannot be understood
	MissingResult  FaultKind = "missing_result"  // a rule lacks a result
	OutsideColumns FaultKind = "outside_columns" // a rule says something in a column without a kind
	NoRules        FaultKind = "no_rules"        // the table holds no rule
	TooLarge       FaultKind = "too_large"       // more rows or columns than are accepted
	NotAName       FaultKind = "not_a_name"      // a new model tests plain names only
)

// Error implements error, in plain English.
func (f Fault) Error() string {
	s := fmt.Sprintf("%s %s: %s: %q", f.Sheet, f.Cell, f.Kind, f.Text)
	if f.Why != nil {
		s += ": " + f.Why.Error()
	}
	return s
}

// Unwrap gives the error of the compiler.
func (f Fault) Unwrap() error { return f.Why }
