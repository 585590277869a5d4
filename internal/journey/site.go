package journey

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"holon.example/holon/internal/journey/wire"
)

// Persona is somebody one may sign in as, in the form `holon demo --json` prints.
type Persona struct {
	ID         string `json:"id"`
	Role       string `json:"role"`
	Department string `json:"department"`
	User       string `json:"user"`
	Password   string `json:"password"`
	Token      string `json:"token"`
}

// Site is a running demo city in test mode: its address, and who may sign in. It
// is what `holon demo --json` prints.
type Site struct {
	URL      string    `json:"url"`
	Personas []Persona `json:"personas"`
}

// ReadSite reads what `holon demo --json` prints, without waiting for its end.
func ReadSite(r io.Reader) (Site, error) {
	var s Site
	if err := json.NewDecoder(io.LimitReader(r, 1<<20)).Decode(&s); err != nil {
		return s, fmt.Errorf("the site's JSON: %w", err)
	}
	return s, s.check()
}

// ParseSite reads what `holon demo --json` printed.
func ParseSite(raw []byte) (Site, error) { return ReadSite(bytes.NewReader(raw)) }

func (s Site) check() error {
	if s.URL == "" || len(s.Personas) == 0 {
		return errors.New("the site's JSON names no url or no personas")
	}
	return nil
}

func (s Site) persona(id string) (Persona, bool) {
	for _, p := range s.Personas {
		if p.ID == id {
			return p, true
		}
	}
	return Persona{}, false
}

// AskSite asks a running site in test mode who may sign in.
func AskSite(ctx context.Context, url string) (Site, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimRight(url, "/")+"/test/site", http.NoBody)
	if err != nil {
		return Site{}, err
	}
	a := wire.New("").Do(req, "")
	if a.Err != nil || a.Status != http.StatusOK {
		return Site{}, errors.Join(a.Err, fmt.Errorf("%s tells nobody who may sign in: it does not run in test mode (%d)", url, a.Status))
	}
	s, err := ParseSite(a.Body)
	s.URL = url
	return s, err
}
