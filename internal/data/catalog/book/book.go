package book

import (
	"strconv"
	"strings"

	"holon.example/holon/internal/data/catalog"
	"holon.example/holon/internal/data/standard"
	"holon.example/holon/internal/data/standard/grid"
	"holon.example/holon/internal/infra/locale"
)

const family = "catalog.book"

// cols are the columns in their order, as the catalogue of words names them.
var cols = []string{
	"key", "class", "category", "code", "name_zh", "name_en", "provider", "section", "provider_code", "abstract_zh", "abstract_en", "format",
	"column", "element", "column_type", "column_length", "column_key",
	"sharing", "condition_zh", "condition_en", "basis", "mode", "reason", "open", "open_if_zh", "open_if_en", "cycle", "issued", "related",
}

var layout = grid.Layout{
	Family: family, Name: "catalogue", Cols: cols,
	Must: []string{"class", "code", "name_zh", "provider", "element", "sharing", "mode", "open", "cycle"},
}

// Book is a workbook with what it brings.
type Book struct {
	*grid.Book
	Resources []catalog.Resource

	rows    []grid.Row            // first row of each resource
	columns []map[string]grid.Row // place/element → its row
}

// Read reads a workbook. The key of a resource, where it has none of its own, is its code
// in small letters.
func Read(raw []byte) (*Book, error) {
	g, err := grid.Read(raw, layout)
	if err != nil {
		return nil, err
	}
	b := &Book{Book: g}
	t := g.Tables[layout.Name]
	if t == nil {
		return b, nil
	}
	for _, r := range t.Rows {
		if r.Cells["name_zh"] != "" {
			b.Resources, b.rows, b.columns = append(b.Resources, b.resource(r)), append(b.rows, r), append(b.columns, map[string]grid.Row{})
		}
		if len(b.Resources) == 0 {
			b.At(r, "name_zh", "catalog.book.no_resource")
			break
		}
		last := len(b.Resources) - 1
		c := catalog.Column{Element: r.Cells["element"], Name: standard.Name{Zh: r.Cells["column"]}, Key: b.Yes(r, "column_key")}
		if c.Element == "" {
			b.At(r, "element", "catalog.book.no_element")
			continue
		}
		b.Resources[last].Columns = append(b.Resources[last].Columns, c)
		if _, ok := b.columns[last][c.Element]; !ok {
			b.columns[last][c.Element] = r
		}
	}
	return b, nil
}

func (b *Book) resource(r grid.Row) catalog.Resource {
	name := func(col string) standard.Name {
		return standard.Name{Zh: r.Cells[col+"_zh"], En: r.Cells[col+"_en"]}
	}
	code := func(col string, list []string) string {
		got := grid.CodeOf(r.Cells[col], "catalog."+col+".", list)
		if got == "" {
			b.At(r, col, "catalog.fault."+col)
		}
		return got
	}
	out := catalog.Resource{
		Key: r.Cells["key"], Class: code("class", catalog.Classes), Category: r.Cells["category"], Code: r.Cells["code"], Name: name("name"), Abstract: name("abstract"),
		Provider: r.Cells["provider"], Section: r.Cells["section"], Format: code("format", catalog.Formats),
		Sharing: code("sharing", catalog.Sharings), Condition: name("condition"), Basis: r.Cells["basis"], Mode: code("mode", catalog.Modes), Reason: r.Cells["reason"],
		Open: code("open", catalog.Opens), OpenIf: name("open_if"), Cycle: code("cycle", catalog.Cycles), Related: grid.Split(r.Cells["related"]),
	}
	if out.Key == "" {
		out.Key = strings.ToLower(strings.NewReplacer("/", "-", ".", "-", "_", "-").Replace(out.Code))
	}
	return out
}

// Place tells the faults of a plan by sheet and cell.
func (b *Book) Place(plan []catalog.Planned) {
	told := map[string]bool{}
	for _, f := range b.Faults {
		told[f.Cell+f.Key] = true
	}
	for i, p := range plan {
		if i >= len(b.rows) {
			return
		}
		for _, f := range p.Faults {
			args := []any{}
			for k, v := range f.Args {
				args = append(args, k, v)
			}
			row, col := b.rows[i], f.Field
			if element, ok := strings.CutPrefix(f.Field, "columns/"); ok {
				if r, known := b.columns[i][element]; known {
					row = r
				}
				col = "element"
			} else if col == "columns" {
				col = "element"
			}
			n := len(b.Faults)
			b.At(row, col, f.Key, args...)
			if len(b.Faults) > n && told[b.Faults[n].Cell+f.Key] {
				b.Faults = b.Faults[:n]
			}
		}
	}
}

// Unit is what the form tells of a department: its credit code.
type Unit struct{ Code string }

// Write makes the workbook of resources in a language.
func Write(entries []*catalog.Entry, s *standard.Book, units map[string]Unit, lang locale.Lang) ([]byte, error) {
	p := grid.Page{Layout: layout}
	for _, e := range entries {
		for i := range e.Version.Columns {
			p.Rows = append(p.Rows, line(e.Version, i, s, units, lang))
		}
	}
	return grid.Write(lang, p)
}

func line(v *catalog.Version, i int, s *standard.Book, units map[string]Unit, lang locale.Lang) []string {
	c := v.Columns[i]
	el, _ := s.Element(c.Element)
	word := func(family, code string) string { return grid.Word(lang, "catalog."+family+"."+code) }
	cells := map[string]string{
		"column": c.Name.Zh, "element": c.Element, "column_type": grid.Word(lang, "standard.type."+string(el.Type)), "column_length": length(el.Length),
	}
	if c.Key {
		cells["column_key"] = grid.Word(lang, "grid.bool.yes")
	}
	if i == 0 {
		for col, text := range map[string]string{
			"key": v.Key, "class": word("class", v.Class), "category": v.Category, "code": v.Code, "name_zh": v.Name.Zh, "name_en": v.Name.En,
			"provider": v.Provider, "section": v.Section, "provider_code": units[v.Provider].Code, "abstract_zh": v.Abstract.Zh, "abstract_en": v.Abstract.En,
			"format": word("format", v.Format), "sharing": word("sharing", v.Sharing), "condition_zh": v.Condition.Zh, "condition_en": v.Condition.En,
			"basis": v.Basis, "mode": word("mode", v.Mode), "reason": v.Reason, "open": word("open", v.Open), "open_if_zh": v.OpenIf.Zh, "open_if_en": v.OpenIf.En,
			"cycle": word("cycle", v.Cycle), "related": strings.Join(v.Related, "、"),
		} {
			cells[col] = text
		}
		if v.Issued != 0 {
			cells["issued"] = string(v.Issued.Date())
		}
	}
	out := make([]string, len(cols))
	for k, col := range cols {
		out[k] = cells[col]
	}
	return out
}

func length(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}
