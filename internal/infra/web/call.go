package web

import (
	"context"
	"net/http"
	"strconv"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/locale"
)

// Call is what is known of a request before its handler runs.
type Call struct {
	ID     string // request id, in the log and in every answer
	Actor  gov.Actor
	Lang   locale.Lang
	CSRF   string // what forms of this session must bring along; empty without a cookie
	secret string // the cookie's
	bearer bool
	w      http.ResponseWriter
	fail   error // why the credentials were not accepted
}

type callKey struct{}

// Of gives the call of a request's context; without one, nobody's.
func Of(ctx context.Context) *Call {
	if c, ok := ctx.Value(callKey{}).(*Call); ok {
		return c
	}
	return &Call{Actor: gov.Actor{Kind: gov.Nobody}, Lang: locale.ZH, w: discard{http.Header{}}}
}

// Secret is the secret of the session's cookie, for signing in anew.
func (c *Call) Secret() string { return c.secret }

// Later tells the reader's program when to try again, for an error that is shown on a
// page.
func (c *Call) Later(e *gov.Error) {
	if e.Wait > 0 {
		c.w.Header().Set("Retry-After", strconv.FormatInt(e.Wait, 10))
	}
}

// Signed gives the actor, or why there is none.
func (c *Call) Signed() (gov.Actor, error) {
	if c.fail != nil {
		return gov.Actor{}, c.fail
	}
	if c.Actor.Kind == gov.Nobody {
		return gov.Actor{}, unauthenticated()
	}
	return c.Actor, nil
}

func unauthenticated() *gov.Error {
	return &gov.Error{Kind: gov.KindUnauthenticated, Key: "error.unauthenticated"}
}

func with(ctx context.Context, c *Call) context.Context { return context.WithValue(ctx, callKey{}, c) }
