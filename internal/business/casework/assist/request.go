package assist

import (
	"slices"
	"strings"
	"unicode/utf8"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
)

// State is where a request stands.
type State string

// The states; only the first is open.
const (
	Asked     State = "asked"
	Answered  State = "answered"
	Withdrawn State = "withdrawn"
	Lapsed    State = "lapsed"
)

// edges are the legal moves of a request.
var edges = map[State][]State{Asked: {Answered, Withdrawn, Lapsed}, Answered: nil, Withdrawn: nil, Lapsed: nil}

// move takes a request to a state, or refuses the edge.
func (r *Request) move(s State) error {
	if !slices.Contains(edges[r.State], s) {
		return gov.Conflict("assist.state").With("state", string(r.State))
	}
	r.State = s
	return nil
}

// Results are what an answer may conclude.
var Results = []string{"agree", "conditional", "object", "none"}

// Request asks one department about one matter.
type Request struct {
	ID       gov.ID   `json:"id"`
	Case     gov.ID   `json:"case"`
	No       string   `json:"no"` // of the case
	Matter   gov.ID   `json:"matter"`
	Item     string   `json:"item"`
	From     gov.ID   `json:"from"`     // department that asks
	Asker    gov.ID   `json:"asker"`    // its post
	To       gov.ID   `json:"to"`       // department that is asked
	Question string   `json:"question"` // encrypted under the case's key
	Cites    []string `json:"cites,omitempty"`
	AskedAt  gov.Time `json:"askedAt"`
	Due      gov.Time `json:"due"` // last instant of the internal limit
	State    State    `json:"state"`
	Answerer gov.ID   `json:"answerer,omitempty"` // post
	EndedAt  gov.Time `json:"endedAt"`
	Result   string   `json:"result,omitempty"` // of the answer, one of Results
	Answer   string   `json:"answer,omitempty"` // encrypted under the case's key
	Grounds  []string `json:"grounds,omitempty"`
	Task     gov.ID   `json:"task"` // of the asked department
	Rev      int64    `json:"rev"`
}

// Late tells whether the internal limit passed without an answer, or before it.
func (r *Request) Late(now gov.Time) bool {
	switch r.State {
	case Asked:
		return now > r.Due
	case Answered:
		return r.EndedAt > r.Due
	case Withdrawn, Lapsed:
	}
	return false
}

// Resource is the request as the policies see it, for a department that acts on it.
func (r *Request) resource(division string) act.Resource {
	return act.Resource{Type: "Opinion", ID: r.ID.String(), Attrs: map[string]any{
		"department": r.To, "departments": []gov.ID{r.From, r.To}, "division": division, "state": string(r.State), "item": r.Item,
	}}
}

// Limits of what is written.
const (
	maxText  = 4000 // characters
	maxCites = 20
	maxDays  = 20 // working days
)

func words(e *gov.Error, path, text string) string {
	text = strings.TrimSpace(text)
	if n := utf8.RuneCountInString(text); n == 0 || n > maxText {
		e.At(path, "assist."+path)
	}
	return text
}

func basis(e *gov.Error, path string, cites []string) {
	if len(cites) > maxCites {
		e.At(path, "task.cites")
	}
}
