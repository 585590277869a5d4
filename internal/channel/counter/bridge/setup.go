package bridge

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"os"
	"strings"
	"time"

	"holon.example/holon/internal/gov"
)

// Setup is how a bridge is begun on the command line.
type Setup struct {
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
}

// Ready is a bridge that listens.
type Ready struct {
	Site, Token string
	Port        int
	ln          net.Listener
	c           Config
}

// maxSeconds bounds how long a page waits for a device.
const maxSeconds = 60

// Open begins to listen. read opens a file that was named; said takes the log.
func (s *Setup) Open(ctx context.Context, read func(name string) ([]byte, error), said io.Writer) (*Ready, error) {
	origin, err := Origin(s.Site)
	if err != nil || s.Seconds < 1 || s.Seconds > maxSeconds {
		return nil, gov.Invalid("cli.bridge_site").Because(err)
	}
	if host, _, err := net.SplitHostPort(s.Listen); err != nil || !net.ParseIP(host).IsLoopback() {
		return nil, gov.Invalid("cli.bridge_listen").Because(err)
	}
	devices, err := s.devices(read)
	if err != nil {
		return nil, err
	}
	if s.Token == "" {
		s.Token = NewToken()
	}
	ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", s.Listen)
	if err != nil {
		return nil, err
	}
	r := &Ready{Site: origin, Token: s.Token, ln: ln}
	if a, ok := ln.Addr().(*net.TCPAddr); ok {
		r.Port = a.Port
	}
	r.c = Config{Site: origin, Token: s.Token, Devices: devices, Limit: time.Duration(s.Seconds) * time.Second, Log: slog.New(slog.NewTextHandler(said, nil))}
	return r, nil
}

// Serve answers until the context ends.
func (r *Ready) Serve(ctx context.Context) error { return Serve(ctx, r.ln, r.c) }

// devices are the programs that were named, or those of the simulator.
func (s *Setup) devices(read func(name string) ([]byte, error)) (Devices, error) {
	if !s.Simulate {
		return Programs{Reader: strings.Fields(s.Reader), Camera: strings.Fields(s.Camera), Printer: strings.Fields(s.Printer)}, nil
	}
	sim := &Simulator{Folder: s.Out}
	if s.Out != "" {
		if err := os.MkdirAll(s.Out, 0o700); err != nil {
			return nil, err
		}
	}
	if s.Cards != "" {
		raw, err := read(s.Cards)
		if err != nil {
			return nil, err
		}
		if err := json.Unmarshal(raw, &sim.Cards); err != nil {
			return nil, gov.Invalid("cli.bridge_cards").Because(err)
		}
	}
	for device, f := range s.Fault {
		sim.Fail(device, Fault(f))
	}
	return sim, nil
}
