package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"

	"holon.example/holon/internal/app"
	"holon.example/holon/internal/gov"
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
	Duration string `arg:""`
}

// Run moves the clock of a node in test mode forward.
func (k *clockAdvanceCommand) Run(ctx context.Context, c *console) error {
	return tick(ctx, c, k.URL, app.Tick{Advance: k.Duration})
}

// tick tells a node to move its clock and prints what it shows then.
func tick(ctx context.Context, c *console, url string, t app.Tick) (err error) {
	body, err := json.Marshal(t)
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, strings.TrimRight(url, "/")+"/test/clock", bytes.NewReader(body))
	if err != nil {
		return usage(err)
	}
	r.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return faultError{err}
	}
	defer func() { err = errors.Join(err, res.Body.Close()) }()
	answer, err := io.ReadAll(io.LimitReader(res.Body, maxInput))
	if err != nil {
		return faultError{err}
	}
	if res.StatusCode != http.StatusOK {
		return faultError{errors.New(res.Status + " " + string(answer))}
	}
	var shown struct {
		Now gov.Time `json:"now"`
	}
	if err := json.Unmarshal(answer, &shown); err != nil {
		return faultError{err}
	}
	c.line("%s", shown.Now)
	return nil
}
