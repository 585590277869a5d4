package engine_test

import (
	"errors"
	"testing"

	"holon.example/holon/internal/business/flow/engine"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/lang/bpmn/draw"
)

func TestTasksInARow(t *testing.T) {
	p := compile(t, `<startEvent id="s"/><userTask id="a" name="A" h:role="clerk"><extensionElements><h:property name="matter" value="m1"/></extensionElements></userTask>
<serviceTask id="b" h:handler="issue"/><businessRuleTask id="c" h:decision="d1"/><endEvent id="e"/>
s -> a
a -> b
b -> c
c -> e`)
	s, out, err := p.Start(map[string]any{"x": 1})
	if err != nil || len(out) != 1 || out[0].Attrs["role"] != "clerk" || out[0].Attrs["matter"] != "m1" || out[0].Name != "A" {
		t.Fatal(out, err)
	}
	g := &play{t: t, p: p, open: map[string]int{}, timer: map[string]int{}}
	g.take(s, out)
	g.complete("a", map[string]any{"y": 2.0})
	g.complete("b", nil)
	g.complete("c", nil)
	g.want(engine.Completed, "open:a call:b decide:c ended:P")
	if g.s.Vars["x"] == nil || g.s.Vars["y"] != 2.0 {
		t.Fatal(g.s.Vars)
	}
	if _, _, err := p.Complete(g.s, 1, nil); !errors.Is(err, engine.ErrEnded) {
		t.Fatal(err)
	}
}

func TestExclusiveTakesTheFirstThatHolds(t *testing.T) {
	body := `<startEvent id="s"/><exclusiveGateway id="x" default="x_c"/><userTask id="a"/><userTask id="b"/><userTask id="c"/>
s -> x
x -> a : v=1
x -> b : w=1
x -> c`
	for _, c := range []struct{ v, w, open string }{{"1", "1", "a"}, {"0", "1", "b"}, {"0", "0", "c"}} {
		g := start(t, compile(t, body), map[string]any{"v": c.v, "w": c.w})
		if g.open[c.open] == 0 || len(g.open) != 1 {
			t.Fatal(c, g.open)
		}
	}
	p := compile(t, `<startEvent id="s"/><exclusiveGateway id="x"/><userTask id="a"/><userTask id="b"/>
s -> x
x -> a : v=1
x -> b : v=2`)
	_, _, err := p.Start(nil)
	if inc, ok := errors.AsType[*engine.Incident](err); !ok || inc.Element != "x" {
		t.Fatal(err)
	}
	p = compile(t, `<startEvent id="s"/><exclusiveGateway id="x"/><userTask id="a"/>
s -> x
x -> a : v`)
	if _, _, err := p.Start(map[string]any{"v": "yes"}); err == nil {
		t.Fatal("a condition that is no truth value was taken")
	}
}

func TestParallelJoinWaitsForAll(t *testing.T) {
	g := start(t, compile(t, `<startEvent id="s"/><parallelGateway id="x"/><userTask id="a"/><userTask id="b"/><userTask id="c"/><parallelGateway id="y"/><userTask id="d"/>
s -> x
x -> a
x -> b
x -> c
a -> y
b -> y
c -> y
y -> d`), nil)
	g.complete("b", nil)
	g.complete("a", nil)
	if g.open["d"] != 0 {
		t.Fatal("the join did not wait")
	}
	g.complete("c", nil)
	g.complete("d", nil)
	g.want(engine.Completed, "open:a open:b open:c open:d ended:P")
}

