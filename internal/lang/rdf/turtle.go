package rdf

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// WriteTurtle writes a graph as Turtle.
func WriteTurtle(w io.Writer, g *Graph, prefixes Prefixes) error {
	var b bytes.Buffer
	for _, k := range slices.Sorted(maps.Keys(prefixes)) {
		fmt.Fprintf(&b, "@prefix %s: <%s> .\n", k, prefixes[k])
	}
	var s, p Term
	open := false
	for _, t := range g.Triples() {
		switch {
		case !open || t.S != s:
			if open {
				b.WriteString(" .\n")
			}
			b.WriteString("\n" + turtleTerm(t.S, prefixes) + " " + turtlePredicate(t.P, prefixes))
		case t.P != p:
			b.WriteString(" ;\n  " + turtlePredicate(t.P, prefixes))
		default:
			b.WriteString(" ,")
		}
		b.WriteString(" " + turtleTerm(t.O, prefixes))
		s, p, open = t.S, t.P, true
	}
	if open {
		b.WriteString(" .\n")
	}
	_, err := w.Write(b.Bytes())
	return err
}

func turtlePredicate(t Term, p Prefixes) string {
	if t.Value == Type {
		return "a"
	}
	return turtleTerm(t, p)
}

func turtleTerm(t Term, p Prefixes) string {
	switch t.Kind {
	case IRI:
		if s, ok := p.short(t.Value); ok {
			return s
		}
		return "<" + escapeIRI(t.Value) + ">"
	case Blank:
		return "_:" + t.Value
	case Literal:
	}
	out := `"` + escapeText(t.Value) + `"`
	if t.Lang != "" {
		return out + "@" + t.Lang
	}
	if t.Type != "" {
		return out + "^^" + turtleTerm(Name(t.Type), p)
	}
	return out
}

func escapeIRI(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r <= 0x20 || strings.ContainsRune("<>\"{}|^`\\", r) {
			fmt.Fprintf(&b, "\\u%04X", r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func escapeText(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case r < 0x20 || r == 0x7F:
			fmt.Fprintf(&b, "\\u%04X", r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
