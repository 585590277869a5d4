package engine

import (
	"maps"
	"slices"
	"strconv"

	"holon.example/holon/internal/business/flow/plan"
)

// activity starts an activity: tokens are gathered, boundary events armed, then
// the work or its loop begins.
func (m *machine) activity(t *Token, n *plan.Node) error {
	if n.Need > 1 && !m.gather(t, n) {
		return nil
	}
	if err := m.armBoundary(t, n); err != nil || m.token(t.ID) == nil || t.Node != n.ID {
		return err
	}
	if n.Loop != nil {
		return m.startLoop(t, n)
	}
	return m.execute(t)
}

// gather waits until startQuantity tokens are there and makes them one.
func (m *machine) gather(t *Token, n *plan.Node) bool {
	t.Mode = modeGather
	var here []*Token
	for _, o := range m.s.Tokens {
		if o.Frame == t.Frame && o.Node == n.ID && o.Mode == modeGather {
			here = append(here, o)
		}
	}
	if len(here) < n.Need {
		return false
	}
	for _, o := range here {
		if o.ID != t.ID {
			m.remove(o)
		}
	}
	t.Mode = ""
	return true
}

// execute does the work of one activity instance, or hands it out.
func (m *machine) execute(t *Token) error {
	n := m.node(t)
	if err := m.copyIn(t, n); err != nil {
		return err
	}
	if n.Body != nil {
		return m.open(t, n.Body, n.Body.Starts)
	}
	switch n.Kind {
	case "userTask":
		m.hand(t, n, OpenTask)
	case "serviceTask":
		m.hand(t, n, CallHandler)
	case "businessRuleTask":
		m.hand(t, n, Decide)
	case "callActivity":
		m.hand(t, n, CallProcess)
	case "sendTask":
		if n.Ref == "" {
			m.hand(t, n, CallHandler)
			return nil
		}
		m.emit(Effect{Kind: SendMessage, Token: t.ID, Element: n.ID, Name: n.Name, Node: n.Kind, Ref: n.Ref, Attrs: n.Attrs})
		return m.finished(t, n)
	case "receiveTask":
		t.Mode = modeCatch
		m.s.Waits = append(m.s.Waits, &Wait{ID: m.next(), Token: t.ID, Node: n.ID, Kind: "message", Name: n.Ref})
	case "scriptTask":
		return m.script(t, n)
	default:
		return m.finished(t, n)
	}
	return nil
}

func (m *machine) hand(t *Token, n *plan.Node, kind EffectKind) {
	t.Mode = modeTask
	m.emit(Effect{
		Kind: kind, Token: t.ID, Element: n.ID, Name: n.Name, Node: n.Kind, Ref: n.Ref,
		Index: t.Index, Key: m.key(t), Vars: m.own(t), Attrs: n.Attrs,
	})
}

// key names an instance by its element and the loop instances it stands in.
func (m *machine) key(t *Token) string {
	key := t.Node
	for first := true; t != nil; first = false {
		switch {
		case t.Index > 0 && first:
			key += "#" + strconv.Itoa(t.Index)
		case t.Index > 0:
			key = t.Node + "#" + strconv.Itoa(t.Index) + "/" + key
		}
		f := m.frame(t.Frame)
		if f == nil || f.Host == 0 {
			break
		}
		t = m.token(f.Host)
	}
	return key
}

// own gathers the variables of the loop instances a token stands in.
func (m *machine) own(t *Token) map[string]any {
	chain := m.chain(t)
	if len(chain) == 0 {
		return nil
	}
	out := map[string]any{}
	for i := len(chain) - 1; i >= 0; i-- {
		maps.Copy(out, chain[i].Vars)
	}
	return out
}

// script runs a script task. Its result, if it is a context, is assigned.
func (m *machine) script(t *Token, n *plan.Node) error {
	if n.Script == nil {
		return m.finished(t, n)
	}
	v, err := m.eval(t, n.ID, n.Script, nil)
	if err != nil {
		return err
	}
	vars, ok := v.(map[string]any)
	if !ok && v != nil {
		return &Incident{Element: n.ID, Reason: "a script must yield a context or null"}
	}
	m.assign(t, vars)
	return m.finished(t, n)
}

