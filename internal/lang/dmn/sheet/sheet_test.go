package sheet_test

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"holon.example/holon/internal/lang/dmn"
	"holon.example/holon/internal/lang/dmn/sheet"
	"holon.example/holon/internal/lang/feel"
)

var english = sheet.Words{
	Decision: "Decision", Question: "Question", Policy: "Hit policy",
	Column: "Column", Label: "Label", Expression: "Expression", Type: "Type", Allowed: "Allowed values", Fallback: "Otherwise",
	Condition: "Condition", Result: "Result", Remark: "Remark", Yes: "yes", No: "no",
	Types: map[string]string{"string": "text", "number": "number", "boolean": "yes or no", "date": "date"},
}

var chinese = sheet.Words{
	Decision: "决策", Question: "问题", Policy: "命中策略",
	Column: "列", Label: "名称", Expression: "表达式", Type: "类型", Allowed: "可取值", Fallback: "缺省",
	Condition: "条件", Result: "结果", Remark: "备注", Yes: "是", No: "否",
	Types: map[string]string{"string": "文字", "number": "数字", "boolean": "是否", "date": "日期"},
}

// workbook makes a file of one sheet.
func workbook(t *testing.T, rows ...[]any) *bytes.Buffer {
	t.Helper()
	f := excelize.NewFile()
	for i, r := range rows {
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			t.Fatal(err)
		}
		if err := f.SetSheetRow("Sheet1", cell, &r); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := errors.Join(f.Write(&b), f.Close()); err != nil {
		t.Fatal(err)
	}
	return &b
}

func read(t *testing.T, b *bytes.Buffer) ([]sheet.Table, []sheet.Fault) {
	t.Helper()
	tables, faults, err := sheet.Read(b, english, chinese)
	if err != nil {
		t.Fatal(err)
	}
	return tables, faults
}

// TestPackTablesThereAndBack writes the tables of the pack to a workbook in either
// language, reads them in the other, and puts them back: the model decides as before,
// and a second round changes nothing.
func TestPackTablesThereAndBack(t *testing.T) {
	model, err := os.ReadFile("../../../../packs/restaurant/rules.dmn")
	if err != nil {
		t.Fatal(err)
	}
	tables, err := sheet.Tables(model)
	if err != nil {
		t.Fatal(err)
	}
	for name, words := range map[string]sheet.Words{"zh": chinese, "en": english} {
		t.Run(name, func(t *testing.T) {
			var b bytes.Buffer
			if err := sheet.Write(&b, tables, words); err != nil {
				t.Fatal(err)
			}
			again, faults := read(t, &b)
			if len(faults) > 0 {
				t.Fatal(faults)
			}
			if diff := cmp.Diff(tables, again); diff != "" {
				t.Fatal(diff)
			}
			back, err := sheet.Into(model, again)
			if err != nil {
				t.Fatal(err)
			}
			third, err := sheet.Tables(back)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tables, third); diff != "" {
				t.Fatal(diff)
			}
			m, err := dmn.Load(back)
			if err != nil || len(m.Problems()) > 0 {
				t.Fatal(err, m.Problems())
			}
			vars, err := feel.VarsFromJSON([]byte(`{"diningArea": 60, "foodScope": ["hot"], "parameters": {"smallCateringArea": 80, "fireCheckArea": 300}}`))
			if err != nil {
				t.Fatal(err)
			}
			got, err := m.Evaluate("foodLicence", vars, feel.Budget{})
			if err != nil || feel.ToGo(got.Value) != "small" {
				t.Fatal(got, err)
			}
			if !bytes.Contains(back, []byte("DMNDiagram")) || !bytes.Contains(back, []byte("tParameters")) {
				t.Error("what stood around the tables is lost")
			}
		})
	}
}

