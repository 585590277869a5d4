package plan

import (
	"strconv"

	"holon.example/holon/internal/lang/bpmn"
	"holon.example/holon/internal/lang/bpmn/xmltree"
)

// Loop is a compiled repetition.
type Loop struct {
	*bpmn.Loop
	Limit     int // standard loop: maximum; 0: none
	While     Expression
	Count     Expression // number of instances
	Enough    Expression // completionCondition
	List      Expression
	From      string // variable with the list
	Into      string // variable that gets the results
	OnOne     *Event
	OnNone    *Event
	OnComplex []ComplexEvent
}

// ComplexEvent is an event thrown at the completion of an instance if a condition
// holds.
type ComplexEvent struct {
	Condition Expression
	Event     Event
}

func (p *Plan) loopOf(n *Node) error {
	if n.Node.Loop == nil {
		return nil
	}
	l := &Loop{Loop: n.Node.Loop}
	n.Loop = l
	for _, x := range []struct {
		From *bpmn.Expr
		To   *Expression
	}{{l.Condition, &l.While}, {l.Number, &l.Count}, {l.Completion, &l.Enough}, {l.Collection, &l.List}} {
		if x.From == nil {
			continue
		}
		e, err := p.expr(n.ID, x.From)
		if err != nil {
			return err
		}
		*x.To = e
	}
	if l.Maximum != "" {
		m, err := strconv.Atoi(l.Maximum)
		if err != nil || m < 0 {
			return &Error{Element: n.ID, Reason: "loopMaximum must not be negative"}
		}
		l.Limit = m
	}
	l.From, l.Into = p.dataName(l.Input), p.dataName(l.Output)
	if !l.Multi {
		if l.While == nil && l.Limit == 0 {
			return &Error{Element: n.ID, Reason: "a loop without condition or maximum"}
		}
		return nil
	}
	if l.Count == nil && l.List == nil && l.From == "" {
		return &Error{Element: n.ID, Reason: "neither a number of instances nor a list to go through"}
	}
	return p.behaviours(n, l)
}

func (p *Plan) behaviours(n *Node, l *Loop) error {
	l.OnOne, l.OnNone = p.thrown(l.One), p.thrown(l.None)
	for _, b := range l.Loop.Complex {
		if b.Condition == nil || b.Event == nil {
			return &Error{Element: n.ID, Reason: "a complex behaviour needs a condition and an event"}
		}
		x, err := p.expr(n.ID, b.Condition)
		if err != nil {
			return err
		}
		l.OnComplex = append(l.OnComplex, ComplexEvent{Condition: x, Event: Event{Event: *b.Event}})
	}
	return nil
}

func (p *Plan) thrown(id string) *Event {
	if ev := p.Defs.EventDefinition(id); ev != nil {
		return &Event{Event: *ev}
	}
	return nil
}

// Assoc is a data association: before an activity runs its inputs are copied to
// names of its own, afterwards its outputs to names outside.
type Assoc struct {
	From, To  string
	Transform Expression
}

func (p *Plan) associations(n *Node) error {
	for _, a := range n.El.All("dataInputAssociation") {
		if err := p.association(n, a, &n.Inputs); err != nil {
			return err
		}
	}
	for _, a := range n.El.All("dataOutputAssociation") {
		if err := p.association(n, a, &n.Outputs); err != nil {
			return err
		}
	}
	return nil
}

func (p *Plan) association(n *Node, el *xmltree.Element, list *[]Assoc) error {
	a := Assoc{}
	if c := el.First("sourceRef"); c != nil {
		a.From = p.dataName(c.Text())
	}
	if c := el.First("targetRef"); c != nil {
		a.To = p.dataName(c.Text())
	}
	if c := el.First("transformation"); c != nil && c.Text() != "" {
		x, err := p.expr(n.ID, &bpmn.Expr{Text: c.Text()})
		if err != nil {
			return err
		}
		a.Transform = x
	}
	if a.To != "" && a.From != a.To && (a.From != "" || a.Transform != nil) {
		*list = append(*list, a)
	}
	return p.assignments(n, el, list)
}

func (p *Plan) assignments(n *Node, el *xmltree.Element, list *[]Assoc) error {
	for _, as := range el.All("assignment") {
		from, to := as.First("from"), as.First("to")
		if from == nil || to == nil || from.Text() == "" {
			continue
		}
		x, err := p.expr(n.ID, &bpmn.Expr{Text: from.Text()})
		if err != nil {
			return err
		}
		*list = append(*list, Assoc{To: p.dataName(to.Text()), Transform: x})
	}
	return nil
}

// dataName gives the variable that holds a data element: its name, or its id.
// A reference stands for the data object it refers to; what is no data element is
// itself the name of a variable.
func (p *Plan) dataName(id string) string {
	el := p.Defs.Element(id)
	if el == nil {
		return id
	}
	for _, ref := range []string{"dataObjectRef", "dataStoreRef"} {
		if to := p.Defs.Resolve(el, el.Attr(ref)); to != nil {
			el = to
		}
	}
	switch el.Local {
	case "dataObject", "dataObjectReference", "dataStore", "dataStoreReference", "property", "dataInput", "dataOutput", "inputDataItem", "outputDataItem":
		return first(el.Attr("name"), el.Attr("id"))
	}
	return id
}
