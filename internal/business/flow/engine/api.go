package engine

import (
	"maps"

	"holon.example/holon/internal/business/flow/plan"
	"holon.example/holon/internal/lang/bpmn/draw"
)

// Start begins an instance at the plain start event. If the process has none but
// exactly one start event with a trigger, it begins there.
func (p *Process) Start(vars map[string]any) (State, []Effect, error) {
	starts := p.plan.Root.Starts
	if len(starts) == 0 {
		var typed []*plan.Node
		for _, n := range p.plan.Root.Nodes {
			if n.Kind == "startEvent" {
				typed = append(typed, n)
			}
		}
		if len(typed) != 1 {
			return State{}, nil, &Incident{Element: p.ID, Reason: "it is not clear at which start event to begin; use StartAt"}
		}
		starts = typed
	}
	return p.begin(starts, vars)
}

// StartAt begins an instance because the trigger of the start event (or of the
// event or receive task behind an instantiating event gateway) happened.
func (p *Process) StartAt(element string, vars map[string]any) (State, []Effect, error) {
	for _, n := range p.plan.Root.Nodes {
		if n.ID == element && (n.Kind == "startEvent" || p.instantiates(n)) {
			return p.begin([]*plan.Node{n}, vars)
		}
	}
	return State{}, nil, &Incident{Element: element, Reason: "no instance can begin here"}
}

func (p *Process) instantiates(n *plan.Node) bool {
	if n.Kind == "receiveTask" && n.El.Attr("instantiate") == "true" {
		return true
	}
	for _, f := range n.In {
		if f.From.Kind == "eventBasedGateway" && f.From.El.Attr("instantiate") == "true" {
			return true
		}
	}
	return false
}

// StartsOn gives the element at which a message (by id or name) begins an
// instance; "" if none does.
func (p *Process) StartsOn(message string) string {
	return p.startOf("message", p.messageRef(message))
}

// StartsOnSignal gives the start event at which a signal, by id, begins an
// instance; "" if none does.
func (p *Process) StartsOnSignal(signal string) string { return p.startOf("signal", signal) }

func (p *Process) startOf(kind, ref string) string {
	for _, n := range p.plan.Root.Nodes {
		if n.Kind != "startEvent" && !p.instantiates(n) {
			continue
		}
		if n.Kind == "receiveTask" && n.Ref == ref && kind == "message" {
			return n.ID
		}
		for i := range n.Events {
			if n.Events[i].Kind == kind && n.Events[i].Ref == ref {
				return n.ID
			}
		}
	}
	return ""
}

func (p *Process) begin(starts []*plan.Node, vars map[string]any) (State, []Effect, error) {
	m := p.machine(State{Status: Running, Vars: vars})
	if err := m.open(nil, p.plan.Root, starts, starts...); err != nil {
		return State{}, nil, err
	}
	return m.result(State{})
}

// Complete ends an open task, call or decision with its results.
func (p *Process) Complete(s State, token int, vars map[string]any) (State, []Effect, error) {
	return p.task(s, token, func(m *machine, t *Token) error {
		m.assign(t, vars)
		t.Mode = ""
		return m.finished(t, m.node(t))
	})
}

// Fail ends an open task, call or decision with a BPMN error.
func (p *Process) Fail(s State, token int, code string) (State, []Effect, error) {
	return p.task(s, token, func(m *machine, t *Token) error { return m.fail(t, code) })
}

func (p *Process) task(s State, token int, do func(*machine, *Token) error) (State, []Effect, error) {
	if s.Status != Running {
		return s, nil, ErrEnded
	}
	m := p.machine(s)
	t := m.token(token)
	if t == nil || t.Mode != modeTask {
		return s, nil, ErrToken
	}
	if err := do(m, t); err != nil {
		return s, nil, err
	}
	return m.result(s)
}

// Fire tells that a timer is due. It also triggers any other wait by its number.
func (p *Process) Fire(s State, timer int) (State, []Effect, error) {
	if s.Status != Running {
		return s, nil, ErrEnded
	}
	m := p.machine(s)
	w := m.wait(timer)
	if w == nil {
		return s, nil, ErrToken
	}
	if err := m.happen(w); err != nil {
		return s, nil, err
	}
	return m.result(s)
}

// Message delivers a message, by id or name, to the one that has waited longest.
func (p *Process) Message(s State, message string, vars map[string]any) (State, []Effect, error) {
	if s.Status != Running {
		return s, nil, ErrEnded
	}
	m := p.machine(s)
	id := p.messageRef(message)
	for _, w := range m.s.Waits {
		if w.Kind != "message" || w.Name != id {
			continue
		}
		t := m.token(w.Token)
		if t == nil {
			t = &Token{Frame: w.Frame}
		}
		m.assign(t, vars)
		if err := m.happen(w); err != nil {
			return s, nil, err
		}
		return m.result(s)
	}
	return s, nil, ErrMessage
}

// Signal delivers a signal, by id, to all that listen; that nobody does is fine.
func (p *Process) Signal(s State, signal string, vars map[string]any) (State, []Effect, error) {
	if s.Status != Running {
		return s, nil, ErrEnded
	}
	m := p.machine(s)
	m.assign(&Token{Frame: 0}, vars)
	if err := m.signal(signal); err != nil {
		return s, nil, err
	}
	return m.result(s)
}

// Assign changes variables of the instance; conditions that listen may trigger.
func (p *Process) Assign(s State, vars map[string]any) (State, []Effect, error) {
	if s.Status != Running {
		return s, nil, ErrEnded
	}
	m := p.machine(s)
	maps.Copy(m.s.Vars, vars)
	m.dirty = true
	return m.result(s)
}

// Terminate ends the instance from outside.
func (p *Process) Terminate(s State) (State, []Effect, error) {
	if s.Status != Running {
		return s, nil, ErrEnded
	}
	m := p.machine(s)
	m.end(Terminated, "")
	return m.s, m.effects, nil
}

func (p *Process) messageRef(message string) string {
	if el := p.plan.Defs.Element(message); el != nil && el.Local == "message" {
		return message
	}
	for _, el := range p.plan.Defs.Doc.Root.All("message") {
		if el.Attr("name") == message {
			return el.Attr("id")
		}
	}
	return message
}

func (m *machine) result(old State) (State, []Effect, error) {
	if m.dirty {
		if err := m.conditions(); err != nil {
			return old, nil, err
		}
	}
	if err := m.run(); err != nil {
		return old, nil, err
	}
	return m.s, m.effects, nil
}

// Mark tells for the drawing which elements are done, active or stopped. What is
// late only the caller's clock knows.
func (p *Process) Mark(s State) map[string]draw.State {
	out := make(map[string]draw.State, len(s.Done)+len(s.Tokens))
	for _, id := range s.Cut {
		out[id] = draw.Stopped
	}
	for _, id := range s.Done {
		out[id] = draw.Done
	}
	for _, t := range s.Tokens {
		out[t.Node] = draw.Active
	}
	return out
}
