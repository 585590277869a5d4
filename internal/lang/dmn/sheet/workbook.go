package sheet

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// How a sheet looks: widths in characters.
const (
	firstWidth  = 14
	columnWidth = 24
	headRows    = 4 // decision, question, policy, an empty one
	maxName     = 31
)

// Write makes a workbook of tables, in the words of one language.
func Write(w io.Writer, tables []Table, words Words) (err error) {
	f := excelize.NewFile()
	defer func() { err = errors.Join(err, f.Close()) }()
	v := vocabularyOf([]Words{words})
	names := map[string]bool{}
	for i, t := range tables {
		name := sheetName(t.Decision, i, names)
		if i == 0 {
			err = f.SetSheetName(f.GetSheetName(0), name)
		} else {
			_, err = f.NewSheet(name)
		}
		if err != nil {
			return err
		}
		if err := (&page{f: f, name: name, t: t, w: words, v: v}).write(); err != nil {
			return err
		}
	}
	return f.Write(w)
}

// sheetName fits the name of a decision to what a workbook accepts.
func sheetName(decision string, i int, taken map[string]bool) string {
	name := strings.Trim(strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]`, r) {
			return ' '
		}
		return r
	}, decision), "' ")
	if r := []rune(name); len(r) > maxName-4 {
		name = string(r[:maxName-4])
	}
	if name == "" || taken[strings.ToLower(name)] {
		name += " " + strconv.Itoa(i+1)
	}
	taken[strings.ToLower(name)] = true
	return name
}

// page writes one sheet.
type page struct {
	f    *excelize.File
	name string
	t    Table
	w    Words
	v    vocabulary
}

func (p *page) write() error {
	rows := [][]any{
		{p.w.Decision, p.t.Decision},
		{p.w.Question, p.t.Question},
		{p.w.Policy, p.t.Policy},
		{},
		{p.w.Column},
		{p.w.Label},
		{p.w.Expression},
		{p.w.Type},
		{p.w.Allowed},
		{p.w.Fallback},
	}
	for _, c := range p.t.Columns {
		for i, text := range []string{p.w.kind(c.Kind), c.Label, c.Expression, p.w.typeWord(c.Type), c.Allowed, c.Default} {
			rows[headRows+i] = append(rows[headRows+i], text)
		}
	}
	top := len(rows)
	for n, cells := range p.t.Rules {
		line := []any{n + 1}
		for i, c := range p.t.Columns {
			line = append(line, p.show(c, cells[i]))
		}
		rows = append(rows, line)
	}
	for i, line := range rows {
		if err := p.f.SetSheetRow(p.name, "A"+strconv.Itoa(i+1), &line); err != nil {
			return err
		}
	}
	return p.dress(top, len(rows))
}

func (p *page) show(c Column, cell string) any {
	switch c.Kind {
	case Condition:
		cell = p.v.showCondition(cell, c.Type, p.w)
	case Result:
		cell = p.v.showResult(cell, c.Type, p.w)
	case Remark:
	}
	if n, err := strconv.ParseFloat(cell, 64); err == nil && c.Type == "number" && strconv.FormatFloat(n, 'f', -1, 64) == cell {
		return n
	}
	return cell
}

// dress makes the sheet readable: a shaded head that stays in sight, lines that wrap,
// and lists to choose the policy and the kinds from.
func (p *page) dress(top, bottom int) error {
	last, err := excelize.ColumnNumberToName(len(p.t.Columns) + 1)
	if err != nil {
		return err
	}
	head, err := p.f.NewStyle(&excelize.Style{
		Font: &excelize.Font{Bold: true}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E9F1FC"}},
		Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"},
	})
	if err != nil {
		return err
	}
	body, err := p.f.NewStyle(&excelize.Style{Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
	if err != nil {
		return err
	}
	end := fmt.Sprintf("%s%d", last, max(bottom, top+1))
	return errors.Join(
		p.f.SetColWidth(p.name, "A", "A", firstWidth), p.f.SetColWidth(p.name, "B", last, columnWidth),
		p.f.SetCellStyle(p.name, "A1", fmt.Sprintf("A%d", headRows-1), head),
		p.f.SetCellStyle(p.name, fmt.Sprintf("A%d", headRows+1), fmt.Sprintf("%s%d", last, top), head),
		p.f.SetCellStyle(p.name, fmt.Sprintf("A%d", top+1), end, body),
		p.f.SetPanes(p.name, &excelize.Panes{Freeze: true, XSplit: 1, YSplit: top, TopLeftCell: fmt.Sprintf("B%d", top+1), ActivePane: "bottomRight"}),
		p.choose(fmt.Sprintf("B%d", headRows-1), Policies()),
		p.choose(fmt.Sprintf("B%d:%s%d", headRows+1, last, headRows+1), []string{p.w.Condition, p.w.Result, p.w.Remark}),
	)
}

func (p *page) choose(where string, list []string) error {
	d := excelize.NewDataValidation(true)
	d.SetSqref(where)
	return errors.Join(d.SetDropList(list), p.f.AddDataValidation(p.name, d))
}
