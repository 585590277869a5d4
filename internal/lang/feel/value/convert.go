package value

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"time"
)

// maxNesting bounds lists and contexts inside each other when values come from or go to Go.
const maxNesting = 200

var errNesting = errors.New("the data is nested too deeply")

// FromGo turns Go data into a FEEL value: nil, bool, all numbers, json.Number, string, time.Time,
// maps with string keys, slices, and values that already are FEEL values. Map keys are sorted.
func FromGo(v any) (Value, error) { return fromGo(v, 0) }

func fromGo(v any, depth int) (Value, error) {
	if depth > maxNesting {
		return nil, errNesting
	}
	switch x := v.(type) {
	case nil:
		return nil, nil
	case Value:
		return x, nil
	case bool:
		return Bool(x), nil
	case string:
		return String(x), nil
	case int:
		return Int(int64(x)), nil
	case int64:
		return Int(x), nil
	case float64:
		return fromFloat(x)
	case json.Number:
		return fromText(string(x))
	case time.Time:
		return At(x), nil
	case map[string]any:
		return fromMap(x, depth)
	case []any:
		return fromSlice(x, depth)
	}
	return fromReflect(reflect.ValueOf(v), depth)
}

func fromFloat(f float64) (Value, error) {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return nil, errors.New("NaN and infinity are no FEEL numbers")
	}
	return fromText(strconv.FormatFloat(f, 'g', -1, 64))
}

func fromText(s string) (Value, error) {
	v, ok := ParseNumber(s)
	if !ok {
		return nil, fmt.Errorf("%.40q is no number that fits decimal128", s)
	}
	return v, nil
}

func fromMap(m map[string]any, depth int) (Value, error) {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	c := NewContext(len(keys))
	for _, k := range keys {
		v, err := fromGo(m[k], depth+1)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", k, err)
		}
		c.Put(k, v)
	}
	return c, nil
}

func fromSlice(s []any, depth int) (Value, error) {
	l := make(List, len(s))
	for i, e := range s {
		v, err := fromGo(e, depth+1)
		if err != nil {
			return nil, fmt.Errorf("element %d: %w", i+1, err)
		}
		l[i] = v
	}
	return l, nil
}

func fromReflect(v reflect.Value, depth int) (Value, error) {
	switch {
	case v.CanInt():
		return Int(v.Int()), nil
	case v.CanUint():
		return fromText(strconv.FormatUint(v.Uint(), 10))
	case v.CanFloat():
		return fromText(strconv.FormatFloat(v.Float(), 'g', -1, v.Type().Bits()))
	}
	switch v.Kind() {
	case reflect.Bool:
		return Bool(v.Bool()), nil
	case reflect.String:
		return String(v.String()), nil
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

func fromReflectMap(v reflect.Value, depth int) (Value, error) {
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
func ToGo(v Value) any { return toGo(v, 0) }

func toGo(v Value, depth int) any {
	if depth > maxNesting {
		return nil
	}
	switch x := v.(type) {
	case nil:
		return nil
	case Bool:
		return bool(x)
	case Number:
		return json.Number(x.jsonText())
	case String:
		return string(x)
	case List:
		out := make([]any, len(x))
		for i, e := range x {
			out[i] = toGo(e, depth+1)
		}
		return out
	case *Context:
		out := make(map[string]any, x.Len())
		for i, k := range x.Keys() {
			out[k] = toGo(x.At(i), depth+1)
		}
		return out
	}
	s, _ := Text(NewRun(Budget{}), v)
	return s
}

// jsonText is plain notation for everyday numbers and scientific for the very large and small.
func (n Number) jsonText() string {
	if n.dec != nil && (n.dec.Exponent > 40 || n.dec.Exponent < -60) {
		return n.dec.Text('E')
	}
	return n.String()
}
