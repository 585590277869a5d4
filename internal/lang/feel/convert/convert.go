package convert

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"time"

	"holon.example/holon/internal/lang/feel/render"
	"holon.example/holon/internal/lang/feel/value"
)

// maxNesting bounds lists and contexts inside each other when values come from or go to Go.
const maxNesting = 200

var errNesting = errors.New("the data is nested too deeply")

// FromGo turns Go data into a FEEL value: nil, bool, all numbers, json.Number, string, time.Time,
// maps with string keys, slices, and values that already are FEEL values. Map keys are sorted.
func FromGo(v any) (value.Value, error) { return fromGo(v, 0) }

func fromGo(v any, depth int) (value.Value, error) {
	if depth > maxNesting {
		return nil, errNesting
	}
	switch x := v.(type) {
	case nil:
		return nil, nil
	case value.Value:
		return x, nil
	case bool:
		return value.Bool(x), nil
	case string:
		return value.String(x), nil
	case int:
		return value.Int(int64(x)), nil
	case int64:
		return value.Int(x), nil
	case float64:
		return fromFloat(x)
	case json.Number:
		return fromText(string(x))
	case time.Time:
		return Time(x), nil
	case map[string]any:
		return fromMap(x, depth)
	case []any:
		return fromSlice(x, depth)
	}
	return fromReflect(reflect.ValueOf(v), depth)
}

func fromFloat(f float64) (value.Value, error) {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return nil, errors.New("NaN and infinity are no FEEL numbers")
	}
	return fromText(strconv.FormatFloat(f, 'g', -1, 64))
}

func fromText(s string) (value.Value, error) {
	v, ok := value.ParseNumber(s)
	if !ok {
		return nil, fmt.Errorf("%.40q is no number that fits decimal128", s)
	}
	return v, nil
}

func fromMap(m map[string]any, depth int) (value.Value, error) {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	c := value.NewContext(len(keys))
	for _, k := range keys {
		v, err := fromGo(m[k], depth+1)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", k, err)
		}
		c.Put(k, v)
	}
	return c, nil
}

func fromSlice(s []any, depth int) (value.Value, error) {
	l := make(value.List, len(s))
	for i, e := range s {
		v, err := fromGo(e, depth+1)
		if err != nil {
			return nil, fmt.Errorf("element %d: %w", i+1, err)
		}
		l[i] = v
	}
	return l, nil
}

func fromReflect(v reflect.Value, depth int) (value.Value, error) {
	switch {
	case v.CanInt():
		return value.Int(v.Int()), nil
	case v.CanUint():
		return fromText(strconv.FormatUint(v.Uint(), 10))
	case v.CanFloat():
		return fromText(strconv.FormatFloat(v.Float(), 'g', -1, v.Type().Bits()))
	}
	switch v.Kind() {
	case reflect.Bool:
		return value.Bool(v.Bool()), nil
	case reflect.String:
		return value.String(v.String()), nil
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return nil, nil
		}
		return fromGo(v.Elem().Interface(), depth+1)
	case reflect.Slice, reflect.Array:
		s := make([]any, v.Len())
		for i := range s {
			s[i] = v.Index(i).Interface()
		}
		return fromSlice(s, depth)
	case reflect.Map:
		return fromReflectMap(v, depth)
	default:
		return nil, fmt.Errorf("a Go %s is no FEEL value", v.Type())
	}
}

func fromReflectMap(v reflect.Value, depth int) (value.Value, error) {
	if v.Type().Key().Kind() != reflect.String {
		return nil, fmt.Errorf("a Go %s is no FEEL context", v.Type())
	}
	m := make(map[string]any, v.Len())
	for it := v.MapRange(); it.Next(); {
		m[it.Key().String()] = it.Value().Interface()
	}
	return fromMap(m, depth)
}

// ToGo turns a value into plain Go data that encoding/json writes well: nil, bool, json.Number, string,
// []any and map[string]any. Dates and durations become their text; ranges and functions as well.
func ToGo(v value.Value) any { return toGo(v, 0) }

func toGo(v value.Value, depth int) any {
	if depth > maxNesting {
		return nil
	}
	switch x := v.(type) {
	case nil:
		return nil
	case value.Bool:
		return bool(x)
	case value.Number:
		return json.Number(x.Short())
	case value.String:
		return string(x)
	case value.List:
		out := make([]any, len(x))
		for i, e := range x {
			out[i] = toGo(e, depth+1)
		}
		return out
	case *value.Context:
		out := make(map[string]any, x.Len())
		for i, k := range x.Keys() {
			out[k] = toGo(x.At(i), depth+1)
		}
		return out
	}
	s, _ := render.Text(value.NewRun(value.Budget{}), v)
	return s
}
