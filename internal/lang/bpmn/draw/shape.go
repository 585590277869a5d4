package draw

import (
	"fmt"
	"math"
	"strings"

	"holon.example/holon/internal/lang/bpmn/diagram"
	"holon.example/holon/internal/lang/bpmn/xmltree"
)

// pen draws one shape.
type pen struct {
	c     *canvas
	e     *xmltree.Element
	s     diagram.Shape
	state State
}

func (p *pen) out(format string, args ...any) { fmt.Fprintf(&p.c.b, format, args...) }

// path draws one path; a fill of "" keeps that of the element.
func (p *pen) path(d, fill string) {
	if fill != "" {
		fill = ` fill="` + fill + `"`
	}
	p.out(`<path d="%s"%s/>`, d, fill)
}

func (p *pen) ink() string { return strokes[p.state] }

func (p *pen) rect(b diagram.Box, r float64, extra string) {
	p.out(`<rect x="%s" y="%s" width="%s" height="%s" rx="%s"%s/>`, n(b.X), n(b.Y), n(b.W), n(b.H), n(r), extra)
}

func (p *pen) circle(x, y, r float64, extra string) {
	p.out(`<circle cx="%s" cy="%s" r="%s"%s/>`, n(x), n(y), n(max(r, 0)), extra)
}

func (p *pen) draw() {
	switch k := p.e.Local; {
	case strings.HasSuffix(k, "Gateway"):
		p.gateway()
	case strings.HasSuffix(k, "Event") || k == "event":
		p.event()
	case k == "participant" || k == "lane":
		p.pool()
	case strings.HasPrefix(k, "data"):
		p.data()
	case k == "textAnnotation":
		p.annotation()
	case k == "group":
		p.rect(p.s.Box, 10, ` fill="none" stroke-dasharray="8 3 2 3"`)
		p.c.text(wrap(p.c.name(p.e), p.s.W-8, 1), p.s.X+p.s.W/2, p.s.Y+12, "middle")
	case strings.Contains(strings.ToLower(k), "conversation"):
		p.hexagon()
	case k == "message":
		p.envelope(p.s.X+p.s.W/2, p.s.Y+p.s.H/2, p.s.W, p.s.H, false)
		p.below()
	default:
		p.activity()
	}
}

func (p *pen) activity() {
	b, k := p.s.Box, p.e.Local
	extra := ""
	if k == "callActivity" || k == "callChoreography" {
		extra = ` stroke-width="3.5"`
	}
	if p.e.Attr("triggeredByEvent") == "true" {
		extra = ` stroke-dasharray="2 3"`
	}
	p.rect(b, 8, extra)
	if k == "transaction" {
		p.rect(diagram.Box{X: b.X + 3, Y: b.Y + 3, W: max(b.W-6, 0), H: max(b.H-6, 0)}, 6, ` fill="none"`)
	}
	p.taskIcon(b.X+6, b.Y+6)
	marks := p.markers(k)
	name := p.c.name(p.e)
	switch {
	case p.s.Expanded:
		p.c.text(wrap(name, b.W-24, 1), b.X+12, b.Y+13, "start")
	default:
		room := b.H - 10
		if marks > 0 {
			room -= 14
		}
		p.c.text(wrap(name, b.W-12, int(room/lineHeight)), b.X+b.W/2, b.Y+b.H/2-map[bool]float64{true: 6}[marks > 0], "middle")
	}
}

// markers draws what stands at the lower edge of an activity and counts it.
func (p *pen) markers(kind string) int {
	var list []func(x, y float64)
	if !p.s.Expanded && (kind == "subProcess" || kind == "transaction" || kind == "adHocSubProcess" || kind == "subChoreography") {
		list = append(list, func(x, y float64) {
			p.rect(diagram.Box{X: x - 6, Y: y - 6, W: 12, H: 12}, 0, ` fill="none"`)
			p.path("M"+n(x-4)+" "+n(y)+"h8M"+n(x)+" "+n(y-4)+"v8", "none")
		})
	}
	if p.e.First("standardLoopCharacteristics") != nil {
		list = append(list, func(x, y float64) {
			p.path(fmt.Sprintf("M%s %sa5 5 0 1 0 4 0l3 0m-3 0v3", n(x-2), n(y+4)), "none")
		})
	}
	if m := p.e.First("multiInstanceLoopCharacteristics"); m != nil {
		list = append(list, func(x, y float64) {
			if m.Attr("isSequential") == "true" {
				p.path(fmt.Sprintf("M%s %sh12m-12 4h12m-12 4h12", n(x-6), n(y-4)), "none")
			} else {
				p.path(fmt.Sprintf("M%s %sv12m4 -12v12m4 -12v12", n(x-4), n(y-6)), "none")
			}
		})
	}
	if p.e.Attr("isForCompensation") == "true" {
		list = append(list, func(x, y float64) { p.rewind(x, y, 6, false) })
	}
	if kind == "adHocSubProcess" {
		list = append(list, func(x, y float64) {
			p.path(fmt.Sprintf("M%s %sq3 -6 6 -2t6 -2", n(x-6), n(y+2)), "none")
		})
	}
	for i, draw := range list {
		draw(p.s.X+p.s.W/2+(float64(i)-float64(len(list)-1)/2)*18, p.s.Y+p.s.H-9)
	}
	return len(list)
}

