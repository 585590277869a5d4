package main

import (
	"os"
	"path/filepath"
	"slices"

	"holon.example/holon/internal/app/shelf"
	"holon.example/holon/internal/business/matter/importguide"
	"holon.example/holon/internal/gov"
)

type packGuideCommand struct {
	File string `arg:""`
	Out  string `short:"o" required:"" type:"path" placeholder:"DIR"`
	JSON bool   `name:"json"`
}

// guideReport is what a guide contradicts and leaves open, and what the lint of the
// draft still finds because of it.
type guideReport struct {
	Contradictions []importguide.Finding `json:"contradictions"`
	Gaps           []importguide.Finding `json:"gaps"`
	Lint           []shelf.Finding       `json:"lint"`
}

// Run makes a draft pack of a guide and tells the gaps and contradictions. Nothing is
// written over. The answer is no when the draft has a fault that no gap explains.
func (p packGuideCommand) Run(c *console) error {
	raw, err := c.file(p.File)
	if err != nil {
		return err
	}
	g, err := importguide.Read(raw)
	if err != nil {
		return err
	}
	d, err := g.Draft()
	if err != nil {
		return err
	}
	if err := p.write(d); err != nil {
		return faultError{err}
	}
	s, err := shelf.Open([]string{p.Out})
	if err != nil {
		return faultError{err}
	}
	rep := guideReport{Contradictions: d.Contradictions, Gaps: d.Gaps, Lint: slices.DeleteFunc(s.Lint(gov.Wall().Time().Date()), func(f shelf.Finding) bool { return f.Severity != "error" })}
	return p.print(c, rep)
}

// write makes the folder and its files; one that is there is an error.
func (p packGuideCommand) write(d *importguide.Draft) error {
	if err := os.Mkdir(p.Out, 0o750); err != nil {
		return err
	}
	for name, text := range d.Files {
		at := filepath.Join(p.Out, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(at), 0o750); err != nil {
			return err
		}
		if err := os.WriteFile(at, text, 0o600); err != nil {
			return err
		}
	}
	return nil
}

func (p packGuideCommand) print(c *console, rep guideReport) error {
	unexplained, known := 0, slices.Concat(rep.Contradictions, rep.Gaps)
	for _, f := range rep.Lint {
		if !importguide.Explains(known, f.Code) {
			unexplained++
		}
	}
	if p.JSON {
		return c.jsonTally(len(rep.Lint)-unexplained, unexplained, rep)
	}
	for _, part := range []struct {
		head string
		list []importguide.Finding
	}{{"cli.guide.contradictions", rep.Contradictions}, {"cli.guide.gaps", rep.Gaps}} {
		c.line("%s", c.words(part.head, map[string]any{"n": len(part.list)}))
		for _, f := range part.list {
			c.line("  %s", c.words(f.Code, f.Args))
		}
	}
	for _, f := range rep.Lint {
		c.line("%s: %s", f.Where, c.words(f.Code, f.Args))
	}
	return c.tally(len(rep.Lint)-unexplained, unexplained)
}
