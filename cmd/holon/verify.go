package main

import (
	"context"
	"errors"

	"holon.example/holon/internal/app/outside"
	"holon.example/holon/internal/infra/seal"
)

type verifyCommand struct {
	where
	URL        string `name:"url" placeholder:"URL"`
	Key        string `placeholder:"VKEY"`
	Checkpoint string `type:"existingfile" placeholder:"FILE"`
	JSON       bool   `name:"json"`
}

// Run checks the whole seal of a store; or, of a site, that what it publishes adds
// up to what it signed.
func (v *verifyCommand) Run(ctx context.Context, c *console) (err error) {
	saved := ""
	if v.Checkpoint != "" {
		raw, err := c.file(v.Checkpoint)
		if err != nil {
			return err
		}
		saved = string(raw)
	}
	var rep *seal.Report
	if v.URL != "" {
		rep, err = outside.Verify(ctx, v.URL, v.Key, saved)
	} else {
		rep, err = v.store(ctx, c, saved)
	}
	if err != nil {
		return err
	}
	passed, failed := int(rep.Size+rep.Rows+rep.Files+rep.Tiles)+rep.Streams, len(rep.Findings)
	if v.JSON {
		return c.jsonTally(passed, failed, rep)
	}
	for _, f := range rep.Findings {
		c.line("%s: %s", f.Where, f.What)
	}
	for _, what := range rep.Unseen {
		c.line("%s", c.words("cli.verify.unseen."+what, nil))
	}
	c.line("size %d, root %s: %d streams, %d rows of %d tables, %d files, %d erased, %d not yet signed", rep.Size, rep.Root, rep.Streams, rep.Rows, rep.Tables, rep.Files, rep.Erased, rep.Unsealed)
	return c.tally(passed, failed)
}

func (v *verifyCommand) store(ctx context.Context, c *console, saved string) (rep *seal.Report, err error) {
	s, err := v.inspect(ctx, c)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	return s.Verify(ctx, saved)
}
