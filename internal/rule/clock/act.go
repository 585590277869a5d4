package clock

import (
	"slices"
	"strings"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/calendar"
	"holon.example/holon/internal/rule/clock/limit"
)

// ActKind names what happens to a clock.
type ActKind string

// The acts on a clock.
const (
	Stop   ActKind = "stop"   // a lawful pause begins on the day of the act
	Resume ActKind = "resume" // it ends on the day of the act, which is not counted either
	Extend ActKind = "extend" // the limit is extended by approval
	Finish ActKind = "finish" // what was due was done
	Lapse  ActKind = "lapse"  // the limit passed and the law decides; a job does this
	Cancel ActKind = "cancel" // the matter was withdrawn or ended otherwise
)

// Bounds on what an act may carry, in bytes.
const (
	maxRef    = 200
	maxReason = 4_000
	maxActs   = 200
)

// Act is one act on a clock, as an event records it.
type Act struct {
	Kind     ActKind    `json:"kind"`
	At       gov.Time   `json:"at"`
	Ground   string     `json:"ground,omitempty"`   // stop: one of the law's grounds
	Expected gov.Date   `json:"expected,omitempty"` // stop: the end told in writing
	Letter   string     `json:"letter,omitempty"`   // stop, extend: the written notice
	Amount   int        `json:"amount,omitempty"`   // extend: in the unit of the limit
	Rank     limit.Rank `json:"rank,omitempty"`     // extend: of who approved
	By       gov.ID     `json:"by,omitempty"`       // extend: who approved
	Reason   string     `json:"reason,omitempty"`   // extend, cancel
	Legal    gov.Time   `json:"legal,omitempty"`    // finish, lapse: filled in by Do
	Promised gov.Time   `json:"promised,omitempty"` // finish, lapse: filled in by Do
}

// Do takes the clock through an act, or refuses it. The act comes back as it
// must be recorded, so that Apply replays it whatever the calendar says then.
func Do(c Clock, a Act, cal *calendar.Calendar) (Clock, Act, error) {
	if err := checkOrder(c, a); err != nil {
		return c, a, err
	}
	due, err := Last(c, cal)
	if err != nil {
		return c, a, err
	}
	switch a.Kind {
	case Stop:
		err = checkStop(c, a, due)
	case Extend:
		err = checkExtend(c, a, due)
	case Finish, Lapse:
		err = checkEnd(c, a, due)
		a.Legal = due.Legal.At
		if due.Promised != nil {
			a.Promised = due.Promised.At
		}
	case Cancel:
		err = checkText("reason", a.Reason, maxReason)
	case Resume:
	}
	if err != nil {
		return c, a, err
	}
	return Apply(c, a), a, nil
}

// from lists the states in which an act is legal.
var from = map[ActKind][]State{
	Stop: {Running}, Resume: {Stopped}, Extend: {Running}, Finish: {Running}, Lapse: {Running}, Cancel: {Running, Stopped},
}

func checkOrder(c Clock, a Act) error {
	states, known := from[a.Kind]
	switch {
	case !known:
		return gov.Invalid("clock.act").With("act", string(a.Kind))
	case !slices.Contains(states, c.State):
		return gov.Conflict("clock.state").With("act", string(a.Kind)).With("state", string(c.State))
	case a.At < c.Last:
		return gov.Conflict("clock.act_order").With("at", a.At.String()).With("last", c.Last.String())
	case len(c.Pauses)+len(c.Grants) >= maxActs && (a.Kind == Stop || a.Kind == Extend):
		return &gov.Error{Kind: gov.KindTooLarge, Key: "clock.too_many_acts"}
	}
	return nil
}

func checkText(path, text string, limit int) error {
	if strings.TrimSpace(text) == "" {
		return gov.Invalid("clock.act").At(path, "error.required")
	}
	if len(text) > limit {
		return gov.Invalid("clock.act").At(path, "error.too_long")
	}
	return nil
}

