package portal

import (
	"context"
	"io"
	"net/http"
	"net/url"

	"github.com/a-h/templ"

	"holon.example/holon/internal/business/mandate"
	"holon.example/holon/internal/business/matter"
	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/channel/parts/casepage"
	"holon.example/holon/internal/channel/portal/entry"
	"holon.example/holon/internal/channel/portal/find"
	"holon.example/holon/internal/channel/portal/front"
	"holon.example/holon/internal/channel/portal/guide"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/blob"
	"holon.example/holon/internal/infra/cabinet"
	"holon.example/holon/internal/infra/ident"
	"holon.example/holon/internal/infra/web"
	"holon.example/holon/internal/rule/law"
)

// Config is what the portal needs; app wires it.
type Config struct {
	Site   parts.Site
	Source *casepage.Source
	Ident  *ident.Ident
	// Mandates tells for whom somebody may apply.
	Mandates *mandate.Desk
	// Upload keeps a file that the actor hands in, sealed under the key of a draft (0: of
	// whom he acts for), and records it.
	Upload func(ctx context.Context, who gov.Actor, draft gov.ID, file io.Reader) (blob.Info, error)
	Laws   func() *law.Library
	// Resource names what government holds, by the code of the resource.
	Resource func(id string) matter.Text
	// File opens a file that was handed in with a draft, in plain.
	File func(ctx context.Context, who gov.Actor, draft gov.ID, address string) (*cabinet.File, error)
	// Progress is the address at which the holder of a receipt sees how far his case is.
	Progress func(no, code string) string
	// Rating shows how an item or package was rated, on its guide page.
	Rating func(ctx context.Context, p *parts.Page, division, id string) (templ.Component, error)
	// Tour says that the site is a demonstration with a tour.
	Tour bool
}

type portal struct {
	Config
	front  *front.Front
	finder *find.Finder
}

// Mount registers the pages of the portal, signing in for everybody included.
func Mount(c Config) error {
	lib := c.Source.Cases.Library
	f := &front.Front{Site: c.Site, Library: lib}
	p := &portal{Config: c, front: f, finder: &find.Finder{Library: lib}}
	(&find.Desk{Front: f, Finder: p.finder}).Mount()
	(&guide.Desk{Front: f, Laws: c.Laws, Rating: c.Rating}).Mount()
	(&entry.Desk{
		Front: f, Cases: c.Source.Cases, Ident: c.Ident, Mandates: c.Mandates, Name: c.Source.Name, Upload: c.Upload, File: c.File, Receipt: c.Source.Papers.Receipt,
		Resource: c.Resource, Progress: c.Progress,
	}).Mount()
	route := c.Site.Web.Route
	route("GET /{$}", open(p.start))
	route("GET /signin", open(p.signInPage))
	route("POST /signin", open(p.signIn))
	route("GET /signin/code", open(p.codePage))
	route("POST /signin/code", open(p.redeem))
	route("POST /signout", open(p.signOut))
	route("GET /progress", open(p.progressPage))
	route("POST /progress", open(p.progress))
	route("GET /v", open(p.checkPage))
	route("GET /v/{identifier}", open(p.check))
	route("GET /case/{id}", open(p.show))
	c.Site.Web.Upload("POST /case/{id}/supplement", open(p.supplement))
	route("POST /case/{id}/withdraw", open(p.withdraw))
	route("GET /case/{id}/letter/{letter}", open(p.file("letter", c.Source.LetterFile)))
	route("GET /case/{id}/material/{material}", open(p.file("material", c.Source.MaterialFile)))
	route("GET /case/{id}/certificate/{certificate}", open(p.file("certificate", c.Source.CertificateFile)))
	return f.Mount()
}

// request is what every page of the portal knows.
type request struct {
	*parts.Page
	w http.ResponseWriter
	r *http.Request
}

func open(h func(*request) error) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		return h(&request{Page: parts.Open(r), w: w, r: r})
	}
}

// signed gives who is signed in; who is not is led to the door, and comes back.
func (rq *request) signed() (gov.Actor, bool, error) {
	who, err := rq.Page.Signed()
	if err == nil {
		return who, true, nil
	}
	if rq.r.Method != http.MethodGet {
		return who, false, err
	}
	return who, false, rq.gone("/signin?" + url.Values{"back": {rq.r.URL.Path}}.Encode())
}

// gone leads on after something was done, so that reloading does not do it again.
func (rq *request) gone(to string) error {
	http.Redirect(rq.w, rq.r, to, http.StatusSeeOther)
	return nil
}

func (rq *request) id(name string) (gov.ID, error) {
	id, err := gov.ParseID(rq.r.PathValue(name))
	if err != nil || id <= 0 {
		return 0, gov.NotFound("error.not_found")
	}
	return id, nil
}

// sheet is one page of the portal.
type sheet struct {
	here, title string
	body        templ.Component
	fault       *parts.Fault
}

func (p *portal) render(rq *request, s sheet) error {
	frame := &parts.Citizen{Page: rq.Page, Here: s.here, Signed: rq.CSRF != "", Halls: p.front.Halls(rq.Page)}
	show := parts.Show{Title: s.title, Face: "citizen", Frame: frame.Frame, Body: s.body, Sheets: []string{"portal.css"}}
	if s.fault != nil {
		show.Status = web.StatusOf(s.fault.Status)
	}
	return p.Site.Render(rq.w, rq.r, show)
}
