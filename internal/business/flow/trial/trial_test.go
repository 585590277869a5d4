package trial_test

import (
	"fmt"
	"strings"
	"testing"

	"holon.example/holon/internal/business/flow/engine"
	"holon.example/holon/internal/business/flow/trial"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/lang/bpmn"
)

// model wraps processes; in a process a line "a -> b : cond" is a sequence flow
// and "$a" a script task named a.
func model(t testing.TB, body string) *bpmn.Definitions {
	t.Helper()
	var b strings.Builder
	b.WriteString(`<definitions xmlns="` + bpmn.Space + `" xmlns:h="` + bpmn.HolonSpace + `" targetNamespace="t">`)
	n := 0
	for line := range strings.Lines(body) {
		line = strings.TrimSpace(line)
		if name, ok := strings.CutPrefix(line, "$"); ok {
			name, script, _ := strings.Cut(name, " ")
			fmt.Fprintf(&b, `<scriptTask id="%s" name="%s" scriptFormat="application/feel"><script>%s</script></scriptTask>`, name, name, script)
			continue
		}
		from, to, ok := strings.Cut(line, " -> ")
		if !ok {
			b.WriteString(line)
			continue
		}
		to, cond, has := strings.Cut(to, " : ")
		n++
		fmt.Fprintf(&b, `<sequenceFlow id="f%d" sourceRef="%s" targetRef="%s">`, n, from, to)
		if has {
			b.WriteString("<conditionExpression>" + cond + "</conditionExpression>")
		}
		b.WriteString("</sequenceFlow>")
	}
	b.WriteString("</definitions>")
	d, err := bpmn.Parse([]byte(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

var cases = []struct {
	name, model, vars, trace, state string
}{
	{name: "signal ends a sub-process from inside", model: `<signal id="S"/><process id="P" isExecutable="true"><startEvent id="s"/><subProcess id="sub"><startEvent id="s2"/>
$a null
<intermediateThrowEvent id="th"><signalEventDefinition signalRef="S"/></intermediateThrowEvent>
$b null
s2 -> a
a -> th
th -> b
</subProcess><boundaryEvent id="bo" attachedToRef="sub"><signalEventDefinition signalRef="S"/></boundaryEvent>
$c null
s -> sub
bo -> c
</process>`, trace: "a c", state: "completed"},
	{name: "escalation is told and the work goes on", model: `<escalation id="E" escalationCode="up"/><process id="P" isExecutable="true"><startEvent id="s"/><subProcess id="sub"><startEvent id="s2"/>
<intermediateThrowEvent id="th"><escalationEventDefinition escalationRef="E"/></intermediateThrowEvent>
$b null
s2 -> th
th -> b
</subProcess><boundaryEvent id="bo" attachedToRef="sub" cancelActivity="false"><escalationEventDefinition escalationRef="E"/></boundaryEvent>
$c null
$d null
s -> sub
sub -> d
bo -> c
</process>`, trace: "c b d", state: "completed"},
	{name: "discriminator goes on once", model: `<process id="P" isExecutable="true"><startEvent id="s"/><parallelGateway id="x"/>
$a null
$b null
$c null
<complexGateway id="y"><activationCondition>activationCount = 1</activationCondition></complexGateway>
$d null
s -> x
x -> a
x -> b
x -> c
a -> y
b -> y
c -> y
y -> d
</process>`, trace: "a b c d", state: "completed"},
	{name: "second phase takes conditional flows", model: `<process id="P" isExecutable="true"><startEvent id="s"/><parallelGateway id="x"/>
$a null
$b null
<complexGateway id="y"><activationCondition>activationCount = 1</activationCondition></complexGateway>
$d null
$e null
s -> x
x -> a
x -> b
a -> y
b -> y
y -> d : waitingForStart
y -> e : not(waitingForStart)
</process>`, trace: "a b d e", state: "completed"},
	{name: "a condition triggers when it becomes true", model: `<process id="P" isExecutable="true"><startEvent id="s"/><parallelGateway id="x"/>
<intermediateCatchEvent id="w"><conditionalEventDefinition><condition>n > 1</condition></conditionalEventDefinition></intermediateCatchEvent>
$a {n: 1}
$b {n: n + 1}
$c null
s -> x
x -> w
x -> a
a -> b
w -> c
</process>`, trace: "a b c", state: "completed"},
	{name: "links jump", model: `<process id="P" isExecutable="true"><startEvent id="s"/>
<intermediateThrowEvent id="t"><linkEventDefinition name="L"/></intermediateThrowEvent>
<intermediateCatchEvent id="c"><linkEventDefinition name="L"/></intermediateCatchEvent>
$a null
s -> t
c -> a
</process>`, trace: "a", state: "completed"},
	{name: "a loop tests before or after", model: `<process id="P" isExecutable="true"><startEvent id="s"/>
<scriptTask id="a" name="a"><standardLoopCharacteristics loopMaximum="2"><loopCondition>true</loopCondition></standardLoopCharacteristics><script>{n: 1}</script></scriptTask>
<scriptTask id="b" name="b"><standardLoopCharacteristics testBefore="true"><loopCondition>n = 2</loopCondition></standardLoopCharacteristics><script>null</script></scriptTask>
$c null
s -> a
a -> b
b -> c
</process>`, trace: "a a c", state: "completed"},
	{name: "data goes in and out by associations", model: `<process id="P" isExecutable="true"><dataObject id="D" name="area"/><dataObject id="R" name="result"/><startEvent id="s"/>
<scriptTask id="a" name="a"><ioSpecification><dataInput id="i" name="x"/><dataOutput id="o" name="y"/><inputSet/><outputSet/></ioSpecification>
<dataInputAssociation><sourceRef>D</sourceRef><targetRef>i</targetRef></dataInputAssociation><dataOutputAssociation><sourceRef>o</sourceRef><targetRef>R</targetRef></dataOutputAssociation>
<script>{y: x * 2}</script></scriptTask><exclusiveGateway id="g"/>
$b null
$c null
s -> a
a -> g
g -> b : result = 240
g -> c : result != 240
</process>`, vars: "area", trace: "a b", state: "completed"},
	{name: "a message starts the other process", model: `<message id="M" name="go"/><process id="P" isExecutable="true"><startEvent id="s"/>
<sendTask id="send" messageRef="M"/>
$a null
s -> send
send -> a
</process><process id="Q" isExecutable="true"><startEvent id="m"><messageEventDefinition messageRef="M"/></startEvent>
$b null
m -> b
</process>`, trace: "a b", state: "completed"},
	{name: "a called process and task", model: `<globalScriptTask id="G" name="g"><script>null</script></globalScriptTask><process id="P" isExecutable="true"><startEvent id="s"/>
<callActivity id="c1" calledElement="Q"/><callActivity id="c2" calledElement="G"/>
$a null
s -> c1
c1 -> c2
c2 -> a
</process><process id="Q"><startEvent id="s3"/>
$b null
s3 -> b
</process>`, trace: "b g a", state: "completed"},
	{name: "an event sub-process undoes", model: `<process id="P" isExecutable="true"><startEvent id="s"/><subProcess id="sub"><startEvent id="s2"/>
$a null
s2 -> a
<subProcess id="undo" triggeredByEvent="true"><startEvent id="cs"><compensateEventDefinition/></startEvent>
$u null
cs -> u
</subProcess></subProcess>
$b null
<endEvent id="e"><compensateEventDefinition activityRef="sub"/></endEvent>
s -> sub
sub -> b
b -> e
</process>`, trace: "a b u", state: "completed"},
	{name: "an error is caught on its level", model: `<error id="E" errorCode="bad"/><process id="P" isExecutable="true"><startEvent id="s"/>
$a null
<endEvent id="e"><errorEventDefinition errorRef="E"/></endEvent>
<subProcess id="h" triggeredByEvent="true"><startEvent id="es"><errorEventDefinition errorRef="E"/></startEvent>
$b null
es -> b
</subProcess>
s -> a
a -> e
</process>`, trace: "a b", state: "completed"},
	{name: "every completion tells", model: `<signal id="S"/><signalEventDefinition id="D" signalRef="S"/><process id="P" isExecutable="true"><startEvent id="s"/>
<scriptTask id="a" name="a"><multiInstanceLoopCharacteristics behavior="None" noneBehaviorEventRef="D"><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics><script>null</script></scriptTask>
<boundaryEvent id="b" attachedToRef="a" cancelActivity="false"><signalEventDefinition signalRef="S"/></boundaryEvent>
$c null
$d null
s -> a
a -> c
b -> d
</process>`, trace: "a a d d c", state: "completed"},
	{name: "a chosen completion tells", model: `<signal id="S"/><process id="P" isExecutable="true"><startEvent id="s"/>
<scriptTask id="a" name="a"><multiInstanceLoopCharacteristics isSequential="true" behavior="Complex"><loopCardinality>3</loopCardinality><complexBehaviorDefinition><condition>numberOfCompletedInstances = 2</condition><event id="ev"><signalEventDefinition signalRef="S"/></event></complexBehaviorDefinition></multiInstanceLoopCharacteristics><script>null</script></scriptTask>
<boundaryEvent id="b" attachedToRef="a"><signalEventDefinition signalRef="S"/></boundaryEvent>
$c null
$d null
s -> a
a -> c
b -> d
</process>`, trace: "a a d", state: "completed"},
	{name: "a deadlock stays", model: `<process id="P" isExecutable="true"><startEvent id="s"/><exclusiveGateway id="x"/>
$a null
$b null
<parallelGateway id="y"/>
s -> x
x -> a : true
x -> b : false
a -> y
b -> y
y -> e
<endEvent id="e"/></process>`, trace: "a", state: "active"},
}

func TestTraces(t *testing.T) {
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			vars := map[string]any{}
			if c.vars != "" {
				vars[c.vars] = 120
			}
			r, err := trial.Run(t.Context(), model(t, c.model).Bytes(), trial.Options{Process: "P", Vars: vars})
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(r.Trace, " "); got != c.trace || r.State != c.state {
				t.Fatalf("%s: %s %s, want %s: %s", r.State, got, r.Reason, c.state, c.trace)
			}
		})
	}
}

