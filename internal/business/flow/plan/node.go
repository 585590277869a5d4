package plan

import (
	"strconv"

	"holon.example/holon/internal/lang/bpmn"
	"holon.example/holon/internal/lang/bpmn/xmltree"
)

// node compiles what one node needs beside its flows.
func (p *Plan) node(s *Scope, n *Node) error {
	n.Attrs = n.Extension()
	if err := p.quantities(n); err != nil {
		return err
	}
	if err := p.eventsOf(n); err != nil {
		return err
	}
	if err := p.inside(n); err != nil {
		return err
	}
	if err := p.loopOf(n); err != nil {
		return err
	}
	if err := p.associations(n); err != nil {
		return err
	}
	switch {
	case n.Kind == "boundaryEvent":
		return p.boundaryOf(n)
	case n.Kind == "intermediateThrowEvent" && n.Has("link"):
		n.Jump = links(s, n)
	case n.Kind == "complexGateway":
		if c := n.El.First("activationCondition"); c != nil {
			x, err := p.expr(n.ID, &bpmn.Expr{Text: c.Text()})
			n.Active = x
			return err
		}
	case n.Gateway():
		return p.gateway(n)
	}
	return nil
}

func (p *Plan) gateway(n *Node) error {
	if n.Kind != "eventBasedGateway" {
		return nil
	}
	for _, f := range n.Out {
		if k := f.To.Kind; k != "intermediateCatchEvent" && k != "receiveTask" {
			return &Error{Element: n.ID, Reason: "leads to " + f.To.ID + ", which catches no event"}
		}
	}
	return nil
}

func (p *Plan) quantities(n *Node) error {
	for attr, to := range map[string]*int{"startQuantity": &n.Need, "completionQuantity": &n.Give} {
		if v := n.El.Attr(attr); v != "" && n.Activity() {
			q, err := strconv.Atoi(v)
			if err != nil || q < 1 || q > maxQuantity {
				return &Error{Element: n.ID, Reason: attr + " must be a number from 1"}
			}
			*to = q
		}
	}
	return nil
}

func (p *Plan) inside(n *Node) error {
	if n.Node.Body != nil {
		body, err := p.scope(n.ID, n.Node.Body)
		n.Body = body
		if err == nil && n.ByEvent {
			err = p.listener(n)
		}
		if err == nil && n.Kind == "adHocSubProcess" {
			err = p.adHoc(n)
		}
		return err
	}
	switch n.Kind {
	case "callActivity":
		return p.call(n)
	case "scriptTask":
		return p.scriptOf(n, n.El)
	case "serviceTask":
		n.Ref = first(n.Attrs["handler"], trimRef(n.El.Attr("implementation")), n.El.Attr("operationRef"), n.Name)
	case "businessRuleTask":
		n.Ref = first(n.Attrs["decision"], n.Attrs["decisionRef"], trimRef(n.El.Attr("implementation")))
		if n.Ref == "" {
			return &Error{Element: n.ID, Reason: "names no decision (holon:decision)"}
		}
	case "sendTask", "receiveTask":
		n.Ref = p.messageID(n)
	}
	return nil
}

func (p *Plan) messageID(n *Node) string {
	ref := n.El.Attr("messageRef")
	if m := p.Defs.Resolve(n.El, ref); m != nil {
		return m.Attr("id")
	}
	return ref
}

func (p *Plan) adHoc(n *Node) error {
	n.Body.OneByOne = n.El.Attr("ordering") == "Sequential"
	n.Body.WaitRest = n.El.Attr("cancelRemainingInstances") == "false"
	c := n.El.First("completionCondition")
	if c == nil || c.Text() == "" {
		return nil
	}
	x, err := p.expr(n.ID, &bpmn.Expr{Text: c.Text()})
	n.Body.Enough = x
	return err
}

// listener finds the start event of an event sub-process.
func (p *Plan) listener(n *Node) error {
	for _, c := range n.Body.Nodes {
		if c.Kind == "startEvent" {
			n.Start = c
		}
	}
	if n.Start == nil || len(n.Start.Events) == 0 {
		return &Error{Element: n.ID, Reason: "an event sub-process needs one start event with a trigger"}
	}
	return nil
}

