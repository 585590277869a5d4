package recount

import (
	"context"

	"holon.example/holon/internal/business/casework/caseclock"
	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/calendar"
	"holon.example/holon/internal/infra/sqldb"
	"holon.example/holon/internal/rule/clock"
)

// Move is what an edit of the calendar would do to one running clock. It names the
// case by its number and says nothing of what is in it.
type Move struct {
	No         string
	Department gov.ID // authority of the matter; 0: of the whole case
	Rule       string
	Before     gov.Date
	After      gov.Date
}

// Foresight is what an edit would do to all of them.
type Foresight struct {
	Running int
	Moved   int
	Earlier int    // of the moved ones: those whose last day would come sooner
	List    []Move // the first of them
}

const foretold = 50

// Foresee tells which running clocks Recompute would move if the calendar were
// another. It writes nothing.
func (k *Keeper) Foresee(ctx context.Context, then *calendar.Calendar) (f Foresight, err error) {
	for after := gov.ID(0); ; {
		var list []*caseclock.Timer
		if err := k.Act.Read(ctx, func(q *sqldb.Q) (err error) {
			list, err = caseclock.Running(ctx, q, after, page)
			return err
		}); err != nil || len(list) == 0 {
			return f, err
		}
		for _, t := range list {
			after = t.ID
			f.Running++
			due, err := clock.Last(t.Clock, then)
			if err != nil {
				return f, err
			}
			if due.Governing().At == t.Due {
				continue
			}
			f.Moved++
			if due.Governing().At < t.Due {
				f.Earlier++
			}
			if len(f.List) < foretold {
				if err := k.foretell(ctx, &f, t, due.Governing().On); err != nil {
					return f, err
				}
			}
		}
	}
}

// foretell adds a clock to the list.
func (k *Keeper) foretell(ctx context.Context, f *Foresight, t *caseclock.Timer, to gov.Date) error {
	return k.Act.Read(ctx, func(q *sqldb.Q) error {
		c, err := casefile.Load(ctx, q, t.Case)
		if err != nil {
			return err
		}
		m := Move{No: c.No, Rule: t.Clock.Rule, Before: t.Due.Date(), After: to}
		if t.Matter != 0 {
			ms, err := casefile.MattersOf(ctx, q, t.Case)
			if err != nil {
				return err
			}
			for _, x := range ms {
				if x.ID == t.Matter {
					m.Department = x.Department
				}
			}
		}
		f.List = append(f.List, m)
		return nil
	})
}
