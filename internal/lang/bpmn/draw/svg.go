package draw

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"holon.example/holon/internal/lang/bpmn"
	"holon.example/holon/internal/lang/bpmn/diagram"
	"holon.example/holon/internal/lang/bpmn/xmltree"
)

// Options say what is drawn. The zero value draws the first diagram of the model.
type Options struct {
	Diagram int                    // which of the model's diagrams
	States  map[string]State       // by element id
	Title   string                 // name of the picture; else that of the process
	Words   map[State]string       // words for the states in titles; else English
	Link    func(id string) string // address that an element leads to; "" for none
	English bool                   // names are those of holon:en, where an element has one
}

var english = map[State]string{Done: "done", Active: "active", Late: "late", Stopped: "stopped"}

var classes = map[State]string{Idle: "is-idle", Done: "is-done", Active: "is-active", Late: "is-late", Stopped: "is-stopped"}

// Colours are only the fallback of the page's style sheet; each state also has a
// mark and words.
var strokes = map[State]string{Idle: "#5a6472", Done: "#1b6e3c", Active: "#0b57a4", Late: "#b3261e", Stopped: "#5a6472"}

var fills = map[State]string{Idle: "#ffffff", Done: "#e9f5ed", Active: "#e4effb", Late: "#fdeceb", Stopped: "#eceff2"}

const margin = 16.0

type canvas struct {
	b strings.Builder
	d *bpmn.Definitions
	o Options
}

// SVG draws a model. A model without a diagram is laid out first.
func SVG(d *bpmn.Definitions, o Options) []byte {
	all := diagram.Of(d)
	if len(all) == 0 || o.Diagram >= len(all) || o.Diagram < 0 {
		all, o.Diagram = []diagram.Diagram{diagram.Layout(d)}, 0
	}
	g := all[o.Diagram]
	c := &canvas{d: d, o: o}
	box := g.Bounds()
	w, h := box.W+2*margin, box.H+2*margin
	title := c.title(g)
	fmt.Fprintf(&c.b, `<svg xmlns="http://www.w3.org/2000/svg" class="bpmn" role="img" viewBox="%s %s %s %s" width="%s" height="%s" font-family="sans-serif" font-size="12"><title>%s</title>`,
		n(box.X-margin), n(box.Y-margin), n(w), n(h), n(w), n(h), esc(title))
	for _, s := range g.Shapes {
		if c.background(s) {
			c.shape(s)
		}
	}
	for _, e := range g.Edges {
		c.edge(e)
	}
	for _, s := range g.Shapes {
		if !c.background(s) {
			c.shape(s)
		}
	}
	c.b.WriteString("</svg>")
	return []byte(c.b.String())
}

func (c *canvas) title(g diagram.Diagram) string {
	if c.o.Title != "" {
		return c.o.Title
	}
	if p := c.d.Process(g.Plane); p != nil && g.Plane != "" {
		if p.Name != "" {
			return p.Name
		}
		return p.ID
	}
	if g.Name != "" {
		return g.Name
	}
	return c.d.Doc.Root.Attr("name")
}

// background tells what lies under the flows.
func (c *canvas) background(s diagram.Shape) bool {
	e := c.d.Element(s.Element)
	switch e.Local {
	case "participant", "lane", "group":
		return true
	case "subProcess", "transaction", "adHocSubProcess", "subChoreography":
		return s.Expanded
	}
	return false
}

// shape draws one node in a group with its title, class and mark.
func (c *canvas) shape(s diagram.Shape) {
	e := c.d.Element(s.Element)
	state := c.o.States[s.Element]
	href := ""
	if c.o.Link != nil {
		href = c.o.Link(s.Element)
	}
	if href != "" {
		fmt.Fprintf(&c.b, `<a href="%s">`, esc(href))
	}
	fmt.Fprintf(&c.b, `<g class="bpmn-el bpmn-%s %s" data-element="%s" stroke="%s" fill="%s" stroke-width="1.5"><title>%s</title>`,
		e.Local, classes[state], esc(s.Element), strokes[state], fills[state], esc(c.words(e, state)))
	p := pen{c: c, e: e, s: s, state: state}
	p.draw()
	p.mark()
	c.b.WriteString("</g>")
	if href != "" {
		c.b.WriteString("</a>")
	}
}

// words are what an element is called aloud: its name, its kind, its state.
func (c *canvas) words(e *xmltree.Element, state State) string {
	name := c.name(e)
	if name == "" {
		name = e.Attr("id")
	}
	out := name + " (" + spaced(e.Local) + ")"
	if word := c.o.Words[state]; word != "" {
		return out + ": " + word
	}
	if state != Idle {
		out += ": " + english[state]
	}
	return out
}

// name is what is written at an element.
func (c *canvas) name(e *xmltree.Element) string {
	if said, ok := e.Lookup(bpmn.HolonSpace, "en"); ok && c.o.English && said != "" {
		return said
	}
	switch e.Local {
	case "textAnnotation":
		if t := e.First("text"); t != nil {
			return t.Text()
		}
	case "group":
		if v := c.d.Resolve(e, e.Attr("categoryValueRef")); v != nil {
			return v.Attr("value")
		}
	case "dataObjectReference", "dataStoreReference":
		if e.Attr("name") == "" {
			for _, ref := range []string{"dataObjectRef", "dataStoreRef"} {
				if o := c.d.Resolve(e, e.Attr(ref)); o != nil {
					return o.Attr("name")
				}
			}
		}
	}
	return e.Attr("name")
}

// spaced makes words of an element name: userTask is "user task".
func spaced(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r >= 'A' && r <= 'Z' {
			b.WriteByte(' ')
			r += 'a' - 'A'
		}
		b.WriteRune(r)
	}
	return b.String()
}

// n writes a measure.
func n(v float64) string { return strconv.FormatFloat(math.Round(v*100)/100, 'f', -1, 64) }

var escapes = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&#39;")

func esc(s string) string { return escapes.Replace(s) }
