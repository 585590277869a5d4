package app

import (
	"context"

	"holon.example/holon/internal/center/staffing"
	"holon.example/holon/internal/center/upkeep"
	"holon.example/holon/internal/channel/admin"
	"holon.example/holon/internal/channel/admin/health"
	"holon.example/holon/internal/channel/admin/officers"
	"holon.example/holon/internal/channel/admin/openings"
	"holon.example/holon/internal/channel/admin/structure"
	"holon.example/holon/internal/channel/admin/years"
	"holon.example/holon/internal/channel/desk/room"
	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/jobs"
	"holon.example/holon/internal/infra/mail"
	"holon.example/holon/internal/infra/seal"
)

// mountAdmin mounts the pages of the administrators of the system.
func (n *Node) mountAdmin(site parts.Site) {
	r := &room.Room{Site: site, Ident: n.Ident, Engine: n.Engine, Org: n.Org.Snapshot, May: n.may}
	office := func(action, what string) admin.Office { return admin.Office{Room: r, Action: action, Type: what} }
	structure.Mount(structure.Config{Office: office("readSettings", "Organisation"), Staff: n.Org, Officer: n.officerOf})
	officers.Mount(officers.Config{Office: office("listOfficers", "Account"), Staff: staffing.Desk{Act: n.Engine, Ident: n.Ident, Org: n.Org}})
	years.Mount(years.Config{Office: office("readSettings", "Calendar"), Book: n.Calendar, Foresee: n.Casework.Foresee})
	openings.Mount(openings.Config{Room: r, Booking: n.hall().booking})
	health.Mount(health.Config{Office: office("readHealth", "Site"), Upkeep: n.upkeepDesk(), Figures: n.healthFigures})
}

// upkeepDesk keeps the system in order.
func (n *Node) upkeepDesk() upkeep.Desk {
	return upkeep.Desk{Act: n.Engine, Wake: n.Jobs.Wake, Verify: func(ctx context.Context) (*seal.Report, error) { return n.Verify(ctx, "") }}
}

// handleUpkeep performs the jobs of upkeep.
func (n *Node) handleUpkeep() { n.Jobs.HandleIn(jobs.Calls, upkeep.VerifyJob, n.upkeepDesk().Run) }

// officerOf finds the person of an officer's login; 0 where there is none.
func (n *Node) officerOf(ctx context.Context, login string) (gov.ID, error) {
	a, err := n.Ident.ByLogin(ctx, login)
	switch {
	case gov.KindOf(err) == gov.KindNotFound, gov.KindOf(err) == gov.KindInvalid:
		return 0, nil
	case err != nil || a.Kind != gov.Officer:
		return 0, err
	}
	return a.Person, nil
}

// healthFigures gathers what the node tells about itself to who manages it.
func (n *Node) healthFigures(ctx context.Context) (f health.Figures, err error) {
	f = health.Figures{Version: n.Config.Version, Engine: string(n.DB.Engine()), Blobs: n.Config.Blobs, Sealed: n.Sealer.Size(), Packs: len(n.Content.Now().Packs)}
	if f.Due, f.Dead, err = n.jobCounts(ctx); err != nil {
		return f, err
	}
	head, err := n.Bus.Head(ctx)
	if err != nil {
		return f, err
	}
	f.Unsealed = max(0, head-f.Sealed)
	if f.Cursors, err = n.Bus.Status(ctx); err != nil {
		return f, err
	}
	for _, c := range mail.Channels {
		if n.mine.mail.Carriers[c] != nil {
			f.Channels = append(f.Channels, string(c))
		}
	}
	f.Until, f.Announced = n.calendarEnds()
	return f, nil
}

// calendarEnds tells the last day the calendar covers, and the last that is announced.
func (n *Node) calendarEnds() (last, announced gov.Date) {
	cal := n.days.now.Load()
	if cal == nil {
		return "", ""
	}
	first, last := cal.Covers()
	if first == last { // an empty one
		return "", ""
	}
	for announced = last; announced > first && cal.Provisional(announced.Std().Year()); {
		announced = gov.Date(announced[:4] + "-01-01").AddDays(-1)
	}
	return last, announced
}
