package access

import (
	"context"

	"github.com/cedar-policy/cedar-go"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/seal"
)

// Changed is the event of every change of the site's policies.
const Changed = "access.policy_changed"

// siteRule reads one policy of the site and checks it. A site may narrow and
// widen, but a permit must name its actions, and no id of the base can be taken;
// the base's forbids cannot be outweighed.
func (a *Access) siteRule(text string) (*rule, error) {
	if len(text) > maxText {
		return nil, &gov.Error{Kind: gov.KindTooLarge, Key: "access.policy_size"}
	}
	rules, err := parseRules(a.checker, "site", text)
	if err != nil || len(rules) != 1 {
		return nil, gov.Invalid("access.policy").Because(err).With("reason", reason(err))
	}
	r := rules[0]
	if a.ownIDs[r.ID] {
		return nil, gov.Conflict("access.policy_reserved").With("id", r.ID)
	}
	if !r.forbids() && r.anyAction() {
		return nil, gov.Invalid("access.policy_all")
	}
	return r, nil
}

func reason(err error) string {
	if err == nil {
		return "1"
	}
	return err.Error()
}

// permitsOnly tells whether a text can at least be read and only permits.
func permitsOnly(text string) bool {
	list, err := cedar.NewPolicyListFromBytes("site", []byte(text))
	if err != nil {
		return false
	}
	for _, p := range list {
		if p.Effect() == cedar.Forbid {
			return false
		}
	}
	return true
}

// Put adds a policy of the site or replaces the one of the same @id (action
// changePolicy). A policy that does not fit the schema is refused as Invalid.
func (a *Access) Put(ctx context.Context, eng *act.Engine, who gov.Actor, text string) (Rule, error) {
	cmd := act.Command{Action: "changePolicy", Actor: who, Claims: []string{"access/site"}}
	return act.Do(ctx, eng, cmd, func(p *act.Prep) (Rule, error) {
		if err := p.Authorise(act.Resource{Type: "Policy", ID: "site"}); err != nil {
			return Rule{}, err
		}
		r, err := a.PreparePut(ctx, p, text)
		if err != nil {
			return Rule{}, err
		}
		return r, p.Event(Changed, "access/site", seal.Data{"policy": r.ID, "effect": r.Effect})
	})
}

// PreparePut adds the change to a command of another slice, such as a data grant;
// that command records the event.
func (a *Access) PreparePut(ctx context.Context, p *act.Prep, text string) (Rule, error) {
	r, err := a.siteRule(text)
	if err != nil {
		return Rule{}, err
	}
	old, found, err := readStored(ctx, p.Q(), r.ID)
	if err != nil {
		return Rule{}, err
	}
	row := []any{r.ID, text, p.Now()}
	if found {
		err = p.Update(policyTable, row, old.rev)
	} else {
		err = p.Insert(policyTable, row)
	}
	if err != nil {
		return Rule{}, err
	}
	return r.Rule, a.signal.Change(ctx, p)
}

// Remove takes a policy of the site away (action changePolicy).
func (a *Access) Remove(ctx context.Context, eng *act.Engine, who gov.Actor, id string) error {
	cmd := act.Command{Action: "changePolicy", Actor: who, Claims: []string{"access/site"}}
	_, err := act.Do(ctx, eng, cmd, func(p *act.Prep) (string, error) {
		if err := p.Authorise(act.Resource{Type: "Policy", ID: "site"}); err != nil {
			return "", err
		}
		if err := a.PrepareRemove(ctx, p, id); err != nil {
			return "", err
		}
		return id, p.Event(Changed, "access/site", seal.Data{"policy": id, "effect": "removed"})
	})
	return err
}

// PrepareRemove adds the removal to a command of another slice, which records the event.
func (a *Access) PrepareRemove(ctx context.Context, p *act.Prep, id string) error {
	old, found, err := readStored(ctx, p.Q(), id)
	if err != nil {
		return err
	}
	if !found {
		return gov.NotFound("access.no_policy")
	}
	p.Delete(policyTable, id, old.rev)
	return a.signal.Change(ctx, p)
}
