package rdf

import (
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// ReadTurtle reads a graph in Turtle. Collections are read as lists of rdf:first and
// rdf:rest; names that are not absolute need a base in the document.
func ReadTurtle(raw []byte) (*Graph, error) {
	if len(raw) > maxBytes {
		return nil, ErrLarge
	}
	if !utf8.Valid(raw) || strings.ContainsRune(string(raw), 0) {
		return nil, fmt.Errorf("%w: not UTF-8", ErrSyntax)
	}
	r := &turtle{text: strings.TrimPrefix(string(raw), "\ufeff"), prefixes: Prefixes{}, g: &Graph{}, nodes: map[string]string{}}
	for r.space(); r.at < len(r.text); r.space() {
		if err := r.statement(); err != nil {
			return nil, fmt.Errorf("line %d: %w", 1+strings.Count(r.text[:min(r.at, len(r.text))], "\n"), err)
		}
	}
	return r.g, nil
}

type turtle struct {
	text     string
	at       int
	prefixes Prefixes
	base     string
	g        *Graph
	nodes    map[string]string
	fresh    int
	depth    int
}

func (r *turtle) bad(what string) error { return fmt.Errorf("%w: %s", ErrSyntax, what) }

// space passes blanks and remarks.
func (r *turtle) space() {
	for r.at < len(r.text) {
		switch r.text[r.at] {
		case ' ', '\t', '\n', '\r':
			r.at++
		case '#':
			i := strings.IndexByte(r.text[r.at:], '\n')
			if i < 0 {
				r.at = len(r.text)
				return
			}
			r.at += i
		default:
			return
		}
	}
}

func (r *turtle) take(s string) bool {
	r.space()
	if strings.HasPrefix(r.text[r.at:], s) {
		r.at += len(s)
		return true
	}
	return false
}

func (r *turtle) peek() byte {
	r.space()
	if r.at >= len(r.text) {
		return 0
	}
	return r.text[r.at]
}

func (r *turtle) word(s string) bool {
	r.space()
	rest := r.text[r.at:]
	if len(rest) > len(s) && strings.EqualFold(rest[:len(s)], s) && strings.IndexByte(" \t\r\n<", rest[len(s)]) >= 0 {
		r.at += len(s)
		return true
	}
	return false
}

func (r *turtle) statement() error {
	dotted := false
	switch {
	case r.word("@prefix"):
		dotted = true
		fallthrough
	case !dotted && r.word("PREFIX"):
		if err := r.prefix(); err != nil {
			return err
		}
	case r.word("@base"):
		dotted = true
		fallthrough
	case !dotted && r.word("BASE"):
		iri, err := r.iri()
		if err != nil {
			return err
		}
		r.base = iri
	default:
		if err := r.triples(); err != nil {
			return err
		}
		dotted = true
	}
	if dotted && !r.take(".") {
		return r.bad("a point is missing")
	}
	return nil
}

var prefixName = regexp.MustCompile(`^([A-Za-z][A-Za-z0-9_-]*)?:`)

func (r *turtle) prefix() error {
	r.space()
	m := prefixName.FindString(r.text[r.at:])
	if m == "" {
		return r.bad("a prefix")
	}
	r.at += len(m)
	iri, err := r.iri()
	if err != nil {
		return err
	}
	r.prefixes[strings.TrimSuffix(m, ":")] = iri
	return nil
}

// iri reads <…> and makes it absolute.
func (r *turtle) iri() (string, error) {
	if !r.take("<") {
		return "", r.bad("a name in angle brackets")
	}
	end := strings.IndexByte(r.text[r.at:], '>')
	if end < 0 || end > maxTerm {
		return "", r.bad("a name that does not end")
	}
	raw := r.text[r.at : r.at+end]
	r.at += end + 1
	if strings.ContainsAny(raw, " \t\r\n\"{}|^`<") {
		return "", r.bad("a blank or sign in a name")
	}
	s, err := unescape(raw)
	if err != nil {
		return "", err
	}
	return resolve(r.base, s)
}

// resolve makes a name absolute.
func resolve(base, s string) (string, error) {
	u, err := url.Parse(s)
	if err != nil {
		return "", fmt.Errorf("%w: a name", ErrSyntax)
	}
	if u.IsAbs() {
		return s, nil
	}
	b, err := url.Parse(base)
	if err != nil || !b.IsAbs() {
		return "", fmt.Errorf("%w: a name that is not absolute", ErrRefuse)
	}
	return b.ResolveReference(u).String(), nil
}

func (r *turtle) triples() error {
	var s Term
	var err error
	if r.peek() == '[' {
		if s, err = r.blank(); err != nil {
			return err
		}
		if r.peek() == '.' {
			return nil
		}
	} else if s, err = r.term(); err != nil {
		return err
	}
	if s.Kind == Literal {
		return r.bad("a value as subject")
	}
	return r.properties(s)
}

func (r *turtle) properties(s Term) error {
	for {
		p, err := r.predicate()
		if err != nil {
			return err
		}
		for {
			o, err := r.object()
			if err != nil {
				return err
			}
			if err := r.g.put(Triple{s, p, o}); err != nil {
				return err
			}
			if !r.take(",") {
				break
			}
		}
		if !r.take(";") {
			return nil
		}
		for r.take(";") { // more than one is allowed
		}
		if c := r.peek(); c == '.' || c == ']' || c == 0 {
			return nil
		}
	}
}

func (r *turtle) predicate() (Term, error) {
	r.space()
	if rest := r.text[r.at:]; len(rest) > 1 && rest[0] == 'a' && strings.IndexByte(" \t\r\n<[", rest[1]) >= 0 {
		r.at++
		return Name(Type), nil
	}
	p, err := r.term()
	if err == nil && p.Kind != IRI {
		err = r.bad("a property that is no name")
	}
	return p, err
}

func (r *turtle) object() (Term, error) {
	switch c := r.peek(); {
	case c == '[':
		return r.blank()
	case c == '(':
		return r.collection()
	case c == '"' || c == '\'':
		return r.literal()
	}
	return r.term()
}

func (r *turtle) newNode() Term {
	r.fresh++
	return Node("b" + strconv.Itoa(r.fresh))
}

// blank reads [ … ].
func (r *turtle) blank() (Term, error) {
	if r.depth++; r.depth > maxDepth {
		return Term{}, ErrLarge
	}
	defer func() { r.depth-- }()
	r.take("[")
	n := r.newNode()
	if r.take("]") {
		return n, nil
	}
	if err := r.properties(n); err != nil {
		return n, err
	}
	if !r.take("]") {
		return n, r.bad("a bracket is missing")
	}
	return n, nil
}

func (r *turtle) collection() (Term, error) {
	if r.depth++; r.depth > maxDepth {
		return Term{}, ErrLarge
	}
	defer func() { r.depth-- }()
	r.take("(")
	var items []Term
	for !r.take(")") {
		if r.at >= len(r.text) || len(items) > maxTriples {
			return Term{}, r.bad("a list that does not end")
		}
		o, err := r.object()
		if err != nil {
			return o, err
		}
		items = append(items, o)
	}
	next := Name(RDF + "nil")
	for i := len(items) - 1; i >= 0; i-- {
		n := r.newNode()
		if err := r.g.put(Triple{n, Name(RDF + "first"), items[i]}); err != nil {
			return n, err
		}
		if err := r.g.put(Triple{n, Name(RDF + "rest"), next}); err != nil {
			return n, err
		}
		next = n
	}
	return next, nil
}

var (
	number  = regexp.MustCompile(`^[+-]?([0-9]+(\.[0-9]+)?|\.[0-9]+)([eE][+-]?[0-9]+)?`)
	label   = regexp.MustCompile(`^_:[\pL\pN_](?:[\pL\pN_.-]*[\pL\pN_-])?`)
	pname   = regexp.MustCompile(`^([A-Za-z][A-Za-z0-9_-]*)?:((?:[\pL\pN_:-]|%[0-9A-Fa-f]{2}|\\[_~.!$&'()*+,;=/?#@%-]|\.(?:[\pL\pN_:-]|%))*)`)
	boolean = regexp.MustCompile(`^(true|false)\b`)
	tag     = regexp.MustCompile(`^@[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*`)
)

// term reads a name, a node, a number or a truth value.
func (r *turtle) term() (Term, error) {
	if r.peek() == '<' {
		s, err := r.iri()
		return Name(s), err
	}
	rest := r.text[r.at:]
	if m := label.FindString(rest); m != "" {
		r.at += len(m)
		id, ok := r.nodes[m]
		if !ok {
			id = r.newNode().Value
			r.nodes[m] = id
		}
		return Node(id), nil
	}
	if m := boolean.FindString(rest); m != "" {
		r.at += len(m)
		return Typed(m, XSD+"boolean"), nil
	}
	if m := number.FindStringSubmatch(rest); m != nil {
		r.at += len(m[0])
		switch {
		case m[3] != "":
			return Typed(m[0], XSD+"double"), nil
		case strings.Contains(m[1], "."):
			return Typed(m[0], XSD+"decimal"), nil
		}
		return Typed(m[0], XSD+"integer"), nil
	}
	m := pname.FindStringSubmatch(rest)
	if m == nil {
		return Term{}, r.bad("what stands here is not understood")
	}
	ns, ok := r.prefixes[m[1]]
	if !ok {
		return Term{}, r.bad("a prefix that was not declared")
	}
	r.at += len(m[0])
	return Name(ns + strings.ReplaceAll(m[2], `\`, "")), nil
}

// literal reads a text with its language or type.
func (r *turtle) literal() (Term, error) {
	quote := r.text[r.at : r.at+1]
	long := strings.HasPrefix(r.text[r.at:], strings.Repeat(quote, 3))
	mark := quote
	if long {
		mark = strings.Repeat(quote, 3)
	}
	r.at += len(mark)
	from := r.at
	for {
		i := strings.IndexAny(r.text[r.at:], quote+"\\\n")
		if i < 0 || r.at+i-from > maxTerm {
			return Term{}, r.bad("a text that does not end")
		}
		r.at += i
		switch {
		case r.text[r.at] == '\\':
			r.at = min(r.at+2, len(r.text))
		case r.text[r.at] == '\n' && !long:
			return Term{}, r.bad("a text of several lines")
		case strings.HasPrefix(r.text[r.at:], mark):
			s, err := unescape(r.text[from:r.at])
			r.at += len(mark)
			if err != nil {
				return Term{}, err
			}
			return r.suffix(s)
		default:
			r.at++
		}
	}
}

func (r *turtle) suffix(s string) (Term, error) {
	if m := tag.FindString(r.text[r.at:]); m != "" {
		r.at += len(m)
		return Text(s, strings.ToLower(m[1:])), nil
	}
	if !strings.HasPrefix(r.text[r.at:], "^^") {
		return Text(s, ""), nil
	}
	r.at += 2
	t, err := r.term()
	if err != nil || t.Kind != IRI {
		return Term{}, r.bad("a type that is no name")
	}
	if t.Value == XSD+"string" {
		return Text(s, ""), nil
	}
	return Typed(s, t.Value), nil
}

var escapes = map[byte]string{'t': "\t", 'b': "\b", 'n': "\n", 'r': "\r", 'f': "\f", '"': `"`, '\'': "'", '\\': `\`}

func unescape(s string) (string, error) {
	if !strings.Contains(s, `\`) {
		return s, nil
	}
	bad := fmt.Errorf("%w: an escape", ErrSyntax)
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' {
			b.WriteByte(s[i])
			continue
		}
		if i++; i >= len(s) {
			return "", bad
		}
		size := map[byte]int{'u': 4, 'U': 8}[s[i]]
		if size == 0 {
			t, ok := escapes[s[i]]
			if !ok {
				return "", bad
			}
			b.WriteString(t)
			continue
		}
		if i+size >= len(s) {
			return "", bad
		}
		n, err := strconv.ParseUint(s[i+1:i+1+size], 16, 32)
		if err != nil || n == 0 || !utf8.ValidRune(rune(n)) { //nolint:gosec // eight hex digits at most, checked by ValidRune
			return "", bad
		}
		b.WriteRune(rune(n)) //nolint:gosec // checked above
		i += size
	}
	return b.String(), nil
}
