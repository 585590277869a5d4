package sheet

import "strings"

// Words are the words of one language that stand on a sheet. The founders' catalogue
// holds them; a workbook may be written in one language and read in another.
type Words struct {
	Decision, Question, Policy                         string // the head of the sheet
	Column, Label, Expression, Type, Allowed, Fallback string // the rows that describe columns
	Condition, Result, Remark                          string // kinds of columns
	Yes, No                                            string
	Types                                              map[string]string // FEEL type → word
}

// row is what a row of a sheet holds, told by its first cell.
type row int

const (
	ruleRow row = iota
	decisionRow
	questionRow
	policyRow
	kindRow
	labelRow
	expressionRow
	typeRow
	allowedRow
	defaultRow
)

func (w Words) rows() map[string]row {
	return map[string]row{
		w.Decision: decisionRow, w.Question: questionRow, w.Policy: policyRow, w.Column: kindRow, w.Label: labelRow,
		w.Expression: expressionRow, w.Type: typeRow, w.Allowed: allowedRow, w.Fallback: defaultRow,
	}
}

// vocabulary is what all languages together understand.
type vocabulary struct {
	rows   map[string]row
	kinds  map[string]Kind
	types  map[string]string
	truths map[string]string
}

func vocabularyOf(sets []Words) vocabulary {
	v := vocabulary{
		rows: map[string]row{}, kinds: map[string]Kind{}, types: map[string]string{},
		truths: map[string]string{"true": "true", "false": "false", "1": "true", "0": "false"},
	}
	for _, w := range sets {
		for word, r := range w.rows() {
			v.rows[fold(word)] = r
		}
		v.kinds[fold(w.Condition)], v.kinds[fold(w.Result)], v.kinds[fold(w.Remark)] = Condition, Result, Remark
		v.truths[fold(w.Yes)], v.truths[fold(w.No)] = "true", "false"
		for feelType, word := range w.Types {
			v.types[fold(word)] = feelType
		}
	}
	return v
}

func fold(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

func (w Words) kind(k Kind) string {
	switch k {
	case Condition:
		return w.Condition
	case Result:
		return w.Result
	case Remark:
		return w.Remark
	}
	return string(k)
}

func (w Words) typeWord(feelType string) string {
	if word := w.Types[feelType]; word != "" {
		return word
	}
	return feelType
}
