package tour

import (
	"context"
	"net/http"
	"slices"

	"github.com/a-h/templ"

	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/web"
)

// Path is where the page is mounted.
const Path = "/tour"

// Guide prepares scenes in the running city.
type Guide interface {
	// Scenes names the scenes in their order, each with the login of whom its visitor becomes.
	Scenes() [][2]string
	// Look tells of each scene that was prepared whether it is ready or done.
	Look(ctx context.Context) (map[string]string, error)
	// Prepare makes what a scene needs and is not there, and gives the address to go on at.
	Prepare(ctx context.Context, scene string) (string, error)
}

// Config is what the page needs.
type Config struct {
	Site   parts.Site
	Guide  Guide
	Name   func(login string) string                                    // of whom one becomes
	Enter  func(ctx context.Context, p *parts.Page, login string) error // signs the visitor in, without a password
	Now    func() gov.Time
	Secure bool // the site is reached by https
}

// leave is the form by which a visitor ends the tour; no scene is called so.
const leave = "leave"

// cookie keeps in which scene a visitor is, until he closes his browser or ends the tour.
const cookie = "tour"

// Mount adds the page, its form, and the bar that leads back to it from wherever a scene has led.
func Mount(c Config) {
	c.Site.Web.Route("GET "+Path, c.page)
	c.Site.Web.Route("POST "+Path+"/{scene}", c.enter)
	c.Site.Web.Above(c.above)
}

// scene is one of them as the page shows it.
type scene struct {
	No              int
	Code, Who, Here string
}

// tone is the colour of its badge.
func (s scene) tone() string {
	return map[string]string{"done": "ok", "ready": "info"}[s.Here]
}

// view is the page.
type view struct {
	*parts.Page
	Scenes []scene
	Now    gov.Time
	On     bool // a scene has been entered
}

func (c Config) page(w http.ResponseWriter, r *http.Request) error {
	v := &view{Page: parts.Open(r), Now: c.Now(), On: c.at(r) != nil}
	stand, err := c.Guide.Look(r.Context())
	if err != nil {
		return unready(err)
	}
	for i, s := range c.Guide.Scenes() {
		v.Scenes = append(v.Scenes, scene{No: i + 1, Code: s[0], Who: c.Name(s[1]), Here: stand[s[0]]})
	}
	_, err = v.Signed()
	frame := &parts.Citizen{Page: v.Page, Here: "tour", Signed: err == nil}
	return c.Site.Render(w, r, parts.Show{Title: v.T("tour.title"), Face: "citizen", Frame: frame.Frame, Body: body(v), Sheets: []string{"portal.css"}})
}

// unready says in words that the city could not be asked or prepared.
func unready(err error) error {
	return (&gov.Error{Kind: gov.KindBusy, Key: "tour.unready"}).Because(err)
}

// enter prepares a scene, signs the visitor in and leads him to its page.
func (c Config) enter(w http.ResponseWriter, r *http.Request) error {
	name := r.PathValue("scene")
	if name == leave {
		c.keep(w, "")
		http.Redirect(w, r, "/", http.StatusSeeOther)
		return nil
	}
	all := c.Guide.Scenes()
	i := slices.IndexFunc(all, func(s [2]string) bool { return s[0] == name })
	if i < 0 {
		return gov.NotFound("error.not_found")
	}
	to, err := c.Guide.Prepare(r.Context(), name)
	if err != nil {
		return unready(err)
	}
	if err := c.Enter(r.Context(), parts.Open(r), all[i][1]); err != nil {
		return err
	}
	c.keep(w, name)
	http.Redirect(w, r, parts.Local(to), http.StatusSeeOther) //nolint:gosec // Local leads nowhere else
	return nil
}

// keep remembers in the visitor's browser in which scene he is; empty: in none.
func (c Config) keep(w http.ResponseWriter, name string) {
	k := &http.Cookie{Name: cookie, Value: name, Path: "/", HttpOnly: true, Secure: c.Secure, SameSite: http.SameSiteLaxMode} //nolint:gosec // Secure wherever the site is reached by HTTPS
	if name == "" {
		k.MaxAge = -1
	}
	http.SetCookie(w, k)
}

// at is the scene a visitor is in; nil where he is in none.
func (c Config) at(r *http.Request) *scene {
	k, err := r.Cookie(cookie)
	if err != nil {
		return nil
	}
	for i, s := range c.Guide.Scenes() {
		if s[0] == k.Value {
			return &scene{No: i + 1, Code: s[0]}
		}
	}
	return nil
}

// above is the bar over every page while a visitor is in a scene; the page of the tour needs none.
func (c Config) above(r *http.Request) templ.Component {
	s := c.at(r)
	if s == nil || r.URL.Path == Path {
		return nil
	}
	return bar(&parts.Page{Call: web.Of(r.Context())}, s, len(c.Guide.Scenes()))
}
