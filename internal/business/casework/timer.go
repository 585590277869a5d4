package casework

import (
	"context"
	"encoding/json"
	"holon.example/holon/internal/business/casework/casefile"

	"holon.example/holon/internal/business/matter"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/jobs"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/rule/clock"
	"holon.example/holon/internal/rule/clock/limit"
)

// The rules of the table of limits that casework sets off by itself.
const (
	noticeRule = "T3" // one-time notice, 行政许可法 §32(4)
	permitRule = "T5" // decision of one authority, §42(1): grounds and extension
)

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
	Kind   string      `json:"kind"` // intake or decision
	Clock  clock.Clock `json:"clock"`
	Due    gov.Time    `json:"due"` // last instant people work to
	Jobs   []gov.ID    `json:"-"`   // the waiting signal
	Rev    int64       `json:"-"`

	fresh, dirty bool
}

// rule gives a rule of the table by id, or an item's own limit under the general
// grounds and extension of a permit, with what sets it off.
func (w *work) rule(id string, from gov.Time, it *matter.Item) (limit.Rule, clock.Opening, error) {
	o := clock.Opening{From: from}
	if it != nil {
		id = permitRule
	}
	r, err := w.s.Limits().Rule(id, from.Date())
	if err != nil || it == nil {
		return r, o, err
	}
	if r, err = r.Own("item/"+it.ID, length(it.Limit), it.Limit.Cite); err != nil {
		return r, o, err
	}
	if it.Promise != nil {
		promise := length(it.Promise)
		o.Promise = &promise
	}
	return r, o, nil
}

// setOff starts a clock of the intake (a rule of the table) or of a matter.
func (w *work) setOff(rule string, m gov.ID, from gov.Time, it *matter.Item) (*Timer, error) {
	r, o, err := w.rule(rule, from, it)
	if err != nil {
		return nil, err
	}
	c, err := clock.Start(r, o, w.calendar())
	if err != nil {
		return nil, err
	}
	t := &Timer{ID: w.p.NewID(), Case: w.c.ID, Matter: m, Kind: "intake", Clock: c, fresh: true}
	if it != nil {
		t.Kind = "decision"
	}
	w.clocks = append(w.clocks, t)
	return t, w.schedule(t)
}

func length(l *matter.Limit) limit.Length {
	unit := limit.Unit(l.Unit)
	if l.Unit == "" {
		unit = limit.Workday
	}
	return limit.Length{Amount: l.N, Unit: unit}
}

// schedule computes when the clock is due and puts the job for its next signal.
func (w *work) schedule(t *Timer) error {
	for _, id := range t.Jobs {
		w.p.CancelJob(id)
	}
	t.Jobs = nil
	if !t.Clock.Open() {
		return nil
	}
	due, err := clock.Last(t.Clock, w.calendar())
	if err != nil {
		return err
	}
	t.Due = due.Governing().At
	return w.scheduleNext(t, w.p.Now())
}

func (w *work) scheduleNext(t *Timer, after gov.Time) error {
	next, err := clock.Next(t.Clock, w.calendar())
	if err != nil {
		return err
	}
	for _, i := range next {
		if i.At <= after || i.Signal == clock.Outcome { // the process's own timer brings the outcome about
			continue
		}
		id, err := w.p.Job(SignalJob, i.At, SignalPayload{Case: w.c.ID, Clock: t.ID, Signal: i.Signal, At: i.At})
		t.Jobs = append(t.Jobs, id)
		return err
	}
	return nil
}

// do takes a clock through an act and schedules it anew.
func (w *work) do(t *Timer, a clock.Act) error {
	c, _, err := clock.Do(t.Clock, a, w.calendar())
	if err != nil {
		return err
	}
	t.Clock, t.dirty = c, true
	return w.schedule(t)
}

// running finds the open clock of a matter, or of the intake for 0.
func (w *work) running(m gov.ID) *Timer {
	for _, t := range w.clocks {
		if t.Matter == m && t.Clock.Open() {
			return t
		}
	}
	return nil
}

// finish ends the open clock of a matter because what was due was done.
func (w *work) finish(m gov.ID) error {
	t := w.running(m)
	if t == nil {
		return nil
	}
	return w.do(t, clock.Act{Kind: clock.Finish, At: w.p.Now()})
}

// Signal is the job of a clock: it records that a limit is near or has passed,
// and waits for the next one.
func (s *Service) Signal(ctx context.Context, job gov.ID, in SignalPayload) error {
	cmd := act.Command{Action: "expireTimer", Actor: gov.Job("clock"), Key: "job/" + job.String(), Claims: []string{casefile.Stream(in.Case)}}
	_, err := act.Do(ctx, s.Act, cmd, func(p *act.Prep) (bool, error) {
		w, err := s.open(ctx, p, in.Case)
		if err != nil {
			return false, err
		}
		t := w.clock(in.Clock)
		if t == nil {
			return false, gov.NotFound("clock.none")
		}
		m := w.matter(t.Matter)
		if err := p.Authorise(w.c.Resource(m)); err != nil {
			return false, err
		}
		t.Jobs, t.dirty = nil, true
		name := "clock." + string(in.Signal)
		if err := w.event(name, m, seal.Data{"clock": t.ID, "rule": t.Clock.Rule, "at": in.At, "due": t.Due}); err != nil {
			return false, err
		}
		if t.Clock.Open() {
			if err := w.scheduleNext(t, in.At); err != nil {
				return false, err
			}
		}
		return true, w.save()
	})
	return err
}

// SignalJob performs a job of kind SignalJob.
func (s *Service) SignalJob(ctx context.Context, j jobs.Job) error {
	var in SignalPayload
	if err := json.Unmarshal(j.Payload, &in); err != nil {
		return err
	}
	return s.Signal(ctx, j.ID, in)
}

func (w *work) clock(id gov.ID) *Timer {
	for _, t := range w.clocks {
		if t.ID == id {
			return t
		}
	}
	return nil
}
