package engine

import (
	"strconv"

	"holon.example/holon/internal/lang/bpmn"
	"holon.example/holon/internal/lang/bpmn/xmltree"
)

// node compiles what one node needs beside its flows.
func (p *Process) node(s *scope, n *node) error {
	n.attrs = n.Extension()
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
		return p.boundaryOf(s, n)
	case n.Kind == "intermediateThrowEvent" && n.Has("link"):
		n.jump = links(s, n)
	case n.Kind == "complexGateway":
		if c := n.El.First("activationCondition"); c != nil {
			x, err := p.expr(n.ID, &bpmn.Expr{Text: c.Text()})
			n.active = x
			return err
		}
	case n.Gateway():
		return p.gateway(n)
	}
	return nil
}

func (p *Process) gateway(n *node) error {
	if n.Kind != "eventBasedGateway" {
		return nil
	}
	for _, f := range n.out {
		if k := f.to.Kind; k != "intermediateCatchEvent" && k != "receiveTask" {
			return &CompileError{Element: n.ID, Reason: "leads to " + f.to.ID + ", which catches no event"}
		}
	}
	return nil
}

func (p *Process) quantities(n *node) error {
	for attr, to := range map[string]*int{"startQuantity": &n.need, "completionQuantity": &n.give} {
		if v := n.El.Attr(attr); v != "" && n.Activity() {
			q, err := strconv.Atoi(v)
			if err != nil || q < 1 || q > maxInstances {
				return &CompileError{Element: n.ID, Reason: attr + " must be a number from 1"}
			}
			*to = q
		}
	}
	return nil
}

func (p *Process) inside(n *node) error {
	if n.Body != nil {
		body, err := p.scope(n.ID, n.Body)
		n.body = body
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
		n.ref = first(n.attrs["handler"], trimRef(n.El.Attr("implementation")), n.El.Attr("operationRef"), n.Name)
	case "businessRuleTask":
		n.ref = first(n.attrs["decision"], n.attrs["decisionRef"], trimRef(n.El.Attr("implementation")))
		if n.ref == "" {
			return &CompileError{Element: n.ID, Reason: "names no decision (holon:decision)"}
		}
	case "sendTask", "receiveTask":
		n.ref = p.messageID(n)
	}
	return nil
}

func (p *Process) messageID(n *node) string {
	ref := n.El.Attr("messageRef")
	if m := p.defs.Resolve(n.El, ref); m != nil {
		return m.Attr("id")
	}
	return ref
}

func (p *Process) adHoc(n *node) error {
	n.body.oneByOne = n.El.Attr("ordering") == "Sequential"
	n.body.waitRest = n.El.Attr("cancelRemainingInstances") == "false"
	c := n.El.First("completionCondition")
	if c == nil || c.Text() == "" {
		return nil
	}
	x, err := p.expr(n.ID, &bpmn.Expr{Text: c.Text()})
	n.body.enough = x
	return err
}

// listener finds the start event of an event sub-process.
func (p *Process) listener(n *node) error {
	for _, c := range n.body.nodes {
		if c.Kind == "startEvent" {
			n.start = c
		}
	}
	if n.start == nil || len(n.start.events) == 0 {
		return &CompileError{Element: n.ID, Reason: "an event sub-process needs one start event with a trigger"}
	}
	return nil
}

func (p *Process) call(n *node) error {
	called := n.El.Attr("calledElement")
	el := p.defs.Resolve(n.El, called)
	if el == nil {
		n.ref = called
		if called == "" {
			return &CompileError{Element: n.ID, Reason: "calls nothing"}
		}
		return nil
	}
	id := el.Attr("id")
	if s := p.scopes[id]; s != nil {
		n.body = s
		return nil
	}
	if bp := p.defs.Process(id); bp != nil {
		body, err := p.scope(id, bp.Body)
		n.body = body
		return err
	}
	return p.globalTask(n, el)
}

// globalTask makes a called global task a level of one task.
func (p *Process) globalTask(n *node, el *xmltree.Element) error {
	kinds := map[string]string{
		"globalTask": "task", "globalUserTask": "userTask", "globalManualTask": "manualTask",
		"globalScriptTask": "scriptTask", "globalBusinessRuleTask": "businessRuleTask",
	}
	kind := kinds[el.Local]
	if kind == "" {
		return &CompileError{Element: n.ID, Reason: "calls a " + el.Local}
	}
	id := el.Attr("id")
	g := &node{need: 1, give: 1, Node: &bpmn.Node{ID: id, Name: el.Attr("name"), Kind: kind, El: el}}
	g.attrs = g.Extension()
	p.byID[id] = g
	p.nodes = append(p.nodes, g)
	n.body = &scope{id: id, nodes: []*node{g}, starts: []*node{g}}
	p.scopes[id] = n.body
	return p.inside(g)
}

func (p *Process) scriptOf(n *node, el *xmltree.Element) error {
	c := el.First("script")
	if c == nil || c.Text() == "" {
		return nil
	}
	x, err := p.expr(n.ID, &bpmn.Expr{Text: c.Text()})
	n.script = x
	return err
}

func (p *Process) eventsOf(n *node) error {
	for i := range n.Events {
		ev := event{Event: n.Events[i]}
		switch ev.Kind {
		case "conditional":
			if ev.Expr == nil {
				return &CompileError{Element: n.ID, Reason: "a conditional event without condition"}
			}
			x, err := p.expr(n.ID, ev.Expr)
			if err != nil {
				return err
			}
			ev.expr = x
		case "timer":
			if err := p.timer(n, &ev); err != nil {
				return err
			}
		}
		n.events = append(n.events, ev)
	}
	return nil
}

func (p *Process) timer(n *node, ev *event) error {
	if ev.Expr == nil || ev.Expr.Text == "" {
		return &CompileError{Element: n.ID, Reason: "a timer without time"}
	}
	days, _ := ev.El.Lookup(bpmn.HolonSpace, "days")
	ev.timing = Timing{Kind: ev.Timer, Text: ev.Expr.Text, Working: first(days, n.attrs["days"]) == "working"}
	if ev.timing.check() == nil {
		return nil
	}
	x, err := p.expr(n.ID, ev.Expr)
	ev.expr = x
	return err
}

// boundaryOf binds a compensation boundary event to the activity that undoes.
func (p *Process) boundaryOf(s *scope, n *node) error {
	if n.host == nil {
		return &CompileError{Element: n.ID, Reason: "is attached to nothing"}
	}
	if !n.Has("compensate") {
		return nil
	}
	for _, a := range n.Scope.El.All("association") {
		if src := p.defs.Resolve(a, a.Attr("sourceRef")); src == n.El {
			if to := p.defs.Resolve(a, a.Attr("targetRef")); to != nil {
				n.handler = p.byID[to.Attr("id")]
			}
		}
	}
	if n.handler == nil {
		return &CompileError{Element: n.ID, Reason: "no association leads to the activity that undoes"}
	}
	return nil
}

func links(s *scope, n *node) map[string]*node {
	out := map[string]*node{}
	for _, c := range s.nodes {
		if !linkCatch(c) {
			continue
		}
		for _, a := range n.Events {
			for _, b := range c.Events {
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
