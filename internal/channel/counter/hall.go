package counter

import (
	"crypto/subtle"
	"net/http"
	"net/url"
	"strings"

	"github.com/a-h/templ"
	"rsc.io/qr"

	"holon.example/holon/internal/business/reception"
	"holon.example/holon/internal/business/reception/booking"
	"holon.example/holon/internal/business/reception/prompt"
	"holon.example/holon/internal/business/reception/queue"
	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/web"
)

// guest is what the public pages of a hall know.
type guest struct {
	*parts.Page
	w     http.ResponseWriter
	r     *http.Request
	Hall  reception.Hall
	Again parts.Form
	Fault *parts.Fault
}

// mountHall registers what hangs in the hall, the machine for numbers, and appointments.
func (n *counter) mountHall() {
	n.guest("GET /hall/{hall}", n.display)
	n.guest("GET /hall/{hall}/number", n.machine)
	n.guest("POST /hall/{hall}/number", n.draw)
	n.guest("POST /hall/{hall}/arrive", n.arrive)
	n.guest("GET /hall/{hall}/number/{ticket}", n.drawn)
	n.guest("GET /hall/{hall}/screen/{window}", n.screen)
	n.guest("GET /hall/{hall}/book", n.book)
	n.guest("POST /hall/{hall}/book", n.booked)
	n.guest("POST /hall/{hall}/book/{id}/cancel", n.unbook)
	n.Site.Web.Route("GET /hall", func(w http.ResponseWriter, r *http.Request) error { return n.halls(w, r) })
}

func (n *counter) guest(pattern string, h func(*guest) error) {
	n.Site.Web.Route(pattern, func(w http.ResponseWriter, r *http.Request) error {
		g := &guest{Page: parts.Open(r), w: w, r: r}
		snap, err := n.Org(r.Context())
		if err != nil {
			return err
		}
		if g.Hall, err = reception.Find(snap, number(r.PathValue("hall")), n.Engine.Now().Date()); err != nil {
			return err
		}
		return h(g)
	})
}

// halls lists the halls with the way to each page.
func (n *counter) halls(w http.ResponseWriter, r *http.Request) error {
	snap, err := n.Org(r.Context())
	if err != nil {
		return err
	}
	g := &guest{Page: parts.Open(r), w: w, r: r}
	return n.citizen(g, g.T("counter.halls"), hallsPage(g, reception.All(snap, n.Engine.Now().Date())))
}

func (n *counter) citizen(g *guest, title string, body templ.Component) error {
	f := &parts.Citizen{Page: g.Page, Here: "hall", Signed: g.CSRF != ""}
	p := web.Page{Title: title, Face: "citizen", Frame: f.Frame, Body: body, Styles: []string{"holon.css", sheet}}
	if g.Fault != nil {
		p.Status = web.StatusOf(g.Fault.Status)
	}
	return n.Site.Web.Render(g.w, g.r, p)
}

// bare shows a page that hangs in the hall: no head, no foot, nothing to sign in to.
func (n *counter) bare(g *guest, title string, body templ.Component) error {
	return n.Site.Web.Render(g.w, g.r, web.Page{Title: title, Face: "ops", Frame: func(b templ.Component) templ.Component { return bareFrame(b) }, Body: body, Styles: []string{"holon.css", sheet}})
}

// everySeconds is how often a display asks again, without a script.
const everySeconds = "10"

// display shows the queue of the hall: numbers and windows, and nothing of anybody.
func (n *counter) display(g *guest) error {
	f, err := n.Queue.Look(g.r.Context(), g.Hall.ID)
	if err != nil {
		return err
	}
	g.w.Header().Set("Refresh", everySeconds)
	return n.bare(g, g.Name(g.Hall.Name), displayPage(g, f))
}

// machine is where one draws a number.
func (n *counter) machine(g *guest) error {
	return n.citizen(g, g.T("counter.draw"), machinePage(g))
}

func (n *counter) draw(g *guest) error {
	if err := g.r.ParseForm(); err != nil {
		return gov.Invalid("error.invalid")
	}
	in := g.r.PostForm
	t, err := n.Queue.Take(g.r.Context(), g.Actor, in.Get("key"), g.Hall.ID, queue.Kind(in.Get("kind")))
	return n.number(g, t, err, n.machine)
}

// arrive draws the number of an appointment with its code.
func (n *counter) arrive(g *guest) error {
	if err := g.r.ParseForm(); err != nil {
		return gov.Invalid("error.invalid")
	}
	in := g.r.PostForm
	t, err := n.Booking.CheckIn(g.r.Context(), g.Actor, in.Get("key"), g.Hall.ID, plain(in.Get("code")))
	return n.number(g, t, err, n.machine)
}

// number leads to the number that was drawn, or shows what was wrong.
func (n *counter) number(g *guest, t *queue.Ticket, err error, page func(*guest) error) error {
	if err != nil {
		return n.refused(g, err, page)
	}
	return g.gone("/hall/" + g.Hall.ID.String() + "/number/" + t.ID.String())
}

func (n *counter) refused(g *guest, err error, page func(*guest) error) error {
	g.Again = parts.Form{ID: g.r.PostForm.Get("form"), Given: g.r.PostForm}
	if g.Fault = g.Page.Again(err, &g.Again); g.Fault == nil {
		return err
	}
	return page(g)
}

func (g *guest) gone(to string) error {
	http.Redirect(g.w, g.r, to, http.StatusSeeOther)
	return nil
}

