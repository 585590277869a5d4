package web

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"strings"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/locale"
)

// Problem is an error as programs read it (RFC 9457): the kind as type, words in
// the reader's language, the fields that are wrong, the rule that refused.
type Problem struct {
	Type    string         `json:"type"`
	Title   string         `json:"title"`
	Status  int            `json:"status"`
	Detail  string         `json:"detail,omitempty"`
	Key     string         `json:"key,omitempty" doc:"catalogue key of the detail, the same in every language"`
	Rule    string         `json:"rule,omitempty" doc:"policy or article that refused"`
	Request string         `json:"request,omitempty" doc:"request id, to be named when asking for help"`
	Wait    int64          `json:"retry_after,omitempty" doc:"seconds after which it may be tried again, as in Retry-After"`
	Errors  []ProblemField `json:"errors,omitempty"`
}

// ProblemField is what is wrong with one field of the input.
type ProblemField struct {
	Location string `json:"location"`
	Message  string `json:"message"`
	Key      string `json:"key,omitempty"`
}

// Error is the detail; Problem is an error so that the API layer can carry it.
func (p *Problem) Error() string { return p.Type + ": " + p.Detail }

// GetStatus is the HTTP status.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType is that of RFC 9457.
func (p *Problem) ContentType(string) string { return problemJSON }

const problemJSON = "application/problem+json"

// StatusOf maps a kind to its HTTP status.
func StatusOf(k gov.Kind) int {
	switch k {
	case gov.KindInvalid:
		return http.StatusUnprocessableEntity
	case gov.KindUnauthenticated:
		return http.StatusUnauthorized
	case gov.KindForbidden:
		return http.StatusForbidden
	case gov.KindNotFound:
		return http.StatusNotFound
	case gov.KindConflict:
		return http.StatusConflict
	case gov.KindTooLarge:
		return http.StatusRequestEntityTooLarge
	case gov.KindBusy:
		return http.StatusServiceUnavailable
	case gov.KindTooMany:
		return http.StatusTooManyRequests
	case gov.KindInternal:
	}
	return http.StatusInternalServerError
}

// kindOf is the way back, for errors the HTTP layer itself makes.
func kindOf(status int) gov.Kind {
	switch status {
	case http.StatusUnauthorized:
		return gov.KindUnauthenticated
	case http.StatusForbidden:
		return gov.KindForbidden
	case http.StatusNotFound:
		return gov.KindNotFound
	case http.StatusConflict, http.StatusPreconditionFailed:
		return gov.KindConflict
	case http.StatusRequestEntityTooLarge, http.StatusRequestHeaderFieldsTooLarge:
		return gov.KindTooLarge
	case http.StatusServiceUnavailable:
		return gov.KindBusy
	case http.StatusTooManyRequests:
		return gov.KindTooMany
	}
	if status >= http.StatusInternalServerError {
		return gov.KindInternal
	}
	return gov.KindInvalid
}

// ProblemOf puts any error into the form people and programs get. What is not
// ours is internal: it goes to the log, and only the request id to the reader.
func ProblemOf(ctx context.Context, log *slog.Logger, err error) *Problem {
	call := Of(ctx)
	if p, ok := errors.AsType[*Problem](err); ok {
		p.Request = call.ID
		return p
	}
	e, ok := errors.AsType[*gov.Error](err)
	switch {
	case ok:
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		e = (&gov.Error{Kind: gov.KindBusy, Key: "error.busy"}).Because(err)
	case isTooLarge(err):
		e = (&gov.Error{Kind: gov.KindTooLarge, Key: "error.too_large"}).Because(err)
	default:
		e = (&gov.Error{Kind: gov.KindInternal, Key: "error.internal"}).Because(err)
	}
	if e.Kind == gov.KindInternal {
		log.Error("request failed", "request", call.ID, "err", err)
	}
	return problemOf(call, e)
}

func isTooLarge(err error) bool {
	_, ok := errors.AsType[*http.MaxBytesError](err)
	return ok
}

func problemOf(call *Call, e *gov.Error) *Problem {
	said := *e
	if said.Rule != "" {
		said.Args = map[string]any{"rule": said.Rule}
		for k, v := range e.Args {
			said.Args[k] = v
		}
	}
	m := locale.Error(call.Lang, &said)
	p := &Problem{
		Type: "urn:holon:" + string(e.Kind), Title: m.Title, Status: StatusOf(e.Kind), Detail: m.Text,
		Key: e.Key, Rule: e.Rule, Request: call.ID, Wait: e.Wait,
	}
	for i, f := range m.Fields {
		p.Errors = append(p.Errors, ProblemField{Location: f.Path, Message: f.Text, Key: e.Fields[i].Key})
	}
	return p
}

// later says when to try again, where that helps.
func (p *Problem) later(h http.Header) {
	if p.Status == http.StatusServiceUnavailable || p.Wait > 0 {
		h.Set("Retry-After", strconv.FormatInt(max(1, p.Wait), 10))
	}
}

// Fail answers with an error: as a page where the reader asked for one, else as a
// problem.
func (s *Server) Fail(w http.ResponseWriter, r *http.Request, err error) {
	p := ProblemOf(r.Context(), s.log, err)
	p.later(w.Header())
	if p.Status == http.StatusUnauthorized && Of(r.Context()).bearer {
		w.Header().Set("WWW-Authenticate", "Bearer")
	}
	if wantsPage(r) {
		s.failPage(w, r, p)
		return
	}
	body, err := json.Marshal(p)
	if err != nil {
		s.log.Error("problem", "err", err)
	}
	w.Header().Set("Content-Type", problemJSON)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(p.Status)
	_, _ = w.Write(body) // a reader who is gone is no fault
}

// wantsPage tells whether a person's browser asked, and not for the API.
func wantsPage(r *http.Request) bool {
	return !strings.HasPrefix(r.URL.Path, apiPrefix) && strings.Contains(r.Header.Get("Accept"), "text/html")
}
