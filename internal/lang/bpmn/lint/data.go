package lint

import (
	"regexp"
	"strings"

	"holon.example/holon/internal/lang/bpmn"
	"holon.example/holon/internal/lang/bpmn/xmltree"
)

// data checks data objects, inputs, outputs, their sets and associations.
func (c *checker) data() {
	for _, kind := range []string{"dataObject", "dataInput", "dataOutput"} {
		for _, e := range c.kinds[kind] {
			item := c.target(e, "itemSubjectRef")
			// absent means false on both sides; the rule binds executable models
			if item != nil && item.Local == "itemDefinition" && truth(e.Attr("isCollection")) != truth(item.Attr("isCollection")) {
				c.err(e, "collection", "isCollection differs from that of its itemDefinition %s", label(item))
			}
		}
	}
	for _, kind := range []string{"dataObjectReference", "dataStoreReference"} {
		for _, e := range c.kinds[kind] {
			c.dataReference(e)
		}
	}
	for _, e := range c.kinds["inputSet"] {
		c.set(e, "dataInputRefs", "optionalInputRefs", "whileExecutingInputRefs")
		c.mutual(e, "outputSetRefs", "inputSetRefs")
	}
	for _, e := range c.kinds["outputSet"] {
		c.set(e, "dataOutputRefs", "optionalOutputRefs", "whileExecutingOutputRefs")
		c.mutual(e, "inputSetRefs", "outputSetRefs")
	}
	for _, e := range c.kinds["ioSpecification"] {
		c.ioSpecification(e)
	}
	for _, kind := range []string{"dataInputAssociation", "dataOutputAssociation"} {
		for _, e := range c.kinds[kind] {
			c.dataAssociation(e)
		}
	}
	for _, n := range c.nodes {
		if n.Event() && c.executable(n.El) {
			c.eventData(n)
		}
	}
}

var bracketed = regexp.MustCompile(`^(.*?)\s*\[(.*)\]$`)

// dataReference checks the naming convention: name of the data object, then its
// state in brackets.
func (c *checker) dataReference(e *xmltree.Element) {
	if e.Local != "dataObjectReference" {
		return
	}
	if e.Attr("dataObjectRef") == "" && c.executable(e) {
		c.err(e, "data-reference", "refers to no data object")
	}
	object, state := c.target(e, "dataObjectRef"), e.First("dataState")
	name := e.Attr("name")
	if object == nil || name == "" || object.Attr("name") == "" {
		return
	}
	base, inName := name, ""
	if m := bracketed.FindStringSubmatch(name); m != nil {
		base, inName = m[1], m[2]
	}
	if state == nil {
		return
	}
	if base != object.Attr("name") || inName != state.Attr("name") {
		c.err(e, "data-name", "is called %q; the convention is %q", name, object.Attr("name")+" ["+state.Attr("name")+"]")
	}
}

// set demands that what is optional or used while executing is in the set.
func (c *checker) set(e *xmltree.Element, all string, parts ...string) {
	in := map[string]bool{}
	for _, r := range e.All(all) {
		if in[r.Text()] {
			c.err(e, "set-twice", "names %s twice", r.Text())
		}
		in[r.Text()] = true
		if el := c.d.Resolve(r, r.Text()); el != nil && el.Parent != e.Parent {
			c.err(e, "set-foreign", "names %s, which belongs to another element", r.Text())
		}
	}
	for _, part := range parts {
		for _, r := range e.All(part) {
			if !in[r.Text()] {
				c.err(e, "set-part", "%s names %s, which is not among the %s", part, r.Text(), all)
			}
		}
	}
}

// ioSpecification demands sets, and that every input and output is in one.
func (c *checker) ioSpecification(e *xmltree.Element) {
	for _, k := range []struct{ data, set, refs string }{
		{"dataInput", "inputSet", "dataInputRefs"}, {"dataOutput", "outputSet", "dataOutputRefs"},
	} {
		used := map[*xmltree.Element]bool{}
		for _, s := range e.All(k.set) {
			for _, r := range s.All(k.refs) {
				used[c.d.Resolve(r, r.Text())] = true
			}
		}
		if len(e.All(k.set)) == 0 {
			c.err(e, "set-missing", "an ioSpecification needs an %s", k.set)
			continue
		}
		for _, d := range e.All(k.data) {
			if !used[d] {
				c.err(d, "set-missing", "is in no %s", k.set)
			}
		}
	}
}

