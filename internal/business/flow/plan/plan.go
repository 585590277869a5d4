package plan

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

// maxQuantity bounds startQuantity and completionQuantity.
const maxQuantity = 1_000

// Plan is a compiled process; it never changes and may be shared.
type Plan struct {
	ID       string
	Nodes    []*Node
	ByID     map[string]*Node
	Root     *Scope
	Defs     *bpmn.Definitions
	flowByID map[string]*Flow
	scopes   map[string]*Scope // by id of process, global task or sub-process
	lang     Language
}

// Flow is a sequence flow with its compiled condition.
type Flow struct {
	ID       string
	From, To *Node
	Cond     Expression
}

// Scope is one level: the process, a sub-process, a called process or task.
type Scope struct {
	ID        string
	Nodes     []*Node
	Starts    []*Node    // where tokens begin: plain start events, else nodes without incoming flow
	Listeners []*Node    // event sub-processes
	OneByOne  bool       // ad-hoc, ordering="Sequential"
	Enough    Expression // ad-hoc: completionCondition
	WaitRest  bool       // ad-hoc: cancelRemainingInstances="false"
}

// Node is a flow node with all that moving a token needs. Its fields hide those
// of the same name of the model's node.
type Node struct {
	*bpmn.Node
	In, Out  []*Flow
	Def      *Flow
	Body     *Scope
	Boundary []*Node
	Host     *Node
	Handler  *Node // compensation boundary event: the activity that undoes
	Start    *Node // event sub-process: its start event
	Loop     *Loop
	Events   []Event
	Need     int // startQuantity
	Give     int // completionQuantity
	Script   Expression
	Ref      string // handler, decision, message or process it names
	Attrs    map[string]string
	Inputs   []Assoc
	Outputs  []Assoc
	Reach    map[*Node]uint64 // joins: incoming flows that a token at the node may still come by
	Active   Expression       // complex gateway: activationCondition
	Jump     map[string]*Node // link throw: target by name
	inLane   bool             // the attribute "lane" comes from a lane
}

// Event is an event definition with its compiled condition or time.
type Event struct {
	bpmn.Event
	Eval   Expression // condition, or a time that is not a literal
	Timing Timing
}

// Error names the element that cannot be executed.
type Error struct {
	Element string
	Reason  string
	Cause   error
}

func (e *Error) Error() string {
	if e.Cause != nil {
		return fmt.Sprintf("%s: %s: %v", e.Element, e.Reason, e.Cause)
	}
	return e.Element + ": " + e.Reason
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Cause }

// Compile makes a process executable. The empty id means the first executable
// process. Faults are *Error; package lint finds them all, Compile stops
// at the first that keeps the process from running.
func Compile(defs *bpmn.Definitions, processID string, lang Language) (*Plan, error) {
	bp := defs.Process(processID)
	if bp == nil {
		return nil, &Error{Element: processID, Reason: "no such process"}
	}
	p := &Plan{
		ID: bp.ID, ByID: map[string]*Node{}, flowByID: map[string]*Flow{},
		scopes: map[string]*Scope{}, Defs: defs, lang: lang,
	}
	root, err := p.scope(bp.ID, bp.Body)
	if err != nil {
		return nil, err
	}
	p.Root = root
	p.lanes(bp)
	for _, n := range p.Nodes {
		if n.Gateway() && len(n.In) > 1 && (n.Kind == "inclusiveGateway" || n.Kind == "complexGateway") {
			if len(n.In) > 64 {
				return nil, &Error{Element: n.ID, Reason: "more than 64 incoming flows"}
			}
			p.reachable(n)
		}
	}
	return p, nil
}

// lanes notes for every node of the process the innermost lane it stands in, as
// the attribute "lane", unless the model uses that name itself.
func (p *Plan) lanes(bp *bpmn.Process) {
	bp.El.Walk(func(e *xmltree.Element) {
		if e.Local != "lane" || e.Space != bpmn.Space {
			return
		}
		for _, r := range e.All("flowNodeRef") {
			el := p.Defs.Resolve(r, r.Text())
			if el == nil {
				continue
			}
			if n := p.ByID[el.Attr("id")]; n != nil && (n.Attrs["lane"] == "" || n.inLane) {
				n.Attrs["lane"], n.inLane = e.Attr("id"), true
			}
		}
	})
}