func TestInclusiveJoinWaitsForWhatCanStillCome(t *testing.T) {
	p := compile(t, `<startEvent id="s"/><inclusiveGateway id="x"/><userTask id="a"/><userTask id="b"/><userTask id="c"/><inclusiveGateway id="y"/><userTask id="d"/>
<boundaryEvent id="late" attachedToRef="a"><timerEventDefinition><timeDuration>P5D</timeDuration></timerEventDefinition></boundaryEvent><endEvent id="e"/>
s -> x
x -> a : v
x -> b : w
x -> c : u
a -> y
b -> y
c -> y
late -> y
y -> d
d -> e`)
	g := start(t, p, map[string]any{"v": true, "w": true})
	g.complete("b", nil)
	if g.open["d"] != 0 {
		t.Fatal("the join did not wait for a")
	}
	g.fire("late") // the token now comes another way
	g.complete("d", nil)
	g.want(engine.Completed, "timer:late open:a open:b close:a open:d ended:P")
	g = start(t, p, map[string]any{"u": true})
	g.complete("c", nil)
	g.complete("d", nil)
	g.want(engine.Completed, "open:c open:d ended:P")
}

func TestInclusiveJoinWithoutSplit(t *testing.T) {
	g := start(t, compile(t, `<startEvent id="s"/><parallelGateway id="x"/><userTask id="a"/><userTask id="b"/><exclusiveGateway id="z"/><userTask id="c"/><inclusiveGateway id="y"/><userTask id="d"/>
s -> x
x -> a
x -> b
b -> z
z -> c : v
z -> y : w
c -> y
a -> y
y -> d`), map[string]any{"v": false, "w": true})
	g.complete("a", nil)
	if g.open["d"] != 0 {
		t.Fatal("b may still come")
	}
	g.complete("b", nil)
	if g.open["d"] == 0 {
		t.Fatal("nothing can come any more")
	}
}

func TestTimers(t *testing.T) {
	g := start(t, compile(t, `<startEvent id="s"/><userTask id="a"/><endEvent id="e"/><userTask id="remind"/><userTask id="chief"/>
<boundaryEvent id="soon" attachedToRef="a" cancelActivity="false"><timerEventDefinition h:days="working"><timeDuration>P3D</timeDuration></timerEventDefinition></boundaryEvent>
<boundaryEvent id="late" attachedToRef="a"><timerEventDefinition><timeDuration>P5D</timeDuration></timerEventDefinition></boundaryEvent>
<intermediateCatchEvent id="wait"><timerEventDefinition><timeDuration>limit</timeDuration></timerEventDefinition></intermediateCatchEvent>
s -> a
a -> e
soon -> remind
late -> chief
chief -> wait
wait -> e`), map[string]any{"limit": "PT2H"})
	g.fire("soon")
	if g.open["a"] == 0 || g.open["remind"] == 0 {
		t.Fatal(g.open)
	}
	old := g.open["a"]
	g.fire("late")
	if _, _, err := g.p.Complete(g.s, old, nil); !errors.Is(err, engine.ErrToken) {
		t.Fatal(err)
	}
	g.complete("chief", nil)
	g.fire("wait")
	g.complete("remind", nil)
	g.want(engine.Completed, "timer:soon timer:late open:a open:remind close:a open:chief timer:wait ended:P")
	if g.p.Mark(g.s)["a"] != draw.Stopped || g.p.Mark(g.s)["chief"] != draw.Done {
		t.Fatal(g.p.Mark(g.s))
	}
}

func TestTimingIsDue(t *testing.T) {
	from := gov.Date("2026-09-28").Start()
	plus := func(at gov.Time, days int) (gov.Time, error) { return at.Date().AddDays(days + 8).Start(), nil }
	for _, c := range []struct {
		timing engine.Timing
		want   gov.Time
	}{
		{engine.Timing{Kind: "timeDuration", Text: "P5D"}, gov.Date("2026-10-03").Start()},
		{engine.Timing{Kind: "timeDuration", Text: "P5D", Working: true}, gov.Date("2026-10-11").Start()},
		{engine.Timing{Kind: "timeDate", Text: "2026-10-01"}, gov.Date("2026-10-01").Start()},
		{engine.Timing{Kind: "timeCycle", Text: "R3/P1D"}, gov.Date("2026-09-29").Start()},
		{engine.Timing{Kind: "timeCycle", Text: "R3/2026-10-01/P1D"}, gov.Date("2026-10-01").Start()},
	} {
		if got, err := c.timing.Due(from, plus); err != nil || got != c.want {
			t.Errorf("%v: %v %v, want %v", c.timing, got, err, c.want)
		}
	}
}

