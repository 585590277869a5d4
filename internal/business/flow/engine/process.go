package engine

import (
	"holon.example/holon/internal/business/flow/plan"
	"holon.example/holon/internal/lang/bpmn"
)

// Process is a compiled process; it never changes and may be shared.
type Process struct {
	ID   string
	plan *plan.Plan
}

// Compile makes a process of a model executable. The empty id means the first
// executable process. Faults are *CompileError, naming the element.
func Compile(defs *bpmn.Definitions, processID string, lang Language) (*Process, error) {
	p, err := plan.Compile(defs, processID, lang)
	if err != nil {
		return nil, err
	}
	return &Process{ID: p.ID, plan: p}, nil
}

// The words of package plan that callers of the engine need.
type (
	// Language compiles the expressions of a model (FEEL).
	Language = plan.Language
	// Expression is a compiled expression.
	Expression = plan.Expression
	// Timing says when a timer is due.
	Timing = plan.Timing
	// CompileError names the element that cannot be executed.
	CompileError = plan.Error
)
