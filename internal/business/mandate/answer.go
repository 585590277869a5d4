package mandate

import (
	"context"
	"encoding/json"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/jobs"
)

// Answer is what comes with an acceptance or a withdrawal.
type Answer struct {
	Paper string `json:"paper,omitempty"` // signed paper; the window must give it
}

// Accept makes an offer count (action acceptMandate): by the delegate himself, or at
// the window on his signature.
func (d *Desk) Accept(ctx context.Context, who gov.Actor, key string, id gov.ID, a Answer) (*View, error) {
	return d.answer(ctx, act.Command{Action: "acceptMandate", Actor: who, Key: key, Input: a}, id, a, func(p *act.Prep, m *Mandate) (string, error) {
		if p.Now().Date() > m.Until {
			return "", gov.Conflict("mandate.over")
		}
		m.Accepted = p.Now()
		return "mandate.accepted", m.To(Active)
	})
}

// Decline refuses an offer (action declineMandate).
func (d *Desk) Decline(ctx context.Context, who gov.Actor, key string, id gov.ID) (*View, error) {
	return d.answer(ctx, act.Command{Action: "declineMandate", Actor: who, Key: key}, id, Answer{}, func(p *act.Prep, m *Mandate) (string, error) {
		return "mandate.declined", m.end(p, Declined)
	})
}

// Withdraw ends a mandate at once (action withdrawMandate), by either side or at the
// window on the paper of one of them.
func (d *Desk) Withdraw(ctx context.Context, who gov.Actor, key string, id gov.ID, a Answer) (*View, error) {
	return d.answer(ctx, act.Command{Action: "withdrawMandate", Actor: who, Key: key, Input: a}, id, a, func(p *act.Prep, m *Mandate) (string, error) {
		return "mandate.withdrawn", m.end(p, Withdrawn)
	})
}

func (d *Desk) answer(ctx context.Context, cmd act.Command, id gov.ID, a Answer, change func(*act.Prep, *Mandate) (string, error)) (*View, error) {
	noPaper := d.paper(ctx, cmd.Actor, a.Paper)
	cmd.Claims = []string{Stream(id)}
	return act.Do(ctx, d.Act, cmd, func(p *act.Prep) (*View, error) {
		m, err := load(ctx, p.Q(), id)
		if err != nil {
			return nil, err
		}
		head, err := d.head(ctx, p.Q(), p.Who(), m)
		if err != nil {
			return nil, err
		}
		if err := p.Authorise(m.resource(p.Who(), head, a.Paper != "")); err != nil {
			return nil, err
		}
		if noPaper != nil {
			return nil, noPaper
		}
		name, err := change(p, m)
		if err != nil {
			return nil, err
		}
		if err := p.Update(table, m.row(), m.rev); err != nil {
			return nil, err
		}
		if err := m.event(p, name); err != nil {
			return nil, err
		}
		return d.view(ctx, p, m)
	})
}

// end ends a mandate and takes back the job that waited for its term.
func (m *Mandate) end(p *act.Prep, s State) error {
	if err := m.To(s); err != nil {
		return err
	}
	m.Ended, m.EndedBy = p.Now(), m.side(p.Who())
	if m.job != 0 && s != Expired {
		p.CancelJob(m.job)
	}
	m.job = 0
	return nil
}

// side tells which side an actor stands on.
func (m *Mandate) side(who gov.Actor) string {
	switch {
	case who.Kind == gov.System:
		return "term"
	case window(who):
		return "window"
	case who.Person == m.Delegate:
		return "delegate"
	}
	return "principal"
}

// Expire performs a job of kind ExpireJob: the last day is over.
func (d *Desk) Expire(ctx context.Context, j jobs.Job) error {
	var in expiry
	if err := json.Unmarshal(j.Payload, &in); err != nil {
		return err
	}
	cmd := act.Command{Action: "expireMandate", Actor: gov.Job("mandate"), Key: "job/" + j.ID.String(), Claims: []string{Stream(in.Mandate)}}
	_, err := act.Do(ctx, d.Act, cmd, func(p *act.Prep) (bool, error) {
		m, err := load(ctx, p.Q(), in.Mandate)
		if err != nil {
			return false, err
		}
		if err := p.Authorise(m.resource(p.Who(), 0, false)); err != nil {
			return false, err
		}
		if err := m.end(p, Expired); err != nil {
			return false, err
		}
		if err := p.Update(table, m.row(), m.rev); err != nil {
			return false, err
		}
		return true, m.event(p, "mandate.expired")
	})
	if gov.KindOf(err) == gov.KindConflict {
		return nil // it ended meanwhile
	}
	return err
}
