package xmltree

import (
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

const (
	xmlnsSpace = "http://www.w3.org/2000/xmlns/"
	xmlSpace   = "http://www.w3.org/XML/1998/namespace"
)

// The limits of what is read; a model drawn by hand stays far below each.
const (
	MaxBytes    = 8 << 20
	maxDepth    = 128
	maxElements = 200_000
	maxAttrs    = 256
)

// SyntaxError says where the text stops being acceptable XML.
type SyntaxError struct {
	Line   int
	Reason string
}

func (e *SyntaxError) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.Reason) }

type reader struct {
	s        string
	pos      int
	line     int
	linePos  int // how far line has been counted
	elements int
	depth    int
	spaces   map[string][]string // prefix -> stack of addresses
}

// Parse reads one document. Errors are *SyntaxError.
func Parse(data []byte) (*Document, error) {
	if len(data) > MaxBytes {
		return nil, &SyntaxError{1, fmt.Sprintf("larger than %d bytes", MaxBytes)}
	}
	s, err := decode(data)
	if err != nil {
		return nil, err
	}
	r := &reader{s: s, line: 1, spaces: map[string][]string{"xml": {xmlSpace}, "": {""}}}
	return r.document()
}

// decode turns the bytes into checked UTF-8 with \n line ends.
func decode(data []byte) (string, error) {
	s, err := toUTF8(data)
	if err != nil {
		return "", err
	}
	if strings.Contains(s, "\r") {
		s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	}
	line := 1
	for i, c := range s {
		if c == '\n' {
			line++
		}
		if c == utf8.RuneError {
			if _, n := utf8.DecodeRuneInString(s[i:]); n == 1 {
				return "", &SyntaxError{line, "not valid UTF-8"}
			}
		}
		if !isChar(c) {
			return "", &SyntaxError{line, fmt.Sprintf("character U+%04X is not allowed in XML", c)}
		}
	}
	return s, nil
}

func toUTF8(data []byte) (string, error) {
	switch {
	case len(data) >= 2 && data[0] == 0xFE && data[1] == 0xFF:
		return fromUTF16(data[2:], 0, 1)
	case len(data) >= 2 && data[0] == 0xFF && data[1] == 0xFE:
		return fromUTF16(data[2:], 1, 0)
	}
	s := strings.TrimPrefix(string(data), "\uFEFF")
	switch enc := strings.ToLower(declaredEncoding(s)); enc {
	case "", "utf-8", "utf8", "us-ascii", "ascii":
		return s, nil
	case "iso-8859-1", "latin1", "latin-1":
		return widen(s, nil), nil
	case "windows-1252", "cp1252":
		return widen(s, []rune(windows1252)), nil
	default:
		return "", &SyntaxError{1, "encoding " + enc + " is not read; save the file as UTF-8"}
	}
}

// windows1252 gives the characters of the bytes 0x80–0x9F.
const windows1252 = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ"

// widen turns one byte per character into UTF-8.
func widen(s string, high []rune) string {
	var b strings.Builder
	b.Grow(len(s))
	for i := range len(s) {
		c := rune(s[i])
		if n := int(c) - 0x80; n >= 0 && n < len(high) {
			c = high[n]
		}
		b.WriteRune(c)
	}
	return b.String()
}

func fromUTF16(b []byte, hi, lo int) (string, error) {
	if len(b)%2 != 0 {
		return "", &SyntaxError{1, "not valid UTF-16"}
	}
	u := make([]uint16, len(b)/2)
	for i := range u {
		u[i] = uint16(b[2*i+hi])<<8 | uint16(b[2*i+lo])
	}
	return string(utf16.Decode(u)), nil
}

func declaredEncoding(s string) string {
	if !strings.HasPrefix(s, "<?xml") {
		return ""
	}
	decl, _, _ := strings.Cut(s, "?>")
	if len(decl) > 200 {
		return ""
	}
	_, rest, ok := strings.Cut(decl, "encoding")
	if !ok {
		return ""
	}
	rest = strings.TrimLeft(rest, " \t\n=")
	if rest == "" {
		return ""
	}
	v, _, _ := strings.Cut(rest[1:], rest[:1])
	return v
}

func isChar(c rune) bool {
	return c == '\t' || c == '\n' || c == '\r' || c >= 0x20 && c <= 0xD7FF || c >= 0xE000 && c <= 0xFFFD || c >= 0x10000
}

func (r *reader) fail(format string, args ...any) error {
	for ; r.linePos < r.pos && r.linePos < len(r.s); r.linePos++ {
		if r.s[r.linePos] == '\n' {
			r.line++
		}
	}
	return &SyntaxError{r.line, fmt.Sprintf(format, args...)}
}

