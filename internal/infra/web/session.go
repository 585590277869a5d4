package web

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"errors"
	"net/http"
	"runtime/debug"
	"strings"

	"holon.example/holon/internal/gov"
)

// Sessions tells whom a secret stands for; infra/ident does.
type Sessions interface {
	Resolve(ctx context.Context, secret string) (gov.Actor, error)
	CSRF(secret string) string
	CheckCSRF(secret, given string) error
}

const (
	langCookie = "lang"
	csrfField  = "_csrf"
)

// cookieName has the prefix that ties a cookie to this very host, where the
// connection is encrypted.
func (s *Server) cookieName() string {
	if s.secure {
		return "__Host-holon"
	}
	return "holon"
}

// SetSession hands a session's secret to the browser; an empty one takes it away.
func (s *Server) SetSession(w http.ResponseWriter, secret string) {
	http.SetCookie(w, s.SessionCookie(secret))
}

// SessionCookie is the cookie of a session, for answers of the API.
func (s *Server) SessionCookie(secret string) *http.Cookie {
	c := &http.Cookie{Name: s.cookieName(), Value: secret, Path: "/", HttpOnly: true, Secure: s.secure, SameSite: http.SameSiteLaxMode}
	if secret == "" {
		c.MaxAge = -1
	}
	return c
}

// who finds out whom the request comes from. A bearer token that stands for
// nobody is refused at once; a cookie that no longer does is as good as none.
func (s *Server) who(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		call := Of(r.Context())
		secret, bearer := s.credentials(r)
		if secret == "" {
			next.ServeHTTP(w, r)
			return
		}
		call.bearer = bearer
		a, err := s.sessions.Resolve(r.Context(), secret)
		if err != nil {
			if e, ok := errors.AsType[*gov.Error](err); bearer || !ok || e.Kind == gov.KindInternal {
				s.Fail(w, r, err)
				return
			}
			call.fail = err
			next.ServeHTTP(w, r)
			return
		}
		a.Request = call.ID
		call.Actor = a
		if !bearer {
			call.secret, call.CSRF = secret, s.sessions.CSRF(secret)
		}
		next.ServeHTTP(w, r)
	})
}

func (s *Server) credentials(r *http.Request) (secret string, bearer bool) {
	if h := r.Header.Get("Authorization"); h != "" {
		scheme, token, _ := strings.Cut(h, " ")
		if strings.EqualFold(scheme, "Bearer") {
			return strings.TrimSpace(token), true
		}
		return "", false
	}
	if c, err := r.Cookie(s.cookieName()); err == nil {
		return c.Value, false
	}
	return "", false
}

func requestID() string {
	var b [10]byte
	_, _ = rand.Read(b[:]) // never fails (crypto/rand)
	return strings.ToLower(base32.StdEncoding.EncodeToString(b[:]))
}

func stack() string { return string(debug.Stack()) }
