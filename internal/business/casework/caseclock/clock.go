package caseclock

import (
	"holon.example/holon/internal/business/matter"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/calendar"
	"holon.example/holon/internal/rule/clock"
	"holon.example/holon/internal/rule/clock/limit"
)

// The rules of the table of limits that casework sets off by itself.
const (
	Notice = "T3"   // one-time notice, 行政许可法 §32(4)
	Issue  = "T8"   // issue and deliver, §44
	AskFor = "T10a" // ask for a hearing, §47
	Hold   = "T10b" // hold it, §47
	permit = "T5"   // decision of one authority, §42(1): grounds and extension
	own    = "P1"   // what no law limits, within the limit promised (优化营商环境条例 §36(2))
)

// Kinds of clocks: of the intake and of the decision there is one; beside it run those
// of single steps.
const (
	Intake   = "intake"
	Decision = "decision"
	Delivery = "delivery"
	Request  = "hearing_request"
	Hearing  = "hearing"
	Promised = "promised" // 容缺: what was promised at acceptance
)

// kindOf is the kind of the clock that a rule sets off.
var kindOf = map[string]string{Notice: Intake, Issue: Delivery, AskFor: Request, Hold: Hearing}

// Main tells whether the clock is that of the intake or of the decision.
func (t *Timer) Main() bool { return t.Kind == Intake || t.Kind == Decision }

// SignalJob is the kind of the jobs that wait for a clock's next signal.
const SignalJob = "casework.signal"

// SignalPayload names the clock and what falls due.
type SignalPayload struct {
	Case   gov.ID       `json:"case"`
	Clock  gov.ID       `json:"clock"`
	Signal clock.Signal `json:"signal"`
	At     gov.Time     `json:"at"`
}

// Timer is a statutory clock of the case (intake) or of one matter.
type Timer struct {
	ID     gov.ID      `json:"id"`
	Case   gov.ID      `json:"case"`
	Matter gov.ID      `json:"matter,omitempty"`
	Kind   string      `json:"kind"`
	Clock  clock.Clock `json:"clock"`
	Due    gov.Time    `json:"due"` // last instant people work to
	Jobs   []gov.ID    `json:"-"`   // the waiting signal
	Rev    int64       `json:"-"`

	fresh, dirty bool
}

// Desk sets off and moves the clocks of one case inside one command.
type Desk struct {
	P        *act.Prep
	Calendar *calendar.Calendar
	Limits   *limit.Table
	Case     gov.ID
}

// Runs tells whether a clock runs on the decision of an item: of what the law limits,
// and of what is promised from acceptance on. A check of a register is done at once;
// the promise of guidance that needs a visit counts from the end of the visit.
func Runs(it *matter.Item) bool {
	switch {
	case it.Limit != nil:
		return true
	case it.Promise == nil:
		return false
	}
	return it.Outcome == "decision" || it.Outcome == "guidance" && it.Check == nil
}

// rule gives a rule of the table by id, or an item's own limit under the general
// grounds and extension of a permit, with what sets it off.
func (d Desk) rule(id string, from gov.Time, it *matter.Item) (limit.Rule, clock.Opening, error) {
	o := clock.Opening{From: from}
	switch {
	case it != nil && it.Limit != nil:
		id = permit
	case it != nil:
		id = own
	}
	r, err := d.Limits.Rule(id, from.Date())
	if err != nil || it == nil {
		return r, o, err
	}
	of, cite := it.Promise, r.Citation
	if it.Limit != nil {
		of, cite = it.Limit, it.Limit.Cite
	}
	if r, err = r.Own("item/"+it.ID, length(of), cite); err != nil {
		return r, o, err
	}
	if it.Promise != nil {
		promise := length(it.Promise)
		o.Promise = &promise
	}
	return r, o, nil
}

