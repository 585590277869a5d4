package seal

import (
	"fmt"

	"github.com/go-json-experiment/json"
	"golang.org/x/mod/sumdb/tlog"

	"holon.example/holon/internal/gov"
)

// Outcomes of a use case.
const (
	Done    = "ok"
	Refused = "refused"
)

// MaxBody bounds an event's canonical bytes: C2SP entries carry a 16-bit length.
const MaxBody = 1<<16 - 1

// Data is what an event says beyond its head: ids, codes, numbers and dates,
// never personal data. Values are string, int, int64, bool, gov.ID, gov.Time,
// gov.Date, []string or []gov.ID.
type Data map[string]any

// Event is one thing that happened. Its canonical bytes are what the log commits to.
type Event struct {
	ID      gov.ID
	At      gov.Time
	Name    string // such as case.submitted
	Action  string // the use case that caused it
	Stream  string // kind/id of the thing it happened to
	Ver     int64  // position in the stream, from 1
	Actor   gov.Actor
	Outcome string
	Rule    string // policy or article that allowed or refused
	Data    Data
	Rows    []RowMark
}

// RowMark commits to one business row after the change.
type RowMark struct {
	Table string
	Key   string // decimal for numbers
	Rev   int64  // 0: the row was deleted
	Hash  [32]byte
}

// Canonical gives the bytes the leaf commits to: JSON with sorted keys and no
// blanks (RFC 8785), empty members left out.
func (e *Event) Canonical() ([]byte, error) {
	b := make([]byte, 0, 512)
	w := writer{b: b}
	w.open()
	w.str("action", e.Action)
	w.actor(e.Actor)
	w.time("at", e.At)
	if len(e.Data) > 0 {
		w.key("data")
		if err := w.data(e.Data); err != nil {
			return nil, fmt.Errorf("event %s: %w", e.Name, err)
		}
	}
	w.str("id", e.ID.String())
	w.str("name", e.Name)
	w.str("outcome", e.Outcome)
	if len(e.Rows) > 0 {
		w.key("rows")
		w.rows(e.Rows)
	}
	w.str("rule", e.Rule)
	w.str("stream", e.Stream)
	w.int("ver", e.Ver)
	w.close()
	if len(w.b) > MaxBody {
		return nil, fmt.Errorf("event %s: %d bytes, at most %d", e.Name, len(w.b), MaxBody)
	}
	return w.b, nil
}

// LeafHash is the RFC 6962 hash of canonical bytes.
func LeafHash(body []byte) [32]byte { return tlog.RecordHash(body) }

// parsed is the shape of canonical bytes for reading.
type parsed struct {
	Action  string      `json:"action"`
	Actor   gov.Actor   `json:"actor"`
	At      gov.Time    `json:"at"`
	Data    Data        `json:"data"`
	ID      gov.ID      `json:"id"`
	Name    string      `json:"name"`
	Outcome string      `json:"outcome"`
	Rows    [][4]string `json:"rows"`
	Rule    string      `json:"rule"`
	Stream  string      `json:"stream"`
	Ver     int64       `json:"ver"`
}

// ParseEvent reads canonical bytes back. In Data, identifiers and times come
// back as strings and numbers as float64.
func ParseEvent(body []byte) (*Event, error) {
	var p parsed
	if err := json.Unmarshal(body, &p); err != nil {
		return nil, fmt.Errorf("event bytes: %w", err)
	}
	e := &Event{ID: p.ID, Actor: p.Actor, At: p.At, Name: p.Name, Action: p.Action, Stream: p.Stream, Ver: p.Ver, Outcome: p.Outcome, Rule: p.Rule, Data: p.Data}
	for _, r := range p.Rows {
		m, err := parseMark(r)
		if err != nil {
			return nil, err
		}
		e.Rows = append(e.Rows, m)
	}
	return e, nil
}

// ID reads an identifier out of Data.
func (d Data) ID(name string) gov.ID {
	switch v := d[name].(type) {
	case gov.ID:
		return v
	case string:
		id, _ := gov.ParseID(v)
		return id
	}
	return 0
}

// Str reads a string out of Data.
func (d Data) Str(name string) string { s, _ := d[name].(string); return s }

// Int reads a number out of Data.
func (d Data) Int(name string) int64 {
	switch v := d[name].(type) {
	case float64:
		return int64(v)
	case int64:
		return v
	case int:
		return int64(v)
	}
	return 0
}

// Time reads an instant out of Data.
func (d Data) Time(name string) gov.Time {
	switch v := d[name].(type) {
	case gov.Time:
		return v
	case string:
		t, _ := gov.ParseTime(v)
		return t
	}
	return 0
}

// Strings reads a list out of Data.
func (d Data) Strings(name string) []string {
	switch v := d[name].(type) {
	case []string:
		return v
	case []any:
		out := make([]string, 0, len(v))
		for _, x := range v {
			if s, ok := x.(string); ok {
				out = append(out, s)
			}
		}
		return out
	}
	return nil
}
