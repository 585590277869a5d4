package feel

import (
	"slices"
	"strings"

	"holon.example/holon/internal/lang/feel/builtin"
	"holon.example/holon/internal/lang/feel/operate"
	"holon.example/holon/internal/lang/feel/syntax"
	"holon.example/holon/internal/lang/feel/value"
)

// Infer returns the type of an expression as far as its text and the scope tell it; nil is unknown.
// Variables bound inside the expression count as unknown.
func Infer(src string, scope *Scope) (*Type, error) {
	n, err := scope.parser().Parse(src)
	if err != nil {
		return nil, err
	}
	return scope.typeOf(src, n), nil
}

func (s *Scope) typeOf(src string, n syntax.Node) *Type {
	c := &compiler{src: src, scope: s, reads: map[string]bool{}, maybe: map[string]bool{}, editor: true}
	return c.infer(n)
}

// Suggestion is something an editor may offer.
type Suggestion struct {
	Text string // what to insert
	Kind string // "variable", "member", "function" or "keyword"
	Type string // name of the type, or the parameters of a function
	From int    // byte offset where the text that it replaces begins
}

// keywords are offered where a value may begin or go on.
var keywords = []string{
	"and", "between", "else", "every", "false", "for", "function", "if", "in", "instance of", "null", "or",
	"return", "satisfies", "some", "then", "true",
}

// Complete returns what may be written at byte offset pos of an expression that need not be finished:
// members after a full stop, otherwise variables, functions and keywords. Inside strings and comments
// there is nothing.
func Complete(src string, pos int, scope *Scope) []Suggestion {
	src = src[:min(max(pos, 0), len(src))]
	words := syntax.Tail(src)
	if words.Broken {
		return nil
	}
	var out []Suggestion
	if words.Dot >= 0 {
		out = scope.members(scope.before(src[:words.Dot]))
	} else {
		out = scope.offers()
	}
	// The text before the cursor may be several words of one name; the longest run that fits counts.
	for _, from := range words.Starts {
		if fitting := matching(out, src[from:], from); len(fitting) > 0 {
			return fitting
		}
	}
	if len(words.Starts) > 0 {
		return nil
	}
	return matching(out, "", len(src))
}

func matching(all []Suggestion, prefix string, from int) []Suggestion {
	var out []Suggestion
	for _, s := range all {
		if strings.HasPrefix(strings.ToLower(s.Text), strings.ToLower(prefix)) {
			s.From = from
			out = append(out, s)
		}
	}
	return out
}

// before is the type of the path that ends at a full stop; it looks for the longest text that is one.
func (s *Scope) before(src string) *Type {
	for _, from := range syntax.PathStarts(src) {
		n, err := s.parser().Parse(src[from:])
		if err != nil {
			continue
		}
		switch n.(type) {
		case *syntax.Name, *syntax.Path, *syntax.Filter, *syntax.Call, *syntax.Literal, *syntax.Context:
			return s.typeOf(src[from:], n)
		}
	}
	return nil
}

func (s *Scope) members(t *Type) []Suggestion {
	var out []Suggestion
	for t != nil && t.Name == "list" {
		t = t.Elem
	}
	if t == nil {
		return nil
	}
	for _, f := range t.Fields {
		out = append(out, Suggestion{Text: f.Name, Kind: "member", Type: f.Type.String()})
	}
	for _, name := range operate.Members(t.Name) {
		out = append(out, Suggestion{Text: name, Kind: "member", Type: propertyTypes[name].String()})
	}
	return sortedByText(out)
}

func (s *Scope) offers() []Suggestion {
	var out []Suggestion
	seen := map[string]bool{}
	for at := s; at != nil; at = at.up {
		for name, t := range at.vars {
			if !seen[name] {
				seen[name] = true
				out = append(out, Suggestion{Text: name, Kind: "variable", Type: t.String()})
			}
		}
	}
	for _, name := range builtin.All() {
		if !seen[name] {
			out = append(out, Suggestion{Text: name, Kind: "function", Type: strings.Join(builtin.Signatures(name), "; ")})
		}
	}
	for _, k := range keywords {
		out = append(out, Suggestion{Text: k, Kind: "keyword", Type: value.Any.Name})
	}
	return sortedByText(out)
}

func sortedByText(l []Suggestion) []Suggestion {
	slices.SortFunc(l, func(a, b Suggestion) int { return strings.Compare(a.Text, b.Text) })
	return l
}
