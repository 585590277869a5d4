package grid

import (
	"bytes"
	"errors"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/locale"
	"holon.example/holon/internal/lang/dmn/sheet"
	"holon.example/holon/internal/lang/words"
)

// Bounds of one sheet.
const (
	maxRows    = 70_000
	maxColumns = 80
	maxCell    = 2_000 // characters
	maxFaults  = 200
	maxHead    = 12 // rows looked through for the head
)

// Layout is a sheet with its columns. A sheet or column is called by its code or by the
// words of a key: Family.sheet.NAME, Family.col.NAME, in any language.
type Layout struct {
	Family string
	Name   string
	Cols   []string
	Must   []string // columns that must be there
	Filled []string // columns whose cells may not be empty
}

// Fault is one thing that is wrong: where, and a key of the catalogue.
type Fault struct {
	Sheet string
	Cell  string // empty: the sheet as a whole
	Key   string
	Args  map[string]any
}

// Row is one row by column.
type Row struct {
	N     int
	Cells map[string]string
	sheet string
	at    map[string]int
}

// Table is one sheet as it was read.
type Table struct {
	Name string // its name in the file
	Rows []Row
}

// Book is a workbook that was read.
type Book struct {
	Tables map[string]*Table // by name of the layout
	Faults []Fault
	More   int // faults that are not kept
}

