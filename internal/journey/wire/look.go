package wire

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Find follows a path into an answer: names, indices, `name=value` for the first
// of a list that has it, `*` for all of a list, `#` for how many there are.
func Find(v any, path string) (any, bool) {
	if path == "" {
		return v, true
	}
	part, rest, _ := strings.Cut(path, "/")
	switch x := v.(type) {
	case map[string]any:
		if next, ok := x[part]; ok {
			return Find(next, rest)
		}
	case []any:
		return findIn(x, part, rest)
	case nil:
		if part == "#" {
			return 0, true
		}
	}
	return nil, false
}

func findIn(list []any, part, rest string) (any, bool) {
	switch {
	case part == "#":
		return len(list), true
	case part == "*":
		var out []any
		for _, one := range list {
			if got, ok := Find(one, rest); ok {
				out = append(out, got)
			}
		}
		return out, true
	}
	if i, err := strconv.Atoi(part); err == nil {
		if i < 0 {
			i += len(list)
		}
		if i < 0 || i >= len(list) {
			return nil, false
		}
		return Find(list[i], rest)
	}
	if part == "" {
		return nil, false
	}
	return pick(list, part, rest)
}

// pick finds the first of a list in which every `name=value` of a part holds;
// several are joined by &.
func pick(list []any, part, rest string) (any, bool) {
	for _, one := range list {
		fits := true
		for _, cond := range strings.Split(part, "&") {
			name, want, _ := strings.Cut(cond, "=")
			got, _ := Find(one, strings.ReplaceAll(name, ".", "/"))
			fits = fits && Show(got) == want
		}
		if fits {
			if got, ok := Find(one, rest); ok {
				return got, true
			}
		}
	}
	return nil, false
}

// Show writes a value of JSON as people compare it.
func Show(v any) string {
	switch x := v.(type) {
	case nil:
		return "none"
	case string:
		return x
	case int:
		return strconv.Itoa(x)
	case float64:
		return strconv.FormatFloat(x, 'f', -1, 64)
	case bool:
		return strconv.FormatBool(x)
	case []any:
		parts := make([]string, len(x))
		for i, one := range x {
			parts[i] = Show(one)
		}
		return strings.Join(parts, ",")
	case []string:
		return strings.Join(x, ",")
	}
	raw, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return string(raw)
}

// Check is one thing that must be seen in an answer.
type Check struct {
	Expected string
	Look     func(a *Answer) (seen string, ok bool)
}

// See makes a check of a sentence that says what must be seen, and a look at the answer.
func See(expected string, look func(a *Answer) (seen string, ok bool)) Check {
	return Check{Expected: expected, Look: look}
}

// Status wants a status, or one of several.
func Status(want ...int) Check {
	return Check{Show(numbers(want)), func(a *Answer) (string, bool) { return strconv.Itoa(a.Status), slices.Contains(want, a.Status) }}
}

func numbers(list []int) []string {
	out := make([]string, len(list))
	for i, n := range list {
		out[i] = strconv.Itoa(n)
	}
	return out
}

// Is wants a value at a path.
func Is(path string, want any) Check {
	text := Show(want)
	return Check{path + " = " + text, func(a *Answer) (string, bool) {
		got, ok := Find(a.Value, path)
		return path + " = " + Clip(Show(got)), ok && Show(got) == text
	}}
}

// Within wants a value at one of the places from..to of a list.
func Within(path string, from, to int, name string, want any) Check {
	text := Show(want)
	return Check{fmt.Sprintf("%s/%d…%d/%s = %s", path, from, to, name, text), func(a *Answer) (string, bool) {
		for i := from; i <= to; i++ {
			if got, ok := Find(a.Value, fmt.Sprintf("%s/%d/%s", path, i, name)); ok && Show(got) == text {
				return fmt.Sprintf("%s/%d/%s = %s", path, i, name, text), true
			}
		}
		return Clip(Show(List(a, path+"/*/"+name))), false
	}}
}