func (p *pen) gateway() {
	b := p.s.Box
	x, y, r := b.X+b.W/2, b.Y+b.H/2, min(b.W, b.H)/2
	p.path(fmt.Sprintf("M%s %sL%s %sL%s %sL%s %sZ", n(x), n(b.Y), n(b.X+b.W), n(y), n(x), n(b.Y+b.H), n(b.X), n(y)), "")
	k := r * 0.36
	bold := func(d string) { p.out(`<path d="%s" stroke-width="3" fill="none"/>`, d) }
	cross := fmt.Sprintf("M%s %sL%s %sM%s %sL%s %s", n(x-k), n(y-k), n(x+k), n(y+k), n(x-k), n(y+k), n(x+k), n(y-k))
	plus := fmt.Sprintf("M%s %sV%sM%s %sH%s", n(x), n(y-k*1.3), n(y+k*1.3), n(x-k*1.3), n(y), n(x+k*1.3))
	switch p.e.Local {
	case "exclusiveGateway":
		bold(cross)
	case "parallelGateway":
		bold(plus)
	case "inclusiveGateway":
		p.circle(x, y, k*1.2, ` stroke-width="2.5" fill="none"`)
	case "complexGateway":
		bold(cross + plus)
	case "eventBasedGateway":
		p.circle(x, y, k*1.6, ` fill="none"`)
		if p.e.Attr("instantiate") != "true" {
			p.circle(x, y, k*1.3, ` fill="none"`)
		}
		p.pentagon(x, y, k)
	}
	p.below()
}

func (p *pen) pentagon(x, y, r float64) {
	var d strings.Builder
	for i := range 5 {
		a := -math.Pi/2 + float64(i)*2*math.Pi/5
		fmt.Fprintf(&d, "%s%s %s", map[bool]string{true: "M", false: "L"}[i == 0], n(x+r*math.Cos(a)), n(y+r*math.Sin(a)))
	}
	p.path(d.String()+"Z", "none")
}

func (p *pen) event() {
	b := p.s.Box
	x, y, r := b.X+b.W/2, b.Y+b.H/2, min(b.W, b.H)/2
	dash := ""
	if p.e.Attr("cancelActivity") == "false" || p.e.Attr("isInterrupting") == "false" {
		dash = ` stroke-dasharray="4 3"`
	}
	switch p.e.Local {
	case "startEvent":
		p.circle(x, y, r, dash)
	case "endEvent":
		p.circle(x, y, r-1, ` stroke-width="3.5"`)
	default:
		p.circle(x, y, r, dash)
		p.circle(x, y, r-3, ` fill="none"`+dash)
	}
	throws := p.e.Local == "endEvent" || p.e.Local == "intermediateThrowEvent" || p.e.Local == "implicitThrowEvent"
	p.eventIcon(p.eventKind(), x, y, r*0.55, throws)
	p.below()
}

// eventKind gives the kind of an event's only definition, or "multiple".
func (p *pen) eventKind() string {
	nd := p.c.d.Node(p.e.Attr("id"))
	switch {
	case nd == nil || len(nd.Events) == 0:
		return ""
	case len(nd.Events) > 1 && nd.Parallel:
		return "parallelMultiple"
	case len(nd.Events) > 1:
		return "multiple"
	}
	return nd.Events[0].Kind
}

// below writes the name under a small shape, or where the model puts it.
func (p *pen) below() {
	name := p.c.name(p.e)
	if name == "" {
		return
	}
	if l := p.s.Label; l != nil && l.W > 1 {
		lines := wrap(name, max(l.W+6, 66, min(longest(name), 130)), 4)
		half := lineHeight * float64(len(lines)) / 2
		y := l.Y + l.H - half // above the shape the last line stays where it is
		if l.Y+l.H/2 > p.s.Y+p.s.H/2 {
			y = l.Y + half
		}
		if l.Y < p.s.Y+p.s.H && l.Y+l.H > p.s.Y { // beside it the middle does
			y = l.Y + l.H/2
		}
		p.c.halo(lines, l.X+l.W/2, y)
		return
	}
	lines := wrap(name, max(90, p.s.W*2, min(longest(name), 130)), 2)
	p.c.halo(lines, p.s.X+p.s.W/2, p.s.Y+p.s.H+10+lineHeight*float64(len(lines)-1)/2)
}

