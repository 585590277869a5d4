package dmn_test

import (
	"slices"
	"strings"
	"testing"
)

// twoColumns is a table over a number and a level.
func twoColumns(policy, rules string) string {
	return `<itemDefinition name="tLevel"><typeRef>string</typeRef><allowedValues><text>"A","B"</text></allowedValues></itemDefinition>
<inputData id="i" name="n"><variable name="n" typeRef="number"/></inputData>
<inputData id="j" name="level"><variable name="level" typeRef="tLevel"/></inputData>
<decision id="t" name="费用"><variable name="费用"/><informationRequirement><requiredInput href="#i"/></informationRequirement>
<informationRequirement><requiredInput href="#j"/></informationRequirement>
<decisionTable hitPolicy="` + policy + `"><input><inputExpression typeRef="number"><text>n</text></inputExpression></input>
<input><inputExpression typeRef="tLevel"><text>level</text></inputExpression></input><output/>` + rules + `</decisionTable></decision>`
}

func rule2(a, b, out string) string {
	return "<rule><inputEntry><text><![CDATA[" + a + "]]></text></inputEntry><inputEntry><text>" + b +
		"</text></inputEntry><outputEntry><text>" + out + "</text></outputEntry></rule>"
}

func TestLintTables(t *testing.T) {
	for name, c := range map[string]struct {
		policy, rules string
		want          []string
	}{
		"whole": {"UNIQUE", rule2("< 10", "-", "1") + rule2(">= 10", `"A"`, "2") + rule2(">= 10", `"B"`, "3"), nil},
		"gap at the bound": {
			"UNIQUE", rule2("< 10", "-", "1") + rule2("> 10", "-", "2"),
			[]string{"no rule applies for n = 10, level = \"A\""},
		},
		"gap between": {
			"FIRST", rule2("[0..18]", "-", "1") + rule2(">= 19", "-", "2") + rule2("< 0", `"A", "B"`, "2"),
			[]string{"no rule applies for n = 18.5, level = \"A\""},
		},
		"gap of one level": {
			"UNIQUE", rule2("-", `"A"`, "1") + rule2("> 5", `"B"`, "2"),
			[]string{`no rule applies for n = 4, level = "B"`},
		},
		"overlap": {
			"UNIQUE", rule2("<= 10", "-", "1") + rule2(">= 10", "-", "2"),
			[]string{`rules 1 and 2 both apply for n = 10, level = "A"`},
		},
		"same result under any": {"ANY", rule2("<= 10", "-", "1") + rule2(">= 10", "-", "1"), nil},
		"hidden rule": {
			"FIRST", rule2("< 10", "-", "1") + rule2("-", "-", "2") + rule2("> 20", `"A"`, "3"),
			[]string{"rule 3 never applies"},
		},
		"impossible rule": {
			"COLLECT", rule2("< 10", "-", "1") + rule2("-", `"C"`, "2"), []string{"rule 2 never applies"},
		},
		"depends on a variable": {"UNIQUE", rule2("< limit", "-", "1") + rule2(">= limit", "-", "2"), nil},
	} {
		findings, complete := load(t, twoColumns(c.policy, c.rules)).Lint()
		var got []string
		for _, f := range findings {
			got = append(got, f.Text)
		}
		if !complete || !slices.Equal(got, c.want) {
			t.Errorf("%s: complete %v, got %q, want %q", name, complete, got, c.want)
		}
	}
}

func TestLintDates(t *testing.T) {
	m := load(t, strings.ReplaceAll(oneTable("", `<output/>`, ruleXML(`< date("2024-01-01")`, "1")+ruleXML(`> @"2024-01-01"`, "2")), "number", "date"))
	findings, complete := m.Lint()
	if len(findings) != 1 || !complete || findings[0].Text != `no rule applies for 面积 = @"2024-01-01"` {
		t.Errorf("got %v", findings)
	}
}