func TestCycleFiresAsOftenAsItSays(t *testing.T) {
	g := start(t, compile(t, `<startEvent id="s"/><userTask id="a"/><endEvent id="e"/><serviceTask id="r" h:handler="remind"/>
<boundaryEvent id="again" attachedToRef="a" cancelActivity="false"><timerEventDefinition><timeCycle>R2/P1D</timeCycle></timerEventDefinition></boundaryEvent>
s -> a
a -> e
again -> r`), nil)
	g.fire("again")
	g.complete("r", nil)
	g.fire("again")
	g.complete("r", nil)
	id := g.timer["again"]
	if _, _, err := g.p.Fire(g.s, id); !errors.Is(err, engine.ErrToken) {
		t.Fatal(err)
	}
	g.complete("a", nil)
	g.want(engine.Completed, "timer:again open:a timer:again call:r call:r ended:P")
}

func TestErrorsGoOutwards(t *testing.T) {
	p := compile(t, `<startEvent id="s"/><subProcess id="sub"><startEvent id="s2"/><userTask id="a"/><userTask id="b"/>
<boundaryEvent id="own" attachedToRef="a"><errorEventDefinition errorRef="E1"/></boundaryEvent>
s2 -> a
a -> b
own -> b
</subProcess><boundaryEvent id="outer" attachedToRef="sub"><errorEventDefinition/></boundaryEvent><userTask id="c"/><userTask id="d"/>
s -> sub
sub -> c
outer -> d`, `<error id="E1" errorCode="e-1"/><error id="E2" errorCode="e-2"/>`)
	fail := func(g *play, key, code string) {
		t.Helper()
		id := g.open[key]
		if err := g.step(func(s engine.State) (engine.State, []engine.Effect, error) { return g.p.Fail(s, id, code) }); err != nil {
			t.Fatal(err)
		}
	}
	g := start(t, p, nil)
	fail(g, "a", "e-1")
	g.complete("b", nil)
	g.want(engine.Running, "open:a close:a open:b open:c")
	g = start(t, p, nil)
	fail(g, "a", "e-2")
	g.want(engine.Running, "open:a close:a open:d")
	fail(g, "d", "e-3")
	g.want(engine.Failed, "open:a close:a open:d close:d ended:P")
	if g.s.Code != "e-3" {
		t.Fatal(g.s.Code)
	}
}

func TestMessages(t *testing.T) {
	msg := `<message id="M1" name="supplement"/><message id="M2" name="withdraw"/>`
	g := start(t, compile(t, `<startEvent id="s"/><eventBasedGateway id="x"/><intermediateCatchEvent id="m1"><messageEventDefinition messageRef="M1"/></intermediateCatchEvent>
<receiveTask id="m2" messageRef="M2"/><intermediateCatchEvent id="t1"><timerEventDefinition><timeDuration>P15D</timeDuration></timerEventDefinition></intermediateCatchEvent>
<userTask id="a"/><endEvent id="e"/>
s -> x
x -> m1
x -> m2
x -> t1
m1 -> a
m2 -> e
t1 -> e
a -> e`, msg), nil)
	if err := g.message("nothing", nil); !errors.Is(err, engine.ErrMessage) {
		t.Fatal(err)
	}
	if err := g.message("supplement", map[string]any{"files": 2.0}); err != nil {
		t.Fatal(err)
	}
	g.complete("a", nil)
	g.want(engine.Completed, "timer:t1 untimer:t1 open:a ended:P")
	if g.s.Vars["files"] != 2.0 {
		t.Fatal(g.s.Vars)
	}
}