func (p *pen) pool() {
	b := p.s.Box
	p.rect(b, 0, "")
	const head = 30.0
	name := p.c.name(p.e)
	line := func(d string) {
		if p.e.Local == "participant" {
			p.path(d, "none")
		}
	}
	if !p.s.Horizontal {
		line("M" + n(b.X) + " " + n(b.Y+head) + "h" + n(b.W))
		p.c.text(wrap(name, b.W-8, 1), b.X+b.W/2, b.Y+head/2, "middle")
		return
	}
	if b.H < 80 || b.H < measure(name)*0.7 && b.W > 4*measure(name) { // an empty pool: the name lies flat
		p.c.text(wrap(name, b.W-16, 1), b.X+b.W/2, b.Y+min(b.H/2, 16), "middle")
		return
	}
	line("M" + n(b.X+head) + " " + n(b.Y) + "v" + n(b.H))
	x, y := b.X+head/2, b.Y+b.H/2
	p.out(`<g transform="rotate(-90 %s %s)">`, n(x), n(y))
	p.c.text(wrap(name, b.H-8, 2), x, y, "middle")
	p.c.b.WriteString("</g>")
}

func (p *pen) data() {
	b := p.s.Box
	if strings.HasPrefix(p.e.Local, "dataStore") {
		ry := b.H / 8
		p.path(fmt.Sprintf("M%s %sa%s %s 0 0 1 %s 0v%sa%s %s 0 0 1 %s 0zm0 0a%s %s 0 0 0 %s 0", n(b.X), n(b.Y+ry), n(b.W/2), n(ry), n(b.W), n(b.H-2*ry),
			n(b.W/2), n(ry), n(-b.W), n(b.W/2), n(ry), n(b.W)), "")
		p.below()
		return
	}
	k := min(b.W, b.H) / 4
	p.path(fmt.Sprintf("M%s %sh%sl%s %sv%sh%szM%s %sv%sh%s", n(b.X), n(b.Y), n(b.W-k), n(k), n(k), n(b.H-k), n(-b.W), n(b.X+b.W-k), n(b.Y), n(k), n(k)), "")
	if p.e.Local == "dataInput" || p.e.Local == "dataOutput" {
		fill := map[bool]string{true: p.ink(), false: "none"}[p.e.Local == "dataOutput"]
		p.path(fmt.Sprintf("M%s %sh6v-3l5 5l-5 5v-3h-6z", n(b.X+4), n(b.Y+7)), fill)
	}
	p.below()
}

func (p *pen) annotation() {
	b := p.s.Box
	p.path(fmt.Sprintf("M%s %sh-10v%sh10", n(b.X+10), n(b.Y), n(b.H)), "none")
	p.c.text(wrap(p.c.name(p.e), b.W-10, max(1, int(b.H/lineHeight))), b.X+6, b.Y+b.H/2, "start")
}

func (p *pen) hexagon() {
	b := p.s.Box
	k := b.W / 4
	p.path(fmt.Sprintf("M%s %sL%s %sh%sL%s %sL%s %sh%sz", n(b.X), n(b.Y+b.H/2), n(b.X+k), n(b.Y), n(b.W-2*k), n(b.X+b.W), n(b.Y+b.H/2), n(b.X+b.W-k), n(b.Y+b.H), n(2*k-b.W)), "")
	p.below()
}

// mark draws the sign of the state at the upper right corner: a tick, an arrow
// head, an exclamation mark in a triangle, two bars.
func (p *pen) mark() {
	switch p.e.Local {
	case "participant", "lane", "group", "textAnnotation":
		return
	}
	x, y := p.s.X+p.s.W-2, p.s.Y+2
	ink := p.ink()
	plain := ` class="bpmn-mark" stroke="none" fill="` + ink + `"`
	white := func(d string) {
		p.out(`<path class="bpmn-mark-sign" d="%s" fill="none" stroke="#ffffff" stroke-width="2"/>`, d)
	}
	switch p.state {
	case Done:
		p.circle(x, y, 8, plain)
		white(fmt.Sprintf("M%s %sl3 3l5 -6", n(x-4), n(y)))
	case Active:
		p.out(`<rect x="%s" y="%s" width="16" height="16" rx="3"%s/>`, n(x-8), n(y-8), plain)
		p.out(`<path class="bpmn-mark-sign" d="M%s %sl7 4l-7 4z" fill="#ffffff" stroke="none"/>`, n(x-3), n(y-4))
	case Late:
		p.out(`<path d="M%s %sl10 17h-20z"%s/>`, n(x), n(y-10), plain)
		white(fmt.Sprintf("M%s %sv5m0 2v2", n(x), n(y-4)))
	case Stopped:
		p.out(`<path d="M%s %sl4 -4h7l4 4v7l-4 4h-7l-4 -4z"%s/>`, n(x-7.5), n(y-3.5), plain)
		white(fmt.Sprintf("M%s %sv7m5 -7v7", n(x-2.5), n(y-3.5)))
	case Idle:
	}
}
