package recount

import (
	"context"
	"encoding/json"

	"holon.example/holon/internal/business/casework/caseclock"
	"holon.example/holon/internal/business/casework/procedure"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/calendar"
	"holon.example/holon/internal/infra/jobs"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/sqldb"
	"holon.example/holon/internal/rule/clock"
)

// Config is what keeping clocks needs.
type Config struct {
	Act      *act.Engine
	Calendar func() *calendar.Calendar
	Amend    procedure.Amend
}

// Keeper keeps the clocks of all cases.
type Keeper struct{ Config }

// New makes a keeper.
func New(c Config) *Keeper { return &Keeper{c} }

const (
	action = "expireTimer"
	page   = 200
)

// Signal is the job of a clock: it records that a limit is near or has passed,
// and waits for the next one.
func (k *Keeper) Signal(ctx context.Context, job gov.ID, in caseclock.SignalPayload) error {
	a := procedure.Amendment{Action: action, Who: gov.Job("clock"), Key: "job/" + job.String(), Case: in.Case}
	return k.Amend(ctx, a, func(_ context.Context, f procedure.File) error {
		t := f.Clock(in.Clock)
		if t == nil {
			return gov.NotFound("clock.none")
		}
		err := f.At(t.Matter).Event("clock."+string(in.Signal), seal.Data{"clock": t.ID, "rule": t.Clock.Rule, "at": in.At, "due": t.Due})
		if err != nil {
			return err
		}
		return f.Signalled(t, in.At)
	})
}

// SignalJob performs a job of kind caseclock.SignalJob.
func (k *Keeper) SignalJob(ctx context.Context, j jobs.Job) error {
	var in caseclock.SignalPayload
	if err := json.Unmarshal(j.Payload, &in); err != nil {
		return err
	}
	return k.Signal(ctx, j.ID, in)
}

// Recompute brings every running clock to the calendar as it is now, after an
// edit of the days off. A clock that moves is told in its case with the old and
// the new last day; why it ends when it does, its explanation says.
func (k *Keeper) Recompute(ctx context.Context, edition string) (moved int, err error) {
	for after := gov.ID(0); ; {
		var list []*caseclock.Timer
		if err := k.Act.Read(ctx, func(q *sqldb.Q) (err error) {
			list, err = caseclock.Running(ctx, q, after, page)
			return err
		}); err != nil || len(list) == 0 {
			return moved, err
		}
		for _, t := range list {
			after = t.ID
			due, err := clock.Last(t.Clock, k.Calendar())
			if err != nil {
				return moved, err
			}
			if due.Governing().At == t.Due {
				continue
			}
			if err := k.move(ctx, t, edition); err != nil {
				return moved, err
			}
			moved++
		}
	}
}

// move gives one clock its new last day, and its process timer with it.
func (k *Keeper) move(ctx context.Context, old *caseclock.Timer, edition string) error {
	a := procedure.Amendment{Action: action, Who: gov.Job("calendar"), Key: "calendar/" + edition + "/" + old.ID.String(), Case: old.Case, Matter: old.Matter}
	err := k.Amend(ctx, a, func(ctx context.Context, f procedure.File) error {
		t := f.Clock(old.ID)
		if t == nil || !t.Clock.Open() {
			return gov.Conflict("clock.none")
		}
		before := t.Due
		if err := f.Reschedule(ctx, t); err != nil {
			return err
		}
		return f.Event("clock.recomputed", seal.Data{"clock": t.ID, "before": before, "due": t.Due, "edition": edition})
	})
	if err != nil && gov.KindOf(err) == gov.KindConflict {
		return nil // it ended meanwhile
	}
	return err
}
