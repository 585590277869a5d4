package parts

import (
	"embed"
	"io/fs"
	"net/http"
	"net/url"

	"github.com/a-h/templ"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/locale"
	"holon.example/holon/internal/infra/org"
	"holon.example/holon/internal/infra/web"
)

//go:embed static
var static embed.FS

// sheet is the name of the style sheet among the assets.
const sheet = "holon.css"

// Assets are the files that pages load.
func Assets() fs.FS {
	sub, err := fs.Sub(static, "static")
	if err != nil {
		panic("parts: own assets: " + err.Error()) // embedded: cannot fail after the build
	}
	return sub
}

// Site shows pages; each channel has one.
type Site struct{ Web *web.Server }

// Page is what every part asks of the page it stands on.
type Page struct {
	*web.Call
	Path     string // of the page, to come back to after a choice
	Elder    bool
	Contrast bool
	Done     string // what has just been done, a code; from the address
}

// Open begins a page for a request.
func Open(r *http.Request) *Page {
	p := &Page{
		Call: web.Of(r.Context()), Path: r.URL.Path,
		Elder: web.Choice(r, "mode") == "elder", Contrast: web.Choice(r, "contrast") == "high",
	}
	if done := r.URL.Query().Get("done"); locale.Has("page.done." + done) {
		p.Done = done
	}
	return p
}

// T gives the words of a key; args are names and values in turn.
func (p *Page) T(key string, args ...any) string {
	if len(args) == 0 {
		return locale.T(p.Lang, key, nil)
	}
	named := make(map[string]any, len(args)/2)
	for i := 0; i+1 < len(args); i += 2 {
		if name, ok := args[i].(string); ok {
			named[name] = args[i+1]
		}
	}
	return locale.T(p.Lang, key, named)
}

// Code gives the words of a code of a family, such as a state of a case; a code
// that has none, because a pack brought it, is shown as it is.
func (p *Page) Code(family, code string) string {
	if key := family + "." + code; locale.Has(key) {
		return locale.T(p.Lang, key, nil)
	}
	return code
}

// Date writes a day; the empty one is a dash.
func (p *Page) Date(d gov.Date) string {
	if d == "" {
		return "—"
	}
	return p.T("page.date", "date", d)
}

// Time writes an instant; zero is a dash.
func (p *Page) Time(t gov.Time) string {
	if t == 0 {
		return "—"
	}
	return p.T("page.time", "time", t)
}

// Name gives the name in the reader's language, the Chinese where there is no other.
func (p *Page) Name(n org.Name) string {
	if p.Lang == locale.EN && n.En != "" {
		return n.En
	}
	return n.Zh
}

// Prefer is the address that makes a choice and comes back to the page.
func (p *Page) Prefer(name, value string) templ.SafeURL {
	return templ.SafeURL("/prefer?" + url.Values{name: {value}, "back": {p.Path}}.Encode())
}

// Show is a page to be written.
type Show struct {
	Title   string
	Face    string // citizen or staff
	Status  int    // 200 when 0
	Frame   func(body templ.Component) templ.Component
	Body    templ.Component
	Sheets  []string // further style sheets, after the common one
	Scripts []string // assets; every page works without them
}

// Render writes a page in its frame.
func (s Site) Render(w http.ResponseWriter, r *http.Request, v Show) error {
	return s.Web.Render(w, r, web.Page{Title: v.Title, Face: v.Face, Status: v.Status, Frame: v.Frame, Body: v.Body, Styles: append([]string{sheet}, v.Sheets...), Scripts: v.Scripts})
}

// Mount adds the style sheet and the reader's choices to the server, once for all
// channels.
func (s Site) Mount() error {
	s.Web.Route("GET /prefer", func(w http.ResponseWriter, r *http.Request) error {
		s.Web.Prefer(w, r.URL.Query())
		http.Redirect(w, r, local(r.URL.Query().Get("back")), http.StatusSeeOther) //nolint:gosec // local leads nowhere else
		return nil
	})
	return s.Web.Assets(Assets())
}

// local lets a redirect go only to an address of this site.
func local(path string) string {
	u, err := url.Parse(path)
	if err != nil || u.IsAbs() || u.Host != "" || u.Opaque != "" || len(path) == 0 || path[0] != '/' || len(path) > 1 && (path[1] == '/' || path[1] == '\\') {
		return "/"
	}
	return u.RequestURI()
}

// Local is an address of this site to go on to; anything else becomes the home.
func Local(path string) string { return local(path) }
