package diagram

import (
	"math"
	"slices"

	"holon.example/holon/internal/lang/bpmn"
	"holon.example/holon/internal/lang/bpmn/xmltree"
)

// place gives every cell its coordinates.
func (l *level) place() {
	x := 0.0
	for _, layer := range l.layers {
		w := 0.0
		for _, c := range layer {
			w = max(w, c.w)
		}
		for _, c := range layer {
			c.x = x + (w-c.w)/2
			if c.node == nil {
				c.x = x // a flow passes the layer whole
			}
		}
		x += w + l.gap
	}
	l.w = max(0, x-l.gap)
	l.measureBands()
	for range sweeps {
		for i := range l.layers {
			l.settle(l.layers[i], func(c *cell) []*cell { return c.in })
		}
		for i := len(l.layers) - 1; i >= 0; i-- {
			l.settle(l.layers[i], func(c *cell) []*cell { return c.out })
		}
	}
	l.normalise()
	l.placeLoose()
	for range l.backward {
		l.h += detour
	}
}

// need is the room a cell takes, with its boundary events and the name of an
// event or gateway below it.
func need(c *cell) float64 {
	h := c.h + gapY
	if c.node != nil && (len(c.node.Boundary) > 0 || !c.node.Activity()) {
		h += labelH
	}
	if c.node == nil {
		h = c.h + 10
	}
	return h
}

// measureBands finds the height of each lane; without lanes there is one band.
func (l *level) measureBands() {
	bands := max(1, len(l.lanes))
	l.bands, l.heights = make([]float64, bands), make([]float64, bands)
	for _, layer := range l.layers {
		sum := make([]float64, bands)
		for _, c := range layer {
			sum[c.lane] += need(c)
		}
		for i := range sum {
			l.heights[i] = max(l.heights[i], sum[i])
		}
	}
	y := 0.0
	for i := range l.bands {
		if len(l.lanes) > 0 {
			l.heights[i] = max(l.heights[i]+gapY, minLane)
		}
		l.bands[i] = y
		y += l.heights[i]
	}
	l.h = y
	for _, layer := range l.layers {
		at := slices.Clone(l.bands)
		for _, c := range layer {
			c.y = at[c.lane]
			at[c.lane] += need(c)
		}
	}
}

func (c *cell) middle() float64 { return c.y + c.h/2 }

// settle moves the cells of a layer to the middle of their neighbours as far as
// their order and lanes allow.
func (l *level) settle(layer []*cell, near func(*cell) []*cell) {
	want := make([]float64, len(layer))
	for i, c := range layer {
		want[i] = c.y
		if n := near(c); len(n) > 0 {
			sum := 0.0
			for _, o := range n {
				sum += o.middle()
			}
			want[i] = sum/float64(len(n)) - c.h/2
		}
	}
	lanes := len(l.lanes) > 0
	for i, c := range layer {
		c.y = want[i]
		if lanes {
			c.y = max(c.y, l.bands[c.lane]+gapY/2)
		}
		if i > 0 {
			c.y = max(c.y, layer[i-1].y+need(layer[i-1]))
		}
	}
	limit := math.Inf(1)
	for i := len(layer) - 1; i >= 0; i-- {
		c := layer[i]
		if lanes {
			limit = min(limit, l.bands[c.lane]+l.heights[c.lane])
		}
		c.y = min(c.y, limit-need(c)+gapY/2)
		if !lanes {
			c.y = max(c.y, min(want[i], limit-need(c)))
		}
		limit = c.y
	}
}

// normalise moves a level without lanes to the origin and measures it.
func (l *level) normalise() {
	top, bottom := math.Inf(1), 0.0
	for _, layer := range l.layers {
		for _, c := range layer {
			top = min(top, c.y)
		}
	}
	if math.IsInf(top, 1) || len(l.lanes) > 0 {
		top = 0
	}
	for _, layer := range l.layers {
		for _, c := range layer {
			c.y -= top
			bottom = max(bottom, c.y+need(c)-gapY)
		}
	}
	if len(l.lanes) == 0 {
		l.h = bottom
	}
}

