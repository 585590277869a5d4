package casework

import (
	"context"

	"holon.example/holon/internal/business/casework/assist"
	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/business/casework/hearing"
	"holon.example/holon/internal/business/flow"
	"holon.example/holon/internal/business/flow/engine"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/rule/clock"
)

// Withdraw takes an application back before it is decided (action withdrawApplication),
// wherever it stands: before acceptance, at any step, while a clock is stopped. What an
// authority has decided already stays; only what is open is taken back.
func (s *Service) Withdraw(ctx context.Context, who gov.Actor, key string, caseID gov.ID) (*Progress, error) {
	return act.Do(ctx, s.Act, call{"withdrawApplication", who, key, caseID}.command(nil), func(p *act.Prep) (*Progress, error) {
		w, err := s.open(ctx, p, caseID)
		if err != nil {
			return nil, err
		}
		if err := w.actFor(ctx, "withdrawApplication"); err != nil {
			return nil, err
		}
		if err := w.takeBack(ctx, ""); err != nil {
			return nil, err
		}
		return w.progress(), w.saveOnce()
	})
}

// takeBack ends what is open of a case: all of it, or beside what was decided. reason
// tells why it counts as taken back where the applicant did not say so himself.
func (w *work) takeBack(ctx context.Context, reason string) error {
	open, decided := w.undecided()
	switch {
	case w.c.State == casefile.Accepted && len(open) == 0:
		return gov.Conflict("case.all_decided")
	case w.c.State != casefile.Accepted || len(decided) == 0:
		return w.takeAllBack(ctx, reason)
	}
	for _, m := range open {
		if err := w.takeMatterBack(ctx, m, reason); err != nil {
			return err
		}
	}
	return nil
}

// undecided parts the matters into those still open and those an authority has decided.
func (w *work) undecided() (open, decided []*casefile.Matter) {
	for _, m := range w.ms {
		switch m.State {
		case casefile.Waiting, casefile.Open, casefile.Paused, casefile.Rework:
			open = append(open, m)
		case casefile.Decided, casefile.Delivered, casefile.Ended:
			if m.Outcome == casefile.Granted || m.Outcome == casefile.Refused || m.Outcome == casefile.Guided {
				decided = append(decided, m)
			}
		}
	}
	return open, decided
}

func (w *work) takeAllBack(ctx context.Context, reason string) error {
	if err := w.c.To(casefile.Withdrawn); err != nil {
		return err
	}
	w.c.Ended, w.caseIn = w.p.Now(), true
	if err := w.event("case.withdrawn", nil, seal.Data{"reason": reason}); err != nil {
		return err
	}
	if err := assist.Lapse(ctx, w.p, w.c, 0); err != nil {
		return err
	}
	if err := hearing.Lapse(ctx, w.p, w.c.ID, 0); err != nil {
		return err
	}
	if err := w.letterIf(ctx, "withdrawn", nil, nil); err != nil {
		return err
	}
	return w.stopAll(ctx)
}

func (w *work) takeMatterBack(ctx context.Context, m *casefile.Matter, reason string) error {
	if err := w.event("matter.withdrawn", m, seal.Data{"reason": reason}); err != nil {
		return err
	}
	if err := assist.Lapse(ctx, w.p, w.c, m.ID); err != nil {
		return err
	}
	if err := hearing.Lapse(ctx, w.p, w.c.ID, m.ID); err != nil {
		return err
	}
	if err := w.letterIf(ctx, "withdrawn", m, nil); err != nil {
		return err
	}
	if t := w.running(m.ID); t != nil {
		if err := w.do(t, clock.Act{Kind: clock.Cancel, At: w.p.Now(), Reason: "withdrawn"}); err != nil {
			return err
		}
	}
	if err := w.endMatter(m); err != nil {
		return err
	}
	if m.Flow == 0 {
		return nil
	}
	in, err := w.instance(ctx, m.Flow)
	if err != nil || in.State.Status != engine.Running {
		return err
	}
	return w.s.Flow.Stop(withWork(ctx, w), w.p, in)
}

// stopAll ends every process, clock and work item of a case.
func (w *work) stopAll(ctx context.Context) error {
	for _, m := range w.ms {
		if m.State == casefile.Ended {
			continue
		}
		if err := w.endMatter(m); err != nil {
			return err
		}
	}
	for _, t := range w.clocks {
		if t.Clock.Open() {
			if err := w.do(t, clock.Act{Kind: clock.Cancel, At: w.p.Now(), Reason: "withdrawn"}); err != nil {
				return err
			}
		}
	}
	ins, err := flow.OfCase(ctx, w.p.Q(), w.c.ID)
	if err != nil {
		return err
	}
	for _, in := range ins {
		if in.State.Status == engine.Running {
			if err := w.s.Flow.Stop(withWork(ctx, w), w.p, in); err != nil {
				return err
			}
		}
	}
	return nil // the work items were closed with the steps that opened them
}
