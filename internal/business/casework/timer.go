package casework

import (
	"context"

	"holon.example/holon/internal/business/casework/caseclock"
	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/business/flow"
	"holon.example/holon/internal/business/matter"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/rule/clock"
)

// desk is where the clocks of the case are set off and moved.
func (w *work) desk() caseclock.Desk {
	return caseclock.Desk{P: w.p, Calendar: w.calendar(), Limits: w.s.Limits(), Case: w.c.ID}
}

// setOff starts a clock of the intake (a rule of the table) or of a matter.
func (w *work) setOff(rule string, m gov.ID, from gov.Time, it *matter.Item) (*caseclock.Timer, error) {
	t, err := w.desk().SetOff(rule, m, from, it)
	if err == nil {
		w.clocks = append(w.clocks, t)
	}
	return t, err
}

// do takes a clock through an act and schedules it anew.
func (w *work) do(t *caseclock.Timer, a clock.Act) error { return w.desk().Do(t, a) }

// running finds the open clock of a matter, or of the intake for 0.
func (w *work) running(m gov.ID) *caseclock.Timer {
	for _, t := range w.clocks {
		if t.Matter == m && t.Main() && t.Clock.Open() {
			return t
		}
	}
	return nil
}

// beside finds the open clock of a step that runs beside the decision.
func (w *work) beside(m gov.ID, kind string) *caseclock.Timer {
	for _, t := range w.clocks {
		if t.Matter == m && t.Kind == kind && t.Clock.Open() {
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

// finishBeside ends the clock of a step because what was due was done.
func (w *work) finishBeside(m gov.ID, kind string) error {
	t := w.beside(m, kind)
	if t == nil {
		return nil
	}
	return w.do(t, clock.Act{Kind: clock.Finish, At: w.p.Now()})
}

// quiet ends the clocks that run beside a matter's decision: the matter has ended.
func (w *work) quiet(m *casefile.Matter) error {
	for _, t := range w.clocks {
		if t.Matter == m.ID && !t.Main() && t.Clock.Open() {
			if err := w.do(t, clock.Act{Kind: clock.Cancel, At: w.p.Now(), Reason: "ended"}); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *work) clock(id gov.ID) *caseclock.Timer {
	for _, t := range w.clocks {
		if t.ID == id {
			return t
		}
	}
	return nil
}

// retime moves the process timer of the intake with its clock: the law's own
// outcome follows the limit, wherever the calendar puts it.
func (w *work) retime(ctx context.Context, t *caseclock.Timer) error {
	if t.Kind != caseclock.Intake || w.c.Flow == 0 {
		return nil
	}
	in, err := w.instance(ctx, w.c.Flow)
	if err != nil {
		return err
	}
	due, err := clock.Last(t.Clock, w.calendar())
	if err != nil {
		return err
	}
	return flow.Retime(w.p, in, due.Legal.At+1)
}
