package main

import (
	"errors"
	"fmt"
	"os"
	"slices"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/lang/dmn"
	"holon.example/holon/internal/lang/dmn/tck"
	"holon.example/holon/internal/lang/feel"
)

// dmnCommands work with decision models.
type dmnCommands struct {
	DMN struct {
		Eval dmnEvalCommand `cmd:""`
		Lint dmnLintCommand `cmd:""`
		TCK  dmnTCKCommand  `cmd:"" name:"tck"`

		ToExcel   dmnToExcelCommand   `cmd:"" name:"to-excel"`
		FromExcel dmnFromExcelCommand `cmd:"" name:"from-excel"`
	} `cmd:"" name:"dmn"`
}

type dmnEvalCommand struct {
	File     string   `arg:""`
	Input    string   `placeholder:"JSON" default:"{}"`
	Decision string   `placeholder:"NAME"`
	Import   []string `placeholder:"FILE" sep:"none"`
	At       string   `placeholder:"TIME"`
}

// Run prints the value of one decision, or of every decision by its name, as JSON.
func (d dmnEvalCommand) Run(c *console) error {
	vars, err := c.variables(d.Input)
	if err != nil {
		return err
	}
	now, err := moment(d.At)
	if err != nil {
		return err
	}
	m, err := d.load(c)
	if err != nil {
		return err
	}
	for _, p := range m.Problems() {
		c.remark(p.Error())
	}
	names := m.Decisions()
	if d.Decision != "" {
		names = []string{d.Decision}
	}
	said := map[string]bool{}
	out := make(map[string]any, len(names))
	for _, name := range names {
		res, err := m.Evaluate(name, vars, feel.Budget{Now: now})
		for _, text := range res.Messages {
			if !said[text] {
				c.remark(text)
			}
			said[text] = true
		}
		if err != nil {
			if res.Value == nil && d.Decision != "" && !slices.Contains(m.Decisions(), name) {
				return usage(err)
			}
			return err
		}
		out[name] = feel.ToGo(res.Value)
	}
	if d.Decision != "" {
		return c.json(out[d.Decision])
	}
	return c.json(out)
}

func (d dmnEvalCommand) load(c *console) (*dmn.Model, error) {
	main, err := c.file(d.File)
	if err != nil {
		return nil, err
	}
	var imports [][]byte
	for _, name := range d.Import {
		b, err := c.file(name)
		if err != nil {
			return nil, err
		}
		imports = append(imports, b)
	}
	m, err := dmn.Load(main, imports...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", d.File, err)
	}
	return m, nil
}

type dmnTCKCommand struct {
	Dir  string `arg:"" type:"existingdir"`
	CSV  string `name:"csv" placeholder:"FILE"`
	JSON bool   `name:"json"`
}

// Run runs the conformance kit in a folder. What fails is named; a kit without a
// single case is no pass.
func (d dmnTCKCommand) Run(c *console) (err error) {
	root, err := folder(d.Dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, root.Close()) }()
	report, err := tck.Run(root.FS(), tck.Options{Now: gov.Wall().Time().Std()})
	if err != nil {
		return err
	}
	if d.CSV != "" {
		if err := writeCSV(d.CSV, report); err != nil {
			return err
		}
	}
	passed, failed := report.Count("")
	if passed+failed == 0 {
		c.remark(c.words("cli.tck.none", map[string]any{"dir": d.Dir}))
		return c.tally(0, 1)
	}
	if d.JSON {
		return c.jsonTally(passed, failed, kitCases(report))
	}
	for _, k := range report.Cases {
		if !k.OK {
			c.line("%s/%s %s: %s", k.Folder, k.File, k.ID, k.Reason)
		}
	}
	return c.tally(passed, failed)
}

// kitCase is the outcome of one case in JSON.
type kitCase struct {
	Folder string `json:"folder"`
	File   string `json:"file"`
	ID     string `json:"id"`
	OK     bool   `json:"ok"`
	Reason string `json:"reason,omitempty"`
}

func kitCases(r tck.Report) []kitCase {
	out := make([]kitCase, 0, len(r.Cases))
	for _, k := range r.Cases {
		out = append(out, kitCase(k))
	}
	return out
}

func writeCSV(name string, report tck.Report) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	return errors.Join(report.WriteCSV(f), f.Close())
}
