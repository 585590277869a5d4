package journey

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

// request is one call of an operation, before somebody makes it.
type request struct {
	op     string
	fixed  operation // instead of op
	path   map[string]string
	query  url.Values
	header http.Header
	body   io.Reader
	typ    string
	enough string // the answer is read until this text has come; empty: to its end
	err    error
}

// call begins a request of an operation of the API.
func call(op string) *request {
	return &request{op: op, path: map[string]string{}, query: url.Values{}, header: http.Header{}}
}

// raw begins a request of an address outside the API: of test mode, or a wrong one.
func raw(method, path string) *request {
	r := call("")
	r.fixed = operation{method, path}
	return r
}

// at fills a part of the address in.
func (r *request) at(name, value string) *request {
	r.path[name] = value
	return r
}

// ask adds a query parameter.
func (r *request) ask(name, value string) *request {
	r.query.Set(name, value)
	return r
}

// with sets a JSON body.
func (r *request) with(body any) *request {
	raw, err := json.Marshal(body)
	r.err = err
	return r.bytes("application/json", raw)
}

// bytes sets a body of any type.
func (r *request) bytes(typ string, body []byte) *request {
	return r.stream(typ, bytes.NewReader(body))
}

// stream sets a body that is read while it is sent.
func (r *request) stream(typ string, body io.Reader) *request {
	r.typ, r.body = typ, body
	return r
}

const idempotencyKey = "Idempotency-Key"

// keyed sets the idempotency key.
func (r *request) keyed(key string) *request { return r.head(idempotencyKey, key) }

// head sets a header.
func (r *request) head(name, value string) *request {
	r.header.Set(name, value)
	return r
}

// build makes the HTTP request for a persona's token; an empty one is nobody's.
func (c *client) build(ctx context.Context, r *request, token string) (*http.Request, error) {
	if r.err != nil {
		return nil, r.err
	}
	op, ok := c.ops[r.op]
	if r.op == "" {
		op, ok = r.fixed, true
	}
	if !ok {
		return nil, fmt.Errorf("the API has no operation %s", r.op)
	}
	path := op.path
	for name, value := range r.path {
		path = strings.ReplaceAll(path, "{"+name+"}", url.PathEscape(value))
	}
	if strings.Contains(path, "{") {
		return nil, fmt.Errorf("%s: the address %s is not filled in", r.op, path)
	}
	if len(r.query) > 0 {
		path += "?" + r.query.Encode()
	}
	body := r.body
	if body == nil {
		body = http.NoBody
	}
	req, err := http.NewRequestWithContext(ctx, op.method, c.base+path, body)
	if err != nil {
		return nil, err
	}
	for name, values := range r.header {
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

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   []byte
	value  any // of a JSON body
	again  int // how often it was asked once more
	err    error
}
