package engine

import (
	"slices"

	"holon.example/holon/internal/business/flow/plan"
)

// throw handles a token at a throwing event: every definition is thrown, then
// the token goes on, or ends, if it is still there.
func (m *machine) throw(t *Token, n *plan.Node) error {
	id := t.ID
	for i := range n.Events {
		ev := &n.Events[i]
		switch ev.Kind {
		case "terminate":
			m.passed(n.ID)
			return m.terminate(t)
		case "cancel":
			m.passed(n.ID)
			return m.cancelTransaction(t, n)
		case "compensate":
			m.passed(n.ID)
			return m.compensate(t, ev.Ref)
		case "link":
			return m.link(t, n, ev)
		}
		m.passed(n.ID)
		if err := m.throwOne(t, n, ev); err != nil {
			return err
		}
		if t = m.token(id); t == nil || t.Node != n.ID {
			return nil
		}
	}
	return m.thrown(t, n)
}

func (m *machine) thrown(t *Token, n *plan.Node) error {
	if n.Kind == "endEvent" {
		m.passed(n.ID)
		return m.consume(t)
	}
	return m.pass(t, n)
}

func (m *machine) throwOne(t *Token, n *plan.Node, ev *plan.Event) error {
	switch ev.Kind {
	case "message":
		m.emit(Effect{Kind: SendMessage, Token: t.ID, Element: n.ID, Name: n.Name, Node: n.Kind, Ref: ev.Ref, Attrs: n.Attrs})
	case "signal":
		m.emit(Effect{Kind: SendSignal, Token: t.ID, Element: n.ID, Name: n.Name, Ref: ev.Ref})
		return m.signal(ev.Ref)
	case "error":
		return m.raise("error", ev.Code, t)
	case "escalation":
		return m.raise("escalation", ev.Code, t)
	}
	return nil
}

func (m *machine) link(t *Token, n *plan.Node, ev *plan.Event) error {
	to := n.Jump[ev.Name]
	if to == nil {
		return &Incident{Element: n.ID, Reason: "the link leads nowhere"}
	}
	m.passed(n.ID)
	t.Node, t.Flow = to.ID, ""
	m.queue = append(m.queue, move{token: t.ID})
	return nil
}

// signal reaches everything in the instance that listens to it, before the
// thrower goes on.
func (m *machine) signal(ref string) error {
	var ids []int
	for _, w := range m.s.Waits {
		if w.Kind == "signal" && w.Name == ref {
			ids = append(ids, w.ID)
		}
	}
	for _, id := range ids {
		if w := m.wait(id); w != nil {
			if err := m.happen(w); err != nil {
				return err
			}
		}
	}
	return nil
}

// raise looks for who catches an error or escalation: the event sub-processes of
// the level, then the boundary of the sub-process around it, and so outwards.
func (m *machine) raise(kind, code string, t *Token) error {
	f := m.frame(t.Frame)
	inside := false // the level's own event sub-process throws: it does not catch itself
	for {
		if !inside {
			if s := m.scopeOf(f); s != nil {
				if start := match(listeners(s), kind, code); start != nil {
					return m.onListener(f, start)
				}
			}
		}
		if f.Host == 0 {
			return m.uncaught(kind, code, t)
		}
		host := m.token(f.Host)
		n := m.node(host)
		if carrier := m.carrier(host); !n.ByEvent {
			if b := match(n.Boundary, kind, code); b != nil {
				return m.onBoundary(carrier, b)
			}
		}
		inside = n.ByEvent
		f = m.frame(host.Frame)
	}
}

func (m *machine) uncaught(kind, code string, t *Token) error {
	if kind == "error" {
		m.end(Failed, code)
		return nil
	}
	m.emit(Effect{Kind: Escalated, Element: t.Node, Ref: code})
	return nil
}

// carrier is the token that the boundary events of an activity belong to: for an
// instance of a loop, the loop's.
func (m *machine) carrier(t *Token) *Token {
	if p := m.token(t.Of); p != nil && p.Mode == modeLoop && p.Node == t.Node {
		return p
	}
	return t
}

func (m *machine) scopeOf(f *Frame) *plan.Scope {
	if f.Host == 0 {
		return m.p.plan.Root
	}
	return m.node(m.token(f.Host)).Body
}

func listeners(s *plan.Scope) []*plan.Node {
	var out []*plan.Node
	for _, l := range s.Listeners {
		out = append(out, l.Start)
	}
	return out
}

