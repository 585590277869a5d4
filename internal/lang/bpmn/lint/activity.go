package lint

import (
	"strconv"

	"holon.example/holon/internal/lang/bpmn"
	"holon.example/holon/internal/lang/bpmn/xmltree"
)

// activities checks quantities, loops, scripts and who performs.
func (c *checker) activities() {
	for _, n := range c.nodes {
		if !n.Activity() {
			continue
		}
		for _, q := range []string{"startQuantity", "completionQuantity"} {
			if v, err := strconv.Atoi(n.El.Attr(q)); err == nil && v < 1 {
				c.err(n.El, "quantity", "%s is %d but must be at least 1", q, v)
			}
		}
		c.loop(n)
		if n.Kind == "callActivity" {
			c.call(n)
		}
	}
	c.scripts()
	c.performers()
}

// scripts demands the language a script is written in.
func (c *checker) scripts() {
	for _, kind := range []string{"scriptTask", "globalScriptTask"} {
		format := map[string]string{"scriptTask": "scriptFormat", "globalScriptTask": "scriptLanguage"}[kind]
		for _, e := range c.kinds[kind] {
			if e.First("script") != nil && e.Attr(format) == "" {
				c.err(e, "script-format", "a script needs a %s", format)
			}
		}
	}
}

// performers demands one way of naming who performs.
func (c *checker) performers() {
	for _, kind := range []string{"resourceRole", "performer", "humanPerformer", "potentialOwner"} {
		for _, e := range c.kinds[kind] {
			if e.First("resourceAssignmentExpression") != nil && (e.First("resourceRef") != nil || e.First("resourceParameterBinding") != nil) {
				c.err(e, "resource", "names either a resource or an assignment expression, not both")
			}
			c.parameters(e)
		}
	}
}

// parameters demands that bound parameters belong to the resource.
func (c *checker) parameters(e *xmltree.Element) {
	resource := c.child(e, "resourceRef")
	for _, b := range e.All("resourceParameterBinding") {
		p := c.target(b, "parameterRef")
		switch {
		case e.First("resourceRef") == nil:
			c.err(e, "resource", "parameters need a resourceRef")
		case p != nil && resource != nil && p.Parent != resource:
			c.err(b, "resource", "the parameter %s does not belong to the resource %s", label(p), label(resource))
		}
	}
}

func (c *checker) loop(n *bpmn.Node) {
	loops := len(n.El.All("standardLoopCharacteristics")) + len(n.El.All("multiInstanceLoopCharacteristics"))
	if loops > 1 {
		c.err(n.El, "loop-twice", "is either a loop or multi-instance, and once")
	}
	l := n.Loop
	if l == nil {
		return
	}
	if !l.Multi {
		if v, err := strconv.Atoi(l.Maximum); err == nil && v < 0 {
			c.err(n.El, "loop-maximum", "loopMaximum is negative")
		}
		if l.Condition == nil && l.Maximum == "" && c.executable(n.El) {
			c.err(n.El, "loop-condition", "an executable loop needs a condition or a maximum")
		}
		return
	}
	run := c.executable(n.El)
	switch {
	case l.Number != nil && l.Input != "":
		c.err(n.El, "loop-number", "has both a loopCardinality and a loopDataInputRef")
	case l.Number == nil && l.Input == "" && l.Collection == nil && run:
		c.err(n.El, "loop-number", "an executable multi-instance activity needs a loopCardinality or a loopDataInputRef")
	}
	switch {
	case l.Behavior == "None" && l.None == "" && run:
		c.err(n.El, "loop-behavior", "behavior None needs a noneBehaviorEventRef")
	case l.Behavior == "One" && l.One == "" && run:
		c.err(n.El, "loop-behavior", "behavior One needs a oneBehaviorEventRef")
	case l.Behavior == "Complex" && len(l.Complex) == 0 && run:
		c.err(n.El, "loop-behavior", "behavior Complex needs a complexBehaviorDefinition")
	}
	c.loopData(n, l, "loopDataInputRef", "dataInput", "inputDataItem")
	c.loopData(n, l, "loopDataOutputRef", "dataOutput", "outputDataItem")
}

// loopData checks the list that instances go through or fill: it is data of the
// activity itself, and an item of it has the type of one element.
func (c *checker) loopData(n *bpmn.Node, l *bpmn.Loop, ref, kind, item string) {
	list := c.child(l.El, ref)
	if l.El.First(ref) == nil || !c.executable(n.El) {
		return
	}
	own := list != nil && list.Parent != nil && list.Parent.Local == "ioSpecification" && list.Parent.Parent == n.El
	inside := n.Body != nil && list != nil && list.Local != "itemDefinition" // a sub-process has no ioSpecification
	if !inside && (!own || list.Local != kind) {
		c.err(n.El, "loop-data", "%s must refer to a %s of the activity", ref, kind)
		return
	}
	it := l.El.First(item)
	if it == nil {
		return
	}
	whole, one := c.target(list, "itemSubjectRef"), c.target(it, "itemSubjectRef")
	if whole != nil && one != nil && whole.Attr("structureRef") != one.Attr("structureRef") {
		c.err(n.El, "loop-item", "the %s is of type %q, but the list holds %q", item, one.Attr("structureRef"), whole.Attr("structureRef"))
	}
	if one != nil && truth(one.Attr("isCollection")) {
		c.err(n.El, "loop-item", "the %s must be a single item, not a collection", item)
	}
	if whole != nil && !truth(whole.Attr("isCollection")) {
		c.err(n.El, "loop-item", "%s must refer to a collection", ref)
	}
}

