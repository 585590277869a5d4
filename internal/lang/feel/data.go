package feel

import (
	"fmt"

	"holon.example/holon/internal/lang/feel/convert"
	"holon.example/holon/internal/lang/feel/render"
	"holon.example/holon/internal/lang/feel/value"
)

// FromGo turns Go data into a value: nil, booleans, numbers, json.Number, strings, time.Time, maps
// with string keys, slices and FEEL values.
func FromGo(v any) (Value, error) { return convert.FromGo(v) }

// ToGo turns a value into data that encoding/json writes: numbers become json.Number, dates and
// durations their text.
func ToGo(v Value) any { return convert.ToGo(v) }

// VarsFromGo turns a Go map into variables.
func VarsFromGo(m map[string]any) (Vars, error) {
	vars := make(Vars, len(m))
	for name, v := range m {
		out, err := convert.FromGo(v)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		vars[name] = out
	}
	return vars, nil
}

// VarsFromJSON turns a JSON object into variables; numbers keep all their digits and contexts the
// order of their keys.
func VarsFromJSON(data []byte) (Vars, error) {
	v, err := convert.FromJSON(data)
	if err != nil {
		return nil, err
	}
	c, ok := v.(*value.Context)
	if !ok {
		return nil, fmt.Errorf("expected a JSON object, not a %s", value.TypeName(v))
	}
	vars := make(Vars, c.Len())
	for i, k := range c.Keys() {
		vars[k] = c.At(i)
	}
	return vars, nil
}

// Text returns the text of a value as the FEEL function string() makes it, and "null" for null.
func Text(v Value) string {
	s, _ := render.Text(value.NewRun(Budget{}), v)
	return s
}
