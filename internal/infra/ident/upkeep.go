package ident

import (
	"context"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/sqldb"
)

// upkeepSize bounds the rows of one command of upkeep.
const upkeepSize = 300

// keepEnded is how long an ended session is kept for its owner to see.
const keepEnded = 30 * 24 * 3600 * 1000

// FlushSeen writes when sessions were last used, so that other processes and the
// next start know; call it every minute and before the end. What is lost with a
// process is at most what came since, which only shortens a session's life.
func (i *Ident) FlushSeen(ctx context.Context) error {
	type use struct {
		e  *entry
		at int64
	}
	var used []use
	for _, e := range i.cache.entries() {
		if at := e.seen.Load(); e.session.Kind == Web && at > e.noted.Load() && at > int64(e.session.Opened) {
			used = append(used, use{e, at})
		}
	}
	for len(used) > 0 {
		part := used[:min(upkeepSize, len(used))]
		used = used[len(part):]
		cmd := act.Command{Action: "touchSessions", Actor: gov.Job("sessions")}
		_, err := act.Do(ctx, i.eng, cmd, func(p *act.Prep) (int, error) {
			if err := p.Authorise(act.Resource{Type: "Account"}); err != nil {
				return 0, err
			}
			for _, u := range part {
				p.Exec(putSeen, -1, u.e.session.ID, u.at)
				p.After(func() { u.e.noted.Store(u.at) })
			}
			p.Note("session.seen", "sessions", seal.Data{"sessions": len(part)})
			return len(part), nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Purge removes sessions that ended 30 days ago and failed sign-ins a day old; a
// job calls it daily. It tells how many sessions went.
func (i *Ident) Purge(ctx context.Context) (int, error) {
	total := 0
	for {
		n, err := i.purge(ctx)
		total += n
		if err != nil || n < upkeepSize {
			return total, err
		}
	}
}

func (i *Ident) purge(ctx context.Context) (int, error) {
	var old []Session
	before := i.wall() - keepEnded
	err := i.eng.Read(ctx, func(q *sqldb.Q) (err error) {
		old, err = readExpired(ctx, q, before, upkeepSize)
		return err
	})
	if err != nil {
		return 0, err
	}
	cmd := act.Command{Action: "purgeSessions", Actor: gov.Job("sessions")}
	return act.Do(ctx, i.eng, cmd, func(p *act.Prep) (int, error) {
		if err := p.Authorise(act.Resource{Type: "Account"}); err != nil {
			return 0, err
		}
		for _, s := range old {
			p.Delete(sessionTable, s.ID, s.rev)
			p.Exec(dropSeen, -1, s.ID)
		}
		p.Exec(purgeTry, -1, i.wall().Add(-tryMemory))
		p.Note("session.purged", "sessions", seal.Data{"sessions": len(old)})
		return len(old), nil
	})
}
