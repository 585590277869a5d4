package bpmn

import "holon.example/holon/internal/lang/bpmn/xmltree"

// Extension gives what tools and packs wrote on the node beside the standard:
// every attribute of a foreign namespace by its local name, and every extension
// element that carries a name and a value (<x:property name="…" value="…"/>).
// Attributes win over elements, Holon's own over others.
func (n *Node) Extension() map[string]string {
	out := map[string]string{}
	if ext := n.El.First("extensionElements"); ext != nil {
		ext.Walk(func(e *xmltree.Element) {
			name, named := e.Lookup("", "name")
			value, valued := e.Lookup("", "value")
			if e.Space != Space && named && valued {
				out[name] = value
			}
		})
	}
	own := map[string]bool{}
	for _, a := range n.El.Attrs {
		if a.Space == "" || a.Space == Space || a.Space == "http://www.w3.org/2000/xmlns/" || own[a.Local] {
			continue
		}
		out[a.Local] = a.Value
		own[a.Local] = a.Space == HolonSpace
	}
	return out
}

// Documentation gives the text of the node's first documentation element.
func (n *Node) Documentation() string {
	if el := n.El.First("documentation"); el != nil {
		return el.Text()
	}
	return ""
}
