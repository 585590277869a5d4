package casework

import (
	"context"

	"holon.example/holon/internal/business/casework/caseclock"
	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/business/flow"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/sqldb"
	"holon.example/holon/internal/rule/clock"
)

const recomputePage = 200

// Recompute brings every running clock to the calendar as it is now, after an
// edit of the days off. A clock that moves is told in its case with the old and
// the new last day; why it ends when it does, its explanation says.
func (s *Service) Recompute(ctx context.Context, edition string) (moved int, err error) {
	for after := gov.ID(0); ; {
		var page []*caseclock.Timer
		if err := s.read(ctx, func(q *sqldb.Q) (err error) {
			page, err = caseclock.Running(ctx, q, after, recomputePage)
			return err
		}); err != nil || len(page) == 0 {
			return moved, err
		}
		for _, t := range page {
			after = t.ID
			due, err := clock.Last(t.Clock, s.Calendar())
			if err != nil {
				return moved, err
			}
			if due.Governing().At == t.Due {
				continue
			}
			if err := s.move(ctx, t, edition); err != nil {
				return moved, err
			}
			moved++
		}
	}
}

// move gives one clock its new last day, and its process timer with it.
func (s *Service) move(ctx context.Context, old *caseclock.Timer, edition string) error {
	cmd := act.Command{Action: "expireTimer", Actor: gov.Job("calendar"), Key: "calendar/" + edition + "/" + old.ID.String(), Claims: []string{casefile.Stream(old.Case)}}
	_, err := act.Do(ctx, s.Act, cmd, func(p *act.Prep) (bool, error) {
		w, err := s.open(ctx, p, old.Case)
		if err != nil {
			return false, err
		}
		t := w.clock(old.ID)
		if t == nil || !t.Clock.Open() {
			return false, gov.Conflict("clock.none")
		}
		m := w.matter(t.Matter)
		if err := p.Authorise(w.c.Resource(m)); err != nil {
			return false, err
		}
		before := t.Due
		if err := w.desk().Schedule(t); err != nil {
			return false, err
		}
		if err := w.retime(ctx, t); err != nil {
			return false, err
		}
		if err := w.follow(ctx, t); err != nil {
			return false, err
		}
		if err := w.event("clock.recomputed", m, seal.Data{"clock": t.ID, "before": before, "due": t.Due, "edition": edition}); err != nil {
			return false, err
		}
		return true, w.save()
	})
	if gov.KindOf(err) == gov.KindConflict {
		return nil // it ended meanwhile
	}
	return err
}

// retime moves the process timer of the intake with its clock: the law's own
// outcome follows the limit, wherever the calendar puts it.
func (w *work) retime(ctx context.Context, t *caseclock.Timer) error {
	if t.Matter != 0 || w.c.Flow == 0 {
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
