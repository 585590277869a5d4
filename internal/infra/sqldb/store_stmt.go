package sqldb

import (
	"fmt"
	"strings"
	"sync"

	"holon.example/holon/internal/gov"
)

// Stmt is a named statement. Its text is portable: $1… for arguments, no
// engine's own syntax, explicit ON CONFLICT targets.
type Stmt struct {
	Name string
	SQL  string
}

// NewStmt names a statement; call it from package level in a store file.
func NewStmt(name, sql string) *Stmt { return &Stmt{Name: name, SQL: sql} }

// Write is one statement with its arguments and the row count it must report.
// Want below zero accepts any count; otherwise a different count is a missed guard.
type Write struct {
	Stmt *Stmt
	Args []any
	Want int64
}

// Table is a sealed business table: every change of a row goes through act and
// leaves the salted hash of the row in the log. Each has a last column rev,
// counted up by every change and used as its guard.
type Table struct {
	Name    string
	Key     string   // the primary key column, BIGINT or TEXT
	Cols    []string // all columns but rev, the key first
	Subject string   // column naming the vault subject whose key salts the row; "" = the site

	subjectAt              int
	insert, update, remove *Stmt
}

var tables struct {
	mu   sync.Mutex
	list map[string]*Table
}

// NewTable registers a sealed table. The key is the first column; subject is the
// column that holds the vault subject, or empty.
func NewTable(name, subject string, cols ...string) *Table {
	t := &Table{Name: name, Key: cols[0], Cols: cols, Subject: subject, subjectAt: -1}
	for i, c := range cols {
		if c == subject && subject != "" {
			t.subjectAt = i
		}
	}
	if subject != "" && t.subjectAt < 0 {
		panic("sqldb: table " + name + " has no column " + subject)
	}
	t.statements()
	tables.mu.Lock()
	defer tables.mu.Unlock()
	if tables.list == nil {
		tables.list = map[string]*Table{}
	}
	if tables.list[name] != nil {
		panic("sqldb: table registered twice: " + name)
	}
	tables.list[name] = t
	return t
}

func (t *Table) statements() {
	n := len(t.Cols)
	marks, sets := make([]string, n+1), make([]string, 0, n)
	for i := range marks {
		marks[i] = fmt.Sprintf("$%d", i+1)
	}
	for i, c := range t.Cols[1:] {
		sets = append(sets, fmt.Sprintf("%s = $%d", c, i+2))
	}
	sets = append(sets, fmt.Sprintf("rev = $%d", n+1))
	t.insert = NewStmt(t.Name+".insert", "INSERT INTO "+t.Name+" ("+strings.Join(t.Cols, ", ")+", rev) VALUES ("+strings.Join(marks, ", ")+")")
	t.update = NewStmt(t.Name+".update", "UPDATE "+t.Name+" SET "+strings.Join(sets, ", ")+
		fmt.Sprintf(" WHERE %s = $1 AND rev = $%d", t.Key, n+2))
	t.remove = NewStmt(t.Name+".delete", "DELETE FROM "+t.Name+" WHERE "+t.Key+" = $1 AND rev = $2")
}

// Tables lists the sealed tables, for verification.
func Tables() []*Table {
	tables.mu.Lock()
	defer tables.mu.Unlock()
	out := make([]*Table, 0, len(tables.list))
	for _, t := range tables.list {
		out = append(out, t)
	}
	return out
}

// SelectAll is the text that reads every row, with rev last.
func (t *Table) SelectAll() string {
	return "SELECT " + strings.Join(t.Cols, ", ") + ", rev FROM " + t.Name
}

// Select is the text that reads rows by a condition, with rev last.
func (t *Table) Select(where string) string { return t.SelectAll() + " WHERE " + where }

// Insert writes a new row at rev 1.
func (t *Table) Insert(row []any) Write {
	return Write{Stmt: t.insert, Args: append(t.norm(row), int64(1)), Want: 1}
}

// Update writes the whole row at rev+1, guarded by rev.
func (t *Table) Update(row []any, rev int64) Write {
	return Write{Stmt: t.update, Args: append(t.norm(row), rev+1, rev), Want: 1}
}

// Delete removes the row, guarded by rev.
func (t *Table) Delete(key any, rev int64) Write {
	return Write{Stmt: t.remove, Args: []any{Norm(key), rev}, Want: 1}
}

// SubjectOf gives the vault subject of a row, or 0 for the site.
func (t *Table) SubjectOf(row []any) gov.ID {
	if t.subjectAt < 0 {
		return 0
	}
	id, _ := Norm(row[t.subjectAt]).(int64)
	return gov.ID(id)
}

func (t *Table) norm(row []any) []any {
	if len(row) != len(t.Cols) {
		panic(fmt.Sprintf("sqldb: %s: %d values for %d columns", t.Name, len(row), len(t.Cols)))
	}
	out := make([]any, len(row), len(row)+2)
	for i, v := range row {
		out[i] = Norm(v)
	}
	return out
}

// Norm brings a value to one of the four that both engines store alike: int64,
// string, []byte or nil. Anything else is a programming error.
func Norm(v any) any {
	switch x := v.(type) {
	case nil, int64, string, []byte:
		return x
	case gov.ID:
		return int64(x)
	case gov.Time:
		return int64(x)
	case gov.Date:
		return string(x)
	case int:
		return int64(x)
	case bool:
		if x {
			return int64(1)
		}
		return int64(0)
	default:
		return normKind(v)
	}
}
