package grid

import (
	"bytes"
	"errors"
	"strings"

	"github.com/xuri/excelize/v2"

	"holon.example/holon/internal/infra/locale"
)

// Page is one sheet to be written: its rows in the order of the columns of the layout.
type Page struct {
	Layout Layout
	Rows   [][]string
}

// Write makes a workbook in a language. Every cell is text, so that codes keep their
// zeros and nothing in it is a formula.
func Write(lang locale.Lang, pages ...Page) ([]byte, error) {
	f := excelize.NewFile()
	var fault error
	keep := func(err error) { fault = errors.Join(fault, err) }
	for i, p := range pages {
		keep(writePage(f, lang, i, p))
	}
	var out bytes.Buffer
	err := errors.Join(fault, f.Write(&out), f.Close())
	return out.Bytes(), err
}

// Word is the first of the words a key gives, parted by bars.
func Word(lang locale.Lang, key string) string {
	w, _, _ := strings.Cut(locale.T(lang, key, nil), "|")
	return w
}

func writePage(f *excelize.File, lang locale.Lang, i int, p Page) error {
	name := Word(lang, p.Layout.Family+".sheet."+p.Layout.Name)
	if i == 0 {
		if err := f.SetSheetName("Sheet1", name); err != nil {
			return err
		}
	} else if _, err := f.NewSheet(name); err != nil {
		return err
	}
	w, err := f.NewStreamWriter(name)
	if err != nil {
		return err
	}
	style, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E9F1FC"}}})
	if err != nil {
		return err
	}
	head := make([]any, len(p.Layout.Cols))
	for c, col := range p.Layout.Cols {
		head[c] = excelize.Cell{StyleID: style, Value: Word(lang, p.Layout.Family+".col."+col)}
	}
	err = errors.Join(w.SetColWidth(1, len(head), 18),
		w.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}),
		w.SetRow("A1", head))
	for n, cells := range p.Rows {
		at, cellErr := excelize.CoordinatesToCellName(1, n+2)
		row := make([]any, len(cells))
		for c, text := range cells {
			row[c] = text
		}
		err = errors.Join(err, cellErr, w.SetRow(at, row))
	}
	return errors.Join(err, w.Flush())
}
