package engine

import (
	"maps"
	"slices"

	"holon.example/holon/internal/business/flow/plan"
)

// machine is one transition under way.
type machine struct {
	p       *Process
	s       State
	effects []Effect
	queue   []move
	steps   int
	dirty   bool // variables changed: conditions must be looked at
}

// move is a token on its way: over a flow to a node, or into the instance of a
// loop. A token that was cancelled meanwhile does not move.
type move struct {
	token int
	enter bool // start the activity itself, its gathering and loop are done
	begun bool // what the node waits for has happened already
}

func (p *Process) machine(s State) *machine {
	return &machine{p: p, s: s.clone(), queue: make([]move, 0, 8)}
}

// run moves tokens until all rest, then lets the joins look again.
func (m *machine) run() error {
	for {
		for len(m.queue) > 0 {
			next := m.queue[0]
			m.queue = m.queue[1:]
			if err := m.step(next); err != nil {
				return err
			}
		}
		again, err := m.settle()
		if err != nil {
			return err
		}
		if !again && len(m.queue) == 0 {
			return nil
		}
	}
}

func (m *machine) step(next move) error {
	if m.steps++; m.steps > maxSteps {
		return ErrRunaway
	}
	t := m.token(next.token)
	if t == nil {
		return nil
	}
	var err error
	switch n := m.node(t); {
	case next.enter:
		err = m.execute(t)
	case next.begun && n.Activity():
		err = m.finished(t, n)
	case next.begun:
		err = m.pass(t, n)
	default:
		err = m.arrive(t)
	}
	if err == nil && m.dirty {
		err = m.conditions()
	}
	return err
}

func (m *machine) token(id int) *Token {
	i, ok := slices.BinarySearchFunc(m.s.Tokens, id, func(t *Token, id int) int { return t.ID - id })
	if !ok {
		return nil
	}
	return m.s.Tokens[i]
}

func (m *machine) frame(id int) *Frame {
	for _, f := range m.s.Frames {
		if f.ID == id {
			return f
		}
	}
	return nil
}

func (m *machine) node(t *Token) *plan.Node { return m.p.plan.ByID[t.Node] }

func (m *machine) next() int {
	m.s.Next++
	return m.s.Next
}

// spawn makes a token at a node of a frame; the caller queues or parks it.
func (m *machine) spawn(frame int, n *plan.Node) (*Token, error) {
	if len(m.s.Tokens) >= maxTokens {
		return nil, ErrTooMany
	}
	t := &Token{ID: m.next(), Frame: frame, Node: n.ID}
	m.s.Tokens = append(m.s.Tokens, t)
	return t, nil
}

func (m *machine) emit(e Effect) { m.effects = append(m.effects, e) }

func (m *machine) passed(id string) { m.s.Done = note(m.s.Done, id) }

func note(list []string, id string) []string {
	if slices.Contains(list, id) {
		return list
	}
	return append(list, id)
}

// arrive handles a token that has come to a node.
func (m *machine) arrive(t *Token) error {
	n := m.node(t)
	switch {
	case n.Activity():
		return m.activity(t, n)
	case n.Gateway():
		return m.gatewayIn(t, n)
	}
	switch n.Kind {
	case "endEvent", "intermediateThrowEvent", "implicitThrowEvent":
		return m.throw(t, n)
	case "intermediateCatchEvent":
		return m.catch(t, n)
	}
	return m.pass(t, n)
}

// pass marks a node as done and sends the token on.
func (m *machine) pass(t *Token, n *plan.Node) error {
	m.passed(n.ID)
	return m.produce(t, n)
}

// produce sends the token over the outgoing flows of an activity or event: over
// all without condition, over those whose condition holds, and over the default
// flow if no condition held.
func (m *machine) produce(t *Token, n *plan.Node) error {
	taken, err := m.choose(t, n, nil)
	if err != nil {
		return err
	}
	if len(taken) == 0 && len(n.Out) > 0 {
		return &Incident{Element: n.ID, Reason: "no outgoing flow can be taken"}
	}
	var all []*plan.Flow
	for range n.Give {
		all = append(all, taken...)
	}
	return m.send(t, all)
}

func (m *machine) choose(t *Token, n *plan.Node, extra map[string]any) ([]*plan.Flow, error) {
	if len(n.Out) == 1 && n.Out[0].Cond == nil {
		return n.Out, nil
	}
	var taken []*plan.Flow
	conditional := false
	for _, f := range n.Out {
		if f == n.Def {
			continue
		}
		if f.Cond != nil {
			ok, err := m.holds(t, f.ID, f.Cond, extra)
			if err != nil {
				return nil, err
			}
			if !ok {
				continue
			}
			conditional = true
		}
		taken = append(taken, f)
	}
	if n.Def != nil && !conditional {
		taken = append(taken, n.Def)
	}
	return taken, nil
}

// send moves the token over the first flow and new tokens over the others;
// without a flow the token ends here.
func (m *machine) send(t *Token, flows []*plan.Flow) error {
	if len(flows) == 0 {
		return m.consume(t)
	}
	frame := t.Frame
	for i, f := range flows {
		m.passed(f.ID)
		if i > 0 {
			other, err := m.spawn(frame, f.To)
			if err != nil {
				return err
			}
			t = other
		}
		*t = Token{ID: t.ID, Frame: frame, Node: f.To.ID, Flow: f.ID, Of: t.Of, Vars: t.Vars}
		m.queue = append(m.queue, move{token: t.ID})
	}
	return nil
}

