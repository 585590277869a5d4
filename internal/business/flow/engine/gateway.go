package engine

import (
	"math/bits"
	"slices"

	"holon.example/holon/internal/business/flow/plan"
)

// gatewayIn handles a token that has come to a gateway.
func (m *machine) gatewayIn(t *Token, n *plan.Node) error {
	switch n.Kind {
	case "exclusiveGateway":
		return m.exclusive(t, n)
	case "parallelGateway":
		return m.parallel(t, n)
	case "eventBasedGateway":
		return m.eventGateway(t, n)
	}
	if len(n.In) < 2 {
		return m.split(t, n)
	}
	t.Mode = modeJoin // settle decides when no token moves any more
	if n.Kind == "complexGateway" {
		return m.complexIn(t, n)
	}
	return nil
}

func (m *machine) exclusive(t *Token, n *plan.Node) error {
	for _, f := range n.Out {
		if f == n.Def {
			continue
		}
		ok := f.Cond == nil
		if !ok {
			var err error
			if ok, err = m.holds(t, f.ID, f.Cond, nil); err != nil {
				return err
			}
		}
		if ok {
			m.passed(n.ID)
			return m.send(t, []*plan.Flow{f})
		}
	}
	m.passed(n.ID)
	if n.Def != nil {
		return m.send(t, []*plan.Flow{n.Def})
	}
	if len(n.Out) == 0 {
		return m.consume(t)
	}
	return &Incident{Element: n.ID, Reason: "no condition holds and there is no default flow"}
}

// waiting lists the tokens at a join by incoming flow; a token that came by no
// flow counts for the first.
func (m *machine) waiting(frame int, n *plan.Node) [][]*Token {
	byFlow := make([][]*Token, max(1, len(n.In)))
	for _, t := range m.s.Tokens {
		if t.Frame == frame && t.Node == n.ID && t.Mode == modeJoin {
			at := slices.IndexFunc(n.In, func(f *plan.Flow) bool { return f.ID == t.Flow })
			byFlow[max(0, at)] = append(byFlow[max(0, at)], t)
		}
	}
	return byFlow
}

func (m *machine) parallel(t *Token, n *plan.Node) error {
	if len(n.In) > 1 {
		t.Mode = modeJoin
		byFlow := m.waiting(t.Frame, n)
		for _, list := range byFlow {
			if len(list) == 0 {
				return nil
			}
		}
		t = m.merge(byFlow, nil)
	}
	m.passed(n.ID)
	return m.send(t, n.Out)
}

// merge consumes one token of each flow that has one; the eldest goes on.
func (m *machine) merge(byFlow [][]*Token, skip func(i int) bool) *Token {
	var keep *Token
	for i, list := range byFlow {
		if len(list) == 0 || skip != nil && skip(i) {
			continue
		}
		switch {
		case keep == nil:
			keep = list[0]
		case list[0].ID < keep.ID:
			m.remove(keep)
			keep = list[0]
		default:
			m.remove(list[0])
		}
	}
	return keep
}

// split sends a token over every flow whose condition holds.
func (m *machine) split(t *Token, n *plan.Node) error {
	taken, err := m.choose(t, n, nil)
	if err != nil {
		return err
	}
	if len(taken) == 0 && len(n.Out) > 0 {
		return &Incident{Element: n.ID, Reason: "no condition holds and there is no default flow"}
	}
	m.passed(n.ID)
	return m.send(t, taken)
}

// settle is called when no token moves: the first inclusive or complex join that
// nothing can reach any more goes on. It tells whether one did.
func (m *machine) settle() (bool, error) {
	for _, t := range m.s.Tokens {
		if t.Mode != modeJoin {
			continue
		}
		n := m.node(t)
		switch n.Kind {
		case "inclusiveGateway":
			byFlow := m.waiting(t.Frame, n)
			if m.comes(t.Frame, n, byFlow) == 0 {
				return true, m.split(m.merge(byFlow, nil), n)
			}
		case "complexGateway":
			if done, err := m.complexReset(t, n); done || err != nil {
				return done, err
			}
		}
	}
	return false, nil
}

