package engine

import (
	"strconv"

	"holon.example/holon/internal/lang/bpmn"
	"holon.example/holon/internal/lang/bpmn/xmltree"
)

type loop struct {
	*bpmn.Loop
	maximum    int // standard loop; 0: none
	condition  Expression
	number     Expression
	completion Expression
	collection Expression
	input      string // variable with the list
	output     string // variable that gets the results
	onOne      *event
	onNone     *event
	onComplex  []complexEvent
}

type complexEvent struct {
	condition Expression
	event     event
}

func (p *Process) loopOf(n *node) error {
	if n.Loop == nil {
		return nil
	}
	l := &loop{Loop: n.Loop}
	n.loop = l
	for _, x := range []struct {
		from *bpmn.Expr
		to   *Expression
	}{{l.Condition, &l.condition}, {l.Number, &l.number}, {l.Completion, &l.completion}, {l.Collection, &l.collection}} {
		if x.from == nil {
			continue
		}
		e, err := p.expr(n.ID, x.from)
		if err != nil {
			return err
		}
		*x.to = e
	}
	if l.Maximum != "" {
		m, err := strconv.Atoi(l.Maximum)
		if err != nil || m < 0 {
			return &CompileError{Element: n.ID, Reason: "loopMaximum must not be negative"}
		}
		l.maximum = m
	}
	l.input, l.output = p.dataName(l.Input), p.dataName(l.Output)
	if !l.Multi {
		if l.condition == nil && l.maximum == 0 {
			return &CompileError{Element: n.ID, Reason: "a loop without condition or maximum"}
		}
		return nil
	}
	if l.number == nil && l.collection == nil && l.input == "" {
		return &CompileError{Element: n.ID, Reason: "neither a number of instances nor a list to go through"}
	}
	return p.behaviours(n, l)
}

func (p *Process) behaviours(n *node, l *loop) error {
	l.onOne, l.onNone = p.thrown(l.One), p.thrown(l.None)
	for _, b := range l.Loop.Complex {
		if b.Condition == nil || b.Event == nil {
			return &CompileError{Element: n.ID, Reason: "a complex behaviour needs a condition and an event"}
		}
		x, err := p.expr(n.ID, b.Condition)
		if err != nil {
			return err
		}
		l.onComplex = append(l.onComplex, complexEvent{condition: x, event: event{Event: *b.Event}})
	}
	return nil
}

func (p *Process) thrown(id string) *event {
	if ev := p.defs.EventDefinition(id); ev != nil {
		return &event{Event: *ev}
	}
	return nil
}

// assoc is a data association: before an activity runs its inputs are copied to
// names of its own, afterwards its outputs to names outside.
type assoc struct {
	from, to  string
	transform Expression
}

func (p *Process) associations(n *node) error {
	for _, a := range n.El.All("dataInputAssociation") {
		if err := p.association(n, a, &n.inputs); err != nil {
			return err
		}
	}
	for _, a := range n.El.All("dataOutputAssociation") {
		if err := p.association(n, a, &n.outputs); err != nil {
			return err
		}
	}
	return nil
}

func (p *Process) association(n *node, el *xmltree.Element, list *[]assoc) error {
	a := assoc{}
	if c := el.First("sourceRef"); c != nil {
		a.from = p.dataName(c.Text())
	}
	if c := el.First("targetRef"); c != nil {
		a.to = p.dataName(c.Text())
	}
	if c := el.First("transformation"); c != nil && c.Text() != "" {
		x, err := p.expr(n.ID, &bpmn.Expr{Text: c.Text()})
		if err != nil {
			return err
		}
		a.transform = x
	}
	if a.to != "" && a.from != a.to && (a.from != "" || a.transform != nil) {
		*list = append(*list, a)
	}
	return p.assignments(n, el, list)
}

func (p *Process) assignments(n *node, el *xmltree.Element, list *[]assoc) error {
	for _, as := range el.All("assignment") {
		from, to := as.First("from"), as.First("to")
		if from == nil || to == nil || from.Text() == "" {
			continue
		}
		x, err := p.expr(n.ID, &bpmn.Expr{Text: from.Text()})
		if err != nil {
			return err
		}
		*list = append(*list, assoc{to: p.dataName(to.Text()), transform: x})
	}
	return nil
}

// dataName gives the variable that holds a data element: its name, or its id.
// A reference stands for the data object it refers to.
func (p *Process) dataName(id string) string {
	el := p.defs.Element(id)
	if el == nil {
		return id
	}
	for _, ref := range []string{"dataObjectRef", "dataStoreRef"} {
		if to := p.defs.Resolve(el, el.Attr(ref)); to != nil {
			el = to
		}
	}
	return first(el.Attr("name"), el.Attr("id"))
}
