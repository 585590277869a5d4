package book

import (
	"regexp"
	"strconv"
	"strings"

	"holon.example/holon/internal/data/standard"
	"holon.example/holon/internal/data/standard/grid"
	"holon.example/holon/internal/infra/locale"
	"holon.example/holon/internal/lang/words"
)

const family = "standard.book"

// The columns, as the catalogue names them under standard.book.col.
const (
	colCode       = "code"
	colNameZh     = "name_zh"
	colNameEn     = "name_en"
	colSynonyms   = "synonyms"
	colDefinition = "definition"
	colType       = "type"
	colFormat     = "format"
	colLength     = "length"
	colPrecision  = "precision"
	colUnit       = "unit"
	colList       = "list"
	colCheck      = "check"
	colGrade      = "grade"
	colPersonal   = "personal"
	colSensitive  = "sensitive"
	colSource     = "source"
	colRetired    = "retired"
	colSince      = "since"
	colParent     = "parent"
	colFrom       = "from"
	colUntil      = "until"
	colInto       = "into"
)

var layouts = []grid.Layout{
	{
		Family: family, Name: "element", Cols: []string{colCode, colNameZh, colNameEn, colSynonyms, colDefinition, colType, colFormat, colLength, colPrecision, colUnit, colList, colCheck, colGrade, colPersonal, colSensitive, colSource, colRetired},
		Must: []string{colCode, colNameZh, colGrade}, Filled: []string{colCode, colNameZh, colGrade},
	},
	{Family: family, Name: "list", Cols: []string{colList, colNameZh, colNameEn, colSince, colSource}, Must: []string{colList, colNameZh, colSince}, Filled: []string{colList, colNameZh, colSince}},
	{Family: family, Name: "code", Cols: []string{colList, colCode, colNameZh, colNameEn, colParent, colFrom, colUntil, colInto}, Must: []string{colList, colCode, colNameZh}, Filled: []string{colList, colCode, colNameZh}},
}

// Read reads a workbook. Faults are those of its form; those of its content are told by
// Place once the standard has planned it.
func Read(raw []byte) (*Book, error) {
	g, err := grid.Read(raw, layouts...)
	if err != nil {
		return nil, err
	}
	b := &Book{Book: g}
	if t := g.Tables["element"]; t != nil {
		for _, r := range t.Rows {
			b.Draft.Elements, b.elements = append(b.Draft.Elements, b.element(r)), append(b.elements, r)
		}
	}
	b.listsOf()
	return b, nil
}

// Book is a workbook with what it brings.
type Book struct {
	*grid.Book
	Draft standard.Draft

	elements []grid.Row
	lists    []grid.Row
	codes    map[string]grid.Row // list/code → the first row it stands in
}

var types = func() (out []string) {
	for _, t := range standard.Types {
		out = append(out, string(t))
	}
	return out
}()

func (b *Book) element(r grid.Row) standard.Element {
	e := standard.Element{
		Code: words.HalfWidth(r.Cells[colCode]), Name: standard.Name{Zh: r.Cells[colNameZh], En: r.Cells[colNameEn]},
		Synonyms: grid.Split(r.Cells[colSynonyms]), Definition: r.Cells[colDefinition], Unit: r.Cells[colUnit],
		Length: b.Count(r, colLength), Precision: b.Count(r, colPrecision), List: r.Cells[colList], Check: r.Cells[colCheck],
		Personal: b.Yes(r, colPersonal), Sensitive: b.Yes(r, colSensitive), Source: r.Cells[colSource], Retired: b.Yes(r, colRetired),
	}
	if v := r.Cells[colType]; v != "" {
		if e.Type = standard.Type(grid.CodeOf(v, "standard.type.", types)); e.Type == "" {
			b.At(r, colType, "standard.fault.type")
		}
	}
	if v := r.Cells[colFormat]; v != "" && !Represent(v, &e) {
		b.At(r, colFormat, "standard.book.format", "value", v)
	}
	if e.Type == "" && r.Cells[colType] == "" && r.Cells[colFormat] == "" {
		b.At(r, colType, "standard.book.no_type")
	}
	if e.Type == standard.Text && e.List != "" {
		e.Type = standard.Coded
	}
	if v := r.Cells[colGrade]; v != "" {
		g, ok := gradeOf(v)
		if e.Grade = g; !ok {
			b.At(r, colGrade, "standard.fault.grade")
		}
	}
	return e
}

var grades = []string{"1", "2", "3", "4", "important", "core"}

func gradeOf(v string) (standard.Graded, bool) {
	return standard.ParseGrade(grid.CodeOf(words.HalfWidth(v), "standard.grade.", grades))
}

var representation = regexp.MustCompile(`^(an|c|a|n|d|t|b|ul|bl|by)(\.\.)?([0-9]{1,9})?(?:,([0-9]{1,2}))?$`)