func TestMultiInstance(t *testing.T) {
	body := `<startEvent id="s"/><userTask id="a"><multiInstanceLoopCharacteristics isSequential="%s" h:collection="depts" h:element="dept" h:output="opinions" h:outputElement="opinion"/></userTask><userTask id="b"/>
s -> a
a -> b`
	vars := map[string]any{"depts": []any{"fire", "food"}}
	p := compile(t, replace(body, "false"))
	s, out, err := p.Start(vars)
	if err != nil || len(out) != 2 || out[1].Vars["dept"] != "food" || out[1].Index != 2 {
		t.Fatal(out, err)
	}
	g := &play{t: t, p: p, open: map[string]int{}, timer: map[string]int{}}
	g.take(s, out)
	g.complete("a#2", map[string]any{"opinion": "no"})
	if g.open["b"] != 0 {
		t.Fatal("did not wait for the first")
	}
	g.complete("a#1", map[string]any{"opinion": "yes"})
	if text(t, g.s.Vars["opinions"]) != `["yes","no"]` || g.open["b"] == 0 {
		t.Fatal(g.s.Vars)
	}
	g = start(t, compile(t, replace(body, "true")), vars)
	g.complete("a#1", nil)
	g.complete("a#2", nil)
	g.want(engine.Running, "open:a#1 open:a#2 open:b")
	g = start(t, compile(t, replace(body, "true")), nil) // nobody to ask
	g.want(engine.Running, "open:b")
}

func TestMultiInstanceEndsEarly(t *testing.T) {
	g := start(t, compile(t, `<startEvent id="s"/><userTask id="a"><multiInstanceLoopCharacteristics><loopCardinality>3</loopCardinality><completionCondition>veto=yes</completionCondition></multiInstanceLoopCharacteristics></userTask><userTask id="b"/>
<boundaryEvent id="late" attachedToRef="a"><timerEventDefinition><timeDuration>P5D</timeDuration></timerEventDefinition></boundaryEvent><endEvent id="e"/>
s -> a
a -> b
late -> e`), nil)
	g.complete("a#1", map[string]any{"veto": "no"})
	g.complete("a#2", map[string]any{"veto": "yes"})
	g.want(engine.Running, "timer:late open:a#1 open:a#2 open:a#3 close:a untimer:late open:b")
	for _, n := range []string{"-1", "1.5", `"x"`, "5000"} {
		p := compile(t, `<startEvent id="s"/><userTask id="a"><multiInstanceLoopCharacteristics><loopCardinality>`+n+`</loopCardinality></multiInstanceLoopCharacteristics></userTask>
s -> a`)
		if _, _, err := p.Start(nil); err == nil {
			t.Errorf("%s instances were made", n)
		}
	}
}

func TestSubProcessInstancesKeepTheirVariables(t *testing.T) {
	g := start(t, compile(t, `<startEvent id="s"/><subProcess id="sub"><multiInstanceLoopCharacteristics h:collection="matters" h:element="matter"/><startEvent id="s2"/><userTask id="a"/><serviceTask id="b" h:handler="x"/>
s2 -> a
a -> b
</subProcess><endEvent id="e"/>
s -> sub
sub -> e`), map[string]any{"matters": []any{"food", "fire"}})
	var tokens []*engine.Token
	for _, tok := range g.s.Tokens {
		if tok.Node == "a" {
			tokens = append(tokens, tok)
		}
	}
	var got string
	for _, tok := range tokens {
		s, out, err := g.p.Complete(g.s, tok.ID, nil)
		if err != nil {
			t.Fatal(err)
		}
		g.take(s, out)
		for _, e := range out {
			if e.Kind == engine.CallHandler {
				got += e.Vars["matter"].(string) + " "
				s, out, err = g.p.Complete(g.s, e.Token, nil)
				if err != nil {
					t.Fatal(err)
				}
				g.take(s, out)
			}
		}
	}
	if got != "food fire " || g.s.Status != engine.Completed {
		t.Fatal(got, g.s.Status)
	}
}