// TestPeopleWriteCells shows that cells need no signs of FEEL.
func TestPeopleWriteCells(t *testing.T) {
	b := workbook(t,
		[]any{"决策", "补贴"}, []any{"命中策略", "F"}, []any{},
		[]any{"列", "条件", "条件", "条件", "条件", "结果", "备注"},
		[]any{"名称", "面积", "行业", "新办", "开业日", "档次", "依据"},
		[]any{"表达式", "面积", "行业", "新办", "开业日"},
		[]any{"类型", "数字", "文字", "是否", "日期", "文字"},
		[]any{"缺省", "", "", "", "", "无"},
		[]any{1, "≥１２０", "餐饮、零售", "是", "", "甲等", "某办法"},
		[]any{2, 80, "≠餐饮", "否", 46349, "=string(面积)", ""},
		[]any{},
		[]any{3, "[30..60）", "-", "—", "", `"乙, 等"`},
	)
	tables, faults := read(t, b)
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	want := [][]string{
		{">=120", `"餐饮", "零售"`, "true", "-", `"甲等"`, "某办法"},
		{"80", `not("餐饮")`, "false", `date("2026-11-23")`, "string(面积)", ""},
		{"[30..60)", "-", "-", "-", `"乙, 等"`, ""},
	}
	if diff := cmp.Diff(want, tables[0].Rules); diff != "" {
		t.Fatal(diff)
	}
	model, faults := sheet.Model("补贴", "https://example.org/subsidy", tables)
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	m, err := dmn.Load(model)
	if err != nil || len(m.Problems()) > 0 {
		t.Fatal(err, m.Problems())
	}
	for input, want := range map[string]string{
		`{"面积": 130, "行业": "餐饮", "新办": true}`: "甲等",
		`{"面积": 30, "行业": "x", "新办": true}`:   "乙, 等",
		`{"面积": 5, "行业": "x", "新办": true}`:    "无",
	} {
		vars, err := feel.VarsFromJSON([]byte(input))
		if err != nil {
			t.Fatal(err)
		}
		got, err := m.Evaluate("补贴", vars, feel.Budget{})
		if err != nil || feel.ToGo(got.Value) != want {
			t.Errorf("%s: %v %v, want %s", input, got, err, want)
		}
	}
}

// TestFaultsNameTheirCell plants one fault a sheet.
func TestFaultsNameTheirCell(t *testing.T) {
	head := [][]any{
		{"Decision", "d"},
		{"Hit policy", "U"},
		{"Column", "Condition", "Result"},
		{"Expression", "a", ""},
		{"Type", "number", "text"},
	}
	with := func(row int, cells ...any) [][]any {
		out := append([][]any{}, head...)
		if row <= len(out) {
			out[row-1] = cells
			return append(out, []any{1, "> 1", "yes"})
		}
		return append(out, cells)
	}
	for name, c := range map[string]struct {
		rows [][]any
		kind sheet.FaultKind
		cell string
	}{
		"no name":         {with(1, "Decision", ""), sheet.NoDecision, "B1"},
		"no policy":       {with(2, "Hit policy", "Z"), sheet.NoPolicy, "B2"},
		"kind":            {with(3, "Column", "Condition", "Outcome"), sheet.NoKind, "C3"},
		"order":           {with(3, "Column", "Result", "Condition"), sheet.KindOrder, "C3"},
		"no result":       {with(3, "Column", "Condition"), sheet.NoResult, "A3"},
		"no expression":   {with(4, "Expression", "", ""), sheet.NoExpression, "B4"},
		"bad expression":  {with(4, "Expression", "a +", ""), sheet.BadExpression, "B4"},
		"condition":       {with(6, 1, "> > 1", "x"), sheet.BadCondition, "B6"},
		"result":          {with(6, 1, "> 1", "=1 +"), sheet.BadResult, "C6"},
		"missing result":  {with(6, 1, "> 1", ""), sheet.MissingResult, "C6"},
		"outside columns": {with(6, 1, "> 1", "x", "", "y"), sheet.OutsideColumns, "E6"},
		"no rules":        {head, sheet.NoRules, ""},
	} {
		t.Run(name, func(t *testing.T) {
			tables, faults := read(t, workbook(t, c.rows...))
			if len(tables) > 0 {
				t.Error("a table with a fault was taken")
			}
			for _, f := range faults {
				if f.Kind == c.kind && f.Cell == c.cell {
					return
				}
			}
			t.Errorf("%v, want %s at %q", faults, c.kind, c.cell)
		})
	}
}