func (r *reader) lineNow() int {
	r.line += strings.Count(r.s[r.linePos:r.pos], "\n")
	r.linePos = r.pos
	return r.line
}

func (r *reader) document() (*Document, error) {
	d := &Document{}
	for r.pos < len(r.s) {
		n, err := r.node(nil)
		if err != nil {
			return nil, err
		}
		switch {
		case n.Sort == ElementNode && d.Root != nil:
			return nil, r.fail("a second root element")
		case n.Sort == ElementNode:
			d.Root = n.Element
		case n.Sort == CDATANode, n.Sort == TextNode && strings.TrimSpace(n.raw) != "":
			return nil, r.fail("text outside the root element")
		case d.Root == nil:
			d.Before = append(d.Before, n)
		default:
			d.After = append(d.After, n)
		}
	}
	if d.Root == nil {
		return nil, r.fail("no root element")
	}
	return d, nil
}

// node reads the next child; the caller has ruled out a closing tag.
func (r *reader) node(parent *Element) (Node, error) {
	rest := r.s[r.pos:]
	switch {
	case rest[0] != '<':
		return r.text(rest)
	case strings.HasPrefix(rest, "<!--"):
		return r.between(CommentNode, "<!--", "-->")
	case strings.HasPrefix(rest, "<![CDATA["):
		return r.between(CDATANode, "<![CDATA[", "]]>")
	case strings.HasPrefix(rest, "<?"):
		return r.between(ProcInstNode, "<?", "?>")
	case strings.HasPrefix(rest, "<!"):
		return Node{}, r.fail("document type declarations and entities are refused")
	}
	e, err := r.element(parent)
	return Node{Sort: ElementNode, Element: e}, err
}

func (r *reader) text(rest string) (Node, error) {
	end := strings.IndexByte(rest, '<')
	if end < 0 {
		end = len(rest)
	}
	raw := rest[:end]
	if strings.Contains(raw, "]]>") {
		return Node{}, r.fail("]]> in text")
	}
	v, err := r.unescape(raw, false)
	r.pos += end
	return Node{Sort: TextNode, Text: v, raw: raw}, err
}

func (r *reader) between(sort Sort, open, end string) (Node, error) {
	rest := r.s[r.pos+len(open):]
	n := strings.Index(rest, end)
	if n < 0 {
		return Node{}, r.fail("%s without %s", open, end)
	}
	body := rest[:n]
	if sort == CommentNode && (strings.Contains(body, "--") || strings.HasSuffix(body, "-")) {
		return Node{}, r.fail("-- inside a comment")
	}
	if sort == ProcInstNode {
		if err := r.instruction(body); err != nil {
			return Node{}, err
		}
	}
	r.pos += len(open) + n + len(end)
	return Node{Sort: sort, Text: body, raw: body}, nil
}

func (r *reader) instruction(body string) error {
	target := body[:nameLen(body)]
	if target == "" || strings.Contains(target, ":") {
		return r.fail("processing instruction without a name")
	}
	if strings.EqualFold(target, "xml") && (target != "xml" || r.pos != 0) {
		return r.fail("XML declaration not at the start")
	}
	return nil
}

func (r *reader) element(parent *Element) (*Element, error) {
	r.elements++
	r.depth++
	defer func() { r.depth-- }()
	if r.elements > maxElements {
		return nil, r.fail("more than %d elements", maxElements)
	}
	if r.depth > maxDepth {
		return nil, r.fail("nested deeper than %d", maxDepth)
	}
	e := &Element{Parent: parent, Line: r.lineNow()}
	r.pos++
	e.Name = r.name()
	if e.Name == "" {
		return nil, r.fail("a tag needs a name")
	}
	if err := r.attrs(e); err != nil {
		return nil, err
	}
	declared, err := r.declare(e)
	defer r.undeclare(declared)
	if err != nil {
		return nil, err
	}
	if err := r.resolve(e); err != nil {
		return nil, err
	}
	if e.empty {
		return e, nil
	}
	return e, r.content(e)
}

func (r *reader) content(e *Element) error {
	for {
		if r.pos >= len(r.s) {
			return r.fail("<%s> is not closed", e.Name)
		}
		if strings.HasPrefix(r.s[r.pos:], "</") {
			break
		}
		n, err := r.node(e)
		if err != nil {
			return err
		}
		e.Children = append(e.Children, n)
	}
	r.pos += 2
	if name := r.name(); name != e.Name {
		return r.fail("</%s> closes <%s>", name, e.Name)
	}
	r.space()
	if r.pos >= len(r.s) || r.s[r.pos] != '>' {
		return r.fail("</%s needs >", e.Name)
	}
	r.pos++
	return nil
}