func (n *counter) drawn(g *guest) error {
	t, err := n.Queue.Drawn(g.r.Context(), number(g.r.PathValue("ticket")))
	if err != nil {
		return err
	}
	if t.Hall != g.Hall.ID {
		return gov.NotFound("reception.no_ticket")
	}
	f, err := n.Queue.Look(g.r.Context(), g.Hall.ID)
	if err != nil {
		return err
	}
	return n.citizen(g, t.No(), drawnPage(g, t, f))
}

// screen is the second screen of a window: the number it serves, and when the clerk asks,
// the way to rate. It opens with the code it was set up with, and for no officer.
func (n *counter) screen(g *guest) error {
	window := number(g.r.PathValue("window"))
	if !g.Hall.HasWindow(window) {
		return gov.NotFound("reception.no_hall")
	}
	if g.Actor.Kind == gov.Officer {
		return gov.Forbidden("screen-no-officer")
	}
	if subtle.ConstantTimeCompare([]byte(n.Key(window)), []byte(g.r.URL.Query().Get("k"))) != 1 {
		return gov.Forbidden("screen-code")
	}
	s, err := prompt.Shown(g.r.Context(), n.Engine, window)
	if err != nil {
		return err
	}
	v := &screenView{guest: g, Window: window}
	if s != nil && n.Rate != nil {
		v.Link = n.Rate(s.Case, s.At.Date())
		if v.Drawing, err = drawing(v.Link); err != nil {
			return err
		}
	}
	g.w.Header().Set("Refresh", everySeconds)
	g.w.Header().Set("Referrer-Policy", "no-referrer")
	return n.bare(g, g.Name(g.Hall.Name), screenPage(v))
}

// screenView is what a second screen shows.
type screenView struct {
	*guest
	Window  gov.ID
	Link    string
	Drawing string // path of the code to scan
}

// drawing is a QR code as the path of an SVG.
func drawing(text string) (string, error) {
	c, err := qr.Encode(text, qr.M)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for y := range c.Size {
		for x := range c.Size {
			if c.Black(x, y) {
				b.WriteString("M" + itoa(x+quiet) + " " + itoa(y+quiet) + "h1v1h-1z")
			}
		}
	}
	return b.String(), nil
}

// quiet is the white edge of a code, in modules.
const quiet = 4

// span is the side of the drawing of a code, in modules.
func (v *screenView) span() string {
	c, err := qr.Encode(v.Link, qr.M)
	if err != nil {
		return "0"
	}
	return itoa(c.Size + 2*quiet)
}

// bookView is the page of appointments of a hall.
type bookView struct {
	*guest
	Day   gov.Date
	Days  []gov.Date
	Slots []booking.Slot
	Mine  []*booking.Booking
	Code  string // of the appointment just made, told once
	For   gov.ID // appointment that is changed
}

func (n *counter) book(g *guest) error {
	who, err := g.Signed()
	if err != nil {
		return g.gone("/signin?" + url.Values{"back": {g.r.URL.Path}}.Encode())
	}
	v := &bookView{guest: g, For: number(g.r.URL.Query().Get("change"))}
	return n.bookPage(v, who, g.r.URL.Query().Get("day"))
}

// bookPage shows the days, the times of one of them, and what the visitor has booked.
func (n *counter) bookPage(v *bookView, who gov.Actor, day string) (err error) {
	ctx, today, cal := v.r.Context(), n.Engine.Now().Date(), n.Booking.Calendar()
	for d := today; len(v.Days) < shownDays && d < today.AddDays(2*shownDays); d = d.AddDays(1) {
		if cal.IsWorkday(d) {
			v.Days = append(v.Days, d)
		}
	}
	if v.Day, err = gov.ParseDate(day); err != nil && len(v.Days) > 0 {
		v.Day = v.Days[0]
	}
	if v.Slots, err = n.Booking.Slots(ctx, v.Hall.ID, v.Day); err != nil {
		return err
	}
	all, err := n.Booking.Mine(ctx, who)
	if err != nil {
		return err
	}
	for _, b := range all {
		if b.Hall == v.Hall.ID && b.State == booking.Made && b.Starts.Date() >= today {
			v.Mine = append(v.Mine, b)
		}
	}
	return n.citizen(v.guest, v.T("counter.book"), bookPage(v))
}

// shownDays is how many working days the page offers.
const shownDays = 10

func (n *counter) booked(g *guest) error {
	who, err := g.Signed()
	if err != nil {
		return err
	}
	if err := g.r.ParseForm(); err != nil {
		return gov.Invalid("error.invalid")
	}
	in := g.r.PostForm
	at, err := gov.ParseTime(in.Get("starts"))
	if err != nil {
		at = 0
	}
	day := in.Get("day")
	b, err := n.Booking.Book(g.r.Context(), who, in.Get("key"), booking.Wish{Hall: g.Hall.ID, Starts: at, Instead: number(in.Get("change"))})
	if err != nil {
		return n.refused(g, err, func(*guest) error {
			return n.bookPage(&bookView{guest: g, For: number(in.Get("change"))}, who, day)
		})
	}
	v := &bookView{guest: g, Code: b.Code}
	return n.bookPage(v, who, string(b.Starts.Date()))
}

func (n *counter) unbook(g *guest) error {
	who, err := g.Signed()
	if err != nil {
		return err
	}
	id := number(g.r.PathValue("id"))
	if _, err := n.Booking.Cancel(g.r.Context(), who, g.r.PostFormValue("key"), id); err != nil {
		return n.refused(g, err, func(*guest) error { return n.bookPage(&bookView{guest: g}, who, "") })
	}
	return g.gone("/hall/" + g.Hall.ID.String() + "/book?done=unbooked")
}
