package dmn

import (
	"errors"
	"fmt"
	"strings"

	"holon.example/holon/internal/lang/dmn/source"
	"holon.example/holon/internal/lang/feel"
	"holon.example/holon/internal/lang/feel/syntax"
)

// Model is a loaded decision model.
type Model struct {
	Name, Namespace string

	files    map[string]*file // by namespace
	main     *file
	problems []Problem
}

// Problem is something wrong in a model, found when it was loaded.
type Problem struct {
	Element string // name of the decision, knowledge model or item
	Place   string // where in it, such as "rule 3, column 2"; may be empty
	Text    string // plain English
	Err     error  // the FEEL error with its position, if it is one
}

// Error returns element, place and text.
func (p Problem) Error() string {
	if p.Place == "" {
		return p.Element + ": " + p.Text
	}
	return p.Element + ", " + p.Place + ": " + p.Text
}

// file is one DMN file of a model with its named things.
type file struct {
	def   *source.Definitions
	types map[string]*feel.Type
	nodes map[string]*node // by id
	model *Model
	items map[string]*source.Item
	busy  map[string]bool // item definitions being resolved, or done
	chain int             // length of the chain of item definitions being resolved
	base  *feel.Scope

	imports map[string]string // namespaces by the name of the import
	names   map[string]string // names of imports by namespace
}

// nodeKind tells what a node of the requirement graph is.
type nodeKind uint8

const (
	inputNode nodeKind = iota
	decisionNode
	knowledgeNode
	serviceNode
)

// node is one element of the requirement graph (决策需求图).
type node struct {
	kind     nodeKind
	id, name string
	file     *file
	typ      *feel.Type
	needs    []need
	logic    runner // decisions and knowledge models; nil if there is none or it is wrong
	broken   string // why it cannot be evaluated
	service  *service
	params   []variable // of knowledge models
	state    uint8      // compilation: 0 new, 1 under way, 2 done
	decision *source.Decision
	know     *source.Knowledge
	serve    *source.Service
}

// need is a requirement: the name under which a node is seen, within an import or not.
type need struct {
	space string // name of the import, or ""
	node  *node
}

type variable struct {
	name string
	typ  *feel.Type
}

// Load reads a model and the files it imports, directly or not. The error is non-nil only if a file
// cannot be read or an import is missing; faults of single decisions are found in Problems.
func Load(main []byte, imports ...[]byte) (*Model, error) {
	m := &Model{files: map[string]*file{}}
	for i, data := range append([][]byte{main}, imports...) {
		def, err := source.Read(data)
		if err != nil {
			return nil, err
		}
		f := newFile(m, def)
		if m.files[def.Namespace] != nil {
			return nil, fmt.Errorf("two files have the namespace %q", def.Namespace)
		}
		m.files[def.Namespace] = f
		if i == 0 {
			m.main, m.Name, m.Namespace = f, def.Name, def.Namespace
		}
	}
	for _, f := range m.files {
		f.checkImports()
		f.defineTypes()
	}
	for _, f := range m.files {
		f.addNodes()
	}
	for _, f := range m.files {
		f.link()
	}
	return m, m.compileAll()
}

// Problems returns what is wrong in the model; such elements evaluate to null.
func (m *Model) Problems() []Problem { return m.problems }

// Decisions returns the names of the decisions of the main file, in its order.
func (m *Model) Decisions() []string {
	var out []string
	for _, d := range m.main.def.Decisions {
		out = append(out, syntax.Clean(d.Variable.Name))
	}
	return out
}

// Inputs returns the names of the inputs of the main file with the names of their types.
func (m *Model) Inputs() map[string]string {
	out := map[string]string{}
	for _, in := range m.main.def.Inputs {
		out[syntax.Clean(in.Variable.Name)] = in.Variable.TypeRef
	}
	return out
}

func (m *Model) problem(element, place string, err error) {
	p := Problem{Element: element, Place: place, Text: err.Error()}
	var at *feel.Error
	if errors.As(err, &at) {
		p.Err = at
	}
	m.problems = append(m.problems, p)
}

