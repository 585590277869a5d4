package bpmn_test

import (
	"bytes"
	"errors"
	"os"
	"testing"

	"holon.example/holon/internal/lang/bpmn"
	"holon.example/holon/internal/lang/bpmn/xmltree"
)

func load(t testing.TB, name string) (*bpmn.Definitions, []byte) {
	t.Helper()
	src, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	d, err := bpmn.Parse(src)
	if err != nil {
		t.Fatal(err)
	}
	return d, src
}

func TestNothingIsLost(t *testing.T) {
	for _, name := range []string{"opening.bpmn", "workshop.bpmn"} {
		if d, src := load(t, name); !bytes.Equal(d.Bytes(), src) {
			t.Errorf("%s changed", name)
		}
	}
}

func TestModel(t *testing.T) {
	d, _ := load(t, "opening.bpmn")
	p := d.Process("")
	if p.ID != "opening_process" || !p.Executable || p.Name != "开办餐饮店" || len(p.Body.Nodes) != 14 || len(p.Body.Flows) != 13 {
		t.Fatal(p, len(p.Body.Nodes))
	}
	fire, late := d.Node("fire"), d.Node("late")
	if ext := fire.Extension(); ext["matter"] != "fire" || ext["rank"] != "2" {
		t.Fatal(ext)
	}
	if late.Host != fire || late.Interrupting || len(fire.Boundary) != 1 || late.Events[0].Timer != "timeDuration" || late.Events[0].Expr.Text != "P9D" {
		t.Fatal(late)
	}
	if g := d.Node("complete"); g.Default != "f4" || g.Out[0].Condition.Text != "complete = true" || !g.Out[0].Condition.Formal || g.Out[1].Condition != nil {
		t.Fatal(g)
	}
	if f := d.Flow("f5"); f.Condition.Text != `list contains(matters, "food")` || f.To != d.Node("food") {
		t.Fatal(f.Condition)
	}
	if l := d.Node("opinions").Loop; !l.Multi || l.Collection.Text != "departments" || l.Item != "department" || l.OutputItem != "opinion" || l.Output != "opinions" {
		t.Fatal(l)
	}
}

func TestKinds(t *testing.T) {
	d, _ := load(t, "workshop.bpmn")
	if n := d.Node("t"); n.Kind != "transaction" || len(n.Body.Nodes) != 3 || n.Body.Owner != n || len(n.Boundary) != 2 {
		t.Fatal(n)
	}
	if n := d.Node("es"); n.Interrupting || n.Scope.Owner != d.Node("esp") || !d.Node("esp").ByEvent || n.Events[0].Kind != "signal" {
		t.Fatal(n)
	}
	if n := d.Node("s"); n.Events[0].Ref != "m" || n.Events[0].Name != "order" || n.Name != `order "1"` {
		t.Fatal(n.Events)
	}
	if l := d.Node("send").Loop; l.Multi || !l.TestBefore {
		t.Fatal(l)
	}
	if doc := (&bpmn.Node{El: d.Process("p").El}).Documentation(); doc != "& <kept>" {
		t.Fatalf("%q", doc)
	}
	if d.Process("").ID != "p" || d.Process("none") != nil || d.Element("dor").Attr("name") != "plan" {
		t.Fatal(d.Processes)
	}
}

func TestOrderOfFlowsIsTheNodes(t *testing.T) {
	d, err := bpmn.Parse([]byte(`<definitions xmlns="` + bpmn.Space + `"><process id="p"><exclusiveGateway id="g"><outgoing>f2</outgoing><outgoing>f1</outgoing></exclusiveGateway><task id="a"/>
<sequenceFlow id="f0" sourceRef="g" targetRef="a"/><sequenceFlow id="f1" sourceRef="g" targetRef="a"/><sequenceFlow id="f2" sourceRef="g" targetRef="a"/></process></definitions>`))
	if err != nil {
		t.Fatal(err)
	}
	out := d.Node("g").Out
	if out[0].ID != "f2" || out[1].ID != "f1" || out[2].ID != "f0" {
		t.Fatal(out[0].ID, out[1].ID, out[2].ID)
	}
}

func TestReferencesWithPrefix(t *testing.T) {
	d, err := bpmn.Parse([]byte(`<b:definitions xmlns:b="` + bpmn.Space + `" xmlns:t="urn:t" xmlns:o="urn:o" targetNamespace="urn:t"><b:message id="m"/><b:process id="p"><b:receiveTask id="r" messageRef="t:m"/><b:callActivity id="c" calledElement="o:p"/></b:process></b:definitions>`))
	if err != nil {
		t.Fatal(err)
	}
	r, c := d.Element("r"), d.Element("c")
	if d.Resolve(r, "t:m") != d.Element("m") || d.Resolve(c, "o:p") != nil || !d.Foreign(c, "o:p") || d.Foreign(r, "t:m") {
		t.Fatal("references")
	}
}

func TestRefused(t *testing.T) {
	if _, err := bpmn.Parse([]byte(`<definitions/>`)); !errors.Is(err, bpmn.ErrNotBPMN) {
		t.Fatal(err)
	}
	_, err := bpmn.Parse([]byte("<definitions>\n<a>"))
	if se, ok := errors.AsType[*xmltree.SyntaxError](err); !ok || se.Line != 2 {
		t.Fatal(err)
	}
}

func TestListFlows(t *testing.T) {
	d, _ := load(t, "workshop.bpmn")
	d.ListFlows()
	again, err := bpmn.Parse(d.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if in := again.Element("tm").All("incoming"); len(in) != 1 || in[0].Text() != "t1" {
		t.Fatal(in)
	}
	if n := len(again.Element("cg").All("outgoing")); n != 2 {
		t.Fatal("listed twice", n)
	}
}
