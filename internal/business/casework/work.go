package casework

import (
	"context"
	"errors"
	"slices"

	"holon.example/holon/internal/business/casework/caseclock"
	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/business/flow"
	"holon.example/holon/internal/business/matter"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/calendar"
	"holon.example/holon/internal/infra/letter"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/todo"
)

// work is a case in the hands of one command: read once, changed by the steps
// of its processes, written once.
type work struct {
	s       *Service
	p       *act.Prep
	c       *casefile.Case
	ms      []*casefile.Matter
	clocks  []*caseclock.Timer
	fresh   bool // the case is new: rows are inserted
	flows   map[gov.ID]*flow.Instance
	caseIn  bool // the case row changed
	dirty   map[gov.ID]bool
	saved   bool
	settled map[gov.ID]bool // work items that this command closes
	opening []opening       // work items that this command opens
	input   *Step           // what the actor handed in with this step
	code    *letter.Code    // to be scanned off the letter that is written
	hand    *casefile.Hand  // who acts for the applicant in this command; nil: himself, or an authority
}

type workKey struct{}

// withWork carries the case to the handlers that a process calls.
func withWork(ctx context.Context, w *work) context.Context {
	return context.WithValue(ctx, workKey{}, w)
}

func workOf(ctx context.Context) (*work, error) {
	w, ok := ctx.Value(workKey{}).(*work)
	if !ok {
		return nil, errors.New("casework: a handler ran outside a case")
	}
	return w, nil
}

// open reads a case whole, for changing it.
func (s *Service) open(ctx context.Context, p *act.Prep, id gov.ID) (*work, error) {
	c, err := casefile.Load(ctx, p.Q(), id)
	if err != nil {
		return nil, err
	}
	w := &work{s: s, p: p, c: c, flows: map[gov.ID]*flow.Instance{}, dirty: map[gov.ID]bool{}}
	if w.ms, err = casefile.MattersOf(ctx, p.Q(), id); err != nil {
		return nil, err
	}
	w.clocks, err = caseclock.Of(ctx, p.Q(), id)
	return w, err
}

func (w *work) matter(id gov.ID) *casefile.Matter {
	for _, m := range w.ms {
		if m.ID == id {
			return m
		}
	}
	return nil
}

func (w *work) item(m *casefile.Matter) (*matter.Item, error) {
	if it := w.s.Library().Item(m.Division, m.Item); it != nil {
		return it, nil
	}
	return nil, gov.NotFound("case.unknown_item").With("item", m.Item)
}

func (w *work) calendar() *calendar.Calendar { return w.s.Calendar() }

// changed marks a matter to be written.
func (w *work) changed(m *casefile.Matter) {
	if w.dirty == nil {
		w.dirty = map[gov.ID]bool{}
	}
	w.dirty[m.ID] = true
}

// event records what happened to the case.
func (w *work) event(name string, m *casefile.Matter, data seal.Data) error {
	if data == nil {
		data = seal.Data{}
	}
	data["subject"] = w.c.Applicant
	w.hand.Sign(data)
	if m != nil {
		data["matter"], data["item"], data["department"] = m.ID, m.Item, m.Department
	}
	return w.p.Event(name, casefile.Stream(w.c.ID), data)
}

// instance gives a process instance of the case, read once.
func (w *work) instance(ctx context.Context, id gov.ID) (*flow.Instance, error) {
	if in := w.flows[id]; in != nil {
		return in, nil
	}
	in, err := flow.Load(ctx, w.p.Q(), id)
	if err == nil {
		if w.flows == nil {
			w.flows = map[gov.ID]*flow.Instance{}
		}
		w.flows[id] = in
	}
	return in, err
}

// saveOnce writes what changed, unless a step has done so already.
func (w *work) saveOnce() error {
	if w.saved {
		return nil
	}
	return w.save()
}