func newFile(m *Model, def *source.Definitions) *file {
	f := &file{
		def: def, model: m, types: map[string]*feel.Type{}, nodes: map[string]*node{},
		items: map[string]*source.Item{}, busy: map[string]bool{},
		imports: map[string]string{}, names: map[string]string{},
	}
	for _, imp := range def.Imports {
		f.imports[imp.Name], f.names[imp.Namespace] = imp.Namespace, imp.Name
	}
	return f
}

func (f *file) checkImports() {
	for _, imp := range f.def.Imports {
		if versionOf(imp.Type) && f.model.files[imp.Namespace] == nil {
			f.model.problem(imp.Name, "", fmt.Errorf("the imported model %q is missing", imp.Namespace))
		}
	}
}

// versionOf tells that an import type names a DMN model and not a schema or PMML.
func versionOf(importType string) bool { return strings.Contains(importType, "/DMN/") }

// imported returns the file behind the name of an import, or nil.
func (f *file) imported(name string) *file {
	return f.model.files[f.imports[name]]
}

// importName returns the name under which f imports a namespace.
func (f *file) importName(namespace string) string { return f.names[namespace] }

func (f *file) addNodes() {
	for _, in := range f.def.Inputs {
		f.add(&node{kind: inputNode, id: in.ID}, in.Variable)
	}
	for _, d := range f.def.Decisions {
		f.add(&node{kind: decisionNode, id: d.ID, decision: d}, d.Variable)
	}
	for _, k := range f.def.Knowledge {
		f.add(&node{kind: knowledgeNode, id: k.ID, know: k}, k.Variable)
	}
	for _, s := range f.def.Services {
		f.add(&node{kind: serviceNode, id: s.ID, serve: s}, s.Variable)
	}
}

func (f *file) add(n *node, v source.Variable) {
	n.file, n.name = f, syntax.Clean(v.Name)
	t, err := f.typeOf(v.TypeRef)
	if err != nil {
		f.model.problem(n.name, "", err)
	}
	n.typ = t
	if n.id == "" {
		n.id = n.name
	}
	if f.nodes[n.id] != nil {
		f.model.problem(n.name, "", fmt.Errorf("the id %q is used twice", n.id))
		return
	}
	f.nodes[n.id] = n
}

// resolve finds the node of an href such as "#id" or "namespace#id".
func (f *file) resolve(href string) (need, error) {
	space, id, found := strings.Cut(href, "#")
	if !found {
		space, id = "", href
	}
	target, name := f, ""
	if space != "" && space != f.def.Namespace {
		target, name = f.model.files[space], f.importName(space)
	}
	if target == nil || target.nodes[id] == nil {
		return need{}, fmt.Errorf("the required element %q does not exist", href)
	}
	return need{space: name, node: target.nodes[id]}, nil
}

// link turns the hrefs of all nodes into requirements.
func (f *file) link() {
	for _, d := range f.def.Decisions {
		f.linkNode(d.ID, d.Variable.Name, d.Inputs, d.Requires, d.Knows)
	}
	for _, k := range f.def.Knowledge {
		f.linkNode(k.ID, k.Variable.Name, k.Knows)
	}
	for _, s := range f.def.Services {
		f.linkService(s)
	}
}

func (f *file) nodeOf(id, name string) *node {
	if id == "" {
		id = syntax.Clean(name)
	}
	return f.nodes[id]
}

func (f *file) linkNode(id, name string, lists ...[]string) {
	n := f.nodeOf(id, name)
	if n == nil {
		return
	}
	for _, hrefs := range lists {
		for _, href := range hrefs {
			nd, err := f.resolve(href)
			if err != nil {
				f.model.problem(n.name, "", err)
				continue
			}
			n.needs = append(n.needs, nd)
		}
	}
}

func (f *file) linkService(s *source.Service) {
	n := f.nodeOf(s.ID, s.Variable.Name)
	if n == nil {
		return
	}
	n.service = &service{}
	for _, part := range []struct {
		hrefs []string
		into  *[]need
	}{
		{s.Outputs, &n.service.outputs},
		{s.Encapsulated, &n.service.hidden},
		{s.Inputs, &n.service.inputs},
		{s.InputDecisions, &n.service.inputs},
	} {
		for _, href := range part.hrefs {
			nd, err := f.resolve(href)
			if err != nil {
				f.model.problem(n.name, "", err)
				n.broken = err.Error()
				continue
			}
			*part.into = append(*part.into, nd)
		}
	}
}
