package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"holon.example/holon/internal/business/flow/engine"
	"holon.example/holon/internal/business/flow/trial"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/lang/bpmn"
	"holon.example/holon/internal/lang/bpmn/draw"
	"holon.example/holon/internal/lang/bpmn/lint"
)

// bpmnCommands work with process models.
type bpmnCommands struct {
	BPMN struct {
		Lint bpmnLintCommand `cmd:""`
		Draw bpmnDrawCommand `cmd:""`
		Run  bpmnRunCommand  `cmd:""`
	} `cmd:"" name:"bpmn"`
}

type bpmnDrawCommand struct {
	File    string `arg:""`
	Out     string `short:"o" placeholder:"FILE"`
	Diagram int    `default:"0"`
}

// Run draws a model as SVG.
func (d bpmnDrawCommand) Run(c *console) error {
	defs, err := c.model(d.File)
	if err != nil {
		return err
	}
	words := map[draw.State]string{}
	for state, key := range map[draw.State]string{
		draw.Idle: "cli.draw.idle", draw.Done: "cli.draw.done", draw.Active: "cli.draw.active",
		draw.Late: "cli.draw.late", draw.Stopped: "cli.draw.stopped",
	} {
		words[state] = c.words(key, nil)
	}
	svg := draw.SVG(defs, draw.Options{Diagram: d.Diagram, Words: words})
	if d.Out == "" {
		_, err := c.out.Write(svg)
		return err
	}
	return os.WriteFile(d.Out, svg, 0o600)
}

// model reads a process model.
func (c *console) model(name string) (*bpmn.Definitions, error) {
	raw, err := c.file(name)
	if err != nil {
		return nil, err
	}
	defs, err := bpmn.Parse(raw)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return defs, nil
}

type bpmnRunCommand struct {
	File    string   `arg:""`
	Vars    string   `placeholder:"JSON" default:"{}"`
	Process string   `placeholder:"ID"`
	First   []string `placeholder:"ID"`
	At      string   `placeholder:"TIME"`
	JSON    bool     `name:"json"`
}

// runResult is what came of a run. A model that is refused has the error "deploy".
type runResult struct {
	trial.Result
	Terminated bool `json:"terminated,omitempty"` // completed by a terminate end event
}

// Run plays a model as a case is run, on a store in memory, until nothing moves any
// more; its timers fire on a clock of its own. The answer is no when the model is
// refused or the run fails.
func (r bpmnRunCommand) Run(ctx context.Context, c *console) error {
	vars, err := r.vars(c)
	if err != nil {
		return err
	}
	begin, err := moment(r.At)
	if err != nil {
		return err
	}
	raw, err := c.file(r.File)
	if err != nil {
		return err
	}
	res, err := r.play(ctx, raw, trial.Options{
		Process: r.Process, Vars: vars, First: r.First, Begin: gov.At(begin),
	})
	if err != nil {
		return err
	}
	if err := r.print(c, res); err != nil {
		return err
	}
	if res.Error != "" {
		return errNo
	}
	return nil
}

func (r bpmnRunCommand) vars(c *console) (map[string]any, error) {
	raw, err := c.text(r.Vars)
	if err != nil {
		return nil, err
	}
	var vars map[string]any
	if err := json.Unmarshal(raw, &vars); err != nil {
		return nil, usage(fmt.Errorf("JSON: %w", err))
	}
	return vars, nil
}

// play runs what the standard does not forbid.
func (r bpmnRunCommand) play(ctx context.Context, raw []byte, opts trial.Options) (runResult, error) {
	refused := func(reason string) runResult {
		return runResult{Result: trial.Result{Trace: []string{}, Steps: []trial.Step{}, State: "refused", Error: "deploy", Reason: reason}}
	}
	defs, err := bpmn.Parse(raw)
	if err != nil {
		return refused(err.Error()), nil
	}
	if bad := lint.Errors(lint.Check(defs)); len(bad) > 0 {
		return refused(bad[0].String()), nil
	}
	got, err := trial.Run(ctx, raw, opts)
	var broken *engine.CompileError
	if errors.As(err, &broken) {
		return refused(err.Error()), nil
	}
	out := runResult{Result: got}
	if out.Steps == nil {
		out.Steps = []trial.Step{}
	}
	if got.State == string(engine.Terminated) {
		out.State, out.Terminated = string(engine.Completed), true
	}
	return out, err
}

func (r bpmnRunCommand) print(c *console, res runResult) error {
	if r.JSON {
		return c.json(res)
	}
	for _, s := range res.Steps {
		c.line("%s %s %s %s", s.At, s.Kind, s.Element, s.Name)
	}
	for _, at := range res.Waiting {
		c.line("%s", c.words("cli.run.waiting", map[string]any{"element": at}))
	}
	if res.Reason != "" {
		c.remark(res.Reason)
	}
	c.line("%s", res.State)
	return nil
}
