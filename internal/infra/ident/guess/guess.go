package guess

import (
	"context"
	"time"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/sqldb"
)

// Most is how often a code may be tried wrongly within Window: six digits tried ten
// times in a quarter of an hour take years to find.
const (
	Most   = 10
	Window = 15 * time.Minute
)

// Attempt is one try of a code.
type Attempt struct {
	Who      gov.Actor
	Action   string       // under which it is allowed and recorded
	Resource act.Resource // what the action is asked for
	What     string       // what the code opens, such as "case/" and its number
}

// Try lets fn compare the code, unless What was tried wrongly too often: then it is
// guess.shut (too many), with the time to wait. fn answers not found or unknown for a
// wrong code.
func Try[T any](ctx context.Context, e *act.Engine, a Attempt, fn func() (v T, known bool, err error)) (v T, err error) {
	index := e.Vault().BlindIndex("guess", a.What)
	if err := allow(ctx, e, index); err != nil {
		return v, err
	}
	v, known, err := fn()
	if gov.KindOf(err) == gov.KindNotFound || err == nil && !known {
		if failed := wrong(ctx, e, a, index); failed != nil {
			var none T
			return none, failed
		}
	}
	return v, err
}

func allow(ctx context.Context, e *act.Engine, index string) error {
	return e.Read(ctx, func(q *act.Q) error {
		c, err := read(ctx, q, index)
		if err != nil {
			return err
		}
		return c.shut(e.Now())
	})
}

// count is how often something was tried wrongly since an instant.
type count struct {
	n     int64
	since gov.Time
}

// shut refuses what was tried too often.
func (c count) shut(now gov.Time) error {
	left := c.since.Add(Window) - now
	if c.n < Most || left <= 0 {
		return nil
	}
	return gov.TooMany("guess.shut", time.Duration(left)*time.Millisecond).With("minutes", (int64(left)+59_999)/60_000)
}

// wrong counts a wrong code. Two nodes that count at once count two.
func wrong(ctx context.Context, e *act.Engine, a Attempt, index string) error {
	cmd := act.Command{Action: a.Action, Actor: a.Who, Claims: []string{"guess/" + index}}
	_, err := act.Do(ctx, e, cmd, func(p *act.Prep) (int64, error) {
		if err := p.Authorise(a.Resource); err != nil {
			return 0, err
		}
		before, err := read(ctx, p.Q(), index)
		if err != nil {
			return 0, err
		}
		if err := before.shut(p.Now()); err != nil {
			return 0, err
		}
		now := count{before.n + 1, before.since}
		if before.since.Add(Window) <= p.Now() {
			now = count{1, p.Now()}
		}
		p.Exec(put, 1, index, now.n, now.since, before.n, before.since)
		p.Note("code.wrong", "guess", seal.Data{"failures": now.n})
		return now.n, nil
	})
	return err
}

// Purge forgets what was tried before a whole window, and tells how many.
func Purge(ctx context.Context, e *act.Engine) (int, error) {
	var old []string
	err := e.Read(ctx, func(q *act.Q) (err error) {
		old, err = sqldb.All(ctx, q, sqldb.Column[string], selectOld, e.Now().Add(-Window), purgeSize)
		return err
	})
	if err != nil || len(old) == 0 {
		return 0, err
	}
	return act.Do(ctx, e, act.Command{Action: "purgeSessions", Actor: gov.Job("sessions")}, func(p *act.Prep) (int, error) {
		if err := p.Authorise(act.Resource{Type: "Account"}); err != nil {
			return 0, err
		}
		for _, index := range old {
			p.Exec(drop, -1, index, p.Now().Add(-Window))
		}
		p.Note("code.forgotten", "guess", seal.Data{"rows": len(old)})
		return len(old), nil
	})
}

// purgeSize bounds the rows of one command of upkeep.
const purgeSize = 300
