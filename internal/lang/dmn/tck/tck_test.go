package tck_test

import (
	"bytes"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"holon.example/holon/internal/lang/dmn/tck"
)

const model = `<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="urn:m">
<inputData id="i" name="A"><variable name="A" typeRef="number"/></inputData>
<decision id="d" name="D"><variable name="D"/><informationRequirement><requiredInput href="#i"/></informationRequirement>
<literalExpression><text>{half: A / 2, list: [A, "x", @"2024-01-01"], day: string(today())}</text></literalExpression></decision>
<decision id="n" name="N"><variable name="N"/><literalExpression><text>1 + "a"</text></literalExpression></decision></definitions>`

const cases = `<testCases xmlns="http://www.omg.org/spec/DMN/20160719/testcase" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<modelName>m.dmn</modelName>
<testCase id="good"><inputNode name="A"><value xsi:type="xsd:decimal">5</value></inputNode>
<resultNode name="D" type="decision"><expected>
<component name="half"><value xsi:type="xsd:decimal">2.5</value></component>
<component name="list"><list><item><value xsi:type="xsd:double">5</value></item><item><value xsi:type="xsd:string">x</value></item>
<item><value xsi:type="xsd:date">2024-01-01</value></item></list></component>
<component name="day"><value>2026-03-01</value></component></expected></resultNode></testCase>
<testCase id="null"><resultNode name="N" errorResult="true"><expected><value xsi:nil="true"/></expected></resultNode></testCase>
<testCase id="wrong"><resultNode name="N"><expected><value xsi:type="xsd:decimal">1</value></expected></resultNode></testCase>
<testCase id="absent"><resultNode name="X"><expected><value xsi:nil="true"/></expected></resultNode></testCase>
<testCase id="empty"/>
</testCases>`

func TestRun(t *testing.T) {
	root := fstest.MapFS{
		"level/one/m.dmn":      {Data: []byte(model)},
		"level/one/m-test.xml": {Data: []byte(cases)},
		"level/two/t.xml":      {Data: []byte(strings.ReplaceAll(cases, "m.dmn", "missing.dmn"))},
		"level/three/bad.xml":  {Data: []byte("<testCases>")},
	}
	report, err := tck.Run(root, tck.Options{Now: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]bool{"good": true, "null": true, "wrong": false, "absent": false, "empty": false}
	for _, c := range report.Cases {
		if c.Folder == "level/one" && c.OK != want[c.ID] {
			t.Errorf("%s: ok %v (%s)", c.ID, c.OK, c.Reason)
		}
		if c.Folder != "level/one" && (c.OK || c.Reason == "") {
			t.Errorf("%s %s passed without a model", c.Folder, c.ID)
		}
	}
	if passed, failed := report.Count("level/"); passed != 2 || failed != 9 {
		t.Errorf("counted %d passed, %d failed", passed, failed)
	}
	var out bytes.Buffer
	if err := report.WriteCSV(&out); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "level/one,m-test,good,SUCCESS,\n") {
		t.Errorf("csv:\n%s", out.String())
	}
}
