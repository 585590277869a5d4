package diagram

import (
	"cmp"
	"slices"

	"holon.example/holon/internal/lang/bpmn"
	"holon.example/holon/internal/lang/bpmn/xmltree"
)

// The measures of a computed layout.
const (
	taskW, taskH   = 110.0, 70.0
	eventSize      = 36.0
	gatewaySize    = 48.0
	gapX, gapY     = 60.0, 36.0
	gapNamed       = 100.0
	pad            = 36.0 // inside of an expanded sub-process
	laneHead       = 30.0
	artifactW      = 120.0
	artifactH      = 44.0
	dataW, dataH   = 36.0, 48.0
	sweeps         = 6
	minLane        = 110.0
	labelH         = 18.0
	detour         = 22.0
	maxLayoutNodes = 3_000
)

// Layout computes a diagram: nodes in layers from left to right, in the bands of
// their lanes, processes one below the other. What has no id cannot be shown.
func Layout(d *bpmn.Definitions) Diagram {
	g := Diagram{Plane: plane(d), boxes: map[string]Box{}}
	pools := map[*xmltree.Element]*xmltree.Element{}
	for _, c := range d.Doc.Root.All("collaboration") {
		for _, p := range c.All("participant") {
			if proc := d.Resolve(p, p.Attr("processRef")); proc != nil && pools[proc] == nil {
				pools[proc] = p
			}
		}
	}
	y := 0.0
	for _, p := range d.Processes {
		if count(p.Body) > maxLayoutNodes {
			continue
		}
		y = g.process(d, p, pools[p.El], y)
	}
	g.emptyPools(d, y)
	g.messageFlows(d)
	g.Shapes = slices.DeleteFunc(g.Shapes, func(s Shape) bool { return d.Element(s.Element) == nil })
	g.Edges = slices.DeleteFunc(g.Edges, func(e Edge) bool { return d.Element(e.Element) == nil })
	return g
}

func plane(d *bpmn.Definitions) string {
	for _, c := range d.Doc.Root.All("collaboration") {
		return c.Attr("id")
	}
	if len(d.Processes) > 0 {
		return d.Processes[0].ID
	}
	return d.ID
}

func count(s *bpmn.Scope) int {
	n := len(s.Nodes)
	for _, c := range s.Nodes {
		if c.Body != nil {
			n += count(c.Body)
		}
	}
	return n
}

// process lays one process out below y and gives the y below it.
func (g *Diagram) process(d *bpmn.Definitions, p *bpmn.Process, pool *xmltree.Element, y float64) float64 {
	l := newLevel(d, p.Body)
	l.arrange()
	x, before := 0.0, len(g.Shapes)
	if pool != nil {
		x = laneHead
	}
	lanes := len(l.lanes) > 0
	if lanes {
		x += laneHead
	}
	l.move(x+pad/2, y+pad/2)
	w, h := l.w+pad, l.h+pad
	if lanes {
		last := len(l.bands) - 1
		l.heights[last] = max(l.heights[last], l.y+l.h+pad/2-l.bands[last])
		for i, lane := range l.lanes {
			top, bottom := l.bands[i], l.bands[i]+l.heights[i]
			g.put(Shape{Element: lane.Attr("id"), Horizontal: true, Box: Box{x - laneHead, top, w + laneHead, bottom - top}})
		}
		w += laneHead
		h = l.bands[last] + l.heights[last] - y
	}
	if pool != nil {
		g.put(Shape{Element: pool.Attr("id"), Horizontal: true, Box: Box{0, y, w + laneHead, h}})
		last := len(g.Shapes) - 1 // under its lanes
		g.Shapes = slices.Insert(g.Shapes[:last:last], before, g.Shapes[last])
	}
	l.emit(g)
	return y + h + 2*gapY
}

func (g *Diagram) emptyPools(d *bpmn.Definitions, y float64) {
	width := max(g.Bounds().W, 400)
	for _, c := range d.Doc.Root.All("collaboration") {
		for _, p := range c.All("participant") {
			id := p.Attr("id")
			if _, there := g.at(id); id != "" && !there {
				g.put(Shape{Element: id, Horizontal: true, Box: Box{0, y, width, 60}})
				y += 60 + gapY
			}
		}
	}
}