func TestFaultsAreReported(t *testing.T) {
	run := func(body string) (trial.Result, error) {
		return trial.Run(t.Context(), model(t, body).Bytes(), trial.Options{})
	}
	r, err := run(`<process id="P" isExecutable="true"><startEvent id="s"/><exclusiveGateway id="x"/><task id="a"/>
s -> x
x -> a : false
</process>`)
	if err != nil || r.Error != "runtime" || !strings.HasPrefix(r.Reason, "x:") {
		t.Fatal(r, err)
	}
	r, err = run(`<error id="E" errorCode="E-9"/><process id="P" isExecutable="true"><startEvent id="s"/><endEvent id="e"><errorEventDefinition errorRef="E"/></endEvent>
s -> e
</process>`)
	if err != nil || r.Error != "thrown" || r.ErrorCode != "E-9" {
		t.Fatal(r, err)
	}
	_, err = run(`<process id="P" isExecutable="true"><startEvent id="s"/><userTask id="a"/><boundaryEvent id="b" attachedToRef="a" cancelActivity="false"><timerEventDefinition><timeCycle>R/PT1S</timeCycle></timerEventDefinition></boundaryEvent><task id="c"/>
s -> a
b -> c
</process>`)
	if err == nil {
		t.Fatal("a clock without end was followed")
	}
	if _, err = run(`<process id="P" isExecutable="true"><businessRuleTask id="a"/></process>`); err == nil {
		t.Fatal("a model that cannot run was run")
	}
}

