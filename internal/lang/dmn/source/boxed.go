package source

import "strings"

type boxReader func(e *Element) *Expression

var boxes map[Kind]boxReader

func init() {
	boxes = map[Kind]boxReader{
		Literal: readLiteral, Context: readContext, Table: readTable, Invocation: readInvocation,
		List: readList, Relation: readRelation, Function: readFunction,
		Conditional: parts("if", "then", "else"), Filter: parts("in", "match"),
		For: parts("in", "return"), Some: parts("in", "satisfies"), Every: parts("in", "satisfies"),
	}
}

// readExpression reads e if it is an expression, else nil.
func readExpression(e *Element) *Expression {
	read, ok := boxes[Kind(e.Name)]
	if !ok {
		return nil
	}
	x := read(e)
	x.Kind, x.TypeRef, x.Line = Kind(e.Name), typeRef(e), e.Line
	return x
}

// firstExpression returns the first child that is an expression, or nil.
func firstExpression(e *Element) *Expression {
	if e == nil {
		return nil
	}
	for _, k := range e.Kids {
		if x := readExpression(k); x != nil {
			return x
		}
	}
	return nil
}

func readLiteral(e *Element) *Expression {
	return &Expression{Text: e.TextOf("text"), Language: e.Attrs["expressionLanguage"]}
}

func readContext(e *Element) *Expression {
	x := &Expression{}
	for _, k := range e.All("contextEntry") {
		entry := Entry{Value: firstExpression(k)}
		if v := k.First("variable"); v != nil {
			entry.Variable = Variable{Name: v.Attrs["name"], TypeRef: typeRef(v)}
		}
		x.Entries = append(x.Entries, entry)
	}
	return x
}

func readInvocation(e *Element) *Expression {
	x := &Expression{Parts: []*Expression{firstExpression(e)}}
	for _, k := range e.All("binding") {
		entry := Entry{Value: firstExpression(k)}
		if p := k.First("parameter"); p != nil {
			entry.Variable = Variable{Name: p.Attrs["name"], TypeRef: typeRef(p)}
		}
		x.Entries = append(x.Entries, entry)
	}
	return x
}

func readList(e *Element) *Expression {
	x := &Expression{}
	for _, k := range e.Kids {
		if item := readExpression(k); item != nil {
			x.Parts = append(x.Parts, item)
		}
	}
	return x
}

func readRelation(e *Element) *Expression {
	x := &Expression{}
	for _, k := range e.All("column") {
		x.Columns = append(x.Columns, Variable{Name: k.Attrs["name"], TypeRef: typeRef(k)})
	}
	for _, k := range e.All("row") {
		x.Rows = append(x.Rows, readList(k).Parts)
	}
	return x
}

func readFunction(e *Element) *Expression {
	x := &Expression{Kind: Function, TypeRef: typeRef(e), Line: e.Line, Parts: []*Expression{firstExpression(e)}}
	for _, k := range e.All("formalParameter") {
		x.Columns = append(x.Columns, Variable{Name: k.Attrs["name"], TypeRef: typeRef(k)})
	}
	if kind := e.Attrs["kind"]; kind != "" && kind != "FEEL" && kind != "F" {
		x.External = kind
	}
	return x
}

// parts reads expressions that stand in elements of these names, and the iterator variable.
func parts(names ...string) boxReader {
	return func(e *Element) *Expression {
		x := &Expression{Iterator: e.Attrs["iteratorVariable"]}
		for _, n := range names {
			x.Parts = append(x.Parts, firstExpression(e.First(n)))
		}
		return x
	}
}

func readTable(e *Element) *Expression {
	t := &DecisionTable{
		HitPolicy: strings.TrimSpace(e.Attrs["hitPolicy"]), Aggregation: e.Attrs["aggregation"], Label: e.Attrs["outputLabel"],
	}
	for _, k := range e.All("input") {
		in := k.First("inputExpression")
		clause := InputClause{Label: k.Attrs["label"], Text: in.TextOf("text"), Allowed: k.First("inputValues").TextOf("text")}
		if in != nil {
			clause.TypeRef = typeRef(in)
		}
		t.Inputs = append(t.Inputs, clause)
	}
	for _, k := range e.All("output") {
		t.Outputs = append(t.Outputs, OutputClause{
			Name: k.Attrs["name"], TypeRef: typeRef(k), Allowed: k.First("outputValues").TextOf("text"),
			Default: k.First("defaultOutputEntry").TextOf("text"),
		})
	}
	for _, k := range e.All("rule") {
		t.Rules = append(t.Rules, readRule(k))
	}
	return &Expression{Table: t}
}

func readRule(e *Element) Rule {
	r := Rule{ID: e.Attrs["id"], Line: e.Line}
	for _, k := range e.All("inputEntry") {
		r.Tests = append(r.Tests, k.TextOf("text"))
	}
	for _, k := range e.All("outputEntry") {
		r.Outputs = append(r.Outputs, k.TextOf("text"))
	}
	return r
}