func (g *Diagram) put(s Shape) {
	g.Shapes = append(g.Shapes, s)
	if _, ok := g.boxes[s.Element]; !ok {
		g.boxes[s.Element] = s.Box
	}
}

func (g *Diagram) at(id string) (Box, bool) {
	b, ok := g.boxes[id]
	return b, ok
}

func (g *Diagram) messageFlows(d *bpmn.Definitions) {
	for _, c := range d.Doc.Root.All("collaboration") {
		for _, f := range c.All("messageFlow") {
			from, to := d.Resolve(f, f.Attr("sourceRef")), d.Resolve(f, f.Attr("targetRef"))
			if from == nil || to == nil {
				continue
			}
			a, ok1 := g.at(from.Attr("id"))
			b, ok2 := g.at(to.Attr("id"))
			if ok1 && ok2 {
				g.Edges = append(g.Edges, Edge{Element: f.Attr("id"), Points: vertical(a, b, from.Local == "participant", to.Local == "participant")})
			}
		}
	}
}

// vertical joins two boxes from bottom to top; a pool is met where the other end
// stands.
func vertical(a, b Box, poolA, poolB bool) []Point {
	ax, bx := a.X+a.W/2, b.X+b.W/2
	switch {
	case poolA && !poolB:
		ax = bx
	case poolB && !poolA:
		bx = ax
	}
	p, q := Point{ax, a.Y + a.H}, Point{bx, b.Y}
	if a.Y > b.Y {
		p, q = Point{ax, a.Y}, Point{bx, b.Y + b.H}
	}
	if ax == bx {
		return []Point{p, q}
	}
	mid := (p.Y + q.Y) / 2
	return []Point{p, {ax, mid}, {bx, mid}, q}
}

// level is the layout of one process or sub-process.
type level struct {
	d        *bpmn.Definitions
	scope    *bpmn.Scope
	cells    []*cell
	of       map[*bpmn.Node]*cell
	layers   [][]*cell
	lanes    []*xmltree.Element
	bands    []float64 // top of each lane
	heights  []float64
	x, y     float64
	w, h     float64
	gap      float64 // between layers; wider where flows have names
	loose    []*cell // what no flow joins: placed below
	backward []*bpmn.Flow
	long     map[*bpmn.Flow][]*cell
	extra    []artifact
}

// cell is a node, or a place on the way of a long flow.
type cell struct {
	node   *bpmn.Node
	inside *level
	layer  int
	lane   int
	order  float64
	w, h   float64
	x, y   float64
	in     []*cell
	out    []*cell
}

type artifact struct {
	el *xmltree.Element
	Box
}

func newLevel(d *bpmn.Definitions, s *bpmn.Scope) *level {
	l := &level{d: d, scope: s, of: map[*bpmn.Node]*cell{}, long: map[*bpmn.Flow][]*cell{}}
	l.gap = gapX
	if slices.ContainsFunc(s.Flows, func(f *bpmn.Flow) bool { return f.Name != "" }) {
		l.gap = gapNamed
	}
	if s.Owner == nil {
		l.lanes = leafLanes(s.El)
	}
	for _, n := range s.Nodes {
		if n.Kind == "boundaryEvent" && n.Host != nil {
			continue
		}
		c := &cell{node: n, w: taskW, h: taskH, lane: l.laneOf(n)}
		switch {
		case n.Event():
			c.w, c.h = eventSize, eventSize
		case n.Gateway():
			c.w, c.h = gatewaySize, gatewaySize
		case n.Body != nil && len(n.Body.Nodes) > 0:
			c.inside = newLevel(d, n.Body)
			c.inside.arrange()
			c.w, c.h = max(taskW, c.inside.w+2*pad), max(taskH, c.inside.h+2*pad)
		}
		l.cells = append(l.cells, c)
		l.of[n] = c
	}
	return l
}

func leafLanes(el *xmltree.Element) []*xmltree.Element {
	var out []*xmltree.Element
	for _, ls := range append(el.All("laneSet"), el.All("childLaneSet")...) {
		for _, lane := range ls.All("lane") {
			if inner := leafLanes(lane); len(inner) > 0 {
				out = append(out, inner...)
			} else {
				out = append(out, lane)
			}
		}
	}
	return out
}

