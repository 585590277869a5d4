package feel

import (
	"fmt"

	"holon.example/holon/internal/lang/feel/convert"
	"holon.example/holon/internal/lang/feel/value"
)

// FromGo turns Go data into a value: nil, booleans, numbers, json.Number, strings, time.Time, maps
// with string keys, slices and FEEL values.
func FromGo(v any) (Value, error) { return convert.FromGo(v) }

// ToGo turns a value into data that encoding/json writes: numbers become json.Number, dates and
// durations their text.
func ToGo(v Value) any { return convert.ToGo(v) }

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
