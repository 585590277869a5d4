package value

import (
	"strconv"
	"strings"
	"unicode"
)

// Text returns what the FEEL function string() returns; ok is false if the budget ended. Null has no
// text: the caller decides.
func Text(r *Run, v Value) (s string, ok bool) {
	if str, is := v.(String); is {
		return string(str), true
	}
	var b strings.Builder
	w := writer{r: r, b: &b}
	w.value(v, false)
	return b.String(), r.Err() == nil
}

// Format returns v as a FEEL expression where there is one: strings quoted, dates as at-literals.
func Format(r *Run, v Value) (s string, ok bool) {
	var b strings.Builder
	w := writer{r: r, b: &b, literal: true}
	w.value(v, true)
	return b.String(), r.Err() == nil
}

// String returns the text of a date such as "2024-02-29".
func (d Date) String() string {
	sign, year := "", int64(d.Year)
	if year < 0 {
		sign, year = "-", -year
	}
	s := strconv.FormatInt(year, 10)
	return sign + "0000"[min(len(s), 4):] + s + "-" + two(int64(d.Month)) + "-" + two(int64(d.Day))
}

func two(n int64) string {
	if n < 10 {
		return "0" + strconv.FormatInt(n, 10)
	}
	return strconv.FormatInt(n, 10)
}

// String returns the text of a time such as "10:30:00+08:00".
func (t Time) String() string {
	s := int64(t.Second)
	return two(s/3600) + ":" + two(s/60%60) + ":" + two(s%60) + fraction(t.Nano) + t.Zone.String()
}

// String returns the text of a date and time such as "2024-02-29T10:30:00Z".
func (t DateTime) String() string { return t.Date.String() + "T" + t.Time.String() }

type writer struct {
	r       *Run
	b       *strings.Builder
	literal bool
}

func (w writer) put(s string) {
	if w.r.Grow(len(s)) {
		w.b.WriteString(s)
	}
}

func (w writer) value(v Value, quote bool) {
	if !w.r.Enter() {
		return
	}
	defer w.r.Leave()
	switch x := v.(type) {
	case nil:
		w.put("null")
	case Bool:
		w.put(strconv.FormatBool(bool(x)))
	case Number:
		w.put(x.String())
	case String:
		w.text(string(x), quote)
	case List:
		w.list(x)
	case *Context:
		w.context(x)
	case *Range:
		w.rng(x)
	case *Function:
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

func (w writer) text(s string, quote bool) {
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

func (w writer) list(l List) {
	w.put("[")
	for i, v := range l {
		if i > 0 {
			w.put(", ")
		}
		w.value(v, true)
	}
	w.put("]")
}

func (w writer) context(c *Context) {
	w.put("{")
	for i, k := range c.Keys() {
		if i > 0 {
			w.put(", ")
		}
		w.put(key(k) + ": ")
		w.value(c.At(i), true)
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

func (w writer) rng(g *Range) {
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
		w.value(g.Start, true)
		w.put("..")
		w.value(g.End, true)
		w.put(map[bool]string{true: "]", false: ")"}[g.EndIn])
	}
}

func (w writer) comparison(op string, v Value) {
	w.put(op + " ")
	w.value(v, true)
}
