package lint

import (
	"regexp"
	"strconv"
	"strings"
)

// elementNames are the elements of the BPMN 2.0 model namespace.
var elementNames = set(`activationCondition adHocSubProcess assignment association auditing boundaryEvent
businessRuleTask callActivity callChoreography callConversation cancelEventDefinition category categoryValue
childLaneSet choreography choreographyRef choreographyTask collaboration compensateEventDefinition completionCondition
complexBehaviorDefinition complexGateway condition conditionExpression conditionalEventDefinition conversation
conversationAssociation conversationLink correlationKey correlationKeyRef correlationProperty correlationPropertyBinding
correlationPropertyRef correlationPropertyRetrievalExpression correlationSubscription dataInput dataInputAssociation
dataInputRefs dataObject dataObjectReference dataOutput dataOutputAssociation dataOutputRefs dataPath dataState
dataStore dataStoreReference definitions documentation endEvent endPoint endPointRef error errorEventDefinition errorRef
escalation escalationEventDefinition event eventBasedGateway eventDefinitionRef exclusiveGateway expression extension
extensionElements flowNodeRef formalExpression from globalBusinessRuleTask globalChoreographyTask globalConversation
globalManualTask globalScriptTask globalTask globalUserTask group humanPerformer implicitThrowEvent import inMessageRef
inclusiveGateway incoming innerConversationNodeRef innerMessageFlowRef innerParticipantRef inputDataItem inputSet
inputSetRefs interface interfaceRef intermediateCatchEvent intermediateThrowEvent ioBinding ioSpecification
itemDefinition lane laneSet linkEventDefinition loopCardinality loopCondition loopDataInputRef loopDataOutputRef
manualTask message messageEventDefinition messageFlow messageFlowAssociation messageFlowRef messagePath monitoring
multiInstanceLoopCharacteristics operation operationRef optionalInputRefs optionalOutputRefs outMessageRef
outerConversationNodeRef outerMessageFlowRef outerParticipantRef outgoing outputDataItem outputSet outputSetRefs
parallelGateway participant participantAssociation participantMultiplicity participantRef partitionElement
partnerEntity partnerEntityRef partnerRole partnerRoleRef performer potentialOwner process property receiveTask
relationship rendering resource resourceAssignmentExpression resourceParameter resourceParameterBinding resourceRef
resourceRole script scriptTask sendTask sequenceFlow serviceTask signal signalEventDefinition source sourceRef
standardLoopCharacteristics startEvent subChoreography subConversation subProcess supportedInterfaceRef supports target
targetRef task terminateEventDefinition text textAnnotation timeCycle timeDate timeDuration timerEventDefinition to
transaction transformation userTask whileExecutingInputRefs whileExecutingOutputRefs`)

func set(words string) map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		out[w] = true
	}
	return out
}

// values are the attributes with a closed list of values.
var values = map[string]map[string]bool{
	"gatewayDirection":     set("Unspecified Converging Diverging Mixed"),
	"processType":          set("None Public Private"),
	"ordering":             set("Parallel Sequential"),
	"behavior":             set("None One All Complex"),
	"associationDirection": set("None One Both"),
	"eventGatewayType":     set("Exclusive Parallel"),
	"itemKind":             set("Information Physical"),
	"choreographyLoopType": set("None Standard MultiInstanceSequential MultiInstanceParallel"),
}

var booleans = set(`isExecutable isClosed isInterrupting parallelMultiple cancelActivity isForCompensation isImmediate
isCollection isSequential testBefore triggeredByEvent instantiate cancelRemainingInstances waitForCompletion isUnlimited`)

var integers = set(`startQuantity completionQuantity loopMaximum minimum maximum capacity`)

// vocabulary refuses elements and values that the standard does not know.
func (c *checker) vocabulary() {
	for _, e := range c.all {
		if !elementNames[e.Local] && !strings.HasSuffix(e.Local, "EventDefinition") {
			c.err(e, "element-unknown", "BPMN 2.0 has no element %s", e.Local)
		}
		for i := range e.Attrs {
			a := &e.Attrs[i]
			if a.Space != "" {
				continue
			}
			v := strings.TrimSpace(a.Value)
			_, notInt := strconv.Atoi(v)
			switch {
			case values[a.Local] != nil && !values[a.Local][v],
				booleans[a.Local] && v != "true" && v != "false" && v != "1" && v != "0",
				integers[a.Local] && notInt != nil:
				c.err(e, "value", "%s cannot be %q", a.Local, a.Value)
			case a.Local == "textFormat" || a.Local == "scriptFormat":
				if !mime.MatchString(v) {
					c.err(e, "mime-type", "%s %q is not a MIME type", a.Local, a.Value)
				}
			case isAddress[a.Local] && !uri.MatchString(v):
				c.err(e, "uri", "%s %q is not a URI", a.Local, a.Value)
			}
		}
	}
}

var isAddress = set("language expressionLanguage typeLanguage scriptLanguage targetNamespace importType namespace")

var (
	mime = regexp.MustCompile(`^[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+*-]+(\s*;.*)?$`)
	uri  = regexp.MustCompile(`^([A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2}|[^\x00-\x7F])*$`)
)
