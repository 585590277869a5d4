package sqldb

import (
	"fmt"
	"reflect"
)

// normKind serves named types over a string or an integer, such as states.
func normKind(v any) any {
	rv := reflect.ValueOf(v)
	switch {
	case rv.Kind() == reflect.String:
		return rv.String()
	case rv.CanInt():
		return rv.Int()
	case rv.Kind() == reflect.Slice && rv.Type().Elem().Kind() == reflect.Uint8:
		return rv.Bytes()
	}
	panic(fmt.Sprintf("sqldb: %T cannot be stored", v))
}

func normAll(args []any) []any {
	out := make([]any, len(args))
	for i, a := range args {
		out[i] = Norm(a)
	}
	return out
}
