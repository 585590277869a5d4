package main

import (
	"context"
	"errors"
	"io/fs"
	"os"

	"holon.example/holon/internal/app"
	"holon.example/holon/internal/app/outside"
	"holon.example/holon/internal/gov"
)

type packInstallCommand struct {
	where
	Dir   string `arg:"" type:"existingdir"`
	URL   string `name:"url" placeholder:"URL"`
	Token string `placeholder:"TOKEN" env:"HOLON_TOKEN"`
	JSON  bool   `name:"json"`
}

// Run installs a content pack: at a running site as the owner of the token, or into
// the store of one that does not run.
func (p *packInstallCommand) Run(ctx context.Context, c *console) error {
	rep, err := p.install(ctx, c, os.DirFS(p.Dir))
	if err != nil {
		return err
	}
	if p.JSON {
		return c.json(rep)
	}
	for _, f := range rep.Findings {
		if f.Severity != "info" {
			c.remark(f.Where + ": " + c.words(f.Code, f.Args))
		}
	}
	c.line("%s %s", rep.Pack.ID, rep.Pack.Version)
	return nil
}

func (p *packInstallCommand) install(ctx context.Context, c *console, pack fs.FS) (rep *app.PackReport, err error) {
	if p.URL != "" {
		if rep, err = outside.InstallPack(ctx, p.URL, p.Token, pack); err != nil {
			err = faultError{err}
		}
		return rep, err
	}
	cfg, err := p.config(c)
	if err != nil {
		return nil, err
	}
	n, err := app.Open(ctx, cfg)
	if err != nil {
		return nil, faultError{err}
	}
	defer func() { err = errors.Join(err, n.Close()) }()
	return n.InstallPack(ctx, gov.Job("setup"), "", pack)
}
