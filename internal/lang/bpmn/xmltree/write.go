package xmltree

import (
	"bytes"
	"regexp"
	"strings"
)

var encodingDecl = regexp.MustCompile(`(encoding\s*=\s*)("[^"]*"|'[^']*')`)

// Bytes writes the document as UTF-8. What was read and not changed is written
// as it was, to the byte (a space between an attribute, = and its value, or in
// a closing tag, is dropped).
func (d *Document) Bytes() []byte {
	var b bytes.Buffer
	for i := range d.Before {
		writeNode(&b, &d.Before[i])
	}
	writeElement(&b, d.Root)
	for i := range d.After {
		writeNode(&b, &d.After[i])
	}
	return b.Bytes()
}

func writeNode(b *bytes.Buffer, n *Node) {
	switch n.Sort {
	case ElementNode:
		writeElement(b, n.Element)
	case TextNode:
		if n.raw != "" {
			b.WriteString(n.raw)
			return
		}
		b.WriteString(textEscapes.Replace(n.Text))
	case CDATANode:
		b.WriteString("<![CDATA[" + n.Text + "]]>")
	case CommentNode:
		b.WriteString("<!--" + n.Text + "-->")
	case ProcInstNode:
		text := n.Text
		if len(text) > 4 && text[:3] == "xml" && text[3] <= ' ' {
			text = encodingDecl.ReplaceAllStringFunc(text, inUTF8)
		}
		b.WriteString("<?" + text + "?>")
	}
}

// inUTF8 corrects an encoding declaration that is no longer true.
func inUTF8(decl string) string {
	if strings.Contains(strings.ToLower(decl), "utf-8") {
		return decl
	}
	return encodingDecl.ReplaceAllString(decl, `${1}"UTF-8"`)
}

func writeElement(b *bytes.Buffer, e *Element) {
	b.WriteByte('<')
	b.WriteString(e.Name)
	for i := range e.Attrs {
		writeAttr(b, &e.Attrs[i])
	}
	b.WriteString(e.tail)
	if e.empty && len(e.Children) == 0 {
		b.WriteString("/>")
		return
	}
	b.WriteByte('>')
	for i := range e.Children {
		writeNode(b, &e.Children[i])
	}
	b.WriteString("</")
	b.WriteString(e.Name)
	b.WriteByte('>')
}

func writeAttr(b *bytes.Buffer, a *Attr) {
	if a.gap == "" {
		b.WriteByte(' ')
	}
	b.WriteString(a.gap)
	b.WriteString(a.Name)
	b.WriteByte('=')
	if a.quote != 0 && (a.raw != "" || a.Value == "") {
		b.WriteByte(a.quote)
		b.WriteString(a.raw)
		b.WriteByte(a.quote)
		return
	}
	b.WriteByte('"')
	b.WriteString(attrEscapes.Replace(a.Value))
	b.WriteByte('"')
}
