package desk

import (
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/channel/parts/casepage"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/org"
	"holon.example/holon/internal/infra/sqldb"
	"holon.example/holon/internal/infra/todo"
)

// pageSize is how many tasks one page shows.
const pageSize = 100

// row is one task of the list.
type row struct {
	*todo.Item
	Lamp  string
	Name  string // title of the item
	Mine  bool   // claimed by this post
	Taken bool   // claimed at all
}

// home is what the page of tasks shows.
type home struct {
	*parts.Page
	Rows   []row
	Counts map[string]int
	More   string // where the next page begins
	Lamp   string // chosen filter
	Query  string
	None   bool // the number asked for was not found
}

// home shows the tasks of the officer's post and department.
func (d *desk) home(rq *request) error {
	q := rq.r.URL.Query()
	h := &home{Page: rq.Page, Counts: map[string]int{}, Lamp: q.Get("lamp"), Query: q.Get("no"), None: q.Has("none")}
	f := inbox(rq.who)
	f.After, f.Limit = q.Get("after"), pageSize
	list := todo.Page{}
	engine := d.Source.Cases.Act
	if err := engine.Read(rq.r.Context(), func(q *sqldb.Q) (err error) {
		list, err = todo.List(rq.r.Context(), q, f)
		return err
	}); err != nil {
		return err
	}
	h.More = list.Next
	for _, i := range list.Items {
		lamp := casepage.Lamp(i, engine.Now())
		h.Counts[lamp]++
		h.Counts["all"]++
		if h.Lamp == "" || h.Lamp == lamp {
			h.Rows = append(h.Rows, row{i, lamp, d.title(rq, i), i.Claimed == rq.who.Post && i.Claimed != 0, i.Claimed != 0})
		}
	}
	frame, err := d.frame(rq)
	if err != nil {
		return err
	}
	frame.Here, frame.Title = "tasks", rq.T("page.tasks")
	return d.Site.Render(rq.w, rq.r, parts.Show{Title: rq.T("page.tasks"), Face: "staff", Frame: frame.Frame, Body: homePage(h)})
}

// inbox is what an officer on his post has to do.
func inbox(who gov.Actor) todo.Filter {
	f := todo.Filter{Post: who.Post}
	for _, role := range who.Roles {
		if slices.Contains(org.Roles, role) {
			f.Roles = append(f.Roles, role)
		}
	}
	if len(f.Roles) > 0 {
		f.Department = who.Department
	}
	return f
}

// title names the item or package a task is about.
func (d *desk) title(rq *request, i *todo.Item) string {
	id, lib := i.Args["item"], d.Source.Cases.Library()
	if t := lib.Thing(id); t != nil {
		return t.Name.In(string(rq.Lang))
	}
	if it := lib.Item(rq.who.Division, id); it != nil {
		return it.Name.In(string(rq.Lang))
	}
	return id
}

// find leads from a case's number to its page; who may open it is asked there.
func (d *desk) find(rq *request) error {
	no := strings.TrimSpace(rq.r.URL.Query().Get("no"))
	var found *casefile.Case
	err := d.Source.Cases.Act.Read(rq.r.Context(), func(q *sqldb.Q) (err error) {
		found, err = casefile.ByNumber(rq.r.Context(), q, no)
		return err
	})
	if gov.KindOf(err) == gov.KindNotFound {
		return rq.gone("/desk?" + url.Values{"none": {"1"}, "no": {no}}.Encode())
	}
	if err != nil {
		return err
	}
	return rq.gone("/desk/case/" + found.ID.String())
}

// task takes a task or puts it back.
func (d *desk) task(rq *request) error {
	id, err := rq.id("id")
	if err != nil {
		return err
	}
	do := todo.ClaimTask
	switch rq.r.PathValue("do") {
	case "claim":
	case "release":
		do = todo.ReleaseTask
	default:
		return gov.NotFound("error.not_found")
	}
	i, err := do(rq.r.Context(), d.Source.Cases.Act, rq.who, rq.r.PostFormValue("key"), id)
	if err != nil {
		return err
	}
	return rq.gone("/desk/case/" + i.Ref.ID.String() + "?done=" + rq.r.PathValue("do"))
}

// more is the address of the next page of the list.
func more(h *home) templ.SafeURL {
	v := url.Values{"after": {h.More}}
	if h.Lamp != "" {
		v.Set("lamp", h.Lamp)
	}
	return templ.SafeURL("/desk?" + v.Encode())
}