// Starts wants a text that begins so: days of instants.
func Starts(path, want string) Check {
	return Check{path + " = " + want + "…", func(a *Answer) (string, bool) {
		got, ok := Find(a.Value, path)
		return path + " = " + Clip(Show(got)), ok && strings.HasPrefix(Show(got), want)
	}}
}

// Some wants a value that is not empty at a path.
func Some(path string) Check {
	return Check{path + " is there", func(a *Answer) (string, bool) {
		got, ok := Find(a.Value, path)
		text := Show(got)
		return path + " = " + Clip(text), ok && got != nil && text != "" && text != "0"
	}}
}

// None wants nothing at a path.
func None(path string) Check {
	return Check{"no " + path, func(a *Answer) (string, bool) {
		got, ok := Find(a.Value, path)
		return path + " = " + Clip(Show(got)), !ok || got == nil || Show(got) == "" || Show(got) == "0"
	}}
}

// Has wants values among those of a list.
func Has(path string, want ...string) Check {
	return Check{path + " has " + strings.Join(want, ","), func(a *Answer) (string, bool) {
		got := List(a, path)
		for _, w := range want {
			if !slices.Contains(got, w) {
				return path + " = " + Clip(strings.Join(got, ",")), false
			}
		}
		return path + " = " + Clip(strings.Join(got, ",")), true
	}}
}

// Lacks wants none of the values among those of a list.
func Lacks(path string, unwanted ...string) Check {
	return Check{path + " lacks " + strings.Join(unwanted, ","), func(a *Answer) (string, bool) {
		got := List(a, path)
		for _, w := range unwanted {
			if slices.Contains(got, w) {
				return path + " has " + w, false
			}
		}
		return path + " = " + Clip(strings.Join(got, ",")), true
	}}
}

// List gives the values at a path, as people compare them.
func List(a *Answer, path string) []string {
	got, _ := Find(a.Value, path)
	all, ok := got.([]any)
	if !ok && got != nil {
		all = []any{got}
	}
	out := make([]string, len(all))
	for i, one := range all {
		out[i] = Show(one)
	}
	return out
}

// Silent wants that the whole answer does not hold a text, which is not printed:
// it may be somebody's name.
func Silent(about string, texts ...string) Check {
	return Check{"nothing of " + about, func(a *Answer) (string, bool) {
		for _, t := range texts {
			if t != "" && strings.Contains(string(a.Body), t) {
				return about + " is told", false
			}
		}
		return "nothing of " + about, true
	}}
}

// Says wants that a page holds a text.
func Says(text string) Check {
	return Check{"says " + text, func(a *Answer) (string, bool) {
		return fmt.Sprintf("%d bytes", len(a.Body)), strings.Contains(string(a.Body), text)
	}}
}

// Told wants that an error says in words what is wrong: with a title, a sentence
// that is no bare key, and the number by which help is asked for.
func Told() Check {
	return Check{"a clear message", func(a *Answer) (string, bool) {
		detail, _ := Find(a.Value, "detail")
		id, _ := Find(a.Value, "request")
		text := Show(detail)
		return Clip(text), strings.Contains(text, " ") && id != nil && a.Header.Get("Content-Type") == "application/problem+json"
	}}
}

// Names wants that the errors by field name a field.
func Names(field string) Check {
	return Check{"names " + field, func(a *Answer) (string, bool) {
		got := List(a, "errors/*/location")
		for _, g := range got {
			if g == field || strings.HasSuffix(g, "."+field) {
				return "names " + g, true
			}
		}
		return "names " + Clip(strings.Join(got, ",")), false
	}}
}

// Rule wants that a refusal names the rule that refused.
func Rule(want string) Check { return Is("rule", want) }

const longest = 300

// Clip shortens what is shown of an answer.
func Clip(s string) string {
	if r := []rune(s); len(r) > longest {
		return string(r[:longest]) + "…"
	}
	return s
}
