package draw

import (
	"fmt"
	"math"
	"strings"

	"holon.example/holon/internal/lang/bpmn/diagram"
)

// edge draws the line of a flow or association with its ends and its name.
func (c *canvas) edge(g diagram.Edge) {
	e := c.d.Element(g.Element)
	state := c.o.States[g.Element]
	ink, dash, width := strokes[state], "", "1.5"
	switch e.Local {
	case "messageFlow":
		dash = ` stroke-dasharray="7 4"`
	case "association", "dataInputAssociation", "dataOutputAssociation":
		dash = ` stroke-dasharray="1.5 3"`
	case "conversationLink":
		width = "3"
	}
	if state == Done {
		width = "2.5"
	}
	var d strings.Builder
	for i, p := range g.Points {
		fmt.Fprintf(&d, "%s%s %s", map[bool]string{true: "M", false: "L"}[i == 0], n(p.X), n(p.Y))
	}
	fmt.Fprintf(&c.b, `<g class="bpmn-edge bpmn-%s %s" data-element="%s" stroke="%s" fill="none" stroke-width="%s"><title>%s</title><path d="%s"%s/>`,
		e.Local, classes[state], esc(g.Element), ink, width, esc(c.words(e, state)), d.String(), dash)
	c.tips(g, ink)
	if name := c.name(e); name != "" {
		c.edgeName(g, name)
	}
	c.b.WriteString("</g>")
}

// tips draws what stands at the two ends of a line.
func (c *canvas) tips(g diagram.Edge, ink string) {
	e, last := c.d.Element(g.Element), len(g.Points)-1
	switch e.Local {
	case "sequenceFlow":
		c.head(g.Points[last-1], g.Points[last], ink)
		f := c.d.Flow(g.Element)
		switch {
		case f == nil || f.From == nil:
		case f.From.Default == f.ID:
			c.slash(g.Points[0], g.Points[1])
		case f.Condition != nil && f.From.Activity():
			c.diamond(g.Points[0], g.Points[1])
		}
	case "messageFlow":
		c.head(g.Points[last-1], g.Points[last], "#ffffff")
		fmt.Fprintf(&c.b, `<circle cx="%s" cy="%s" r="4" fill="#ffffff"/>`, n(g.Points[0].X), n(g.Points[0].Y))
	case "dataInputAssociation", "dataOutputAssociation":
		c.open(g.Points[last-1], g.Points[last])
	case "association":
		switch e.Attr("associationDirection") {
		case "Both":
			c.open(g.Points[1], g.Points[0])
			c.open(g.Points[last-1], g.Points[last])
		case "One":
			c.open(g.Points[last-1], g.Points[last])
		}
	}
}

// along gives the point at a distance and side from the tip, seen against the
// direction of the line.
func along(from, tip diagram.Point, back, side float64) diagram.Point {
	a := math.Atan2(tip.Y-from.Y, tip.X-from.X)
	return diagram.Point{
		X: tip.X - back*math.Cos(a) - side*math.Sin(a),
		Y: tip.Y - back*math.Sin(a) + side*math.Cos(a),
	}
}

func (c *canvas) poly(fill, end string, points ...diagram.Point) {
	c.b.WriteString(`<path d="`)
	for i, p := range points {
		fmt.Fprintf(&c.b, "%s%s %s", map[bool]string{true: "M", false: "L"}[i == 0], n(p.X), n(p.Y))
	}
	fmt.Fprintf(&c.b, `%s" fill="%s"/>`, end, fill)
}

func (c *canvas) head(from, tip diagram.Point, fill string) {
	c.poly(fill, "Z", tip, along(from, tip, 9, 4), along(from, tip, 9, -4))
}

func (c *canvas) open(from, tip diagram.Point) {
	c.poly("none", "", along(from, tip, 8, 4), tip, along(from, tip, 8, -4))
}

func (c *canvas) slash(start, next diagram.Point) {
	c.poly("none", "", along(next, start, 6, 5), along(next, start, 12, -5))
}

func (c *canvas) diamond(start, next diagram.Point) {
	c.poly("#ffffff", "Z", start, along(next, start, 7, 4), along(next, start, 14, 0), along(next, start, 7, -4))
}

// edgeName writes the name where the model puts it, else at the middle of the
// longest piece of the line.
func (c *canvas) edgeName(g diagram.Edge, name string) {
	if l := g.Label; l != nil && l.W > 1 {
		c.halo(wrap(name, max(l.W, 60)+6, 3), l.X+l.W/2, l.Y+l.H/2)
		return
	}
	best, long := 1, -1.0
	for i := 1; i < len(g.Points); i++ {
		if d := math.Hypot(g.Points[i].X-g.Points[i-1].X, g.Points[i].Y-g.Points[i-1].Y); d > long {
			best, long = i, d
		}
	}
	a, b := g.Points[best-1], g.Points[best]
	room := 110.0
	if a.Y == b.Y {
		room = max(48, math.Abs(a.X-b.X)-16)
	}
	lines := wrap(name, room, 2)
	c.halo(lines, (a.X+b.X)/2, (a.Y+b.Y)/2-2-lineHeight*float64(len(lines))/2)
}