// Read reads the sheets of a workbook that the layouts know; others are told as faults
// unless they are empty. The error is for a file that is no workbook.
func Read(raw []byte, layouts ...Layout) (b *Book, err error) {
	bad := gov.Invalid("grid.unreadable").At("file", "grid.unreadable")
	f, err := sheet.Open(bytes.NewReader(raw))
	if err != nil {
		return nil, bad.Because(err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	b = &Book{Tables: map[string]*Table{}}
	for _, name := range f.GetSheetList() {
		if err := b.sheet(f, name, layouts); err != nil {
			return nil, bad.Because(err)
		}
	}
	if len(b.Tables) == 0 && len(b.Faults) == 0 {
		b.fault(Fault{Key: "grid.no_sheet"})
	}
	return b, nil
}

func (b *Book) fault(f Fault) {
	if len(b.Faults) >= maxFaults {
		b.More++
		return
	}
	b.Faults = append(b.Faults, f)
}

// At tells a fault of a cell of a row.
func (b *Book) At(r Row, col, key string, args ...any) { b.at(r.sheet, r.N, r.at[col], key, args...) }

func (b *Book) at(name string, n, col int, key string, args ...any) {
	f := Fault{Sheet: name, Key: key}
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
	b.fault(f)
}

// reading is one sheet under way.
type reading struct {
	b    *Book
	name string
	l    *Layout
	head [][]string // rows above the first one with values
	at   map[string]int
}

func (b *Book) sheet(f *excelize.File, name string, layouts []Layout) error {
	rows, err := f.Rows(name)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // nothing was written
	s := &reading{b: b, name: name}
	if i := slices.IndexFunc(layouts, func(l Layout) bool { return l.named(name) }); i >= 0 {
		s.l = &layouts[i]
	}
	for n := 1; rows.Next(); n++ {
		if n > maxRows {
			b.at(name, 0, 0, "grid.too_many", "limit", maxRows)
			break
		}
		cells, err := rows.Columns()
		if err != nil {
			return err
		}
		if cells = cells[:min(len(cells), maxColumns)]; blank(cells) {
			continue
		}
		if s.l == nil {
			b.at(name, 0, 0, "grid.unknown_sheet", "name", short(name))
			break
		}
		if !s.take(n, cells) {
			break
		}
	}
	if s.l != nil && s.at == nil && len(s.head) > 0 && len(s.head) < maxHead && b.Tables[s.l.Name] == nil {
		s.headless(1)
	}
	return rows.Error()
}

// headless tells that the columns that must be there were not found.
func (s *reading) headless(n int) {
	s.b.at(s.name, n, 1, "grid.no_head", "cols", s.words(s.l.Must))
}

// take reads a row: of the head until the columns are known, then of values.
func (s *reading) take(n int, cells []string) bool {
	if s.at != nil {
		s.b.Tables[s.l.Name].Rows = append(s.b.Tables[s.l.Name].Rows, s.row(n, cells))
		return true
	}
	s.head = append(s.head, cells)
	if at := s.columns(); at != nil {
		if s.b.Tables[s.l.Name] != nil {
			s.b.at(s.name, 0, 0, "grid.sheet_twice", "name", short(s.name))
			return false
		}
		s.at = at
		s.b.Tables[s.l.Name] = &Table{Name: s.name}
		s.unknown(n)
		return true
	}
	if len(s.head) >= maxHead {
		s.headless(n)
		return false
	}
	return true
}

// columns finds the columns once the rows read so far name all that must be there. A
// head may have two rows, the upper one for several columns together: the lower counts.
func (s *reading) columns() map[string]int {
	at := map[string]int{}
	last := len(s.head) - 1
	for i := last; i >= max(0, last-1); i-- {
		for c, text := range s.head[i] {
			if i < last && c < len(s.head[last]) && strings.TrimSpace(s.head[last][c]) != "" {
				continue
			}
			if col := s.l.columnOf(text); col != "" && at[col] == 0 {
				at[col] = c + 1
			}
		}
	}
	for _, m := range s.l.Must {
		if at[m] == 0 {
			return nil
		}
	}
	return at
}

// unknown tells headings of the last row that name no column, or one twice.
func (s *reading) unknown(n int) {
	seen := map[string]bool{}
	for c, text := range s.head[len(s.head)-1] {
		if strings.TrimSpace(text) == "" {
			continue
		}
		col := s.l.columnOf(text)
		if col == "" {
			s.b.at(s.name, n, c+1, "grid.unknown_column", "name", short(text))
		} else if seen[col] {
			s.b.at(s.name, n, c+1, "grid.column_twice", "name", short(text))
		}
		seen[col] = true
	}
}

func (s *reading) row(n int, cells []string) Row {
	r := Row{N: n, Cells: map[string]string{}, sheet: s.name, at: s.at}
	for col, i := range s.at {
		if i > len(cells) {
			continue
		}
		v := strings.TrimSpace(strings.ReplaceAll(cells[i-1], "\u3000", " "))
		if utf8.RuneCountInString(v) > maxCell || strings.ContainsRune(v, 0) || !utf8.ValidString(v) {
			s.b.At(r, col, "grid.too_long")
			v = ""
		}
		r.Cells[col] = v
	}
	for _, col := range s.l.Filled {
		if r.Cells[col] == "" {
			s.b.At(r, col, "grid.empty", "col", s.words([]string{col}))
		}
	}
	return r
}

// words gives columns in the first language of the site.
func (s *reading) words(cols []string) string {
	var out []string
	for _, c := range cols {
		out = append(out, Word(locale.ZH, s.l.Family+".col."+c))
	}
	return strings.Join(out, ", ")
}

func blank(cells []string) bool {
	return !slices.ContainsFunc(cells, func(c string) bool { return strings.TrimSpace(c) != "" })
}

// fold is the one form in which words are compared.
func fold(s string) string {
	return words.Plain(strings.NewReplacer("*", " ", "\u3000", " ").Replace(s))
}

// Means tells whether a text is the word of a key in any language.
func Means(text, key string) bool {
	if fold(text) == "" {
		return false
	}
	return slices.ContainsFunc(locale.Langs(), func(l locale.Lang) bool {
		return slices.ContainsFunc(strings.Split(locale.T(l, key, nil), "|"), func(w string) bool { return fold(text) == fold(w) })
	})
}

func (l *Layout) named(sheet string) bool {
	return fold(sheet) == fold(l.Name) || Means(sheet, l.Family+".sheet."+l.Name)
}

func (l *Layout) columnOf(heading string) string {
	i := slices.IndexFunc(l.Cols, func(c string) bool {
		return fold(heading) == fold(c) && fold(c) != "" || Means(heading, l.Family+".col."+c)
	})
	if i < 0 || fold(heading) == "" {
		return ""
	}
	return l.Cols[i]
}

// CodeOf finds the code a word stands for among the words of a family of keys; codes
// themselves count too. Empty: none.
func CodeOf(text, family string, codes []string) string {
	i := slices.IndexFunc(codes, func(c string) bool {
		return strings.EqualFold(strings.TrimSpace(text), c) || Means(text, family+strings.ReplaceAll(c, "-", "_"))
	})
	if i < 0 {
		return ""
	}
	return codes[i]
}

func short(s string) string {
	if r := []rune(strings.TrimSpace(s)); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return strings.TrimSpace(s)
}

// Date reads a day: as text, or the number by which spreadsheets keep days.
func (b *Book) Date(r Row, col string) gov.Date {
	v := r.Cells[col]
	if v == "" {
		return ""
	}
	if days, err := strconv.ParseFloat(v, 64); err == nil && days > 20_000 && days < 100_000 {
		if t, err := excelize.ExcelDateToTime(days, false); err == nil {
			return gov.Date(t.Format("2006-01-02"))
		}
	}
	d, err := gov.ParseDate(padded(v))
	if err != nil {
		b.At(r, col, "grid.date", "value", short(v))
		return ""
	}
	return d
}

// padded brings 2003/12/1 and 2003.12.1 to 2003-12-01.
func padded(v string) string {
	parts := strings.FieldsFunc(words.HalfWidth(v), func(r rune) bool { return strings.ContainsRune("-/.", r) })
	for i, p := range parts {
		if len(p) == 1 {
			parts[i] = "0" + p
		}
	}
	return strings.Join(parts, "-")
}

// Count reads a whole number that is not negative; empty is 0.
func (b *Book) Count(r Row, col string) int {
	v := words.HalfWidth(r.Cells[col])
	if v == "" {
		return 0
	}
	n, err := strconv.ParseFloat(v, 64)
	if err != nil || n < 0 || n > 1<<30 || n != float64(int(n)) {
		b.At(r, col, "grid.count", "value", short(v))
		return 0
	}
	return int(n)
}

// Yes reads yes or no; empty is no.
func (b *Book) Yes(r Row, col string) bool {
	v := r.Cells[col]
	switch CodeOf(v, "grid.bool.", []string{"yes", "no"}) {
	case "yes":
		return true
	case "no":
		return false
	}
	if v != "" {
		b.At(r, col, "grid.yes_no", "value", short(v))
	}
	return false
}

// Split takes a cell of several values apart, at commas of either width, semicolons,
// enumeration marks and lines.
func Split(cell string) (out []string) {
	for _, part := range strings.FieldsFunc(cell, func(r rune) bool { return strings.ContainsRune(",，;；、\n", r) }) {
		if p := strings.TrimSpace(part); p != "" {
			out = append(out, p)
		}
	}
	return out
}
