package rdf

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// WriteJSONLD writes a graph as JSON-LD: one context of prefixes and a flat list of
// nodes.
func WriteJSONLD(w io.Writer, g *Graph, prefixes Prefixes) error {
	short := func(iri string) string {
		if s, ok := prefixes.short(iri); ok {
			return s
		}
		return iri
	}
	var nodes []map[string]any
	var last Term
	for _, t := range g.Triples() {
		if len(nodes) == 0 || t.S != last {
			nodes = append(nodes, map[string]any{"@id": idOf(t.S)})
			last = t.S
		}
		n := nodes[len(nodes)-1]
		if t.P.Value == Type && t.O.Kind == IRI {
			n["@type"] = appended(n["@type"], short(t.O.Value))
			continue
		}
		p := short(t.P.Value)
		n[p] = appended(n[p], valueOf(t.O, short))
	}
	context := map[string]any{}
	for k, ns := range prefixes {
		context[k] = ns
	}
	e := json.NewEncoder(w)
	e.SetIndent("", " ")
	e.SetEscapeHTML(false)
	return e.Encode(map[string]any{"@context": context, "@graph": nodes})
}

func appended(list any, v any) []any {
	have, ok := list.([]any)
	if !ok {
		return []any{v}
	}
	return append(have, v)
}

func idOf(t Term) string {
	if t.Kind == Blank {
		return "_:" + t.Value
	}
	return t.Value
}

func valueOf(t Term, short func(string) string) any {
	switch {
	case t.Kind != Literal:
		return map[string]any{"@id": idOf(t)}
	case t.Lang != "":
		return map[string]any{"@value": t.Value, "@language": t.Lang}
	case t.Type != "":
		return map[string]any{"@value": t.Value, "@type": short(t.Type)}
	}
	return map[string]any{"@value": t.Value}
}

// ReadJSONLD reads a graph in JSON-LD whose contexts stand in the document: prefixes,
// terms with a type or language, @vocab, @base and @language. Contexts elsewhere, lists,
// reverse properties and other containers than sets and languages are refused by name.
func ReadJSONLD(raw []byte) (*Graph, error) {
	if len(raw) > maxBytes {
		return nil, ErrLarge
	}
	if deep(raw) {
		return nil, fmt.Errorf("%w: nested too deeply", ErrLarge)
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var doc any
	if err := d.Decode(&doc); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrSyntax, err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%w: more than one value", ErrSyntax)
	}
	r := &jsonld{g: &Graph{}, nodes: map[string]string{}}
	return r.g, r.top(doc, context{terms: map[string]termDef{}})
}

func deep(raw []byte) bool {
	depth, text := 0, false
	for i := 0; i < len(raw); i++ {
		switch c := raw[i]; {
		case text && c == '\\':
			i++
		case c == '"':
			text = !text
		case text:
		case c == '{' || c == '[':
			if depth++; depth > maxDepth {
				return true
			}
		case c == '}' || c == ']':
			depth--
		}
	}
	return false
}

type termDef struct{ id, typ, lang, container string }

// context is what names mean; it is never changed once in use.
type context struct {
	terms map[string]termDef
	vocab string
	base  string
	lang  string
}

type jsonld struct {
	g     *Graph
	nodes map[string]string
	fresh int
}

func (r *jsonld) newNode() Term {
	r.fresh++
	return Node("b" + strconv.Itoa(r.fresh))
}

func refused(what string) error { return fmt.Errorf("%w: %s", ErrRefuse, what) }

func (r *jsonld) top(v any, c context) error {
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			if err := r.top(x, c); err != nil {
				return err
			}
		}
		return nil
	case map[string]any:
		_, err := r.node(v, c)
		return err
	}
	return fmt.Errorf("%w: an object is expected", ErrSyntax)
}

// extended gives a context with more definitions.
func (c context) extended(v any) (context, error) {
	out := c
	out.terms = maps.Clone(c.terms)
	switch v := v.(type) {
	case nil:
		return context{terms: map[string]termDef{}, base: c.base}, nil
	case []any:
		for _, x := range v {
			var err error
			if out, err = out.extended(x); err != nil {
				return out, err
			}
		}
		return out, nil
	case string:
		return out, refused("a context that stands elsewhere: " + clip(v))
	case map[string]any:
		return out.with(v)
	}
	return out, fmt.Errorf("%w: a context", ErrSyntax)
}