func (r *reader) attrs(e *Element) error {
	for {
		start := r.pos
		gap := r.space()
		white := r.s[start:r.pos]
		switch rest := r.s[r.pos:]; {
		case rest == "":
			return r.fail("<%s is not closed", e.Name)
		case rest[0] == '>':
			r.pos++
			e.tail = white
			return nil
		case strings.HasPrefix(rest, "/>"):
			r.pos += 2
			e.empty, e.tail = true, white
			return nil
		case !gap:
			return r.fail("space needed before an attribute of <%s>", e.Name)
		}
		a, err := r.attr()
		if err != nil {
			return err
		}
		a.gap = white
		if e.Attrs = append(e.Attrs, a); len(e.Attrs) > maxAttrs {
			return r.fail("more than %d attributes", maxAttrs)
		}
	}
}

func (r *reader) attr() (Attr, error) {
	a := Attr{Name: r.name()}
	r.space()
	if a.Name == "" || r.pos >= len(r.s) || r.s[r.pos] != '=' {
		return a, r.fail("an attribute needs a name and =")
	}
	r.pos++
	r.space()
	if r.pos >= len(r.s) || r.s[r.pos] != '"' && r.s[r.pos] != '\'' {
		return a, r.fail("the value of %s needs quotes", a.Name)
	}
	a.quote = r.s[r.pos]
	rest := r.s[r.pos+1:]
	end := strings.IndexByte(rest, a.quote)
	if end < 0 || strings.IndexByte(rest[:end], '<') >= 0 {
		return a, r.fail("the value of %s is not closed", a.Name)
	}
	a.raw = rest[:end]
	v, err := r.unescape(a.raw, true)
	a.Value = v
	r.pos += end + 2
	return a, err
}

// declare pushes the namespace declarations of an element.
func (r *reader) declare(e *Element) ([]string, error) {
	var declared []string
	for i := range e.Attrs {
		a := &e.Attrs[i]
		prefix, ok := "", a.Name == "xmlns"
		if after, found := strings.CutPrefix(a.Name, "xmlns:"); found {
			if !plainName(after) {
				return declared, r.fail("%q is no prefix", after)
			}
			prefix, ok = after, true
		}
		if !ok {
			continue
		}
		if a.Value == "" && prefix != "" || prefix == "xmlns" || a.Value == xmlnsSpace || (prefix == "xml") != (a.Value == xmlSpace) {
			return declared, r.fail("namespace declaration %s=%q is not allowed", a.Name, a.Value)
		}
		r.spaces[prefix] = append(r.spaces[prefix], a.Value)
		declared = append(declared, prefix)
	}
	return declared, nil
}

func (r *reader) undeclare(prefixes []string) {
	for _, p := range prefixes {
		r.spaces[p] = r.spaces[p][:len(r.spaces[p])-1]
	}
}

func (r *reader) resolve(e *Element) error {
	var err error
	if e.Space, e.Local, err = r.lookup(e.Name, true); err != nil {
		return err
	}
	for i := range e.Attrs {
		a := &e.Attrs[i]
		switch {
		case a.Name == "xmlns":
			a.Space, a.Local = xmlnsSpace, "xmlns"
		case strings.HasPrefix(a.Name, "xmlns:"):
			a.Space, a.Local = xmlnsSpace, a.Name[len("xmlns:"):]
		default:
			if a.Space, a.Local, err = r.lookup(a.Name, false); err != nil {
				return err
			}
		}
		for _, b := range e.Attrs[:i] {
			if b.Local == a.Local && b.Space == a.Space {
				return r.fail("attribute %s twice", a.Name)
			}
		}
	}
	return nil
}

func (r *reader) lookup(name string, element bool) (space, local string, err error) {
	prefix, local, found := strings.Cut(name, ":")
	if !found {
		prefix, local = "", name
		if !element {
			return "", local, nil
		}
	}
	if found && (prefix == "" || !plainName(local)) {
		return "", "", r.fail("%q is not a qualified name", name)
	}
	stack := r.spaces[prefix]
	if len(stack) == 0 {
		return "", "", r.fail("prefix %q is not declared", prefix)
	}
	return stack[len(stack)-1], local, nil
}

// plainName tells a name without a colon (Namespaces in XML 1.0, NCName): the halves of
// a qualified name begin like names too.
func plainName(s string) bool {
	return s != "" && nameLen(s) == len(s) && !strings.Contains(s, ":")
}

func (r *reader) space() bool {
	start := r.pos
	for r.pos < len(r.s) && strings.IndexByte(" \t\n", r.s[r.pos]) >= 0 {
		r.pos++
	}
	return r.pos > start
}

func (r *reader) name() string {
	n := nameLen(r.s[r.pos:])
	r.pos += n
	return r.s[r.pos-n : r.pos]
}