// save writes what changed. It is the last thing a command does to its case.
func (w *work) save() error {
	w.saved = true
	if err := w.saveCase(); err != nil {
		return err
	}
	if err := w.openAll(); err != nil {
		return err
	}
	for _, m := range w.ms {
		if err := w.saveMatter(m); err != nil {
			return err
		}
	}
	return w.desk().Save(w.clocks)
}

func (w *work) saveCase() error {
	switch {
	case w.fresh:
		return w.p.Insert(casefile.Cases, w.c.Row())
	case w.caseIn:
		return w.p.Update(casefile.Cases, w.c.Row(), w.c.Rev)
	}
	return nil
}

func (w *work) saveMatter(m *casefile.Matter) error {
	switch {
	case w.fresh:
		return w.p.Insert(casefile.Matters, m.Row())
	case w.dirty[m.ID]:
		return w.p.Update(casefile.Matters, m.Row(), m.Rev)
	}
	return nil
}

// openMatter begins a matter that waits for nothing more: its clock runs from
// the day of acceptance, or from the day its precondition was met.
func (w *work) openMatter(ctx context.Context, m *casefile.Matter, from gov.Time) error {
	it, err := w.item(m)
	if err != nil {
		return err
	}
	if err := m.To(casefile.Open); err != nil {
		return err
	}
	m.Opened = w.p.Now()
	w.changed(m)
	said := seal.Data{"joint": m.Joint, "from": from}
	if caseclock.Runs(it) {
		t, err := w.setOff("", m.ID, from, it)
		if err != nil {
			return err
		}
		said["due"] = t.Due
	}
	if err := w.event("matter.opened", m, said); err != nil {
		return err
	}
	name, text := w.s.Library().Flow(it, m.Process)
	if text == nil {
		return gov.NotFound("flow.no_process").With("process", m.Process)
	}
	in := &flow.Instance{Case: w.c.ID, Matter: m.ID, Process: name}
	if err := w.s.Flow.Start(withWork(ctx, w), w.p, in, text, map[string]any{"item": m.Item}); err != nil {
		return err
	}
	m.Flow = in.ID
	return nil
}

// release opens the matters that waited for one that has now passed, and ends
// those whose precondition failed.
func (w *work) release(ctx context.Context, done *casefile.Matter) error {
	passed := slices.Contains([]string{casefile.Granted, casefile.Checked, casefile.Guided}, done.Outcome)
	for _, m := range w.ms {
		if m.State != casefile.Waiting || !slices.Contains(m.After, done.Item) {
			continue
		}
		if !passed {
			if err := w.endMatter(m); err != nil {
				return err
			}
			continue
		}
		m.After = slices.DeleteFunc(m.After, func(s string) bool { return s == done.Item })
		w.changed(m)
		if len(m.After) == 0 {
			from := w.c.Accepted
			if w.p.Now().Date() != from.Date() {
				from = w.p.Now()
			}
			if err := w.openMatter(ctx, m, from); err != nil {
				return err
			}
		}
	}
	return nil
}

// endMatter ends a matter and, with the last one, the case.
func (w *work) endMatter(m *casefile.Matter) error {
	if m.State == casefile.Ended {
		return nil
	}
	if err := m.To(casefile.Ended); err != nil {
		return err
	}
	if m.Outcome == "" { // ended without anything decided
		m.Outcome = casefile.Void
	}
	w.changed(m)
	if err := w.quiet(m); err != nil {
		return err
	}
	if err := w.event("matter.ended", m, seal.Data{"outcome": m.Outcome}); err != nil {
		return err
	}
	for _, other := range w.ms {
		if other.State != casefile.Ended {
			return nil
		}
	}
	if w.c.State != casefile.Accepted {
		return nil
	}
	if err := w.c.To(casefile.Closed); err != nil {
		return err
	}
	w.c.Ended, w.caseIn = w.p.Now(), true
	return w.event("case.closed", nil, nil)
}

// ref is how work items speak of a matter of the case.
func (w *work) ref(m gov.ID) todo.Ref {
	r := todo.Ref{Kind: "case", ID: w.c.ID}
	if m != 0 {
		r.Part = m.String()
	}
	return r
}
