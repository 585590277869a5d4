package lint

import (
	"holon.example/holon/internal/lang/bpmn"
	"holon.example/holon/internal/lang/bpmn/xmltree"
)

// flows checks the sequence flows and, level by level, that start and end events
// come together and that nodes are connected.
func (c *checker) flows() {
	for _, s := range c.scopes {
		for _, f := range s.Flows {
			c.sequenceFlow(s, f)
		}
		c.level(s)
	}
	for _, n := range c.nodes {
		c.listed(n, "incoming", n.In, func(f *bpmn.Flow) *bpmn.Node { return f.To })
		c.listed(n, "outgoing", n.Out, func(f *bpmn.Flow) *bpmn.Node { return f.From })
		if n.Default != "" {
			if f := c.d.Flow(n.Default); f != nil && f.From != n {
				c.err(n.El, "default-flow", "the default flow %s does not start here", f.ID)
			}
			if f := c.d.Flow(n.Default); f != nil && f.Condition != nil {
				c.err(f.El, "default-condition", "a default flow must not have a condition")
			}
		}
	}
}

func (c *checker) sequenceFlow(s *bpmn.Scope, f *bpmn.Flow) {
	for _, end := range []struct {
		attr string
		node *bpmn.Node
	}{{"sourceRef", f.From}, {"targetRef", f.To}} {
		switch {
		case f.El.Attr(end.attr) == "":
			c.err(f.El, "flow-end", "has no %s", end.attr)
		case end.node == nil: // told by references
		case end.node.Scope != s:
			c.err(f.El, "flow-crosses", "crosses the border of its pool or sub-process to %s", end.node.ID)
		case end.node.ByEvent && end.node.Body != nil:
			c.err(f.El, "event-sub-process-flow", "an event sub-process (%s) has no incoming or outgoing flow", end.node.ID)
		case end.node.Compensation:
			c.err(f.El, "compensation-flow", "an activity for compensation (%s) has no incoming or outgoing flow", end.node.ID)
		}
	}
	if v := f.El.Attr("isImmediate"); (v == "false" || v == "0") && c.executable(f.El) {
		c.err(f.El, "immediate", "isImmediate must not be false in an executable process")
	}
	if f.Condition != nil && f.From != nil {
		switch f.From.Kind {
		case "parallelGateway", "eventBasedGateway":
			c.err(f.El, "condition-source", "a flow out of a %s has no condition", f.From.Kind)
		}
		if f.From.Activity() && len(f.From.Out) == 1 {
			c.err(f.El, "condition-alone", "the only flow out of an activity must not be conditional")
		}
	}
}

// listed demands that the flows named by a node are those that name the node.
func (c *checker) listed(n *bpmn.Node, name string, flows []*bpmn.Flow, end func(*bpmn.Flow) *bpmn.Node) {
	named := map[*xmltree.Element]bool{}
	for _, r := range n.El.All(name) {
		el := c.d.Resolve(r, r.Text())
		if el == nil || el.Local != "sequenceFlow" {
			continue // told by references
		}
		named[el] = true
		if f := c.d.Flow(el.Attr("id")); f != nil && end(f) != n {
			c.err(n.El, "flow-listed", "lists %s as %s, but the flow does not say so", f.ID, name)
		}
	}
	for _, f := range flows {
		if !named[f.El] {
			c.err(n.El, "flow-listed", "does not list the flow %s as %s", f.ID, name)
		}
	}
}

func (c *checker) level(s *bpmn.Scope) {
	var starts, ends, begins int
	for _, n := range s.Nodes {
		switch {
		case n.Kind == "startEvent":
			starts++
		case n.Kind == "endEvent":
			ends++
		case truth(n.El.Attr("instantiate")):
			begins++
		}
	}
	if s.Owner != nil && s.Owner.Kind == "adHocSubProcess" {
		return
	}
	where := s.El
	if ends > 0 && starts+begins == 0 {
		c.err(where, "start-missing", "has an end event but no start event")
	}
	if starts > 0 && ends == 0 {
		c.err(where, "end-missing", "has a start event but no end event")
	}
	if len(s.Nodes) == 0 && c.executable(where) && where.Local == "process" && len(where.All("dataObject"))+len(where.All("textAnnotation"))+len(where.All("ioSpecification")) == 0 {
		c.warn(where, "empty", "an executable process without any flow node")
	}
	for _, n := range s.Nodes {
		c.connected(n, starts > 0, ends > 0)
	}
}

