package bridge

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"time"
)

// TokenHeader carries the token of the pairing.
const TokenHeader = "X-Bridge-Token"

// Config is what a bridge needs.
type Config struct {
	Site    string // origin of the paired site, such as https://hall.example
	Token   string // of the pairing; see NewToken
	Devices Devices
	Limit   time.Duration // of one call to a device
	Log     *slog.Logger
}

// NewToken makes the token of a pairing.
func NewToken() string { return rand.Text() }

// server answers the page.
type server struct {
	Config
	hosts map[string]bool
	taken map[string]chan struct{} // one call a device at a time
}

// Origin brings the address of a site into the form in which browsers name it.
func Origin(site string) (string, error) {
	u, err := url.Parse(site)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || u.User != nil || u.RawQuery != "" || u.Path != "" && u.Path != "/" {
		return "", errors.New("not the address of a site: " + site)
	}
	return u.Scheme + "://" + u.Host, nil
}

// New makes the handler of a bridge that listens on a loopback address.
func New(c Config, ln net.Addr) (http.Handler, error) {
	host, port, err := net.SplitHostPort(ln.String())
	if err != nil || !net.ParseIP(host).IsLoopback() {
		return nil, errors.New("a bridge listens on the loopback address only, not on " + ln.String())
	}
	if c.Site, err = Origin(c.Site); err != nil {
		return nil, err
	}
	s := &server{Config: c, hosts: map[string]bool{"127.0.0.1:" + port: true}, taken: map[string]chan struct{}{}}
	for _, device := range []string{"card", "scan", "print"} {
		s.taken[device] = make(chan struct{}, 1)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /status", s.status)
	mux.HandleFunc("POST /card", s.card)
	mux.HandleFunc("POST /scan", s.scan)
	mux.HandleFunc("POST /print", s.print)
	return s.guard(mux), nil
}

// guard lets only pages of the paired site through. The name in the request must be the
// loopback address, so that no name of somebody else's that points here gets in.
func (s *server) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Cache-Control", "no-store")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Vary", "Origin")
		if !s.hosts[r.Host] || r.Header.Get("Origin") != s.Site {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		h.Set("Access-Control-Allow-Origin", s.Site)
		if r.Method == http.MethodOptions {
			h.Set("Access-Control-Allow-Methods", "GET, POST")
			h.Set("Access-Control-Allow-Headers", TokenHeader+", Content-Type")
			h.Set("Access-Control-Allow-Private-Network", "true")
			h.Set("Access-Control-Max-Age", "600")
			w.WriteHeader(http.StatusNoContent)
			return
		}
		if subtle.ConstantTimeCompare([]byte(r.Header.Get(TokenHeader)), []byte(s.Token)) != 1 {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (s *server) status(w http.ResponseWriter, _ *http.Request) {
	answer(w, http.StatusOK, map[string]any{"ready": true, "seconds": s.Limit.Seconds()})
}

// call lets one call at a time reach a device, for as long as the limit is. A device
// that is given up stays taken until it lets go.
func (s *server) call(r *http.Request, device string, do func(ctx context.Context) error) error {
	select {
	case s.taken[device] <- struct{}{}:
	default:
		return Busy
	}
	ctx, cancel := context.WithTimeout(r.Context(), s.Limit)
	done := make(chan error, 1)
	go func() {
		defer func() { <-s.taken[device] }()
		done <- do(ctx)
	}()
	defer cancel()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return Timeout
	}
}

func (s *server) card(w http.ResponseWriter, r *http.Request) {
	got := make(chan Card, 1)
	err := s.call(r, "card", func(ctx context.Context) error {
		c, err := s.Devices.Card(ctx)
		got <- c
		return err
	})
	if err != nil {
		s.fail(w, "card", err)
		return
	}
	answer(w, http.StatusOK, <-got)
}

func (s *server) scan(w http.ResponseWriter, r *http.Request) {
	got := make(chan Picture, 1)
	err := s.call(r, "scan", func(ctx context.Context) error {
		p, err := s.Devices.Scan(ctx)
		got <- p
		return err
	})
	if err != nil {
		s.fail(w, "scan", err)
		return
	}
	p := <-got
	w.Header().Set("Content-Type", p.Type)
	_, _ = w.Write(p.Body) // a page that is gone is no fault
}

func (s *server) print(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxPDF))
	if err != nil || !bytes.HasPrefix(body, []byte("%PDF-")) {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	if err := s.call(r, "print", func(ctx context.Context) error { return s.Devices.Print(ctx, body) }); err != nil {
		s.fail(w, "print", err)
		return
	}
	answer(w, http.StatusOK, map[string]bool{"printed": true})
}

// statuses of the faults; another one is a bad gateway.
var statuses = map[Fault]int{
	Timeout: http.StatusGatewayTimeout, Busy: http.StatusConflict, NoCard: http.StatusConflict, WrongCard: http.StatusConflict,
	NoPaper: http.StatusConflict, Absent: http.StatusNotFound,
}

func (s *server) fail(w http.ResponseWriter, device string, err error) {
	f, ok := errors.AsType[Fault](err)
	if !ok {
		f = Broken
	}
	if s.Log != nil {
		s.Log.Warn("device", "device", device, "fault", string(f))
	}
	status := statuses[f]
	if status == 0 {
		status = http.StatusBadGateway
	}
	answer(w, status, map[string]string{"fault": string(f)})
}

func answer(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // a page that is gone is no fault
}

// Serve answers on a loopback listener until the context ends.
func Serve(ctx context.Context, ln net.Listener, c Config) error {
	h, err := New(c, ln.Addr())
	if err != nil {
		return err
	}
	srv := &http.Server{Handler: h, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: time.Minute, WriteTimeout: c.Limit + time.Minute, MaxHeaderBytes: 16 << 10}
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(ln) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
		return srv.Close()
	}
}
