package source

import (
	"errors"
	"strings"
)

// Namespaces of the DMN versions that are read.
var versions = map[string]bool{
	"http://www.omg.org/spec/DMN/20151101/dmn.xsd":   true,
	"http://www.omg.org/spec/DMN/20180521/MODEL/":    true,
	"https://www.omg.org/spec/DMN/20191111/MODEL/":   true,
	"https://www.omg.org/spec/DMN/20211108/MODEL/":   true,
	"https://www.omg.org/spec/DMN/20230324/MODEL/":   true,
	"https://www.omg.org/spec/DMN/20240513/MODEL/":   true,
	"http://www.omg.org/spec/DMN/20191111/MODEL/":    true,
	"http://www.omg.org/spec/DMN/20151101/dmn11.xsd": true,
}

// Read reads one DMN file.
func Read(data []byte) (*Definitions, error) {
	root, err := ReadXML(data)
	if err != nil {
		return nil, err
	}
	if root.Name != "definitions" || !versions[root.Space] {
		return nil, errors.New("the file is no DMN model of version 1.1 to 1.5")
	}
	dropForeign(root)
	d := &Definitions{ID: root.Attrs["id"], Name: root.Attrs["name"], Namespace: root.Attrs["namespace"]}
	for _, e := range root.Kids {
		d.add(e)
	}
	return d, nil
}

// dropForeign removes elements of other namespaces: extensions and drawings.
func dropForeign(e *Element) {
	kept := e.Kids[:0]
	for _, k := range e.Kids {
		if k.Space == e.Space && k.Name != "extensionElements" {
			dropForeign(k)
			kept = append(kept, k)
		}
	}
	e.Kids = kept
}

func (d *Definitions) add(e *Element) {
	switch e.Name {
	case "import":
		d.Imports = append(d.Imports, Import{Name: e.Attrs["name"], Namespace: e.Attrs["namespace"], Type: e.Attrs["importType"]})
	case "itemDefinition":
		d.Items = append(d.Items, readItem(e))
	case "inputData":
		d.Inputs = append(d.Inputs, &Input{ID: e.Attrs["id"], Variable: variable(e)})
	case "decision":
		d.Decisions = append(d.Decisions, readDecision(e))
	case "businessKnowledgeModel":
		d.Knowledge = append(d.Knowledge, readKnowledge(e))
	case "decisionService":
		d.Services = append(d.Services, readService(e))
	}
}

// variable is the variable of an element, named like the element unless it says otherwise.
func variable(e *Element) Variable {
	v := Variable{Name: e.Attrs["name"]}
	if k := e.First("variable"); k != nil {
		v.TypeRef = typeRef(k)
		if v.Name == "" {
			v.Name = k.Attrs["name"]
		}
	}
	return v
}

// typeRef is written as attribute, in DMN 1.1 also as an element for items.
func typeRef(e *Element) string {
	ref := strings.TrimSpace(e.Attrs["typeRef"])
	if ref == "" {
		ref = e.TextOf("typeRef")
	}
	return ref
}

func readItem(e *Element) *Item {
	it := &Item{
		Name: e.Attrs["name"], TypeRef: typeRef(e), Collection: e.Attrs["isCollection"] == "true",
		Allowed: e.First("allowedValues").TextOf("text"), Constraint: e.First("typeConstraint").TextOf("text"),
	}
	for _, k := range e.All("itemComponent") {
		it.Components = append(it.Components, readItem(k))
	}
	if f := e.First("functionItem"); f != nil {
		it.Function = &FunctionItem{Output: f.Attrs["outputTypeRef"]}
		for _, p := range f.All("parameters") {
			it.Function.Params = append(it.Function.Params, Variable{Name: p.Attrs["name"], TypeRef: typeRef(p)})
		}
	}
	return it
}

func hrefs(e *Element, requirement, name string) []string {
	var out []string
	for _, r := range e.All(requirement) {
		for _, k := range r.All(name) {
			out = append(out, k.Attrs["href"])
		}
	}
	return out
}

func readDecision(e *Element) *Decision {
	return &Decision{
		ID: e.Attrs["id"], Variable: variable(e),
		Inputs:   hrefs(e, "informationRequirement", "requiredInput"),
		Requires: hrefs(e, "informationRequirement", "requiredDecision"),
		Knows:    hrefs(e, "knowledgeRequirement", "requiredKnowledge"),
		Logic:    firstExpression(e),
	}
}

func readKnowledge(e *Element) *Knowledge {
	k := &Knowledge{ID: e.Attrs["id"], Variable: variable(e), Knows: hrefs(e, "knowledgeRequirement", "requiredKnowledge")}
	if logic := e.First("encapsulatedLogic"); logic != nil {
		k.Logic = readFunction(logic)
	}
	return k
}

func readService(e *Element) *Service {
	list := func(name string) []string {
		var out []string
		for _, k := range e.All(name) {
			out = append(out, k.Attrs["href"])
		}
		return out
	}
	return &Service{
		ID: e.Attrs["id"], Variable: variable(e), Outputs: list("outputDecision"),
		Encapsulated: list("encapsulatedDecision"), InputDecisions: list("inputDecision"), Inputs: list("inputData"),
	}
}
