package draw_test

import (
	"os"
	"strings"
	"testing"

	"holon.example/holon/internal/lang/bpmn"
	"holon.example/holon/internal/lang/bpmn/diagram"
	"holon.example/holon/internal/lang/bpmn/draw"
	"holon.example/holon/internal/lang/bpmn/lint"
	"holon.example/holon/internal/lang/bpmn/sound"
	"holon.example/holon/internal/lang/bpmn/xmltree"
)

func load(t testing.TB, name string) *bpmn.Definitions {
	t.Helper()
	src, err := os.ReadFile("../testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	d, err := bpmn.Parse(src)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// picture reads the SVG back and refuses what a strict content policy would not
// run: scripts, styles, handlers.
func picture(t testing.TB, svg []byte) *xmltree.Element {
	t.Helper()
	doc, err := xmltree.Parse(svg)
	if err != nil {
		t.Fatalf("%v\n%s", err, svg)
	}
	doc.Root.Walk(func(e *xmltree.Element) {
		if e.Local == "script" || e.Local == "style" || e.Local == "image" || e.Local == "foreignObject" {
			t.Fatalf("a %s in the picture", e.Local)
		}
		for _, a := range e.Attrs {
			number := !strings.HasPrefix(a.Local, "data-") && !strings.HasPrefix(a.Local, "aria-") && a.Local != "id" // the model's own words
			if a.Local == "style" || strings.HasPrefix(a.Local, "on") || number && (strings.Contains(a.Value, "NaN") || strings.Contains(a.Value, "Inf")) {
				t.Fatalf("%s=%q", a.Local, a.Value)
			}
		}
	})
	return doc.Root
}

func find(root *xmltree.Element, id string) *xmltree.Element {
	var found *xmltree.Element
	root.Walk(func(e *xmltree.Element) {
		if e.Attr("data-element") == id {
			found = e
		}
	})
	return found
}

func TestEveryElementIsDrawnWithItsState(t *testing.T) {
	d := load(t, "opening.bpmn")
	root := picture(t, draw.SVG(d, draw.Options{
		States: map[string]draw.State{"start": draw.Done, "f1": draw.Done, "food": draw.Active, "fire": draw.Late, "opinions": draw.Stopped},
		Words:  map[draw.State]string{draw.Late: "超期"},
		Link:   func(id string) string { return map[string]string{"food": "/task?a=1&b=2"}[id] },
	}))
	for _, n := range d.Process("").Body.Nodes {
		if find(root, n.ID) == nil {
			t.Errorf("%s is not drawn", n.ID)
		}
	}
	for id, want := range map[string][2]string{
		"start": {"提交 (start event): done", "is-done"}, "f1": {"f1 (sequence flow): done", "is-done"},
		"food": {"食品经营许可审查 (user task): active", "is-active"}, "fire": {"消防安全检查 (user task): 超期", "is-late"},
		"opinions": {"会签 (user task): stopped", "is-stopped"}, "issue": {"制证 (service task)", "is-idle"},
	} {
		g := find(root, id)
		if g.First("title").Text() != want[0] || !strings.HasSuffix(g.Attr("class"), want[1]) {
			t.Errorf("%s: %q %q", id, g.First("title").Text(), g.Attr("class"))
		}
		marks := 0
		for _, c := range g.Elements() {
			if c.Attr("class") == "bpmn-mark" {
				marks++
			}
		}
		if shape := !strings.Contains(g.Attr("class"), "bpmn-edge"); shape && (marks == 1) != (want[1] != "is-idle") {
			t.Errorf("%s has %d marks: a state must not be colour alone", id, marks)
		}
	}
	if a := find(root, "food").Parent; a.Local != "a" || a.Attr("href") != "/task?a=1&b=2" {
		t.Error("no link", a.Local)
	}
	if root.First("title").Text() != "开办" || root.Attr("role") != "img" {
		t.Error("the picture has no name", root.First("title").Text())
	}
}

func TestMarksDiffer(t *testing.T) {
	d := load(t, "opening.bpmn")
	seen := map[string]draw.State{}
	for _, s := range []draw.State{draw.Done, draw.Active, draw.Late, draw.Stopped} {
		g := find(picture(t, draw.SVG(d, draw.Options{States: map[string]draw.State{"food": s}})), "food")
		var shape string
		for _, c := range g.Elements() {
			if strings.HasPrefix(c.Attr("class"), "bpmn-mark") {
				shape += c.Local + c.Attr("d") + ";"
			}
		}
		if other, twice := seen[shape]; twice || shape == "" {
			t.Errorf("states %d and %d look alike: %q", s, other, shape)
		}
		seen[shape] = s
	}
}

func TestNamesCannotBreakOut(t *testing.T) {
	nasty := `</text><script>alert(1)</script>"'&amp; 𠮷 ` + strings.Repeat("很长的名字", 40)
	d := load(t, "opening.bpmn")
	for _, id := range []string{"food", "start", "gov", "f3", "complete"} {
		d.Element(id).SetAttr("name", nasty)
	}
	d2, err := bpmn.Parse(d.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	svg := draw.SVG(d2, draw.Options{Title: nasty, Words: map[draw.State]string{draw.Done: "<b>"}, States: map[string]draw.State{"food": draw.Done}})
	if picture(t, svg); strings.Contains(string(svg), "<script") {
		t.Fatal("it broke out")
	}
}

func TestEveryKindIsDrawn(t *testing.T) {
	d := load(t, "workshop.bpmn")
	carried := picture(t, draw.SVG(d, draw.Options{}))
	if find(carried, "t") == nil || find(carried, "call") != nil {
		t.Fatal("the diagram of the file was not used")
	}
	root := d.Doc.Root
	for i := range root.Children {
		if e := root.Children[i].Element; e != nil && e.Local == "BPMNDiagram" {
			e.Local = "other"
		}
	}
	all := picture(t, draw.SVG(d, draw.Options{}))
	for _, id := range []string{"t", "tm", "tb", "te2", "cg", "send", "rule", "ad", "call", "th", "e1", "e2", "esp", "dor", "note", "as", "only"} {
		if find(all, id) == nil {
			t.Errorf("%s is not drawn", id)
		}
	}
	if find(all, "te2").First("circle").Attr("stroke-dasharray") == "" {
		t.Error("an event that does not interrupt is not dashed")
	}
}

// FuzzModel reads anything and does everything that can be done with a model.
func FuzzModel(f *testing.F) {
	for _, name := range []string{"opening.bpmn", "workshop.bpmn"} {
		src, err := os.ReadFile("../testdata/" + name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(src)
	}
	f.Add([]byte(`<definitions xmlns="` + bpmn.Space + `"><process id="p"><subProcess id="a"><startEvent id="a"/></subProcess><boundaryEvent id="b" attachedToRef="b"/><sequenceFlow id="s" sourceRef="a" targetRef="a"/></process></definitions>`))
	f.Fuzz(func(t *testing.T, src []byte) {
		d, err := bpmn.Parse(src)
		if err != nil {
			return
		}
		lint.Check(d)
		sound.Check(d)
		for i := range diagram.Of(d) {
			picture(t, draw.SVG(d, draw.Options{Diagram: i}))
		}
		g := diagram.Layout(d)
		d.ListFlows()
		diagram.Write(d, g)
		again, err := bpmn.Parse(d.Bytes())
		if err != nil {
			t.Fatalf("unreadable after writing: %v", err)
		}
		picture(t, draw.SVG(again, draw.Options{}))
	})
}

// A reader of English is shown the English names a pack gives; where it gives none,
// the element's own.
func TestEnglishNames(t *testing.T) {
	text := `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:holon="https://holon.example/bpmn" targetNamespace="t"><process id="p" isExecutable="true">
<startEvent id="s" name="收到" holon:en="received"/><sequenceFlow id="f" name="去" holon:en="go on" sourceRef="s" targetRef="u"/><userTask id="u" name="审查"/></process></definitions>`
	defs, err := bpmn.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	for english, want := range map[bool][]string{true: {"received", "go on", "审查"}, false: {"收到", "去", "审查"}} {
		svg := string(draw.SVG(defs, draw.Options{English: english}))
		for _, w := range want {
			if !strings.Contains(svg, w) {
				t.Errorf("english %v: no %s in %s", english, w, svg)
			}
		}
		if english == strings.Contains(svg, "收到") {
			t.Errorf("english %v: %s", english, svg)
		}
	}
}
