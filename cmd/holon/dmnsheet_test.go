package main

import (
	"path/filepath"
	"strings"
	"testing"

	"holon.example/holon/internal/infra/locale"
)

// A model goes to a workbook in Chinese and back through the command line, and still
// decides alike; a file that is no workbook is refused.
func TestWorkbookThereAndBack(t *testing.T) {
	const model = "../../packs/restaurant/rules.dmn"
	dir := t.TempDir()
	book, back := filepath.Join(dir, "rules.xlsx"), filepath.Join(dir, "rules.dmn")
	if got := call(t, locale.ZH, "", "dmn", "to-excel", model, "-o", book); got.code != exitOK {
		t.Fatal(got)
	}
	if got := call(t, locale.EN, "", "dmn", "from-excel", book, "--into", model, "-o", back); got.code != exitOK {
		t.Fatal(got)
	}
	const input = `{"diningArea": 45, "foodScope": ["hot"], "parameters": {"smallCateringArea": 50, "fireCheckArea": 300}}`
	want := call(t, locale.EN, "", "dmn", "eval", model, "--input", input)
	if got := call(t, locale.EN, "", "dmn", "eval", back, "--input", input); got.out != want.out || got.code != exitOK || !strings.Contains(got.out, "small") {
		t.Errorf("%+v, want %+v", got, want)
	}
	if got := call(t, locale.ZH, "", "dmn", "from-excel", book); got.code != exitNo || !strings.Contains(got.err, "请用 --into 放进已有的模型") || got.out != "" {
		t.Errorf("%+v", got)
	}
	if got := call(t, locale.EN, "", "dmn", "from-excel", model); got.code != exitFault || !strings.Contains(got.err, "spreadsheet") {
		t.Errorf("%+v", got)
	}
}

const overlapping = `<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="n">
<inputData id="i" name="a"><variable name="a" typeRef="number"/></inputData>
<decision id="d" name="d"><variable name="d" typeRef="number"/><informationRequirement><requiredInput href="#i"/></informationRequirement>
<decisionTable hitPolicy="UNIQUE"><input><inputExpression typeRef="number"><text>a</text></inputExpression></input><output typeRef="number"/>
<rule><inputEntry><text>&lt;= 5</text></inputEntry><outputEntry><text>1</text></outputEntry></rule>
<rule><inputEntry><text>[5..9]</text></inputEntry><outputEntry><text>2</text></outputEntry></rule></decisionTable></decision></definitions>`

// A table with a gap and an overlap fails, and each is shown by an input.
func TestTableLint(t *testing.T) {
	got := call(t, locale.ZH, overlapping, "dmn", "lint", "-")
	for _, want := range []string{"没有规则适用于", "规则 1, 2 同时适用于", `{"a":5}`, "0 passed, 1 failed"} {
		if !strings.Contains(got.out, want) {
			t.Errorf("no %q in %s", want, got.out)
		}
	}
	if got.code != exitNo {
		t.Error(got.code)
	}
}
