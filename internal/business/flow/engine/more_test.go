package engine_test

import (
	"errors"
	"os"
	"strings"
	"testing"

	"holon.example/holon/internal/business/flow/engine"
	"holon.example/holon/internal/lang/bpmn"
	"holon.example/holon/internal/lang/bpmn/draw"
)

func TestSignalsFromOutside(t *testing.T) {
	g := start(t, compile(t, `<startEvent id="s"/><userTask id="a"/><boundaryEvent id="b" attachedToRef="a" cancelActivity="false"><signalEventDefinition signalRef="S"/></boundaryEvent>
<intermediateCatchEvent id="both" parallelMultiple="true"><signalEventDefinition signalRef="S"/><messageEventDefinition messageRef="M"/></intermediateCatchEvent><userTask id="c"/><userTask id="d"/>
s -> a
s -> both
both -> c
b -> d`, `<signal id="S"/><message id="M" name="m"/>`), nil)
	signal := func(name string) {
		t.Helper()
		if err := g.step(func(s engine.State) (engine.State, []engine.Effect, error) {
			return g.p.Signal(s, name, map[string]any{"seen": true})
		}); err != nil {
			t.Fatal(err)
		}
	}
	signal("other")
	g.want(engine.Running, "open:a")
	signal("S")
	g.want(engine.Running, "open:a open:d")
	if err := g.message("m", nil); err != nil {
		t.Fatal(err)
	}
	g.want(engine.Running, "open:a open:d open:c")
	if g.s.Vars["seen"] != true {
		t.Fatal(g.s.Vars)
	}
}

func TestAssignWakesConditions(t *testing.T) {
	g := start(t, compile(t, `<startEvent id="s"/><userTask id="a"/><boundaryEvent id="b" attachedToRef="a"><conditionalEventDefinition><condition>withdrawn</condition></conditionalEventDefinition></boundaryEvent><endEvent id="e"/>
s -> a
a -> e
b -> e`), nil)
	assign := func(v bool) {
		t.Helper()
		if err := g.step(func(s engine.State) (engine.State, []engine.Effect, error) {
			return g.p.Assign(s, map[string]any{"withdrawn": v})
		}); err != nil {
			t.Fatal(err)
		}
	}
	assign(false)
	g.want(engine.Running, "open:a")
	assign(true)
	g.want(engine.Completed, "open:a close:a ended:P")
}

func TestTerminateFromOutside(t *testing.T) {
	g := start(t, compile(t, `<startEvent id="s"/><userTask id="a"/>
s -> a`), nil)
	if err := g.step(func(s engine.State) (engine.State, []engine.Effect, error) { return g.p.Terminate(s) }); err != nil {
		t.Fatal(err)
	}
	g.want(engine.Terminated, "open:a close:a ended:P")
	if _, _, err := g.p.Terminate(g.s); !errors.Is(err, engine.ErrEnded) {
		t.Fatal(err)
	}
}

func TestStartQuantityGathers(t *testing.T) {
	g := start(t, compile(t, `<startEvent id="s"/><userTask id="a"/><userTask id="b"/><userTask id="c" startQuantity="2" completionQuantity="2"/><userTask id="d"/>
s -> a
s -> b
a -> c
b -> c
c -> d`), nil)
	g.complete("a", nil)
	g.complete("b", nil)
	g.complete("c", nil)
	g.want(engine.Running, "open:a open:b open:c open:d open:d")
}

func TestReceiveTaskBehindEventGateway(t *testing.T) {
	g := start(t, compile(t, `<startEvent id="s"/><eventBasedGateway id="x"/><receiveTask id="r" messageRef="M"/><receiveTask id="q" messageRef="N"/><userTask id="a"/>
s -> x
x -> r
x -> q
r -> a`, `<message id="M"/><message id="N"/>`), nil)
	if err := g.message("M", nil); err != nil {
		t.Fatal(err)
	}
	g.want(engine.Running, "open:a")
	if err := g.message("N", nil); !errors.Is(err, engine.ErrMessage) {
		t.Fatal(err)
	}
}

func TestStartsByTriggers(t *testing.T) {
	p := compile(t, `<startEvent id="m"><messageEventDefinition messageRef="M"/></startEvent><startEvent id="g"><signalEventDefinition signalRef="S"/></startEvent><userTask id="a"/>
m -> a
g -> a`, `<message id="M" name="apply"/><signal id="S"/>`)
	if _, _, err := p.Start(nil); err == nil {
		t.Fatal("which start event?")
	}
	if p.StartsOn("apply") != "m" || p.StartsOnSignal("S") != "g" || p.StartsOn("S") != "" {
		t.Fatal("starts")
	}
	s, out, err := p.StartAt("g", nil)
	if err != nil || len(out) != 1 || s.Done[0] != "g" {
		t.Fatal(out, err)
	}
	if _, _, err := p.StartAt("a", nil); err == nil {
		t.Fatal("began in the middle")
	}
}

