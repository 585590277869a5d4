package draw

import (
	"strconv"
	"strings"
)

// at places a path that is drawn around the origin: "M 0 -1 L 1 0" at a point,
// k times as large.
func at(x, y, k float64, path string) string {
	var b strings.Builder
	onX := true
	for word := range strings.FieldsSeq(path) {
		v, err := strconv.ParseFloat(word, 64)
		switch {
		case err != nil:
			b.WriteString(word)
			onX = true
			continue
		case onX:
			b.WriteString(n(x+k*v) + " ")
		default:
			b.WriteString(n(y + k*v))
		}
		onX = !onX
	}
	return b.String()
}

// taskIcon draws what kind of task it is, 14 units wide.
func (p *pen) taskIcon(x, y float64) {
	cx, cy := x+7, y+7
	thin := func(d string) {
		p.out(`<path class="bpmn-icon" d="%s" fill="none" stroke-width="1"/>`, d)
	}
	switch p.e.Local {
	case "userTask", "globalUserTask":
		p.circle(cx, y+4, 3, ` class="bpmn-icon" fill="none" stroke-width="1"`)
		thin(at(cx, cy, 1, "M -6 7") + " a6 6 0 0 1 12 0z")
	case "serviceTask":
		p.circle(cx, cy, 4.5, ` class="bpmn-icon" fill="none" stroke-width="2.5" stroke-dasharray="2.3 1.2"`)
		p.circle(cx, cy, 2, ` class="bpmn-icon" fill="none" stroke-width="1"`)
	case "scriptTask":
		thin(at(cx, cy, 1, "M -4 -6 L 6 -6 L 4 6 L -6 6") + "Z" +
			at(cx, cy, 1, "M -2 -3 L 3 -3 M -3 0 L 2 0 M -3 3 L 2 3"))
	case "sendTask":
		p.envelope(cx, cy, 14, 9, true)
	case "receiveTask":
		p.envelope(cx, cy, 14, 9, false)
	case "manualTask":
		thin(at(cx, cy, 1, "M -6 5 L -6 -1 L -1 -5 L 0 -3 L -2 -1 L 6 -1 L 6 1 L 1 1 L 6 1 L 6 3 L 1 3 L 5 3 L 5 5") + "Z")
	case "businessRuleTask":
		thin(at(cx, cy, 1, "M -7 -5 L 7 -5 L 7 6 L -7 6") + "Z" +
			at(cx, cy, 1, "M -7 -1 L 7 -1 M -7 2.5 L 7 2.5 M -3 -1 L -3 6"))
	}
}

func (p *pen) envelope(x, y, w, h float64, filled bool) {
	fill, line := "none", ""
	if filled {
		fill, line = p.ink(), ` stroke="#ffffff"`
	}
	p.out(`<path class="bpmn-icon" d="M%s %sh%sv%sh%sz" fill="%s" stroke-width="1"/>`, n(x-w/2), n(y-h/2), n(w), n(h), n(-w), fill)
	p.out(`<path class="bpmn-icon" d="M%s %sl%s %sl%s %s" fill="none" stroke-width="1"%s/>`, n(x-w/2), n(y-h/2), n(w/2), n(h*0.55), n(w/2), n(-h*0.55), line)
}

// rewind draws the two triangles of compensation.
func (p *pen) rewind(x, y, r float64, filled bool) {
	fill := "none"
	if filled {
		fill = p.ink()
	}
	p.path(at(x, y, r, "M 0 -0.8 L -1 0 L 0 0.8")+"Z"+at(x, y, r, "M 1 -0.8 L 0 0 L 1 0.8")+"Z", fill)
}

// eventIcon draws the trigger of an event; thrown ones are filled.
func (p *pen) eventIcon(kind string, x, y, r float64, throws bool) {
	fill := "none"
	if throws {
		fill = p.ink()
	}
	switch kind {
	case "message":
		p.envelope(x, y, r*1.7, r*1.2, throws)
	case "timer":
		p.circle(x, y, r, ` class="bpmn-icon" fill="none" stroke-width="1"`)
		p.path(at(x, y, r, "M 0 -0.7 L 0 0 L 0.5 0.1"), "none")
	case "error":
		p.path(at(x, y, r, "M -0.9 0.8 L -0.3 -0.7 L 0.3 0.3 L 0.9 -0.8 L 0.4 0.8 L -0.2 -0.1")+"Z", fill)
	case "escalation":
		p.path(at(x, y, r, "M 0 -0.9 L 0.7 0.9 L 0 0.2 L -0.7 0.9")+"Z", fill)
	case "cancel":
		p.out(`<path d="%s" fill="none" stroke-width="3"/>`, at(x, y, r*0.7, "M -1 -1 L 1 1 M -1 1 L 1 -1"))
	case "compensate":
		p.rewind(x-r*0.1, y, r*0.9, throws)
	case "conditional":
		p.path(at(x, y, r, "M -0.7 -0.9 L 0.7 -0.9 L 0.7 0.9 L -0.7 0.9")+"Z"+
			at(x, y, r, "M -0.4 -0.5 L 0.4 -0.5 M -0.4 0 L 0.4 0 M -0.4 0.5 L 0.4 0.5"), "none")
	case "link":
		p.path(at(x, y, r, "M -0.9 -0.35 L 0.2 -0.35 L 0.2 -0.8 L 0.95 0 L 0.2 0.8 L 0.2 0.35 L -0.9 0.35")+"Z", fill)
	case "signal":
		p.path(at(x, y, r, "M 0 -0.9 L 0.9 0.7 L -0.9 0.7")+"Z", fill)
	case "terminate":
		p.circle(x, y, r, ` stroke="none" fill="`+p.ink()+`"`)
	case "multiple":
		p.pentagon(x, y, r)
	case "parallelMultiple":
		p.out(`<path d="%s" fill="none" stroke-width="2.5"/>`, at(x, y, r*0.9, "M 0 -1 L 0 1 M -1 0 L 1 0"))
	}
}
