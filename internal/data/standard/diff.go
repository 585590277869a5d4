package standard

import (
	"cmp"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// What became of an element or a code.
const (
	Added    = "added"
	Changed  = "changed"
	Retiring = "retired"
	Removed  = "removed"
)

// Delta is one difference between two versions.
type Delta struct {
	Code   string  `json:"code"`
	Name   Name    `json:"name"`
	Change string  `json:"change"` // added changed retired removed
	Fields []Field `json:"fields,omitempty"`
}

// Field is one field that differs, as text.
type Field struct {
	Name string `json:"name"`
	Was  string `json:"was"`
	Is   string `json:"is"`
}

// Compare tells in which fields two values of one type differ, by the names their JSON
// has, nested ones joined by a point.
func Compare[T any](was, is T) []Field {
	a, b := map[string]string{}, map[string]string{}
	flatten("", reflect.ValueOf(was), a)
	flatten("", reflect.ValueOf(is), b)
	names := map[string]bool{}
	for n := range a {
		names[n] = true
	}
	for n := range b {
		names[n] = true
	}
	var out []Field
	for _, n := range slices.Sorted(maps.Keys(names)) {
		if a[n] != b[n] {
			out = append(out, Field{n, a[n], b[n]})
		}
	}
	return out
}

// flatten writes the leaves of a struct as text.
func flatten(path string, v reflect.Value, out map[string]string) {
	t := v.Type()
	for i := range t.NumField() {
		f := t.Field(i)
		if !f.IsExported() {
			continue
		}
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if path != "" {
			name = path + "." + name
		}
		value := v.Field(i)
		if f.Anonymous {
			flatten(path, value, out)
			continue
		}
		if _, own := value.Interface().(json.Marshaler); value.Kind() == reflect.Struct && !own {
			flatten(name, value, out)
			continue
		}
		if text := leaf(value); text != "" {
			out[name] = text
		}
	}
}

func leaf(v reflect.Value) string {
	if v.IsZero() {
		return ""
	}
	if list, ok := v.Interface().([]string); ok {
		return strings.Join(list, ", ")
	}
	b, err := json.Marshal(v.Interface())
	if err != nil {
		return ""
	}
	return strings.Trim(string(b), `"`)
}

// elementDelta tells what a new version of an element changes; false: nothing.
func elementDelta(was *Version, is Element) (Delta, bool) {
	d := Delta{Code: is.Code, Name: is.Name, Change: Changed}
	if was == nil {
		d.Change = Added
		return d, true
	}
	d.Fields = Compare(was.Element, is)
	if is.Retired && !was.Retired {
		d.Change = Retiring
	}
	return d, len(d.Fields) > 0
}

// DiffEditions tells what one edition of a list has that another has not: codes added,
// removed, or of other name, superior or days.
func DiffEditions(was, is *Edition) []Delta {
	key := func(c Code) string { return c.Code + " " + string(c.From) }
	old := map[string]Code{}
	if was != nil {
		for _, c := range was.Codes {
			old[key(c)] = c
		}
	}
	var out []Delta
	for _, c := range is.Codes {
		before, ok := old[key(c)]
		delete(old, key(c))
		if !ok {
			out = append(out, Delta{Code: c.Code, Name: c.Name, Change: Added})
		} else if fields := Compare(before, c); len(fields) > 0 {
			out = append(out, Delta{Code: c.Code, Name: c.Name, Change: Changed, Fields: fields})
		}
	}
	for _, c := range old {
		out = append(out, Delta{Code: c.Code, Name: c.Name, Change: Removed})
	}
	slices.SortStableFunc(out, func(a, b Delta) int { return cmp.Or(cmp.Compare(a.Code, b.Code), cmp.Compare(a.Change, b.Change)) })
	return out
}
