package room

import (
	"context"
	"net/http"
	"net/url"
	"slices"

	"github.com/a-h/templ"

	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/ident"
	"holon.example/holon/internal/infra/org"
	"holon.example/holon/internal/infra/web"
)

// Sheet is the style sheet of the pages of officers, beside the common one.
const Sheet = "desk.css"

// Room is what the pages of officers stand in; app fills it.
type Room struct {
	Site   parts.Site
	Ident  *ident.Ident
	Engine *act.Engine
	Org    func(ctx context.Context) (*org.Snapshot, error)
	// May asks the policies for menus and buttons; it is never a permission to write.
	May func(ctx context.Context, who gov.Actor, action string, what act.Resource) (bool, error)
}

// Request is what every page of the officers knows.
type Request struct {
	*parts.Page
	W   http.ResponseWriter
	R   *http.Request
	Who gov.Actor
}

// Route registers a page of officers. Who is not signed in is led to the door.
func (m *Room) Route(pattern string, h func(*Request) error) {
	m.Site.Web.Route(pattern, m.officers(h))
}

// Upload registers a page of officers that takes files: it limits the body itself.
func (m *Room) Upload(pattern string, h func(*Request) error) {
	m.Site.Web.Upload(pattern, m.officers(h))
}

// officers lets officers in.
func (m *Room) officers(h func(*Request) error) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		p := parts.Open(r)
		who, err := p.Signed()
		if err != nil {
			if r.Method == http.MethodGet {
				http.Redirect(w, r, "/signin?"+url.Values{"back": {r.URL.Path}}.Encode(), http.StatusSeeOther)
				return nil
			}
			return err
		}
		if who.Kind != gov.Officer {
			return gov.Forbidden("officers-only")
		}
		return h(&Request{Page: p, W: w, R: r, Who: who})
	}
}

// Go leads on after something was done, so that reloading does not do it again.
func (rq *Request) Go(to string) error {
	http.Redirect(rq.W, rq.R, to, http.StatusSeeOther)
	return nil
}

// ID reads an identifier out of the address; what is none cannot exist.
func (rq *Request) ID(name string) (gov.ID, error) {
	id, err := gov.ParseID(rq.R.PathValue(name))
	if err != nil || id <= 0 {
		return 0, gov.NotFound("error.not_found")
	}
	return id, nil
}

// Sent reads a form that was sent.
func (rq *Request) Sent() (url.Values, error) {
	if err := rq.R.ParseForm(); err != nil {
		return nil, gov.Invalid("error.invalid")
	}
	return rq.R.PostForm, nil
}

// Form is a form of the page: the refused one as it was entered, else a fresh one.
func Form(again parts.Form, id string) parts.Form {
	if again.ID == id {
		return again
	}
	return parts.Form{ID: id}
}

// Show is a page of officers.
type Show struct {
	Here  string // the entry of the rail
	Title string
	Back  string // address to go back to
	Fault *parts.Fault
	parts.Show
}

// tasks is the address the bar itself leads back to.
const tasks = "/desk"

// Render writes a page in its frame; one whose form was refused carries the status of
// the refusal.
func (m *Room) Render(rq *Request, s Show) error {
	f, err := m.Frame(rq)
	if err != nil {
		return err
	}
	f.Here, f.Title = s.Here, s.Title
	out := s.Show
	if s.Back == tasks {
		f.Back = tasks
	} else if s.Back != "" {
		out.Body = under(rq, s.Back, s.Show.Body)
	}
	out.Face, out.Frame, out.Sheets = "staff", f.Frame, append(out.Sheets, Sheet)
	if out.Title == "" {
		out.Title = s.Title
	}
	if s.Fault != nil {
		out.Status = web.StatusOf(s.Fault.Status)
	}
	return m.Site.Render(rq.W, rq.R, out)
}

// Frame is the rail and the bar around a page.
func (m *Room) Frame(rq *Request) (*parts.Staff, error) {
	ctx := rq.R.Context()
	a, err := m.Ident.Account(ctx, rq.Who.Account)
	if err != nil {
		return nil, err
	}
	f := &parts.Staff{Page: rq.Page, Name: a.Name, Menu: menu(rq)}
	duties, err := m.Ident.Duties(ctx, rq.Who)
	if err != nil {
		return nil, err
	}
	for _, duty := range duties {
		here := duty.Post.ID == rq.Who.Post
		name := rq.Name(duty.Post.Name)
		if duty.Part == org.Deputy {
			name = rq.T("desk.post_deputy", "post", name)
		}
		if here {
			f.Post, f.Unit = name, rq.Name(duty.Department.Name)
		}
		f.Posts = append(f.Posts, parts.Post{ID: duty.Post.ID.String(), Name: rq.Name(duty.Department.Name) + " · " + name, Chosen: here})
	}
	return f, nil
}

// doors are the entries of the rail, and the roles whose posts open them; none: all.
var doors = []struct {
	code, path string
	roles      []string
}{
	{"counter", "/counter", []string{org.Clerk}},
	{"screens", "/counter/screens", []string{org.Operator}},
	{"leader", "/leader", []string{org.Mayor, org.Auditor, org.Operator}},
	{"bureau", "/desk/bureau", []string{org.Approver, org.Chief, org.Mayor, org.Auditor}},
	{"warrants", "/desk/warrants", []string{org.Approver, org.Chief}},
	{"people", "/desk/people", []string{org.Clerk, org.Handler, org.Reviewer, org.Approver, org.Chief, org.DataOfficer}},
	{"phrases", "/desk/phrases", []string{org.Handler, org.Reviewer, org.Approver, org.Chief}},
	{"catalogue", "/data/catalogue", []string{org.DataOfficer, org.Authority}},
	{"standard", "/data/standard", []string{org.DataOfficer, org.Authority}},
	{"structure", "/admin/org", []string{org.Admin}},
	{"officers", "/admin/officers", []string{org.Admin}},
	{"packs", "/admin/packs", []string{org.Admin}},
	{"wordings", "/admin/wordings", []string{org.Admin}},
	{"years", "/admin/years", []string{org.Admin}},
	{"openings", "/admin/halls", []string{org.Admin, org.Operator}},
	{"health", "/admin/health", []string{org.Admin}},
}

func menu(rq *Request) (out []parts.Entry) {
	for _, d := range doors {
		if slices.ContainsFunc(d.roles, rq.Who.HasRole) {
			out = append(out, parts.Entry{Code: d.code, Path: d.path, Text: rq.T("desk.menu_" + d.code)})
		}
	}
	return out
}

// Roles are those of the officer's post that are roles of posts.
func Roles(who gov.Actor) (out []string) {
	for _, role := range who.Roles {
		if slices.Contains(org.Roles, role) {
			out = append(out, role)
		}
	}
	return out
}

// Place names a post with the section it stands in.
func (rq *Request) Place(snap *org.Snapshot, post org.Unit, on gov.Date) string {
	name := rq.Name(post.Name)
	if up, ok := snap.Unit(post.Parent, on); ok && up.Kind == org.Section {
		return rq.Name(up.Name) + " · " + name
	}
	return name
}

// Unit names a unit as of a day, or as it last was.
func (rq *Request) Unit(snap *org.Snapshot, id gov.ID, on gov.Date) string {
	u, ok := snap.Unit(id, on)
	if !ok {
		all := snap.Versions(id)
		if len(all) == 0 {
			return rq.T("page.unit_unknown")
		}
		u = all[len(all)-1]
	}
	return rq.Name(u.Name)
}

// Href is an address of this site for a link.
func Href(address string) templ.SafeURL { return templ.SafeURL(address) }
