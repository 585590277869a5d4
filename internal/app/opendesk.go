package app

import (
	"context"

	"holon.example/holon/internal/business/casework/assist"
	"holon.example/holon/internal/business/casework/officeweb"
	"holon.example/holon/internal/business/casework/relay"
	"holon.example/holon/internal/business/casework/warrant"
	"holon.example/holon/internal/channel/desk"
	"holon.example/holon/internal/channel/desk/inbox"
	"holon.example/holon/internal/channel/desk/leader"
	"holon.example/holon/internal/channel/desk/people"
	"holon.example/holon/internal/channel/desk/room"
	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/channel/parts/casepage"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/calendar"
	"holon.example/holon/internal/infra/org"
	"holon.example/holon/internal/infra/todo/roster"
	"holon.example/holon/internal/infra/todo/rosterweb"
	"holon.example/holon/internal/oversight/board"
	"holon.example/holon/internal/oversight/board/boardweb"
	"holon.example/holon/internal/rule/law"
)

// office is what officers do around the steps of a case.
func (n *Node) office() officeweb.Office {
	return officeweb.Office{
		Cases:    n.Casework,
		Relay:    relay.Desk{Engine: n.Engine, Org: n.Org.In},
		Assist:   assist.Desk{Engine: n.Engine, Calendar: func() *calendar.Calendar { return n.days.now.Load() }, Org: n.Org.In},
		Warrants: warrant.Desk{Engine: n.Engine, Org: n.Org.In, Items: n.implemented},
		May:      n.may,
	}
}

// mountOffice offers it over the API.
func (n *Node) mountOffice() {
	officeweb.Mount(n.Web, n.office())
	boardweb.Mount(n.Web, n.board())
	rosterweb.Mount(n.Web, rosterweb.Office{Engine: n.Engine, Roster: roster.Desk{Engine: n.Engine, Org: n.Org.In}, Staff: n.Org})
}

// mountDesk mounts the pages of the officers.
func (n *Node) mountDesk(site parts.Site, source *casepage.Source) {
	o := n.office()
	r := &room.Room{Site: site, Ident: n.Ident, Engine: n.Engine, Org: n.Org.Snapshot, May: n.may}
	inbox.Mount(inbox.Config{Room: r, Cases: n.Casework, Roster: roster.Desk{Engine: n.Engine, Org: n.Org.In}})
	desk.Mount(desk.Config{Room: r, Source: source, Assist: o.Assist, Relay: o.Relay, Laws: func() *law.Library { return n.Content.Now().Laws }, Concerns: n.Procedures.Concerns})
	leader.Mount(leader.Config{Room: r, Board: n.board(), Cases: n.Casework, Relay: o.Relay, Register: n.registerName, Items: n.implemented})
	people.Mount(people.Config{Room: r, Staff: n.Org, Cases: n.Casework, Warrants: o.Warrants})
}

// implemented lists the items an authority implements in its division, by the credit
// code the region's overlay gives it.
func (n *Node) implemented(u org.Unit) (out []string) {
	lib := n.Content.Now().Library
	region := lib.Region(u.Division)
	if region == nil {
		return nil
	}
	for _, it := range lib.Items(u.Division) {
		if d := region.For(it.Authority); d != nil && d.USCC == u.USCC {
			out = append(out, it.ID)
		}
	}
	return out
}

// board is what leaders ask.
func (n *Node) board() board.Desk {
	return board.Desk{
		Engine: n.Engine, DB: n.DB, Calendar: func() *calendar.Calendar { return n.days.now.Load() }, May: n.may, Provided: n.provided,
	}
}

// provided lists the resources of the catalogue that a department provides.
func (n *Node) provided(ctx context.Context, department gov.ID) (out []string, err error) {
	snap, err := n.Org.Snapshot(ctx)
	if err != nil {
		return nil, err
	}
	u, ok := snap.Unit(department, n.Clock.Time().Date())
	if !ok {
		return nil, gov.NotFound("error.not_found")
	}
	for _, r := range n.Content.Now().Resources {
		if r.Provider == u.Code {
			out = append(out, r.ID)
		}
	}
	return out, nil
}

// registerName names a resource of the catalogue.
func (n *Node) registerName(id, lang string) string {
	for _, r := range n.Content.Now().Resources {
		if r.ID == id {
			return r.Name.In(lang)
		}
	}
	return id
}
