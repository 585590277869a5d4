package main

import (
	"context"
	"errors"
	"net"

	"holon.example/holon/internal/app"
	"holon.example/holon/internal/app/memory"
	"holon.example/holon/internal/gov"
)

type serveCommand struct {
	Config string `required:"" type:"existingfile" placeholder:"FILE"`
	Listen string `placeholder:"ADDRESS"`
	DB     string `name:"db" placeholder:"DSN"`
	Test   bool
	Clock  string `placeholder:"T"`
}

// Run serves a node until it is interrupted.
func (s *serveCommand) Run(ctx context.Context, c *console) (err error) {
	cfg, err := app.ReadConfig(s.Config)
	if err != nil {
		return usage(err)
	}
	cfg.Test, cfg.Version, cfg.Log = s.Test, version, c.err
	if cfg.Clock, err = s.clock(); err != nil {
		return err
	}
	if s.Listen != "" {
		cfg.Listen = s.Listen
	}
	if s.DB != "" {
		cfg.DB = s.DB
	}
	if err := errors.Join(cfg.Complete(), plantFaults(s.Test)); err != nil {
		return usage(err)
	}
	memory.Tune()
	n, err := app.Open(ctx, cfg)
	if err != nil {
		return faultError{err}
	}
	defer func() { err = errors.Join(err, n.Close()) }()
	ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", cfg.Listen)
	if err != nil {
		return faultError{err}
	}
	n.Start()
	return n.Serve(ctx, ln)
}

// clock is the instant at which the site's clock begins; only a test sets it.
func (s *serveCommand) clock() (gov.Time, error) {
	if s.Clock != "" && !s.Test {
		return 0, usage(gov.Invalid("cli.clock_untested"))
	}
	return instant(s.Clock)
}
