package prompt

import (
	"context"
	"time"

	"holon.example/holon/internal/business/reception"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/sqldb"
)

// Fades is how long a screen shows a prompt.
const Fades = 10 * time.Minute

// Prompt is what a window's screen shows.
type Prompt struct {
	Window gov.ID   `json:"window"`
	Hall   gov.ID   `json:"hall"`
	Case   gov.ID   `json:"case"`
	At     gov.Time `json:"at"`

	division string
	rev      int64
}

// Ask shows the visitor of the actor's window that he may rate (action promptRating).
// division is that of the case.
func Ask(ctx context.Context, eng *act.Engine, who gov.Actor, key string, caseID gov.ID, division string) (*Prompt, error) {
	cmd := act.Command{Action: "promptRating", Actor: who, Key: key, Input: caseID, Claims: []string{"hall-prompt/" + who.Post.String()}}
	return act.Do(ctx, eng, cmd, func(p *act.Prep) (*Prompt, error) {
		if err := p.Authorise(reception.Of(caseID, who.Department, division, 0, 0)); err != nil {
			return nil, err
		}
		old, err := of(ctx, p.Q(), who.Post)
		if err != nil {
			return nil, err
		}
		n := &Prompt{Window: who.Post, Hall: who.Department, Case: caseID, At: p.Now(), division: division}
		if old == nil {
			err = p.Insert(table, n.row())
		} else {
			err = p.Update(table, n.row(), old.rev)
		}
		if err != nil {
			return nil, err
		}
		return n, p.Event("hall.rating_prompted", reception.Stream("prompt", who.Post), seal.Data{"hall": n.Hall, "window": n.Window})
	})
}

// Shown gives what a window's screen shows now; nil when nothing is asked.
func Shown(ctx context.Context, eng *act.Engine, window gov.ID) (out *Prompt, err error) {
	now := eng.Now()
	err = eng.Read(ctx, func(q *sqldb.Q) error {
		out, err = of(ctx, q, window)
		if out != nil && now > out.At.Add(Fades) {
			out = nil
		}
		return err
	})
	return out, err
}
