package xmltree

import (
	"slices"
	"strings"
)

// Sort tells what a child node is.
type Sort uint8

// The sorts of child nodes.
const (
	ElementNode  Sort = iota // a child element
	TextNode                 // character data
	CDATANode                // character data written as <![CDATA[…]]>
	CommentNode              // <!-- … -->
	ProcInstNode             // <?target data?>
)

// Node is one child of an element, or one item before or after the root.
type Node struct {
	Sort    Sort
	Element *Element // only for ElementNode
	Text    string   // decoded text, comment, or the inside of an instruction
	raw     string   // text as written, so that output repeats it
}

// Attr is one attribute, namespace declarations included.
type Attr struct {
	Space string // namespace address; "" without prefix; the xmlns address for declarations
	Name  string // as written, with its prefix
	Local string // name without prefix
	Value string // decoded and normalised
	raw   string
	gap   string // white space before it
	quote byte
}

// Element is one element of the tree.
type Element struct {
	Space    string // namespace address
	Name     string // as written, with its prefix
	Local    string // name without prefix
	Attrs    []Attr
	Children []Node
	Parent   *Element
	Line     int    // of the opening bracket, from 1
	empty    bool   // written as <a/>
	tail     string // white space before the closing bracket
}

// Document is a root element with what stands around it.
type Document struct {
	Before []Node // declaration, comments and white space before the root
	Root   *Element
	After  []Node
}

// Attr gives the value of an attribute without namespace; "" if it is absent.
func (e *Element) Attr(local string) string {
	v, _ := e.Lookup("", local)
	return v
}

// Lookup gives the value of an attribute by namespace and local name.
func (e *Element) Lookup(space, local string) (string, bool) {
	for i := range e.Attrs {
		if e.Attrs[i].Local == local && e.Attrs[i].Space == space {
			return e.Attrs[i].Value, true
		}
	}
	return "", false
}

// SetAttr changes or adds an attribute without namespace.
func (e *Element) SetAttr(name, value string) {
	for i := range e.Attrs {
		if e.Attrs[i].Name == name {
			e.Attrs[i].Value, e.Attrs[i].raw = value, ""
			return
		}
	}
	local := name
	if _, after, ok := strings.Cut(name, ":"); ok {
		local = after
	}
	e.Attrs = append(e.Attrs, Attr{Name: name, Local: local, Value: value})
}

// Elements gives the child elements in order.
func (e *Element) Elements() []*Element {
	var out []*Element
	for i := range e.Children {
		if e.Children[i].Sort == ElementNode {
			out = append(out, e.Children[i].Element)
		}
	}
	return out
}

// All gives the child elements of a local name in the parent's own namespace.
func (e *Element) All(local string) []*Element {
	var out []*Element
	for i := range e.Children {
		if c := e.Children[i].Element; c != nil && c.Local == local && c.Space == e.Space {
			out = append(out, c)
		}
	}
	return out
}

// First gives the first child element of a local name in the parent's own
// namespace, or nil.
func (e *Element) First(local string) *Element {
	for i := range e.Children {
		if c := e.Children[i].Element; c != nil && c.Local == local && c.Space == e.Space {
			return c
		}
	}
	return nil
}

// Text gives the character data that stands directly in the element, trimmed.
func (e *Element) Text() string {
	if len(e.Children) == 1 && e.Children[0].Sort == TextNode {
		return strings.TrimSpace(e.Children[0].Text)
	}
	var b strings.Builder
	for i := range e.Children {
		if s := e.Children[i].Sort; s == TextNode || s == CDATANode {
			b.WriteString(e.Children[i].Text)
		}
	}
	return strings.TrimSpace(b.String())
}

// Append adds a new child element under the given written name and returns it.
func (e *Element) Append(name, space string) *Element {
	return e.Insert(len(e.Children), name, space)
}

// Insert adds a new child element before the child node at the given place.
func (e *Element) Insert(at int, name, space string) *Element {
	local := name
	if _, after, ok := strings.Cut(name, ":"); ok {
		local = after
	}
	c := &Element{Space: space, Name: name, Local: local, Parent: e, empty: true}
	e.Children = slices.Insert(e.Children, at, Node{Sort: ElementNode, Element: c})
	return c
}

// AppendText adds character data.
func (e *Element) AppendText(s string) {
	e.Children = append(e.Children, Node{Sort: TextNode, Text: s})
}

// Declare binds a prefix to a namespace at the element; if the prefix is taken,
// a longer one. It returns the prefix.
func (e *Element) Declare(prefix, space string) string {
	for _, taken := e.Lookup(xmlnsSpace, prefix); taken; _, taken = e.Lookup(xmlnsSpace, prefix) {
		prefix += "_"
	}
	e.Attrs = append(e.Attrs, Attr{Space: xmlnsSpace, Name: "xmlns:" + prefix, Local: prefix, Value: space})
	return prefix
}

// Walk visits the element and everything below it, parents first.
func (e *Element) Walk(visit func(*Element)) {
	visit(e)
	for i := range e.Children {
		if c := e.Children[i].Element; c != nil {
			c.Walk(visit)
		}
	}
}

// Prefix gives the prefix declared for a namespace at this element, and whether
// there is one; the default namespace has the empty prefix.
func (e *Element) Prefix(space string) (string, bool) {
	hidden := map[string]bool{}
	for at := e; at != nil; at = at.Parent {
		for _, a := range at.Attrs {
			if a.Space != xmlnsSpace {
				continue
			}
			p := a.Local
			if a.Name == "xmlns" {
				p = ""
			}
			if a.Value == space && !hidden[p] {
				return p, true
			}
			hidden[p] = true
		}
	}
	return "", false
}

// Qualify gives the address a prefixed value (QName) means at this element, and
// its local part. An unprefixed value belongs to the default namespace.
func (e *Element) Qualify(qname string) (space, local string, ok bool) {
	prefix, local, found := strings.Cut(qname, ":")
	if !found {
		prefix, local = "", qname
	}
	for at := e; at != nil; at = at.Parent {
		for _, a := range at.Attrs {
			if a.Space != xmlnsSpace {
				continue
			}
			if (a.Name == "xmlns" && prefix == "") || (a.Name != "xmlns" && a.Local == prefix) {
				return a.Value, local, true
			}
		}
	}
	return "", local, prefix == ""
}
