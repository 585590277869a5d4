package main

import (
	"holon.example/holon/internal/lang/bpmn"
	"holon.example/holon/internal/lang/bpmn/lint"
	"holon.example/holon/internal/lang/bpmn/sound"
)

type bpmnLintCommand struct {
	Files []string `arg:"" name:"file"`
	Sound bool     `negatable:"" default:"true"`
	JSON  bool     `name:"json"`
}

// modelReport is what was found in one file.
type modelReport struct {
	File   string          `json:"file"`
	OK     bool            `json:"ok"`
	Broken string          `json:"broken,omitempty"` // it is no model at all
	Issues []lint.Issue    `json:"issues"`
	Sound  []sound.Finding `json:"sound"`
}

// Run checks models against the standard and for ways to get stuck. A file with an
// error fails; warnings, and what the search for ways to get stuck found, do not
// make it fail, since a condition that it does not know may exclude the way.
func (l bpmnLintCommand) Run(c *console) error {
	var all []modelReport
	failed := 0
	for _, name := range l.Files {
		r, err := l.check(c, name)
		if err != nil {
			return err
		}
		if !r.OK {
			failed++
		}
		all = append(all, r)
	}
	if l.JSON {
		return c.jsonTally(len(all)-failed, failed, all)
	}
	for _, r := range all {
		r.print(c)
	}
	return c.tally(len(all)-failed, failed)
}

func (l bpmnLintCommand) check(c *console, name string) (modelReport, error) {
	r := modelReport{File: name, Issues: []lint.Issue{}, Sound: []sound.Finding{}}
	raw, err := c.file(name)
	if err != nil {
		return r, err
	}
	defs, err := bpmn.Parse(raw)
	if err != nil {
		r.Broken = err.Error()
		return r, nil //nolint:nilerr // a file that is no model is a finding; the others are still checked
	}
	r.Issues = append(r.Issues, lint.Check(defs)...)
	if l.Sound {
		r.Sound = append(r.Sound, sound.Check(defs)...)
	}
	r.OK = len(lint.Errors(r.Issues)) == 0
	return r, nil
}

func (r modelReport) print(c *console) {
	if r.Broken != "" {
		c.line("%s: %s: %s", r.File, c.words("cli.severity.error", nil), c.words("flow.broken", map[string]any{"cause": r.Broken}))
	}
	for _, i := range r.Issues {
		text := c.words("flow.rule", map[string]any{"element": i.Element, "rule": i.Rule, "cause": i.Reason})
		c.line("%s: %s: %s", place(r.File, i.Line), c.words("cli.severity."+string(i.Level), nil), text)
	}
	for _, f := range r.Sound {
		text := c.words("flow.rule", map[string]any{"element": f.Element, "rule": string(f.Kind), "cause": f.Reason})
		c.line("%s: %s: %s", r.File, c.words("cli.severity.warning", nil), text)
	}
}
