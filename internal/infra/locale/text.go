package locale

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"holon.example/holon/internal/gov"
)

// text is parsed words: literal pieces and arguments in turn.
type text []piece

// piece is a literal, or the argument of a name; with forms it chooses a word by number, with a kind it
// writes the argument as that.
type piece struct {
	literal    string
	name       string
	kind       string
	one, other string
}

// parse reads words with {name}, {name:kind} and {name|one|other}.
func parse(words string) (text, error) {
	var t text
	for words != "" {
		literal, rest, found := strings.Cut(words, "{")
		if strings.Contains(literal, "}") {
			return nil, errors.New("a } without {")
		}
		if literal != "" {
			t = append(t, piece{literal: literal})
		}
		if !found {
			return t, nil
		}
		inner, after, closed := strings.Cut(rest, "}")
		forms := strings.Split(inner, "|")
		name, kind, _ := strings.Cut(forms[0], ":")
		if !closed || !plainName(name) || len(forms) != 1 && len(forms) != 3 {
			return nil, fmt.Errorf("{%.20s is not {name}, {name:kind} or {name|one|other}", rest)
		}
		p := piece{name: name, kind: kind}
		if len(forms) == 3 {
			p.one, p.other = forms[1], forms[2]
		}
		t = append(t, p)
		words = after
	}
	return t, nil
}

func plainName(s string) bool {
	return s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789_") == ""
}

// names are the arguments of a text, sorted, each once.
func (t text) names() []string {
	var names []string
	for _, p := range t {
		if p.name != "" {
			names = append(names, p.name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// Key is an argument that is itself a key: its words are put in.
type Key string

// fill writes the text with its arguments; an argument that is not given stays as {name} and is told.
func (t text) fill(lang Lang, args map[string]any) (string, []string) {
	var b strings.Builder
	var lacking []string
	for _, p := range t {
		value, given := args[p.name]
		switch {
		case p.name == "":
			b.WriteString(p.literal)
		case !given:
			lacking = append(lacking, p.name)
			b.WriteString("{" + p.name + "}")
		case p.other != "":
			b.WriteString(p.choose(value))
		default:
			b.WriteString(show(lang, as(p.kind, value)))
		}
	}
	return b.String(), lacking
}

// as takes a text for what it is: {x:date} reads a date such as 2026-10-09, {x:time} an RFC 3339 time,
// and {x:unit} looks for the words of the code x under word.unit.x. What is none stays as it is.
func as(kind string, value any) any {
	code, ok := value.(string)
	if kind == "" || !ok {
		return value
	}
	switch kind {
	case "date":
		if d, err := gov.ParseDate(code); err == nil {
			return d
		}
	case "time":
		if t, err := gov.ParseTime(code); err == nil {
			return t
		}
	default:
		if key := "word." + kind + "." + code; Has(key) {
			return Key(key)
		}
	}
	return value
}

func (p piece) choose(value any) string {
	if fmt.Sprint(value) == "1" {
		return p.one
	}
	return p.other
}

// show writes one argument as people of the language write it.
func show(lang Lang, value any) string {
	switch v := value.(type) {
	case Key:
		return T(lang, string(v), nil)
	case gov.Date:
		return showDate(lang, v)
	case gov.Time:
		return T(lang, "format.time", map[string]any{"date": v.Date(), "clock": v.Std().Format("15:04")})
	case []string:
		return list(lang, v)
	case []Key:
		return list(lang, v)
	case []gov.Date:
		return list(lang, v)
	}
	return fmt.Sprint(value)
}

func showDate(lang Lang, d gov.Date) string {
	if d == "" {
		return ""
	}
	day := d.Std()
	return T(lang, "format.date", map[string]any{
		"year":  strconv.Itoa(day.Year()),
		"month": Key("format.month_" + strconv.Itoa(int(day.Month()))),
		"day":   strconv.Itoa(day.Day()),
	})
}

func list[V any](lang Lang, values []V) string {
	shown := make([]string, len(values))
	for i, v := range values {
		shown[i] = show(lang, v)
	}
	return strings.Join(shown, T(lang, "format.list", nil))
}
