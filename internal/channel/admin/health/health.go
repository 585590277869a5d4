package health

import (
	"context"
	"net/url"

	"holon.example/holon/internal/center/upkeep"
	"holon.example/holon/internal/channel/admin"
	"holon.example/holon/internal/channel/desk/room"
	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/bus"
	"holon.example/holon/internal/infra/sqldb"
)

// Figures are what the node tells about itself.
type Figures struct {
	Version   string // of the program
	Engine    string // sqlite or postgres
	Blobs     string // folder or database
	Sealed    int64  // leaves under the newest checkpoint
	Unsealed  int64  // leaves after it
	Due       int64  // jobs that are ready by now
	Dead      int64  // jobs that failed for good
	Cursors   []bus.Status
	Channels  []string // by which messages leave the site
	Packs     int
	Until     gov.Date // last day of the calendar; empty: there is none
	Announced gov.Date // last day that is announced
}

// Config is what the page needs; app fills it.
type Config struct {
	Office  admin.Office
	Upkeep  upkeep.Desk
	Figures func(ctx context.Context) (Figures, error)
}

type pages struct {
	admin.Office
	upkeep  upkeep.Desk
	figures func(ctx context.Context) (Figures, error)
}

// Mount registers the page.
func Mount(c Config) {
	p := &pages{c.Office, c.Upkeep, c.Figures}
	p.Page("GET /admin/health", p.look)
	p.Form("POST /admin/health/verify", p.verify)
	p.Form("POST /admin/health/retry", p.retry)
}

const (
	home     = "/admin/health"
	shown    = 50
	lagging  = 1000 // leaves
	waitsFor = 5    // examinations in the list
)

// sheet is the page.
type sheet struct {
	*room.Request
	Figures
	Dead   []upkeep.Failed
	Checks []*upkeep.Examination
	Today  gov.Date
	Now    gov.Time
	Fault  *parts.Fault
}

func (p *pages) look(rq *room.Request) error { return p.show(rq, &sheet{Request: rq}) }

func (p *pages) show(rq *room.Request, s *sheet) (err error) {
	ctx := rq.R.Context()
	if s.Figures, err = p.figures(ctx); err != nil {
		return err
	}
	err = p.Engine.Read(ctx, func(q *sqldb.Q) error {
		if s.Dead, err = p.upkeep.Dead(ctx, q, shown); err != nil {
			return err
		}
		s.Checks, err = upkeep.Latest(ctx, q, waitsFor)
		return err
	})
	if err != nil {
		return err
	}
	s.Now = p.Engine.Now()
	s.Today = s.Now.Date()
	return p.Render(rq, room.Show{Here: "health", Title: rq.T("desk.menu_health"), Fault: s.Fault, Show: admin.Show(sheetPage(s))})
}

// lamp tells how the system stands as a whole.
func (s *sheet) lamp() string {
	switch {
	case s.Figures.Dead > 0 || s.broken():
		return "overdue"
	case s.Unsealed > lagging || s.calendarEnds() || s.stuck():
		return "due_soon"
	}
	return "normal"
}

// tone is its colour.
func (s *sheet) tone() string {
	return map[string]string{"overdue": "bad", "due_soon": "warn", "normal": "ok"}[s.lamp()]
}

// broken tells whether the last examination found something.
func (s *sheet) broken() bool { return len(s.Checks) > 0 && s.Checks[0].State == upkeep.Broken }

// calendarEnds tells whether limits set off today may soon not be computed.
func (s *sheet) calendarEnds() bool { return s.Until < s.Today.AddDays(120) }

func (s *sheet) stuck() bool {
	for _, c := range s.Cursors {
		if c.Lag > lagging || c.Error != "" {
			return true
		}
	}
	return false
}

// verify asks for an examination.
func (p *pages) verify(rq *room.Request, form url.Values) error {
	if _, err := p.upkeep.Examine(rq.R.Context(), rq.Who, form.Get("key")); err != nil {
		return p.again(rq, err)
	}
	return rq.Go(home + "?done=examination")
}

// retry puts a dead letter back to work.
func (p *pages) retry(rq *room.Request, form url.Values) error {
	id, err := gov.ParseID(form.Get("job"))
	if err != nil {
		return gov.NotFound("error.not_found")
	}
	if err := p.upkeep.Revive(rq.R.Context(), rq.Who, form.Get("key"), id); err != nil {
		return p.again(rq, err)
	}
	return rq.Go(home + "?done=revived")
}

func (p *pages) again(rq *room.Request, refused error) (err error) {
	s := &sheet{Request: rq}
	if s.Fault, _, err = admin.Refused(rq, refused); err != nil {
		return err
	}
	return p.show(rq, s)
}
