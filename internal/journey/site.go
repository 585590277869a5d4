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
	"time"
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

// operation is where an operationId of the API stands.
type operation struct{ method, path string }

// client speaks HTTP with a site.
type client struct {
	base string
	http *http.Client
	ops  map[string]operation
}

// maxAnswer bounds what is read of an answer.
const maxAnswer = 32 << 20

// dial reads the site's OpenAPI document.
func dial(ctx context.Context, base string) (*client, error) {
	c := &client{base: strings.TrimRight(base, "/"), http: &http.Client{Timeout: time.Minute}, ops: map[string]operation{}}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base+"/openapi.json", http.NoBody)
	if err != nil {
		return nil, err
	}
	a := c.do(req, "")
	if a.err != nil {
		return nil, a.err
	}
	var doc struct {
		Paths map[string]map[string]json.RawMessage `json:"paths"`
	}
	if err := json.Unmarshal(a.body, &doc); err != nil || a.status != http.StatusOK {
		return nil, fmt.Errorf("GET /openapi.json answered %d: %w", a.status, errors.Join(err, errNoAPI))
	}
	for path, methods := range doc.Paths {
		for method, raw := range methods {
			var op struct {
				ID string `json:"operationId"`
			}
			if json.Unmarshal(raw, &op) == nil && op.ID != "" {
				c.ops[op.ID] = operation{strings.ToUpper(method), path}
			}
		}
	}
	return c, nil
}

var errNoAPI = errors.New("the address serves no API description")

// do sends a request and reads the answer: until a text has come, or whole.
func (c *client) do(req *http.Request, enough string) *answer {
	resp, err := c.http.Do(req)
	if err != nil {
		return &answer{err: err}
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := readUntil(io.LimitReader(resp.Body, maxAnswer), enough)
	a := &answer{status: resp.StatusCode, header: resp.Header, body: body, err: err}
	if strings.Contains(resp.Header.Get("Content-Type"), "json") {
		_ = json.Unmarshal(body, &a.value) // what is no JSON fails the checks of the step
	}
	return a
}

func readUntil(r io.Reader, enough string) (all []byte, err error) {
	if enough == "" {
		return io.ReadAll(r)
	}
	part := make([]byte, 4096)
	for !bytes.Contains(all, []byte(enough)) {
		n, err := r.Read(part)
		all = append(all, part[:n]...)
		if err != nil {
			return all, err
		}
	}
	return all, nil
}

// AskSite asks a running site in test mode who may sign in.
func AskSite(ctx context.Context, url string) (Site, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimRight(url, "/")+"/test/site", http.NoBody)
	if err != nil {
		return Site{}, err
	}
	a := (&client{http: &http.Client{Timeout: time.Minute}}).do(req, "")
	if a.err != nil || a.status != http.StatusOK {
		return Site{}, errors.Join(a.err, fmt.Errorf("%s tells nobody who may sign in: it does not run in test mode (%d)", url, a.status))
	}
	s, err := ParseSite(a.body)
	s.URL = url
	return s, err
}
