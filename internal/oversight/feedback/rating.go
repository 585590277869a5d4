package feedback

import (
	"slices"
	"strings"
	"unicode/utf8"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/seal"
)

// The levels at the ends; Bad and below is followed up.
const (
	Best  = 5
	Bad   = 2
	Worst = 1
)

// State is where the follow-up of a rating stands.
type State string

// The states.
const (
	Noted     State = "noted"     // good enough: nothing to follow up
	Open      State = "open"      // bad: to be verified
	Confirmed State = "confirmed" // to be mended
	Mended    State = "mended"
	Unfounded State = "unfounded"
)

// Reasons are what a rating may point at: of the service on line and at the window.
var Reasons = []string{"speed", "guide", "ease", "platform", "skill", "attitude"}

// About is what is rated: a case as a whole, or one day at the window.
type About struct {
	Case  gov.ID   `json:"case"`
	Visit gov.Date `json:"visit,omitempty"` // day at the window; empty: the case as a whole
}

func (a About) text() string { return a.Case.String() + "/" + string(a.Visit) }

// Service is what government says of what is rated.
type Service struct {
	Item       string // package or item
	Division   string
	Department gov.ID // that answers for the case as a whole
	Window     gov.ID // that answers for a visit; 0: the same
	Applicant  gov.ID
	No         string
	Decided    bool // there is a decision, or the case has ended
}

// Rating is one rating.
type Rating struct {
	ID         gov.ID   `json:"id"`
	Item       string   `json:"item"`
	Division   string   `json:"division"`
	Department gov.ID   `json:"department"`
	Level      int      `json:"level"` // 5 very satisfied … 1 very dissatisfied
	Channel    string   `json:"channel"`
	State      State    `json:"state"`
	Made       gov.Time `json:"made"`
	Due        gov.Date `json:"due,omitempty"` // of the next step of the follow-up
	Words

	about string
	task  gov.ID
	rev   int64
}

// Words are what was said: by the rater, and by the unit.
type Words struct {
	Reasons []string `json:"reasons,omitempty"`
	Text    string   `json:"text,omitempty"`
	No      string   `json:"no,omitempty"` // number of the case, of a rater who gave his name
	Finding string   `json:"finding,omitempty"`
	Measure string   `json:"measure,omitempty"`
}

const maxText = 1000 // characters

// Opinion is what a rater says.
type Opinion struct {
	Level   int      `json:"level" minimum:"1" maximum:"5"`
	Reasons []string `json:"reasons,omitempty"`
	Text    string   `json:"text,omitempty"`
	Named   bool     `json:"named,omitempty"` // who follows up may know the case, to call back
}

func (o *Opinion) check() error {
	e := gov.Invalid("rating.opinion")
	if o.Level < Worst || o.Level > Best {
		e.At("level", "rating.level")
	}
	for _, r := range o.Reasons {
		if !slices.Contains(Reasons, r) {
			e.At("reasons", "rating.reasons")
			break
		}
	}
	o.Text = strings.TrimSpace(o.Text)
	if utf8.RuneCountInString(o.Text) > maxText {
		e.At("text", "rating.text")
	}
	if len(e.Fields) > 0 {
		return e
	}
	o.Reasons = slices.Compact(slices.Sorted(slices.Values(o.Reasons)))
	return nil
}

// Finding is what the unit says of a bad rating: whether it is right, and later what
// was mended.
type Finding struct {
	Result string `json:"result" enum:"confirmed,unfounded,mended"`
	Text   string `json:"text"`
}

const minFinding = 5 // characters

// next moves the follow-up by a finding.
func (r *Rating) next(f Finding) error {
	e := gov.Invalid("rating.finding")
	to := State(f.Result)
	if to != Confirmed && to != Unfounded && to != Mended {
		e.At("result", "rating.result")
	}
	text := strings.TrimSpace(f.Text)
	if n := utf8.RuneCountInString(text); n < minFinding || n > maxText {
		e.At("text", "rating.finding_text")
	}
	if len(e.Fields) > 0 {
		return e
	}
	if (r.State == Open) == (to == Mended) || r.State != Open && r.State != Confirmed {
		return gov.Conflict("rating.state")
	}
	r.State = to
	if to == Mended {
		r.Measure = text
	} else {
		r.Words.Finding = text
	}
	return nil
}

func stream(id gov.ID) string { return "rating/" + id.String() }

func (r *Rating) resource(applicant gov.ID) act.Resource {
	return act.Resource{Type: "Rating", ID: r.ID.String(), Attrs: map[string]any{"applicant": applicant, "department": r.Department, "division": r.Division}}
}

func (r *Rating) event(p *act.Prep, name string) error {
	return p.Event(name, stream(r.ID), seal.Data{
		"item": r.Item, "division": r.Division, "department": r.Department, "level": r.Level, "channel": r.Channel, "state": string(r.State), "due": r.Due,
	})
}
