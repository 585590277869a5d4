package bpmn

import (
	"slices"
	"strings"

	"holon.example/holon/internal/lang/bpmn/xmltree"
)

// ListFlows writes into every node the incoming and outgoing flows that it does
// not list yet, as the standard demands (BPMN 2.0 §10.2.1) and generators tend
// to forget. The model must not be shared while it is changed.
func (d *Definitions) ListFlows() {
	for _, n := range d.nodes {
		d.list(n, "incoming", n.In)
		d.list(n, "outgoing", n.Out)
	}
}

func (d *Definitions) list(n *Node, name string, flows []*Flow) {
	for _, f := range flows {
		listed := slices.ContainsFunc(n.El.All(name), func(r *xmltree.Element) bool { return d.Resolve(r, r.Text()) == f.El })
		if f.ID == "" || listed {
			continue
		}
		written := name
		if prefix, _, ok := strings.Cut(n.El.Name, ":"); ok {
			written = prefix + ":" + name
		}
		n.El.Insert(listPlace(n.El, name), written, Space).AppendText(f.ID)
	}
}

// listPlace finds where the schema wants the next incoming or outgoing element.
func listPlace(e *xmltree.Element, name string) int {
	before := map[string]bool{
		"documentation": true, "extensionElements": true, "auditing": true, "monitoring": true,
		"categoryValueRef": true, "incoming": true, "outgoing": name == "outgoing",
	}
	at := 0
	for i := range e.Children {
		if c := e.Children[i].Element; c != nil && before[c.Local] {
			at = i + 1
		}
	}
	return at
}
