package sheet

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"
)

// What is accepted of a workbook.
const (
	maxBytes   = 64 << 20 // unpacked
	maxXML     = 32 << 20 // of one part, in memory
	maxSheets  = 100
	maxRows    = 5_000
	maxColumns = 200
)

// ErrWorkbook says that a file is no workbook that can be read.
var ErrWorkbook = errors.New("the file is no spreadsheet (.xlsx), or it is damaged or too large")

// Open opens a workbook that comes from outside: bounded when unpacked, so that a small
// file cannot fill the memory. Anything else is ErrWorkbook. The caller closes it.
func Open(r io.Reader) (*excelize.File, error) {
	f, err := excelize.OpenReader(r, excelize.Options{RawCellValue: true, UnzipSizeLimit: maxBytes, UnzipXMLSizeLimit: maxXML})
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrWorkbook, err)
	}
	if len(f.GetSheetList()) > maxSheets {
		return nil, errors.Join(ErrWorkbook, f.Close())
	}
	return f, nil
}

// Read reads the tables of a workbook whose words are in any of the languages given.
// Tables with faults are left out; every fault is told. The error is non-nil only
// when the file as a whole cannot be read.
func Read(r io.Reader, languages ...Words) (tables []Table, faults []Fault, err error) {
	f, err := Open(r)
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	list := f.GetSheetList()
	v := vocabularyOf(languages)
	seen := map[string]bool{}
	for _, name := range list {
		rows, err := f.GetRows(name)
		if err != nil {
			return nil, nil, fmt.Errorf("%w: %w", ErrWorkbook, err)
		}
		s := reader{sheet: name, v: v, rows: rows}
		if s.empty() {
			continue
		}
		s.read()
		if s.t.Decision != "" && seen[s.t.Decision] {
			s.fault(s.decisionAt, 1, Twice, s.t.Decision)
		}
		seen[s.t.Decision] = true
		if len(s.faults) == 0 {
			tables = append(tables, s.t)
		}
		faults = append(faults, s.faults...)
	}
	return tables, faults, nil
}

// reader reads one sheet.
type reader struct {
	sheet  string
	v      vocabulary
	rows   [][]string
	t      Table
	faults []Fault

	at         [defaultRow + 1]int // the row of each description, counted from 1; 0 = none
	decisionAt int
}

func (s *reader) empty() bool {
	for _, cells := range s.rows {
		if strings.TrimSpace(strings.Join(cells, "")) != "" {
			return false
		}
	}
	return true
}

func (s *reader) fault(row, col int, kind FaultKind, text string) {
	s.faultWhy(row, col, kind, text, nil)
}

func (s *reader) faultWhy(row, col int, kind FaultKind, text string, why error) {
	f := Fault{Sheet: s.sheet, Kind: kind, Text: text, Why: why}
	if row > 0 {
		if name, err := excelize.CoordinatesToCellName(col, row); err == nil {
			f.Cell = name
		}
	}
	s.faults = append(s.faults, f)
}

// cell gives the text of a cell, row and column counted from 1.
func (s *reader) cell(row, col int) string {
	if row < 1 || row > len(s.rows) || col < 1 || col > len(s.rows[row-1]) {
		return ""
	}
	return strings.TrimSpace(s.rows[row-1][col-1])
}

func (s *reader) read() {
	if len(s.rows) > maxRows {
		s.fault(0, 0, TooLarge, fmt.Sprint(len(s.rows)))
		return
	}
	last := s.head()
	if s.t.Decision = s.cell(s.at[decisionRow], 2); s.t.Decision == "" {
		s.fault(max(s.at[decisionRow], 1), 2, NoDecision, "")
	}
	s.decisionAt = s.at[decisionRow]
	s.t.Question = s.cell(s.at[questionRow], 2)
	s.policy()
	s.columns()
	s.rules(last + 1)
}

// head finds the rows that describe and gives the last of them.
func (s *reader) head() (last int) {
	for i := range s.rows {
		if r, found := s.v.rows[fold(s.cell(i+1, 1))]; found && s.at[r] == 0 {
			s.at[r], last = i+1, i+1
		}
	}
	return last
}

