package bpmn

import "holon.example/holon/internal/lang/bpmn/xmltree"

// The namespaces of BPMN 2.0, its diagram interchange, and Holon's attributes.
const (
	Space      = "http://www.omg.org/spec/BPMN/20100524/MODEL"
	DISpace    = "http://www.omg.org/spec/BPMN/20100524/DI"
	DDSpace    = "http://www.omg.org/spec/DD/20100524/DI"
	DCSpace    = "http://www.omg.org/spec/DD/20100524/DC"
	HolonSpace = "https://holon.example/bpmn"
)

// Definitions is one model file.
type Definitions struct {
	ID        string
	Doc       *xmltree.Document
	Processes []*Process
	target    string
	ids       map[string]*xmltree.Element
	nodes     map[string]*Node
	flows     map[string]*Flow
}

// Process is one process of a file.
type Process struct {
	ID         string
	Name       string
	Executable bool
	Body       *Scope
	El         *xmltree.Element
}

// Scope is what stands on one level: a process or the inside of a sub-process.
type Scope struct {
	Owner *Node // the sub-process; nil for a process
	El    *xmltree.Element
	Nodes []*Node
	Flows []*Flow
}

// Node is a flow node: an activity, gateway or event.
type Node struct {
	ID           string
	Name         string
	Kind         string // element name: userTask, exclusiveGateway, boundaryEvent …
	El           *xmltree.Element
	Scope        *Scope // where it stands
	Body         *Scope // its inside, for the kinds of sub-process
	In, Out      []*Flow
	Default      string // id of the default flow
	Events       []Event
	Parallel     bool    // parallelMultiple: all events are needed
	Host         *Node   // the activity a boundary event is attached to
	Boundary     []*Node // boundary events attached to this activity
	Interrupting bool    // start and boundary events: stops what it catches from
	ByEvent      bool    // sub-process: triggeredByEvent
	Compensation bool    // isForCompensation
	Loop         *Loop
}

// Flow is a sequence flow.
type Flow struct {
	ID        string
	Name      string
	From, To  *Node // nil if the reference leads nowhere
	Condition *Expr
	El        *xmltree.Element
}

// Event is one event definition of an event.
type Event struct {
	Kind      string // timer message signal error escalation conditional cancel compensate link terminate
	Ref       string // id of the message, signal, error or escalation, or of the activity to compensate
	Name      string // name of what Ref means, or of the link
	Code      string // error or escalation code; "" catches all
	Timer     string // timeDate, timeDuration or timeCycle
	Expr      *Expr  // time or condition
	Operation string // operationRef as written
	El        *xmltree.Element
}

// Expr is an expression of a model.
type Expr struct {
	Text     string
	Language string // address of the language; "" means that of the definitions
	Formal   bool   // a FormalExpression, not natural language
	El       *xmltree.Element
}

// Loop is the repetition of an activity: a standard loop or several instances.
type Loop struct {
	Multi      bool
	Sequential bool
	TestBefore bool
	Maximum    string // loopMaximum as written
	Condition  *Expr  // standard loop: go on while true
	Number     *Expr  // loopCardinality
	Completion *Expr  // completionCondition: enough when true
	Collection *Expr  // list to go through (holon:collection)
	Input      string // id of the data holding the list (loopDataInputRef)
	Item       string // variable of one item (inputDataItem or holon:element)
	Output     string // id or name of the data that gets the results
	OutputItem string // variable of one result
	Behavior   string // All, None, One, Complex: which completion throws an event
	One, None  string // ids of the event definitions thrown
	Complex    []Behavior
	El         *xmltree.Element
}

// Behavior is one complexBehaviorDefinition: an event thrown when a condition
// holds at the completion of an instance.
type Behavior struct {
	Condition *Expr
	Event     *Event // the event to throw, from its implicit throw event
}

// Element finds any element of the file by its id; nil if there is none.
func (d *Definitions) Element(id string) *xmltree.Element { return d.ids[id] }

// Node finds a flow node by id; nil if there is none.
func (d *Definitions) Node(id string) *Node { return d.nodes[id] }

// Flow finds a sequence flow by id; nil if there is none.
func (d *Definitions) Flow(id string) *Flow { return d.flows[id] }

// Process finds a process by id; nil if there is none. The empty id means the
// first executable process, or the first one.
func (d *Definitions) Process(id string) *Process {
	for _, p := range d.Processes {
		if p.ID == id || id == "" && p.Executable {
			return p
		}
	}
	if id == "" && len(d.Processes) > 0 {
		return d.Processes[0]
	}
	return nil
}

// Bytes writes the model back, UTF-8, with nothing lost.
func (d *Definitions) Bytes() []byte { return d.Doc.Bytes() }

// Activity tells whether the node is a task, call or sub-process.
func (n *Node) Activity() bool { return kinds[n.Kind] == activity }

// Gateway tells whether the node is a gateway.
func (n *Node) Gateway() bool { return kinds[n.Kind] == gateway }

// Event tells whether the node is an event.
func (n *Node) Event() bool { return kinds[n.Kind] == event }

// Has tells whether the node has an event definition of the kind.
func (n *Node) Has(kind string) bool {
	for i := range n.Events {
		if n.Events[i].Kind == kind {
			return true
		}
	}
	return false
}

type class uint8

const (
	activity class = iota + 1
	gateway
	event
)

var kinds = map[string]class{
	"task": activity, "userTask": activity, "manualTask": activity, "serviceTask": activity,
	"sendTask": activity, "receiveTask": activity, "scriptTask": activity, "businessRuleTask": activity,
	"callActivity": activity, "subProcess": activity, "transaction": activity, "adHocSubProcess": activity,
	"exclusiveGateway": gateway, "parallelGateway": gateway, "inclusiveGateway": gateway,
	"complexGateway": gateway, "eventBasedGateway": gateway,
	"startEvent": event, "endEvent": event, "intermediateCatchEvent": event, "intermediateThrowEvent": event,
	"boundaryEvent": event, "implicitThrowEvent": event, "event": event,
}
