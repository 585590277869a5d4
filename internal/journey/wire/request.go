package wire

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
)

// Request is one call of an operation, before somebody makes it.
type Request struct {
	Op     string
	fixed  Operation // instead of op
	path   map[string]string
	query  url.Values
	Header http.Header
	body   io.Reader
	typ    string
	Enough string // the answer is read until this text has come; empty: to its end
	err    error
	kept   []byte
}

// Call begins a request of an operation of the API.
func Call(op string) *Request {
	return &Request{Op: op, path: map[string]string{}, query: url.Values{}, Header: http.Header{}}
}

// Raw begins a request of an address outside the API: of test mode, or a wrong one.
func Raw(method, path string) *Request {
	r := Call("")
	r.fixed = Operation{method, path}
	return r
}

// At fills a part of the address in.
func (r *Request) At(name, value string) *Request {
	r.path[name] = value
	return r
}

// Ask adds a query parameter.
func (r *Request) Ask(name, value string) *Request {
	r.query.Set(name, value)
	return r
}

// With sets a JSON body.
func (r *Request) With(body any) *Request {
	raw, err := json.Marshal(body)
	r.err = err
	return r.Bytes("application/json", raw)
}

// Bytes sets a body of any type.
func (r *Request) Bytes(typ string, body []byte) *Request {
	return r.Stream(typ, bytes.NewReader(body))
}

// Stream sets a body that is read while it is sent.
func (r *Request) Stream(typ string, body io.Reader) *Request {
	r.typ, r.body = typ, body
	return r
}

// IdempotencyKey is the header that makes a call sent twice one call.
const IdempotencyKey = "Idempotency-Key"

// Keyed sets the idempotency key.
func (r *Request) Keyed(key string) *Request { return r.Head(IdempotencyKey, key) }

// Head sets a header.
func (r *Request) Head(name, value string) *Request {
	r.Header.Set(name, value)
	return r
}

// Keep reads the body, so that the request can be sent again; an error is told by Build.
func (r *Request) Keep() {
	if r.body == nil {
		return
	}
	if r.kept, r.err = io.ReadAll(r.body); r.kept == nil {
		r.kept = []byte{}
	}
}

// Rewind puts a body that was kept back to its beginning.
func (r *Request) Rewind() {
	if r.kept != nil {
		r.body = bytes.NewReader(r.kept)
	}
}

// Build makes the HTTP request for a persona's token; an empty one is nobody's.
func (c *Client) Build(ctx context.Context, r *Request, token string) (*http.Request, error) {
	if r.err != nil {
		return nil, r.err
	}
	op, ok := c.Ops[r.Op]
	if r.Op == "" {
		op, ok = r.fixed, true
	}
	if !ok {
		return nil, fmt.Errorf("the API has no operation %s", r.Op)
	}
	path := op.Path
	for name, value := range r.path {
		path = strings.ReplaceAll(path, "{"+name+"}", url.PathEscape(value))
	}
	if strings.Contains(path, "{") {
		return nil, fmt.Errorf("%s: the address %s is not filled in", r.Op, path)
	}
	if len(r.query) > 0 {
		path += "?" + r.query.Encode()
	}
	body := r.body
	if body == nil {
		body = http.NoBody
	}
	req, err := http.NewRequestWithContext(ctx, op.Method, c.Base+path, body)
	if err != nil {
		return nil, err
	}
	for name, values := range r.Header {
		req.Header[name] = values
	}
	req.Header.Set("Accept-Language", "en")
	if r.typ != "" {
		req.Header.Set("Content-Type", r.typ)
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	return req, nil
}

// Answer is what came back.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
	Value  any // of a JSON body
	Again  int // how often it was asked once more
	Err    error
}