func (l *level) laneOf(n *bpmn.Node) int {
	for i, lane := range l.lanes {
		for _, r := range lane.All("flowNodeRef") {
			if l.d.Resolve(r, r.Text()) == n.El {
				return i
			}
		}
	}
	return 0
}

// host is the cell a flow's end stands at: a boundary event stands at its host.
func (l *level) host(n *bpmn.Node) *cell {
	if n.Host != nil {
		return l.of[n.Host]
	}
	return l.of[n]
}

func (l *level) arrange() {
	l.rank()
	l.lengthen()
	l.sort()
	l.place()
	l.artifacts()
}

// rank puts every node one layer behind the farthest that leads to it; flows that
// lead back are left aside.
func (l *level) rank() {
	state := map[*cell]int{}
	var visit func(c *cell)
	var topo []*cell
	visit = func(c *cell) {
		state[c] = 1
		for _, f := range l.flowsOut(c) {
			to := l.host(f.To)
			switch {
			case to == nil:
			case state[to] == 1:
				l.backward = append(l.backward, f)
			case state[to] == 0:
				visit(to)
			}
		}
		state[c] = 2
		topo = append(topo, c)
	}
	for _, c := range l.cells {
		if len(c.node.In) == 0 && state[c] == 0 {
			visit(c)
		}
	}
	for _, c := range l.cells {
		if state[c] == 0 {
			visit(c)
		}
	}
	for i := len(topo) - 1; i >= 0; i-- {
		for _, f := range l.flowsOut(topo[i]) {
			if to := l.host(f.To); to != nil && !slices.Contains(l.backward, f) {
				to.layer = max(to.layer, topo[i].layer+1)
			}
		}
	}
	for _, c := range l.cells {
		if len(c.node.In)+len(l.flowsOut(c)) == 0 && len(l.cells) > 1 {
			l.loose = append(l.loose, c)
			continue
		}
		l.put(c)
	}
}

func (l *level) put(c *cell) {
	for len(l.layers) <= c.layer {
		l.layers = append(l.layers, nil)
	}
	l.layers[c.layer] = append(l.layers[c.layer], c)
}

func (l *level) flowsOut(c *cell) []*bpmn.Flow {
	out := c.node.Out
	for _, b := range c.node.Boundary {
		out = append(out[:len(out):len(out)], b.Out...)
	}
	return out
}

// lengthen puts places into the layers that a long flow passes.
func (l *level) lengthen() {
	for _, c := range l.cells {
		for _, f := range l.flowsOut(c) {
			to := l.host(f.To)
			if to == nil || slices.Contains(l.backward, f) || to.layer <= c.layer {
				continue
			}
			prev := c
			for layer := c.layer + 1; layer < to.layer; layer++ {
				p := &cell{layer: layer, lane: to.lane, w: 0, h: 12}
				join(prev, p)
				l.long[f] = append(l.long[f], p)
				l.put(p)
				prev = p
			}
			join(prev, to)
		}
	}
}

func join(a, b *cell) { a.out, b.in = append(a.out, b), append(b.in, a) }

// sort orders each layer by lane and by the middle of the neighbours.
func (l *level) sort() {
	for _, layer := range l.layers {
		number(layer)
	}
	for range sweeps {
		for i := 1; i < len(l.layers); i++ {
			resort(l.layers[i], func(c *cell) []*cell { return c.in })
		}
		for i := len(l.layers) - 2; i >= 0; i-- {
			resort(l.layers[i], func(c *cell) []*cell { return c.out })
		}
	}
}

func resort(layer []*cell, near func(*cell) []*cell) {
	want := map[*cell]float64{}
	for _, c := range layer {
		want[c] = c.order
		if n := near(c); len(n) > 0 {
			sum := 0.0
			for _, o := range n {
				sum += o.order
			}
			want[c] = sum / float64(len(n))
		}
	}
	slices.SortStableFunc(layer, func(a, b *cell) int {
		return cmp.Or(cmp.Compare(a.lane, b.lane), cmp.Compare(want[a], want[b]))
	})
	number(layer)
}

func number(layer []*cell) {
	for i, c := range layer {
		c.order = float64(i) - float64(len(layer)-1)/2
	}
}
