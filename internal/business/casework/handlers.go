package casework

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"holon.example/holon/internal/business/casework/apply"
	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/business/flow"
	"holon.example/holon/internal/business/flow/engine"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/rule/clock"
)

// register offers the processes of the packs what they may call by name.
func (s *Service) register() {
	f := s.Flow
	f.Open, f.Close, f.Ended = s.openTask, s.closeTask, ended
	f.Workdays = func(from gov.Time, n int) (gov.Time, error) {
		d, err := s.Calendar().AddWorkdays(from.Date(), n)
		return d.End() + 1, err // when the last day is over
	}
	f.Handle("case.accept", accept)
	f.Handle("case.deem_accepted", deemAccepted)
	f.Handle("case.archive", onMatter(func(_ context.Context, w *work, m *casefile.Matter) error {
		return w.event("matter.archived", m, nil)
	}))
	f.Handle("clock.stop", onMatter(func(ctx context.Context, w *work, m *casefile.Matter) error {
		if w.input == nil {
			return gov.Conflict("pause.ground")
		}
		return w.pause(ctx, m, w.input.Ground, w.input.Until)
	}))
	f.Handle("clock.resume", onMatter(func(ctx context.Context, w *work, m *casefile.Matter) error { return w.resume(ctx, m) }))
	f.Handle("licence.issue", onMatter(issue))
	f.Handle("licence.revoke", onMatter(revoke))
	f.Handle("promise.open_check", onMatter(func(_ context.Context, w *work, m *casefile.Matter) error {
		return w.event("matter.check_opened", m, nil)
	}))
	f.Handle("data.verify", verify)
	f.Handle("check.record", onMatter(func(_ context.Context, w *work, m *casefile.Matter) error { return w.concluded(m, casefile.Checked) }))
	for _, kind := range []string{receiptLetter, "supplement", "not_needed", "not_accept", "grant", "refuse", "guidance", "rectify", "check_failed"} {
		f.Handle("letter."+kind, writeLetter(kind))
	}
}

// onMatter makes a handler of a step on one matter.
func onMatter(fn func(ctx context.Context, w *work, m *casefile.Matter) error) flow.Handler {
	return func(ctx context.Context, _ *act.Prep, in *flow.Instance, _ engine.Effect) (map[string]any, error) {
		w, err := workOf(ctx)
		if err != nil {
			return nil, err
		}
		m := w.matter(in.Matter)
		if m == nil {
			return nil, fmt.Errorf("process %s belongs to no matter", in.Process)
		}
		return nil, fn(ctx, w, m)
	}
}

// writeLetter is the handler that issues a letter; some letters end something.
func writeLetter(kind string) flow.Handler {
	return func(ctx context.Context, _ *act.Prep, in *flow.Instance, _ engine.Effect) (map[string]any, error) {
		w, err := workOf(ctx)
		if err != nil {
			return nil, err
		}
		m := w.matter(in.Matter)
		if kind == receiptLetter {
			return nil, w.receiptSoon()
		}
		if _, err := w.letter(ctx, kind, m, nil); err != nil {
			return nil, err
		}
		switch kind {
		case "supplement":
			return nil, w.noticeGiven()
		case "not_needed", "not_accept":
			return nil, w.rejected(kind)
		case "guidance":
			return nil, w.concluded(m, casefile.Guided)
		case "check_failed":
			return nil, w.concluded(m, casefile.CheckFail)
		}
		return nil, nil
	}
}

// noticeGiven ends the five-day clock: the applicant was told in time. It is set
// off anew when he hands in what was missing.
func (w *work) noticeGiven() error { return w.finish(0) }

func (w *work) rejected(kind string) error {
	if err := w.finish(0); err != nil {
		return err
	}
	if err := w.c.To(casefile.Rejected); err != nil {
		return err
	}
	w.c.Ended, w.caseIn = w.p.Now(), true
	for _, m := range w.ms {
		if err := w.endMatter(m); err != nil {
			return err
		}
	}
	return w.event("case.rejected", nil, seal.Data{"kind": kind})
}

// concluded ends a matter that has no decision of a permit: a check, guidance.
func (w *work) concluded(m *casefile.Matter, outcome string) error {
	if err := w.finish(m.ID); err != nil {
		return err
	}
	if err := m.To(casefile.Decided); err != nil {
		return err
	}
	m.Decided, m.Outcome = w.p.Now(), outcome
	w.changed(m)
	return w.event("matter.concluded", m, seal.Data{"outcome": outcome})
}

func issue(ctx context.Context, w *work, m *casefile.Matter) error {
	it, err := w.item(m)
	if err != nil {
		return err
	}
	if it.Result == nil || it.Result.Kind == "none" {
		return nil
	}
	id, err := w.s.Licence(ctx, w.p, Grant{Case: w.c, Matter: m, Item: it})
	if err != nil {
		return err
	}
	m.Licence = id
	w.changed(m)
	return w.event("matter.certified", m, seal.Data{"licence": id})
}

func revoke(ctx context.Context, w *work, m *casefile.Matter) error {
	m.Outcome = casefile.Revoked
	w.changed(m)
	if m.Licence == 0 {
		return nil
	}
	return w.s.Revoke(ctx, w.p, m.Licence, "promise_not_kept")
}

// verify asks the source whether the record matches; what it cannot tell becomes
// a request to the source department, and the applicant is asked nothing.
func verify(ctx context.Context, p *act.Prep, in *flow.Instance, _ engine.Effect) (map[string]any, error) {
	w, err := workOf(ctx)
	if err != nil {
		return nil, err
	}
	m := w.matter(in.Matter)
	answer, err := w.s.Verify(ctx, p, apply.About{Case: w.c.ID, Subject: w.c.Applicant, Person: w.c.Person, Purpose: "verify", Basis: "716§7"}, m.Item, w.c.Applicant)
	if err != nil {
		return nil, err
	}
	return map[string]any{"verified": answer}, nil
}

// ended is told that a process instance has ended: the matter with it, and what
// waited for it begins.
func ended(ctx context.Context, _ *act.Prep, in *flow.Instance) error {
	w, err := workOf(ctx)
	if err != nil {
		return err
	}
	m := w.matter(in.Matter)
	if m == nil {
		return w.intakeEnded()
	}
	if in.State.Status == engine.Terminated {
		return nil // stopAll ends the matter itself
	}
	if err := w.endMatter(m); err != nil {
		return err
	}
	return w.release(ctx, m)
}

// intakeEnded closes the door behind a withdrawn application.
func (w *work) intakeEnded() error {
	if w.c.State != casefile.Received && w.c.State != casefile.Supplement {
		return nil
	}
	if t := w.running(0); t != nil {
		if err := w.do(t, clock.Act{Kind: clock.Cancel, At: w.p.Now(), Reason: "withdrawn"}); err != nil {
			return err
		}
	}
	if err := w.c.To(casefile.Withdrawn); err != nil {
		return err
	}
	w.c.Ended, w.caseIn = w.p.Now(), true
	for _, m := range w.ms {
		if err := w.endMatter(m); err != nil {
			return err
		}
	}
	return w.event("case.withdrawn", nil, nil)
}

func containsWord(text, word string) bool { return slices.Contains(strings.Fields(text), word) }