func TestTimersFireInOrderAndCallsAreAnswered(t *testing.T) {
	d := model(t, `<process id="P" isExecutable="true"><startEvent id="s"/><parallelGateway id="x"/>
<intermediateCatchEvent id="t2"><timerEventDefinition><timeDuration>P2D</timeDuration></timerEventDefinition></intermediateCatchEvent>
<intermediateCatchEvent id="t1"><timerEventDefinition><timeDuration>PT30H</timeDuration></timerEventDefinition></intermediateCatchEvent>
<serviceTask id="call" h:handler="ask"/>
$a {answer: answer + 1}
$b null
s -> x
x -> t2
x -> t1
t2 -> b
t1 -> call
call -> a
</process>`)
	r, err := trial.Run(t.Context(), d.Bytes(), trial.Options{Begin: gov.Date("2026-11-23").Start(), Answer: func(e engine.Effect) (map[string]any, error) {
		return map[string]any{"answer": len(e.Ref)}, nil
	}})
	if err != nil || strings.Join(r.Trace, " ") != "a b" || fmt.Sprint(r.Variables["answer"]) != "4" {
		t.Fatal(r, err)
	}
	if last := r.Steps[len(r.Steps)-1]; last.At != gov.Date("2026-11-25").Start() {
		t.Fatal(last)
	}
}
