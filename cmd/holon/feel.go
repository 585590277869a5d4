package main

import (
	"fmt"
	"slices"
	"time"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/lang/feel"
	"holon.example/holon/internal/lang/feel/value"
)

// feelCommands evaluate expressions.
type feelCommands struct {
	Feel feelCommand `cmd:""`
}

type feelCommand struct {
	Expr    string `arg:""`
	Context string `placeholder:"JSON" default:"{}"`
	At      string `placeholder:"TIME"`
}

// Run prints the value of an expression as JSON; why a value became null is said
// beside it.
func (f feelCommand) Run(c *console) error {
	src, err := c.text(f.Expr)
	if err != nil {
		return err
	}
	vars, err := c.variables(f.Context)
	if err != nil {
		return err
	}
	now, err := moment(f.At)
	if err != nil {
		return err
	}
	program, err := feel.Compile(string(src), nil)
	if err != nil {
		return usage(err)
	}
	run := value.NewRun(feel.Budget{Now: now})
	got := program.Run(run, vars)
	for _, n := range run.Notes() {
		c.remark(n.Text)
	}
	if err := run.Err(); err != nil {
		return err
	}
	return c.json(feel.ToGo(got))
}

// spaced puts a blank before an expression that begins with a minus sign, such as
// -1 or -(a), which would be read as a flag; no flag begins so.
func spaced(args []string) []string {
	if len(args) == 0 || args[0] != "feel" {
		return args
	}
	out := slices.Clone(args)
	for i, a := range out {
		if len(a) > 1 && a[0] == '-' && a[1] != '-' && !(a[1] >= 'a' && a[1] <= 'z') {
			out[i] = " " + a
		}
	}
	return out
}

// variables reads a JSON object as the variables of an evaluation.
func (c *console) variables(arg string) (feel.Vars, error) {
	raw, err := c.text(arg)
	if err != nil {
		return nil, err
	}
	vars, err := feel.VarsFromJSON(raw)
	if err != nil {
		return nil, usage(fmt.Errorf("JSON: %w", err))
	}
	return vars, nil
}

// moment is what now() returns: what was asked for, else the present.
func moment(text string) (time.Time, error) {
	if text == "" {
		return gov.Wall().Time().Std(), nil
	}
	t, err := gov.ParseTime(text)
	return t.Std(), err
}
