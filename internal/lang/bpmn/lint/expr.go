package lint

import (
	"strings"
	"time"

	"holon.example/holon/internal/lang/bpmn"
	"holon.example/holon/internal/lang/bpmn/timespan"
	"holon.example/holon/internal/lang/bpmn/xmltree"
)

// free are the elements whose type is the plain Expression: natural language,
// unless they say that they are formal.
var free = set(`conditionExpression completionCondition activationCondition loopCardinality loopCondition timeDate
timeDuration timeCycle from to`)

// formal are the elements that are always formal expressions.
var formal = set("transformation messagePath dataPath formalExpression")

// expressions demands formal, non-empty expressions in executable processes, and
// times that can be read.
func (c *checker) expressions() {
	for _, e := range c.all {
		if !c.executable(e) {
			continue
		}
		inCondition := e.Local == "condition" && e.Parent != nil
		switch {
		case free[e.Local] || inCondition && e.Parent.Local == "conditionalEventDefinition":
			c.expression(e)
		case formal[e.Local] || inCondition && e.Parent.Local == "complexBehaviorDefinition":
			if e.Text() == "" {
				c.err(e, "expression-empty", "a formal expression needs a body")
			} else if inCondition && !mayBeTruth(e.Text()) {
				c.err(e, "condition-boolean", "the condition %q is neither true nor false", e.Text())
			}
		case e.Local == "expression":
			c.err(e, "expression-formal", "natural language cannot be executed; use a formal expression")
		}
		switch e.Local {
		case "conditionExpression", "completionCondition", "activationCondition", "loopCondition":
			if !mayBeTruth(e.Text()) {
				c.err(e, "condition-boolean", "the condition %q is neither true nor false", e.Text())
			}
		}
	}
}

func (c *checker) expression(e *xmltree.Element) {
	if !isFormal(e) {
		c.err(e, "expression-formal", "natural language cannot be executed; mark it as tFormalExpression")
		return
	}
	text := e.Text()
	if text == "" {
		c.err(e, "expression-empty", "a formal expression needs a body")
		return
	}
	if literalTime(text) {
		c.time(e, text)
	}
}

func isFormal(e *xmltree.Element) bool {
	t, ok := e.Lookup("http://www.w3.org/2001/XMLSchema-instance", "type")
	if !ok {
		return false
	}
	space, local, _ := e.Qualify(strings.TrimSpace(t))
	return local == "tFormalExpression" && space == bpmn.Space
}

// literalTime tells whether a text is meant as an ISO 8601 literal and not as an
// expression that yields one: it has neither operators nor names in it that an
// expression would need.
func literalTime(s string) bool {
	return !strings.ContainsAny(s, `"(){}[]$.=<>`) || strings.HasPrefix(s, "R/") || strings.HasPrefix(s, "P") && strings.IndexByte(s, '(') < 0
}

func (c *checker) time(e *xmltree.Element, text string) {
	var err error
	switch e.Local {
	case "timeDate":
		_, err = timespan.ParseTime(text, time.UTC)
	case "timeDuration":
		_, err = timespan.ParseDuration(text)
	case "timeCycle":
		_, err = timespan.ParseCycle(text, time.UTC)
	default:
		return
	}
	if err != nil && !c.declared(text) {
		c.err(e, "time-form", "%q is not an ISO 8601 %s, nor data that the model declares", text, map[string]string{
			"timeDate": "date-time", "timeDuration": "duration", "timeCycle": "repeating interval",
		}[e.Local])
	}
}

// declared tells whether a text is the name of data: a timer may take its time
// from there.
func (c *checker) declared(name string) bool {
	if c.names == nil {
		c.names = map[string]bool{}
		for _, kind := range []string{"property", "dataObject", "dataObjectReference", "dataInput", "dataOutput", "inputDataItem"} {
			for _, e := range c.kinds[kind] {
				c.names[e.Attr("name")] = true
			}
		}
	}
	return c.names[name]
}

// mayBeTruth refuses what is certainly a number or a text.
func mayBeTruth(s string) bool {
	if s == "" {
		return true // told elsewhere
	}
	if s[0] == '"' && strings.IndexByte(s[1:], '"') == len(s)-2 {
		return false
	}
	digits := 0
	for _, r := range s {
		if r >= '0' && r <= '9' {
			digits++
		} else if r != '.' && r != '-' && r != ' ' {
			return true
		}
	}
	return digits == 0
}
