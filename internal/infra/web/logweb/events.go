package logweb

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/bus"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/web"
)

const (
	tag      = "events"
	pageSize = 100
	// beat keeps a quiet stream open through proxies.
	beat = 20 * time.Second
)

// Log is what these operations read.
type Log struct {
	Engine *act.Engine
	Bus    *bus.Bus
	Source string // URI that names the site's log
}

// Query asks for a page of the log.
type Query struct {
	From  int64  `query:"from" minimum:"0" doc:"leaf index of the first event"`
	Limit int    `query:"limit" minimum:"0" maximum:"500" doc:"100 when left out"`
	Case  web.ID `query:"case" doc:"only events that concern this case"`
	Kinds string `query:"kinds" maxLength:"500" doc:"prefixes of event names, parted by commas"`
}

// Page is a page of the log; Next is where the following one begins.
type Page struct {
	Events []bus.CloudEvent `json:"events"`
	Next   int64            `json:"next,string"`
	Head   int64            `json:"head,string"` // leaf index the next event will have
}

// Mount registers the operations of the log.
func Mount(s *web.Server, l Log) {
	web.Handle(s, web.Op{ID: "listEvents", Method: http.MethodGet, Path: "/api/events", Summary: "Events in the order of the log, as CloudEvents", Tag: tag},
		func(ctx context.Context, who gov.Actor, in *Query) (*Page, error) { return l.list(ctx, who, in) })
	from := &huma.Param{Name: "from", In: "query", Description: "leaf index of the first event; the newest when left out", Schema: &huma.Schema{Type: huma.TypeInteger}}
	web.Raw(s, web.Op{ID: "liveEvents", Method: http.MethodGet, Path: "/api/events/live", Summary: "Events as they happen (server-sent events; id is the leaf index)", Tag: tag},
		huma.Operation{Parameters: []*huma.Param{from}, Responses: web.FileAnswer("text/event-stream")},
		func(w http.ResponseWriter, r *http.Request, who gov.Actor) error {
			return l.live(w, r, who, s.Draining())
		})
}

// allow asks for the right and records the look.
func (l Log) allow(ctx context.Context, who gov.Actor, action string, d seal.Data) error {
	_, err := act.Do(ctx, l.Engine, act.Command{Action: action, Actor: who}, func(p *act.Prep) (bool, error) {
		if err := p.Authorise(act.Resource{Type: "Log", ID: "site"}); err != nil {
			return false, err
		}
		p.Note("log.read", "read", d)
		return true, nil
	})
	return err
}

var errEnough = errors.New("page is full")

func (l Log) list(ctx context.Context, who gov.Actor, in *Query) (*Page, error) {
	if err := l.allow(ctx, who, "listEvents", seal.Data{"from": in.From, "case": in.Case.ID}); err != nil {
		return nil, err
	}
	head, err := l.Bus.Head(ctx)
	if err != nil {
		return nil, err
	}
	size := in.Limit
	if size == 0 {
		size = pageSize
	}
	out := &Page{Events: []bus.CloudEvent{}, Next: head, Head: head}
	if in.From >= head {
		return out, nil
	}
	// The prefixes are looked at here, so that the last leaf ends the reading.
	prefixes := split(in.Kinds)
	err = l.Bus.Subscribe(ctx, in.From, nil, func(e bus.Event) error {
		if (in.Case.ID == 0 || e.Concerns(in.Case.ID)) && begins(e.Name, prefixes) {
			out.Events = append(out.Events, e.Cloud(l.Source))
		}
		if len(out.Events) == size || e.Seq+1 >= head {
			out.Next = e.Seq + 1
			return errEnough
		}
		return nil
	})
	if !errors.Is(err, errEnough) {
		return nil, err
	}
	return out, nil
}

func split(kinds string) []string {
	if kinds == "" {
		return nil
	}
	return strings.Split(kinds, ",")
}

func begins(name string, prefixes []string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(name, p) {
			return true
		}
	}
	return len(prefixes) == 0
}

// live streams events until the reader goes or the server ends. A browser that
// comes back names the last id it saw.
func (l Log) live(w http.ResponseWriter, r *http.Request, who gov.Actor, ending <-chan struct{}) error {
	from, err := l.start(r)
	if err != nil {
		return err
	}
	if err := l.allow(r.Context(), who, "liveEvents", seal.Data{"from": from}); err != nil {
		return err
	}
	ctx, stop := context.WithCancel(r.Context())
	defer stop()
	out := &stream{w: w, c: http.NewResponseController(w)}
	_ = out.c.SetWriteDeadline(time.Time{}) // a stream has no end of its own
	w.Header().Set("Content-Type", "text/event-stream")
	w.WriteHeader(http.StatusOK)
	lines := make(chan []byte, 64)
	go l.feed(ctx, from, lines)
	pulse := time.NewTicker(beat)
	defer pulse.Stop()
	if out.send([]byte(": open\n\n")) != nil {
		return nil
	}
	for {
		var line []byte
		var ok bool
		select {
		case <-ending:
			return nil
		case <-ctx.Done():
			return nil
		case <-pulse.C:
			line = []byte(": beat\n\n")
		case line, ok = <-lines:
			if !ok {
				return nil
			}
		}
		if out.send(line) != nil {
			return nil // the reader is gone
		}
	}
}

func (l Log) start(r *http.Request) (int64, error) {
	text := r.URL.Query().Get("from")
	if last := r.Header.Get("Last-Event-ID"); last != "" {
		n, err := strconv.ParseInt(last, 10, 64)
		if err != nil {
			return 0, gov.Invalid("error.invalid").At("Last-Event-ID", "error.id")
		}
		return n + 1, nil
	}
	if text == "" {
		return l.Bus.Head(r.Context())
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 {
		return 0, gov.Invalid("error.invalid").At("from", "error.id")
	}
	return n, nil
}

// feed puts events into the form of server-sent events.
func (l Log) feed(ctx context.Context, from int64, lines chan<- []byte) {
	defer close(lines)
	_ = l.Bus.Subscribe(ctx, from, nil, func(e bus.Event) error { // ends with the reader
		body, err := json.Marshal(e.Cloud(l.Source))
		if err != nil {
			return err
		}
		select {
		case lines <- fmt.Appendf(nil, "id: %d\nevent: %s\ndata: %s\n\n", e.Seq, e.Name, body):
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	})
}

type stream struct {
	w http.ResponseWriter
	c *http.ResponseController
}

func (s *stream) send(b []byte) error {
	if _, err := s.w.Write(b); err != nil {
		return err
	}
	return s.c.Flush()
}
