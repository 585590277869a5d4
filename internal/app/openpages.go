package app

import (
	"context"

	"holon.example/holon/internal/app/register"
	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/channel/desk/room"
	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/channel/parts/casepage"
	"holon.example/holon/internal/data/catalog"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/web/uploadweb"
)

// mountPages mounts the pages of the channels.
func (n *Node) mountPages(files uploadweb.Desk) error {
	site := parts.Site{Web: n.Web}
	if err := site.Mount(); err != nil {
		return err
	}
	k := &register.Desk{Exchange: n.Exchange, Engine: n.Engine}
	source := &casepage.Source{Cases: n.Casework, Office: n.Licences, Org: n.Org.Snapshot, Name: func(ctx context.Context, who gov.Actor, c *casefile.Case) (string, error) {
		return shownName(ctx, k, who, c)
	}, Papers: n.Papers}
	n.mountDesk(site, source)
	n.steward().Mount(site)
	r := &room.Room{Site: site, Ident: n.Ident, Engine: n.Engine, Org: n.Org.Snapshot, May: n.may}
	n.Data.Mount(r, func() catalog.Clocks {
		return catalog.Clocks{Limits: n.Content.Now().Limits, Calendar: n.days.now.Load()}
	})
	if err := n.mountCounter(site, source, files); err != nil {
		return err
	}
	if err := n.mountMine(site); err != nil {
		return err
	}
	return n.mountPortal(site, source, files)
}

// shownName gives the name of an applicant to a page of his case. The read is sealed
// on its own, before the page goes out.
func shownName(ctx context.Context, k *register.Desk, who gov.Actor, c *casefile.Case) (string, error) {
	return act.Do(ctx, k.Engine, act.Command{Action: "getCase", Actor: who}, func(p *act.Prep) (string, error) {
		ms, err := casefile.MattersOf(ctx, p.Q(), c.ID)
		if err != nil {
			return "", err
		}
		r, err := c.Delegated(ctx, p, "getCase", casefile.ResourceOf(c, ms))
		if err != nil {
			return "", err
		}
		if err := c.Asked(ctx, p, r); err != nil {
			return "", err
		}
		return k.Name(ctx, p, c.Applicant)
	})
}
