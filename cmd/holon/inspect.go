package main

import (
	"bufio"
	"context"
	"errors"
	"strings"

	"github.com/goccy/go-yaml"

	"holon.example/holon/internal/app"
	"holon.example/holon/internal/app/explain"
	"holon.example/holon/internal/gov"
)

// inspect opens an existing site for reading.
func (p *where) inspect(ctx context.Context, c *console) (*app.Store, error) {
	cfg, err := p.config(c)
	if err != nil {
		return nil, err
	}
	s, err := app.Inspect(ctx, cfg)
	if err != nil {
		return nil, faultError{err}
	}
	return s, nil
}

type migrateCommand struct{ where }

// Run brings the schema of a store up to date.
func (m *migrateCommand) Run(ctx context.Context, c *console) error {
	cfg, err := m.config(c)
	if err != nil {
		return err
	}
	s, err := app.OpenStore(ctx, cfg, true)
	if err != nil {
		return faultError{err}
	}
	c.line("%s", c.words("cli.migrated", map[string]any{"db": string(s.DB.Engine())}))
	return s.Close()
}

type doctorCommand struct {
	where
	JSON bool `name:"json"`
}

// Run examines a site: what keeps it from working, today or soon.
func (d *doctorCommand) Run(ctx context.Context, c *console) error {
	cfg, err := d.config(c)
	if err != nil {
		return err
	}
	checks := app.Doctor(ctx, cfg)
	failed := 0
	for _, k := range checks {
		if !k.OK {
			failed++
		}
		if !d.JSON {
			c.line("%-15s %s", k.Name, verdict(k))
		}
	}
	if d.JSON {
		return c.jsonTally(len(checks)-failed, failed, checks)
	}
	return c.tally(len(checks)-failed, failed)
}

func verdict(k app.Check) string {
	switch {
	case !k.OK:
		return k.Note
	case k.Note != "":
		return "ok: " + k.Note
	}
	return "ok"
}

type configCommand struct{ where }

// Run prints the configuration as it is in effect.
func (k *configCommand) Run(c *console) error {
	cfg, err := k.config(c)
	if err != nil {
		return err
	}
	out, err := yaml.Marshal(cfg)
	if err != nil {
		return err
	}
	_, err = c.out.Write(out)
	return err
}

type entryShowCommand struct {
	where
	Leaf int64 `arg:"" name:"n"`
	JSON bool  `name:"json"`
}

// Run prints a leaf of the log: canonical bytes, salts, hash, proof.
func (e *entryShowCommand) Run(ctx context.Context, c *console) (err error) {
	s, err := e.inspect(ctx, c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	got, err := s.Entry(ctx, e.Leaf)
	if err != nil {
		return err
	}
	if e.JSON {
		return c.json(got)
	}
	c.line("%s", got.Text)
	c.line("sha-256 %s", got.Hash)
	for _, r := range got.Rows {
		c.line("row %s/%s rev %d %s salt %s", r.Table, r.Key, r.Rev, r.Hash, r.Salt)
	}
	for _, h := range got.Proof {
		c.line("proof %s", h)
	}
	return nil
}

type eventsExportCommand struct {
	where
	Case string `placeholder:"ID"`
}

// Run writes the events of the log as CloudEvents, one JSON object a line.
func (e *eventsExportCommand) Run(ctx context.Context, c *console) (err error) {
	var id gov.ID
	if e.Case != "" {
		if id, err = gov.ParseID(e.Case); err != nil {
			return err
		}
	}
	s, err := e.inspect(ctx, c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	out := bufio.NewWriter(c.out)
	if _, err := s.Export(ctx, out, id); err != nil {
		return err
	}
	return out.Flush()
}

type rebuildCommand struct {
	where
	Check bool
	JSON  bool `name:"json"`
}

// Run recomputes each projection from events alone and compares it row by row; unless
// it only checks, rows that differ are put right, and compared once more.
func (r *rebuildCommand) Run(ctx context.Context, c *console) error {
	if !r.Check {
		cfg, err := r.config(c)
		if err != nil {
			return err
		}
		repaired, err := app.Repair(ctx, cfg)
		if err != nil {
			return faultError{err}
		}
		for _, rep := range repaired {
			if !r.JSON && rep.Different > 0 {
				c.line("%s", c.words("cli.rebuilt", map[string]any{"projection": rep.Projection, "rows": rep.Different}))
			}
		}
	}
	return r.check(ctx, c)
}

func (r *rebuildCommand) check(ctx context.Context, c *console) (err error) {
	s, err := r.inspect(ctx, c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	reports, err := s.Rebuild(ctx)
	if err != nil {
		return faultError{err}
	}
	failed := 0
	for _, rep := range reports {
		if !rep.OK {
			failed++
		}
		if r.JSON {
			continue
		}
		c.line("%s: %d leaves, %d rows, %d different", rep.Projection, rep.Leaves, rep.Rows, rep.Different)
		for _, d := range rep.Differences {
			c.line("  %s/%s %s", d.Table, d.Key, d.What)
		}
	}
	if r.JSON {
		return c.jsonTally(len(reports)-failed, failed, reports)
	}
	return c.tally(len(reports)-failed, failed)
}

type accessExplainCommand struct {
	where
	As       string `required:"" placeholder:"ID"`
	Action   string `required:"" placeholder:"A"`
	Resource string `required:"" placeholder:"TYPE:ID"`
	JSON     bool   `name:"json"`
}

// Run tells what somebody may do and why; the answer is no when he may not.
func (a *accessExplainCommand) Run(ctx context.Context, c *console) (err error) {
	s, err := a.inspect(ctx, c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	got, err := explain.Ask(ctx, s, explain.Question{As: a.As, Action: a.Action, Resource: a.Resource})
	if err != nil {
		return err
	}
	if a.JSON {
		err = c.json(got)
	} else {
		c.line("%s", map[bool]string{true: "allow", false: "refuse"}[got.Allow])
		for _, r := range got.Rules {
			c.line("  %s %s: %s", r.Effect, r.ID, r.Title)
		}
		for _, n := range got.WhyNot {
			c.line("  not %s: %s (%s)", n.Rule.ID, n.Rule.Title, strings.Join(n.Failed, "; "))
		}
	}
	if err == nil && !got.Allow {
		err = errNo
	}
	return err
}

type themeImportCommand struct {
	where
	Theme string `required:"" enum:"person,firm"`
	File  string `arg:"" type:"existingfile"`
}

// Run imports a register into the theme tables, whole or not at all.
func (t *themeImportCommand) Run(ctx context.Context, c *console) (err error) {
	cfg, err := t.config(c)
	if err != nil {
		return err
	}
	n, err := app.Open(ctx, cfg)
	if err != nil {
		return faultError{err}
	}
	defer func() { err = errors.Join(err, n.Close()) }()
	rep, err := n.ImportTheme(ctx, t.Theme, t.File)
	return errors.Join(c.json(rep), err)
}