// connected demands that nodes have flows where the level uses start or end
// events (BPMN 2.0 §10.5.2, §10.5.3).
func (c *checker) connected(n *bpmn.Node, starts, ends bool) {
	if n.Event() || n.ByEvent && n.Body != nil || n.Compensation {
		return // events have rules of their own
	}
	if starts && !truth(n.El.Attr("instantiate")) && len(n.In) == 0 {
		c.err(n.El, "incoming-missing", "no flow leads here")
	}
	if ends && len(n.Out) == 0 {
		c.err(n.El, "outgoing-missing", "no flow leads on from here")
	}
}

// gateways checks directions and what gateways lead to.
func (c *checker) gateways() {
	for _, n := range c.nodes {
		if !n.Gateway() {
			continue
		}
		in, out := len(n.In), len(n.Out)
		switch dir := n.El.Attr("gatewayDirection"); {
		case dir == "Converging" && out > 1:
			c.err(n.El, "gateway-direction", "a converging gateway has one outgoing flow, this has %d", out)
		case dir == "Diverging" && in > 1:
			c.err(n.El, "gateway-direction", "a diverging gateway has one incoming flow, this has %d", in)
		case dir == "Mixed" && (in < 2 || out < 2):
			c.err(n.El, "gateway-direction", "a mixed gateway has several incoming and several outgoing flows")
		case in < 2 && out < 2:
			c.err(n.El, "gateway-useless", "a gateway has several incoming or several outgoing flows")
		}
		switch n.Kind {
		case "eventBasedGateway":
			c.eventGateway(n)
		case "exclusiveGateway", "inclusiveGateway", "complexGateway":
			c.decisions(n)
		}
	}
}

func (c *checker) decisions(n *bpmn.Node) {
	if len(n.Out) < 2 {
		return
	}
	open := 0
	for _, f := range n.Out {
		if f.Condition == nil && f.ID != n.Default {
			open++
			if c.executable(n.El) {
				c.warn(f.El, "condition-missing", "a flow out of %s has neither a condition nor is it the default", n.ID)
			}
		}
	}
	if n.Default == "" && open == 0 {
		c.warn(n.El, "default-missing", "without a default flow the process stops if no condition holds")
	}
}

func (c *checker) eventGateway(n *bpmn.Node) {
	if len(n.Out) < 2 {
		c.err(n.El, "event-gateway-out", "an event gateway has two or more outgoing flows")
	}
	if truth(n.El.Attr("instantiate")) && len(n.In) > 0 {
		c.err(n.El, "event-gateway-start", "an event gateway that starts the process has no incoming flow")
	}
	if n.El.Attr("eventGatewayType") == "Parallel" && !truth(n.El.Attr("instantiate")) {
		c.err(n.El, "event-gateway-start", "a parallel event gateway must start the process")
	}
	var messages, receives int
	for _, f := range n.Out {
		to := f.To
		if len(to.In) > 1 {
			c.err(to.El, "event-gateway-target", "only the event gateway %s may lead here", n.ID)
		}
		switch {
		case to.Kind == "receiveTask":
			receives++
			if len(to.Boundary) > 0 {
				c.err(to.El, "event-gateway-boundary", "a receive task behind an event gateway has no boundary events")
			}
		case to.Kind == "intermediateCatchEvent" && len(to.Events) > 0 && onlyKinds(to, "message", "signal", "timer", "conditional"):
			if to.Has("message") {
				messages++
			}
		default:
			c.err(n.El, "event-gateway-target", "leads to %s, which is neither a receive task nor catches a message, signal, timer or condition", to.ID)
		}
	}
	if messages > 0 && receives > 0 {
		c.err(n.El, "event-gateway-mixed", "leads to both message events and receive tasks")
	}
}

func onlyKinds(n *bpmn.Node, kinds ...string) bool {
	for i := range n.Events {
		ok := false
		for _, k := range kinds {
			ok = ok || n.Events[i].Kind == k
		}
		if !ok {
			return false
		}
	}
	return true
}
