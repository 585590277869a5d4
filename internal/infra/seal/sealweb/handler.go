package sealweb

import (
	"log/slog"
	"net/http"
	"strconv"
	"strings"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/sqldb"
)

// atOnce bounds the requests that read the store together, so that a crawler
// leaves readers to the others.
const atOnce = 4

type handler struct {
	db   *sqldb.DB
	log  *slog.Logger
	turn chan struct{}
}

// Handler serves the log of a store under its own root: mount it with
// http.StripPrefix. Its paths are those of C2SP tlog-tiles.
func Handler(db *sqldb.DB, log *slog.Logger) http.Handler {
	return &handler{db: db, log: log, turn: make(chan struct{}, atOnce)}
}

// ServeHTTP answers GET and HEAD.
func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("X-Content-Type-Options", "nosniff")
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		status(w, http.StatusMethodNotAllowed)
		return
	}
	select {
	case h.turn <- struct{}{}:
		defer func() { <-h.turn }()
	case <-r.Context().Done():
		return // nobody waits for the answer
	}
	path := strings.TrimPrefix(r.URL.Path, "/")
	if path == "checkpoint" {
		h.checkpoint(w, r)
		return
	}
	res, ok := parsePath(path)
	if !ok || r.URL.RawPath != "" {
		status(w, http.StatusNotFound)
		return
	}
	h.tile(w, r, res)
}

func (h *handler) checkpoint(w http.ResponseWriter, r *http.Request) {
	note, err := seal.Newest(r.Context(), h.db)
	if err == nil && note == "" {
		err = gov.NotFound("seal.no_tile")
	}
	if err != nil {
		h.fail(w, err)
		return
	}
	w.Header().Set("Cache-Control", "no-cache")
	send(w, r, "text/plain; charset=utf-8", []byte(note))
}

func (h *handler) tile(w http.ResponseWriter, r *http.Request, res resource) {
	var b []byte
	var err error
	if res.entries {
		b, err = seal.Bundle(r.Context(), h.db, res.index, res.width)
	} else {
		b, err = seal.TileBytes(r.Context(), h.db, res.level, res.index, res.width)
	}
	if err != nil {
		h.fail(w, err)
		return
	}
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	send(w, r, "application/octet-stream", b)
}

func send(w http.ResponseWriter, r *http.Request, kind string, b []byte) {
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Length", strconv.Itoa(len(b)))
	if r.Method == http.MethodGet {
		_, _ = w.Write(b) // a client that left is its own affair
	}
}

// fail tells a checker no more than the status: what is not there yet must not
// be cached, and what went wrong stays in the log file.
func (h *handler) fail(w http.ResponseWriter, err error) {
	if gov.KindOf(err) == gov.KindNotFound {
		status(w, http.StatusNotFound)
		return
	}
	h.log.Error("seal served", "err", err)
	status(w, http.StatusInternalServerError)
}

func status(w http.ResponseWriter, code int) {
	w.Header().Set("Cache-Control", "no-store")
	http.Error(w, http.StatusText(code), code)
}
