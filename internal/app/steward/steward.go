package steward

import (
	"context"
	"io/fs"

	"holon.example/holon/internal/app/content"
	"holon.example/holon/internal/business/casework"
	"holon.example/holon/internal/business/matter"
	"holon.example/holon/internal/business/reception/booking"
	"holon.example/holon/internal/center/staffing"
	"holon.example/holon/internal/center/upkeep"
	"holon.example/holon/internal/channel/admin"
	"holon.example/holon/internal/channel/admin/health"
	"holon.example/holon/internal/channel/admin/officers"
	"holon.example/holon/internal/channel/admin/openings"
	"holon.example/holon/internal/channel/admin/stock"
	"holon.example/holon/internal/channel/admin/structure"
	"holon.example/holon/internal/channel/admin/wordings"
	"holon.example/holon/internal/channel/admin/years"
	"holon.example/holon/internal/channel/desk/room"
	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/bus"
	"holon.example/holon/internal/infra/calendar"
	"holon.example/holon/internal/infra/ident"
	"holon.example/holon/internal/infra/jobs"
	"holon.example/holon/internal/infra/mail"
	"holon.example/holon/internal/infra/org"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/sqldb"
)

// Site is what the pages of administrators and their use cases need of a node.
type Site struct {
	Engine   *act.Engine
	DB       *sqldb.DB
	Ident    *ident.Ident
	Org      *org.Org
	Calendar *calendar.Book
	Content  *content.Store
	Jobs     *jobs.Runner
	Bus      *bus.Bus
	Sealer   *seal.Sealer
	Casework *casework.Service
	Booking  booking.Desk
	Carriers map[mail.Channel]mail.Carrier

	Version string // of the program
	Blobs   string // where files lie

	May     func(ctx context.Context, who gov.Actor, action string, what act.Resource) (bool, error)
	Verify  func(ctx context.Context, saved string) (*seal.Report, error)
	Install func(ctx context.Context, who gov.Actor, key string, files fs.FS) error
}

// Handle performs the jobs of upkeep; before the runner begins.
func (n *Site) Handle() { n.Jobs.HandleIn(jobs.Calls, upkeep.VerifyJob, n.upkeep().Run) }

// Mount mounts the pages of the administrators of the system.
func (n *Site) Mount(site parts.Site) {
	r := &room.Room{Site: site, Ident: n.Ident, Engine: n.Engine, Org: n.Org.Snapshot, May: n.May}
	office := func(action, what string) admin.Office { return admin.Office{Room: r, Action: action, Type: what} }
	structure.Mount(structure.Config{Office: office("readSettings", "Organisation"), Staff: n.Org, Officer: n.officerOf})
	officers.Mount(officers.Config{Office: office("listOfficers", "Account"), Staff: staffing.Desk{Act: n.Engine, Ident: n.Ident, Org: n.Org}})
	stock.Mount(n.packPages(office("installPack", "Pack")))
	wordings.Mount(wordings.Config{
		Office: office("readSettings", "Pack"), Now: func() wordings.Shelf { return n.Content.Now() }, Library: func() *matter.Library { return n.Content.Now().Library },
		Reword: n.Content.Reword,
	})
	years.Mount(years.Config{Office: office("readSettings", "Calendar"), Book: n.Calendar, Foresee: n.Casework.Foresee})
	openings.Mount(openings.Config{Room: r, Booking: n.Booking})
	health.Mount(health.Config{Office: office("readHealth", "Site"), Upkeep: n.upkeep(), Figures: n.figures})
}

// upkeep keeps the system in order.
func (n *Site) upkeep() upkeep.Desk {
	return upkeep.Desk{Act: n.Engine, Wake: n.Jobs.Wake, Verify: func(ctx context.Context) (*seal.Report, error) { return n.Verify(ctx, "") }}
}

// officerOf finds the person of an officer's login; 0 where there is none.
func (n *Site) officerOf(ctx context.Context, login string) (gov.ID, error) {
	a, err := n.Ident.ByLogin(ctx, login)
	switch {
	case gov.KindOf(err) == gov.KindNotFound, gov.KindOf(err) == gov.KindInvalid:
		return 0, nil
	case err != nil || a.Kind != gov.Officer:
		return 0, err
	}
	return a.Person, nil
}

// figures gathers what the node tells about itself to who manages it.
func (n *Site) figures(ctx context.Context) (f health.Figures, err error) {
	f = health.Figures{Version: n.Version, Engine: string(n.DB.Engine()), Blobs: n.Blobs, Sealed: n.Sealer.Size(), Packs: len(n.Content.Now().Packs)}
	err = n.DB.Read(ctx, func(q *sqldb.Q) error {
		f.Due, f.Dead, err = jobs.Counts(ctx, q, n.Engine.Now())
		return err
	})
	if err != nil {
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
		if n.Carriers[c] != nil {
			f.Channels = append(f.Channels, string(c))
		}
	}
	f.Until, f.Announced, err = n.calendarEnds(ctx)
	return f, err
}

// calendarEnds tells the last day the calendar covers, and the last that is announced;
// both are empty where there is none.
func (n *Site) calendarEnds(ctx context.Context) (last, announced gov.Date, err error) {
	cal, err := n.Calendar.Current(ctx)
	if gov.KindOf(err) == gov.KindConflict {
		return "", "", nil
	}
	if err != nil {
		return "", "", err
	}
	first, last := cal.Covers()
	for announced = last; announced > first && cal.Provisional(announced.Std().Year()); {
		announced = (announced[:4] + "-01-01").AddDays(-1)
	}
	return last, announced, nil
}
