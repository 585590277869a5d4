package web

import (
	"crypto/rand"
	"encoding/base32"
	"errors"
	"mime"
	"net/http"
	"runtime/debug"
	"strings"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/ident"
	"holon.example/holon/internal/infra/ident/identweb"
)

const langCookie = "lang"

// Enter hands the browser its session; before the body is written.
func (s *Server) Enter(call *Call, t ident.Ticket) { s.guard.SetCookie(call.w, t) }

// Leave takes the session away from the browser.
func (s *Server) Leave(call *Call) { s.guard.DropCookie(call.w) }

// who finds out whom the request comes from. A bearer token that stands for
// nobody is refused at once; a cookie that no longer does is as good as none.
func (s *Server) who(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		call := Of(r.Context())
		secret, cookie := s.guard.Secret(r)
		if secret == "" {
			next.ServeHTTP(w, r)
			return
		}
		call.bearer = !cookie
		a, err := s.guard.Actor(r)
		if err != nil {
			if e, ok := errors.AsType[*gov.Error](err); call.bearer || !ok || e.Kind == gov.KindInternal {
				s.Fail(w, r, err)
				return
			}
			call.fail = err
			next.ServeHTTP(w, r)
			return
		}
		a.Request = call.ID
		call.Actor = a
		if cookie {
			call.secret, call.CSRF = secret, s.guard.CSRF(r)
		}
		next.ServeHTTP(w, r)
	})
}

// sameSite lets a browser's session change things only from the site's own
// pages.
func (s *Server) sameSite(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		field := ""
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			field = formToken(r)
		}
		if Of(r.Context()).fail == nil {
			if err := s.guard.Check(r, field); err != nil {
				s.Fail(w, r, err)
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}

// formToken finds the session's token in a form. Of an upload by form it stands
// in the address, because the body has not been read yet.
func formToken(r *http.Request) string {
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil {
		return ""
	}
	switch media {
	case "application/x-www-form-urlencoded":
		return r.PostFormValue(identweb.FieldCSRF)
	case "multipart/form-data":
		return r.URL.Query().Get(identweb.FieldCSRF)
	}
	return ""
}

func requestID() string {
	var b [10]byte
	_, _ = rand.Read(b[:]) // never fails (crypto/rand)
	return strings.ToLower(base32.StdEncoding.EncodeToString(b[:]))
}

func stack() string { return string(debug.Stack()) }