// comes gives the incoming flows without token to which a token may still come,
// not counting tokens that may as well come by a flow that has one (BPMN 2.0
// §13.4.3).
func (m *machine) comes(frame int, join *plan.Node, byFlow [][]*Token) uint64 {
	var full, open uint64
	for i, list := range byFlow {
		if len(list) > 0 {
			full |= 1 << i
		}
	}
	empty := (uint64(1)<<len(join.In) - 1) &^ full
	for _, t := range m.s.Tokens {
		if t.Frame != frame || t.Node == join.ID && t.Mode == modeJoin {
			continue
		}
		reach := join.Reach[m.node(t)]
		if reach&empty != 0 && reach&full == 0 {
			open |= reach & empty
		}
	}
	return open
}

// complexIn asks the activation condition of a complex gateway that is in its
// first phase.
func (m *machine) complexIn(t *Token, n *plan.Node) error {
	f := m.frame(t.Frame)
	if slices.ContainsFunc(f.Reset, func(r Reset) bool { return r.Gateway == n.ID }) {
		return nil
	}
	byFlow := m.waiting(t.Frame, n)
	count, flows := 0, 0
	for _, list := range byFlow {
		count += len(list)
		flows += min(1, len(list))
	}
	ready := flows == len(n.In)
	if n.Active != nil {
		ok, err := m.holds(t, n.ID, n.Active, map[string]any{"activationCount": count, "waitingForStart": true})
		if err != nil {
			return err
		}
		ready = ok
	}
	if !ready {
		return nil
	}
	var used []string
	for i, list := range byFlow {
		if len(list) > 0 {
			used = append(used, n.In[i].ID)
		}
	}
	if len(used) < len(n.In) {
		f.Reset = append(slices.Clone(f.Reset), Reset{Gateway: n.ID, Used: used})
	}
	t = m.merge(byFlow, nil)
	taken, err := m.choose(t, n, map[string]any{"activationCount": count, "waitingForStart": true})
	if err != nil {
		return err
	}
	if len(taken) == 0 && len(n.Out) > 0 {
		return &Incident{Element: n.ID, Reason: "no condition holds and there is no default flow"}
	}
	m.passed(n.ID)
	return m.send(t, taken)
}

// complexReset ends the second phase once every other flow has brought its token
// or cannot bring one any more.
func (m *machine) complexReset(t *Token, n *plan.Node) (bool, error) {
	f := m.frame(t.Frame)
	at := slices.IndexFunc(f.Reset, func(r Reset) bool { return r.Gateway == n.ID })
	if at < 0 {
		return false, nil
	}
	used := func(i int) bool { return slices.Contains(f.Reset[at].Used, n.In[i].ID) }
	byFlow := m.waiting(t.Frame, n)
	open := m.comes(t.Frame, n, byFlow)
	late := 0
	for i, list := range byFlow {
		if used(i) {
			open &^= 1 << i
		} else {
			late += len(list)
		}
	}
	if bits.OnesCount64(open) > 0 || late == 0 {
		return false, nil
	}
	keep := m.merge(byFlow, used)
	f.Reset = slices.Delete(slices.Clone(f.Reset), at, at+1)
	var taken []*plan.Flow
	for _, fl := range n.Out {
		if fl.Cond == nil {
			continue
		}
		ok, err := m.holds(keep, fl.ID, fl.Cond, map[string]any{"activationCount": late, "waitingForStart": false})
		if err != nil {
			return false, err
		}
		if ok {
			taken = append(taken, fl)
		}
	}
	return true, m.send(keep, taken)
}

// eventGateway listens to everything it leads to.
func (m *machine) eventGateway(t *Token, n *plan.Node) error {
	t.Mode = modeCatch
	m.passed(n.ID)
	for _, f := range n.Out {
		if f.To.Kind == "receiveTask" {
			m.s.Waits = append(m.s.Waits, &Wait{ID: m.next(), Token: t.ID, Node: f.To.ID, Kind: "message", Name: f.To.Ref})
			continue
		}
		if err := m.arm(t, t.Frame, f.To); err != nil {
			return err
		}
	}
	return m.glance(func(w *Wait) bool { return w.Token == t.ID })
}