// open starts the inside of a sub-process: its listeners first, then its tokens.
func (m *machine) open(host *Token, s *plan.Scope, starts []*plan.Node, begun ...*plan.Node) error {
	if len(m.s.Frames) >= maxFrames {
		return ErrTooMany
	}
	f := &Frame{ID: m.next()}
	if host != nil {
		f.Host, host.Mode = host.ID, modeScope
	}
	m.s.Frames = append(m.s.Frames, f)
	if err := m.armListeners(f, s); err != nil || m.frame(f.ID) == nil {
		return err
	}
	if host != nil && m.token(host.ID) == nil || m.interrupted(f) {
		return nil
	}
	if s.OneByOne && len(starts) > 1 {
		starts = starts[:1]
	}
	f.Begun = len(starts)
	for _, n := range starts {
		t, err := m.spawn(f.ID, n)
		if err != nil {
			return err
		}
		m.queue = append(m.queue, move{token: t.ID, begun: slices.Contains(begun, n)})
	}
	if len(starts) == 0 {
		return m.emptied(f.ID)
	}
	return nil
}

// adHoc is asked when a token of a level ends: the level may have had enough, or
// its next activity may begin. It tells whether the level goes on.
func (m *machine) adHoc(t *Token) (bool, error) {
	f := m.frame(t.Frame)
	if f == nil || f.Host == 0 {
		return false, nil
	}
	s := m.scopeOf(f)
	if s.Enough != nil && !f.Full {
		full, err := m.holds(m.token(f.Host), s.ID, s.Enough, nil)
		if err != nil {
			return false, err
		}
		if f.Full = full; full && !s.WaitRest {
			m.cancelFrame(f, 0)
		}
	}
	if f.Full || !s.OneByOne || f.Begun >= len(s.Starts) {
		return false, nil
	}
	for _, o := range m.s.Tokens {
		if o.Frame == f.ID {
			return true, nil
		}
	}
	next, err := m.spawn(f.ID, s.Starts[f.Begun])
	if err != nil {
		return false, err
	}
	f.Begun++
	m.queue = append(m.queue, move{token: next.ID})
	return true, nil
}

// interrupted tells whether an interrupting event sub-process runs in the frame.
func (m *machine) interrupted(f *Frame) bool {
	for _, t := range m.s.Tokens {
		if n := m.node(t); t.Frame == f.ID && n.ByEvent && n.Start != nil && n.Start.Interrupting {
			return true
		}
	}
	return false
}

// finished ends one activity instance.
func (m *machine) finished(t *Token, n *plan.Node) error {
	if err := m.copyOut(t, n); err != nil {
		return err
	}
	m.emit(Effect{Kind: TaskDone, Token: t.ID, Element: n.ID, Name: n.Name, Node: n.Kind, Index: t.Index})
	parent := m.token(t.Of)
	switch {
	case parent != nil && parent.Mode == modeLoop && parent.Node == t.Node:
		m.record(t, n)
		return m.instanceDone(parent, t, n)
	case parent != nil && (parent.Mode == modeUndo || parent.Mode == modeCancel):
		m.passed(n.ID)
		m.remove(t)
		return m.undoNext(parent)
	}
	m.record(t, n)
	return m.leave(t, n)
}

// leave ends an activity as a whole and sends its token on.
func (m *machine) leave(t *Token, n *plan.Node) error {
	m.disarm(func(w *Wait) bool { return w.Token == t.ID })
	t.Vars, t.Loop, t.Mode, t.Index = nil, nil, "", 0
	m.passed(n.ID)
	return m.produce(t, n)
}

// copyIn copies data inputs to names of the activity's own.
func (m *machine) copyIn(t *Token, n *plan.Node) error {
	for _, a := range n.Inputs {
		v, ok, err := m.source(t, n, a)
		if err != nil {
			return err
		}
		if ok {
			if t.Vars == nil {
				t.Vars = map[string]any{}
			}
			t.Vars[a.To] = v
		}
	}
	return nil
}

// copyOut copies data outputs to the names outside.
func (m *machine) copyOut(t *Token, n *plan.Node) error {
	for _, a := range n.Outputs {
		v, ok, err := m.source(t, n, a)
		if err != nil {
			return err
		}
		if ok {
			m.assign(t, map[string]any{a.To: v})
		}
	}
	return nil
}

func (m *machine) source(t *Token, n *plan.Node, a plan.Assoc) (any, bool, error) {
	if a.Transform != nil {
		v, err := m.eval(t, n.ID, a.Transform, nil)
		return v, err == nil, err
	}
	v, ok := m.env(t, nil)[a.From]
	return v, ok, nil
}

// terminate ends the level a token stands on: the whole instance, or only its
// sub-process (BPMN 2.0 §13.5.6).
func (m *machine) terminate(t *Token) error {
	f := m.frame(t.Frame)
	if f.Host == 0 {
		m.end(Terminated, "")
		return nil
	}
	m.cancelFrame(f, t.ID)
	return m.consume(t)
}
