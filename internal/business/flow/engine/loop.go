package engine

import (
	"encoding/json"
	"math"
	"strconv"
)

// startLoop begins a loop or multi-instance activity; its token stays as the
// parent of the instances and carries the boundary events.
func (m *machine) startLoop(t *Token, n *node) error {
	t.Mode, t.Loop = modeLoop, &Loop{}
	if !n.loop.Multi {
		return m.startStandard(t, n)
	}
	if err := m.count(t, n); err != nil {
		return err
	}
	if t.Loop.Total == 0 {
		return m.loopDone(t, n)
	}
	if n.loop.OutputItem != "" {
		t.Loop.Out = make([]any, t.Loop.Total)
	}
	for t.Loop.Made < t.Loop.Total {
		if err := m.instance(t, n); err != nil {
			return err
		}
		if n.loop.Sequential {
			break
		}
	}
	return nil
}

func (m *machine) startStandard(t *Token, n *node) error {
	if n.loop.TestBefore {
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

func (m *machine) more(t *Token, n *node) (bool, error) {
	if n.loop.maximum > 0 && t.Loop.Done >= n.loop.maximum {
		return false, nil
	}
	if n.loop.condition == nil {
		return true, nil
	}
	return m.holds(t, n.ID, n.loop.condition, map[string]any{"loopCounter": t.Loop.Done})
}

// count finds how many instances there will be.
func (m *machine) count(t *Token, n *node) error {
	l := n.loop
	if l.number != nil {
		v, err := m.eval(t, n.ID, l.number, nil)
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

func (m *machine) items(t *Token, n *node) error {
	var v any
	if n.loop.collection != nil {
		got, err := m.eval(t, n.ID, n.loop.collection, nil)
		if err != nil {
			return err
		}
		v = got
	} else {
		v = m.env(t, nil)[n.loop.input]
	}
	list, ok := v.([]any)
	if !ok && v != nil {
		return &Incident{Element: n.ID, Reason: "what the instances go through is no list"}
	}
	t.Loop.Items, t.Loop.Total = list, len(list)
	return nil
}

// instance makes the next instance and queues it.
func (m *machine) instance(t *Token, n *node) error {
	c, err := m.spawn(t.Frame, n)
	if err != nil {
		return err
	}
	l := t.Loop
	l.Made++
	c.Of, c.Index = t.ID, l.Made
	c.Vars = map[string]any{"loopCounter": l.Made}
	if n.loop.Item != "" && l.Made <= len(l.Items) {
		c.Vars[n.loop.Item] = l.Items[l.Made-1]
	}
	if n.loop.OutputItem != "" {
		c.Vars[n.loop.OutputItem] = nil
	}
	m.queue = append(m.queue, move{token: c.ID, enter: true})
	return nil
}

// instanceDone handles the end of one instance c of the loop t.
func (m *machine) instanceDone(t, c *Token, n *node) error {
	l := t.Loop
	if n.loop.OutputItem != "" && c.Index >= 1 && c.Index <= len(l.Out) {
		l.Out[c.Index-1] = c.Vars[n.loop.OutputItem]
	}
	l.Done++
	if !n.loop.Multi {
		m.remove(c)
		more, err := m.more(t, n)
		if err != nil || more {
			return firstErr(err, func() error { return m.instance(t, n) })
		}
		return m.loopDone(t, n)
	}
	numbers := m.numbers(t)
	enough := l.Done >= l.Total
	if n.loop.completion != nil && !enough {
		ok, err := m.holds(c, n.ID, n.loop.completion, numbers)
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
	if n.loop.Sequential {
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
func (m *machine) behave(t, c *Token, n *node, numbers map[string]any) error {
	switch n.loop.Behavior {
	case "None":
		return m.behaviour(t, n, n.loop.onNone)
	case "One":
		if t.Loop.Done == 1 {
			return m.behaviour(t, n, n.loop.onOne)
		}
	case "Complex":
		for i := range n.loop.onComplex {
			b := &n.loop.onComplex[i]
			ok, err := m.holds(c, n.ID, b.condition, numbers)
			if err != nil {
				return err
			}
			if ok {
				if err := m.behaviour(t, n, &b.event); err != nil || m.token(t.ID) == nil {
					return err
				}
			}
		}
	}
	return nil
}

// behaviour offers the event to the boundary of the activity first.
func (m *machine) behaviour(t *Token, n *node, ev *event) error {
	if ev == nil {
		return nil
	}
	for _, b := range n.boundary {
		for i := range b.events {
			if b.events[i].Kind == ev.Kind && (b.events[i].Ref == ev.Ref || b.events[i].Ref == "") {
				return m.onBoundary(t, b)
			}
		}
	}
	if ev.Kind == "error" || ev.Kind == "escalation" || ev.Kind == "signal" || ev.Kind == "message" {
		return m.throwOne(t, n, ev)
	}
	return nil
}

func (m *machine) loopDone(t *Token, n *node) error {
	if n.loop.output != "" && n.loop.OutputItem != "" {
		out := t.Loop.Out
		if out == nil {
			out = []any{}
		}
		t.Vars = nil
		m.assign(t, map[string]any{n.loop.output: out})
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
