package web

import (
	"bufio"
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/a-h/templ"
	"github.com/danielgtaylor/huma/v2"

	"holon.example/holon/internal/infra/ident/identweb"
)

// apiPrefix begins the address of every operation of the API.
const apiPrefix = "/api/"

// Config is what a server needs.
type Config struct {
	Log     *slog.Logger
	Guard   *identweb.Guard
	Secure  bool   // the site is reached by https: cookies and headers say so
	Title   string // of the API
	Version string // of the program
	// Observe is told of every answer: the route as registered, status, time.
	Observe func(route string, status int, took time.Duration)
}

// Server gathers routes and serves them.
type Server struct {
	log      *slog.Logger
	guard    *identweb.Guard
	secure   bool
	observe  func(route string, status int, took time.Duration)
	mux      *http.ServeMux
	api      huma.API
	assets   map[string]string // path -> address with the digest
	pages    []string          // patterns of Route
	streamed map[string]bool   // addresses whose handlers limit bodies themselves
	drain    chan struct{}     // closed when the server is to end: long answers stop
	above    func(r *http.Request) templ.Component
}

// New makes a server without routes.
func New(c Config) *Server {
	s := &Server{
		log: c.Log, guard: c.Guard, secure: c.Secure, observe: c.Observe, mux: http.NewServeMux(),
		assets: map[string]string{}, streamed: map[string]bool{}, drain: make(chan struct{}),
	}
	cookie := "holon"
	if c.Secure {
		cookie = "__Host-holon"
	}
	s.api = newAPI(s.mux, cookie, c.Title, c.Version)
	s.serveAssets()
	return s
}

// Route registers a handler of pages; the pattern is that of http.ServeMux. An
// error it returns is answered in the one form all errors have.
func (s *Server) Route(pattern string, h func(w http.ResponseWriter, r *http.Request) error) {
	s.pages = append(s.pages, pattern)
	s.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		if err := h(w, r); err != nil {
			s.Fail(w, r, err)
		}
	})
}

// Upload registers a page handler that takes files: it limits the body itself.
func (s *Server) Upload(pattern string, h func(w http.ResponseWriter, r *http.Request) error) {
	s.streamed[pattern] = true
	s.Route(pattern, h)
}

// Routes lists what was registered, sorted, as "METHOD path": the pages, and the operations of the API.
// Assets are left out.
func (s *Server) Routes() []string {
	out := slices.Clone(s.pages)
	for path, item := range s.api.OpenAPI().Paths {
		for method, op := range map[string]*huma.Operation{"GET": item.Get, "POST": item.Post, "PUT": item.Put, "PATCH": item.Patch, "DELETE": item.Delete} {
			if op != nil {
				out = append(out, route(method, path))
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out) // raw operations are registered and described
}

// Handler is everything that was registered, behind the guard.
func (s *Server) Handler() http.Handler { return s.wrap(http.HandlerFunc(s.dispatch)) }

// dispatch answers an unknown address in the form of all errors.
func (s *Server) dispatch(w http.ResponseWriter, r *http.Request) {
	h, pattern := s.mux.Handler(r)
	if pattern != "" {
		s.mux.ServeHTTP(w, r)
		return
	}
	probe := &recorder{ResponseWriter: discard{http.Header{}}}
	h.ServeHTTP(probe, r) // the mux tells: not found, or another method
	if allow := probe.Header().Get("Allow"); allow != "" {
		w.Header().Set("Allow", allow)
		s.Fail(w, r, &Problem{Type: "urn:holon:method", Title: http.StatusText(http.StatusMethodNotAllowed), Status: http.StatusMethodNotAllowed, Detail: allow})
		return
	}
	s.Fail(w, r, notFound())
}

// streams tells whether the handler of a request limits the body itself.
func (s *Server) streams(r *http.Request) bool {
	_, pattern := s.mux.Handler(r)
	return s.streamed[pattern]
}

func (s *Server) count(r *http.Request, status int, took time.Duration) {
	if s.observe == nil {
		return
	}
	route := r.Pattern
	if route == "" {
		route = "none"
	}
	s.observe(route, status, took)
}

// Serve answers on a listener until the context ends, then lets requests finish.
// Long answers, such as live events, are ended at once.
func (s *Server) Serve(ctx context.Context, ln net.Listener, grace time.Duration) error {
	srv := &http.Server{
		Handler: s.Handler(), ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 5 * time.Minute, IdleTimeout: 2 * time.Minute,
		MaxHeaderBytes: maxHeader, ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelDebug),
	}
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(ln) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	close(s.drain)
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer cancel()
	if err := srv.Shutdown(stop); err != nil {
		return errors.Join(err, srv.Close())
	}
	if err := <-failed; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// Draining is closed when the server is to end.
func (s *Server) Draining() <-chan struct{} { return s.drain }

// recorder notes the status of an answer.
type recorder struct {
	http.ResponseWriter
	status int
	wrote  bool
}

func (w *recorder) WriteHeader(status int) {
	if !w.wrote {
		w.status, w.wrote = status, true
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *recorder) Write(b []byte) (int, error) {
	w.wrote = true
	return w.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach what the connection can do.
func (w *recorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// Flush is for handlers that stream.
func (w *recorder) Flush() { _ = http.NewResponseController(w.ResponseWriter).Flush() }

// Hijack is refused: nothing here speaks another protocol.
func (w *recorder) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	return nil, nil, http.ErrNotSupported
}

// discard is an answer nobody reads.
type discard struct{ header http.Header }

func (d discard) Header() http.Header         { return d.header }
func (d discard) Write(b []byte) (int, error) { return len(b), nil }
func (d discard) WriteHeader(int)             {}

// route makes the pattern of the mux from method and path.
func route(method, path string) string { return strings.ToUpper(method) + " " + path }
