package book

import (
	"bytes"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/org"
	"holon.example/holon/internal/lang/dmn/sheet"
)

// Bounds of one sheet.
const (
	maxRows    = 5_000
	maxColumns = 60
	maxCell    = 1_000
	maxFaults  = 200
)

// Fault is one thing that is wrong: where, and a key of the catalogue.
type Fault struct {
	Sheet string
	Cell  string // empty: the sheet as a whole
	Key   string
	Args  map[string]any
}

// Book is a workbook that was read.
type Book struct {
	Structure org.Structure
	Logins    []string // of the officers it names
	Faults    []Fault
	More      int // faults that are not kept

	snap  *org.Snapshot
	from  gov.Date
	rows  map[string][]row
	names map[string]string // sheet -> its name in the file
	place map[string]spot   // code of a unit -> where it stands
}

type spot struct {
	sheet string
	row   int
	col   int
}

// row is one row of a sheet by column.
type row struct {
	n     int
	cells map[string]string
	at    map[string]int // column -> its number in the file
}

// Read reads a workbook against the organisation as it stands; from is the day its
// changes take effect where it names none. The error is for a file that is no workbook.
func Read(raw []byte, snap *org.Snapshot, from gov.Date) (b *Book, err error) {
	f, err := sheet.Open(bytes.NewReader(raw))
	if err != nil {
		return nil, gov.Invalid("admin.workbook_unreadable").At("file", "admin.workbook_unreadable").Because(err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	b = &Book{Structure: org.Structure{From: from}, snap: snap, from: from, rows: map[string][]row{}, names: map[string]string{}, place: map[string]spot{}}
	for _, name := range f.GetSheetList() {
		if err := b.sheet(f, name); err != nil {
			return nil, gov.Invalid("admin.workbook_unreadable").At("file", "admin.workbook_unreadable").Because(err)
		}
	}
	if len(b.names) == 0 {
		b.Faults = append(b.Faults, Fault{Key: "admin.book.no_sheet"})
		return b, nil
	}
	b.build()
	return b, nil
}

func (b *Book) fault(sheet string, r row, col, key string, args ...any) {
	b.at(sheet, r.n, r.at[col], key, args...)
}

func (b *Book) at(sheet string, n, col int, key string, args ...any) {
	if len(b.Faults) >= maxFaults {
		b.More++
		return
	}
	f := Fault{Sheet: b.names[sheet], Key: key}
	if f.Sheet == "" {
		f.Sheet = sheet
	}
	if cell, err := excelize.CoordinatesToCellName(max(col, 1), n); err == nil && n > 0 {
		f.Cell = cell
	}
	for i := 0; i+1 < len(args); i += 2 {
		if f.Args == nil {
			f.Args = map[string]any{}
		}
		if name, ok := args[i].(string); ok {
			f.Args[name] = args[i+1]
		}
	}
	b.Faults = append(b.Faults, f)
}

// sheet reads one sheet; one of a name nobody knows is a fault unless it is empty.
func (b *Book) sheet(f *excelize.File, name string) error {
	l, known := layoutOf(name)
	rows, err := f.Rows(name)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // nothing was written
	var at map[string]int
	for n := 1; rows.Next(); n++ {
		if n > maxRows {
			b.at(name, 0, 0, "admin.book.too_many", "limit", maxRows)
			break
		}
		cells, err := rows.Columns()
		if err != nil {
			return err
		}
		cells = cells[:min(len(cells), maxColumns)]
		if blank(cells) {
			continue
		}
		if !known {
			b.at(name, 0, 0, "admin.book.unknown_sheet", "name", name)
			break
		}
		if at == nil {
			if _, twice := b.names[l.name]; twice {
				b.at(name, 0, 0, "admin.book.sheet_twice", "name", name)
				break
			}
			b.names[l.name] = name
			if at = b.head(l, n, cells); at == nil {
				break
			}
			continue
		}
		b.rows[l.name] = append(b.rows[l.name], b.row(l, n, at, cells))
	}
	return rows.Error()
}

func blank(cells []string) bool {
	return !slices.ContainsFunc(cells, func(c string) bool { return strings.TrimSpace(c) != "" })
}

// head finds the columns; nil if one that must be there is missing.
func (b *Book) head(l layout, n int, cells []string) map[string]int {
	at := map[string]int{}
	for i, c := range cells {
		if strings.TrimSpace(c) == "" {
			continue
		}
		col := l.columnOf(c)
		switch {
		case col == "":
			b.at(l.name, n, i+1, "admin.book.unknown_column", "name", short(c))
		case at[col] != 0:
			b.at(l.name, n, i+1, "admin.book.column_twice", "name", short(c))
		default:
			at[col] = i + 1
		}
	}
	whole := true
	for _, col := range l.must {
		if at[col] == 0 {
			b.at(l.name, n, 1, "admin.book.no_column", "col", word(col))
			whole = false
		}
	}
	if !whole {
		return nil
	}
	return at
}

// row takes a row apart, and tells cells that may not be empty or are too long.
func (b *Book) row(l layout, n int, at map[string]int, cells []string) row {
	r := row{n: n, cells: map[string]string{}, at: at}
	for col, i := range at {
		if i > len(cells) {
			continue
		}
		v := strings.TrimSpace(strings.ReplaceAll(cells[i-1], "\u3000", " "))
		if len(v) > maxCell || strings.ContainsRune(v, 0) {
			b.fault(l.name, r, col, "admin.book.too_long")
			v = ""
		}
		r.cells[col] = v
	}
	for _, col := range l.must {
		if r.cells[col] == "" {
			b.fault(l.name, r, col, "admin.book.empty", "col", word(col))
		}
	}
	return r
}

func short(s string) string {
	if r := []rune(strings.TrimSpace(s)); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return strings.TrimSpace(s)
}

// date reads a day: as text, or the number by which spreadsheets keep days.
func (b *Book) date(sheet string, r row, col string) gov.Date {
	v := r.cells[col]
	if v == "" {
		return ""
	}
	if days, err := strconv.ParseFloat(v, 64); err == nil && days > 20_000 && days < 100_000 {
		if t, err := excelize.ExcelDateToTime(days, false); err == nil {
			return gov.Date(t.Format("2006-01-02"))
		}
	}
	d, err := gov.ParseDate(strings.NewReplacer("/", "-", ".", "-").Replace(v))
	if err != nil {
		b.fault(sheet, r, col, "admin.book.date", "value", short(v))
		return ""
	}
	return d
}

// Place finds where the unit of a code stands, for a fault found later.
func (b *Book) Place(code string, key string, args map[string]any) Fault {
	s, ok := b.place[code]
	if !ok {
		return Fault{Key: key, Args: args}
	}
	f := Fault{Sheet: b.names[s.sheet], Key: key, Args: args}
	if cell, err := excelize.CoordinatesToCellName(max(s.col, 1), s.row); err == nil {
		f.Cell = cell
	}
	return f
}
