package tour

import (
	"context"
	"net/http"
	"slices"

	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/gov"
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
	Site  parts.Site
	Guide Guide
	Name  func(login string) string                                    // of whom one becomes
	Enter func(ctx context.Context, p *parts.Page, login string) error // signs the visitor in, without a password
	Now   func() gov.Time
}

// Mount adds the page and its one form.
func Mount(c Config) {
	c.Site.Web.Route("GET "+Path, c.page)
	c.Site.Web.Route("POST "+Path+"/{scene}", c.enter)
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
}

func (c Config) page(w http.ResponseWriter, r *http.Request) error {
	v := &view{Page: parts.Open(r), Now: c.Now()}
	stand, err := c.Guide.Look(r.Context())
	if err != nil {
		return err
	}
	for i, s := range c.Guide.Scenes() {
		v.Scenes = append(v.Scenes, scene{No: i + 1, Code: s[0], Who: c.Name(s[1]), Here: stand[s[0]]})
	}
	_, err = v.Signed()
	frame := &parts.Citizen{Page: v.Page, Here: "tour", Signed: err == nil}
	return c.Site.Render(w, r, parts.Show{Title: v.T("tour.title"), Face: "citizen", Frame: frame.Frame, Body: body(v), Sheets: []string{"portal.css"}})
}

// enter prepares a scene, signs the visitor in and leads him to its page.
func (c Config) enter(w http.ResponseWriter, r *http.Request) error {
	name := r.PathValue("scene")
	all := c.Guide.Scenes()
	i := slices.IndexFunc(all, func(s [2]string) bool { return s[0] == name })
	if i < 0 {
		return gov.NotFound("error.not_found")
	}
	to, err := c.Guide.Prepare(r.Context(), name)
	if err != nil {
		return err
	}
	if err := c.Enter(r.Context(), parts.Open(r), all[i][1]); err != nil {
		return err
	}
	http.Redirect(w, r, parts.Local(to), http.StatusSeeOther) //nolint:gosec // Local leads nowhere else
	return nil
}