// match finds the event for a code; one that names the code goes before one that
// catches all.
func match(nodes []*plan.Node, kind, code string) *plan.Node {
	var all *plan.Node
	for _, n := range nodes {
		for i := range n.Events {
			ev := &n.Events[i]
			switch {
			case ev.Kind != kind:
			case ev.Code == code && code != "":
				return n
			case ev.Code == "" && all == nil:
				all = n
			}
		}
	}
	return all
}

// fail raises an error at an open task: its own boundary first.
func (m *machine) fail(t *Token, code string) error {
	carrier := m.carrier(t)
	if b := match(m.node(t).Boundary, "error", code); b != nil {
		return m.onBoundary(carrier, b)
	}
	return m.raise("error", code, t)
}

// record keeps what a completed activity needs to be compensated.
func (m *machine) record(t *Token, n *plan.Node) {
	f := m.frame(t.Frame)
	for _, b := range n.Boundary {
		if b.Handler != nil {
			f.Undo = slices.DeleteFunc(slices.Clone(f.Undo), func(r Record) bool {
				return r.Activity == n.ID && r.Handler == "" // the handler replaces what is inside
			})
			f.Undo = append(f.Undo, Record{Activity: n.ID, Handler: b.Handler.ID, Vars: t.Vars})
		}
	}
}

// keepUndo hands the records of a finished sub-process to its level.
func (m *machine) keepUndo(host *Token, n *plan.Node, inner *Frame) {
	f := m.frame(host.Frame)
	for _, l := range n.Body.Listeners {
		if l.Start.Has("compensate") {
			f.Undo = append(slices.Clone(f.Undo), Record{Activity: n.ID, Handler: l.ID})
			return
		}
	}
	if len(inner.Undo) > 0 {
		f.Undo = append(slices.Clone(f.Undo), Record{Activity: n.ID, Inner: inner.Undo})
	}
}

// compensate runs the handlers of what the level completed, latest first; the
// thrower waits for them. An event sub-process compensates the level it is in.
func (m *machine) compensate(t *Token, ref string) error {
	f := m.frame(t.Frame)
	for f.Host != 0 && m.node(m.token(f.Host)).ByEvent {
		f = m.frame(m.token(f.Host).Frame)
	}
	var keep []Record
	for _, r := range f.Undo {
		if ref == "" || r.Activity == ref {
			t.Undo = flatten(t.Undo, r)
		} else {
			keep = append(keep, r)
		}
	}
	f.Undo, t.Mode = keep, modeUndo
	return m.undoNext(t)
}

// flatten lists the handlers of a record in the order they were completed.
func flatten(list []Record, r Record) []Record {
	if r.Handler != "" {
		return append(list, Record{Activity: r.Activity, Handler: r.Handler, Vars: r.Vars})
	}
	for _, in := range r.Inner {
		list = flatten(list, in)
	}
	return list
}

// undoNext starts the next handler, or ends the compensation.
func (m *machine) undoNext(t *Token) error {
	if last := len(t.Undo) - 1; last >= 0 {
		r := t.Undo[last]
		t.Undo = t.Undo[:last:last]
		n := m.p.plan.ByID[r.Handler]
		h, err := m.spawn(t.Frame, n)
		if err != nil {
			return err
		}
		h.Of, h.Vars = t.ID, r.Vars
		if n.ByEvent {
			return m.open(h, n.Body, []*plan.Node{n.Start})
		}
		m.queue = append(m.queue, move{token: h.ID})
		return nil
	}
	mode := t.Mode
	t.Mode = ""
	if mode == modeCancel {
		return m.cancelled(t)
	}
	return m.thrown(t, m.node(t))
}

// cancelTransaction stops all in a transaction and compensates what it had done.
func (m *machine) cancelTransaction(t *Token, n *plan.Node) error {
	f := m.frame(t.Frame)
	if f.Host == 0 || m.node(m.token(f.Host)).Kind != "transaction" {
		return &Incident{Element: n.ID, Reason: "only a transaction can be cancelled"}
	}
	m.cancelFrame(f, t.ID)
	for _, r := range f.Undo {
		t.Undo = flatten(t.Undo, r)
	}
	f.Undo, t.Mode = nil, modeCancel
	return m.undoNext(t)
}

// cancelled leaves a cancelled transaction by its cancel boundary event.
func (m *machine) cancelled(t *Token) error {
	host := m.token(m.frame(t.Frame).Host)
	carrier := m.carrier(host)
	for _, b := range m.node(host).Boundary {
		if b.Has("cancel") {
			return m.onBoundary(carrier, b)
		}
	}
	frame := carrier.Frame
	m.cut(carrier)
	return m.emptied(frame)
}