func TestKeysTellInstancesApart(t *testing.T) {
	p := compile(t, `<startEvent id="s"/><subProcess id="site"><multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics><startEvent id="s2"/>
<userTask id="visit"/><userTask id="team"><multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics></userTask>
s2 -> visit
s2 -> team
</subProcess>
s -> site`)
	_, out, err := p.Start(nil)
	var keys []string
	for _, e := range out {
		keys = append(keys, e.Key)
	}
	if got := strings.Join(keys, " "); err != nil || got != "site#1/visit site#2/visit site#1/team#1 site#1/team#2 site#2/team#1 site#2/team#2" {
		t.Fatal(got, err)
	}
}

func TestTheModelOfALanguageTestRuns(t *testing.T) {
	src, err := os.ReadFile("../../../lang/bpmn/testdata/opening.bpmn")
	if err != nil {
		t.Fatal(err)
	}
	d, err := bpmn.Parse(src)
	if err != nil {
		t.Fatal(err)
	}
	p, err := engine.Compile(d, "", anything{})
	if err != nil {
		t.Fatal(err)
	}
	s, out, err := p.Start(nil)
	if err != nil || out[0].Attrs["role"] != "window" || out[0].Attrs["lane"] != "window" || out[0].Attrs["form"] != "precheck" {
		t.Fatal(out, err)
	}
	s, out, err = p.Complete(s, out[0].Token, map[string]any{"departments": []any{"a"}})
	if err != nil || p.Mark(s)["check"] != draw.Done || p.Mark(s)["fire"] != draw.Active {
		t.Fatal(err)
	}
	for _, e := range out {
		if e.Kind == engine.SetTimer && (!e.Timing.Working || e.Timing.Text != "P9D" || e.Element != "late") {
			t.Fatal(e)
		}
	}
}

// anything is a language in which every condition holds and names are looked up.
type anything struct{}

func (anything) Compile(text string) (engine.Expression, error) {
	return word(func(v map[string]any) (any, error) {
		if x, ok := v[text]; ok {
			return x, nil
		}
		return true, nil
	}), nil
}

func TestCompensationOfAFinishedSubProcess(t *testing.T) {
	g := start(t, compile(t, `<startEvent id="s"/><subProcess id="sub"><startEvent id="s2"/><userTask id="a"/><userTask id="b"/><userTask id="ua" isForCompensation="true"/><userTask id="ub" isForCompensation="true"/>
<boundaryEvent id="ca" attachedToRef="a"><compensateEventDefinition/></boundaryEvent><boundaryEvent id="cb" attachedToRef="b"><compensateEventDefinition/></boundaryEvent>
<association sourceRef="ca" targetRef="ua"/><association sourceRef="cb" targetRef="ub"/>
s2 -> a
a -> b
</subProcess><userTask id="c"/><endEvent id="e"><compensateEventDefinition activityRef="sub"/></endEvent>
s -> sub
sub -> c
c -> e`), nil)
	for _, task := range []string{"a", "b", "c", "ub", "ua"} {
		g.complete(task, nil)
	}
	g.want(engine.Completed, "open:a open:b open:c open:ub open:ua ended:P")
}

func TestErrorInAnEventSubProcessGoesOutwards(t *testing.T) {
	g := start(t, compile(t, `<startEvent id="s"/><subProcess id="sub"><startEvent id="s2"/><userTask id="a"/><endEvent id="e2"><errorEventDefinition errorRef="E"/></endEvent>
<subProcess id="esp" triggeredByEvent="true"><startEvent id="es"><errorEventDefinition/></startEvent><userTask id="h"/><endEvent id="again"><errorEventDefinition errorRef="E"/></endEvent>
es -> h
h -> again
</subProcess>
s2 -> a
a -> e2
</subProcess><boundaryEvent id="out" attachedToRef="sub"><errorEventDefinition errorRef="E"/></boundaryEvent><userTask id="z"/>
s -> sub
out -> z`, `<error id="E" errorCode="e"/>`), nil)
	g.complete("a", nil)
	g.complete("h", nil)
	g.want(engine.Running, "open:a open:h open:z")
}
