package front

import (
	"embed"
	"io/fs"
	"net/http"
	"net/url"
	"slices"

	"github.com/a-h/templ"

	"holon.example/holon/internal/business/matter"
	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/web"
)

//go:embed static
var static embed.FS

// Front shows the pages of the portal.
type Front struct {
	Site    parts.Site
	Library func() *matter.Library
}

// Mount adds the style sheet and the scripts of the citizens' pages to the server.
func (f *Front) Mount() error {
	sub, err := fs.Sub(static, "static")
	if err != nil {
		return err
	}
	return f.Site.Web.Assets(sub)
}

// Division is the division whose matters the portal shows: the first that packs know.
func (f *Front) Division() string {
	if all := f.Library().Divisions(); len(all) > 0 {
		return all[0]
	}
	return ""
}

// Request is what every page of the portal knows.
type Request struct {
	*parts.Page
	W http.ResponseWriter
	R *http.Request
}

// Handle makes a handler of a page.
func Handle(h func(*Request) error) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		return h(&Request{Page: parts.Open(r), W: w, R: r})
	}
}

// Who gives who is signed in; who is not is led to the door, and comes back to the page.
// Of a form that was sent the page it stood on is where one comes back to.
func (rq *Request) Who(back string) (gov.Actor, bool, error) {
	who, err := rq.Page.Signed()
	if err == nil {
		return who, true, nil
	}
	return who, false, rq.Go("/signin?" + url.Values{"back": {back}}.Encode())
}

// Go leads on after something was done, so that reloading does not do it again.
func (rq *Request) Go(to string) error {
	http.Redirect(rq.W, rq.R, to, http.StatusSeeOther)
	return nil
}

// Number reads an id of the address.
func (rq *Request) Number(name string) (gov.ID, error) {
	id, err := gov.ParseID(rq.R.PathValue(name))
	if err != nil || id <= 0 {
		return 0, gov.NotFound("error.not_found")
	}
	return id, nil
}

// Say gives a wording of a pack in the reader's language.
func Say(p *parts.Page, t matter.Text) string { return t.In(string(p.Lang)) }

// Sheet is one page of the portal.
type Sheet struct {
	Here, Title string
	Body        templ.Component
	Fault       *parts.Fault
	Scripts     []string
}

// Show writes a page in the frame of the portal.
func (f *Front) Show(rq *Request, s Sheet) error {
	frame := &parts.Citizen{Page: rq.Page, Here: s.Here, Signed: rq.CSRF != "", Halls: f.Halls(rq.Page)}
	show := parts.Show{Title: s.Title, Face: "citizen", Frame: frame.Frame, Body: s.Body, Sheets: []string{"portal.css"}, Scripts: s.Scripts}
	if s.Fault != nil {
		show.Status = web.StatusOf(s.Fault.Status)
	}
	return f.Site.Render(rq.W, rq.R, show)
}

// Halls are the places of the windows of the division, each once.
func (f *Front) Halls(p *parts.Page) (out []parts.Hall) {
	region := f.Library().Region(f.Division())
	if region == nil {
		return nil
	}
	for _, d := range region.Departments {
		h := parts.Hall{Address: Say(p, d.Window.Address), Hours: Say(p, d.Window.Hours), Phone: d.Window.Phone}
		if h.Address != "" && !slices.Contains(out, h) {
			out = append(out, h)
		}
	}
	return out
}
