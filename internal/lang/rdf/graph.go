package rdf

import (
	"cmp"
	"errors"
	"slices"
	"strings"
)

// Kind tells what a term is.
type Kind int

// The kinds of terms.
const (
	IRI Kind = iota
	Blank
	Literal
)

// Term is a name or a value.
type Term struct {
	Kind  Kind
	Value string
	Lang  string // of a literal
	Type  string // of a literal; empty: a plain text
}

// Triple is one statement.
type Triple struct{ S, P, O Term }

// Graph is a set of statements.
type Graph struct {
	list []Triple
	have map[Triple]bool
}

// Namespaces that everything here uses.
const (
	RDF  = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
	XSD  = "http://www.w3.org/2001/XMLSchema#"
	Type = RDF + "type"
)

// Bounds of foreign graphs.
const (
	maxBytes   = 8 << 20
	maxTriples = 200_000
	maxDepth   = 32
	maxTerm    = 20_000
)

// Errors of the readers; each is wrapped with what was found where.
var (
	ErrSyntax = errors.New("rdf: not well formed")
	ErrLarge  = errors.New("rdf: larger than allowed")
	ErrRefuse = errors.New("rdf: not read here")
)

// Name makes the name of an IRI.
func Name(iri string) Term { return Term{Kind: IRI, Value: iri} }

// Node makes a blank node.
func Node(id string) Term { return Term{Kind: Blank, Value: id} }

// Text makes a text in a language, or in none.
func Text(s, lang string) Term { return Term{Kind: Literal, Value: s, Lang: lang} }

// Typed makes a value of a type.
func Typed(s, iri string) Term { return Term{Kind: Literal, Value: s, Type: iri} }

// Add puts a statement in, once.
func (g *Graph) Add(s Term, p string, o Term) {
	if o.Kind == Literal && o.Value == "" {
		return
	}
	t := Triple{s, Name(p), o}
	if g.have == nil {
		g.have = map[Triple]bool{}
	}
	if !g.have[t] {
		g.have[t] = true
		g.list = append(g.list, t)
	}
}

// put is Add for the readers: empty texts count, and the number is bounded.
func (g *Graph) put(t Triple) error {
	if len(g.list) >= maxTriples || len(t.O.Value) > maxTerm || len(t.S.Value) > maxTerm {
		return ErrLarge
	}
	if g.have == nil {
		g.have = map[Triple]bool{}
	}
	if !g.have[t] {
		g.have[t] = true
		g.list = append(g.list, t)
	}
	return nil
}

// Triples lists the statements in order.
func (g *Graph) Triples() []Triple {
	out := slices.Clone(g.list)
	slices.SortFunc(out, func(a, b Triple) int {
		return cmp.Or(compare(a.S, b.S), rank(a.P, b.P), compare(a.P, b.P), compare(a.O, b.O))
	})
	return out
}

// rank puts types first.
func rank(a, b Term) int {
	at, bt := a.Value == Type, b.Value == Type
	switch {
	case at == bt:
		return 0
	case at:
		return -1
	}
	return 1
}

func compare(a, b Term) int {
	return cmp.Or(cmp.Compare(a.Kind, b.Kind), strings.Compare(a.Value, b.Value), strings.Compare(a.Lang, b.Lang), strings.Compare(a.Type, b.Type))
}

// Of lists the values of a property of a subject, in order.
func (g *Graph) Of(s Term, p string) (out []Term) {
	for _, t := range g.list {
		if t.S == s && t.P.Value == p {
			out = append(out, t.O)
		}
	}
	slices.SortFunc(out, compare)
	return out
}

// With lists the subjects that have a value, in order.
func (g *Graph) With(p string, o Term) (out []Term) {
	for _, t := range g.list {
		if t.P.Value == p && t.O == o {
			out = append(out, t.S)
		}
	}
	slices.SortFunc(out, compare)
	return slices.Compact(out)
}

// Len counts the statements.
func (g *Graph) Len() int { return len(g.list) }

// Prefixes are short names of namespaces.
type Prefixes map[string]string

// short gives the short form of an IRI, where one is safe to write.
func (p Prefixes) short(iri string) (string, bool) {
	best, name := "", ""
	for k, ns := range p {
		if strings.HasPrefix(iri, ns) && (len(ns) > len(best) || len(ns) == len(best) && k < name) {
			best, name = ns, k
		}
	}
	local := strings.TrimPrefix(iri, best)
	if best == "" || !plainLocal(local) {
		return "", false
	}
	return name + ":" + local, true
}

func plainLocal(s string) bool {
	if s == "" {
		return false
	}
	for i, r := range s {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '_'
		if !letter && (i == 0 || (r < '0' || r > '9') && r != '-') {
			return false
		}
	}
	return true
}