// mutual demands that input and output sets refer to each other.
func (c *checker) mutual(e *xmltree.Element, refs, back string) {
	for _, r := range e.All(refs) {
		other := c.d.Resolve(r, r.Text())
		if other == nil {
			continue
		}
		found := false
		for _, b := range other.All(back) {
			found = found || c.d.Resolve(b, b.Text()) == e
		}
		if !found {
			c.err(e, "set-mutual", "refers to %s, which does not refer back", r.Text())
		}
	}
}

func (c *checker) dataAssociation(e *xmltree.Element) {
	sources, to := e.All("sourceRef"), c.child(e, "targetRef")
	if e.First("targetRef") == nil {
		c.err(e, "association-target", "a data association needs a targetRef")
	}
	if e.First("transformation") != nil || e.First("assignment") != nil || to == nil {
		return
	}
	if len(sources) > 1 {
		c.err(e, "association-source", "several sources need a transformation")
		return
	}
	if len(sources) == 1 {
		from := c.d.Resolve(sources[0], sources[0].Text())
		if from == nil {
			return
		}
		a, b := c.itemOf(from), c.itemOf(to)
		if a != nil && b != nil && a != b && a.Attr("structureRef") != b.Attr("structureRef") {
			c.err(e, "association-type", "joins %q to %q without a transformation", a.Attr("structureRef"), b.Attr("structureRef"))
		}
	}
}

// itemOf gives the itemDefinition of something that holds data.
func (c *checker) itemOf(e *xmltree.Element) *xmltree.Element {
	for _, ref := range []string{"dataObjectRef", "dataStoreRef"} {
		if to := c.target(e, ref); to != nil {
			e = to
		}
	}
	return c.target(e, "itemSubjectRef")
}

// eventData demands one data element for each event definition that carries
// data, in the same order and of the same type (BPMN 2.0 §10.5.1).
func (c *checker) eventData(n *bpmn.Node) {
	kind, defs := "dataOutput", n.Events
	if n.Kind == "endEvent" || n.Kind == "intermediateThrowEvent" {
		kind = "dataInput"
	}
	data := n.El.All(kind)
	if len(data) == 0 {
		return
	}
	var carries []*bpmn.Event
	for i := range defs {
		switch defs[i].Kind {
		case "message", "signal", "error", "escalation":
			carries = append(carries, &defs[i])
		}
	}
	if len(data) < len(carries) {
		c.err(n.El, "event-data", "has %d %s for %d event definitions", len(data), kind, len(carries))
		return
	}
	for i, ev := range carries {
		want, got := c.payload(ev), c.target(data[i], "itemSubjectRef")
		if want == nil || got == nil {
			continue
		}
		if want != got && want.Attr("structureRef") != got.Attr("structureRef") {
			c.err(n.El, "event-data", "its %s is of type %q, but the %s carries %q", kind, got.Attr("structureRef"), ev.Kind, want.Attr("structureRef"))
		}
	}
}

// payload gives the itemDefinition that an event carries.
func (c *checker) payload(ev *bpmn.Event) *xmltree.Element {
	el := c.d.Element(ev.Ref)
	if el == nil {
		return nil
	}
	for _, ref := range []string{"itemRef", "structureRef"} {
		if to := c.target(el, ref); to != nil {
			return to
		}
	}
	return nil
}

// services checks that tasks and bindings fit the operations and messages they
// refer to.
func (c *checker) services() {
	for _, n := range c.nodes {
		if !c.executable(n.El) {
			continue
		}
		switch n.Kind {
		case "serviceTask":
			c.serviceTask(n.El)
		case "sendTask":
			c.messageTask(n.El, "dataInput", "inputSet", "inMessageRef")
		case "receiveTask":
			c.messageTask(n.El, "dataOutput", "outputSet", "inMessageRef")
		}
	}
	for _, p := range c.kinds["process"] {
		c.bindings(p)
	}
	for kind := range set("globalTask globalUserTask globalScriptTask globalBusinessRuleTask globalManualTask") {
		for _, e := range c.kinds[kind] {
			c.bindings(e)
		}
	}
	for _, e := range c.kinds["operation"] {
		if e.First("inMessageRef") == nil {
			c.err(e, "operation-message", "an operation needs an inMessageRef")
		}
	}
}