func (s *reader) policy() {
	written := s.cell(s.at[policyRow], 2)
	short := strings.ToUpper(outside(written, signs.Replace))
	if short == "" {
		short = "U"
	}
	if _, found := policies[short]; !found {
		short = abbreviation(short, "")
	}
	if s.t.Policy = short; short == "" {
		s.fault(s.at[policyRow], 2, NoPolicy, written)
	}
}

func (s *reader) columns() {
	kinds := s.at[kindRow]
	if kinds == 0 {
		s.fault(0, 0, NoKind, "")
		return
	}
	width := len(s.rows[kinds-1])
	if width > maxColumns {
		s.fault(kinds, width, TooLarge, fmt.Sprint(width))
		return
	}
	for col := 2; col <= width; col++ {
		kind, found := s.v.kinds[fold(s.cell(kinds, col))]
		if !found {
			s.fault(kinds, col, NoKind, s.cell(kinds, col))
			continue
		}
		s.column(col, kind)
	}
	if s.t.results() == 0 {
		s.fault(kinds, 1, NoResult, "")
	}
	if s.t.results() > 1 {
		for i, c := range s.t.Columns {
			if c.Kind == Result && c.Expression == "" {
				s.fault(max(s.at[expressionRow], kinds), i+2, NoName, c.Label)
			}
		}
	}
}

var order = map[Kind]int{Condition: 0, Result: 1, Remark: 2}

func (s *reader) column(col int, kind Kind) {
	if n := len(s.t.Columns); n > 0 && order[kind] < order[s.t.Columns[n-1].Kind] {
		s.fault(s.at[kindRow], col, KindOrder, s.cell(s.at[kindRow], col))
	}
	c := Column{Kind: kind, Label: s.cell(s.at[labelRow], col)}
	if kind != Remark {
		c.Type = s.cell(s.at[typeRow], col)
		if feelType, found := s.v.types[fold(c.Type)]; found {
			c.Type = feelType
		}
		c.Expression = s.cell(s.at[expressionRow], col)
		if c.Allowed = s.cell(s.at[allowedRow], col); c.Allowed != "" {
			c.Allowed = s.v.condition(c.Allowed, c.Type)
			s.check(s.at[allowedRow], col, BadCondition, checkTests(c.Allowed))
		}
	}
	switch kind {
	case Condition:
		if c.Expression == "" {
			s.fault(max(s.at[expressionRow], s.at[kindRow]), col, NoExpression, c.Label)
		} else {
			s.check(s.at[expressionRow], col, BadExpression, checkExpression(c.Expression))
		}
	case Result:
		if c.Default = s.cell(s.at[defaultRow], col); c.Default != "" {
			c.Default = s.v.result(c.Default, c.Type)
			s.check(s.at[defaultRow], col, BadResult, checkExpression(c.Default))
		}
	case Remark:
	}
	s.t.Columns = append(s.t.Columns, c)
}

func (s *reader) check(row, col int, kind FaultKind, err error) {
	if err != nil {
		s.faultWhy(row, col, kind, s.cell(row, col), err)
	}
}

func (s *reader) rules(from int) {
	for row := from; row <= len(s.rows); row++ {
		if strings.TrimSpace(strings.Join(s.rows[row-1][min(1, len(s.rows[row-1])):], "")) == "" {
			continue
		}
		for col := len(s.t.Columns) + 2; col <= len(s.rows[row-1]); col++ {
			if s.cell(row, col) != "" {
				s.fault(row, col, OutsideColumns, s.cell(row, col))
			}
		}
		s.t.Rules = append(s.t.Rules, s.rule(row))
	}
	if len(s.t.Rules) == 0 {
		s.fault(0, 0, NoRules, "")
	}
}

func (s *reader) rule(row int) []string {
	out := make([]string, len(s.t.Columns))
	for i, c := range s.t.Columns {
		col := i + 2
		switch c.Kind {
		case Condition:
			out[i] = s.v.condition(s.cell(row, col), c.Type)
			s.check(row, col, BadCondition, checkTests(out[i]))
		case Result:
			if out[i] = s.v.result(s.cell(row, col), c.Type); out[i] == "" {
				s.fault(row, col, MissingResult, "")
			} else {
				s.check(row, col, BadResult, checkExpression(out[i]))
			}
		case Remark:
			out[i] = s.cell(row, col)
		}
	}
	return out
}
