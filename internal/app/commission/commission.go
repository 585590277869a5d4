package commission

import (
	"context"
	"fmt"
	"slices"

	"holon.example/holon/internal/business/casework/warrant"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/org"
)

// Given is what one approver authorises the chief representative of his authority for.
type Given struct {
	By    string   `yaml:"by"` // key of the approver
	Items []string `yaml:"items"`
	Days  int      `yaml:"days"`  // it holds
	Basis string   `yaml:"basis"` // such as the number of the decision
}

// Desk is what warrants are given with.
type Desk struct {
	Warrants warrant.Desk
	May      func(ctx context.Context, who gov.Actor, action string, what act.Resource) (bool, error)
	Org      func(context.Context) (*org.Snapshot, error)
	Now      func() gov.Time
	Resolve  func(ctx context.Context, token string) (gov.Actor, error)
}

// Give gives them all, but for those of authorities that have warrants; tokens are those
// of the approvers by their keys.
func (d Desk) Give(ctx context.Context, list []Given, tokens map[string]string) error {
	snap, err := d.Org(ctx)
	if err != nil {
		return err
	}
	for _, g := range list {
		who, err := d.Resolve(ctx, tokens[g.By])
		if err != nil {
			return fmt.Errorf("warrants of %s: %w", g.By, err)
		}
		if err := d.give(ctx, g, who, snap); err != nil {
			return fmt.Errorf("warrants of %s: %w", g.By, err)
		}
	}
	return nil
}

func (d Desk) give(ctx context.Context, g Given, who gov.Actor, snap *org.Snapshot) error {
	had, err := d.Warrants.List(ctx, d.May, who)
	if err != nil || len(had) > 0 {
		return err
	}
	today := d.Now().Date()
	posts := snap.Posts(who.Department, today)
	i := slices.IndexFunc(posts, func(u org.Unit) bool { return slices.Contains(u.Roles, org.Chief) })
	if i < 0 {
		return gov.Invalid("warrant.grant").At("post", "warrant.post")
	}
	in := warrant.Grant{Post: posts[i].ID, Items: g.Items, From: today, Until: today.AddDays(g.Days), Basis: g.Basis}
	_, err = d.Warrants.Give(ctx, who, "begin-"+g.By, in)
	return err
}
