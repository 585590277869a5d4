package casework

import (
	"context"
	"encoding/json"

	"holon.example/holon/internal/business/casework/caseclock"
	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/business/matter"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/jobs"
	"holon.example/holon/internal/infra/seal"
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

// Signal is the job of a clock: it records that a limit is near or has passed,
// and waits for the next one.
func (s *Service) Signal(ctx context.Context, job gov.ID, in caseclock.SignalPayload) error {
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
		name := "clock." + string(in.Signal)
		if err := w.event(name, m, seal.Data{"clock": t.ID, "rule": t.Clock.Rule, "at": in.At, "due": t.Due}); err != nil {
			return false, err
		}
		if err := w.desk().Signalled(t, in.At); err != nil {
			return false, err
		}
		return true, w.save()
	})
	return err
}

// SignalJob performs a job of kind caseclock.SignalJob.
func (s *Service) SignalJob(ctx context.Context, j jobs.Job) error {
	var in caseclock.SignalPayload
	if err := json.Unmarshal(j.Payload, &in); err != nil {
		return err
	}
	return s.Signal(ctx, j.ID, in)
}

func (w *work) clock(id gov.ID) *caseclock.Timer {
	for _, t := range w.clocks {
		if t.ID == id {
			return t
		}
	}
	return nil
}
