package casework

import (
	"context"

	"holon.example/holon/internal/business/casework/caseclock"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/todo"
	"holon.example/holon/internal/rule/clock"
)

// times gives when a clock reminds and when it is due, for the work items under it.
func (w *work) times(t *caseclock.Timer) (warn, due gov.Time, err error) {
	last, err := clock.Last(t.Clock, w.calendar())
	if err != nil {
		return 0, 0, err
	}
	d := last.Governing()
	return d.Prompt, d.At, nil
}

// follow gives the open work items of a clock that moved its new times, so that
// lists are sorted and lamps lit by what binds now.
func (w *work) follow(ctx context.Context, t *caseclock.Timer) error {
	warn, due, err := w.times(t)
	if err != nil {
		return err
	}
	ref := w.ref(t.Matter)
	items, err := todo.About(ctx, w.p.Q(), ref, false)
	if err != nil {
		return err
	}
	for _, i := range items {
		if i.Ref.Part != ref.Part || w.settled[i.ID] || i.Warn == warn && i.Due == due {
			continue
		}
		if _, err := todo.Postpone(ctx, w.p, i.ID, warn, due); err != nil {
			return err
		}
	}
	return nil
}

// settle marks a work item that this command closes.
func (w *work) settle(item gov.ID) {
	if w.settled == nil {
		w.settled = map[gov.ID]bool{}
	}
	w.settled[item] = true
}
