package clock

import (
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/calendar"
	"holon.example/holon/internal/rule/clock/limit"
)

// State is where a clock stands.
type State string

// The states of a clock.
const (
	Running   State = "running"
	Stopped   State = "stopped"   // 停钟: a lawful pause is open
	Done      State = "done"      // what was due was done, in time or late
	Lapsed    State = "lapsed"    // the limit passed and the law decided
	Cancelled State = "cancelled" // the matter was withdrawn or ended otherwise
)

// Pause is one stretch for which the clock stood still, both days included.
type Pause struct {
	Ground   string   `json:"ground"`
	From     gov.Date `json:"from"`
	To       gov.Date `json:"to,omitempty"`       // empty while it is open
	Expected gov.Date `json:"expected,omitempty"` // the end told to the applicant in writing
	Letter   string   `json:"letter"`             // reference of the written notice (§45)
}

// Grant is one extension that was approved.
type Grant struct {
	Amount int        `json:"amount"` // in the unit of the limit
	Rank   limit.Rank `json:"rank"`
	By     gov.ID     `json:"by"`     // who approved it
	Letter string     `json:"letter"` // reference of the letter that told the reason
	Reason string     `json:"reason"`
	At     gov.Time   `json:"at"`
}

// Basis is the decision on record that lets the limit be used, such as the
// government's decision on joint handling (行政许可法 §26).
type Basis struct {
	ID   string     `json:"id"` // the basis of the table it answers
	Ref  string     `json:"ref"`
	Rank limit.Rank `json:"rank"`
	On   gov.Date   `json:"on"`
}

// Clock is one limit of one matter or step. It holds a copy of its rule's
// terms, so that an edit of the table never moves it.
type Clock struct {
	Rule      string        `json:"rule"`
	Citation  string        `json:"citation"`
	Terms     limit.Terms   `json:"terms"`
	Promise   *limit.Length `json:"promise,omitempty"` // 承诺时限
	Basis     *Basis        `json:"basis,omitempty"`
	From      gov.Time      `json:"from"`            // when it was set off; its day does not count
	Until     gov.Date      `json:"until,omitempty"` // the fixed day of a limit that counts back
	LateStart bool          `json:"late_start,omitempty"`
	State     State         `json:"state"`
	Pauses    []Pause       `json:"pauses,omitempty"`
	Grants    []Grant       `json:"grants,omitempty"`
	Last      gov.Time      `json:"last"` // the latest act

	Ended     gov.Time     `json:"ended,omitempty"`
	Outcome   limit.Expiry `json:"outcome,omitempty"`   // of a lapsed clock
	Effective gov.Date     `json:"effective,omitempty"` // the day the outcome holds from
	Legal     gov.Time     `json:"legal,omitempty"`     // last instant of the statutory limit, frozen at the end
	Promised  gov.Time     `json:"promised,omitempty"`  // last instant of the promise, frozen at the end
	Reason    string       `json:"reason,omitempty"`    // why it was cancelled
}

// Open tells whether the clock may still change.
func (c Clock) Open() bool { return c.State == Running || c.State == Stopped }

// OpenPause gives the pause a stopped clock stands in.
func (c Clock) OpenPause() (Pause, bool) {
	n := len(c.Pauses)
	if c.State != Stopped || n == 0 {
		return Pause{}, false
	}
	return c.Pauses[n-1], true
}

// StartDay is the day the clock was set off.
func (c Clock) StartDay() gov.Date { return c.From.Date() }

// Effect is the day a matter counts from after a lapsed clock: for deemed
// acceptance the day of receipt (行政许可法 §32(4)), for deemed renewal the day
// after the old validity (§50).
func (c Clock) Effect() (gov.Date, bool) { return c.Effective, c.State == Lapsed }

// Opening is what is known when a clock is set off.
type Opening struct {
	From    gov.Time      // when the event happened that sets it off
	Until   gov.Date      // the fixed day, for a limit that counts back
	Promise *limit.Length // the promised limit, if one is published
	Basis   *Basis        // the recorded decision, if the rule needs one
}

// Start sets a clock off. It is refused if the promise may exceed the statutory
// limit, if the recorded decision the rule needs is missing or by the wrong
// rank, or if the fixed day of a limit that counts back is missing.
func Start(r limit.Rule, o Opening, cal *calendar.Calendar) (Clock, error) {
	c := Clock{
		Rule: r.ID, Citation: r.Citation, Terms: r.Terms, Promise: o.Promise, Basis: o.Basis,
		From: o.From, Until: o.Until, State: Running, Last: o.From,
	}
	if err := r.Check(); err != nil {
		return c, err
	}
	if o.From <= 0 {
		return c, gov.Invalid("clock.start").With("rule", r.ID)
	}
	if err := checkBasis(r, o); err != nil {
		return c, err
	}
	if o.Promise != nil {
		if err := CheckPromise(r, *o.Promise); err != nil {
			return c, err
		}
	}
	return anchored(c, cal)
}

// anchored checks the fixed day of a limit that counts back. Set off later than
// the lead allows, the clock runs but the law's outcome will not follow.
func anchored(c Clock, cal *calendar.Calendar) (Clock, error) {
	if !c.Terms.Before {
		if c.Until != "" {
			return c, gov.Invalid("clock.until_unused").With("rule", c.Rule)
		}
		return c, nil
	}
	if _, err := gov.ParseDate(string(c.Until)); err != nil {
		return c, gov.Invalid("clock.until").With("rule", c.Rule)
	}
	if c.Until < c.StartDay() {
		return c, gov.Conflict("clock.until_past").With("until", string(c.Until))
	}
	latest, err := leadDay(c, cal)
	if err != nil {
		return c, err
	}
	if c.Terms.Lead != nil && c.StartDay() > latest {
		c.LateStart = true
		c.Terms.Expiry, c.Terms.Effective = limit.Overdue, ""
	}
	return c, nil
}

// leadDay is the last day on which the clock could be set off in time.
func leadDay(c Clock, cal *calendar.Calendar) (gov.Date, error) {
	if c.Terms.Lead == nil {
		return c.Until, nil
	}
	return back(c.Until, *c.Terms.Lead, cal)
}

// CheckPromise tells whether a promised limit surely lies within the statutory
// one; publishing an item asks this before any clock is set off.
func CheckPromise(r limit.Rule, promise limit.Length) error {
	if err := promise.Check(); err != nil {
		return err
	}
	if r.Before || !promise.Within(r.Length) {
		e := gov.Invalid("clock.promise_longer").With("rule", r.ID)
		return e.With("promise", promise.Amount).With("unit", string(promise.Unit)).With("legal", r.Amount)
	}
	return nil
}

func checkBasis(r limit.Rule, o Opening) error {
	need := r.Basis
	if need == nil {
		if o.Basis != nil {
			return gov.Invalid("clock.basis_unused").With("rule", r.ID)
		}
		return nil
	}
	refuse := func(key string) error {
		e := gov.Conflict(key).With("rule", r.ID).With("basis", need.ID)
		e.Rule = need.Citation
		return e
	}
	b := o.Basis
	switch {
	case b == nil || b.ID != need.ID || b.Ref == "" || len(b.Ref) > maxRef:
		return refuse("clock.basis_missing")
	case b.Rank != need.Rank:
		return refuse("clock.basis_rank")
	}
	if _, err := gov.ParseDate(string(b.On)); err != nil || b.On > o.From.Date() {
		return refuse("clock.basis_date")
	}
	return nil
}
