package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"net"
	"os"
	"runtime/debug"
	"text/tabwriter"

	"holon.example/holon/internal/app"
	"holon.example/holon/internal/app/memory"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/journey"
	"holon.example/holon/internal/journey/tour"
	"holon.example/holon/packs"
)

type demoCommand struct {
	Listen   string `default:"127.0.0.1:8080" placeholder:"ADDRESS"`
	DB       string `name:"db" placeholder:"DSN"`
	Data     string `type:"path" placeholder:"FOLDER"`
	Packs    string `type:"existingdir" placeholder:"FOLDER"`
	City     string `default:"haitang" placeholder:"PACK"`
	JSON     bool   `name:"json"`
	Test     bool
	Clock    string `placeholder:"T"`
	RandSeed uint64 `name:"rand-seed" placeholder:"N"`
	LogLevel string `name:"log-level" default:"warn" enum:"debug,info,warn,error"`
}

// demoSite is what the demo tells when it is ready.
type demoSite struct {
	URL      string        `json:"url"`
	Personas []app.Persona `json:"personas"`
}

// Run seeds the city and serves it until it is interrupted.
func (d *demoCommand) Run(ctx context.Context, c *console) (err error) {
	if err := plantFaults(d.Test); err != nil {
		return err
	}
	cfg := app.Config{Log: c.err, DB: d.DB, Data: d.Data, Listen: d.Listen, Origin: "demo.holon", Test: d.Test, Demo: true, Version: version, LogLevel: d.LogLevel}
	if cfg.Clock, err = instant(d.Clock); err != nil {
		return err
	}
	if cfg.Data == "" && (cfg.DB == "" || cfg.DB == "sqlite::memory:") {
		if cfg.Data, err = os.MkdirTemp("", "holon-demo-"); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(cfg.Data)) }()
	}
	ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", cfg.Listen)
	if err != nil {
		return err
	}
	cfg.Public = app.Public(ln)
	memory.Tune()
	n, err := app.Open(ctx, cfg)
	if err != nil {
		return errors.Join(err, ln.Close())
	}
	defer func() { err = errors.Join(err, n.Close()) }()
	n.Start()
	personas, err := d.seed(ctx, n)
	if err != nil {
		return errors.Join(err, ln.Close())
	}
	debug.FreeOSMemory() // what the import needed is not needed to serve
	site := demoSite{cfg.Public, personas}
	n.Introduce(site)
	n.Tour(tour.New(playable(site), n.SetClock, n.Settle), personas)
	if err := d.tell(c, site); err != nil {
		return err
	}
	return n.Serve(ctx, ln)
}

// playable is the site as stories know it.
func playable(d demoSite) journey.Site {
	s := journey.Site{URL: d.URL}
	for _, p := range d.Personas {
		s.Personas = append(s.Personas, journey.Persona{ID: p.ID, Role: p.Role, Department: p.Department, User: p.User, Password: p.Password, Token: p.Token})
	}
	return s
}

func (d *demoCommand) seed(ctx context.Context, n *app.Node) ([]app.Persona, error) {
	root := fs.FS(packs.Files)
	if d.Packs != "" {
		root = os.DirFS(d.Packs)
	}
	if _, err := n.ImportCity(ctx, root, d.City); err != nil {
		return nil, err
	}
	home, err := fs.Sub(root, d.City)
	if err != nil {
		return nil, err
	}
	var random io.Reader
	if d.RandSeed != 0 {
		var seed [32]byte
		for i := range 8 {
			seed[i] = byte(d.RandSeed >> (8 * i))
		}
		random = rand.NewChaCha8(seed)
	}
	return n.Enrol(ctx, home, random)
}

func (d *demoCommand) tell(c *console, site demoSite) error {
	if d.JSON {
		e := json.NewEncoder(c.out) // on one line, so that a script reads it with the line
		e.SetEscapeHTML(false)
		return e.Encode(site)
	}
	c.line("%s\n%s%s\n", site.URL, site.URL, app.TourPath)
	t := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, c.words("cli.demo_head", nil))
	for _, p := range site.Personas {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s %s\n", p.User, p.Password, p.Role, p.Department, p.Name, p.Title)
	}
	return t.Flush()
}

// instant reads an instant or a day; a day means nine in the morning.
func instant(text string) (gov.Time, error) {
	if text == "" {
		return 0, nil
	}
	if d, err := gov.ParseDate(text); err == nil {
		return d.Start() + 9*3600*1000, nil
	}
	t, err := gov.ParseTime(text)
	if err != nil {
		return 0, usage(err)
	}
	return t, nil
}
