package engine

import (
	"fmt"
	"strings"

	"holon.example/holon/internal/lang/bpmn"
	"holon.example/holon/internal/lang/bpmn/xmltree"
)

// Language compiles the expressions of a model (FEEL); the caller gives it.
type Language interface {
	Compile(text string) (Expression, error)
}

// Expression is a compiled expression. Eval must not change the variables, and
// gives a JSON value: nil, bool, string, a number, []any or map[string]any.
type Expression interface {
	Eval(vars map[string]any) (any, error)
}

// Process is a compiled process; it never changes and may be shared.
type Process struct {
	ID       string
	nodes    []*node
	byID     map[string]*node
	flows    []*flow
	flowByID map[string]*flow
	scopes   map[string]*scope // by id of process, global task or sub-process
	root     *scope
	defs     *bpmn.Definitions
	lang     Language
}

type flow struct {
	id       string
	from, to *node
	cond     Expression
}

type scope struct {
	id        string
	nodes     []*node
	starts    []*node    // where tokens begin: plain start events, else nodes without incoming flow
	listeners []*node    // event sub-processes
	oneByOne  bool       // ad-hoc, ordering="Sequential"
	enough    Expression // ad-hoc: completionCondition
	waitRest  bool       // ad-hoc: cancelRemainingInstances="false"
}

type node struct {
	*bpmn.Node
	in, out  []*flow
	def      *flow
	body     *scope
	boundary []*node
	host     *node
	handler  *node // compensation boundary event: the activity that undoes
	start    *node // event sub-process: its start event
	loop     *loop
	events   []event
	inLane   bool // the attribute "lane" comes from a lane
	need     int  // startQuantity
	give     int  // completionQuantity
	script   Expression
	ref      string
	attrs    map[string]string
	inputs   []assoc
	outputs  []assoc
	reach    map[*node]uint64 // joins: incoming flows that a token at the node may still come by
	active   Expression       // complex gateway: activationCondition
	jump     map[string]*node // link throw: target by name
}

type event struct {
	bpmn.Event
	expr   Expression // condition, or a time that is not a literal
	timing Timing
}

// CompileError names the element that cannot be executed.
type CompileError struct {
	Element string
	Reason  string
	Cause   error
}

func (e *CompileError) Error() string {
	if e.Cause != nil {
		return fmt.Sprintf("%s: %s: %v", e.Element, e.Reason, e.Cause)
	}
	return e.Element + ": " + e.Reason
}

// Unwrap gives the cause.
func (e *CompileError) Unwrap() error { return e.Cause }

// Compile makes a process executable. The empty id means the first executable
// process. Faults are *CompileError; package lint finds them all, Compile stops
// at the first that keeps the process from running.
func Compile(defs *bpmn.Definitions, processID string, lang Language) (*Process, error) {
	bp := defs.Process(processID)
	if bp == nil {
		return nil, &CompileError{Element: processID, Reason: "no such process"}
	}
	p := &Process{
		ID: bp.ID, byID: map[string]*node{}, flowByID: map[string]*flow{},
		scopes: map[string]*scope{}, defs: defs, lang: lang,
	}
	root, err := p.scope(bp.ID, bp.Body)
	if err != nil {
		return nil, err
	}
	p.root = root
	p.lanes(bp)
	for _, n := range p.nodes {
		if n.Gateway() && len(n.in) > 1 && (n.Kind == "inclusiveGateway" || n.Kind == "complexGateway") {
			if len(n.in) > 64 {
				return nil, &CompileError{Element: n.ID, Reason: "more than 64 incoming flows"}
			}
			p.reachable(n)
		}
	}
	return p, nil
}

// lanes notes for every node of the process the innermost lane it stands in, as
// the attribute "lane", unless the model uses that name itself.
func (p *Process) lanes(bp *bpmn.Process) {
	bp.El.Walk(func(e *xmltree.Element) {
		if e.Local != "lane" || e.Space != bpmn.Space {
			return
		}
		for _, r := range e.All("flowNodeRef") {
			el := p.defs.Resolve(r, r.Text())
			if el == nil {
				continue
			}
			if n := p.byID[el.Attr("id")]; n != nil && (n.attrs["lane"] == "" || n.inLane) {
				n.attrs["lane"], n.inLane = e.Attr("id"), true
			}
		}
	})
}

