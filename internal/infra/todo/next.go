package todo

import (
	"context"
	"slices"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
)

// maxLook is how many free items one search for the next looks at.
const maxLook = 50

// ClaimNext gives the officer what is due first among the items he may take and
// nobody has taken (action claimTask; 取下一件). Two who ask at once never get the
// same: within a process they wait for each other, between processes the revision
// of the item decides and the later one takes the next. NotFound when nothing waits.
func ClaimNext(ctx context.Context, e *act.Engine, who gov.Actor, key string, f Filter) (*Item, error) {
	f.Free, f.After, f.Limit = true, "", maxLook
	cmd := act.Command{Action: "claimTask", Actor: who, Key: key, Input: "next", Claims: []string{"todo/next/" + who.Department.String()}}
	return act.Do(ctx, e, cmd, func(p *act.Prep) (*Item, error) {
		page, err := List(ctx, p.Q(), f)
		if err != nil {
			return nil, err
		}
		i := slices.IndexFunc(page.Items, func(i *Item) bool {
			_, ok := i.fits(who)
			return ok
		})
		if i < 0 {
			return nil, gov.NotFound("todo.nothing")
		}
		next := page.Items[i]
		if err := p.Authorise(next.Resource()); err != nil {
			return nil, err
		}
		claimed, err := Claim(ctx, p, next.ID)
		if err != nil {
			return nil, err
		}
		return claimed, p.Event("todo.claimed", Stream(next.ID), claimed.said())
	})
}
