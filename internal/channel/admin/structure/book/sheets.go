package book

import (
	"slices"
	"strings"

	"holon.example/holon/internal/infra/locale"
)

// The sheets of a workbook.
const (
	divisions   = "division"
	departments = "department"
	sections    = "section"
	posts       = "post"
	assignments = "assignment"
)

// The columns, as the catalogue names them under admin.book.col.
const (
	colCode       = "code"
	colParent     = "parent"
	colNameZh     = "name_zh"
	colNameEn     = "name_en"
	colShortZh    = "short_zh"
	colShortEn    = "short_en"
	colUSCC       = "uscc"
	colForm       = "form"
	colDivision   = "division"
	colDepartment = "department"
	colSection    = "section"
	colRoles      = "roles"
	colPost       = "post"
	colLogin      = "login"
	colPart       = "part"
	colFrom       = "from"
	colUntil      = "until"
)

// layout is a sheet with its columns; those with a value in must may not be empty.
type layout struct {
	name string
	cols []string
	must []string
}

// layouts are the sheets in their order.
var layouts = []layout{
	{divisions, []string{colCode, colParent, colNameZh, colNameEn, colShortZh, colShortEn, colFrom}, []string{colCode, colNameZh, colNameEn}},
	{departments, []string{colCode, colUSCC, colNameZh, colNameEn, colShortZh, colShortEn, colForm, colDivision, colParent, colFrom}, []string{colCode, colUSCC, colNameZh, colNameEn, colForm, colDivision}},
	{sections, []string{colDepartment, colCode, colNameZh, colNameEn}, []string{colDepartment, colCode, colNameZh, colNameEn}},
	{posts, []string{colDepartment, colSection, colCode, colNameZh, colNameEn, colRoles}, []string{colDepartment, colCode, colNameZh, colNameEn, colRoles}},
	{assignments, []string{colDepartment, colPost, colLogin, colPart, colFrom, colUntil}, []string{colDepartment, colPost, colLogin}},
}

func sheetKey(name string) string { return "admin.book.sheet." + name }
func colKey(name string) string   { return "admin.book.col." + name }

// fold is the one form in which words are compared.
func fold(s string) string {
	return strings.ToLower(strings.Join(strings.Fields(strings.NewReplacer("*", " ", "\u3000", " ").Replace(s)), " "))
}

// means tells whether a text is the word of a key in any language.
func means(text, key string) bool {
	return slices.ContainsFunc(locale.Langs(), func(l locale.Lang) bool { return fold(text) == fold(locale.T(l, key, nil)) })
}

// layoutOf finds the sheet a name means.
func layoutOf(name string) (layout, bool) {
	i := slices.IndexFunc(layouts, func(l layout) bool { return fold(name) == l.name || means(name, sheetKey(l.name)) })
	if i < 0 {
		return layout{}, false
	}
	return layouts[i], true
}

// columnOf finds the column a heading means.
func (l layout) columnOf(heading string) string {
	i := slices.IndexFunc(l.cols, func(c string) bool { return fold(heading) == c || means(heading, colKey(c)) })
	if i < 0 {
		return ""
	}
	return l.cols[i]
}

// codeOf finds the code a word stands for, such as a role; codes themselves count too.
func codeOf(text, family string, codes []string) string {
	i := slices.IndexFunc(codes, func(c string) bool {
		return fold(text) == fold(c) || means(text, family+strings.ReplaceAll(c, "-", "_"))
	})
	if i < 0 {
		return ""
	}
	return codes[i]
}