// TestHostileWorkbooks ends with an error, not more.
func TestHostileWorkbooks(t *testing.T) {
	for name, b := range map[string]string{"empty": "", "text": "hello", "zip": "PK\x03\x04" + strings.Repeat("\x00", 100)} {
		if _, _, err := sheet.Read(strings.NewReader(b), english); !errors.Is(err, sheet.ErrWorkbook) {
			t.Errorf("%s: %v", name, err)
		}
	}
	var rows [][]any
	for range 6000 {
		rows = append(rows, []any{"x", "y"})
	}
	if _, faults := read(t, workbook(t, rows...)); len(faults) != 1 || faults[0].Kind != sheet.TooLarge {
		t.Errorf("6000 rows: %v", faults)
	}
}

func TestIntoRefusesAnUnknownDecision(t *testing.T) {
	model := []byte(`<definitions xmlns="x"><decision name="d"><decisionTable/></decision></definitions>`)
	if _, err := sheet.Into(model, []sheet.Table{{Decision: "other", Policy: "U"}}); !errors.Is(err, sheet.ErrNoSuchDecision) {
		t.Error(err)
	}
	if _, err := sheet.Tables([]byte(`<definitions xmlns="x"/>`)); !errors.Is(err, sheet.ErrNone) {
		t.Error(err)
	}
	if _, err := sheet.Tables([]byte(`<!DOCTYPE a [<!ENTITY b "c">]><a/>`)); err == nil {
		t.Error("entities were accepted")
	}
}

// TestPrefixedModel keeps the prefix of the file it writes into.
func TestPrefixedModel(t *testing.T) {
	model := []byte(`<?xml version="1.0"?><dmn:definitions xmlns:dmn="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="n">
<dmn:inputData id="i" name="a"><dmn:variable name="a" typeRef="number"/></dmn:inputData>
<dmn:decision id="d" name="d"><dmn:variable name="d"/><dmn:informationRequirement><dmn:requiredInput href="#i"/></dmn:informationRequirement>
<dmn:decisionTable id="t" hitPolicy="UNIQUE"><dmn:input><dmn:inputExpression typeRef="number"><dmn:text>a</dmn:text></dmn:inputExpression></dmn:input><dmn:output typeRef="number"/>
<dmn:rule><dmn:inputEntry><dmn:text>&lt; 1</dmn:text></dmn:inputEntry><dmn:outputEntry><dmn:text>1</dmn:text></dmn:outputEntry></dmn:rule></dmn:decisionTable></dmn:decision><!-- end --></dmn:definitions>`)
	tables, err := sheet.Tables(model)
	if err != nil {
		t.Fatal(err)
	}
	tables[0].Rules = append(tables[0].Rules, []string{">= 1", "2"})
	out, err := sheet.Into(model, tables)
	if err != nil {
		t.Fatal(err)
	}
	m, err := dmn.Load(out)
	if err != nil || len(m.Problems()) > 0 {
		t.Fatal(err, m.Problems(), string(out))
	}
	vars, err := feel.VarsFromJSON([]byte(`{"a": 5}`))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := m.Evaluate("d", vars, feel.Budget{}); err != nil || got.Value == nil || !strings.HasSuffix(string(out), "<!-- end --></dmn:definitions>") {
		t.Error(got, err, string(out))
	}
}

// TestTestsStayWhatTheyAre writes tests that a person's reading would change: a
// variable in a column of text, a name with full-width signs.
func TestTestsStayWhatTheyAre(t *testing.T) {
	table := sheet.Table{
		Decision: "d", Policy: "F",
		Columns: []sheet.Column{
			{Kind: sheet.Condition, Expression: "a", Type: "string"}, {Kind: sheet.Condition, Expression: "b", Type: "number"}, {Kind: sheet.Result, Type: "string"},
		},
		Rules: [][]string{{"other", "> 建筑面积（平方米）", "other"}, {`"x", other`, "-", `"= 1"`}, {`not("x")`, "120", `"-"`}},
	}
	var b bytes.Buffer
	if err := sheet.Write(&b, []sheet.Table{table}, chinese); err != nil {
		t.Fatal(err)
	}
	again, faults := read(t, &b)
	if diff := cmp.Diff([]sheet.Table{table}, again); diff != "" || len(faults) > 0 {
		t.Fatal(diff, faults)
	}
}
