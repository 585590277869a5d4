package main

import (
	"context"
	"errors"
	"io"

	"holon.example/holon/internal/journey"
)

// journeyCommands play whole stories.
type journeyCommands struct {
	Journey journeyCommand `cmd:""`
}

type journeyCommand struct {
	Name string `arg:""`
	DB   string `name:"db" xor:"where" placeholder:"DSN"`
	URL  string `name:"url" xor:"where" placeholder:"URL"`
	Site string `placeholder:"FILE"`
	City string `default:"haitang" placeholder:"PACK"`
	JSON bool   `name:"json"`
}

// Run plays a whole story over public HTTP only. The answer is yes when every step
// holds and the seal verifies.
func (j *journeyCommand) Run(ctx context.Context, c *console) error {
	if j.URL == "" {
		return j.own(ctx, c)
	}
	site, err := j.site(ctx, c)
	if err != nil {
		return faultError{err}
	}
	return j.play(ctx, c, site)
}

// site finds out who may sign in at a running site: from what the demonstration
// printed, else from the site itself.
func (j *journeyCommand) site(ctx context.Context, c *console) (site journey.Site, err error) {
	if j.Site == "" {
		return journey.AskSite(ctx, j.URL)
	}
	raw, err := c.file(j.Site)
	if err != nil {
		return site, err
	}
	if site, err = journey.ParseSite(raw); err == nil {
		site.URL = j.URL
	}
	return site, err
}

// own seeds a demonstration, plays on it and ends it.
func (j *journeyCommand) own(ctx context.Context, c *console) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	told, tell := io.Pipe()
	demo := demoCommand{DB: j.DB, Listen: "127.0.0.1:0", City: j.City, JSON: true, Test: true, LogLevel: "error"}
	ended := make(chan error, 1)
	go func() {
		err := demo.Run(ctx, &console{in: c.in, out: tell, err: c.err, lang: c.lang})
		_ = tell.CloseWithError(errors.Join(err, io.EOF)) // never fails
		ended <- err
	}()
	site, err := journey.ReadSite(told)
	if err == nil {
		err = j.play(ctx, c, site)
	} else {
		err = faultError{err}
	}
	stop()
	return errors.Join(err, <-ended)
}

func (j *journeyCommand) play(ctx context.Context, c *console, site journey.Site) error {
	report, err := journey.Play(ctx, site, j.Name)
	if errors.Is(err, journey.ErrUnknown) {
		return usage(err)
	}
	if err != nil {
		return faultError{err}
	}
	if j.JSON {
		if err := c.json(report); err != nil || report.OK {
			return err
		}
		return errNo
	}
	if err := report.Print(c.out); err != nil {
		return err
	}
	return c.tally(report.Count())
}
