package bus

import (
	"encoding/json"
	"strconv"
	"strings"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/seal"
)

// Event is one leaf of the log with what it commits to. It is shared between
// readers and must not be changed.
type Event struct {
	*seal.Event
	Seq  int64  // leaf index, from 0
	Body []byte // canonical bytes
}

// CloudEvent is an event in the JSON form of CloudEvents 1.0 §3. The extension
// attribute leafindex is the place in the log, as text because the standard's
// integers end at 32 bits. Data are the canonical bytes: ids and codes only.
type CloudEvent struct {
	SpecVersion     string          `json:"specversion"`
	ID              string          `json:"id"`
	Source          string          `json:"source"`
	Type            string          `json:"type"`
	Subject         string          `json:"subject,omitempty"`
	Time            string          `json:"time"`
	DataContentType string          `json:"datacontenttype"`
	LeafIndex       string          `json:"leafindex"`
	Data            json.RawMessage `json:"data"`
}

// Cloud gives the event as a CloudEvent; source is a URI that names the site's log.
func (e Event) Cloud(source string) CloudEvent {
	return CloudEvent{
		SpecVersion: "1.0", ID: e.ID.String(), Source: source, Type: e.Name, Subject: e.Stream, Time: e.At.String(),
		DataContentType: "application/json", LeafIndex: strconv.FormatInt(e.Seq, 10), Data: e.Body,
	}
}

// Concerns tells whether the event happened to a case or names it in its data.
func (e Event) Concerns(caseID gov.ID) bool {
	return e.Stream == "case/"+caseID.String() || e.Data.ID("case") == caseID
}

// matches tells whether a name begins with one of the prefixes; none means all.
func matches(name string, prefixes []string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(name, p) {
			return true
		}
	}
	return len(prefixes) == 0
}
