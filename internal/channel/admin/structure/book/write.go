package book

import (
	"bytes"
	"errors"
	"strings"

	"github.com/xuri/excelize/v2"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/locale"
	"holon.example/holon/internal/infra/org"
)

// Write makes the workbook of the organisation as of a day, in a language. Who holds
// which post stands not in it: the sheet of assignments has its head only.
func Write(snap *org.Snapshot, on gov.Date, lang locale.Lang) ([]byte, error) {
	w := writer{f: excelize.NewFile(), snap: snap, on: on, lang: lang}
	for i, l := range layouts {
		w.sheet(i, l)
	}
	var out bytes.Buffer
	err := errors.Join(w.err, w.f.Write(&out), w.f.Close())
	return out.Bytes(), err
}

type writer struct {
	f    *excelize.File
	snap *org.Snapshot
	on   gov.Date
	lang locale.Lang
	name string
	n    int
	err  error
}

func (w *writer) t(key string) string { return locale.T(w.lang, key, nil) }

func (w *writer) sheet(i int, l layout) {
	w.name, w.n = w.t(sheetKey(l.name)), 0
	if i == 0 {
		w.keep(w.f.SetSheetName("Sheet1", w.name))
	} else if _, err := w.f.NewSheet(w.name); err != nil {
		w.keep(err)
	}
	head := []any{}
	for _, c := range l.cols {
		head = append(head, w.t(colKey(c)))
	}
	w.row(head)
	w.keep(w.f.SetColWidth(w.name, "A", "J", 20))
	style, err := w.f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E9F1FC"}}})
	w.keep(err)
	w.keep(w.f.SetRowStyle(w.name, 1, 1, style))
	w.keep(w.f.SetPanes(w.name, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}))
	w.rows(l.name)
}

func (w *writer) keep(err error) { w.err = errors.Join(w.err, err) }

// row writes the next row; everything is text, so that codes keep their zeros.
func (w *writer) row(cells []any) {
	w.n++
	cell, err := excelize.CoordinatesToCellName(1, w.n)
	w.keep(err)
	w.keep(w.f.SetSheetRow(w.name, cell, &cells))
}

func (w *writer) code(id gov.ID) string {
	u, _ := w.snap.Unit(id, w.on)
	return u.Code
}

func (w *writer) rows(sheet string) {
	switch sheet {
	case divisions:
		for _, u := range w.snap.All(org.Division, w.on) {
			w.row([]any{u.Code, w.code(u.Parent), u.Name.Zh, u.Name.En, u.Short.Zh, u.Short.En, ""})
		}
	case departments:
		for _, u := range w.snap.All(org.Department, w.on) {
			w.row([]any{u.Code, u.USCC, u.Name.Zh, u.Name.En, u.Short.Zh, u.Short.En, w.t("admin.form." + string(u.Form)), u.Division, w.code(u.Parent), ""})
		}
	case sections:
		for _, d := range w.snap.All(org.Department, w.on) {
			for _, u := range w.snap.Children(d.ID, org.Section, w.on) {
				w.row([]any{d.Code, u.Code, u.Name.Zh, u.Name.En})
			}
		}
	case posts:
		for _, d := range w.snap.All(org.Department, w.on) {
			for _, u := range w.snap.Posts(d.ID, w.on) {
				w.post(d, u)
			}
		}
	}
}

func (w *writer) post(d, u org.Unit) {
	section := ""
	if up, ok := w.snap.Unit(u.Parent, w.on); ok && up.Kind == org.Section {
		section = up.Code
	}
	var roles []string
	for _, r := range u.Roles {
		roles = append(roles, w.t("admin.role."+strings.ReplaceAll(r, "-", "_")))
	}
	w.row([]any{d.Code, section, u.Code, u.Name.Zh, u.Name.En, strings.Join(roles, ", ")})
}
