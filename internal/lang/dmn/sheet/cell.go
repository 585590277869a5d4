package sheet

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"holon.example/holon/internal/lang/feel"
)

// FEEL types whose cells people write without the signs of FEEL.
const (
	text    = "string"
	boolean = "boolean"
	date    = "date"
)

// signs maps what people type to what FEEL reads, outside quotation marks.
var signs = strings.NewReplacer(
	"≥", ">=", "≤", "<=", "＞", ">", "＜", "<", "＝", "=", "（", "(", "）", ")", "，", ",", "［", "[", "］", "]",
	"０", "0", "１", "1", "２", "2", "３", "3", "４", "4", "５", "5", "６", "6", "７", "7", "８", "8", "９", "9", "．", ".", "－", "-",
)

// plainWord is text that needs no quotation marks in a column of text.
var plainWord = regexp.MustCompile(`^[\p{L}\p{N}][\p{L}\p{N} _./:()（）·-]*$`)

// literal is a FEEL text without escapes.
var literal = regexp.MustCompile(`^"[^"\\]*"$`)

// asItIs stands before tests that are FEEL to the letter: a name in a column of text
// would be read as a word, and a name with full-width signs as another.
const asItIs = "= "

// condition makes FEEL unary tests of what stands in a cell.
func (v vocabulary) condition(cell, feelType string) string {
	cell = strings.TrimSpace(cell)
	if cell == "" || cell == "-" || cell == "—" {
		return "-"
	}
	if tests, found := strings.CutPrefix(cell, asItIs); found {
		return strings.TrimSpace(tests)
	}
	if other, found := strings.CutPrefix(cell, "≠"); found {
		return "not(" + v.condition(other, feelType) + ")"
	}
	if isText(feelType) {
		if inner, found := cutNot(cell); found {
			return "not(" + v.condition(inner, feelType) + ")"
		}
		return words(cell, quoted)
	}
	return v.value(cell, feelType)
}

func isText(feelType string) bool { return strings.TrimPrefix(feelType, "feel:") == text }

// cutNot takes the inside of not(…).
func cutNot(cell string) (string, bool) {
	inner, found := strings.CutPrefix(outside(cell, signs.Replace), "not(")
	return strings.TrimSuffix(inner, ")"), found && strings.HasSuffix(inner, ")")
}

// words treats a list of words in a column of text, unless it is FEEL already.
func words(cell string, treat func(string) string) string {
	parts := strings.FieldsFunc(cell, func(r rune) bool { return strings.ContainsRune(",，、;；", r) })
	for i, p := range parts {
		if parts[i] = strings.TrimSpace(p); !plainWord.MatchString(parts[i]) {
			return outside(cell, signs.Replace)
		}
	}
	for i := range parts {
		parts[i] = treat(parts[i])
	}
	return strings.Join(parts, ", ")
}

func quoted(s string) string { return `"` + s + `"` }

// result makes a FEEL expression of what stands in a cell.
func (v vocabulary) result(cell, feelType string) string {
	cell = strings.TrimSpace(cell)
	if isText(feelType) {
		if expression, found := strings.CutPrefix(cell, "="); found {
			return strings.TrimSpace(expression)
		}
		if cell == "" || strings.HasPrefix(cell, `"`) {
			return cell
		}
		return strconv.Quote(cell)
	}
	return v.value(cell, feelType)
}

func (v vocabulary) value(cell, feelType string) string {
	switch strings.TrimPrefix(feelType, "feel:") {
	case boolean:
		if truth, found := v.truths[fold(cell)]; found {
			return truth
		}
	case date:
		if days, err := strconv.ParseFloat(cell, 64); err == nil {
			if t, err := excelize.ExcelDateToTime(days, false); err == nil {
				return `date("` + t.Format("2006-01-02") + `")`
			}
		}
	}
	return outside(cell, signs.Replace)
}

// outside applies a change outside the texts in quotation marks.
func outside(s string, change func(string) string) string {
	parts := strings.Split(s, `"`)
	for i := 0; i < len(parts); i += 2 {
		parts[i] = change(parts[i])
	}
	return strings.Join(parts, `"`)
}

// showCondition is the cell for FEEL unary tests; reading it gives the same tests.
func (v vocabulary) showCondition(tests, feelType string, w Words) string {
	cell := tests
	switch {
	case isText(feelType) && literal.MatchString(tests):
		cell = strings.Trim(tests, `"`)
	case feelType == boolean:
		cell = truthWord(tests, w)
	}
	if v.condition(cell, feelType) != tests {
		return asItIs + tests
	}
	return cell
}

// showResult is the cell for a FEEL expression; reading it gives the same expression.
func (v vocabulary) showResult(expression, feelType string, w Words) string {
	cell := expression
	switch {
	case isText(feelType) && literal.MatchString(expression):
		cell = strings.Trim(expression, `"`)
	case isText(feelType) && expression != "":
		cell = "=" + expression
	case feelType == boolean:
		cell = truthWord(expression, w)
	}
	if v.result(cell, feelType) != expression {
		return expression
	}
	return cell
}

func truthWord(s string, w Words) string {
	switch s {
	case "true":
		return w.Yes
	case "false":
		return w.No
	}
	return s
}

func checkTests(src string) error {
	_, err := feel.CompileTests(src, nil)
	return err
}

func checkExpression(src string) error {
	_, err := feel.Compile(src, nil)
	return err
}
