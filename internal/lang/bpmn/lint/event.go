package lint

import (
	"strings"

	"holon.example/holon/internal/lang/bpmn"
	"holon.example/holon/internal/lang/bpmn/xmltree"
)

// events checks what may trigger or be thrown where.
func (c *checker) events() {
	for _, n := range c.nodes {
		if !n.Event() {
			continue
		}
		switch n.Kind {
		case "startEvent":
			c.startEvent(n)
		case "endEvent":
			c.endEvent(n)
		case "boundaryEvent":
			c.boundaryEvent(n)
		case "intermediateCatchEvent":
			c.allowed(n, "an intermediate catch event", "message", "timer", "conditional", "link", "signal")
			c.intermediate(n)
		case "intermediateThrowEvent":
			c.allowed(n, "an intermediate throw event", "message", "escalation", "compensate", "link", "signal")
			c.intermediate(n)
		}
		for i := range n.Events {
			c.eventDefinition(n, &n.Events[i])
		}
	}
	for _, e := range c.kinds["event"] {
		for i := range eventsOf(c, e) {
			ev := eventsOf(c, e)[i]
			if !strings.Contains(" escalation error signal message compensate cancel terminate ", " "+ev.Kind+" ") {
				c.err(e, "event-kind", "cannot throw %s", ev.Kind)
			}
		}
	}
	c.links()
	c.shared()
}

func eventsOf(c *checker, e *xmltree.Element) []bpmn.Event {
	var out []bpmn.Event
	for _, child := range e.Elements() {
		if ev := c.d.EventDefinition(child.Attr("id")); ev != nil && strings.HasSuffix(child.Local, "EventDefinition") {
			out = append(out, *ev)
		}
	}
	return out
}

func (c *checker) allowed(n *bpmn.Node, where string, kinds ...string) {
	for i := range n.Events {
		ok := false
		for _, k := range kinds {
			ok = ok || n.Events[i].Kind == k
		}
		if !ok {
			c.err(n.El, "event-kind", "%s cannot have a %s event definition", where, n.Events[i].Kind)
		}
	}
}

func (c *checker) startEvent(n *bpmn.Node) {
	if len(n.In) > 0 {
		c.err(n.El, "start-incoming", "a flow leads into a start event")
	}
	if len(n.Out) == 0 {
		c.err(n.El, "start-outgoing", "no flow leads on from the start event")
	}
	for _, f := range n.Out {
		if f.Condition != nil {
			c.err(f.El, "start-condition", "a flow out of a start event has no condition")
		}
	}
	owner := n.Scope.Owner
	switch {
	case owner == nil:
		c.allowed(n, "the start event of a process", "message", "timer", "conditional", "signal")
	case owner.ByEvent:
		c.allowed(n, "the start event of an event sub-process", "message", "timer", "conditional", "signal", "error", "escalation", "compensate")
		if len(n.Events) == 0 {
			c.err(n.El, "event-sub-process-start", "the start event of an event sub-process needs an event definition")
		}
		if !n.Interrupting && (n.Has("error") || n.Has("compensate")) {
			c.err(n.El, "event-kind", "a start event for errors or compensation always interrupts")
		}
	case len(n.Events) > 0:
		c.err(n.El, "sub-process-start", "the start event of a sub-process has no event definition")
	}
}

func (c *checker) endEvent(n *bpmn.Node) {
	if len(n.In) == 0 {
		c.err(n.El, "end-incoming", "no flow leads to the end event")
	}
	if len(n.Out) > 0 {
		c.err(n.El, "end-outgoing", "a flow leads out of an end event")
	}
	c.allowed(n, "an end event", "message", "escalation", "error", "cancel", "compensate", "signal", "terminate")
	if n.Has("cancel") && (n.Scope.Owner == nil || n.Scope.Owner.Kind != "transaction") {
		c.err(n.El, "cancel-end", "only a transaction can end with cancel")
	}
}

