package engine

import (
	"fmt"
	"slices"

	"holon.example/holon/internal/business/flow/plan"
)

// catch lets a token wait at an intermediate catch event.
func (m *machine) catch(t *Token, n *plan.Node) error {
	if len(n.Events) == 0 || n.Has("link") {
		return m.pass(t, n)
	}
	t.Mode = modeCatch
	if err := m.arm(t, t.Frame, n); err != nil {
		return err
	}
	return m.glance(func(w *Wait) bool { return w.Token == t.ID })
}

// arm begins to listen to the events of a node, for a token or (nil) a frame.
func (m *machine) arm(t *Token, frame int, n *plan.Node) error {
	for i := range n.Events {
		ev := &n.Events[i]
		w := &Wait{Node: n.ID, Kind: ev.Kind, Def: i}
		if t != nil {
			w.Token = t.ID
		} else {
			w.Frame = frame
		}
		switch ev.Kind {
		case "message", "signal":
			w.Name = ev.Ref
		case "conditional":
		case "timer":
			if err := m.setTimer(t, w, n, ev); err != nil {
				return err
			}
			continue
		default:
			continue // found when thrown
		}
		w.ID = m.next()
		m.s.Waits = append(m.s.Waits, w)
	}
	return nil
}

func (m *machine) setTimer(t *Token, w *Wait, n *plan.Node, ev *plan.Event) error {
	timing := ev.Timing
	if ev.Eval != nil {
		if t == nil {
			t = &Token{Frame: w.Frame}
		}
		v, err := m.eval(t, n.ID, ev.Eval, nil)
		if err != nil {
			return err
		}
		timing.Text = fmt.Sprint(v)
		if err := timing.Check(); err != nil {
			return &Incident{Element: n.ID, Reason: "the time of the timer cannot be read", Cause: err}
		}
	}
	left, err := timing.Repeats()
	if err != nil || left == 0 {
		return err
	}
	w.ID, w.Left = m.next(), left
	m.s.Waits = append(m.s.Waits, w)
	m.emit(Effect{Kind: SetTimer, Token: w.ID, Element: n.ID, Name: n.Name, Attrs: n.Attrs, Timing: &timing})
	return nil
}

// armBoundary begins to listen for an activity, which may stop it at once.
func (m *machine) armBoundary(t *Token, n *plan.Node) error {
	for _, b := range n.Boundary {
		if err := m.arm(t, t.Frame, b); err != nil {
			return err
		}
	}
	if len(n.Boundary) == 0 {
		return nil
	}
	return m.glance(func(w *Wait) bool { return w.Token == t.ID })
}

// armListeners begins to listen for the event sub-processes of a frame.
func (m *machine) armListeners(f *Frame, s *plan.Scope) error {
	for _, l := range s.Listeners {
		if err := m.arm(nil, f.ID, l.Start); err != nil {
			return err
		}
	}
	if len(s.Listeners) == 0 {
		return nil
	}
	return m.glance(func(w *Wait) bool { return w.Token == 0 && w.Frame == f.ID })
}

// disarm ends waits, and tells about the timers among them.
func (m *machine) disarm(which func(*Wait) bool) {
	m.s.Waits = slices.DeleteFunc(m.s.Waits, func(w *Wait) bool {
		gone := which(w)
		if gone && w.Kind == "timer" && w.Left != 0 {
			m.emit(Effect{Kind: CancelTimer, Token: w.ID, Element: w.Node})
		}
		return gone
	})
}

func (m *machine) wait(id int) *Wait {
	for _, w := range m.s.Waits {
		if w.ID == id {
			return w
		}
	}
	return nil
}

// conditions looks at everything that listens to a condition, after variables
// have changed. A condition triggers when it becomes true.
func (m *machine) conditions() error {
	m.dirty = false
	return m.glance(func(*Wait) bool { return true })
}