func (c *checker) call(n *bpmn.Node) {
	called := c.target(n.El, "calledElement")
	if n.El.Attr("calledElement") == "" {
		if c.executable(n.El) {
			c.err(n.El, "call-target", "an executable call activity names what it calls")
		}
		return
	}
	if called == nil {
		return
	}
	if p := c.d.Process(called.Attr("id")); p != nil && called.Local == "process" {
		plain, starts := 0, 0
		for _, m := range p.Body.Nodes {
			if m.Kind == "startEvent" {
				starts++
				if len(m.Events) == 0 {
					plain++
				}
			}
		}
		if starts > 0 && plain == 0 {
			c.err(n.El, "call-start", "the called process %s has no plain start event", p.ID)
		}
	}
	c.callData(n.El, called)
}

// callData demands that a call's data match those of what is called.
func (c *checker) callData(call, called *xmltree.Element) {
	mine, its := call.First("ioSpecification"), called.First("ioSpecification")
	if mine == nil && its == nil || !c.executable(call) {
		return
	}
	for _, kind := range []string{"dataInput", "dataOutput", "inputSet", "outputSet"} {
		a, b := allOf(mine, kind), allOf(its, kind)
		if len(a) != len(b) {
			c.err(call, "call-data", "has %d %s elements, but %s has %d", len(a), kind, label(called), len(b))
			return
		}
		if !c.sameTypes(a, b) {
			c.err(call, "call-data", "the types of the %s elements differ from those of %s", kind, label(called))
			return
		}
	}
}

// sameTypes compares the types of two lists of data, in any order.
func (c *checker) sameTypes(a, b []*xmltree.Element) bool {
	count := map[string]int{}
	for _, e := range a {
		count[c.typeOf(e)]++
	}
	for _, e := range b {
		count[c.typeOf(e)]--
	}
	for _, n := range count {
		if n != 0 {
			return false
		}
	}
	return true
}

func (c *checker) typeOf(e *xmltree.Element) string {
	item := c.target(e, "itemSubjectRef")
	if item == nil {
		return ""
	}
	return item.Attr("structureRef") + "|" + item.Attr("isCollection")
}

func allOf(e *xmltree.Element, kind string) []*xmltree.Element {
	if e == nil {
		return nil
	}
	return e.All(kind)
}

// subProcesses checks event, ad-hoc and plain sub-processes and what may not
// stand inside processes at all.
func (c *checker) subProcesses() {
	for _, n := range c.nodes {
		if n.Body == nil {
			continue
		}
		if n.El.First("ioSpecification") != nil {
			c.err(n.El, "sub-process-data", "a sub-process has no ioSpecification")
		}
		if n.ByEvent {
			c.eventSubProcess(n)
		}
		if n.Kind == "adHocSubProcess" {
			c.adHoc(n)
		}
	}
	for _, e := range c.all {
		switch e.Local {
		case "choreographyTask", "subChoreography", "callChoreography":
			if in := within(e); in != "" {
				c.err(e, "choreography-inside", "a choreography activity cannot stand in a %s", in)
			}
		}
	}
}

func within(e *xmltree.Element) string {
	if e.Parent == nil {
		return ""
	}
	switch e.Parent.Local {
	case "process", "subProcess", "transaction", "adHocSubProcess":
		return e.Parent.Local
	}
	return ""
}

func (c *checker) eventSubProcess(n *bpmn.Node) {
	starts := 0
	for _, m := range n.Body.Nodes {
		if m.Kind == "startEvent" {
			starts++
		}
	}
	if starts != 1 {
		c.err(n.El, "event-sub-process-start", "an event sub-process has exactly one start event, this has %d", starts)
	}
	if len(n.Boundary) > 0 {
		c.err(n.El, "event-sub-process-boundary", "an event sub-process has no boundary events")
	}
}

func (c *checker) adHoc(n *bpmn.Node) {
	work := 0
	for _, m := range n.Body.Nodes {
		if m.Activity() {
			work++
		}
		if m.Kind == "startEvent" || m.Kind == "endEvent" {
			c.err(m.El, "ad-hoc-content", "a %s cannot stand in an ad-hoc sub-process", m.Kind)
		}
	}
	if work == 0 {
		c.err(n.El, "ad-hoc-empty", "an ad-hoc sub-process contains at least one activity")
	}
	for _, e := range n.El.Elements() {
		switch e.Local {
		case "conversation", "subConversation", "callConversation", "conversationLink", "choreographyTask", "subChoreography", "callChoreography":
			c.err(e, "ad-hoc-content", "a %s cannot stand in an ad-hoc sub-process", e.Local)
		}
	}
}