// scope compiles one level and everything inside it.
func (p *Plan) scope(id string, b *bpmn.Scope) (*Scope, error) {
	s := &Scope{ID: id}
	p.scopes[id] = s // before the inside: a process may call itself
	for _, bn := range b.Nodes {
		n := &Node{Node: bn, Need: 1, Give: 1}
		if bn.ID == "" || p.ByID[bn.ID] != nil {
			return nil, &Error{Element: bn.ID, Reason: "every flow node needs an id of its own"}
		}
		p.ByID[bn.ID] = n
		p.Nodes = append(p.Nodes, n)
		s.Nodes = append(s.Nodes, n)
	}
	if err := p.connect(s, b); err != nil {
		return nil, err
	}
	for _, n := range s.Nodes {
		if err := p.node(s, n); err != nil {
			return nil, err
		}
	}
	s.Starts = starts(s)
	for _, n := range s.Nodes {
		if n.ByEvent && n.Node.Body != nil {
			s.Listeners = append(s.Listeners, n)
		}
	}
	return s, nil
}

func (p *Plan) connect(s *Scope, b *bpmn.Scope) error {
	for _, bf := range b.Flows {
		if bf.From == nil || bf.To == nil || bf.From.Scope != b || bf.To.Scope != b || bf.ID == "" {
			return &Error{Element: bf.ID, Reason: "the sequence flow does not join two nodes of its level"}
		}
		f := &Flow{ID: bf.ID, From: p.ByID[bf.From.ID], To: p.ByID[bf.To.ID]}
		if bf.Condition != nil {
			cond, err := p.expr(bf.ID, bf.Condition)
			if err != nil {
				return err
			}
			f.Cond = cond
		}
		p.flowByID[f.ID] = f
	}
	for _, n := range s.Nodes {
		for _, f := range n.Node.In {
			n.In = append(n.In, p.flowByID[f.ID])
		}
		for _, f := range n.Node.Out {
			n.Out = append(n.Out, p.flowByID[f.ID])
			if f.ID == n.Default {
				n.Def = p.flowByID[f.ID]
			}
		}
		if n.Node.Host != nil {
			n.Host = p.ByID[n.Node.Host.ID]
		}
		if n.Host != nil {
			n.Host.Boundary = append(n.Host.Boundary, n)
		}
	}
	return nil
}

// starts are the plain start events of a level, or, where there is no start
// event, the nodes that nothing leads to (BPMN 2.0 §13.2.1).
func starts(s *Scope) []*Node {
	var plain, entry []*Node
	typed := false
	for _, n := range s.Nodes {
		switch {
		case n.Kind == "startEvent" && len(n.Events) == 0:
			plain = append(plain, n)
		case n.Kind == "startEvent":
			typed = true
		case len(n.In) == 0 && n.Kind != "boundaryEvent" && !n.Compensation && !n.ByEvent && !linkCatch(n):
			entry = append(entry, n)
		}
	}
	if plain != nil || typed {
		return plain
	}
	return entry
}

func linkCatch(n *Node) bool { return n.Kind == "intermediateCatchEvent" && n.Has("link") }

func (p *Plan) expr(element string, x *bpmn.Expr) (Expression, error) {
	if x.Text == "" {
		return nil, &Error{Element: element, Reason: "an empty expression"}
	}
	if p.lang == nil {
		return nil, &Error{Element: element, Reason: "no expression language"}
	}
	e, err := p.lang.Compile(x.Text)
	if err != nil {
		return nil, &Error{Element: element, Reason: fmt.Sprintf("expression %q", x.Text), Cause: err}
	}
	return e, nil
}

// reachable notes for a join which of its incoming flows a token standing at any
// node of the level may still come by without passing the join itself.
func (p *Plan) reachable(join *Node) {
	join.Reach = map[*Node]uint64{}
	for i, f := range join.In {
		bit := uint64(1) << i
		todo := []*Node{f.From}
		for len(todo) > 0 {
			n := todo[len(todo)-1]
			todo = todo[:len(todo)-1]
			if n == join || join.Reach[n]&bit != 0 {
				continue
			}
			join.Reach[n] |= bit
			for _, in := range n.In {
				todo = append(todo, in.From)
			}
			if n.Host != nil {
				todo = append(todo, n.Host)
			}
			if linkCatch(n) {
				todo = append(todo, throwers(p, n)...)
			}
		}
	}
}

func throwers(p *Plan, catch *Node) []*Node {
	var out []*Node
	for _, n := range p.Nodes {
		for _, to := range n.Jump {
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
