package counter

import (
	"context"
	"embed"
	"io"
	"io/fs"
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"holon.example/holon/internal/business/casework"
	"holon.example/holon/internal/business/casework/paper"
	"holon.example/holon/internal/business/mandate"
	"holon.example/holon/internal/business/reception/booking"
	"holon.example/holon/internal/business/reception/collect"
	"holon.example/holon/internal/business/reception/outage"
	"holon.example/holon/internal/business/reception/queue"
	"holon.example/holon/internal/business/reception/shift"
	"holon.example/holon/internal/channel/desk/room"
	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/channel/parts/casepage"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/blob"
	"holon.example/holon/internal/infra/org"
	"holon.example/holon/internal/infra/web"
)

//go:embed static
var static embed.FS

// Config is what the window needs; app fills it.
type Config struct {
	*room.Room
	Source   *casepage.Source
	Cases    *casework.Service
	Papers   *paper.Desk
	Mandates *mandate.Desk
	Queue    queue.Desk
	Shift    shift.Desk
	Booking  booking.Desk
	Outage   outage.Desk
	Collect  collect.Desk
	// Visit tells what may be shown of whoever was found at the actor's window today, and
	// of the one he acts for (0: himself); the reading is recorded.
	Visit func(ctx context.Context, who gov.Actor, here, subject gov.ID) (*Visit, error)
	// Upload keeps a file that the clerk scans, sealed, and records it.
	Upload func(ctx context.Context, who gov.Actor, file io.Reader) (blob.Info, error)
	// Rate is the link by which a visitor rates his case of today; nil: ratings are not open.
	Rate   func(caseID gov.ID, day gov.Date) string
	Secure bool // the site is reached by https
	// Key opens the second screen of a window to the machine that was set up with it.
	Key func(window gov.ID) string
}

// Visit is what the window is shown of a visitor.
type Visit struct {
	Name   string // of the visitor
	Others []Other
	Cases  []Held // of the one he acts for
}

// Other is one for whom the visitor may act: he holds a mandate, or is the firm's head.
type Other struct {
	ID   gov.ID
	Name string
	Firm bool
}

// Held is a case in the masked list of a visitor.
type Held struct {
	ID       gov.ID
	No       string
	Name     string // id of the item or package
	Division string
	State    string
	Received gov.Time
}

type counter struct{ Config }

// channel is how a case is received here.
const channel = "counter"

// maxUpload bounds one form with a scan.
const maxUpload = 24 << 20

// Mount registers the pages of the window and of the hall.
func Mount(c Config) error {
	n := &counter{c}
	sub, err := fs.Sub(static, "static")
	if err != nil {
		return err
	}
	if err := c.Site.Web.Assets(sub); err != nil {
		return err
	}
	n.route("GET /counter", n.board)
	n.route("POST /counter/call", n.call)
	n.route("POST /counter/ticket/{id}/{do}", n.ticket)
	n.route("POST /counter/visitor", n.visitor)
	n.route("POST /counter/start", n.start)
	n.route("POST /counter/draft/{id}", n.save)
	n.upload("POST /counter/draft/{id}/paper", n.paper)
	n.route("GET /counter/case/{id}", n.kase)
	n.route("GET /counter/case/{id}/receipt", n.receipt)
	n.route("POST /counter/case/{id}/{do}", n.caseAct)
	n.route("GET /counter/windows", n.windows)
	n.route("POST /counter/windows/{do}", n.windowAct)
	n.route("GET /counter/outage", n.outage)
	n.route("GET /counter/outage/{id}", n.block)
	n.route("GET /counter/outage/{id}/sheet", n.sheet)
	n.route("POST /counter/outage/{do}", n.outageAct)
	n.route("GET /counter/devices", n.devices)
	n.route("POST /counter/devices", n.pair)
	n.route("GET /counter/screens", n.screens)
	n.mountHall()
	return nil
}

// route registers a page of the window: what it does is done through this channel.
func (n *counter) route(pattern string, h func(*room.Request) error) {
	n.Route(pattern, func(rq *room.Request) error {
		rq.Who.Channel = channel
		return h(rq)
	})
}

// upload registers a form of the window that brings a file.
func (n *counter) upload(pattern string, h func(*room.Request) error) {
	n.Site.Web.Upload(pattern, func(w http.ResponseWriter, r *http.Request) error {
		p := parts.Open(r)
		who, err := p.Signed()
		if err != nil {
			return err
		}
		if who.Kind != gov.Officer {
			return gov.Forbidden("officers-only")
		}
		who.Channel = channel
		return h(&room.Request{Page: p, W: w, R: r, Who: who})
	})
}

// clerk tells whether the officer serves at a window; who does not sees no page of it.
func clerk(rq *room.Request) error {
	if !rq.Who.HasRole(org.Clerk) {
		return gov.Forbidden("clerk-own-hall")
	}
	return nil
}

// view is one page of the window.
type view struct {
	here, title string
	fault       *parts.Fault
	body        templ.Component
	link        *link // devices it may reach; nil: none
}

// sheets and script are what pages of the window load.
const (
	sheet  = "counter.css"
	script = "counter.js"
)

func (n *counter) show(rq *room.Request, v view) error {
	f, err := n.Frame(rq)
	if err != nil {
		return err
	}
	f.Here, f.Title = "counter", v.title
	p := web.Page{
		Title: v.title, Face: "staff", Frame: f.Frame, Body: pane(&shell{rq, v.here, v.link}, v.body),
		Styles: []string{"holon.css", room.Sheet, sheet},
	}
	if v.link != nil { // a script only reaches devices
		p.Bridge, p.Scripts = v.link.Port, []string{script}
	}
	if v.fault != nil {
		p.Status = web.StatusOf(v.fault.Status)
	}
	return n.Site.Web.Render(rq.W, rq.R, p)
}

// shell is what stands around every page of the window.
type shell struct {
	*room.Request
	Here string
	Link *link
}

// tabs are the pages of the window: code and address.
var tabs = [][2]string{{"board", "/counter"}, {"windows", "/counter/windows"}, {"outage", "/counter/outage"}, {"devices", "/counter/devices"}}

// link is the pairing of this browser with the devices of its machine.
type link struct {
	Port  int
	Token string
}

// number reads an identifier a form or address brings along; 0 where there is none.
func number(text string) gov.ID {
	id, err := gov.ParseID(text)
	if err != nil {
		return 0
	}
	return max(id, 0)
}

func itoa[N int | int64](n N) string { return strconv.FormatInt(int64(n), 10) }