// SetOff starts a clock of the intake (a rule of the table) or of a matter.
func (d Desk) SetOff(rule string, m gov.ID, from gov.Time, it *matter.Item) (*Timer, error) {
	r, o, err := d.rule(rule, from, it)
	if err != nil {
		return nil, err
	}
	c, err := clock.Start(r, o, d.Calendar)
	if err != nil {
		return nil, err
	}
	t := &Timer{ID: d.P.NewID(), Case: d.Case, Matter: m, Kind: kindOf[rule], Clock: c, fresh: true}
	if it != nil {
		t.Kind = Decision
	}
	return t, d.Schedule(t)
}

// Promise starts the clock of what was promised at acceptance (容缺受理): a limit of the
// item's own, by the local law that allows it.
func (d Desk) Promise(from gov.Time, it *matter.Item) (*Timer, error) {
	r := limit.Rule{
		ID: "item/" + it.ID + "/deferral", Title: limit.Words{ZH: it.Name.Zh, EN: it.ID}, SetsOff: "accepted", Citation: it.Deferral.Cite,
		Certainty: limit.Assumed, InForce: from.Date(),
		Terms: limit.Terms{Length: limit.Length{Amount: it.Deferral.Days, Unit: limit.Workday}, LastDay: limit.Keep, Prompt: &limit.Length{Amount: 1, Unit: limit.Workday}, Expiry: limit.Overdue},
	}
	c, err := clock.Start(r, clock.Opening{From: from}, d.Calendar)
	if err != nil {
		return nil, err
	}
	t := &Timer{ID: d.P.NewID(), Case: d.Case, Kind: Promised, Clock: c, fresh: true}
	return t, d.Schedule(t)
}

func length(l *matter.Limit) limit.Length {
	unit := limit.Unit(l.Unit)
	if l.Unit == "" {
		unit = limit.Workday
	}
	return limit.Length{Amount: l.N, Unit: unit}
}

// Schedule computes when the clock is due and puts the job for its next signal.
func (d Desk) Schedule(t *Timer) error {
	for _, id := range t.Jobs {
		d.P.CancelJob(id)
	}
	t.Jobs, t.dirty = nil, true
	if !t.Clock.Open() {
		return nil
	}
	due, err := clock.Last(t.Clock, d.Calendar)
	if err != nil {
		return err
	}
	t.Due = due.Governing().At
	return d.next(t, d.P.Now())
}

func (d Desk) next(t *Timer, after gov.Time) error {
	next, err := clock.Next(t.Clock, d.Calendar)
	if err != nil {
		return err
	}
	for _, i := range next {
		if i.At <= after || i.Signal == clock.Outcome { // the process's own timer brings the outcome about
			continue
		}
		id, err := d.P.Job(SignalJob, i.At, SignalPayload{Case: d.Case, Clock: t.ID, Signal: i.Signal, At: i.At})
		t.Jobs = append(t.Jobs, id)
		return err
	}
	return nil
}

// Do takes a clock through an act and schedules it anew.
func (d Desk) Do(t *Timer, a clock.Act) error {
	c, _, err := clock.Do(t.Clock, a, d.Calendar)
	if err != nil {
		return err
	}
	t.Clock, t.dirty = c, true
	return d.Schedule(t)
}

// Signalled notes that a clock gave a signal, and waits for the next one.
func (d Desk) Signalled(t *Timer, at gov.Time) error {
	t.Jobs, t.dirty = nil, true
	if !t.Clock.Open() {
		return nil
	}
	return d.next(t, at)
}

// Forecast computes the clock of a matter without setting it off.
func (d Desk) Forecast(m gov.ID, from gov.Time, it *matter.Item) (*Timer, error) {
	r, o, err := d.rule("", from, it)
	if err != nil {
		return nil, err
	}
	c, err := clock.Start(r, o, d.Calendar)
	if err != nil {
		return nil, err
	}
	due, err := clock.Last(c, d.Calendar)
	return &Timer{Matter: m, Clock: c, Due: due.Governing().At}, err
}

// Save writes the clocks that are new or changed.
func (d Desk) Save(clocks []*Timer) error {
	for _, t := range clocks {
		if !t.fresh && !t.dirty {
			continue
		}
		row, err := t.row()
		if err != nil {
			return err
		}
		if t.fresh {
			err = d.P.Insert(table, row)
		} else {
			err = d.P.Update(table, row, t.Rev)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