func TestTerminateCancelsEverything(t *testing.T) {
	body := `<startEvent id="s"/><parallelGateway id="x"/><userTask id="a"/><userTask id="b"/><endEvent id="stop"><terminateEventDefinition/></endEvent>
<subProcess id="sub"><startEvent id="s2"/><userTask id="c"/><boundaryEvent id="late" attachedToRef="c"><timerEventDefinition><timeDuration>P5D</timeDuration></timerEventDefinition></boundaryEvent><endEvent id="e2"/>
s2 -> c
c -> e2
late -> e2
</subProcess>
s -> x
x -> a
x -> b
x -> sub
a -> stop`
	g := start(t, compile(t, body), nil)
	g.complete("a", nil)
	g.want(engine.Terminated, "open:a open:b timer:late open:c close:b close:c untimer:late ended:P")
	if len(g.open)+len(g.timer) != 0 {
		t.Fatal(g.open, g.timer)
	}
}

func TestTerminateInsideEndsOnlyTheSubProcess(t *testing.T) {
	g := start(t, compile(t, `<startEvent id="s"/><subProcess id="sub"><startEvent id="s2"/><parallelGateway id="x"/><userTask id="a"/><userTask id="b"/><endEvent id="stop"><terminateEventDefinition/></endEvent>
s2 -> x
x -> a
x -> b
a -> stop
</subProcess><userTask id="c"/>
s -> sub
sub -> c`), nil)
	g.complete("a", nil)
	g.want(engine.Running, "open:a open:b close:b open:c")
}

func TestEventSubProcess(t *testing.T) {
	msg := `<message id="M" name="withdraw"/>`
	body := `<startEvent id="s"/><userTask id="a"/><endEvent id="e"/>
<subProcess id="esp" triggeredByEvent="true"><startEvent id="m" isInterrupting="%s"><messageEventDefinition messageRef="M"/></startEvent><userTask id="b"/>
m -> b
</subProcess>
s -> a
a -> e`
	g := start(t, compile(t, replace(body, "true"), msg), nil)
	if err := g.message("withdraw", nil); err != nil {
		t.Fatal(err)
	}
	g.complete("b", nil)
	g.want(engine.Completed, "open:a close:a open:b ended:P")
	g = start(t, compile(t, replace(body, "false"), msg), nil)
	for range 2 {
		if err := g.message("M", nil); err != nil {
			t.Fatal(err)
		}
	}
	g.complete("a", nil)
	g.want(engine.Running, "open:a open:b open:b")
}

func TestCompensationRunsBackwards(t *testing.T) {
	g := start(t, compile(t, `<startEvent id="s"/><userTask id="a"/><userTask id="b"/><userTask id="ua" isForCompensation="true"/><userTask id="ub" isForCompensation="true"/>
<boundaryEvent id="ca" attachedToRef="a"><compensateEventDefinition/></boundaryEvent><boundaryEvent id="cb" attachedToRef="b"><compensateEventDefinition/></boundaryEvent>
<association sourceRef="ca" targetRef="ua"/><association sourceRef="cb" targetRef="ub"/>
<intermediateThrowEvent id="undo"><compensateEventDefinition/></intermediateThrowEvent><userTask id="z"/>
s -> a
a -> b
b -> undo
undo -> z`), nil)
	g.complete("a", nil)
	g.complete("b", nil)
	g.complete("ub", nil)
	if g.open["z"] != 0 {
		t.Fatal("did not wait for the first handler")
	}
	g.complete("ua", nil)
	g.want(engine.Running, "open:a open:b open:ub open:ua open:z")
}