func (c context) with(defs map[string]any) (context, error) {
	keys := slices.Sorted(maps.Keys(defs))
	for _, k := range keys {
		s, isText := defs[k].(string)
		switch k {
		case "@vocab":
			c.vocab = s
		case "@base":
			c.base = s
		case "@language":
			c.lang = strings.ToLower(s)
		case "@version":
		default:
			if strings.HasPrefix(k, "@") {
				return c, refused("a context with " + clip(k))
			}
			if isText {
				c.terms[k] = termDef{id: s}
			}
		}
	}
	for _, k := range keys {
		def, ok := defs[k].(map[string]any)
		if !ok || strings.HasPrefix(k, "@") {
			continue
		}
		t, err := definition(k, def)
		if err != nil {
			return c, err
		}
		c.terms[k] = t
	}
	return c, nil
}

func definition(name string, def map[string]any) (t termDef, err error) {
	for k, v := range def {
		s, ok := v.(string)
		if !ok && k != "@protected" {
			return t, refused("a term defined by more than text: " + clip(name))
		}
		switch k {
		case "@id":
			t.id = s
		case "@type":
			t.typ = s
		case "@language":
			t.lang = strings.ToLower(s)
		case "@container":
			if t.container = s; s != "@set" && s != "@language" {
				return t, refused("a container " + clip(s))
			}
		case "@protected":
		default:
			return t, refused("a term with " + clip(k))
		}
	}
	return t, nil
}

func clip(s string) string {
	if len(s) > 60 {
		return strings.ToValidUTF8(s[:60], "") + "…"
	}
	return s
}

// expand makes a name absolute; "" where it names nothing. depth bounds terms that are
// defined by terms.
func (c context) expand(s string, vocab bool, depth int) string {
	if depth > 8 || strings.HasPrefix(s, "@") {
		return s
	}
	if vocab {
		if t, ok := c.terms[s]; ok {
			if t.id == "" || t.id == s {
				return c.vocab + s
			}
			return c.expand(t.id, true, depth+1)
		}
	}
	if prefix, local, ok := strings.Cut(s, ":"); ok {
		if prefix == "_" || strings.HasPrefix(local, "//") {
			return s
		}
		if t, known := c.terms[prefix]; known {
			return c.expand(t.id, true, depth+1) + local
		}
		return s
	}
	if vocab {
		if c.vocab == "" {
			return ""
		}
		return c.vocab + s
	}
	return s
}

// named gives the term of an identifier.
func (r *jsonld) named(s string, c context) (Term, error) {
	full := c.expand(s, false, 0)
	if id, ok := strings.CutPrefix(full, "_:"); ok {
		n, known := r.nodes[id]
		if !known {
			n = r.newNode().Value
			r.nodes[id] = n
		}
		return Node(n), nil
	}
	if strings.ContainsAny(full, " \t\r\n<>\"{}|^`") || strings.ContainsRune(full, 0) {
		return Term{}, fmt.Errorf("%w: a name with blanks or signs", ErrSyntax)
	}
	iri, err := resolve(c.base, full)
	return Name(iri), err
}

// node reads a node and what it says; it gives its name.
func (r *jsonld) node(m map[string]any, c context) (Term, error) {
	var err error
	if v, ok := m["@context"]; ok {
		if c, err = c.extended(v); err != nil {
			return Term{}, err
		}
	}
	id, hasID, rest := "", false, 0
	for k, v := range m {
		switch c.keyword(k) {
		case "@id":
			if id, hasID = v.(string); !hasID {
				return Term{}, fmt.Errorf("%w: an @id that is no text", ErrSyntax)
			}
		case "@context", "@graph":
		default:
			rest++
		}
	}
	s := r.newNode()
	if hasID {
		if s, err = r.named(id, c); err != nil {
			return s, err
		}
	}
	if g, ok := m["@graph"]; ok {
		if rest > 0 || hasID {
			return s, refused("a graph with a name")
		}
		return s, r.top(g, c)
	}
	for _, k := range slices.Sorted(maps.Keys(m)) {
		if err := r.property(s, k, m[k], c); err != nil {
			return s, err
		}
	}
	return s, nil
}