// placeLoose puts what no flow joins into a row below.
func (l *level) placeLoose() {
	if len(l.loose) == 0 {
		return
	}
	y, x, rowH := l.h, 0.0, 0.0
	if y > 0 {
		y += gapY
	}
	limit := max(l.w, 4*(taskW+gapX))
	for _, c := range l.loose {
		if x > 0 && x+c.w > limit {
			x, y, rowH = 0, y+rowH+gapY, 0
		}
		c.x, c.y = x, y
		x += c.w + gapX
		rowH = max(rowH, need(c)-gapY)
		l.w = max(l.w, x-gapX)
	}
	l.h = y + rowH
}

// artifacts puts data and annotations into a row below.
func (l *level) artifacts() {
	x := 0.0
	y := l.h + gapY
	for _, e := range l.scope.El.Elements() {
		w, h := dataW, dataH
		switch {
		case e.Space != bpmn.Space || e.Attr("id") == "":
			continue
		case e.Local == "textAnnotation":
			w, h = artifactW, artifactH
		case e.Local != "dataObjectReference" && e.Local != "dataStoreReference":
			continue
		}
		l.extra = append(l.extra, artifact{e, Box{x, y, w, h}})
		x += w + gapX
		l.w, l.h = max(l.w, x-gapX), y+h+labelH
	}
}

// move shifts the level, and what is inside its cells, to a place.
func (l *level) move(dx, dy float64) {
	l.x, l.y = dx, dy
	for i := range l.bands {
		l.bands[i] += dy
	}
	if len(l.bands) > 0 && len(l.lanes) > 0 {
		l.bands[0] -= pad / 2
		l.heights[0] += pad / 2
	}
	shift := func(c *cell) { c.x, c.y = c.x+dx, c.y+dy }
	for _, layer := range l.layers {
		for _, c := range layer {
			shift(c)
		}
	}
	for _, c := range l.loose {
		shift(c)
	}
	for i := range l.extra {
		l.extra[i].X += dx
		l.extra[i].Y += dy
	}
	for _, c := range l.cells {
		if c.inside != nil {
			c.inside.move(c.x+(c.w-c.inside.w)/2, c.y+pad)
		}
	}
}

// emit writes the level into the diagram: shapes first, then lines.
func (l *level) emit(g *Diagram) {
	for _, c := range l.cells {
		g.put(Shape{Element: c.node.ID, Box: Box{c.x, c.y, c.w, c.h}, Expanded: c.inside != nil})
		if c.inside != nil {
			c.inside.emit(g)
		}
		for i, b := range c.node.Boundary {
			n := float64(len(c.node.Boundary))
			x := c.x + c.w*(float64(i)+1)/(n+1) - eventSize/2
			g.put(Shape{Element: b.ID, Box: Box{x, c.y + c.h - eventSize/2, eventSize, eventSize}})
		}
	}
	for _, a := range l.extra {
		g.put(Shape{Element: a.el.Attr("id"), Box: a.Box})
	}
	for _, f := range l.scope.Flows {
		if f.From != nil && f.To != nil && f.From.Scope == l.scope && f.To.Scope == l.scope && f.ID != "" {
			l.route(g, f)
		}
	}
	l.lines(g)
}

func (l *level) route(g *Diagram, f *bpmn.Flow) {
	from, ok1 := g.at(f.From.ID)
	to, ok2 := g.at(f.To.ID)
	if !ok1 || !ok2 {
		return
	}
	if i := slices.Index(l.backward, f); i >= 0 || l.host(f.From) == l.host(f.To) {
		g.Edges = append(g.Edges, Edge{Element: f.ID, Points: l.around(from, to, max(0, i))})
		return
	}
	var points []Point
	x, y := from.X+from.W, from.Y+from.H/2
	if f.From.Host != nil { // leaves a boundary event downwards
		x, y = from.X+from.W/2, from.Y+from.H
		points = append(points, Point{x, y})
		y += gapY / 2
	}
	points = append(points, Point{x, y})
	for _, p := range l.long[f] {
		points = bend(points, p.x-l.gap/2, p.middle())
	}
	y = to.Y + to.H/2
	if last := points[len(points)-1].Y; f.To.Activity() && last > to.Y+10 && last < to.Y+to.H-10 {
		y = last // a wide end is met without a bend
	}
	points = bend(points, l.left(f.To)-l.gap/2, y)
	points = append(points, Point{to.X, y})
	g.Edges = append(g.Edges, Edge{Element: f.ID, Points: straight(points)})
}

