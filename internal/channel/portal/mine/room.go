package mine

import (
	"context"
	"embed"
	"io/fs"
	"net/http"
	"net/url"
	"slices"

	"github.com/a-h/templ"

	"holon.example/holon/internal/business/matter"
	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/org"
	"holon.example/holon/internal/infra/web"
)

//go:embed static
var static embed.FS

// Sheet is the style sheet of these pages, beside the common one.
const Sheet = "mine.css"

// Room is what the pages about oneself stand in; app fills it.
type Room struct {
	Site    parts.Site
	Now     func() gov.Time
	Org     func(ctx context.Context) (*org.Snapshot, error)
	Library func() *matter.Library
	// Unread tells how many messages somebody has not read.
	Unread func(ctx context.Context, who gov.Actor) (int64, error)
	// Frame puts the head and the foot of the portal around a page; nil: the plain one.
	Frame func(p *parts.Page, here string) func(templ.Component) templ.Component
	// Sheets are further style sheets that the frame needs.
	Sheets []string
}

// Request is what every page about oneself knows.
type Request struct {
	*parts.Page
	W   http.ResponseWriter
	R   *http.Request
	Who gov.Actor
}

// Mount registers the way to all pages, and their style sheet.
func (m *Room) Mount() error {
	sub, err := fs.Sub(static, "static")
	if err != nil {
		return err
	}
	m.Route("GET /mine", m.hub)
	return m.Site.Web.Assets(sub)
}

// Route registers a page about oneself. Who is not signed in is led to the door and
// comes back; officers are led to their desk.
func (m *Room) Route(pattern string, h func(*Request) error) {
	m.Site.Web.Route(pattern, func(w http.ResponseWriter, r *http.Request) error {
		p := parts.Open(r)
		who, err := p.Signed()
		rq := &Request{Page: p, W: w, R: r, Who: who}
		switch {
		case err != nil && r.Method != http.MethodGet:
			return err
		case err != nil:
			return rq.Go("/signin?" + url.Values{"back": {r.URL.Path}}.Encode())
		case who.Kind == gov.Officer && r.Method == http.MethodGet:
			return rq.Go("/desk")
		case who.Kind != gov.Citizen && who.Kind != gov.Agent:
			return gov.Forbidden("citizens-only")
		}
		return h(rq)
	})
}

// Public registers a page that nobody need be signed in for.
func (m *Room) Public(pattern string, h func(*Request) error) {
	m.Site.Web.Route(pattern, func(w http.ResponseWriter, r *http.Request) error {
		p := parts.Open(r)
		return h(&Request{Page: p, W: w, R: r, Who: p.Actor})
	})
}

// Go leads on after something was done, so that reloading does not do it again.
func (rq *Request) Go(to string) error {
	http.Redirect(rq.W, rq.R, to, http.StatusSeeOther)
	return nil
}

// Number reads an id of the address; what is none cannot exist.
func (rq *Request) Number(name string) (gov.ID, error) {
	id, err := gov.ParseID(rq.R.PathValue(name))
	if err != nil || id <= 0 {
		return 0, gov.NotFound("error.not_found")
	}
	return id, nil
}

// Before is where the page of a list begins; 0: at the newest.
func (rq *Request) Before() gov.ID {
	id, err := gov.ParseID(rq.R.URL.Query().Get("before"))
	if err != nil {
		return 0
	}
	return max(id, 0)
}

// Sent reads a form that was sent.
func (rq *Request) Sent() (url.Values, error) {
	if err := rq.R.ParseForm(); err != nil {
		return nil, gov.Invalid("error.invalid")
	}
	return rq.R.PostForm, nil
}

// Key is the key under which a form is sent: the same form sent twice has one effect.
func (rq *Request) Key(form string) string { return rq.ID + "-" + form }

// Again shows a refused form again; nil when no form can mend the error.
func (rq *Request) Again(err error, form string, given url.Values) (parts.Form, *parts.Fault) {
	f := parts.Form{ID: form, Given: given}
	return f, rq.Page.Again(err, &f)
}

// Form is a form of the page: the refused one as it was entered, else a fresh one.
func Form(again parts.Form, id string) parts.Form {
	if again.ID == id {
		return again
	}
	return parts.Form{ID: id}
}

// Show is a page about oneself.
type Show struct {
	Title string
	Here  string // entry of the menu; "mine" when empty
	Fault *parts.Fault
	Body  templ.Component
}

// Render writes a page in the frame of the portal; one whose form was refused carries
// the status of the refusal.
func (m *Room) Render(rq *Request, s Show) error {
	if s.Here == "" {
		s.Here = "mine"
	}
	frame := (&parts.Citizen{Page: rq.Page, Here: s.Here, Signed: rq.CSRF != ""}).Frame
	if m.Frame != nil {
		frame = m.Frame(rq.Page, s.Here)
	}
	out := parts.Show{Title: s.Title, Face: "citizen", Frame: frame, Body: s.Body, Sheets: append(slices.Clone(m.Sheets), Sheet)}
	if s.Fault != nil {
		out.Status = web.StatusOf(s.Fault.Status)
	}
	return m.Site.Render(rq.W, rq.R, out)
}

// Item gives the name of an item or package in the reader's language; its code where
// no pack has it any more.
func (m *Room) Item(p *parts.Page, id string) string {
	lib := m.Library()
	if t := lib.Thing(id); t != nil {
		return t.Name.In(string(p.Lang))
	}
	for _, d := range lib.Divisions() {
		if it := lib.Item(d, id); it != nil {
			return it.Name.In(string(p.Lang))
		}
	}
	return id
}

// Unit gives the name of a department as of today, or as it last was.
func (m *Room) Unit(rq *Request, id gov.ID) (string, error) {
	if id == 0 {
		return "", nil
	}
	snap, err := m.Org(rq.R.Context())
	if err != nil {
		return "", err
	}
	u, ok := snap.Unit(id, m.Now().Date())
	if all := snap.Versions(id); !ok && len(all) > 0 {
		u, ok = all[len(all)-1], true
	}
	if !ok {
		return rq.T("page.unit_unknown"), nil
	}
	return rq.Name(u.Name), nil
}

// door is one entry of the way to all pages.
type door struct{ Code, Path, Count string }

// hub is the way to all pages about oneself.
type hub struct {
	*Request
	Doors []door
}

func (m *Room) hub(rq *Request) error {
	h := &hub{Request: rq}
	for _, c := range []struct{ code, path string }{
		{"cases", "/cases"}, {"cards", "/cards"}, {"messages", "/messages"}, {"uses", "/uses"}, {"mandates", "/mandates"}, {"account", "/account"},
	} {
		h.Doors = append(h.Doors, door{Code: c.code, Path: c.path})
	}
	n, err := m.Unread(rq.R.Context(), rq.Who)
	if err != nil {
		return err
	}
	if n > 0 {
		h.Doors[2].Count = rq.T("mine.unread", "n", n)
	}
	return m.Render(rq, Show{Title: rq.T("mine.title"), Body: hubPage(h)})
}
