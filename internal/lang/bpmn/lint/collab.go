package lint

import (
	"strconv"

	"holon.example/holon/internal/lang/bpmn/xmltree"
)

// collaboration checks pools, message flows, lanes, conversations and artifacts.
func (c *checker) collaboration() {
	for _, e := range c.kinds["messageFlow"] {
		c.messageFlow(e)
	}
	for _, e := range c.kinds["participantMultiplicity"] {
		low, high := number(e, "minimum", 0), number(e, "maximum", 1)
		switch {
		case low < 0:
			c.err(e, "multiplicity", "the minimum is negative")
		case high < 1:
			c.err(e, "multiplicity", "the maximum is less than one")
		case high < low:
			c.err(e, "multiplicity", "the maximum is less than the minimum")
		}
	}
	for _, p := range c.d.Processes {
		if p.El.Attr("processType") == "Public" && p.Executable {
			c.err(p.El, "public-executable", "a public process cannot be executable")
		}
	}
	c.conversations()
	for _, e := range c.kinds["association"] {
		for _, end := range []string{"sourceRef", "targetRef"} {
			if e.Attr(end) == "" {
				c.err(e, "association-end", "has no %s", end)
			}
		}
	}
	for _, lane := range c.kinds["lane"] {
		c.lane(lane)
	}
}

func number(e *xmltree.Element, attr string, otherwise int) int {
	if v, err := strconv.Atoi(e.Attr(attr)); err == nil {
		return v
	}
	return otherwise
}

// messageFlow demands two different pools and ends that can send and receive.
func (c *checker) messageFlow(e *xmltree.Element) {
	from, to := c.target(e, "sourceRef"), c.target(e, "targetRef")
	for _, end := range []string{"sourceRef", "targetRef"} {
		if e.Attr(end) == "" {
			c.err(e, "flow-end", "has no %s", end)
		}
	}
	if from == nil || to == nil {
		return
	}
	if a, b := c.pool(from), c.pool(to); a != nil && a == b {
		c.err(e, "message-flow-pool", "joins two things of the same pool")
	}
	c.sends(e, from, to)
}

func (c *checker) sends(e, from, to *xmltree.Element) {
	for _, end := range []struct {
		el    *xmltree.Element
		never string
		word  string
	}{
		{from, "startEvent intermediateCatchEvent boundaryEvent receiveTask", "send"},
		{to, "endEvent intermediateThrowEvent sendTask", "receive"},
	} {
		if set(end.never)[end.el.Local] {
			c.err(e, "message-flow-end", "a %s (%s) cannot %s a message", end.el.Local, label(end.el), end.word)
		}
		if end.el.Local == "exclusiveGateway" || set("parallelGateway inclusiveGateway complexGateway eventBasedGateway")[end.el.Local] {
			c.err(e, "message-flow-end", "a gateway (%s) cannot %s a message", label(end.el), end.word)
		}
	}
	if n := c.d.Node(from.Attr("id")); n != nil && (n.Kind == "endEvent" || n.Kind == "intermediateThrowEvent") && !n.Has("message") {
		c.err(n.El, "message-flow-event", "sends the message flow %s but has no message event definition", label(e))
	}
	if n := c.d.Node(to.Attr("id")); n != nil && (n.Kind == "startEvent" || n.Kind == "intermediateCatchEvent" || n.Kind == "boundaryEvent") && !n.Has("message") {
		c.err(n.El, "message-flow-event", "receives the message flow %s but has no message event definition", label(e))
	}
}

// pool gives what a flow's end belongs to: a participant, or the process of one.
func (c *checker) pool(e *xmltree.Element) *xmltree.Element {
	if e.Local == "participant" {
		if p := c.target(e, "processRef"); p != nil {
			return p
		}
		return e
	}
	for at := e; at != nil; at = at.Parent {
		if at.Local == "process" {
			return at
		}
	}
	return nil
}

func (c *checker) conversations() {
	for _, e := range c.kinds["globalConversation"] {
		for _, child := range e.Elements() {
			switch child.Local {
			case "conversation", "subConversation", "callConversation", "conversationLink", "participantAssociation",
				"messageFlowAssociation", "conversationAssociation", "group", "textAnnotation", "association":
				c.err(e, "global-conversation", "a global conversation cannot contain a %s", child.Local)
			case "choreographyRef":
				c.err(e, "choreography-reference", "a global conversation cannot refer to a choreography")
			}
		}
	}
	for _, kind := range []string{"choreography", "globalChoreographyTask"} {
		for _, e := range c.kinds[kind] {
			if e.First("choreographyRef") != nil {
				c.err(e, "choreography-reference", "a choreography cannot refer to a choreography")
			}
		}
	}
	for _, e := range c.kinds["callConversation"] {
		if to := c.target(e, "calledCollaborationRef"); to != nil && to.Local != "collaboration" && to.Local != "globalConversation" {
			c.err(e, "conversation-called", "calls a %s", to.Local)
		}
	}
	for _, e := range c.kinds["conversationLink"] {
		from, to := c.target(e, "sourceRef"), c.target(e, "targetRef")
		if from != nil && to != nil && isConversation(from) == isConversation(to) {
			c.err(e, "conversation-link", "joins a conversation to a participant, nothing else")
		}
	}
}

func isConversation(e *xmltree.Element) bool {
	return e.Local == "conversation" || e.Local == "subConversation" || e.Local == "callConversation"
}

// lane demands that a lane holds nodes of its own process and each node once.
func (c *checker) lane(lane *xmltree.Element) {
	process := c.pool(lane)
	for _, r := range lane.All("flowNodeRef") {
		if el := c.d.Resolve(r, r.Text()); el != nil && process != nil && c.pool(el) != process {
			c.err(lane, "lane", "holds %s of another process", r.Text())
		}
	}
}
