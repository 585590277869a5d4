package bus

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/sqldb"
)

// Table is a table of a projection: not sealed, because it can be recomputed
// from the log. The first column is the key, BIGINT or TEXT; its migration has
// exactly these columns.
type Table struct {
	Name string
	Cols []string

	put, remove, get *sqldb.Stmt
}

// NewTable declares a table; call it from package level in a store file.
func NewTable(name string, cols ...string) *Table {
	marks, sets := make([]string, len(cols)), make([]string, 0, len(cols))
	for i, c := range cols {
		marks[i] = fmt.Sprintf("$%d", i+1)
		if i > 0 {
			sets = append(sets, fmt.Sprintf("%s = $%d", c, i+1))
		}
	}
	conflict := "NOTHING"
	if len(sets) > 0 {
		conflict = "UPDATE SET " + strings.Join(sets, ", ")
	}
	list := strings.Join(cols, ", ")
	return &Table{
		Name: name, Cols: cols,
		put: sqldb.NewStmt(name+".put", "INSERT INTO "+name+" ("+list+") VALUES ("+strings.Join(marks, ", ")+
			") ON CONFLICT ("+cols[0]+") DO "+conflict),
		remove: sqldb.NewStmt(name+".delete", "DELETE FROM "+name+" WHERE "+cols[0]+" = $1"),
		get:    sqldb.NewStmt(name+".get", "SELECT "+list+" FROM "+name+" WHERE "+cols[0]+" = $1"),
	}
}

// Row is a row of a projection in the order of the table's columns: int64,
// string, []byte or nil.
type Row []any

// Int reads a BIGINT column; 0 when it is none.
func (r Row) Int(i int) int64 { n, _ := r[i].(int64); return n }

// Str reads a TEXT column; empty when it is none.
func (r Row) Str(i int) string { s, _ := r[i].(string); return s }

// Equal tells whether two rows hold the same values.
func (r Row) Equal(o Row) bool {
	return slices.EqualFunc(r, o, func(a, b any) bool {
		x, ok := a.([]byte)
		y, also := b.([]byte)
		if ok || also {
			return ok && also && string(x) == string(y)
		}
		return a == b
	})
}

func (t *Table) norm(row Row) (Row, error) {
	if len(row) != len(t.Cols) {
		return nil, fmt.Errorf("%s: %d values for %d columns", t.Name, len(row), len(t.Cols))
	}
	out := make(Row, len(row))
	for i, v := range row {
		out[i] = sqldb.Norm(v)
		if b, ok := out[i].([]byte); ok && b == nil { // the engines would store NULL
			out[i] = []byte{}
		}
	}
	return out, nil
}

func (t *Table) scan(s sqldb.Scanner) (Row, error) {
	row, dest := make(Row, len(t.Cols)), make([]any, len(t.Cols))
	for i := range row {
		dest[i] = &row[i]
	}
	return row, s.Scan(dest...)
}

func (t *Table) read(ctx context.Context, q *sqldb.Q, key any) (Row, bool, error) {
	return sqldb.One(ctx, q, t.scan, t.get.SQL, key)
}

// each reads the whole table.
func (t *Table) each(ctx context.Context, q *sqldb.Q, fn func(Row) error) error {
	return q.Each(ctx, "SELECT "+strings.Join(t.Cols, ", ")+" FROM "+t.Name, nil, func(s sqldb.Scanner) error {
		row, err := t.scan(s)
		if err != nil {
			return err
		}
		return fn(row)
	})
}

func (t *Table) putWrite(row Row) sqldb.Write {
	return sqldb.Write{Stmt: t.put, Args: row, Want: -1}
}

func (t *Table) removeWrite(key any) sqldb.Write {
	return sqldb.Write{Stmt: t.remove, Args: []any{key}, Want: -1}
}

// place names one row of one table.
type place struct {
	table *Table
	key   string
}

func (t *Table) place(key any) place { return place{t, seal.KeyText(key)} }
