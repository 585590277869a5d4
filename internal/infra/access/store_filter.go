package access

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"holon.example/holon/internal/gov"
)

// Column says how an attribute stands in a query. Of a set, SQL is a condition
// with one ? for the value, such as "EXISTS (SELECT 1 FROM part p WHERE p.case_id
// = c.id AND p.department = ?)"; of anything else it is the column.
type Column struct {
	SQL string
	ID  bool // the column is BIGINT and the attribute an identifier
}

// SQL writes the filter as a condition with arguments numbered from first ($n). An
// attribute without a column is an error: a list must not be shown unfiltered.
func (f Filter) SQL(columns map[string]Column, first int) (text string, args []any, err error) {
	w := &condition{columns: columns, next: first}
	err = w.write(f)
	return w.b.String(), w.args, err
}

type condition struct {
	columns map[string]Column
	b       strings.Builder
	args    []any
	next    int
}

func (w *condition) write(f Filter) error {
	switch f.Op {
	case All:
		w.b.WriteString("1 = 1")
		return nil
	case None:
		w.b.WriteString("1 = 0")
		return nil
	case And:
		return w.list(" AND ", len(f.Kids), func(i int) error { return w.write(f.Kids[i]) })
	case Or:
		return w.list(" OR ", len(f.Kids), func(i int) error { return w.write(f.Kids[i]) })
	case Not:
		w.b.WriteString("NOT ")
		return w.list("", len(f.Kids), func(i int) error { return w.write(f.Kids[i]) })
	default:
		return w.leaf(f)
	}
}

func (w *condition) list(between string, n int, one func(i int) error) error {
	w.b.WriteByte('(')
	for i := range n {
		if i > 0 {
			w.b.WriteString(between)
		}
		if err := one(i); err != nil {
			return err
		}
	}
	w.b.WriteByte(')')
	return nil
}

var signs = map[Op]string{Eq: " = ", Lt: " < ", Le: " <= ", Gt: " > ", Ge: " >= ", In: " = "}

func (w *condition) leaf(f Filter) error {
	col, ok := w.columns[f.Attr]
	if !ok {
		return fmt.Errorf("access: no column for attribute %q", f.Attr)
	}
	set := strings.Contains(col.SQL, "?")
	if set != (f.Op == Has) || !set && signs[f.Op] == "" {
		return fmt.Errorf("access: attribute %q cannot be asked %q", f.Attr, f.Op)
	}
	return w.list(" OR ", len(f.Values), func(i int) error {
		mark, err := w.arg(col, f.Values[i])
		if set {
			w.b.WriteString(strings.Replace(col.SQL, "?", mark, 1))
		} else {
			w.b.WriteString(col.SQL + signs[f.Op] + mark)
		}
		return err
	})
}

// arg adds a value. An identifier column is asked with a number; what is none,
// such as an actor's missing identifier, equals no row.
func (w *condition) arg(col Column, v any) (string, error) {
	if s, ok := v.(string); ok && col.ID {
		id, err := gov.ParseID(s)
		switch {
		case s == "":
			v = int64(0)
		case err != nil:
			v = int64(-1)
		default:
			v = int64(id)
		}
	} else if col.ID {
		return "", fmt.Errorf("access: %v is no identifier", v)
	}
	if b, ok := v.(bool); ok {
		v = int64(0)
		if b {
			v = int64(1)
		}
	}
	w.args = append(w.args, v)
	w.next++
	return "$" + strconv.Itoa(w.next-1), nil
}

// sortedValues makes the text of a filter the same each time.
func sortedValues(list []any) []any {
	slices.SortFunc(list, func(a, b any) int { return cmp.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
	return list
}