// Represent reads a representation such as c..60 into type, length and precision; false:
// it is none. A type the element has already is kept where it agrees.
func Represent(text string, e *standard.Element) bool {
	m := representation.FindStringSubmatch(strings.ToLower(strings.ReplaceAll(words.HalfWidth(text), " ", "")))
	if m == nil || m[4] != "" && m[1] != "n" {
		return false
	}
	length, _ := strconv.Atoi(m[3]) // empty: not bounded
	typ, sized := standard.Text, true
	switch m[1] {
	case "n":
		typ = standard.Number
	case "d":
		if typ = standard.Date; length > 10 {
			typ = standard.DateTime
		}
		sized = false
	case "t":
		typ, sized = standard.Time, false
	case "b", "bl":
		typ, sized = standard.Boolean, false
	case "by":
		typ = standard.Binary
	}
	text1 := typ == standard.Text && (e.Type == standard.Coded || e.Type == standard.Text)
	digits := typ == standard.Number && (e.Type == standard.Coded || e.Type == standard.Text) && m[4] == "" // n6 of a code: six figures
	if e.Type != "" && e.Type != typ && !text1 && !digits {
		return false
	}
	if e.Type == "" {
		e.Type = typ
	}
	if sized {
		e.Length, e.Fixed = length, length > 0 && m[2] == "" && typ != standard.Number
		e.Precision, _ = strconv.Atoi(m[4])
	}
	return true
}

// Representation writes what Represent reads.
func Representation(e *standard.Element) string {
	dots := ".."
	if e.Fixed || e.Length == 0 {
		dots = ""
	}
	size := ""
	if e.Length > 0 {
		size = dots + strconv.Itoa(e.Length)
	}
	switch e.Type {
	case standard.Number:
		if e.Precision > 0 {
			size += "," + strconv.Itoa(e.Precision)
		}
		return "n" + size
	case standard.Date:
		return "d8"
	case standard.DateTime:
		return "d14"
	case standard.Time:
		return "t6"
	case standard.Boolean:
		return "b"
	case standard.Binary:
		return "by" + size
	case standard.Text, standard.Coded:
	}
	return "c" + size
}

// listsOf gathers lists and their codes.
func (b *Book) listsOf() {
	b.codes = map[string]grid.Row{}
	at := map[string]int{}
	if t := b.Tables["list"]; t != nil {
		for _, r := range t.Rows {
			id := r.Cells[colList]
			if _, twice := at[id]; twice {
				b.At(r, colList, "standard.fault.twice", "value", id)
				continue
			}
			at[id] = len(b.Draft.Lists)
			b.lists = append(b.lists, r)
			b.Draft.Lists = append(b.Draft.Lists, &standard.Edition{
				List: id, Name: standard.Name{Zh: r.Cells[colNameZh], En: r.Cells[colNameEn]}, Since: b.Date(r, colSince), Source: r.Cells[colSource],
			})
		}
	}
	t := b.Tables["code"]
	if t == nil {
		return
	}
	for _, r := range t.Rows {
		i, ok := at[r.Cells[colList]]
		if !ok {
			b.At(r, colList, "standard.book.no_list", "value", r.Cells[colList])
			continue
		}
		c := standard.Code{
			Code: r.Cells[colCode], Name: standard.Name{Zh: r.Cells[colNameZh], En: r.Cells[colNameEn]}, Parent: r.Cells[colParent],
			From: b.Date(r, colFrom), Until: b.Date(r, colUntil), Into: grid.Split(r.Cells[colInto]),
		}
		b.Draft.Lists[i].Codes = append(b.Draft.Lists[i].Codes, c)
		if key := c.Code; b.codes[r.Cells[colList]+"/"+key].N == 0 {
			b.codes[r.Cells[colList]+"/"+key] = r
		}
	}
}

// Place tells the faults of a plan by sheet and cell.
func (b *Book) Place(list []standard.Placed) {
	for _, f := range list {
		args := []any{}
		for k, v := range f.Args {
			args = append(args, k, v)
		}
		switch {
		case f.Element >= 0 && f.Element < len(b.elements):
			b.At(b.elements[f.Element], f.Field, f.Key, args...)
		case f.List >= 0 && f.List < len(b.lists):
			code, col, nested := cutLast(f.Field)
			if r, ok := b.codes[b.Draft.Lists[f.List].List+"/"+code]; nested && ok {
				b.At(r, col, f.Key, args...)
			} else {
				b.At(b.lists[f.List], f.Field, f.Key, args...)
			}
		}
	}
}

func cutLast(s string) (before, after string, found bool) {
	i := strings.LastIndexByte(s, '/')
	if i < 0 {
		return "", s, false
	}
	return s[:i], s[i+1:], true
}

// Write makes the workbook of a standard in a language: the current versions of the
// elements, and the newest edition of each list.
func Write(s *standard.Book, lang locale.Lang) ([]byte, error) {
	pages := make([]grid.Page, len(layouts))
	for i := range layouts {
		pages[i].Layout = layouts[i]
	}
	yes := func(v bool) string {
		if v {
			return grid.Word(lang, "grid.bool.yes")
		}
		return ""
	}
	for _, v := range s.Elements() {
		e := v.Element
		length, precision := strconv.Itoa(e.Length), strconv.Itoa(e.Precision)
		pages[0].Rows = append(pages[0].Rows, []string{
			e.Code, e.Name.Zh, e.Name.En, strings.Join(e.Synonyms, "、"), e.Definition, grid.Word(lang, "standard.type."+string(e.Type)), Representation(&e),
			length, precision, e.Unit, e.List, e.Check, e.Grade.String(), yes(e.Personal), yes(e.Sensitive), e.Source, yes(e.Retired),
		})
	}
	for _, l := range s.Lists() {
		pages[1].Rows = append(pages[1].Rows, []string{l.List, l.Name.Zh, l.Name.En, string(l.Since), l.Source})
		for _, c := range l.Codes {
			pages[2].Rows = append(pages[2].Rows, []string{l.List, c.Code, c.Name.Zh, c.Name.En, c.Parent, string(c.From), string(c.Until), strings.Join(c.Into, "、")})
		}
	}
	return grid.Write(lang, pages...)
}
