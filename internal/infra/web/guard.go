package web

import (
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/locale"
)

// csp is the content security policy of every page. Exceptions need an ADR.
const csp = "default-src 'none'; connect-src 'self'; img-src 'self' data:; font-src 'self' data:; style-src 'self'; " +
	"style-src-attr 'unsafe-inline'; script-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// Limits of what a request may bring.
const (
	maxBody   = 2 << 20 // of forms and JSON; uploads have their own
	maxURL    = 8 << 10
	maxHeader = 64 << 10
)

// wrap is what every request passes through, outermost first.
func (s *Server) wrap(next http.Handler) http.Handler {
	return s.begin(s.recover(s.clean(s.who(s.sameSite(next)))))
}

// begin gives the request its id and language, sets the headers of every answer
// and writes the line of the log.
func (s *Server) begin(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		took := gov.Mono()
		call := &Call{ID: requestID(), Actor: gov.Actor{Kind: gov.Nobody, Channel: "portal"}, w: w}
		chosen := ""
		if c, err := r.Cookie(langCookie); err == nil {
			chosen = c.Value
		}
		call.Lang = locale.Negotiate(chosen, r.Header.Get("Accept-Language"))
		call.Actor.Request = call.ID
		h := w.Header()
		h.Set("X-Request-Id", call.ID)
		h.Set("Content-Security-Policy", csp)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
		h.Set("Cache-Control", "no-store")
		if s.secure {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		seen := &recorder{ResponseWriter: w, status: http.StatusOK}
		r = r.WithContext(with(r.Context(), call))
		next.ServeHTTP(seen, r)
		s.count(r, seen.status, took())
		s.logLine(r, call, seen.status, took())
	})
}

// logLine is quiet about what went well, unless the log is set to debug.
func (s *Server) logLine(r *http.Request, call *Call, status int, took time.Duration) {
	level := slog.LevelDebug
	if status >= http.StatusInternalServerError {
		level = slog.LevelWarn
	}
	if !s.log.Enabled(r.Context(), level) {
		return
	}
	s.log.Log(r.Context(), level, "http", "request", call.ID, "method", r.Method, "path", r.URL.Path, "status", status,
		"ms", took.Milliseconds(), "account", call.Actor.Account)
}

// recover turns a panic into an answer; the process goes on.
func (s *Server) recover(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			v := recover()
			if v == nil {
				return
			}
			if err, ok := v.(error); ok && errors.Is(err, http.ErrAbortHandler) {
				panic(v)
			}
			s.log.Error("panic", "request", Of(r.Context()).ID, "path", r.URL.Path, "panic", v, "stack", stack())
			s.Fail(w, r, &gov.Error{Kind: gov.KindInternal, Key: "error.internal"})
		}()
		next.ServeHTTP(w, r)
	})
}

// clean refuses what no slice should see: over-long addresses, bytes that are no
// text; and limits bodies.
func (s *Server) clean(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		query := r.URL.RawQuery
		if len(r.URL.Path)+len(query) > maxURL {
			s.Fail(w, r, &gov.Error{Kind: gov.KindTooLarge, Key: "error.too_large"})
			return
		}
		if !plain(r.URL.Path) || strings.Contains(query, "%00") || !plainQuery(r) {
			s.Fail(w, r, gov.Invalid("error.text"))
			return
		}
		if r.Body != nil && !s.streams(r) {
			r.Body = http.MaxBytesReader(w, r.Body, maxBody)
		}
		next.ServeHTTP(w, r)
	})
}

func plain(t string) bool { return utf8.ValidString(t) && !strings.ContainsRune(t, 0) }

func plainQuery(r *http.Request) bool {
	if r.URL.RawQuery == "" {
		return true
	}
	for k, vs := range r.URL.Query() {
		for _, v := range append(vs, k) {
			if !plain(v) {
				return false
			}
		}
	}
	return true
}
