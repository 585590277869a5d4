package limit

import (
	"regexp"
	"slices"

	"holon.example/holon/internal/gov"
)

// LastDay says what becomes of a limit whose last day is a day off.
type LastDay string

// The rules for the last day. A limit in working days never ends on a day off.
const (
	Keep        LastDay = "keep"
	NextWorkday LastDay = "next_workday" // 民法典 §203
)

// Expiry is what the passing of a limit means.
type Expiry string

// The meanings of a limit that has passed.
const (
	Overdue         Expiry = "overdue"          // 超期: it stays to be done
	DeemedAccepted  Expiry = "deemed_accepted"  // 视为受理, 行政许可法 §32(4)
	DeemedRenewed   Expiry = "deemed_renewed"   // 视为准予延续, §50
	DeemedWithdrawn Expiry = "deemed_withdrawn" // 视为撤回: a promised supplement that never came
	DeemedAgreed    Expiry = "deemed_agreed"    // 默认同意: internal opinions only, never a decision
)

// Deemed tells whether the law itself decides when the limit passes.
func (e Expiry) Deemed() bool { return e != Overdue }

// Effective says from which day a deemed outcome holds.
type Effective string

// The days a deemed outcome may hold from.
const (
	FromStart Effective = "start"     // the day the clock was set off
	AfterDue  Effective = "after_due" // the day after the last day
)

// Certainty says how well a figure is known.
type Certainty string

// The degrees of certainty.
const (
	Verified Certainty = "verified" // read in the text of the law
	Assumed  Certainty = "assumed"  // not yet checked against the official text
)

// Rank names who may approve: a row of the table's ranks.
type Rank string

// Words are the zh and en name of a row.
type Words struct {
	ZH string `json:"zh" yaml:"zh"`
	EN string `json:"en" yaml:"en"`
}

// Extension is how a limit may be extended, by whom, and how often.
type Extension struct {
	Amount   int    `json:"amount" yaml:"amount"` // at most, in the unit of the limit
	Times    int    `json:"times" yaml:"times"`
	Rank     Rank   `json:"rank" yaml:"rank"`
	Citation string `json:"citation" yaml:"citation"`
}

// Pausing is the closed list of grounds on which the clock may stand still.
type Pausing struct {
	Grounds  []string `json:"grounds"`
	Citation string   `json:"citation"`
}

// Admits tells whether the law lets the clock stand still on the ground.
func (p *Pausing) Admits(ground string) bool {
	return p != nil && slices.Contains(p.Grounds, ground)
}

// Basis is a decision that must be on record before the limit may be used.
type Basis struct {
	ID       string `json:"id" yaml:"id"`
	Rank     Rank   `json:"rank" yaml:"rank"`
	Citation string `json:"citation" yaml:"citation"`
	Title    Words  `json:"title,omitzero" yaml:"title"`
}

// Terms are what a clock takes with it when it is set off.
type Terms struct {
	Length
	LastDay   LastDay    `json:"last_day,omitempty"`
	Before    bool       `json:"before,omitempty"` // counts back from a fixed day
	Lead      *Length    `json:"lead,omitempty"`   // how long before that day it must be set off
	Prompt    *Length    `json:"prompt,omitempty"` // how long before the due instant to remind
	Expiry    Expiry     `json:"expiry"`
	Effective Effective  `json:"effective,omitempty"`
	Pausing   *Pausing   `json:"pausing,omitempty"`
	Extension *Extension `json:"extension,omitempty"`
	Basis     *Basis     `json:"basis,omitempty"`
}

// Rule is one row of the table in one version.
type Rule struct {
	ID        string    `json:"id"`
	Title     Words     `json:"title"`
	SetsOff   string    `json:"sets_off"` // the event that sets the clock off
	Citation  string    `json:"citation"`
	Certainty Certainty `json:"certainty"`
	InForce   gov.Date  `json:"in_force"`
	Terms
}

var ruleID = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_./-]{0,127}$`)

// Check refuses an incomplete or impossible rule; each error names its field.
// Items and processes build rules of their own (a step's limit) and check them here.
func (r Rule) Check() error {
	bad := gov.Invalid("limit.rule").With("rule", r.ID)
	note := func(wrong bool, path, key string) {
		if wrong {
			bad.At(path, key)
		}
	}
	_, err := gov.ParseDate(string(r.InForce))
	note(!ruleID.MatchString(r.ID), "id", "limit.id")
	note(err != nil, "in_force", "error.date")
	note(r.Citation == "", "citation", "limit.uncited")
	note(r.Title.ZH == "" || r.Title.EN == "", "title", "limit.title")
	note(r.Certainty != Verified && r.Certainty != Assumed, "certainty", "limit.certainty")
	for _, f := range r.Terms.problems() {
		bad.At(f.Path, f.Key)
	}
	if len(bad.Fields) > 0 {
		return bad
	}
	return nil
}

// Own makes the rule of an item or a step that has a limit of its own, under
// the events, grounds and prompt of the general rule r. The general extension is
// kept only under the general citation: a law that sets another limit takes the
// place of the general one together with its extension (行政许可法 §42.1, last
// sentence). An item whose law allows an extension sets it afterwards.
func (r Rule) Own(id string, length Length, citation string) (Rule, error) {
	r.ID, r.Length = id, length
	if citation != r.Citation {
		r.Citation, r.Certainty, r.Extension = citation, Assumed, nil
	}
	return r, r.Check()
}

func (t Terms) problems() (out []gov.Field) {
	note := func(wrong bool, path, key string) {
		if wrong {
			out = append(out, gov.Field{Path: path, Key: key})
		}
	}
	note(t.Check() != nil, "amount", "limit.amount")
	note(t.LastDay != Keep && t.LastDay != NextWorkday, "last_day", "limit.last_day")
	note(!slices.Contains([]Expiry{Overdue, DeemedAccepted, DeemedRenewed, DeemedWithdrawn, DeemedAgreed}, t.Expiry), "expiry", "limit.expiry")
	note(t.Expiry.Deemed() != (t.Effective == FromStart || t.Effective == AfterDue), "effective", "limit.effective")
	note(t.Lead != nil && (!t.Before || t.Lead.Check() != nil || t.Lead.Unit == Hour), "lead", "limit.lead")
	note(t.Prompt != nil && t.Prompt.Check() != nil, "prompt", "limit.amount")
	note(t.Before && (t.Unit == Hour || t.Pausing != nil || t.Extension != nil), "before", "limit.before")
	note(t.Pausing != nil && t.Unit == Hour, "grounds", "limit.hour_pause")
	note(t.Pausing != nil && (len(t.Pausing.Grounds) == 0 || t.Pausing.Citation == ""), "grounds", "limit.uncited")
	if e := t.Extension; e != nil {
		note(Length{e.Amount, t.Unit}.Check() != nil || e.Amount == 0 || e.Times < 1, "extension", "limit.amount")
		note(e.Rank == "", "extension/rank", "limit.rank")
		note(e.Citation == "", "extension/citation", "limit.uncited")
	}
	return out
}