// left is the left border of the layer that a node stands in.
func (l *level) left(nd *bpmn.Node) float64 {
	c := l.host(nd)
	x := c.x
	if c.layer < len(l.layers) {
		for _, o := range l.layers[c.layer] {
			x = min(x, o.x)
		}
	}
	return x
}

// bend goes on level to x and then up or down to y.
func bend(points []Point, x, y float64) []Point {
	last := points[len(points)-1]
	x = max(x, last.X)
	return append(points, Point{x, last.Y}, Point{x, y})
}

// straight drops the points in the middle of a straight line.
func straight(in []Point) []Point {
	out := in[:1]
	for i := 1; i < len(in); i++ {
		if p := in[i]; p == out[len(out)-1] {
			continue
		}
		if n := len(out); n > 1 {
			a, b, c := out[n-2], out[n-1], in[i]
			if a.X == b.X && b.X == c.X || a.Y == b.Y && b.Y == c.Y {
				out[n-1] = c
				continue
			}
		}
		out = append(out, in[i])
	}
	return out
}

// around leads a flow that goes back below everything.
func (l *level) around(from, to Box, i int) []Point {
	y := l.y + l.h - detour*float64(len(l.backward)-i) + detour/2
	y = max(y, max(from.Y+from.H, to.Y+to.H)+detour/2)
	a, b := from.X+from.W/2, to.X+to.W/2
	if from == to {
		a, b = from.X+from.W*0.75, from.X+from.W*0.25
	}
	return []Point{{a, from.Y + from.H}, {a, y}, {b, y}, {b, to.Y + to.H}}
}

// lines draws associations as straight lines between the borders.
func (l *level) lines(g *Diagram) {
	for _, e := range l.scope.El.Elements() {
		if e.Space != bpmn.Space {
			continue
		}
		if e.Local == "association" {
			l.line(g, e, l.d.Resolve(e, e.Attr("sourceRef")), l.d.Resolve(e, e.Attr("targetRef")))
		}
		for _, a := range e.Elements() {
			switch a.Local {
			case "dataInputAssociation":
				l.line(g, a, child(l.d, a, "sourceRef"), e)
			case "dataOutputAssociation":
				l.line(g, a, e, child(l.d, a, "targetRef"))
			}
		}
	}
}

func child(d *bpmn.Definitions, e *xmltree.Element, name string) *xmltree.Element {
	if c := e.First(name); c != nil {
		return d.Resolve(c, c.Text())
	}
	return nil
}

func (l *level) line(g *Diagram, e, from, to *xmltree.Element) {
	if from == nil || to == nil || e.Attr("id") == "" {
		return
	}
	a, ok1 := g.at(from.Attr("id"))
	b, ok2 := g.at(to.Attr("id"))
	if ok1 && ok2 {
		g.Edges = append(g.Edges, Edge{Element: e.Attr("id"), Points: []Point{border(a, b), border(b, a)}})
	}
}

// border is where the line between the middles of two boxes leaves the first.
func border(a, b Box) Point {
	ax, ay := a.X+a.W/2, a.Y+a.H/2
	dx, dy := b.X+b.W/2-ax, b.Y+b.H/2-ay
	if dx == 0 && dy == 0 {
		return Point{ax, ay}
	}
	t := math.Inf(1)
	if dx != 0 {
		t = min(t, a.W/2/math.Abs(dx))
	}
	if dy != 0 {
		t = min(t, a.H/2/math.Abs(dy))
	}
	return Point{ax + dx*min(t, 1), ay + dy*min(t, 1)}
}
