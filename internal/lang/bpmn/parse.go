package bpmn

import (
	"errors"
	"sort"
	"strings"

	"holon.example/holon/internal/lang/bpmn/xmltree"
)

// ErrNotBPMN says that the file is XML but not a BPMN 2.0 model.
var ErrNotBPMN = errors.New("the root element is not definitions of BPMN 2.0")

// Parse reads a model. It fails for text that is no acceptable XML
// (*xmltree.SyntaxError) or no BPMN 2.0; faults of the model itself are found by
// package lint.
func Parse(data []byte) (*Definitions, error) {
	doc, err := xmltree.Parse(data)
	if err != nil {
		return nil, err
	}
	if doc.Root.Space != Space || doc.Root.Local != "definitions" {
		return nil, ErrNotBPMN
	}
	d := &Definitions{
		ID: doc.Root.Attr("id"), Doc: doc, target: doc.Root.Attr("targetNamespace"),
		ids: map[string]*xmltree.Element{}, nodes: map[string]*Node{}, flows: map[string]*Flow{},
	}
	index(doc.Root, d.ids)
	for _, el := range doc.Root.All("process") {
		p := &Process{ID: el.Attr("id"), Name: el.Attr("name"), Executable: isTrue(el.Attr("isExecutable")), El: el}
		p.Body = d.scope(el, nil)
		d.Processes = append(d.Processes, p)
	}
	for _, p := range d.Processes {
		d.connect(p.Body)
	}
	return d, nil
}

// index notes the ids of the model; extensions have ids of their own.
func index(e *xmltree.Element, ids map[string]*xmltree.Element) {
	if id := e.Attr("id"); id != "" && ids[id] == nil {
		ids[id] = e
	}
	for i := range e.Children {
		if c := e.Children[i].Element; c != nil && c.Space == Space && c.Local != "extensionElements" {
			index(c, ids)
		}
	}
}

func isTrue(s string) bool { return s == "true" || s == "1" }

// Resolve finds the element that a reference standing at el means; nil if it
// leads nowhere or into another file.
func (d *Definitions) Resolve(el *xmltree.Element, ref string) *xmltree.Element {
	if ref = strings.TrimSpace(ref); ref == "" {
		return nil
	}
	if found := d.ids[ref]; found != nil {
		return found
	}
	if space, local, ok := el.Qualify(ref); ok && space == d.target {
		return d.ids[local]
	}
	return nil
}

// Foreign tells whether a reference belongs to another namespace, that is to an
// imported file.
func (d *Definitions) Foreign(el *xmltree.Element, ref string) bool {
	space, _, ok := el.Qualify(ref)
	return ok && strings.Contains(ref, ":") && space != d.target
}

func (d *Definitions) refID(el *xmltree.Element, ref string) string {
	if found := d.Resolve(el, ref); found != nil {
		return found.Attr("id")
	}
	return strings.TrimSpace(ref)
}

func (d *Definitions) scope(el *xmltree.Element, owner *Node) *Scope {
	s := &Scope{Owner: owner, El: el}
	for _, c := range el.Elements() {
		switch {
		case c.Space != Space:
		case kinds[c.Local] != 0:
			n := d.node(c, s)
			s.Nodes = append(s.Nodes, n)
			if n.ID != "" && d.nodes[n.ID] == nil {
				d.nodes[n.ID] = n
			}
		case c.Local == "sequenceFlow":
			f := &Flow{ID: c.Attr("id"), Name: c.Attr("name"), El: c, Condition: d.expr(c.First("conditionExpression"))}
			s.Flows = append(s.Flows, f)
			if f.ID != "" && d.flows[f.ID] == nil {
				d.flows[f.ID] = f
			}
		}
	}
	return s
}

func (d *Definitions) node(el *xmltree.Element, s *Scope) *Node {
	n := &Node{ID: el.Attr("id"), Name: el.Attr("name"), Kind: el.Local, El: el, Scope: s}
	n.Compensation = isTrue(el.Attr("isForCompensation"))
	n.Parallel = isTrue(el.Attr("parallelMultiple"))
	n.ByEvent = isTrue(el.Attr("triggeredByEvent"))
	if ref := el.Attr("default"); ref != "" {
		n.Default = d.refID(el, ref)
	}
	switch el.Local {
	case "startEvent":
		n.Interrupting = !isFalse(el.Attr("isInterrupting"))
	case "boundaryEvent":
		n.Interrupting = !isFalse(el.Attr("cancelActivity"))
	case "subProcess", "transaction", "adHocSubProcess":
		n.Body = d.scope(el, n)
	}
	if n.Event() {
		n.Events = d.events(el)
	}
	if n.Activity() {
		n.Loop = d.loop(el)
	}
	return n
}

func isFalse(s string) bool { return s == "false" || s == "0" }

// connect joins flows and boundary events to their nodes, level by level.
func (d *Definitions) connect(s *Scope) {
	for _, f := range s.Flows {
		f.From = d.nodes[d.refID(f.El, f.El.Attr("sourceRef"))]
		f.To = d.nodes[d.refID(f.El, f.El.Attr("targetRef"))]
		if f.From != nil && f.To != nil {
			f.From.Out = append(f.From.Out, f)
			f.To.In = append(f.To.In, f)
		}
	}
	for _, n := range s.Nodes {
		if n.Kind == "boundaryEvent" {
			if host := d.nodes[d.refID(n.El, n.El.Attr("attachedToRef"))]; host != nil {
				n.Host = host
				host.Boundary = append(host.Boundary, n)
			}
		}
		d.order(n)
		if n.Body != nil {
			d.connect(n.Body)
		}
	}
}

// order puts the outgoing flows as the node lists them: the order decides which
// condition an exclusive gateway asks first.
func (d *Definitions) order(n *Node) {
	if len(n.Out) < 2 {
		return
	}
	rank := map[string]int{}
	for i, o := range n.El.All("outgoing") {
		rank[d.refID(o, o.Text())] = i + 1
	}
	at := func(f *Flow) int {
		if r := rank[f.ID]; r > 0 {
			return r
		}
		return len(rank) + 1
	}
	sort.SliceStable(n.Out, func(i, j int) bool { return at(n.Out[i]) < at(n.Out[j]) })
}

func (d *Definitions) expr(el *xmltree.Element) *Expr {
	if el == nil {
		return nil
	}
	x := &Expr{Text: el.Text(), Language: el.Attr("language"), El: el}
	if t, ok := el.Lookup("http://www.w3.org/2001/XMLSchema-instance", "type"); ok {
		space, local, _ := el.Qualify(t)
		x.Formal = local == "tFormalExpression" && space == Space
	}
	return x
}