func (c *checker) serviceTask(e *xmltree.Element) {
	op, io := c.target(e, "operationRef"), e.First("ioSpecification")
	if op == nil || io == nil {
		return
	}
	c.atMost(e, io, "inputSet", "an operation")
	c.atMost(e, io, "outputSet", "an operation")
	c.atMost(e, io, "dataInput", "an operation")
	if c.child(op, "outMessageRef") != nil {
		c.atMost(e, io, "dataOutput", "an operation")
		c.carries(e, io.First("dataOutput"), c.child(op, "outMessageRef"))
	}
	c.carries(e, io.First("dataInput"), c.child(op, "inMessageRef"))
}

func (c *checker) messageTask(e *xmltree.Element, data, sets, opMessage string) {
	io, message := e.First("ioSpecification"), c.target(e, "messageRef")
	if op := c.target(e, "operationRef"); message == nil && op != nil {
		message = c.child(op, opMessage)
	}
	if io == nil || message == nil {
		return
	}
	c.atMost(e, io, data, "a message")
	c.atMost(e, io, sets, "a message")
	c.carries(e, io.First(data), message)
}

func (c *checker) atMost(e, io *xmltree.Element, kind, because string) {
	if n := len(io.All(kind)); n > 1 {
		c.err(e, "service-data", "refers to %s and has %d %s; one is allowed", because, n, kind)
	}
}

// carries demands that data have the type of the message they go into or come
// from.
func (c *checker) carries(e, data, message *xmltree.Element) {
	if data == nil || message == nil {
		return
	}
	want, got := c.target(message, "itemRef"), c.target(data, "itemSubjectRef")
	switch {
	case want == got:
	case want == nil:
		c.err(e, "service-type", "%s has a type, but the message %s carries nothing", label(data), label(message))
	case got == nil:
		c.err(e, "service-type", "%s has no type, but the message %s carries %s", label(data), label(message), label(want))
	case want.Attr("structureRef") != got.Attr("structureRef"):
		c.err(e, "service-type", "%s is of type %q, but the message %s carries %q", label(data), got.Attr("structureRef"), label(message), want.Attr("structureRef"))
	}
}

// bindings checks processes and global tasks that offer interfaces.
func (c *checker) bindings(e *xmltree.Element) {
	binds := e.All("ioBinding")
	if len(e.All("supportedInterfaceRef")) > 0 && len(binds) == 0 {
		c.err(e, "binding-missing", "offers an interface but binds none of its operations (ioBinding)")
	}
	io := e.First("ioSpecification")
	for _, b := range binds {
		op := c.target(b, "operationRef")
		if op == nil {
			continue
		}
		if !c.offers(e, op) {
			c.err(b, "binding", "the operation %s belongs to no interface that is offered", label(op))
		}
		c.binds(b, io, "inputDataRef", "dataInputRefs", c.child(op, "inMessageRef"))
		c.binds(b, io, "outputDataRef", "dataOutputRefs", c.child(op, "outMessageRef"))
	}
}

func (c *checker) offers(e, op *xmltree.Element) bool {
	refs := e.All("supportedInterfaceRef")
	for _, r := range refs {
		if c.d.Resolve(r, r.Text()) == op.Parent {
			return true
		}
	}
	return len(refs) == 0
}

func (c *checker) binds(b, io *xmltree.Element, ref, members string, message *xmltree.Element) {
	data := c.target(b, ref)
	if data == nil {
		if b.Attr(ref) == "" {
			c.err(b, "binding", "has no %s", ref)
		}
		return
	}
	if data.Parent != io {
		c.err(b, "binding", "%s does not belong to the ioSpecification", b.Attr(ref))
		return
	}
	if strings.HasSuffix(data.Local, "Set") {
		data = c.child(data, members)
	}
	c.carries(b, data, message)
}
