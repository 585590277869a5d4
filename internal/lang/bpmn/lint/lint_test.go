package lint_test

import (
	"strings"
	"testing"

	"holon.example/holon/internal/lang/bpmn"
	"holon.example/holon/internal/lang/bpmn/lint"
)

// model reads a model: "a -> b" is a sequence flow a_b, "a -> b : cond" one with
// a condition. Incoming and outgoing elements are added unless bare is set.
func model(t *testing.T, body string, bare bool) *bpmn.Definitions {
	t.Helper()
	var b strings.Builder
	for line := range strings.Lines(body) {
		from, to, ok := strings.Cut(strings.TrimSpace(line), " -> ")
		if !ok {
			b.WriteString(line)
			continue
		}
		to, cond, has := strings.Cut(to, " : ")
		b.WriteString(`<sequenceFlow id="` + from + "_" + to + `" sourceRef="` + from + `" targetRef="` + to + `">`)
		if has {
			b.WriteString(`<conditionExpression xsi:type="tFormalExpression">` + cond + `</conditionExpression>`)
		}
		b.WriteString("</sequenceFlow>")
	}
	d, err := bpmn.Parse([]byte(`<definitions xmlns="` + bpmn.Space + `" xmlns:h="` + bpmn.HolonSpace + `" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" targetNamespace="urn:t">` + b.String() + `</definitions>`))
	if err != nil {
		t.Fatal(err)
	}
	if !bare {
		d.ListFlows()
	}
	return d
}

func in(body string) string {
	return `<process id="P" isExecutable="true">` + body + "\n</process>"
}

const row = `<startEvent id="s"/><userTask id="a"/><endEvent id="e"/>
s -> a
a -> e
`

// around puts something between a start and an end event.
func around(body string) string {
	return in(`<startEvent id="s"/><endEvent id="e"/>` + body + "\ns -> x\nx -> e\n")
}

const formal = ` xsi:type="tFormalExpression"`

func TestGoodModels(t *testing.T) {
	for name, body := range map[string]string{
		"row":  in(row),
		"gate": around(`<exclusiveGateway id="x" default="x_e"/><userTask id="a"/>` + "\nx -> a : v = 1\na -> e"),
		"loop": around(`<userTask id="x"><multiInstanceLoopCharacteristics h:collection="list" h:element="one"/></userTask>`),
		"timer": around(`<userTask id="x"/><boundaryEvent id="b" attachedToRef="x"><timerEventDefinition><timeDuration` + formal + `>P5D</timeDuration></timerEventDefinition></boundaryEvent>
b -> e`),
		"esp": in(row+`<subProcess id="esp" triggeredByEvent="true"><startEvent id="s2"><signalEventDefinition signalRef="S"/></startEvent><endEvent id="e2"/>
s2 -> e2
</subProcess>`) + `<signal id="S"/>`,
		"undo": in(row + `<boundaryEvent id="c" attachedToRef="a"><compensateEventDefinition/></boundaryEvent><userTask id="u" isForCompensation="true"/><association id="as" sourceRef="c" targetRef="u"/>`),
		"link": in(`<startEvent id="s"/><intermediateThrowEvent id="t"><linkEventDefinition name="L"/></intermediateThrowEvent><intermediateCatchEvent id="c"><linkEventDefinition name="L"/></intermediateCatchEvent><endEvent id="e"/>
s -> t
c -> e`),
		"no events": in(`<userTask id="a"/><userTask id="b"/>` + "\na -> b"),
		"imported":  `<import namespace="urn:other" location="o.bpmn" importType="http://www.omg.org/spec/BPMN/20100524/MODEL"/>` + around(`<callActivity xmlns:o="urn:other" id="x" calledElement="o:Q"/>`),
		"drawn":     `<process id="P"><task id="a"/></process>`,
	} {
		for _, i := range lint.Errors(lint.Check(model(t, body, false))) {
			t.Errorf("%s: %s", name, i)
		}
	}
}

