package casework

import (
	"context"
	"slices"

	"holon.example/holon/internal/business/casework/caseclock"
	"holon.example/holon/internal/business/casework/hearing"
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
		if i.Ref.Part != ref.Part || i.Kind == hearing.Page || w.settled[i.ID] || i.Warn == warn && i.Due == due {
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

// opening is a work item of this command. It is written when the command ends: what
// else the command does may still move the clock it stands under.
type opening struct {
	id     gov.ID
	matter gov.ID
	item   todo.Item
}

// unopened takes back a work item that this command was about to open.
func (w *work) unopened(id gov.ID) bool {
	n := len(w.opening)
	w.opening = slices.DeleteFunc(w.opening, func(o opening) bool { return o.id == id })
	return len(w.opening) < n
}

// openAll writes the work items of this command, under the clocks as they stand now.
func (w *work) openAll() error {
	for _, o := range w.opening {
		t := w.running(o.matter)
		if t == nil {
			t = w.beside(o.matter, caseclock.Delivery)
		}
		if t != nil {
			var err error
			if o.item.Warn, o.item.Due, err = w.times(t); err != nil {
				return err
			}
		}
		if err := todo.OpenAs(w.p, o.id, o.item); err != nil {
			return err
		}
	}
	w.opening = nil
	return nil
}