// remove takes a token away without asking what its frame does then.
func (m *machine) remove(t *Token) {
	m.s.Tokens = slices.DeleteFunc(m.s.Tokens, func(o *Token) bool { return o.ID == t.ID })
}

// consume ends a token; a frame without tokens is finished.
func (m *machine) consume(t *Token) error {
	m.remove(t)
	if parent := m.token(t.Of); parent != nil && (parent.Mode == modeUndo || parent.Mode == modeCancel) {
		if slices.ContainsFunc(m.s.Tokens, func(o *Token) bool { return o.Of == t.Of }) {
			return nil
		}
		return m.undoNext(parent)
	}
	if more, err := m.adHoc(t); more || err != nil {
		return err
	}
	return m.emptied(t.Frame)
}

func (m *machine) emptied(frame int) error {
	for _, t := range m.s.Tokens {
		if t.Frame == frame {
			return nil
		}
	}
	f := m.frame(frame)
	if f == nil {
		return nil
	}
	m.close(f)
	if f.Host == 0 {
		m.end(Completed, "")
		return nil
	}
	host := m.token(f.Host)
	n := m.node(host)
	if n.ByEvent {
		m.passed(n.ID)
		return m.consume(host)
	}
	m.keepUndo(host, n, f)
	return m.finished(host, n)
}

// close ends a frame and what it listens to.
func (m *machine) close(f *Frame) {
	m.disarm(func(w *Wait) bool { return w.Token == 0 && w.Frame == f.ID })
	m.s.Frames = slices.DeleteFunc(m.s.Frames, func(o *Frame) bool { return o.ID == f.ID })
}

func (m *machine) end(status Status, code string) {
	for _, t := range slices.Clone(m.s.Tokens) {
		if m.token(t.ID) != nil {
			m.cancel(t)
		}
	}
	m.disarm(func(*Wait) bool { return true })
	m.s.Tokens, m.s.Frames, m.queue = nil, nil, nil
	m.s.Status, m.s.Code = status, code
	m.emit(Effect{Kind: Ended, Element: m.p.ID, Status: status, Code: code})
}

// cancel removes a token with all that depends on it: its waits, the instances
// of its loop, the frame inside it, its open task.
func (m *machine) cancel(t *Token) {
	switch t.Mode {
	case modeTask:
		m.emit(Effect{Kind: CloseTask, Token: t.ID, Element: t.Node})
	case modeScope:
		for _, f := range slices.Clone(m.s.Frames) {
			if f.Host == t.ID {
				m.cancelFrame(f, 0)
				m.close(f)
			}
		}
	case modeLoop, modeUndo, modeCancel:
		m.cancelParts(t)
	}
	m.disarm(func(w *Wait) bool { return w.Token == t.ID })
	if t.Mode != "" && !slices.Contains(m.s.Done, t.Node) {
		m.s.Cut = note(m.s.Cut, t.Node)
	}
	m.remove(t)
}

func (m *machine) cancelParts(t *Token) {
	for _, c := range slices.Clone(m.s.Tokens) {
		if c.Of == t.ID && m.token(c.ID) != nil {
			m.cancel(c)
		}
	}
}

// cancelFrame cancels all tokens of a frame but one.
func (m *machine) cancelFrame(f *Frame, keep int) {
	for _, t := range slices.Clone(m.s.Tokens) {
		if t.Frame == f.ID && t.ID != keep && m.token(t.ID) != nil {
			m.cancel(t)
		}
	}
}

// env gives the variables as a token sees them: its own before those of the
// activities around it, before those of the instance.
func (m *machine) env(t *Token, extra map[string]any) map[string]any {
	chain := m.chain(t)
	if len(chain) == 0 && len(extra) == 0 {
		return m.s.Vars
	}
	all := maps.Clone(m.s.Vars)
	for i := len(chain) - 1; i >= 0; i-- {
		maps.Copy(all, chain[i].Vars)
	}
	maps.Copy(all, extra)
	return all
}

// chain lists the tokens with variables of their own, from the inside out.
func (m *machine) chain(t *Token) []*Token {
	var out []*Token
	for t != nil {
		if len(t.Vars) > 0 {
			out = append(out, t)
		}
		if t.Of != 0 {
			t = m.token(t.Of)
			continue
		}
		f := m.frame(t.Frame)
		if f == nil || f.Host == 0 {
			break
		}
		t = m.token(f.Host)
	}
	return out
}

// assign sets variables where they live: in the innermost token that has one of
// that name, else in the instance.
func (m *machine) assign(t *Token, vars map[string]any) {
	if len(vars) == 0 {
		return
	}
	chain := m.chain(t)
	for name, v := range vars {
		home := m.s.Vars
		for _, c := range chain {
			if _, ok := c.Vars[name]; ok {
				home = c.Vars
				break
			}
		}
		home[name] = v
	}
	m.dirty = true
}

func (m *machine) eval(t *Token, element string, x Expression, extra map[string]any) (any, error) {
	v, err := x.Eval(m.env(t, extra))
	if err != nil {
		return nil, &Incident{Element: element, Reason: "the expression cannot be evaluated", Cause: err}
	}
	return v, nil
}

// holds evaluates a condition; null counts as false.
func (m *machine) holds(t *Token, element string, x Expression, extra map[string]any) (bool, error) {
	v, err := m.eval(t, element, x, extra)
	if err != nil {
		return false, err
	}
	b, ok := v.(bool)
	if !ok && v != nil {
		return false, &Incident{Element: element, Reason: "the condition is neither true nor false"}
	}
	return b, nil
}
