package journey

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// find follows a path into an answer: names, indices, `name=value` for the first
// of a list that has it, `*` for all of a list, `#` for how many there are.
func find(v any, path string) (any, bool) {
	if path == "" {
		return v, true
	}
	part, rest, _ := strings.Cut(path, "/")
	switch x := v.(type) {
	case map[string]any:
		if next, ok := x[part]; ok {
			return find(next, rest)
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
			if got, ok := find(one, rest); ok {
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
		return find(list[i], rest)
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
			got, _ := find(one, strings.ReplaceAll(name, ".", "/"))
			fits = fits && show(got) == want
		}
		if fits {
			if got, ok := find(one, rest); ok {
				return got, true
			}
		}
	}
	return nil, false
}

// show writes a value of JSON as people compare it.
func show(v any) string {
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
			parts[i] = show(one)
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

// check is one thing that must be seen in an answer.
type check struct {
	expected string
	look     func(a *answer) (seen string, ok bool)
}

// status wants a status, or one of several.
func status(want ...int) check {
	return check{show(numbers(want)), func(a *answer) (string, bool) { return strconv.Itoa(a.status), slices.Contains(want, a.status) }}
}

func numbers(list []int) []string {
	out := make([]string, len(list))
	for i, n := range list {
		out[i] = strconv.Itoa(n)
	}
	return out
}

// is wants a value at a path.
func is(path string, want any) check {
	text := show(want)
	return check{path + " = " + text, func(a *answer) (string, bool) {
		got, ok := find(a.value, path)
		return path + " = " + clip(show(got)), ok && show(got) == text
	}}
}

// within wants a value at one of the places from..to of a list.
func within(path string, from, to int, name string, want any) check {
	text := show(want)
	return check{fmt.Sprintf("%s/%d…%d/%s = %s", path, from, to, name, text), func(a *answer) (string, bool) {
		for i := from; i <= to; i++ {
			if got, ok := find(a.value, fmt.Sprintf("%s/%d/%s", path, i, name)); ok && show(got) == text {
				return fmt.Sprintf("%s/%d/%s = %s", path, i, name, text), true
			}
		}
		return clip(show(list(a, path+"/*/"+name))), false
	}}
}

// starts wants a text that begins so: days of instants.
func starts(path, want string) check {
	return check{path + " = " + want + "…", func(a *answer) (string, bool) {
		got, ok := find(a.value, path)
		return path + " = " + clip(show(got)), ok && strings.HasPrefix(show(got), want)
	}}
}

// some wants a value that is not empty at a path.
func some(path string) check {
	return check{path + " is there", func(a *answer) (string, bool) {
		got, ok := find(a.value, path)
		text := show(got)
		return path + " = " + clip(text), ok && got != nil && text != "" && text != "0"
	}}
}

// none wants nothing at a path.
func none(path string) check {
	return check{"no " + path, func(a *answer) (string, bool) {
		got, ok := find(a.value, path)
		return path + " = " + clip(show(got)), !ok || got == nil || show(got) == "" || show(got) == "0"
	}}
}

// has wants values among those of a list.
func has(path string, want ...string) check {
	return check{path + " has " + strings.Join(want, ","), func(a *answer) (string, bool) {
		got := list(a, path)
		for _, w := range want {
			if !slices.Contains(got, w) {
				return path + " = " + clip(strings.Join(got, ",")), false
			}
		}
		return path + " = " + clip(strings.Join(got, ",")), true
	}}
}

// lacks wants none of the values among those of a list.
func lacks(path string, unwanted ...string) check {
	return check{path + " lacks " + strings.Join(unwanted, ","), func(a *answer) (string, bool) {
		got := list(a, path)
		for _, w := range unwanted {
			if slices.Contains(got, w) {
				return path + " has " + w, false
			}
		}
		return path + " = " + clip(strings.Join(got, ",")), true
	}}
}

func list(a *answer, path string) []string {
	got, _ := find(a.value, path)
	all, ok := got.([]any)
	if !ok && got != nil {
		all = []any{got}
	}
	out := make([]string, len(all))
	for i, one := range all {
		out[i] = show(one)
	}
	return out
}

// silent wants that the whole answer does not hold a text, which is not printed:
// it may be somebody's name.
func silent(about string, texts ...string) check {
	return check{"nothing of " + about, func(a *answer) (string, bool) {
		for _, t := range texts {
			if t != "" && strings.Contains(string(a.body), t) {
				return about + " is told", false
			}
		}
		return "nothing of " + about, true
	}}
}

// says wants that a page holds a text.
func says(text string) check {
	return check{"says " + text, func(a *answer) (string, bool) {
		return fmt.Sprintf("%d bytes", len(a.body)), strings.Contains(string(a.body), text)
	}}
}

// told wants that an error says in words what is wrong: with a title, a sentence
// that is no bare key, and the number by which help is asked for.
func told() check {
	return check{"a clear message", func(a *answer) (string, bool) {
		detail, _ := find(a.value, "detail")
		id, _ := find(a.value, "request")
		text := show(detail)
		return clip(text), strings.Contains(text, " ") && id != nil && a.header.Get("Content-Type") == "application/problem+json"
	}}
}

// names wants that the errors by field name a field.
func names(field string) check {
	return check{"names " + field, func(a *answer) (string, bool) {
		got := list(a, "errors/*/location")
		for _, g := range got {
			if g == field || strings.HasSuffix(g, "."+field) {
				return "names " + g, true
			}
		}
		return "names " + clip(strings.Join(got, ",")), false
	}}
}

// rule wants that a refusal names the rule that refused.
func rule(want string) check { return is("rule", want) }

const longest = 300

func clip(s string) string {
	if r := []rune(s); len(r) > longest {
		return string(r[:longest]) + "…"
	}
	return s
}
