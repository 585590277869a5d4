package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"

	"holon.example/holon/internal/app"
	"holon.example/holon/internal/app/memory"
	"holon.example/holon/internal/bench"
	"holon.example/holon/packs"
)

// benchCommands measure what the platform promises.
type benchCommands struct {
	Bench benchCommand `cmd:""`
	Seed  seedCommand  `cmd:""`
}

type benchCommand struct {
	Name    string `arg:""`
	DB      string `name:"db" placeholder:"DSN"`
	Seconds int    `placeholder:"N"`
	Clients int    `default:"64" placeholder:"N"`
	Cases   int    `placeholder:"N"`
	Repeat  int    `placeholder:"PERCENT"`
	Plain   bool
	City    string `default:"haitang" placeholder:"PACK"`
	JSON    bool   `name:"json"`
}

// Run measures and prints what was found. The answer is no when something that is
// promised did not hold.
func (b *benchCommand) Run(ctx context.Context, c *console) error {
	self, err := os.Executable()
	if err != nil {
		return faultError{err}
	}
	r, err := bench.Run(ctx, b.Name, bench.Options{
		DB: b.DB, Seconds: b.Seconds, Clients: b.Clients, Cases: b.Cases, Repeat: b.Repeat, Plain: b.Plain,
		Packs: packs.Files, City: b.City, Binary: self,
	})
	switch {
	case errors.Is(err, bench.ErrUnknown), errors.Is(err, bench.ErrPlace):
		return usage(err)
	case err != nil:
		return faultError{err}
	}
	if err := r.Print(c.out, b.JSON); err != nil {
		return err
	}
	if !r.OK() {
		return errNo
	}
	return nil
}

type seedCommand struct {
	DB       string `name:"db" placeholder:"DSN"`
	Data     string `type:"path" placeholder:"FOLDER"`
	Cases    int    `required:"" placeholder:"N"`
	RandSeed uint64 `name:"rand-seed" placeholder:"N"`
	Callers  int    `default:"64" placeholder:"N"`
	City     string `default:"haitang" placeholder:"PACK"`
	JSON     bool   `name:"json"`
}

// Run makes cases through the use cases on a store that nobody serves; the city is
// imported first where it is not there yet.
func (s *seedCommand) Run(ctx context.Context, c *console) (err error) {
	cfg := app.Config{DB: s.DB, Data: s.Data, Version: version, Log: c.err, Origin: "demo.holon"}
	if cfg.Data == "" {
		cfg.Data = app.DefaultData()
	}
	if err := cfg.Complete(); err != nil {
		return usage(err)
	}
	if s.RandSeed == 0 {
		s.RandSeed = rand.Uint64() //nolint:gosec // it chooses applications, no secret
	}
	memory.Tune()
	n, err := app.Open(ctx, cfg)
	if err != nil {
		return faultError{err}
	}
	defer func() { err = errors.Join(err, n.Close()) }()
	if _, err := n.ImportCity(ctx, fs.FS(packs.Files), s.City); err != nil {
		return faultError{err}
	}
	made, err := bench.Seed(ctx, n, bench.Seeding{
		Cases: s.Cases, Seed: s.RandSeed, Callers: s.Callers, Packs: packs.Files, City: s.City,
		Progress: func(done int) { c.remark(fmt.Sprint(done)) },
	})
	if err != nil {
		return faultError{err}
	}
	if s.JSON {
		return c.json(made)
	}
	c.line("%s", c.words("cli.seeded", map[string]any{
		"cases": made.Cases, "steps": made.Steps, "items": made.Items, "seconds": made.Seconds, "rate": made.PerSec, "seed": s.RandSeed,
	}))
	return nil
}