func (m *machine) glance(which func(*Wait) bool) error {
	var ids []int
	for _, w := range m.s.Waits {
		if w.Kind == "conditional" && which(w) {
			ids = append(ids, w.ID)
		}
	}
	for _, id := range ids {
		w := m.wait(id)
		if w == nil || m.s.Status != Running {
			continue
		}
		t := m.token(w.Token)
		if t == nil {
			t = &Token{Frame: w.Frame}
		}
		now, err := m.holds(t, w.Node, m.p.plan.ByID[w.Node].Events[w.Def].Eval, nil)
		if err != nil {
			return err
		}
		rises := now && !w.Held
		w.Held = now
		if rises {
			if err := m.happen(w); err != nil {
				return err
			}
		}
	}
	return nil
}

// happen brings about what a wait waited for.
func (m *machine) happen(w *Wait) error {
	n := m.p.plan.ByID[w.Node]
	if n.Parallel && !m.allMet(w) {
		return nil
	}
	m.spend(w, n)
	switch {
	case n.Kind == "boundaryEvent":
		return m.onBoundary(m.token(w.Token), n)
	case w.Token == 0:
		return m.onListener(m.frame(w.Frame), n)
	case n.Kind == "receiveTask":
		return m.received(m.token(w.Token), n)
	}
	t := m.token(w.Token)
	m.disarm(func(o *Wait) bool { return o.Token == t.ID })
	t.Mode, t.Node = "", n.ID
	return m.pass(t, n)
}

// allMet notes one event of a parallel multiple event and tells whether it was
// the last.
func (m *machine) allMet(w *Wait) bool {
	w.Met = true
	for _, o := range m.s.Waits {
		if o.Token == w.Token && o.Frame == w.Frame && o.Node == w.Node && !o.Met {
			return false
		}
	}
	return true
}

// spend uses a wait up: timers count down; the rest of a wait that may trigger
// again stays.
func (m *machine) spend(w *Wait, n *plan.Node) {
	if w.Kind != "timer" {
		return
	}
	if w.Left > 0 {
		w.Left--
	}
	if w.Left == 0 {
		m.s.Waits = slices.DeleteFunc(m.s.Waits, func(o *Wait) bool { return o.ID == w.ID })
		return
	}
	timing := n.Events[w.Def].Timing
	if total, err := timing.Repeats(); err == nil && total > 0 {
		timing.Turn = total - w.Left
	} else {
		timing.Turn = 1
	}
	m.emit(Effect{Kind: SetTimer, Token: w.ID, Element: n.ID, Name: n.Name, Attrs: n.Attrs, Timing: &timing})
}

// received ends a receive task, also one reached through an event gateway.
func (m *machine) received(t *Token, n *plan.Node) error {
	if t.Node != n.ID {
		m.disarm(func(o *Wait) bool { return o.Token == t.ID })
		t.Node = n.ID
	}
	m.disarm(func(o *Wait) bool { return o.Token == t.ID && o.Node == n.ID })
	t.Mode = ""
	return m.finished(t, n)
}

// onBoundary starts a boundary event; an interrupting one ends the activity.
func (m *machine) onBoundary(t *Token, b *plan.Node) error {
	frame, of, vars := t.Frame, t.Of, t.Vars
	if b.Interrupting {
		m.cut(t)
	}
	nt, err := m.spawn(frame, b)
	if err != nil {
		return err
	}
	if of != 0 {
		nt.Of, nt.Vars = of, vars
	}
	return m.pass(nt, b)
}

// cut cancels a token because something stopped it, which the drawing shows.
func (m *machine) cut(t *Token) {
	node := t.Node
	m.cancel(t)
	if !slices.Contains(m.s.Done, node) {
		m.s.Cut = note(m.s.Cut, node)
	}
}

// onListener starts an event sub-process; an interrupting one ends all else on
// its level.
func (m *machine) onListener(f *Frame, start *plan.Node) error {
	esp := m.p.plan.ByID[start.Scope.Owner.ID]
	if start.Interrupting {
		m.cancelFrame(f, 0)
		m.disarm(func(w *Wait) bool { return w.Token == 0 && w.Frame == f.ID })
	}
	host, err := m.spawn(f.ID, esp)
	if err != nil {
		return err
	}
	return m.open(host, esp.Body, []*plan.Node{start})
}
