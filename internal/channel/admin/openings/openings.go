package openings

import (
	"net/url"
	"strconv"

	"holon.example/holon/internal/business/reception"
	"holon.example/holon/internal/business/reception/booking"
	"holon.example/holon/internal/channel/admin"
	"holon.example/holon/internal/channel/desk/room"
	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/sqldb"
)

// Config is what the page needs; app fills it.
type Config struct {
	Room    *room.Room
	Booking booking.Desk
}

type pages struct {
	*room.Room
	booking booking.Desk
}

// Mount registers the page.
func Mount(c Config) {
	p := &pages{c.Room, c.Booking}
	p.Route("GET /admin/halls", p.list)
	p.Route("POST /admin/halls/{id}", p.save)
}

// hall is a hall with its plan.
type hall struct {
	reception.Hall
	Plan    booking.Plan
	Usual   bool // nobody has set one
	Form    parts.Form
	Windows int
}

// sheet is the page.
type sheet struct {
	*room.Request
	Halls []hall
	Fault *parts.Fault
	Again parts.Form
}

func (p *pages) list(rq *room.Request) error { return p.show(rq, &sheet{Request: rq}) }

// show lists the halls whose plan the reader may set; who may set none is refused, and
// the refusal recorded.
func (p *pages) show(rq *room.Request, s *sheet) error {
	ctx := rq.R.Context()
	snap, err := p.Org(ctx)
	if err != nil {
		return err
	}
	var last act.Resource
	for _, h := range reception.All(snap, p.Engine.Now().Date()) {
		last = reception.Of(h.ID, h.ID, h.Division, 0, 0)
		ok, err := p.May(ctx, rq.Who, "planHall", last)
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		one := hall{Hall: h, Windows: len(h.Windows)}
		if err := p.Engine.Read(ctx, func(q *sqldb.Q) (err error) { one.Plan, err = booking.PlanOf(ctx, q, h.ID); return err }); err != nil {
			return err
		}
		usual := booking.DefaultPlan
		usual.Hall = h.ID
		one.Usual = one.Plan == usual
		one.Form = admin.Given(s.Again, "hall-"+h.ID.String(), values(one.Plan))
		s.Halls = append(s.Halls, one)
	}
	if len(s.Halls) == 0 {
		return p.refuse(rq, last)
	}
	return p.Render(rq, room.Show{Here: "openings", Title: rq.T("desk.menu_openings"), Fault: s.Fault, Show: admin.Show(sheetPage(s))})
}

func (p *pages) refuse(rq *room.Request, what act.Resource) error {
	if what.Type == "" {
		what.Type = "Hall"
	}
	_, err := act.Do(rq.R.Context(), p.Engine, act.Command{Action: "planHall", Actor: rq.Who}, func(p *act.Prep) (bool, error) {
		return false, p.Authorise(what)
	})
	if err == nil || gov.KindOf(err) == gov.KindInternal {
		return gov.NotFound("reception.no_hall")
	}
	return err
}

func values(p booking.Plan) url.Values {
	n := func(v int64) []string { return []string{strconv.FormatInt(v, 10)} }
	return url.Values{"hours": {p.Hours}, "minutes": n(p.Minutes), "seats": n(p.Seats), "ahead": n(p.Ahead)}
}

// save sets the plan of a hall.
func (p *pages) save(rq *room.Request) error {
	id, err := rq.ID("id")
	if err != nil {
		return err
	}
	form, err := rq.Sent()
	if err != nil {
		return err
	}
	n := func(field string) int64 {
		v, _ := strconv.ParseInt(form.Get(field), 10, 64) // one that is none is out of bounds
		return v
	}
	plan := booking.Plan{Hall: id, Hours: form.Get("hours"), Minutes: n("minutes"), Seats: n("seats"), Ahead: n("ahead")}
	if _, err := p.booking.SetPlan(rq.R.Context(), rq.Who, form.Get("key"), plan); err != nil {
		s := &sheet{Request: rq}
		if s.Fault, s.Again, err = admin.Refused(rq, err); err != nil {
			return err
		}
		return p.show(rq, s)
	}
	return rq.Go("/admin/halls?done=hall_planned")
}