func checkStop(c Clock, a Act, due Deadlines) error {
	if !c.Terms.Pausing.Admits(a.Ground) {
		e := gov.Conflict("clock.ground").With("ground", a.Ground).With("rule", c.Rule)
		e.Rule = c.Citation
		if c.Terms.Pausing != nil {
			e.Rule = c.Terms.Pausing.Citation
		}
		return e
	}
	if err := checkText("letter", a.Letter, maxRef); err != nil {
		return err
	}
	if _, err := gov.ParseDate(string(a.Expected)); err != nil || a.Expected < a.At.Date() {
		return gov.Invalid("clock.act").At("expected", "clock.expected")
	}
	if a.Expected > a.At.Date().AddDays(maxPauseDays) {
		return gov.Invalid("clock.act").At("expected", "clock.expected_far")
	}
	if a.At > due.Legal.At {
		return gov.Conflict("clock.stop_late").With("due", string(due.Legal.On))
	}
	return nil
}

// maxPauseDays bounds the end told to the applicant, so that a typing error in
// the year is caught; a pause that lasts longer is told again.
const maxPauseDays = 1_000

func checkExtend(c Clock, a Act, due Deadlines) error {
	e := c.Terms.Extension
	if e == nil {
		return ruled(gov.Conflict("clock.no_extension"), c.Citation).With("rule", c.Rule)
	}
	granted := a.Amount
	for _, g := range c.Grants {
		granted += g.Amount
	}
	switch {
	case a.Rank != e.Rank || a.By == 0:
		return ruled(gov.Conflict("clock.extension_rank"), e.Citation).With("rank", string(e.Rank))
	case len(c.Grants) >= e.Times:
		return ruled(gov.Conflict("clock.extension_times"), e.Citation).With("times", e.Times)
	case a.Amount < 1 || a.Amount > e.Amount || granted > e.Amount*e.Times:
		return ruled(gov.Conflict("clock.extension_amount"), e.Citation).With("amount", e.Amount)
	case a.At > due.Legal.At:
		return ruled(gov.Conflict("clock.extension_late"), e.Citation).With("due", string(due.Legal.On))
	}
	if err := checkText("letter", a.Letter, maxRef); err != nil {
		return err
	}
	return checkText("reason", a.Reason, maxReason)
}

func ruled(e *gov.Error, citation string) *gov.Error {
	e.Rule = citation
	return e
}

func checkEnd(c Clock, a Act, due Deadlines) error {
	over := a.At > due.Legal.At
	switch {
	case a.Kind == Finish && over && c.Terms.Expiry.Deemed():
		return ruled(gov.Conflict("clock.lapsed"), c.Citation).With("due", string(due.Legal.On))
	case a.Kind == Lapse && !c.Terms.Expiry.Deemed():
		return ruled(gov.Conflict("clock.no_outcome"), c.Citation).With("rule", c.Rule)
	case a.Kind == Lapse && !over:
		return gov.Conflict("clock.not_due").With("due", string(due.Legal.On))
	}
	return nil
}

// Apply replays an act that Do accepted. It never fails and asks no calendar.
func Apply(c Clock, a Act) Clock {
	c.Last = a.At
	switch a.Kind {
	case Stop:
		c.State = Stopped
		c.Pauses = append(slices.Clone(c.Pauses), Pause{Ground: a.Ground, From: a.At.Date(), Expected: a.Expected, Letter: a.Letter})
	case Resume:
		c.State = Running
		c.Pauses = slices.Clone(c.Pauses)
		if n := len(c.Pauses); n > 0 {
			c.Pauses[n-1].To = a.At.Date()
		}
	case Extend:
		c.Grants = append(slices.Clone(c.Grants), Grant{
			Amount: a.Amount, Rank: a.Rank, By: a.By, Letter: a.Letter, Reason: a.Reason, At: a.At,
		})
	case Finish:
		c.State, c.Ended, c.Legal, c.Promised = Done, a.At, a.Legal, a.Promised
	case Lapse:
		c.State, c.Ended, c.Legal, c.Promised = Lapsed, a.At, a.Legal, a.Promised
		c.Outcome, c.Effective = c.Terms.Expiry, a.Legal.Date().AddDays(1)
		if c.Terms.Effective == limit.FromStart {
			c.Effective = c.StartDay()
		}
	case Cancel:
		c.State, c.Ended, c.Reason = Cancelled, a.At, a.Reason
	}
	return c
}
