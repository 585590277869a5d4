package correction

import (
	"slices"
	"strings"
	"unicode/utf8"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/seal"
)

// Kind is what somebody says to a use of his data.
type Kind string

// The kinds.
const (
	Question Kind = "question" // 询问: to the unit that used the data
	Misuse   Kind = "misuse"   // 使用异议: to the unit that used the data
	Wrong    Kind = "wrong"    // 数据异议: to the unit that holds the data
)

// Kinds lists them in their order.
var Kinds = []Kind{Question, Misuse, Wrong}

// State is where an objection stands.
type State string

// The states.
const (
	Open      State = "open"
	Answered  State = "answered"
	Withdrawn State = "withdrawn"
)

// outcomes are what an answer may come to, by kind.
var outcomes = map[Kind][]string{
	Question: {"explained"},
	Misuse:   {"lawful", "stopped"},
	Wrong:    {"right", "marked", "corrected"},
}

// Outcomes lists what an answer to an objection of a kind may come to: explained;
// lawful or stopped; right, marked (goes the statutory way) or corrected.
func Outcomes(k Kind) []string { return slices.Clone(outcomes[k]) }

// Rule names the limit within which an objection of a kind is answered.
func (k Kind) Rule() string {
	if k == Wrong {
		return "D2"
	}
	return "D1"
}

// Objection is a question about or an objection to one line of the record of uses.
type Objection struct {
	ID         gov.ID   `json:"id"`
	Subject    gov.ID   `json:"subject"`
	Kind       Kind     `json:"kind"`
	Line       int64    `json:"line,string"` // leaf of the use
	Resource   string   `json:"resource"`
	Fields     []string `json:"fields"`
	UsedBy     gov.ID   `json:"usedBy,omitempty"` // unit that used the data; 0: none
	Department gov.ID   `json:"department"`       // unit that answers
	State      State    `json:"state"`
	Outcome    string   `json:"outcome,omitempty"`
	Made       gov.Time `json:"made"`
	Due        gov.Date `json:"due"` // last day of the answer
	Answered   gov.Time `json:"answered"`
	Words

	account gov.ID
	task    gov.ID
	rev     int64
}

// Words are what was said on both sides.
type Words struct {
	Text   string `json:"text"`
	Answer string `json:"answer,omitempty"`
}

// Stream is the event stream of an objection.
func Stream(id gov.ID) string { return "objection/" + id.String() }

// answer moves an open objection to answered.
func (o *Objection) answer(a Answer, now gov.Time) error {
	if o.State != Open {
		return gov.Conflict("objection.state")
	}
	e := gov.Invalid("objection.answer")
	if !slices.Contains(outcomes[o.Kind], a.Outcome) {
		e.At("outcome", "objection.outcome")
	}
	if !fits(a.Text) {
		e.At("text", "objection.reasons")
	}
	if len(e.Fields) > 0 {
		return e
	}
	o.State, o.Outcome, o.Words.Answer, o.Answered = Answered, a.Outcome, strings.TrimSpace(a.Text), now
	return nil
}

// withdraw moves an open objection to withdrawn.
func (o *Objection) withdraw() error {
	if o.State != Open {
		return gov.Conflict("objection.state")
	}
	o.State = Withdrawn
	return nil
}

// What is said, in characters.
const (
	minText = 5
	maxText = 1000
)

func fits(text string) bool {
	n := utf8.RuneCountInString(strings.TrimSpace(text))
	return n >= minText && n <= maxText
}

// Claim is what somebody says.
type Claim struct {
	Line   int64    `json:"line"`
	Kind   Kind     `json:"kind"`
	Fields []string `json:"fields,omitempty"` // of a wrong datum: which; all of the line when left out
	Text   string   `json:"text"`
}

func (c *Claim) check() error {
	e := gov.Invalid("objection.claim")
	if !slices.Contains(Kinds, c.Kind) {
		e.At("kind", "objection.kind")
	}
	if c.Line < 0 {
		e.At("line", "exchange.no_line")
	}
	if !fits(c.Text) {
		e.At("text", "objection.text")
	}
	c.Text = strings.TrimSpace(c.Text)
	if len(e.Fields) > 0 {
		return e
	}
	return nil
}

// Answer is what the unit says.
type Answer struct {
	Outcome string `json:"outcome"`
	Text    string `json:"text"` // reasons
}

func (o *Objection) resource() act.Resource {
	return act.Resource{Type: "Objection", ID: o.ID.String(), Attrs: map[string]any{"subject": o.Subject, "department": o.Department}}
}

func (o *Objection) event(p *act.Prep, name string) error {
	return p.Event(name, Stream(o.ID), seal.Data{
		"subject": o.Subject, "kind": string(o.Kind), "line": o.Line, "resource": o.Resource, "department": o.Department, "usedBy": o.UsedBy,
		"due": o.Due, "outcome": o.Outcome,
	})
}