func TestTransactionIsCancelled(t *testing.T) {
	g := start(t, compile(t, `<startEvent id="s"/><transaction id="tx"><startEvent id="s2"/><parallelGateway id="x"/><userTask id="a"/><userTask id="b"/><userTask id="d"/><userTask id="ua" isForCompensation="true"/>
<boundaryEvent id="ca" attachedToRef="a"><compensateEventDefinition/></boundaryEvent><association sourceRef="ca" targetRef="ua"/><endEvent id="stop"><cancelEventDefinition/></endEvent>
s2 -> x
x -> a
x -> d
a -> b
b -> stop
</transaction><boundaryEvent id="off" attachedToRef="tx"><cancelEventDefinition/></boundaryEvent><userTask id="c"/><userTask id="n"/>
s -> tx
tx -> n
off -> c`), nil)
	g.complete("a", nil)
	g.complete("b", nil)
	g.complete("ua", nil)
	g.want(engine.Running, "open:a open:d open:b close:d open:ua open:c")
}

func TestSequentialAdHoc(t *testing.T) {
	g := start(t, compile(t, `<startEvent id="s"/><adHocSubProcess id="ad" ordering="Sequential"><userTask id="a"/><userTask id="b"/><userTask id="c"/><completionCondition>enough=1</completionCondition></adHocSubProcess><userTask id="z"/>
s -> ad
ad -> z`), nil)
	g.complete("a", nil)
	g.complete("b", map[string]any{"enough": "1"})
	g.want(engine.Running, "open:a open:b open:z")
}

func TestCirclesEnd(t *testing.T) {
	p := compile(t, `<startEvent id="s"/><exclusiveGateway id="x"/><task id="a"/>
s -> x
x -> a
a -> x`)
	if _, _, err := p.Start(nil); !errors.Is(err, engine.ErrRunaway) {
		t.Fatal(err)
	}
	p = compile(t, `<startEvent id="s"/><parallelGateway id="x"/><task id="a"/><task id="b"/>
s -> a
a -> x
x -> a
x -> b
b -> a`)
	if _, _, err := p.Start(nil); err == nil {
		t.Fatal("tokens without end")
	}
	p = compile(t, `<startEvent id="s"/><callActivity id="c" calledElement="P"/>
s -> c`)
	if _, _, err := p.Start(nil); !errors.Is(err, engine.ErrTooMany) {
		t.Fatal(err)
	}
}

func TestCompileNamesTheElement(t *testing.T) {
	for body, want := range map[string]string{
		`<businessRuleTask id="x"/>`:           "x",
		`<userTask id="x" startQuantity="0"/>`: "x",
		`<callActivity id="x"/>`:               "x",
		`<userTask id="x"><standardLoopCharacteristics loopMaximum="-1"/></userTask>`:                            "x",
		`<userTask id="x"><multiInstanceLoopCharacteristics/></userTask>`:                                        "x",
		`<intermediateCatchEvent id="x"><timerEventDefinition/></intermediateCatchEvent>`:                        "x",
		`<userTask id="a"/><sequenceFlow id="x" sourceRef="a" targetRef="nowhere"/>`:                             "x",
		`<boundaryEvent id="x" attachedToRef="nobody"><errorEventDefinition/></boundaryEvent>`:                   "x",
		`<scriptTask id="x"><script>!</script></scriptTask>`:                                                     "x",
		`<subProcess id="x" triggeredByEvent="true"><startEvent id="s"/></subProcess>`:                           "x",
		`<userTask id="x"/><userTask id="x"/>`:                                                                   "x",
		`<intermediateCatchEvent id="x"><conditionalEventDefinition/></intermediateCatchEvent>`:                  "x",
		`<userTask id="a"/><boundaryEvent id="x" attachedToRef="a"><compensateEventDefinition/></boundaryEvent>`: "x",
	} {
		_, err := engine.Compile(parse(t, body), "P", words{})
		if ce, ok := errors.AsType[*engine.CompileError](err); !ok || ce.Element != want {
			t.Errorf("%s: %v", body, err)
		}
	}
	if _, err := engine.Compile(parse(t, ""), "other", words{}); err == nil {
		t.Error("an unknown process was compiled")
	}
}
