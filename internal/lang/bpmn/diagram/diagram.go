package diagram

import (
	"math"
	"strconv"
	"strings"

	"holon.example/holon/internal/lang/bpmn"
	"holon.example/holon/internal/lang/bpmn/xmltree"
)

// Point is a place.
type Point struct{ X, Y float64 }

// Box is a rectangle.
type Box struct{ X, Y, W, H float64 }

// Shape is where a node, pool, lane or artifact stands.
type Shape struct {
	Box
	Element    string // id of the element of the model
	Expanded   bool   // a sub-process whose inside is shown
	Horizontal bool   // a pool or lane that runs from left to right
	Label      *Box
}

// Edge is the line of a flow or association.
type Edge struct {
	Element string
	Points  []Point
	Label   *Box
}

// Diagram is one drawing of a model.
type Diagram struct {
	Name   string
	Plane  string // id of the process, sub-process or collaboration it shows
	Shapes []Shape
	Edges  []Edge
	boxes  map[string]Box // of a layout under way
}

const (
	maxCoord  = 1e6
	maxShapes = 10_000
)

// Of gives the diagrams that a model carries, without empty ones.
func Of(d *bpmn.Definitions) []Diagram {
	var out []Diagram
	for _, dia := range d.Doc.Root.Elements() {
		if dia.Space != bpmn.DISpace || dia.Local != "BPMNDiagram" {
			continue
		}
		for _, plane := range dia.All("BPMNPlane") {
			g := Diagram{Name: dia.Attr("name"), Plane: ref(d, plane)}
			for _, el := range plane.Elements() {
				g.read(d, el)
			}
			if len(g.Shapes)+len(g.Edges) > 0 {
				out = append(out, g)
			}
		}
	}
	return out
}

func ref(d *bpmn.Definitions, el *xmltree.Element) string {
	if e := d.Resolve(el, el.Attr("bpmnElement")); e != nil {
		return e.Attr("id")
	}
	return ""
}

func (g *Diagram) read(d *bpmn.Definitions, el *xmltree.Element) {
	id := ref(d, el)
	if el.Space != bpmn.DISpace || id == "" || len(g.Shapes)+len(g.Edges) >= maxShapes {
		return
	}
	switch el.Local {
	case "BPMNShape":
		if b, ok := bounds(el); ok {
			horizontal := el.Attr("isHorizontal")
			g.Shapes = append(g.Shapes, Shape{
				Box: b, Element: id, Expanded: el.Attr("isExpanded") == "true", Label: label(el),
				Horizontal: horizontal == "true" || horizontal == "" && b.W >= b.H,
			})
		}
	case "BPMNEdge":
		var points []Point
		for _, w := range el.Elements() {
			if w.Local != "waypoint" || w.Space != bpmn.DDSpace {
				continue
			}
			x, ok1 := coord(w.Attr("x"))
			y, ok2 := coord(w.Attr("y"))
			if ok1 && ok2 && len(points) < 200 {
				points = append(points, Point{x, y})
			}
		}
		if len(points) > 1 {
			g.Edges = append(g.Edges, Edge{Element: id, Points: points, Label: label(el)})
		}
	}
}

func label(el *xmltree.Element) *Box {
	for _, l := range el.All("BPMNLabel") {
		if b, ok := bounds(l); ok {
			return &b
		}
	}
	return nil
}

func bounds(el *xmltree.Element) (Box, bool) {
	for _, c := range el.Elements() {
		if c.Local != "Bounds" || c.Space != bpmn.DCSpace {
			continue
		}
		x, ok1 := coord(c.Attr("x"))
		y, ok2 := coord(c.Attr("y"))
		w, ok3 := coord(c.Attr("width"))
		h, ok4 := coord(c.Attr("height"))
		return Box{x, y, w, h}, ok1 && ok2 && ok3 && ok4 && w >= 0 && h >= 0
	}
	return Box{}, false
}

func coord(s string) (float64, bool) {
	v, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
	return v, err == nil && !math.IsNaN(v) && math.Abs(v) <= maxCoord
}

// Bounds gives the rectangle around everything in the diagram.
func (g *Diagram) Bounds() Box {
	x0, y0, x1, y1 := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	add := func(b Box) {
		x0, y0 = math.Min(x0, b.X), math.Min(y0, b.Y)
		x1, y1 = math.Max(x1, b.X+b.W), math.Max(y1, b.Y+b.H)
	}
	for _, s := range g.Shapes {
		add(s.Box)
		if s.Label != nil {
			add(*s.Label)
		}
	}
	for _, e := range g.Edges {
		for _, p := range e.Points {
			add(Box{p.X, p.Y, 0, 0})
		}
		if e.Label != nil {
			add(*e.Label)
		}
	}
	if x1 < x0 {
		return Box{}
	}
	return Box{x0, y0, x1 - x0, y1 - y0}
}

// Write adds the diagram to the model, so that other tools show the same. The
// model must not be shared while it is changed.
func Write(d *bpmn.Definitions, g Diagram) {
	root := d.Doc.Root
	names := map[string]string{}
	for _, ns := range []struct{ prefix, space string }{{"bpmndi", bpmn.DISpace}, {"dc", bpmn.DCSpace}, {"di", bpmn.DDSpace}} {
		prefix, ok := root.Prefix(ns.space)
		if !ok {
			prefix = root.Declare(ns.prefix, ns.space)
		}
		if prefix != "" {
			prefix += ":"
		}
		names[ns.space] = prefix
	}
	add := func(to *xmltree.Element, space, local string, attrs ...string) *xmltree.Element {
		el := to.Append(names[space]+local, space)
		for i := 0; i < len(attrs); i += 2 {
			el.SetAttr(attrs[i], attrs[i+1])
		}
		return el
	}
	box := func(to *xmltree.Element, b Box) {
		add(to, bpmn.DCSpace, "Bounds", "x", num(b.X), "y", num(b.Y), "width", num(b.W), "height", num(b.H))
	}
	plane := add(add(root, bpmn.DISpace, "BPMNDiagram", "id", free(d, "diagram")), bpmn.DISpace, "BPMNPlane", "id", free(d, "plane"), "bpmnElement", g.Plane)
	for _, s := range g.Shapes {
		el := add(plane, bpmn.DISpace, "BPMNShape", "id", free(d, s.Element+"_di"), "bpmnElement", s.Element)
		if s.Expanded {
			el.SetAttr("isExpanded", "true")
		}
		if k := d.Element(s.Element); k != nil && (k.Local == "participant" || k.Local == "lane") {
			el.SetAttr("isHorizontal", strconv.FormatBool(s.Horizontal))
		}
		box(el, s.Box)
		if s.Label != nil {
			box(add(el, bpmn.DISpace, "BPMNLabel"), *s.Label)
		}
	}
	for _, e := range g.Edges {
		el := add(plane, bpmn.DISpace, "BPMNEdge", "id", free(d, e.Element+"_di"), "bpmnElement", e.Element)
		for _, p := range e.Points {
			add(el, bpmn.DDSpace, "waypoint", "x", num(p.X), "y", num(p.Y))
		}
	}
}

// free makes an id that the model does not use.
func free(d *bpmn.Definitions, id string) string {
	for d.Element(id) != nil {
		id += "_"
	}
	return id
}

func num(v float64) string { return strconv.FormatFloat(math.Round(v*100)/100, 'f', -1, 64) }