// scope compiles one level and everything inside it.
func (p *Process) scope(id string, b *bpmn.Scope) (*scope, error) {
	s := &scope{id: id}
	p.scopes[id] = s // before the inside: a process may call itself
	for _, bn := range b.Nodes {
		n := &node{Node: bn, need: 1, give: 1}
		if bn.ID == "" || p.byID[bn.ID] != nil {
			return nil, &CompileError{Element: bn.ID, Reason: "every flow node needs an id of its own"}
		}
		p.byID[bn.ID] = n
		p.nodes = append(p.nodes, n)
		s.nodes = append(s.nodes, n)
	}
	if err := p.connect(s, b); err != nil {
		return nil, err
	}
	for _, n := range s.nodes {
		if err := p.node(s, n); err != nil {
			return nil, err
		}
	}
	s.starts = starts(s)
	for _, n := range s.nodes {
		if n.ByEvent && n.Body != nil {
			s.listeners = append(s.listeners, n)
		}
	}
	return s, nil
}

func (p *Process) connect(s *scope, b *bpmn.Scope) error {
	for _, bf := range b.Flows {
		if bf.From == nil || bf.To == nil || bf.From.Scope != b || bf.To.Scope != b || bf.ID == "" {
			return &CompileError{Element: bf.ID, Reason: "the sequence flow does not join two nodes of its level"}
		}
		f := &flow{id: bf.ID, from: p.byID[bf.From.ID], to: p.byID[bf.To.ID]}
		if bf.Condition != nil {
			cond, err := p.expr(bf.ID, bf.Condition)
			if err != nil {
				return err
			}
			f.cond = cond
		}
		p.flows = append(p.flows, f)
		p.flowByID[f.id] = f
	}
	for _, n := range s.nodes {
		for _, f := range n.In {
			n.in = append(n.in, p.flowByID[f.ID])
		}
		for _, f := range n.Out {
			n.out = append(n.out, p.flowByID[f.ID])
			if f.ID == n.Default {
				n.def = p.flowByID[f.ID]
			}
		}
		if n.Host != nil {
			n.host = p.byID[n.Host.ID]
		}
		if n.host != nil {
			n.host.boundary = append(n.host.boundary, n)
		}
	}
	return nil
}

// starts are the plain start events of a level, or, where there is no start
// event, the nodes that nothing leads to (BPMN 2.0 §13.2.1).
func starts(s *scope) []*node {
	var plain, entry []*node
	typed := false
	for _, n := range s.nodes {
		switch {
		case n.Kind == "startEvent" && len(n.events) == 0:
			plain = append(plain, n)
		case n.Kind == "startEvent":
			typed = true
		case len(n.in) == 0 && n.Kind != "boundaryEvent" && !n.Compensation && !n.ByEvent && !linkCatch(n):
			entry = append(entry, n)
		}
	}
	if plain != nil || typed {
		return plain
	}
	return entry
}

func linkCatch(n *node) bool { return n.Kind == "intermediateCatchEvent" && n.Has("link") }

func (p *Process) expr(element string, x *bpmn.Expr) (Expression, error) {
	if x.Text == "" {
		return nil, &CompileError{Element: element, Reason: "an empty expression"}
	}
	if p.lang == nil {
		return nil, &CompileError{Element: element, Reason: "no expression language"}
	}
	e, err := p.lang.Compile(x.Text)
	if err != nil {
		return nil, &CompileError{Element: element, Reason: fmt.Sprintf("expression %q", x.Text), Cause: err}
	}
	return e, nil
}

// reachable notes for a join which of its incoming flows a token standing at any
// node of the level may still come by without passing the join itself.
func (p *Process) reachable(join *node) {
	join.reach = map[*node]uint64{}
	for i, f := range join.in {
		bit := uint64(1) << i
		todo := []*node{f.from}
		for len(todo) > 0 {
			n := todo[len(todo)-1]
			todo = todo[:len(todo)-1]
			if n == join || join.reach[n]&bit != 0 {
				continue
			}
			join.reach[n] |= bit
			for _, in := range n.in {
				todo = append(todo, in.from)
			}
			if n.host != nil {
				todo = append(todo, n.host)
			}
			if linkCatch(n) {
				todo = append(todo, throwers(p, n)...)
			}
		}
	}
}

func throwers(p *Process, catch *node) []*node {
	var out []*node
	for _, n := range p.nodes {
		for _, to := range n.jump {
			if to == catch {
				out = append(out, n)
			}
		}
	}
	return out
}

// trimRef drops the "##" words that name no handler (##WebService, ##unspecified).
func trimRef(s string) string {
	if strings.HasPrefix(s, "##") {
		return ""
	}
	return s
}
