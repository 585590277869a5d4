package sqldb

import (
	"fmt"
	"reflect"
	"strings"
	"unicode/utf8"

	"holon.example/holon/internal/gov"
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

// checkText refuses text that PostgreSQL cannot hold and SQLite would take: bytes
// that are not UTF-8, and NUL. Both engines refuse it alike, as bad input.
func checkText(args []any) error {
	for _, a := range args {
		if s, ok := a.(string); ok && (!utf8.ValidString(s) || strings.IndexByte(s, 0) >= 0) {
			return gov.Invalid("error.text")
		}
	}
	return nil
}
