package dmn_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"holon.example/holon/internal/lang/dmn"
	"holon.example/holon/internal/lang/feel"
	"holon.example/holon/internal/lang/feel/render"
	"holon.example/holon/internal/lang/feel/value"
)

const head = `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" id="d" name="test" namespace="urn:test">`

func load(t *testing.T, body string, imports ...string) *dmn.Model {
	t.Helper()
	more := make([][]byte, len(imports))
	for i, s := range imports {
		more[i] = []byte(s)
	}
	m, err := dmn.Load([]byte(head+body+"</definitions>"), more...)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func show(v feel.Value) string {
	s, _ := render.Format(value.NewRun(feel.Budget{}), v)
	return s
}

func evaluate(t *testing.T, m *dmn.Model, name, input string) (string, []string) {
	t.Helper()
	vars, err := feel.VarsFromJSON([]byte(input))
	if err != nil {
		t.Fatal(err)
	}
	res, err := m.Evaluate(name, vars, feel.Budget{})
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return show(res.Value), res.Messages
}

// oneTable is a model with one table over the number 面积.
func oneTable(attrs, outputs, rules string) string {
	return `<inputData id="i" name="面积"><variable name="面积" typeRef="number"/></inputData>
<decision id="t" name="结论"><variable name="结论"/><informationRequirement><requiredInput href="#i"/></informationRequirement>
<decisionTable ` + attrs + `><input label="面积"><inputExpression typeRef="number"><text>面积</text></inputExpression></input>` +
		outputs + rules + `</decisionTable></decision>`
}

func ruleXML(test string, outputs ...string) string {
	s := "<rule><inputEntry><text><![CDATA[" + test + "]]></text></inputEntry>"
	for _, o := range outputs {
		s += "<outputEntry><text>" + o + "</text></outputEntry>"
	}
	return s + "</rule>"
}

func TestHitPolicies(t *testing.T) {
	plain := `<output typeRef="number"/>`
	ordered := `<output typeRef="string"><outputValues><text>"高", "中", "低"</text></outputValues></output>`
	numbers := ruleXML("> 10", "1") + ruleXML("> 100", "5") + ruleXML("> 200", "3")
	words := ruleXML("> 10", `"低"`) + ruleXML("> 100", `"高"`) + ruleXML("> 200", `"中"`)
	for _, c := range []struct{ attrs, outputs, rules, area, want, message string }{
		{`hitPolicy="UNIQUE"`, plain, numbers, "50", "1", ""},
		{`hitPolicy="UNIQUE"`, plain, numbers, "150", "null", "rules [1 2] apply at once"},
		{``, plain, numbers, "5", "null", "no rule"},
		{`hitPolicy="UNIQUE"`, `<output><defaultOutputEntry><text>9</text></defaultOutputEntry></output>`, numbers, "5", "9", ""},
		{`hitPolicy="ANY"`, plain, ruleXML("> 10", "7") + ruleXML("> 20", "7"), "30", "7", ""},
		{`hitPolicy="ANY"`, plain, numbers, "150", "null", "different results"},
		{`hitPolicy="FIRST"`, plain, numbers, "500", "1", ""},
		{`hitPolicy="PRIORITY"`, ordered, words, "500", `"高"`, ""},
		{`hitPolicy="OUTPUT ORDER"`, ordered, words, "500", `["高", "中", "低"]`, ""},
		{`hitPolicy="RULE ORDER"`, ordered, words, "150", `["低", "高"]`, ""},
		{`hitPolicy="COLLECT"`, plain, numbers, "500", "[1, 5, 3]", ""},
		{`hitPolicy="COLLECT"`, plain, numbers, "1", "null", "no rule"},
		{`hitPolicy="COLLECT" aggregation="SUM"`, plain, numbers, "500", "9", ""},
		{`hitPolicy="COLLECT" aggregation="MIN"`, plain, numbers, "500", "1", ""},
		{`hitPolicy="COLLECT" aggregation="MAX"`, plain, numbers, "500", "5", ""},
		{`hitPolicy="COLLECT" aggregation="COUNT"`, plain, numbers, "150", "2", ""},
		{
			`hitPolicy="FIRST"`, `<output name="等级" typeRef="string"/><output name="天数" typeRef="number"/>`,
			ruleXML("[1..10]", `"小"`, "3") + ruleXML("-", `"大"`, "面积 / 10"), "90", `{等级: "大", 天数: 9}`, "",
		},
	} {
		m := load(t, oneTable(c.attrs, c.outputs, c.rules))
		got, messages := evaluate(t, m, "结论", `{"面积": `+c.area+`}`)
		if got != c.want || !strings.Contains(strings.Join(messages, ";"), c.message) {
			t.Errorf("%s with %s: got %s (%v), want %s (%s)", c.attrs, c.area, got, messages, c.want, c.message)
		}
	}
}

func TestBoxedExpressions(t *testing.T) {
	lit := func(s string) string { return "<literalExpression><text>" + s + "</text></literalExpression>" }
	in := func(tag, s string) string { return "<" + tag + ">" + lit(s) + "</" + tag + ">" }
	entry := func(name, body string) string {
		return `<contextEntry><variable name="` + name + `"/>` + body + `</contextEntry>`
	}
	for body, want := range map[string]string{
		`<context>` + entry("单价", lit("3")) + entry("合计 金额", lit("单价 * 2")) + `<contextEntry>` + lit("合计 金额 + 1") + `</contextEntry></context>`: "7",
		`<list>` + lit("1") + lit("1 + 1") + `</list>`:                                                        "[1, 2]",
		`<relation><column name="a"/><column name="b"/><row>` + lit("1") + lit("2") + `</row></relation>`:     "[{a: 1, b: 2}]",
		`<conditional>` + in("if", "1 > 2") + in("then", "1") + in("else", "2") + `</conditional>`:            "2",
		`<filter>` + in("in", "[{x: 1}, {x: 5}]") + in("match", "x > 2") + `</filter>`:                        "[{x: 5}]",
		`<for iteratorVariable="i">` + in("in", "1..3") + in("return", "i * i") + `</for>`:                    "null",
		`<for iteratorVariable="i">` + in("in", "[1..3]") + in("return", "i * i + count(partial)") + `</for>`: "[1, 5, 11]",
		`<some iteratorVariable="i">` + in("in", "[1, 2]") + in("satisfies", "i > 1") + `</some>`:             "true",
		`<every iteratorVariable="i">` + in("in", "[1, 2]") + in("satisfies", "i > 1") + `</every>`:           "false",
		`<context>` + entry("阶乘", `<functionDefinition><formalParameter name="n" typeRef="number"/>`+
			lit("if n = 0 then 1 else n * 阶乘(n - 1)")+`</functionDefinition>`) + `<contextEntry>` + lit("阶乘(5)") + `</contextEntry></context>`: "120",
		`<invocation>` + lit("加倍") + `<binding><parameter name="数"/>` + lit("21") + `</binding></invocation>`: "42",
	} {
		m := load(t, `<businessKnowledgeModel id="k" name="加倍"><variable name="加倍"/><encapsulatedLogic>
<formalParameter name="数" typeRef="number"/>`+lit("数 * 2")+`</encapsulatedLogic></businessKnowledgeModel>
<decision id="x" name="x"><variable name="x"/><knowledgeRequirement><requiredKnowledge href="#k"/></knowledgeRequirement>`+body+`</decision>`)
		if got, messages := evaluate(t, m, "加倍", `{"数": 4}`); got != "8" {
			t.Errorf("the knowledge model gave %s (%v)", got, messages)
		}
		if got, messages := evaluate(t, m, "x", "{}"); got != want {
			t.Errorf("%s = %s, want %s (%v, %v)", body, got, want, messages, m.Problems())
		}
	}
}

func TestTypesAndConstraints(t *testing.T) {
	m := load(t, `<itemDefinition name="tLevel"><typeRef>string</typeRef><allowedValues><text>"A","B"</text></allowedValues></itemDefinition>
<itemDefinition name="tPerson"><itemComponent name="level"><typeRef>tLevel</typeRef></itemComponent>
<itemComponent name="child ages" isCollection="true"><typeRef>number</typeRef></itemComponent></itemDefinition>
<inputData id="p" name="Person"><variable name="Person" typeRef="tPerson"/></inputData>
<decision id="x" name="x"><variable name="x" typeRef="string"/><informationRequirement><requiredInput href="#p"/></informationRequirement>
<literalExpression><text>Person.level + string(sum(Person.child ages))</text></literalExpression></decision>`)
	for input, want := range map[string]string{
		`{"Person": {"level": "A", "child ages": [1, 2]}}`: `"A3"`,
		`{"Person": {"level": "C", "child ages": [1, 2]}}`: "null",
		`{"Person": {"level": "A"}}`:                       "null",
		`{}`:                                               "null",
	} {
		if got, messages := evaluate(t, m, "x", input); got != want {
			t.Errorf("%s: got %s, want %s (%v)", input, got, want, messages)
		} else if want == "null" && len(messages) == 0 {
			t.Errorf("%s: null without a message", input)
		}
	}
}

const imported = `<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="b" name="base" namespace="urn:base">
<inputData id="i" name="人数"><variable name="人数" typeRef="number"/></inputData>
<decision id="d" name="每人 面积"><variable name="每人 面积"/><informationRequirement><requiredInput href="#i"/></informationRequirement>
<literalExpression><text>120 / 人数</text></literalExpression></decision></definitions>`

func TestImportsAndServices(t *testing.T) {
	m := load(t, `<import name="基础" namespace="urn:base" importType="https://www.omg.org/spec/DMN/20191111/MODEL/"/>
<decision id="x" name="合格"><variable name="合格"/><informationRequirement><requiredDecision href="urn:base#d"/></informationRequirement>
<literalExpression><text>基础.每人 面积 >= 20</text></literalExpression></decision>
<decision id="y" name="文字"><variable name="文字"/><informationRequirement><requiredDecision href="#x"/></informationRequirement>
<literalExpression><text>if 合格 then "是" else "否"</text></literalExpression></decision>
<decisionService id="s" name="核验"><variable name="核验"/><outputDecision href="#y"/><inputDecision href="#x"/></decisionService>
<decision id="z" name="调用"><variable name="调用"/><knowledgeRequirement><requiredKnowledge href="#s"/></knowledgeRequirement>
<literalExpression><text>[核验(true), 核验(合格: false)]</text></literalExpression></decision>`, imported)
	for _, input := range []string{`{"人数": 5}`, `{"基础": {"人数": 5}}`, `{"urn:base#人数": 5}`} {
		if got, messages := evaluate(t, m, "文字", input); got != `"是"` {
			t.Errorf("%s: got %s (%v)", input, got, messages)
		}
	}
	if got, messages := evaluate(t, m, "调用", "{}"); got != `["是", "否"]` {
		t.Errorf("service as function: got %s (%v)", got, messages)
	}
	if got, _ := evaluate(t, m, "核验", `{"合格": false}`); got != `"否"` {
		t.Errorf("service: got %s", got)
	}
}

func TestProblemsNameTheirPlace(t *testing.T) {
	m := load(t, oneTable("", `<output/>`, ruleXML("> 10", "1")+ruleXML("> 人数", "2")))
	if len(m.Problems()) != 1 {
		t.Fatalf("problems: %v", m.Problems())
	}
	p := m.Problems()[0]
	var at *feel.Error
	if p.Element != "结论" || !strings.Contains(p.Place, "rule 2, column 1") || !errors.As(p.Err, &at) || at.Column != 3 {
		t.Errorf("problem: %+v", p)
	}
	got, messages := evaluate(t, m, "结论", `{"面积": 1}`)
	if got != "null" || len(messages) == 0 {
		t.Errorf("a faulty table gave %s (%v)", got, messages)
	}
}

func TestHostileFiles(t *testing.T) {
	deep := strings.Repeat("<list>", 5000) + strings.Repeat("</list>", 5000)
	for name, doc := range map[string]string{
		"bomb": `<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;">]>` +
			`<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/">&lol2;</definitions>`,
		"external": `<!DOCTYPE x SYSTEM "file:///etc/passwd"><definitions/>`,
		"entity":   head + "&x;</definitions>",
		"deep":     head + `<decision id="x" name="x">` + deep + `</decision></definitions>`,
		"cut":      head,
		"empty":    "",
		"other":    "<html/>",
		"huge":     head + strings.Repeat(" ", 17<<20) + "</definitions>",
		"many":     head + strings.Repeat("<a/>", 500000) + "</definitions>",
		"cycle": head + `<decision id="a" name="a"><informationRequirement><requiredDecision href="#b"/></informationRequirement></decision>
<decision id="b" name="b"><informationRequirement><requiredDecision href="#a"/></informationRequirement></decision></definitions>`,
	} {
		if _, err := dmn.Load([]byte(doc)); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}

func TestRecursionEnds(t *testing.T) {
	m := load(t, `<businessKnowledgeModel id="k" name="f"><variable name="f"/><encapsulatedLogic><formalParameter name="n"/>
<literalExpression><text>f(n + 1)</text></literalExpression></encapsulatedLogic></businessKnowledgeModel>
<decision id="x" name="x"><variable name="x"/><knowledgeRequirement><requiredKnowledge href="#k"/></knowledgeRequirement>
<literalExpression><text>f(1)</text></literalExpression></decision>`)
	if _, err := m.Evaluate("x", nil, feel.Budget{}); !errors.Is(err, value.ErrDepth) {
		t.Errorf("endless recursion: %v", err)
	}
}

// bigTable has 200 rules over 10 columns; the input meets the last rule only.
func bigTable() string {
	var b strings.Builder
	for i := range 10 {
		fmt.Fprintf(&b, `<inputData id="i%d" name="x%d"><variable name="x%d" typeRef="number"/></inputData>`, i, i, i)
	}
	b.WriteString(`<decision id="t" name="t"><variable name="t"/>`)
	for i := range 10 {
		fmt.Fprintf(&b, `<informationRequirement><requiredInput href="#i%d"/></informationRequirement>`, i)
	}
	b.WriteString(`<decisionTable hitPolicy="UNIQUE">`)
	for i := range 10 {
		fmt.Fprintf(&b, `<input><inputExpression typeRef="number"><text>x%d</text></inputExpression></input>`, i)
	}
	b.WriteString(`<output typeRef="number"/>`)
	for r := range 200 {
		b.WriteString("<rule>")
		for c := range 10 {
			test := "&gt;= 0"
			if c == r%10 {
				test = fmt.Sprintf("[%d..%d)", r*10, r*10+10)
			}
			b.WriteString("<inputEntry><text>" + test + "</text></inputEntry>")
		}
		fmt.Fprintf(&b, "<outputEntry><text>%d</text></outputEntry></rule>", r)
	}
	return b.String() + "</decisionTable></decision>"
}

func BenchmarkTable(b *testing.B) {
	m, err := dmn.Load([]byte(head + bigTable() + "</definitions>"))
	if err != nil {
		b.Fatal(err)
	}
	input := feel.Vars{}
	for i := range 10 {
		input[fmt.Sprintf("x%d", i)] = value.Int(5000)
	}
	input["x9"] = value.Int(1995)
	b.ReportAllocs()
	for b.Loop() {
		res, err := m.Evaluate("t", input, feel.Budget{})
		if err != nil || show(res.Value) != "199" {
			b.Fatal(res, err)
		}
	}
}

func FuzzLoad(f *testing.F) {
	f.Add(head + oneTable("", "<output/>", ruleXML("> 1", "2")) + "</definitions>")
	f.Add(imported)
	f.Add(head + `<decision id="x" name="x"><context><contextEntry><variable name="a"/><list/></contextEntry></context></decision></definitions>`)
	f.Fuzz(func(t *testing.T, doc string) {
		m, err := dmn.Load([]byte(doc))
		if err != nil {
			return
		}
		for _, d := range m.Decisions() {
			if res, err := m.Evaluate(d, nil, feel.Budget{Steps: 10000, Bytes: 1 << 20}); err != nil && res.Value != nil {
				t.Errorf("%s: a value beside the error %v", d, err)
			}
		}
	})
}
