package diagram_test

import (
	"fmt"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"holon.example/holon/internal/lang/bpmn"
	"holon.example/holon/internal/lang/bpmn/diagram"
)

func load(t *testing.T, name string) *bpmn.Definitions {
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

func TestOf(t *testing.T) {
	d := load(t, "workshop.bpmn")
	all := diagram.Of(d)
	if len(all) != 1 || len(all[0].Shapes) != 2 || len(all[0].Edges) != 1 || all[0].Plane != "p" || all[0].Name != "part" {
		t.Fatal(all) // the shape with impossible numbers is left out
	}
	if s := all[0].Shapes[0]; s.Element != "s" || s.Label == nil || s.Label.W != 76 || s.X != 100 {
		t.Fatal(s)
	}
	if b := all[0].Bounds(); b != (diagram.Box{X: 80, Y: 78, W: 220, H: 80}) {
		t.Fatal(b)
	}
	if len(diagram.Of(load(t, "opening.bpmn"))) != 0 {
		t.Fatal("a diagram from nowhere")
	}
}

func TestWriteIsReadBack(t *testing.T) {
	d := load(t, "opening.bpmn")
	g := diagram.Layout(d)
	diagram.Write(d, g)
	again, err := bpmn.Parse(d.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	got := diagram.Of(again)
	near := cmp.Comparer(func(a, b float64) bool { return math.Abs(a-b) < 0.02 })
	if len(got) != 1 || len(g.Shapes) != len(got[0].Shapes) || len(g.Edges) != len(got[0].Edges) {
		t.Fatal(len(got))
	}
	for i, s := range g.Shapes {
		if b := got[0].Shapes[i]; s.Element != b.Element || s.Expanded != b.Expanded || !cmp.Equal(s.Box, b.Box, near) {
			t.Fatal(s, b)
		}
	}
	for i := range g.Edges {
		if diff := cmp.Diff(g.Edges[i], got[0].Edges[i], near); diff != "" {
			t.Fatal(diff)
		}
	}
}

// sane checks a layout: every node and flow is there, nothing of one level lies
// on anything else, flows begin and end at their nodes.
func sane(t rapid.TB, d *bpmn.Definitions, g diagram.Diagram) {
	at := map[string]diagram.Box{}
	for _, s := range g.Shapes {
		at[s.Element] = s.Box
	}
	lines := map[string]diagram.Edge{}
	for _, e := range g.Edges {
		lines[e.Element] = e
	}
	var walk func(s *bpmn.Scope)
	walk = func(s *bpmn.Scope) {
		for i, n := range s.Nodes {
			b, ok := at[n.ID]
			if !ok {
				t.Fatalf("%s is missing", n.ID)
			}
			if s.Owner != nil && !inside(b, at[s.Owner.ID]) {
				t.Fatalf("%s is not inside %s", n.ID, s.Owner.ID)
			}
			for _, o := range s.Nodes[:i] {
				if n.Host == nil && o.Host == nil && overlap(b, at[o.ID]) {
					t.Fatalf("%s lies on %s: %v %v", n.ID, o.ID, b, at[o.ID])
				}
			}
			if n.Body != nil {
				walk(n.Body)
			}
		}
		for _, f := range s.Flows {
			e, ok := lines[f.ID]
			if !ok || !touches(at[f.From.ID], e.Points[0]) || !touches(at[f.To.ID], e.Points[len(e.Points)-1]) {
				t.Fatalf("flow %s: %v between %v and %v", f.ID, e.Points, at[f.From.ID], at[f.To.ID])
			}
		}
	}
	for _, p := range d.Processes {
		walk(p.Body)
	}
}

func inside(a, b diagram.Box) bool {
	return a.X >= b.X && a.Y >= b.Y && a.X+a.W <= b.X+b.W && a.Y+a.H <= b.Y+b.H
}

func overlap(a, b diagram.Box) bool {
	return a.X < b.X+b.W-0.01 && b.X < a.X+a.W-0.01 && a.Y < b.Y+b.H-0.01 && b.Y < a.Y+a.H-0.01
}

func touches(b diagram.Box, p diagram.Point) bool {
	return p.X > b.X-0.1 && p.X < b.X+b.W+0.1 && p.Y > b.Y-0.1 && p.Y < b.Y+b.H+0.1
}

func TestLayoutOfTheModels(t *testing.T) {
	for _, name := range []string{"opening.bpmn", "workshop.bpmn"} {
		d := load(t, name)
		sane(t, d, diagram.Layout(d))
	}
	g := diagram.Layout(load(t, "opening.bpmn"))
	at := map[string]diagram.Box{}
	for _, s := range g.Shapes {
		at[s.Element] = s.Box
	}
	for _, pair := range [][2]string{{"check", "window"}, {"food", "departments"}, {"fire", "departments"}, {"window", "gov"}, {"departments", "gov"}} {
		if !inside(at[pair[0]], at[pair[1]]) {
			t.Errorf("%s %v is not inside %s %v", pair[0], at[pair[0]], pair[1], at[pair[1]])
		}
	}
	if at["citizen"].W == 0 || overlap(at["citizen"], at["gov"]) {
		t.Error("the empty pool", at["citizen"])
	}
}

func TestLayoutOfRandomModels(t *testing.T) {
	kinds := []string{"task", "startEvent", "endEvent", "exclusiveGateway", "subProcess"}
	rapid.Check(t, func(rt *rapid.T) {
		var b strings.Builder
		n := rapid.IntRange(1, 14).Draw(rt, "nodes")
		for i := range n {
			kind := rapid.SampledFrom(kinds).Draw(rt, "kind")
			fmt.Fprintf(&b, `<%s id="n%d" name="a name">`, kind, i)
			if kind == "subProcess" {
				fmt.Fprintf(&b, `<task id="i%d"/><task id="j%d"/><sequenceFlow id="k%d" sourceRef="i%d" targetRef="j%d"/>`, i, i, i, i, i)
			}
			fmt.Fprintf(&b, `</%s>`, kind)
			if kind == "task" && rapid.Bool().Draw(rt, "boundary") {
				fmt.Fprintf(&b, `<boundaryEvent id="b%d" attachedToRef="n%d"/><sequenceFlow id="bf%d" sourceRef="b%d" targetRef="n%d"/>`, i, i, i, i, rapid.IntRange(0, n-1).Draw(rt, "to"))
			}
		}
		for i := range rapid.IntRange(0, 2*n).Draw(rt, "flows") {
			fmt.Fprintf(&b, `<sequenceFlow id="f%d" sourceRef="n%d" targetRef="n%d"/>`, i, rapid.IntRange(0, n-1).Draw(rt, "from"), rapid.IntRange(0, n-1).Draw(rt, "to"))
		}
		d, err := bpmn.Parse([]byte(`<definitions xmlns="` + bpmn.Space + `"><process id="p">` + b.String() + `</process></definitions>`))
		if err != nil {
			rt.Fatal(err)
		}
		sane(rt, d, diagram.Layout(d))
	})
}
