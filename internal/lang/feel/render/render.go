package render

import (
	"strconv"
	"strings"
	"unicode"

	"holon.example/holon/internal/lang/feel/value"
)

// Text returns what the FEEL function string() returns; ok is false if the budget ended. Null has no
// text: the caller decides.
func Text(r *value.Run, v value.Value) (s string, ok bool) {
	if str, is := v.(value.String); is {
		return string(str), true
	}
	var b strings.Builder
	w := writer{r: r, b: &b}
	w.write(v, false)
	return b.String(), r.Err() == nil
}

// Format returns v as a FEEL expression where there is one: strings quoted, dates as at-literals.
func Format(r *value.Run, v value.Value) (s string, ok bool) {
	var b strings.Builder
	w := writer{r: r, b: &b, literal: true}
	w.write(v, true)
	return b.String(), r.Err() == nil
}

type writer struct {
	r       *value.Run
	b       *strings.Builder
	literal bool
}

func (w writer) put(s string) {
	if w.r.Grow(len(s)) {
		w.b.WriteString(s)
	}
}

func (w writer) write(v value.Value, quote bool) {
	if !w.r.Enter() {
		return
	}
	defer w.r.Leave()
	switch x := v.(type) {
	case nil:
		w.put("null")
	case value.Bool:
		w.put(strconv.FormatBool(bool(x)))
	case value.Number:
		w.put(x.String())
	case value.String:
		w.quoted(string(x), quote)
	case value.List:
		w.list(x)
	case *value.Context:
		w.context(x)
	case *value.Range:
		w.rng(x)
	case *value.Function:
		w.put("function " + x.Name)
	case interface{ String() string }:
		w.temporal(x.String(), quote)
	}
}

func (w writer) temporal(s string, quote bool) {
	if quote && w.literal {
		s = `@"` + s + `"`
	}
	w.put(s)
}

func (w writer) quoted(s string, quote bool) {
	if quote {
		s = Quote(s)
	}
	w.put(s)
}

// Quote returns s as a FEEL string literal.
func Quote(s string) string {
	r := strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", `\r`, "\t", `\t`)
	return `"` + r.Replace(s) + `"`
}

func (w writer) list(l value.List) {
	w.put("[")
	for i, v := range l {
		if i > 0 {
			w.put(", ")
		}
		w.write(v, true)
	}
	w.put("]")
}

func (w writer) context(c *value.Context) {
	w.put("{")
	for i, k := range c.Keys() {
		if i > 0 {
			w.put(", ")
		}
		w.put(key(k) + ": ")
		w.write(c.At(i), true)
	}
	w.put("}")
}

// key quotes a context key unless it is a plain name.
func key(k string) string {
	for i, c := range k {
		if !unicode.IsLetter(c) && c != '_' && c != ' ' && (i == 0 || !unicode.IsDigit(c)) {
			return Quote(k)
		}
	}
	if k == "" {
		return `""`
	}
	return k
}

func (w writer) rng(g *value.Range) {
	switch {
	case g.Not:
		w.comparison("!=", g.Start)
	case g.Equals:
		w.comparison("=", g.Start)
	case g.Start == nil && g.End != nil:
		w.comparison(map[bool]string{true: "<=", false: "<"}[g.EndIn], g.End)
	case g.End == nil && g.Start != nil:
		w.comparison(map[bool]string{true: ">=", false: ">"}[g.StartIn], g.Start)
	default:
		w.put(map[bool]string{true: "[", false: "("}[g.StartIn])
		w.write(g.Start, true)
		w.put("..")
		w.write(g.End, true)
		w.put(map[bool]string{true: "]", false: ")"}[g.EndIn])
	}
}

func (w writer) comparison(op string, v value.Value) {
	w.put(op + " ")
	w.write(v, true)
}
