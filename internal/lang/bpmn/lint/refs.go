package lint

import (
	"strings"

	"holon.example/holon/internal/lang/bpmn"
	"holon.example/holon/internal/lang/bpmn/xmltree"
)

const (
	flowNodes = "task userTask manualTask serviceTask sendTask receiveTask scriptTask businessRuleTask callActivity subProcess " +
		"transaction adHocSubProcess exclusiveGateway parallelGateway inclusiveGateway complexGateway eventBasedGateway " +
		"startEvent endEvent intermediateCatchEvent intermediateThrowEvent boundaryEvent implicitThrowEvent event"
	choreoNodes = " choreographyTask subChoreography callChoreography"
	activities  = "task userTask manualTask serviceTask sendTask receiveTask scriptTask businessRuleTask callActivity subProcess transaction adHocSubProcess"
	eventDefs   = "messageEventDefinition timerEventDefinition errorEventDefinition escalationEventDefinition cancelEventDefinition " +
		"compensateEventDefinition conditionalEventDefinition linkEventDefinition signalEventDefinition terminateEventDefinition"
	itemAware     = "dataInput dataOutput dataObject dataObjectReference dataStore dataStoreReference property inputDataItem outputDataItem"
	conversations = "conversation subConversation callConversation"
	collabs       = "collaboration choreography globalChoreographyTask globalConversation"
	callable      = "process globalTask globalUserTask globalManualTask globalScriptTask globalBusinessRuleTask"
)

// mayMean says what a reference may mean, by attribute or element name; a name
// with the element in front goes first. An empty list allows everything.
var mayMean = map[string]map[string]bool{
	"sequenceFlow@sourceRef": set(flowNodes + choreoNodes), "sequenceFlow@targetRef": set(flowNodes + choreoNodes),
	"messageFlow@sourceRef": set("participant " + flowNodes), "messageFlow@targetRef": set("participant " + flowNodes),
	"association@sourceRef": nil, "association@targetRef": nil,
	"conversationLink@sourceRef": set("participant " + conversations + " " + flowNodes),
	"conversationLink@targetRef": set("participant " + conversations + " " + flowNodes),
	"sourceRef":                  set(itemAware), "targetRef": set(itemAware),
	"processRef": set("process"), "definitionalCollaborationRef": set(collabs),
	"messageRef": set("message"), "signalRef": set("signal"), "errorRef": set("error"), "escalationRef": set("escalation"),
	"activityRef": set(activities), "attachedToRef": set(activities), "default": set("sequenceFlow"),
	"dataObjectRef": set("dataObject"), "dataStoreRef": set("dataStore"), "itemSubjectRef": set("itemDefinition"),
	"itemRef": set("itemDefinition"), "structureRef": set("itemDefinition"), "operationRef": set("operation"),
	"calledElement": set(callable), "calledChoreographyRef": set("choreography globalChoreographyTask"),
	"calledCollaborationRef": set(collabs), "oneBehaviorEventRef": set(eventDefs), "noneBehaviorEventRef": set(eventDefs),
	"categoryValueRef": set("categoryValue"), "initiatingParticipantRef": set("participant"), "parameterRef": set("resourceParameter"),
	"partitionElementRef": nil, "correlationKeyRef": set("correlationKey"), "correlationPropertyRef": set("correlationProperty"),
	"evaluatesToTypeRef": set("itemDefinition"), "conversationRef": set(conversations),
	"inputDataRef": set("inputSet dataInput"), "outputDataRef": set("outputSet dataOutput"),
	"innerMessageFlowRef": set("messageFlow"), "outerMessageFlowRef": set("messageFlow"),
	"innerConversationNodeRef": set(conversations), "outerConversationNodeRef": set(conversations),
	"innerParticipantRef": set("participant"), "outerParticipantRef": set("participant"), "participantRef": set("participant"),
	"incoming": set("sequenceFlow"), "outgoing": set("sequenceFlow"), "flowNodeRef": set(flowNodes), "messageFlowRef": set("messageFlow"),
	"dataInputRefs": set("dataInput"), "optionalInputRefs": set("dataInput"), "whileExecutingInputRefs": set("dataInput"),
	"dataOutputRefs": set("dataOutput"), "optionalOutputRefs": set("dataOutput"), "whileExecutingOutputRefs": set("dataOutput"),
	"inputSetRefs": set("inputSet"), "outputSetRefs": set("outputSet"), "loopDataInputRef": set(itemAware), "loopDataOutputRef": set(itemAware),
	"interfaceRef": set("interface"), "supportedInterfaceRef": set("interface"), "inMessageRef": set("message"), "outMessageRef": set("message"),
	"eventDefinitionRef": set(eventDefs), "resourceRef": set("resource"), "choreographyRef": set("choreography globalChoreographyTask"),
	"endPointRef": set("endPoint"), "partnerEntityRef": set("partnerEntity"), "partnerRoleRef": set("partnerRole"), "supports": set(callable),
}

