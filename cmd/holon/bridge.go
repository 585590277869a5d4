package main

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net"
	"os"
	"strconv"
	"strings"
	"time"

	"holon.example/holon/internal/channel/counter/bridge"
	"holon.example/holon/internal/gov"
)

// bridgeCommands connect the devices of a window.
type bridgeCommands struct {
	Bridge bridgeCommand `cmd:""`
}

type bridgeCommand struct {
	Site     string            `required:"" placeholder:"URL"`
	Listen   string            `default:"127.0.0.1:17395" placeholder:"ADDRESS"`
	Token    string            `placeholder:"TEXT"`
	Seconds  int               `default:"8"`
	Simulate bool              `xor:"devices"`
	Cards    string            `placeholder:"FILE"`
	Out      string            `placeholder:"DIR"`
	Fault    map[string]string `placeholder:"DEVICE=FAULT"`
	Reader   string            `placeholder:"COMMAND"`
	Camera   string            `placeholder:"COMMAND"`
	Printer  string            `placeholder:"COMMAND"`
	JSON     bool              `name:"json"`
}

// maxSeconds bounds how long a page waits for a device.
const maxSeconds = 60

// Run serves the devices of this machine to the pages of one site until it is interrupted.
func (b *bridgeCommand) Run(ctx context.Context, c *console) error {
	origin, err := bridge.Origin(b.Site)
	if err != nil || b.Seconds < 1 || b.Seconds > maxSeconds {
		return usage(gov.Invalid("cli.bridge_site").Because(err))
	}
	devices, err := b.devices(c)
	if err != nil {
		return err
	}
	if b.Token == "" {
		b.Token = bridge.NewToken()
	}
	ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", b.Listen)
	if err != nil {
		return faultError{err}
	}
	addr, ok := ln.Addr().(*net.TCPAddr)
	if !ok || !addr.IP.IsLoopback() {
		return usage(errors.Join(gov.Invalid("cli.bridge_listen"), ln.Close()))
	}
	if b.JSON {
		if err := c.json(map[string]any{"port": addr.Port, "token": b.Token, "site": origin}); err != nil {
			return faultError{err}
		}
	} else {
		c.line("%s", c.words("cli.bridge_ready", map[string]any{"site": origin, "port": strconv.Itoa(addr.Port), "token": b.Token}))
	}
	log := slog.New(slog.NewTextHandler(c.err, nil))
	err = bridge.Serve(ctx, ln, bridge.Config{Site: origin, Token: b.Token, Devices: devices, Limit: time.Duration(b.Seconds) * time.Second, Log: log})
	if err != nil {
		return faultError{err}
	}
	return nil
}

// devices are the programs that were named, or those of the simulator.
func (b *bridgeCommand) devices(c *console) (bridge.Devices, error) {
	if !b.Simulate {
		return bridge.Programs{Reader: strings.Fields(b.Reader), Camera: strings.Fields(b.Camera), Printer: strings.Fields(b.Printer)}, nil
	}
	sim := &bridge.Simulator{Folder: b.Out}
	if b.Out != "" {
		if err := os.MkdirAll(b.Out, 0o700); err != nil {
			return nil, faultError{err}
		}
	}
	if b.Cards != "" {
		raw, err := c.file(b.Cards)
		if err != nil {
			return nil, err
		}
		if err := json.Unmarshal(raw, &sim.Cards); err != nil {
			return nil, usage(gov.Invalid("cli.bridge_cards").Because(err))
		}
	}
	for device, f := range b.Fault {
		sim.Fail(device, bridge.Fault(f))
	}
	return sim, nil
}
