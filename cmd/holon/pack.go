package main

import (
	"os"
	"strings"

	"holon.example/holon/internal/app/shelf"
	"holon.example/holon/internal/gov"
)

// packCommands work with content packs (内容包).
type packCommands struct {
	Pack struct {
		Lint    packLintCommand    `cmd:""`
		Diff    packDiffCommand    `cmd:""`
		Install packInstallCommand `cmd:""`
		Guide   packGuideCommand   `cmd:"" name:"import-guide"`
	} `cmd:""`
}

type packLintCommand struct {
	Dirs []string `arg:"" name:"dir" type:"existingdir"`
	On   string   `placeholder:"DATE"`
	All  bool
	JSON bool `name:"json"`
}

// Run checks packs for publication, together with the packs they require: those
// named, else those that come with the program. A pack with a finding of severity
// "error" fails.
func (p packLintCommand) Run(c *console) error {
	today := gov.Wall().Time().Date()
	if p.On != "" {
		var err error
		if today, err = gov.ParseDate(p.On); err != nil {
			return err
		}
	}
	s, err := shelf.Open(p.Dirs)
	if err != nil {
		return faultError{err}
	}
	found := s.Lint(today)
	failed := map[string]bool{}
	for _, f := range found {
		if f.Severity == "error" {
			failed[f.Pack] = true
		}
	}
	passed := s.Named - len(failed)
	if p.JSON {
		return c.jsonTally(passed, len(failed), found)
	}
	p.print(c, found)
	return c.tally(passed, len(failed))
}

// print prints the findings; notes only when all are asked for.
func (p packLintCommand) print(c *console, found []shelf.Finding) {
	notes := 0
	for _, f := range found {
		if f.Severity == "info" && !p.All {
			notes++
			continue
		}
		c.line("%s: %s: %s", f.Where, c.words("cli.severity."+f.Severity, nil), c.words(f.Code, f.Args))
	}
	if notes > 0 {
		c.remark(c.words("cli.pack.notes", map[string]any{"n": notes}))
	}
}

type packDiffCommand struct {
	Before   string `arg:"" type:"existingdir"`
	After    string `arg:"" type:"existingdir"`
	ExitCode bool
	JSON     bool `name:"json"`
}

// Run prints what was added, removed and changed between two versions of a pack.
func (p packDiffCommand) Run(c *console) error {
	before, err := shelf.Parts(os.DirFS(p.Before))
	if err != nil {
		return err
	}
	after, err := shelf.Parts(os.DirFS(p.After))
	if err != nil {
		return err
	}
	changes := shelf.Compare(before, after)
	if p.JSON {
		err = c.json(changes)
	} else {
		for _, ch := range changes {
			printChange(c, ch)
		}
		if len(changes) == 0 {
			c.remark(c.words("cli.pack.same", nil))
		}
	}
	if err == nil && p.ExitCode && len(changes) > 0 {
		err = errNo
	}
	return err
}

func printChange(c *console, ch shelf.Change) {
	sign := map[string]string{"added": "+", "removed": "-", "changed": "~"}[ch.Change]
	text := sign + " " + c.words("cli.pack.part."+ch.Part, nil) + " " + ch.ID
	if len(ch.Fields) > 0 {
		text += ": " + strings.Join(ch.Fields, ", ")
	}
	c.line("%s", text)
}