func (p *Plan) call(n *Node) error {
	called := n.El.Attr("calledElement")
	el := p.Defs.Resolve(n.El, called)
	if el == nil {
		n.Ref = called
		if called == "" {
			return &Error{Element: n.ID, Reason: "calls nothing"}
		}
		return nil
	}
	id := el.Attr("id")
	if s := p.scopes[id]; s != nil {
		n.Body = s
		return nil
	}
	if bp := p.Defs.Process(id); bp != nil {
		body, err := p.scope(id, bp.Body)
		n.Body = body
		return err
	}
	return p.globalTask(n, el)
}

// globalTask makes a called global task a level of one task.
func (p *Plan) globalTask(n *Node, el *xmltree.Element) error {
	kinds := map[string]string{
		"globalTask": "task", "globalUserTask": "userTask", "globalManualTask": "manualTask",
		"globalScriptTask": "scriptTask", "globalBusinessRuleTask": "businessRuleTask",
	}
	kind := kinds[el.Local]
	if kind == "" {
		return &Error{Element: n.ID, Reason: "calls a " + el.Local}
	}
	id := el.Attr("id")
	g := &Node{Need: 1, Give: 1, Node: &bpmn.Node{ID: id, Name: el.Attr("name"), Kind: kind, El: el}}
	g.Attrs = g.Extension()
	p.ByID[id] = g
	p.Nodes = append(p.Nodes, g)
	n.Body = &Scope{ID: id, Nodes: []*Node{g}, Starts: []*Node{g}}
	p.scopes[id] = n.Body
	return p.inside(g)
}

func (p *Plan) scriptOf(n *Node, el *xmltree.Element) error {
	c := el.First("script")
	if c == nil || c.Text() == "" {
		return nil
	}
	x, err := p.expr(n.ID, &bpmn.Expr{Text: c.Text()})
	n.Script = x
	return err
}

func (p *Plan) eventsOf(n *Node) error {
	for i := range n.Node.Events {
		ev := Event{Event: n.Node.Events[i]}
		switch ev.Kind {
		case "conditional":
			if ev.Expr == nil {
				return &Error{Element: n.ID, Reason: "a conditional event without condition"}
			}
			x, err := p.expr(n.ID, ev.Expr)
			if err != nil {
				return err
			}
			ev.Eval = x
		case "timer":
			if err := p.timer(n, &ev); err != nil {
				return err
			}
		}
		n.Events = append(n.Events, ev)
	}
	return nil
}

func (p *Plan) timer(n *Node, ev *Event) error {
	if ev.Expr == nil || ev.Expr.Text == "" {
		return &Error{Element: n.ID, Reason: "a timer without time"}
	}
	days, _ := ev.El.Lookup(bpmn.HolonSpace, "days")
	ev.Timing = Timing{Kind: ev.Timer, Text: ev.Expr.Text, Working: first(days, n.Attrs["days"]) == "working"}
	if ev.Timing.Check() == nil {
		return nil
	}
	x, err := p.expr(n.ID, ev.Expr)
	ev.Eval = x
	return err
}

// boundaryOf binds a compensation boundary event to the activity that undoes.
func (p *Plan) boundaryOf(n *Node) error {
	if n.Host == nil {
		return &Error{Element: n.ID, Reason: "is attached to nothing"}
	}
	if !n.Has("compensate") {
		return nil
	}
	for _, a := range n.Scope.El.All("association") {
		if src := p.Defs.Resolve(a, a.Attr("sourceRef")); src == n.El {
			if to := p.Defs.Resolve(a, a.Attr("targetRef")); to != nil {
				n.Handler = p.ByID[to.Attr("id")]
			}
		}
	}
	if n.Handler == nil {
		return &Error{Element: n.ID, Reason: "no association leads to the activity that undoes"}
	}
	return nil
}

func links(s *Scope, n *Node) map[string]*Node {
	out := map[string]*Node{}
	for _, c := range s.Nodes {
		if !linkCatch(c) {
			continue
		}
		for _, a := range n.Node.Events {
			for _, b := range c.Node.Events {
				if a.Kind == "link" && b.Kind == "link" && a.Name == b.Name {
					out[a.Name] = c
				}
			}
		}
	}
	return out
}

func first(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}