func (c *checker) boundaryEvent(n *bpmn.Node) {
	if n.El.Attr("attachedToRef") == "" {
		c.err(n.El, "boundary-host", "is attached to nothing")
	}
	if n.Host != nil && n.Host.Scope != n.Scope {
		c.err(n.El, "boundary-host", "is attached to an activity of another level")
	}
	if len(n.In) > 0 {
		c.err(n.El, "boundary-incoming", "a flow leads into a boundary event")
	}
	if len(n.Events) == 0 {
		c.err(n.El, "boundary-kind", "a boundary event needs an event definition")
	}
	if n.Has("compensate") {
		if len(n.Out) > 0 {
			c.err(n.El, "compensation-flow", "an association, not a flow, leads to the compensation")
		}
		c.compensation(n)
	} else if len(n.Out) == 0 {
		c.err(n.El, "boundary-outgoing", "no flow leads on from the boundary event")
	}
	kinds := []string{"message", "timer", "error", "escalation", "cancel", "compensate", "conditional", "signal"}
	if !n.Interrupting {
		kinds = []string{"message", "timer", "escalation", "conditional", "signal"}
	}
	for i := range n.Events {
		if !strings.Contains(" "+strings.Join(kinds, " ")+" ", " "+n.Events[i].Kind+" ") {
			c.err(n.El, "boundary-kind", "a boundary event with cancelActivity=%v cannot have a %s event definition", n.Interrupting, n.Events[i].Kind)
		}
	}
	if n.Has("cancel") && n.Host != nil && n.Host.Kind != "transaction" {
		c.err(n.El, "cancel-boundary", "a cancel event can only be attached to a transaction")
	}
}

// compensation checks where the association of a compensation event leads.
func (c *checker) compensation(n *bpmn.Node) {
	if c.assocs == nil {
		c.assocs = map[*xmltree.Element][]*xmltree.Element{}
		for _, a := range c.kinds["association"] {
			from := c.target(a, "sourceRef")
			c.assocs[from] = append(c.assocs[from], a)
		}
	}
	found := false
	for _, a := range c.assocs[n.El] {
		to := c.d.Node(a.Attr("targetRef"))
		switch {
		case to == nil || !to.Activity():
			if el := c.target(a, "targetRef"); el == nil || el.Local != "textAnnotation" {
				c.err(n.El, "compensation-handler", "the compensation must be a task or sub-process")
			}
		case !to.Compensation:
			c.err(to.El, "compensation-handler", "is associated with the compensation event %s but not marked isForCompensation", n.ID)
		default:
			found = true
		}
	}
	if !found && c.executable(n.El) {
		c.err(n.El, "compensation-handler", "no association leads to an activity that compensates")
	}
}

func (c *checker) intermediate(n *bpmn.Node) {
	link := n.Has("link")
	catches := n.Kind == "intermediateCatchEvent"
	switch {
	case link && catches && len(n.In) > 0, link && !catches && len(n.Out) > 0:
		c.err(n.El, "link-flow", "a link event is not both the source and the target of flows")
	case len(n.In) == 0 && !(link && catches):
		c.err(n.El, "intermediate-incoming", "no flow leads to the intermediate event")
	case len(n.Out) == 0 && !(link && !catches):
		c.err(n.El, "intermediate-outgoing", "no flow leads on from the intermediate event")
	}
	if catches && len(n.Events) == 0 {
		c.err(n.El, "event-kind", "an intermediate catch event needs an event definition")
	}
}

// eventDefinition checks what executable event definitions must say.
func (c *checker) eventDefinition(n *bpmn.Node, ev *bpmn.Event) {
	throws := n.Kind == "endEvent" || n.Kind == "intermediateThrowEvent" || n.Kind == "implicitThrowEvent"
	run := c.executable(n.El)
	switch ev.Kind {
	case "escalation":
		c.code(n, ev, throws, run)
	case "error":
		c.code(n, ev, throws, run)
	case "message":
		if ev.Ref == "" && run {
			c.err(n.El, "message-missing", "an executable message event refers to a message")
		}
		if ev.Operation == "" && run {
			c.err(n.El, "operation-missing", "an executable message event refers to an operation")
		}
	case "signal":
		if ev.Ref == "" && run {
			c.err(n.El, "signal-missing", "an executable signal event refers to a signal")
		}
	case "conditional":
		if run && (ev.Expr == nil || ev.Expr.Text == "") {
			c.err(n.El, "condition-empty", "an executable conditional event needs a formal condition")
		}
	case "timer":
		c.timer(n, ev, run)
	case "link":
		if ev.Name == "" {
			c.err(n.El, "link-name", "a link event needs a name")
		}
	case "compensate":
		if el := c.d.Element(ev.Ref); ev.Ref != "" && el != nil && truth(el.Attr("isForCompensation")) {
			c.err(n.El, "compensation-handler", "%s is itself for compensation", ev.Ref)
		}
	}
}

