package bpmn

import (
	"strings"

	"holon.example/holon/internal/lang/bpmn/xmltree"
)

// events gives the event definitions of an event: its own, and those it refers to.
func (d *Definitions) events(el *xmltree.Element) []Event {
	var out []Event
	for _, c := range el.Elements() {
		if c.Space != Space {
			continue
		}
		if c.Local == "eventDefinitionRef" {
			c = d.Resolve(c, c.Text())
		}
		if ev := d.event(c); ev != nil {
			out = append(out, *ev)
		}
	}
	return out
}

// EventDefinition gives the event definition with an id; nil if there is none.
func (d *Definitions) EventDefinition(id string) *Event { return d.event(d.ids[id]) }

func (d *Definitions) event(el *xmltree.Element) *Event {
	if el == nil {
		return nil
	}
	kind, ok := strings.CutSuffix(el.Local, "EventDefinition")
	if !ok || kind == "" {
		return nil
	}
	ev := &Event{Kind: kind, El: el}
	if op := el.First("operationRef"); op != nil {
		ev.Operation = op.Text()
	}
	switch kind {
	case "message", "signal", "error", "escalation":
		ev.Ref = d.refID(el, el.Attr(kind+"Ref"))
		if target := d.ids[ev.Ref]; target != nil {
			ev.Name = target.Attr("name")
			ev.Code = target.Attr(kind + "Code")
		}
		if ev.Code == "" {
			ev.Code = ev.Ref
		}
	case "compensate":
		ev.Ref = d.refID(el, el.Attr("activityRef"))
	case "link":
		ev.Name = el.Attr("name")
	case "conditional":
		ev.Expr = d.expr(el.First("condition"))
	case "timer":
		for _, t := range []string{"timeDate", "timeDuration", "timeCycle"} {
			if c := el.First(t); c != nil {
				ev.Timer, ev.Expr = t, d.expr(c)
			}
		}
	}
	return ev
}

func (d *Definitions) loop(el *xmltree.Element) *Loop {
	if c := el.First("standardLoopCharacteristics"); c != nil {
		return &Loop{
			TestBefore: isTrue(c.Attr("testBefore")), Maximum: c.Attr("loopMaximum"),
			Condition: d.expr(c.First("loopCondition")), El: c,
		}
	}
	c := el.First("multiInstanceLoopCharacteristics")
	if c == nil {
		return nil
	}
	l := &Loop{
		Multi: true, Sequential: isTrue(c.Attr("isSequential")), Behavior: c.Attr("behavior"),
		Number: d.expr(c.First("loopCardinality")), Completion: d.expr(c.First("completionCondition")),
		One: d.refID(c, c.Attr("oneBehaviorEventRef")), None: d.refID(c, c.Attr("noneBehaviorEventRef")),
		Input: childRef(d, c, "loopDataInputRef"), Output: childRef(d, c, "loopDataOutputRef"),
		Item: itemName(c.First("inputDataItem")), OutputItem: itemName(c.First("outputDataItem")), El: c,
	}
	if v, ok := c.Lookup(HolonSpace, "collection"); ok {
		l.Collection = &Expr{Text: v, Formal: true, El: c}
	}
	for attr, to := range map[string]*string{"element": &l.Item, "output": &l.Output, "outputElement": &l.OutputItem} {
		if v, ok := c.Lookup(HolonSpace, attr); ok {
			*to = v
		}
	}
	for _, b := range c.All("complexBehaviorDefinition") {
		l.Complex = append(l.Complex, d.behavior(b))
	}
	return l
}

func (d *Definitions) behavior(el *xmltree.Element) Behavior {
	b := Behavior{Condition: d.expr(el.First("condition"))}
	if ev := el.First("event"); ev != nil {
		if defs := d.events(ev); len(defs) > 0 {
			b.Event = &defs[0]
		}
	}
	return b
}

func childRef(d *Definitions, el *xmltree.Element, name string) string {
	if c := el.First(name); c != nil {
		return d.refID(c, c.Text())
	}
	return ""
}

func itemName(el *xmltree.Element) string {
	if el == nil {
		return ""
	}
	if n := el.Attr("name"); n != "" {
		return n
	}
	return el.Attr("id")
}
