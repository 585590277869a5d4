package desk

import (
	"github.com/a-h/templ"

	"holon.example/holon/internal/channel/desk/room"
	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/channel/parts/casepage"
	"holon.example/holon/internal/gov"
)

// paper is a case laid out as an official document (审批表).
type paper struct {
	*casepage.Scene
	Organ string // of the officer who prints
	By    string // his post
	At    gov.Time
}

// print lays a case out for paper; opening it is the same recorded read.
func (d *desk) print(rq *room.Request) error {
	id, err := rq.ID("id")
	if err != nil {
		return err
	}
	sc, err := d.Source.Open(rq.R.Context(), rq.Page, id)
	if err != nil {
		return err
	}
	snap, err := d.Org(rq.R.Context())
	if err != nil {
		return err
	}
	now := d.Engine.Now()
	p := &paper{Scene: sc, Organ: rq.Unit(snap, rq.Who.Department, now.Date()), By: rq.Unit(snap, rq.Who.Post, now.Date()), At: now}
	return d.Site.Render(rq.W, rq.R, parts.Show{
		Title: sc.View.No, Face: "staff", Sheets: []string{room.Sheet}, Body: paperBody(p),
		Frame: func(body templ.Component) templ.Component { return paperFrame(p, body) },
	})
}

func (p *paper) back() templ.SafeURL { return templ.SafeURL("/desk/case/" + p.View.ID.String()) }
