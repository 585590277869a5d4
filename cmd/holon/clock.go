package main

import (
	"context"

	"holon.example/holon/internal/app"
	"holon.example/holon/internal/app/outside"
)

type clockSetCommand struct {
	URL string `name:"url" required:"" placeholder:"URL"`
	T   string `arg:""`
}

// Run sets the clock of a node in test mode; what was due by then has run when it
// returns.
func (k *clockSetCommand) Run(ctx context.Context, c *console) error {
	t, err := instant(k.T)
	if err != nil {
		return err
	}
	return tick(ctx, c, k.URL, app.Tick{Set: t})
}

type clockAdvanceCommand struct {
	URL      string `name:"url" required:"" placeholder:"URL"`
	Duration string `arg:"" name:"t"`
}

// Run moves the clock of a node in test mode forward.
func (k *clockAdvanceCommand) Run(ctx context.Context, c *console) error {
	return tick(ctx, c, k.URL, app.Tick{Advance: k.Duration})
}

// tick moves the clock of a node and prints what it shows then.
func tick(ctx context.Context, c *console, url string, t app.Tick) error {
	now, err := outside.Move(ctx, url, t)
	if err != nil {
		return faultError{err}
	}
	c.line("%s", now)
	return nil
}
