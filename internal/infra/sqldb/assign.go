package sqldb

import (
	"database/sql"
	"fmt"
	"reflect"

	"holon.example/holon/internal/gov"
)

// assign puts one of the four values a store gives (int64, string, []byte, nil) into
// what a scan names. Bytes are the scanner's own.
func assign(dest, v any) error {
	switch d := dest.(type) {
	case *int64:
		if n, ok := v.(int64); ok {
			*d = n
			return nil
		}
	case *string:
		if s, ok := v.(string); ok {
			*d = s
			return nil
		}
	case *[]byte:
		switch b := v.(type) {
		case []byte:
			*d = append([]byte{}, b...)
			return nil
		case nil:
			*d = nil
			return nil
		}
	case *gov.ID:
		if n, ok := v.(int64); ok {
			*d = gov.ID(n)
			return nil
		}
	case *gov.Time:
		if n, ok := v.(int64); ok {
			*d = gov.Time(n)
			return nil
		}
	case *any:
		*d = v
		return nil
	case sql.Scanner:
		return d.Scan(v)
	}
	return assignKind(reflect.ValueOf(dest), v)
}

// assignKind serves named types over a string, an integer or bytes, truths, and
// pointers, which stay nil where the store has nothing.
func assignKind(dest reflect.Value, v any) error {
	if dest.Kind() != reflect.Pointer || dest.IsNil() {
		return fmt.Errorf("scanned into %s, which is no pointer", dest.Type())
	}
	to := dest.Elem()
	if to.Kind() == reflect.Pointer {
		if v == nil {
			to.SetZero()
			return nil
		}
		to.Set(reflect.New(to.Type().Elem()))
		return assign(to.Interface(), v)
	}
	switch x := v.(type) {
	case int64:
		switch {
		case to.CanInt() && !to.OverflowInt(x):
			to.SetInt(x)
			return nil
		case to.Kind() == reflect.Bool && (x == 0 || x == 1):
			to.SetBool(x == 1)
			return nil
		}
	case string:
		if to.Kind() == reflect.String {
			to.SetString(x)
			return nil
		}
		if to.Kind() == reflect.Slice && to.Type().Elem().Kind() == reflect.Uint8 {
			to.SetBytes([]byte(x))
			return nil
		}
	case []byte:
		if to.Kind() == reflect.Slice && to.Type().Elem().Kind() == reflect.Uint8 {
			to.SetBytes(append([]byte{}, x...))
			return nil
		}
	}
	return fmt.Errorf("%T does not fit into %s", v, to.Type())
}
