package matter

import (
	"holon.example/holon/internal/lang/bpmn"
	"holon.example/holon/internal/lang/bpmn/lint"
	"holon.example/holon/internal/lang/dmn"
	"holon.example/holon/internal/rule/law"
)

// lintFlow looks at a process file: it must be a model, and one that can run.
func lintFlow(raw []byte, r report) {
	d, err := bpmn.Parse(raw)
	if err != nil {
		r.err("flow.broken", "cause", err.Error())
		return
	}
	for _, issue := range lint.Check(d) {
		severity := warning
		if issue.Level == lint.Error {
			severity = severe
		}
		r.add(severity, "flow.rule", "element", issue.Element, "rule", issue.Rule, "cause", issue.Reason)
	}
	if p := d.Process(""); p == nil || !p.Executable {
		r.err("flow.process")
	}
}

// lintRules looks at a decision table.
func lintRules(raw []byte, r report) {
	m, err := dmn.Load(raw)
	if err != nil {
		r.err("rules.broken", "cause", err.Error())
		return
	}
	for _, p := range m.Problems() {
		r.err("rules.problem", "element", p.Element, "cause", p.Error())
	}
}

// cited tells whether text is a citation of an article.
func cited(text string) bool {
	_, err := law.Parse(text)
	return err == nil
}
