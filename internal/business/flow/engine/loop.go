package engine

import (
	"encoding/json"
	"math"
	"strconv"

	"holon.example/holon/internal/business/flow/plan"
)

// startLoop begins a loop or multi-instance activity; its token stays as the
// parent of the instances and carries the boundary events.
func (m *machine) startLoop(t *Token, n *plan.Node) error {
	t.Mode, t.Loop = modeLoop, &Loop{}
	if !n.Loop.Multi {
		return m.startStandard(t, n)
	}
	if err := m.count(t, n); err != nil {
		return err
	}
	if t.Loop.Total == 0 {
		return m.loopDone(t, n)
	}
	if n.Loop.OutputItem != "" {
		t.Loop.Out = make([]any, t.Loop.Total)
	}
	for t.Loop.Made < t.Loop.Total {
		if err := m.instance(t, n); err != nil {
			return err
		}
		if n.Loop.Sequential {
			break
		}
	}
	return nil
}

func (m *machine) startStandard(t *Token, n *plan.Node) error {
	if n.Loop.TestBefore {
		more, err := m.more(t, n)
		if err != nil {
			return err
		}
		if !more {
			return m.loopDone(t, n)
		}
	}
	return m.instance(t, n)
}

func (m *machine) more(t *Token, n *plan.Node) (bool, error) {
	if n.Loop.Limit > 0 && t.Loop.Done >= n.Loop.Limit {
		return false, nil
	}
	if n.Loop.While == nil {
		return true, nil
	}
	return m.holds(t, n.ID, n.Loop.While, map[string]any{"loopCounter": t.Loop.Done})
}

// count finds how many instances there will be.
func (m *machine) count(t *Token, n *plan.Node) error {
	l := n.Loop
	if l.Count != nil {
		v, err := m.eval(t, n.ID, l.Count, nil)
		if err != nil {
			return err
		}
		total, ok := whole(v)
		if !ok || total < 0 {
			return &Incident{Element: n.ID, Reason: "the number of instances is not a whole number from 0"}
		}
		t.Loop.Total = total
	} else if err := m.items(t, n); err != nil {
		return err
	}
	if t.Loop.Total > maxInstances {
		return ErrTooMany
	}
	return nil
}

func (m *machine) items(t *Token, n *plan.Node) error {
	var v any
	if n.Loop.List != nil {
		got, err := m.eval(t, n.ID, n.Loop.List, nil)
		if err != nil {
			return err
		}
		v = got
	} else {
		v = m.env(t, nil)[n.Loop.From]
	}
	list, ok := v.([]any)
	if !ok && v != nil {
		return &Incident{Element: n.ID, Reason: "what the instances go through is no list"}
	}
	t.Loop.Items, t.Loop.Total = list, len(list)
	return nil
}

// instance makes the next instance and queues it.
func (m *machine) instance(t *Token, n *plan.Node) error {
	c, err := m.spawn(t.Frame, n)
	if err != nil {
		return err
	}
	l := t.Loop
	l.Made++
	c.Of, c.Index = t.ID, l.Made
	c.Vars = map[string]any{"loopCounter": l.Made}
	if n.Loop.Item != "" && l.Made <= len(l.Items) {
		c.Vars[n.Loop.Item] = l.Items[l.Made-1]
	}
	if n.Loop.OutputItem != "" {
		c.Vars[n.Loop.OutputItem] = nil
	}
	m.queue = append(m.queue, move{token: c.ID, enter: true})
	return nil
}

// instanceDone handles the end of one instance c of the loop t.
func (m *machine) instanceDone(t, c *Token, n *plan.Node) error {
	l := t.Loop
	if n.Loop.OutputItem != "" && c.Index >= 1 && c.Index <= len(l.Out) {
		l.Out[c.Index-1] = c.Vars[n.Loop.OutputItem]
	}
	l.Done++
	if !n.Loop.Multi {
		m.remove(c)
		more, err := m.more(t, n)
		if err != nil || more {
			return firstErr(err, func() error { return m.instance(t, n) })
		}
		return m.loopDone(t, n)
	}
	numbers := m.numbers(t)
	enough := l.Done >= l.Total
	if n.Loop.Enough != nil && !enough {
		ok, err := m.holds(c, n.ID, n.Loop.Enough, numbers)
		if err != nil {
			return err
		}
		enough = ok
	}
	err := m.behave(t, c, n, numbers)
	m.remove(c)
	if err != nil || m.token(t.ID) == nil || t.Node != n.ID || t.Loop == nil {
		return err
	}
	if enough {
		m.cancelParts(t)
		return m.loopDone(t, n)
	}
	if n.Loop.Sequential {
		return m.instance(t, n)
	}
	return nil
}

func firstErr(err error, next func() error) error {
	if err != nil {
		return err
	}
	return next()
}

// numbers are the instance attributes of BPMN 2.0 table 10.31.
func (m *machine) numbers(t *Token) map[string]any {
	active := t.Loop.Made - t.Loop.Done
	return map[string]any{
		"numberOfInstances": t.Loop.Made, "numberOfActiveInstances": active,
		"numberOfCompletedInstances": t.Loop.Done, "numberOfTerminatedInstances": 0,
	}
}

// behave throws the event that the completion of an instance is to throw.
func (m *machine) behave(t, c *Token, n *plan.Node, numbers map[string]any) error {
	switch n.Loop.Behavior {
	case "None":
		return m.behaviour(t, n, n.Loop.OnNone)
	case "One":
		if t.Loop.Done == 1 {
			return m.behaviour(t, n, n.Loop.OnOne)
		}
	case "Complex":
		for i := range n.Loop.OnComplex {
			b := &n.Loop.OnComplex[i]
			ok, err := m.holds(c, n.ID, b.Condition, numbers)
			if err != nil {
				return err
			}
			if ok {
				if err := m.behaviour(t, n, &b.Event); err != nil || m.token(t.ID) == nil {
					return err
				}
			}
		}
	}
	return nil
}

// behaviour offers the event to the boundary of the activity first.
func (m *machine) behaviour(t *Token, n *plan.Node, ev *plan.Event) error {
	if ev == nil {
		return nil
	}
	for _, b := range n.Boundary {
		for i := range b.Events {
			if b.Events[i].Kind == ev.Kind && (b.Events[i].Ref == ev.Ref || b.Events[i].Ref == "") {
				return m.onBoundary(t, b)
			}
		}
	}
	if ev.Kind == "error" || ev.Kind == "escalation" || ev.Kind == "signal" || ev.Kind == "message" {
		return m.throwOne(t, n, ev)
	}
	return nil
}

func (m *machine) loopDone(t *Token, n *plan.Node) error {
	if n.Loop.Into != "" && n.Loop.OutputItem != "" {
		out := t.Loop.Out
		if out == nil {
			out = []any{}
		}
		t.Vars = nil
		m.assign(t, map[string]any{n.Loop.Into: out})
	}
	return m.leave(t, n)
}

// whole reads a number without fraction as JSON and FEEL give it.
func whole(v any) (int, bool) {
	switch x := v.(type) {
	case int:
		return x, true
	case int64:
		return int(x), true
	case float64:
		return int(x), x == math.Trunc(x) && math.Abs(x) < 1<<31
	case json.Number:
		n, err := strconv.Atoi(x.String())
		return n, err == nil
	}
	return 0, false
}
