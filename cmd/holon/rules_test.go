package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"holon.example/holon/internal/infra/locale"
)

func TestFeel(t *testing.T) {
	for _, c := range []struct{ expr, context, want string }{
		{"1 + 2", "{}", "3"},
		{"0.1 + 0.2", "{}", "0.3"},
		{"-1 + 2", "{}", "1"},
		{"-(2)", "{}", "-2"},
		{"建筑面积 > 120", `{"建筑面积": 200.5}`, "true"},
		{`"<" + name`, `{"name": "张"}`, `"<张"`},
		{"for x in list return x * x", `{"list": [1, 2]}`, "[\n  1,\n  4\n]"},
		{"{b: 1, a: null}", "{}", "{\n  \"a\": null,\n  \"b\": 1\n}"},
		{`date("2026-03-01") - date("2026-02-01")`, "{}", `"P28D"`},
	} {
		expect(t, exitOK, c.want+"\n", "feel", c.expr, "--context", c.context)
	}
	expect(t, exitOK, "\"2026-01-01T00:00:00+08:00\"\n", "feel", "now()", "--at", "2026-01-01")
	if got := call(t, locale.EN, "1 + 1", "feel", "@-"); got.out != "2\n" {
		t.Errorf("%+v", got)
	}
}

func TestFeelRefuses(t *testing.T) {
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"1 +"}, exitUsage, "line 1, column 4"},
		{[]string{"1", "--context", "[1]"}, exitUsage, "JSON object"},
		{[]string{"1", "--context", "{"}, exitUsage, "JSON"},
		{[]string{"now()", "--at", "yesterday"}, exitUsage, "valid time"},
		{[]string{"@/no/such/file"}, exitFault, "/no/such/file"},
		{[]string{"count(for a in 1..9999, b in 1..9999, c in 1..9999 return a)"}, exitFault, ""},
	} {
		got := expect(t, c.code, "", append([]string{"feel"}, c.args...)...)
		if !strings.Contains(got.err, c.says) {
			t.Errorf("%q says %q, want %q", c.args, got.err, c.says)
		}
	}
	if got := expect(t, exitOK, "null\n", "feel", `1 + "a"`); got.err == "" {
		t.Error("nothing says why the value is null")
	}
}

const feeModel = `<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" name="fees" namespace="t">
<inputData id="i" name="area"><variable name="area" typeRef="number"/></inputData>
<decision id="d" name="fee"><variable name="fee" typeRef="number"/><informationRequirement><requiredInput href="#i"/></informationRequirement>
<literalExpression><text>if area > 100 then 20 else 10</text></literalExpression></decision>
<decision id="e" name="double"><variable name="double" typeRef="number"/><informationRequirement><requiredDecision href="#d"/></informationRequirement>
<literalExpression><text>fee * 2</text></literalExpression></decision></definitions>`

func TestDMNEval(t *testing.T) {
	model := file(t, "fees.dmn", feeModel)
	expect(t, exitOK, "{\n  \"double\": 40,\n  \"fee\": 20\n}\n", "dmn", "eval", model, "--input", `{"area": 120}`)
	expect(t, exitOK, "10\n", "dmn", "eval", model, "--input", `{"area": 100}`, "--decision", "fee")
	expect(t, exitUsage, "", "dmn", "eval", model, "--decision", "nothing")
	expect(t, exitUsage, "", "dmn", "eval", model, "--input", "x")
	expect(t, exitFault, "", "dmn", "eval", "/no/such/file")
	expect(t, exitFault, "", "dmn", "eval", file(t, "x.dmn", "no XML"))
	expect(t, exitFault, "", "dmn", "eval", model, "--import", "/no/such/file")
}

func TestDMNTCK(t *testing.T) {
	cases := func(want string) string {
		return `<testCases xmlns="http://www.omg.org/spec/DMN/20160719/testcase" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xs="http://www.w3.org/2001/XMLSchema"><modelName>fees.dmn</modelName>
<testCase id="001"><inputNode name="area"><value xsi:type="xs:decimal">120</value></inputNode><resultNode name="fee" type="decision"><expected><value xsi:type="xs:decimal">20</value></expected></resultNode></testCase>
<testCase id="002"><inputNode name="area"><value xsi:type="xs:decimal">20</value></inputNode><resultNode name="fee" type="decision"><expected><value xsi:type="xs:decimal">` + want + `</value></expected></resultNode></testCase></testCases>`
	}
	kit := func(tests, model string) string {
		dir := t.TempDir()
		for name, text := range map[string]string{"fees.dmn": model, "fees-test-01.xml": tests} {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		return dir
	}
	out := filepath.Join(t.TempDir(), "result.csv")
	expect(t, exitOK, "2 passed, 0 failed\n", "dmn", "tck", kit(cases("10"), feeModel), "--csv", out)
	if b, err := os.ReadFile(out); err != nil || string(b) != ".,fees-test-01,001,SUCCESS,\n.,fees-test-01,002,SUCCESS,\n" {
		t.Errorf("%s %v", b, err)
	}
	expect(t, exitNo, "…1 passed, 1 failed\n", "dmn", "tck", kit(cases("11"), feeModel))
	expect(t, exitNo, "…0 passed, 2 failed\n", "dmn", "tck", kit(cases("10"), "no model"))
	expect(t, exitNo, "…0 passed, 1 failed\n", "dmn", "tck", kit("<broken", feeModel))
	expect(t, exitNo, "0 passed, 1 failed\n", "dmn", "tck", t.TempDir()) // nothing to run is no pass
	expect(t, exitNo, `…"failed": 1`, "dmn", "tck", kit(cases("11"), feeModel), "--json")
}
