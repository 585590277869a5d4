package main

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"holon.example/holon/internal/infra/locale"
)

// process wraps the inside of an executable process.
func process(t *testing.T, body string) string {
	t.Helper()
	return file(t, "p.bpmn", `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" targetNamespace="t" expressionLanguage="https://www.omg.org/spec/DMN/20191111/FEEL/">
<process id="P" isExecutable="true"><startEvent id="s"><outgoing>f1</outgoing></startEvent>`+body+`</process></definitions>`)
}

// choice takes one of two scripts.
const choice = `<sequenceFlow id="f1" sourceRef="s" targetRef="g"/>
<exclusiveGateway id="g" default="f3"><incoming>f1</incoming><outgoing>f2</outgoing><outgoing>f3</outgoing></exclusiveGateway>
<sequenceFlow id="f2" sourceRef="g" targetRef="a"><conditionExpression xsi:type="tFormalExpression">area &gt; 100</conditionExpression></sequenceFlow>
<sequenceFlow id="f3" sourceRef="g" targetRef="b"/>
<scriptTask id="a" name="large" scriptFormat="application/feel"><incoming>f2</incoming><outgoing>f4</outgoing><script>{kind: "L"}</script></scriptTask>
<scriptTask id="b" name="small" scriptFormat="application/feel"><incoming>f3</incoming><outgoing>f5</outgoing><script>null</script></scriptTask>
<sequenceFlow id="f4" sourceRef="a" targetRef="e"/><sequenceFlow id="f5" sourceRef="b" targetRef="w"/>
<endEvent id="e"><incoming>f4</incoming><terminateEventDefinition id="t"/></endEvent>
<userTask id="w" name="wait"><incoming>f5</incoming><outgoing>f6</outgoing></userTask>
<sequenceFlow id="f6" sourceRef="w" targetRef="e2"/><endEvent id="e2"><incoming>f6</incoming></endEvent>`

// played is the JSON that a run prints.
type played struct {
	Trace      []string
	Steps      []map[string]any
	State      string
	Error      string
	Waiting    []string
	Variables  map[string]any
	Terminated bool
}

func play(t *testing.T, code int, args ...string) (out played) {
	t.Helper()
	got := expect(t, code, "…{", append([]string{"bpmn", "run", "--json"}, args...)...)
	if err := json.Unmarshal([]byte(got.out), &out); err != nil {
		t.Fatal(err, got)
	}
	return out
}

func TestBPMNRun(t *testing.T) {
	model := process(t, choice)
	got := play(t, exitOK, model, "--vars", `{"area": 120}`)
	if strings.Join(got.Trace, " ") != "large" || got.State != "completed" || !got.Terminated || got.Variables["kind"] != "L" || len(got.Steps) != 1 {
		t.Errorf("%+v", got)
	}
	got = play(t, exitOK, model, "--vars", `{"area": 20}`)
	if strings.Join(got.Trace, " ") != "small" || got.State != "active" || strings.Join(got.Waiting, " ") != "w" || got.Terminated {
		t.Errorf("%+v", got)
	}
	expect(t, exitOK, "…waiting at w\nactive\n", "bpmn", "run", model, "--vars", `{"area": 20}`)
}

func TestBPMNRunRefuses(t *testing.T) {
	dangling := process(t, `<sequenceFlow id="f1" sourceRef="s" targetRef="nowhere"/>`)
	for _, model := range []string{dangling, file(t, "x.bpmn", "no XML"), file(t, "y.bpmn", "<a/>")} {
		if got := play(t, exitNo, model); got.Error != "deploy" || got.State != "refused" || got.Trace == nil || got.Steps == nil {
			t.Errorf("%+v", got)
		}
	}
	if got := play(t, exitNo, process(t, choice), "--process", "Q"); got.Error != "deploy" {
		t.Errorf("%+v", got)
	}
	for want, args := range map[int][]string{
		exitUsage: {process(t, choice), "--vars", "[1]"},
		exitFault: {"/no/such/file"},
	} {
		expect(t, want, "", append([]string{"bpmn", "run"}, args...)...)
	}
	circle := process(t, `<sequenceFlow id="f1" sourceRef="s" targetRef="a"/><exclusiveGateway id="a"><incoming>f1</incoming><incoming>f3</incoming><outgoing>f2</outgoing></exclusiveGateway>
<sequenceFlow id="f2" sourceRef="a" targetRef="b"/><scriptTask id="b" scriptFormat="application/feel"><incoming>f2</incoming><outgoing>f3</outgoing><script>null</script></scriptTask><sequenceFlow id="f3" sourceRef="b" targetRef="a"/>`)
	if got := call(t, locale.EN, "", "bpmn", "run", circle); got.code == exitOK {
		t.Errorf("a run without an end is told as one: %+v", got)
	}
}

func TestBPMNLint(t *testing.T) {
	good, bad := process(t, choice), process(t, `<sequenceFlow id="f1" sourceRef="s" targetRef="nowhere"/>`)
	expect(t, exitOK, "1 passed, 0 failed\n", "bpmn", "lint", good)
	got := expect(t, exitNo, "…1 passed, 2 failed\n", "bpmn", "lint", good, bad, file(t, "x.bpmn", "<a/>"))
	for _, want := range []string{"p.bpmn:2: error: ", "x.bpmn: error: "} {
		if !strings.Contains(got.out, want) {
			t.Errorf("%q does not stand in\n%s", want, got.out)
		}
	}
	if zh := call(t, locale.ZH, "", "bpmn", "lint", bad); !strings.Contains(zh.out, "错误: 流程节点") {
		t.Error(zh.out)
	}
	stuck := process(t, `<sequenceFlow id="f1" sourceRef="s" targetRef="x"/><exclusiveGateway id="x"><incoming>f1</incoming><outgoing>f2</outgoing><outgoing>f3</outgoing></exclusiveGateway>
<sequenceFlow id="f2" sourceRef="x" targetRef="j"><conditionExpression xsi:type="tFormalExpression">a</conditionExpression></sequenceFlow><sequenceFlow id="f3" sourceRef="x" targetRef="j"><conditionExpression xsi:type="tFormalExpression">b</conditionExpression></sequenceFlow>
<parallelGateway id="j"><incoming>f2</incoming><incoming>f3</incoming><outgoing>f4</outgoing></parallelGateway><sequenceFlow id="f4" sourceRef="j" targetRef="e"/><endEvent id="e"><incoming>f4</incoming></endEvent>`)
	expect(t, exitOK, "…deadlock", "bpmn", "lint", stuck)
	if got := expect(t, exitOK, "…", "bpmn", "lint", "--no-sound", stuck); strings.Contains(got.out, "deadlock") {
		t.Error(got.out)
	}
	expect(t, exitNo, `…"rule":`, "bpmn", "lint", "--json", bad)
	expect(t, exitFault, "", "bpmn", "lint", "/no/such/file")
	expect(t, exitUsage, "", "bpmn", "lint")
}

func TestBPMNDraw(t *testing.T) {
	model, out := process(t, choice), filepath.Join(t.TempDir(), "p.svg")
	got := expect(t, exitOK, "…<svg", "bpmn", "draw", model)
	d := xml.NewDecoder(strings.NewReader(got.out))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	expect(t, exitOK, "", "bpmn", "draw", model, "-o", out)
	if b, err := os.ReadFile(out); err != nil || string(b) != got.out {
		t.Error("the file is not what is printed", err)
	}
	expect(t, exitFault, "", "bpmn", "draw", file(t, "x.bpmn", "<a/>"))
	expect(t, exitFault, "", "bpmn", "draw", model, "-o", "/no/such/folder/p.svg")
}