// identity demands ids to be there and to be unique.
func (c *checker) identity() {
	seen := map[string]*xmltree.Element{}
	for _, e := range c.all {
		id, has := e.Lookup("", "id")
		if !has {
			continue
		}
		if !ncName(id) {
			c.err(e, "id-form", "the id %q is not an XML name", id)
		}
		if first := seen[id]; first != nil {
			c.err(e, "id-unique", "the id is used twice (also line %d)", first.Line)
			continue
		}
		seen[id] = e
	}
	for _, n := range c.nodes {
		if n.ID == "" {
			c.err(n.El, "id-missing", "a %s needs an id", n.Kind)
		}
	}
	for _, kind := range []string{"process", "sequenceFlow", "messageFlow", "participant", "message", "signal", "error", "escalation"} {
		for _, e := range c.kinds[kind] {
			if e.Attr("id") == "" {
				c.err(e, "id-missing", "a %s needs an id", kind)
			}
		}
	}
}

func ncName(s string) bool {
	for i, r := range s {
		letter := r == '_' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r >= 0xC0
		if !letter && (i == 0 || r != '-' && r != '.' && (r < '0' || r > '9') && r != 0xB7) {
			return false
		}
	}
	return s != ""
}

// extensions refuses models that say one must understand an extension.
func (c *checker) extensions() {
	for _, e := range c.kinds["extension"] {
		if truth(e.Attr("mustUnderstand")) {
			c.err(e, "extension", "demands to understand %q, which is not known here", e.Attr("definition"))
		}
	}
}

// references demands that every reference leads to an element of a kind that may
// stand there. References into imported files are left alone.
func (c *checker) references() {
	for _, e := range c.all {
		for i := range e.Attrs {
			a := &e.Attrs[i]
			if a.Space == "" && (strings.HasSuffix(a.Local, "Ref") || a.Local == "default" || a.Local == "calledElement") {
				c.reference(e, e, a.Local, a.Value)
			}
		}
		if allowed, ok := mayMean[e.Local]; ok && allowed != nil && e.Parent != nil && !(e.Local == "messageRef") {
			c.reference(e.Parent, e, e.Local, e.Text())
		}
	}
}

func (c *checker) reference(owner, at *xmltree.Element, name, value string) {
	allowed, known := mayMean[owner.Local+"@"+name]
	if !known {
		if allowed, known = mayMean[name]; !known {
			return
		}
	}
	if name == "structureRef" && owner.Local == "itemDefinition" {
		return // a type of another language
	}
	found := c.d.Resolve(at, value)
	switch {
	case found != nil && allowed != nil && !allowed[found.Local]:
		c.err(owner, "reference-kind", "%s refers to %s, which is a %s", name, strings.TrimSpace(value), found.Local)
	case found == nil && c.d.Foreign(at, value):
		if space, _, _ := at.Qualify(strings.TrimSpace(value)); !c.imported(space) {
			c.err(owner, "reference", "%s refers to %s, and nothing of that namespace is imported", name, value)
		}
	case found == nil && name == "calledElement" && len(c.kinds["import"]) > 0:
	case found == nil:
		c.err(owner, "reference", "%s refers to %q, which does not exist", name, strings.TrimSpace(value))
	}
}

func (c *checker) imported(space string) bool {
	for _, i := range c.kinds["import"] {
		if i.Attr("namespace") == space {
			return true
		}
	}
	return space == bpmn.Space
}
