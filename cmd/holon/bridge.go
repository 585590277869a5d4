package main

import (
	"context"
	"strconv"

	"holon.example/holon/internal/channel/counter/bridge"
)

// bridgeCommands connect the devices of a window.
type bridgeCommands struct {
	Bridge bridgeCommand `cmd:""`
}

type bridgeCommand struct {
	bridge.Setup
	JSON bool `name:"json"`
}

// Run serves the devices of this machine to the pages of one site until it is interrupted.
func (b *bridgeCommand) Run(ctx context.Context, c *console) error {
	ready, err := b.Open(ctx, c.file, c.err)
	if err != nil {
		return err
	}
	told := map[string]any{"site": ready.Site, "port": strconv.Itoa(ready.Port), "token": ready.Token}
	if b.JSON {
		err = c.json(told)
	} else {
		c.line("%s", c.words("cli.bridge_ready", told))
	}
	if err == nil {
		err = ready.Serve(ctx)
	}
	if err != nil {
		return faultError{err}
	}
	return nil
}