func (c *checker) code(n *bpmn.Node, ev *bpmn.Event, throws, run bool) {
	if !throws {
		return
	}
	if ev.Ref == "" {
		if run {
			c.err(n.El, "code-missing", "a thrown %s needs a reference to one with a code", ev.Kind)
		}
		return
	}
	if el := c.d.Element(ev.Ref); el != nil && el.Local == ev.Kind && el.Attr(ev.Kind+"Code") == "" && run {
		c.err(n.El, "code-missing", "%s has no %sCode, and it is thrown here", ev.Ref, ev.Kind)
	}
}

func (c *checker) timer(n *bpmn.Node, ev *bpmn.Event, run bool) {
	times := 0
	for _, name := range []string{"timeDate", "timeDuration", "timeCycle"} {
		times += len(ev.El.All(name))
	}
	if times > 1 {
		c.err(n.El, "timer-times", "a timer has one of timeDate, timeDuration and timeCycle")
	}
	if times == 0 && run {
		c.err(n.El, "timer-times", "an executable timer needs a timeDate, timeDuration or timeCycle")
	}
}

// links demands a target for every source and a source for every target, on the
// same level.
func (c *checker) links() {
	for _, s := range c.scopes {
		sources, targets := map[string]*bpmn.Node{}, map[string][]*bpmn.Node{}
		for _, n := range s.Nodes {
			for i := range n.Events {
				switch ev := &n.Events[i]; {
				case ev.Kind == "link" && n.Kind == "intermediateThrowEvent":
					sources[ev.Name] = n
				case ev.Kind == "link" && n.Kind == "intermediateCatchEvent":
					targets[ev.Name] = append(targets[ev.Name], n)
				}
			}
		}
		for _, n := range s.Nodes {
			for i := range n.Events {
				name := n.Events[i].Name
				switch {
				case n.Events[i].Kind != "link":
				case n.Kind == "intermediateThrowEvent" && len(targets[name]) == 0:
					c.err(n.El, "link-target", "no link event of the same level catches %q", name)
				case n.Kind == "intermediateCatchEvent" && sources[name] == nil:
					c.err(n.El, "link-source", "no link event of the same level leads to %q", name)
				case n.Kind == "intermediateCatchEvent" && len(targets[name]) > 1 && targets[name][0] != n:
					c.err(n.El, "link-target", "several link events of the level catch %q", name)
				}
			}
		}
	}
	c.linkRefs()
}

// linkRefs checks the source and target elements that link definitions may name.
func (c *checker) linkRefs() {
	for _, e := range c.kinds["linkEventDefinition"] {
		catches := e.Parent != nil && e.Parent.Local == "intermediateCatchEvent"
		for _, name := range []string{"source", "target"} {
			for _, r := range e.All(name) {
				other := c.d.Resolve(r, r.Text())
				switch {
				case other == nil || other.Local != "linkEventDefinition":
					c.err(e, "link-"+name, "%s refers to %q, which is no link", name, r.Text())
				case catches == (name == "target"):
					c.err(e, "link-"+name, "this link has no %s", name)
				case other.Parent != nil && e.Parent != nil && other.Parent.Parent != e.Parent.Parent:
					c.err(e, "link-level", "links lead only to the same level")
				case other.Attr("name") != e.Attr("name"):
					c.err(e, "link-"+name, "links %q to %q", e.Attr("name"), other.Attr("name"))
				}
			}
		}
	}
}

// shared refuses the use of a throw event's own definition by another event.
func (c *checker) shared() {
	for _, r := range c.kinds["eventDefinitionRef"] {
		def := c.d.Resolve(r, r.Text())
		if def == nil || def.Parent == nil || r.Parent == def.Parent {
			continue
		}
		switch def.Parent.Local {
		case "intermediateThrowEvent", "endEvent", "implicitThrowEvent":
			c.err(r.Parent, "definition-shared", "uses the event definition %s of the throw event %s", r.Text(), label(def.Parent))
		}
	}
}
