package casework

import "context"

// actFor asks the policies for an action of the applicant's side, and notes who does
// it for him: a delegate by his mandate, or the window for whoever is present.
func (w *work) actFor(ctx context.Context, action string) error {
	r, err := w.c.Delegated(ctx, w.p, action, w.c.Resource(nil))
	if err != nil {
		return err
	}
	if err := w.c.Asked(ctx, w.p, r); err != nil {
		return err
	}
	if w.hand, err = w.c.HandOf(ctx, w.p, action); err != nil || w.hand == nil {
		return err
	}
	return w.hand.Keep(ctx, w.p, w.c.ID, false)
}
