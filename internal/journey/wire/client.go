package wire

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

// Operation is where an operationId of the API stands.
type Operation struct{ Method, Path string }

// Client speaks HTTP with a site.
type Client struct {
	Base string
	http *http.Client
	Ops  map[string]Operation
}

// maxAnswer bounds what is read of an answer.
const maxAnswer = 32 << 20

// New makes a client of an address, who knows no operation yet.
func New(base string) *Client {
	return &Client{Base: strings.TrimRight(base, "/"), http: &http.Client{Timeout: time.Minute}, Ops: map[string]Operation{}}
}

// Dial reads the site's OpenAPI document.
func Dial(ctx context.Context, base string) (*Client, error) {
	c := New(base)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.Base+"/openapi.json", http.NoBody)
	if err != nil {
		return nil, err
	}
	a := c.Do(req, "")
	if a.Err != nil {
		return nil, a.Err
	}
	var doc struct {
		Paths map[string]map[string]json.RawMessage `json:"paths"`
	}
	if err := json.Unmarshal(a.Body, &doc); err != nil || a.Status != http.StatusOK {
		return nil, fmt.Errorf("GET /openapi.json answered %d: %w", a.Status, errors.Join(err, errNoAPI))
	}
	for path, methods := range doc.Paths {
		for method, raw := range methods {
			var op struct {
				ID string `json:"operationId"`
			}
			if json.Unmarshal(raw, &op) == nil && op.ID != "" {
				c.Ops[op.ID] = Operation{strings.ToUpper(method), path}
			}
		}
	}
	return c, nil
}

var errNoAPI = errors.New("the address serves no API description")

// Do sends a request and reads the answer: until a text has come, or whole.
func (c *Client) Do(req *http.Request, enough string) *Answer {
	resp, err := c.http.Do(req)
	if err != nil {
		return &Answer{Err: err}
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := readUntil(io.LimitReader(resp.Body, maxAnswer), enough)
	a := &Answer{Status: resp.StatusCode, Header: resp.Header, Body: body, Err: err}
	if strings.Contains(resp.Header.Get("Content-Type"), "json") {
		_ = json.Unmarshal(body, &a.Value) // what is no JSON fails the checks of the step
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