// keyword gives the keyword a key stands for, or the key itself.
func (c context) keyword(k string) string {
	if t, ok := c.terms[k]; ok && strings.HasPrefix(t.id, "@") {
		return t.id
	}
	return k
}

func (r *jsonld) property(s Term, k string, v any, c context) error {
	switch key := c.keyword(k); key {
	case "@id", "@context":
		return nil
	case "@type":
		return r.types(s, v, c)
	default:
		if strings.HasPrefix(key, "@") {
			return refused(clip(key))
		}
	}
	p := c.expand(k, true, 0)
	if u, err := url.Parse(p); err != nil || !u.IsAbs() {
		return nil //nolint:nilerr // a key that means nothing says nothing
	}
	t := c.terms[k]
	if t.container == "@language" {
		return r.languages(s, p, v)
	}
	list, many := v.([]any)
	if !many {
		list = []any{v}
	}
	for _, x := range list {
		if x == nil {
			continue
		}
		o, err := r.value(x, t, c)
		if err != nil {
			return err
		}
		if err := r.g.put(Triple{s, Name(p), o}); err != nil {
			return err
		}
	}
	return nil
}

func (r *jsonld) types(s Term, v any, c context) error {
	list, many := v.([]any)
	if !many {
		list = []any{v}
	}
	for _, x := range list {
		name, ok := x.(string)
		if !ok {
			return fmt.Errorf("%w: a @type that is no text", ErrSyntax)
		}
		o, err := r.named(c.expand(name, true, 0), c)
		if err != nil {
			return err
		}
		if err := r.g.put(Triple{s, Name(Type), o}); err != nil {
			return err
		}
	}
	return nil
}

func (r *jsonld) languages(s Term, p string, v any) error {
	m, ok := v.(map[string]any)
	if !ok {
		return fmt.Errorf("%w: texts by language", ErrSyntax)
	}
	for _, lang := range slices.Sorted(maps.Keys(m)) {
		list, many := m[lang].([]any)
		if !many {
			list = []any{m[lang]}
		}
		for _, x := range list {
			text, ok := x.(string)
			if !ok {
				return fmt.Errorf("%w: a text in a language", ErrSyntax)
			}
			if err := r.g.put(Triple{s, Name(p), Text(text, strings.ToLower(lang))}); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *jsonld) value(x any, t termDef, c context) (Term, error) {
	switch x := x.(type) {
	case map[string]any:
		if _, ok := x["@value"]; ok {
			return r.literal(x, c)
		}
		return r.node(x, c)
	case string:
		switch {
		case t.typ == "@id":
			return r.named(x, c)
		case t.typ == "@vocab":
			return r.named(c.expand(x, true, 0), c)
		case t.typ != "":
			return Typed(x, c.expand(t.typ, true, 0)), nil
		case t.lang != "":
			return Text(x, t.lang), nil
		}
		return Text(x, c.lang), nil
	case bool:
		return Typed(strconv.FormatBool(x), XSD+"boolean"), nil
	case json.Number:
		typ := XSD + "integer"
		if strings.ContainsAny(x.String(), ".eE") {
			typ = XSD + "double"
		}
		if t.typ != "" && !strings.HasPrefix(t.typ, "@") {
			typ = c.expand(t.typ, true, 0)
		}
		return Typed(x.String(), typ), nil
	}
	return Term{}, fmt.Errorf("%w: a value", ErrSyntax)
}

func (r *jsonld) literal(m map[string]any, c context) (Term, error) {
	out := Term{Kind: Literal}
	for k, v := range m {
		s, isText := v.(string)
		switch k {
		case "@value":
			switch v := v.(type) {
			case string:
				out.Value = v
			case bool:
				out.Value, out.Type = strconv.FormatBool(v), XSD+"boolean"
			case json.Number:
				out.Value = v.String()
			default:
				return out, fmt.Errorf("%w: a @value", ErrSyntax)
			}
		case "@language":
			out.Lang = strings.ToLower(s)
		case "@type":
			if out.Type = c.expand(s, true, 0); !isText {
				return out, fmt.Errorf("%w: a @type", ErrSyntax)
			}
		default:
			return out, refused(clip(k))
		}
	}
	if out.Type == XSD+"string" {
		out.Type = ""
	}
	if out.Lang != "" && out.Type != "" {
		return out, fmt.Errorf("%w: a text with language and type", ErrSyntax)
	}
	return out, nil
}
