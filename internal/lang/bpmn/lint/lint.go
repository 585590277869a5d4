package lint

import (
	"fmt"
	"sort"

	"holon.example/holon/internal/lang/bpmn"
	"holon.example/holon/internal/lang/bpmn/xmltree"
)

// Level is how grave an issue is.
type Level string

// The levels.
const (
	Error   Level = "error"
	Warning Level = "warning"
)

// Issue is one finding.
type Issue struct {
	Element string `json:"element"` // id, or the path of names where there is no id
	Kind    string `json:"kind"`    // element name
	Name    string `json:"name,omitempty"`
	Line    int    `json:"line,omitempty"`
	Rule    string `json:"rule"` // stable word; bpmn.lint.<rule> in the catalogue
	Level   Level  `json:"level"`
	Reason  string `json:"reason"` // plain English
}

func (i Issue) String() string {
	return fmt.Sprintf("line %d: %s %s: %s [%s]", i.Line, i.Kind, i.Element, i.Reason, i.Rule)
}

const maxIssues = 1_000

type checker struct {
	d      *bpmn.Definitions
	issues []Issue
	all    []*xmltree.Element            // elements of the BPMN namespace, document order
	kinds  map[string][]*xmltree.Element // by local name
	scopes []*bpmn.Scope
	nodes  []*bpmn.Node
	names  map[string]bool                         // of data
	assocs map[*xmltree.Element][]*xmltree.Element // associations by source
}

// Check finds the faults of a model.
func Check(d *bpmn.Definitions) []Issue {
	c := &checker{d: d, kinds: map[string][]*xmltree.Element{}}
	c.collect(d.Doc.Root)
	for _, p := range d.Processes {
		c.levels(p.Body)
	}
	c.vocabulary()
	c.identity()
	c.references()
	c.extensions()
	c.flows()
	c.gateways()
	c.events()
	c.activities()
	c.subProcesses()
	c.expressions()
	c.data()
	c.services()
	c.collaboration()
	sort.SliceStable(c.issues, func(i, j int) bool { return c.issues[i].Line < c.issues[j].Line })
	return c.issues
}

// Errors keeps the issues that forbid a model.
func Errors(issues []Issue) []Issue {
	var out []Issue
	for _, i := range issues {
		if i.Level == Error {
			out = append(out, i)
		}
	}
	return out
}

func (c *checker) collect(e *xmltree.Element) {
	if e.Space == bpmn.Space {
		if e.Local == "extensionElements" {
			return
		}
		c.all = append(c.all, e)
		c.kinds[e.Local] = append(c.kinds[e.Local], e)
	}
	for i := range e.Children {
		if child := e.Children[i].Element; child != nil && child.Space == bpmn.Space {
			c.collect(child)
		}
	}
}

func (c *checker) levels(s *bpmn.Scope) {
	c.scopes = append(c.scopes, s)
	c.nodes = append(c.nodes, s.Nodes...)
	for _, n := range s.Nodes {
		if n.Body != nil {
			c.levels(n.Body)
		}
	}
}

func (c *checker) err(e *xmltree.Element, rule, format string, args ...any) {
	c.add(e, Error, rule, format, args...)
}

func (c *checker) warn(e *xmltree.Element, rule, format string, args ...any) {
	c.add(e, Warning, rule, format, args...)
}

func (c *checker) add(e *xmltree.Element, level Level, rule, format string, args ...any) {
	if len(c.issues) >= maxIssues {
		return
	}
	c.issues = append(c.issues, Issue{
		Element: label(e), Kind: e.Local, Name: e.Attr("name"), Line: e.Line,
		Rule: rule, Level: level, Reason: fmt.Sprintf(format, args...),
	})
}

// label names an element: by its id, else by that of the nearest element around
// it that has one.
func label(e *xmltree.Element) string {
	path := ""
	for at := e; at != nil; at = at.Parent {
		if id := at.Attr("id"); id != "" {
			return id + path
		}
		path = "/" + at.Local + path
	}
	return path[1:]
}

// executable tells whether an element stands in an executable process; what
// stands outside of processes counts if any process is executable.
func (c *checker) executable(e *xmltree.Element) bool {
	for at := e; at != nil; at = at.Parent {
		if at.Local == "process" {
			return truth(at.Attr("isExecutable"))
		}
	}
	for _, p := range c.d.Processes {
		if p.Executable {
			return true
		}
	}
	return false
}

func truth(s string) bool { return s == "true" || s == "1" }

// target finds what a reference attribute means.
func (c *checker) target(e *xmltree.Element, attr string) *xmltree.Element {
	return c.d.Resolve(e, e.Attr(attr))
}

// child finds what the text of a child element refers to.
func (c *checker) child(e *xmltree.Element, name string) *xmltree.Element {
	if r := e.First(name); r != nil {
		return c.d.Resolve(r, r.Text())
	}
	return nil
}