func TestRules(t *testing.T) {
	event := func(kind, def string) string { return around(`<` + kind + ` id="x">` + def + `</` + kind + `>`) }
	for _, c := range []struct{ want, body string }{
		{"x element-unknown", around(`<userTask id="x"/><usrTask id="x2"/>`)},
		{"x value", around(`<userTask id="x" isForCompensation="yes"/>`)},
		{"x value", in(`<startEvent id="s"/><exclusiveGateway id="x" gatewayDirection="Sideways"/><endEvent id="e"/><endEvent id="f"/>` + "\ns -> x\nx -> e : a\nx -> f : b")},
		{"n mime-type", in(row + `<textAnnotation id="n" textFormat="plain"><text/></textAnnotation>`)},
		{"x_e/conditionExpression uri", strings.Replace(around(`<exclusiveGateway id="x"/><userTask id="a"/>`+"\nx -> a : v\na -> e"), "\nx -> e\n", "\n"+`<sequenceFlow id="x_e" sourceRef="x" targetRef="e"><conditionExpression xsi:type="tFormalExpression" language="not a uri">v</conditionExpression></sequenceFlow>`, 1)},
		{"a id-unique", in(row + `<userTask id="a"/>`)},
		{"a id-missing", in(row+`<signal/>`) + `<message name="m"/>`},
		{"x reference", around(`<receiveTask id="x" messageRef="nowhere"/>`)},
		{"x reference", around(`<callActivity xmlns:o="urn:other" id="x" calledElement="o:Q"/>`)},
		{"x reference-kind", around(`<receiveTask id="x" messageRef="S"/>`) + `<signal id="S"/>`},
		{"f reference-kind", in(row + `<textAnnotation id="n"/><sequenceFlow id="f" sourceRef="a" targetRef="n"/>`)},
		{"x default-flow", around(`<exclusiveGateway id="x" default="s_x"/><userTask id="a"/>` + "\nx -> a : v\na -> e")},
		{"x_a default-condition", around(`<exclusiveGateway id="x" default="x_a"/><userTask id="a"/>` + "\nx -> a : v\na -> e")},
		{"s_b flow-crosses", around(`<subProcess id="x"><userTask id="b"/></subProcess>` + "\ns -> b")},
		{"x_e condition-source", in(`<startEvent id="s"/><parallelGateway id="x"/><endEvent id="e"/><endEvent id="f"/>` + "\ns -> x\nx -> e : v\nx -> f")},
		{"x_e condition-alone", in(`<startEvent id="s"/><task id="x"/><endEvent id="e"/>` + "\ns -> x\nx -> e : v")},
		{"P start-missing", in(`<task id="a"/><endEvent id="e"/>` + "\na -> e")},
		{"P end-missing", in(`<startEvent id="s"/><task id="a"/>` + "\ns -> a")},
		{"b incoming-missing", in(row + `<task id="b"/>` + "\nb -> e")},
		{"b outgoing-missing", in(row + `<task id="b"/>` + "\na -> b")},
		{"x gateway-direction", in(`<startEvent id="s"/><parallelGateway id="x" gatewayDirection="Converging"/><endEvent id="e"/><endEvent id="f"/>` + "\ns -> x\nx -> e\nx -> f")},
		{"x gateway-useless", around(`<parallelGateway id="x"/>`)},
		{"x event-gateway-out", around(`<eventBasedGateway id="x"/>`)},
		{"x event-gateway-target", around(`<eventBasedGateway id="x"/><task id="a"/>` + "\nx -> a\na -> e")},
		{"s start-incoming", in(row + "\na -> s")},
		{"s event-kind", in(`<startEvent id="s"><terminateEventDefinition/></startEvent><endEvent id="e"/>` + "\ns -> e")},
		{"s2 sub-process-start", around(`<subProcess id="x"><startEvent id="s2"><signalEventDefinition signalRef="S"/></startEvent><endEvent id="e2"/>`+"\ns2 -> e2\n</subProcess>") + `<signal id="S"/>`},
		{"e end-outgoing", in(row + "\ne -> a")},
		{"e cancel-end", in(`<startEvent id="s"/><endEvent id="e"><cancelEventDefinition/></endEvent>` + "\ns -> e")},
		{"b boundary-kind", in(row + `<boundaryEvent id="b" attachedToRef="a"/>` + "\nb -> e")},
		{"b boundary-kind", in(row + `<boundaryEvent id="b" attachedToRef="a" cancelActivity="false"><errorEventDefinition/></boundaryEvent>` + "\nb -> e")},
		{"b boundary-outgoing", in(row + `<boundaryEvent id="b" attachedToRef="a"><errorEventDefinition/></boundaryEvent>`)},
		{"b boundary-incoming", in(row + `<boundaryEvent id="b" attachedToRef="a"><errorEventDefinition/></boundaryEvent>` + "\nb -> e\na -> b")},
		{"b cancel-boundary", in(row + `<boundaryEvent id="b" attachedToRef="a"><cancelEventDefinition/></boundaryEvent>` + "\nb -> e")},
		{"b compensation-handler", in(row + `<boundaryEvent id="b" attachedToRef="a"><compensateEventDefinition/></boundaryEvent>`)},
		{"x event-kind", event("intermediateCatchEvent", `<terminateEventDefinition/>`)},
		{"x event-kind", event("intermediateThrowEvent", `<timerEventDefinition/>`)},
		{"x message-missing", event("intermediateThrowEvent", `<messageEventDefinition/>`)},
		{"x operation-missing", event("intermediateCatchEvent", `<messageEventDefinition messageRef="M"/>`) + `<message id="M"/>`},
		{"x code-missing", event("intermediateThrowEvent", `<escalationEventDefinition escalationRef="E"/>`) + `<escalation id="E"/>`},
		{"x timer-times", event("intermediateCatchEvent", `<timerEventDefinition/>`)},
		{"x/timerEventDefinition/timeDuration time-form", event("intermediateCatchEvent", `<timerEventDefinition><timeDuration`+formal+`>soon</timeDuration></timerEventDefinition>`)},
		{"x/timerEventDefinition/timeDuration expression-formal", event("intermediateCatchEvent", `<timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition>`)},
		{"x/timerEventDefinition/timeDuration expression-empty", event("intermediateCatchEvent", `<timerEventDefinition><timeDuration`+formal+`/></timerEventDefinition>`)},
		{"x condition-empty", event("intermediateCatchEvent", `<conditionalEventDefinition/>`)},
		{"c link-source", in(row + `<intermediateCatchEvent id="c"><linkEventDefinition name="L"/></intermediateCatchEvent>` + "\nc -> e")},
		{"x quantity", around(`<task id="x" startQuantity="0"/>`)},
		{"x loop-twice", around(`<task id="x"><standardLoopCharacteristics/><multiInstanceLoopCharacteristics/></task>`)},
		{"x loop-number", around(`<task id="x"><multiInstanceLoopCharacteristics/></task>`)},
		{"x loop-maximum", around(`<task id="x"><standardLoopCharacteristics loopMaximum="-1"/></task>`)},
		{"x loop-behavior", around(`<task id="x"><multiInstanceLoopCharacteristics h:collection="l" behavior="One"/></task>`)},
		{"x script-format", around(`<scriptTask id="x"><script>1</script></scriptTask>`)},
		{"x call-start", around(`<callActivity id="x" calledElement="Q"/>`) + `<process id="Q"><startEvent id="qs"><signalEventDefinition/></startEvent><endEvent id="qe"/>` + "\nqs -> qe\n</process>"},
		{"x ad-hoc-empty", around(`<adHocSubProcess id="x"/>`)},
		{"y ad-hoc-content", around(`<adHocSubProcess id="x"><task id="t"/><startEvent id="y"/></adHocSubProcess>`)},
		{"y choreography-inside", in(row + `<choreographyTask id="y"/>`)},
		{"x event-sub-process-start", in(row + `<subProcess id="x" triggeredByEvent="true"><task id="b"/></subProcess>`)},
		{"x sub-process-data", around(`<subProcess id="x"><ioSpecification><inputSet/><outputSet/></ioSpecification></subProcess>`)},
		{"d collection", in(row+`<dataObject id="d" isCollection="true" itemSubjectRef="I"/>`) + `<itemDefinition id="I"/>`},
		{"x/ioSpecification/inputSet set-part", around(`<task id="x"><ioSpecification><dataInput id="i"/><inputSet><optionalInputRefs>i</optionalInputRefs></inputSet><outputSet/></ioSpecification></task>`)},
		{"p/participantMultiplicity multiplicity", in(row) + `<collaboration id="c"><participant id="p"><participantMultiplicity minimum="3" maximum="2"/></participant></collaboration>`},
		{"m message-flow-pool", in(row) + `<collaboration id="c"><participant id="p" processRef="P"/><messageFlow id="m" sourceRef="a" targetRef="p"/></collaboration>`},
		{"P public-executable", `<process id="P" isExecutable="true" processType="Public"><task id="a"/></process>`},
		{"/definitions/extension extension", `<extension mustUnderstand="true" definition="x"/>` + in(row)},
	} {
		found := false
		var all []string
		element, rule, _ := strings.Cut(c.want, " ")
		for _, i := range lint.Check(model(t, c.body, false)) {
			all = append(all, i.String())
			// a missing id leaves nothing to name
			found = found || i.Rule == rule && (i.Element == element || rule == "id-missing" || rule == "element-unknown" || rule == "extension")
		}
		if !found {
			t.Errorf("no %s in %v\n%s", c.want, all, c.body)
		}
	}
}

func TestFlowsMustBeListed(t *testing.T) {
	got := lint.Errors(lint.Check(model(t, in(row), true)))
	if len(got) != 4 || got[0].Rule != "flow-listed" {
		t.Fatal(got)
	}
	if got := lint.Errors(lint.Check(model(t, in(row), false))); len(got) != 0 {
		t.Fatal(got)
	}
}

func TestWarningsDoNotForbid(t *testing.T) {
	issues := lint.Check(model(t, in(`<startEvent id="s"/><exclusiveGateway id="x"/><endEvent id="e"/><endEvent id="f"/>`+"\ns -> x\nx -> e : v\nx -> f : w"), false))
	if len(issues) != 1 || issues[0].Rule != "default-missing" || issues[0].Level != lint.Warning || len(lint.Errors(issues)) != 0 {
		t.Fatal(issues)
	}
}
