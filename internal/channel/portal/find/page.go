package find

import (
	"net/url"
	"slices"

	"github.com/a-h/templ"

	"holon.example/holon/internal/business/matter"
	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/channel/portal/front"
)

// Desk shows the pages of finding.
type Desk struct {
	Front  *front.Front
	Finder *Finder
}

// Mount registers the pages.
func (d *Desk) Mount() {
	route := d.Front.Site.Web.Route
	route("GET /find", front.Handle(d.find))
	route("GET /windows", front.Handle(d.windows))
}

// listing is a page of results.
type listing struct {
	*parts.Page
	query Query
	by    string // "department": choose one first
	found Found
	rows  []Row
	depts []parts.Option
}

// Row is one matter as lists show it.
type Row struct {
	Name, Department string
	Path             templ.SafeURL
	Thing            bool
	Days             int
	Visits           int
}

func (d *Desk) find(rq *front.Request) error {
	in := rq.R.URL.Query()
	rq.Path = rq.R.URL.RequestURI() // a choice of language keeps the filters
	l := &listing{Page: rq.Page, by: in.Get("by"), query: Query{
		Words: in.Get("q"), Who: one(in.Get("who"), "person", "firm"), Kind: one(in.Get("kind"), "item", "thing"),
		Department: in.Get("dept"), After: in.Get("after"),
	}}
	if r := []rune(l.query.Words); len(r) > maxQuestion {
		l.query.Words = string(r[:maxQuestion])
	}
	region := d.Front.Library().Region(d.Front.Division())
	if region != nil {
		for _, x := range region.Departments {
			l.depts = append(l.depts, parts.Option{Value: x.ID, Label: front.Say(rq.Page, x.Name)})
		}
	}
	ix := d.Finder.Index(d.Front.Division())
	l.found = ix.Search(l.query)
	for _, e := range l.found.Entries {
		l.rows = append(l.rows, RowOf(rq.Page, e, region))
	}
	return d.Front.Show(rq, front.Sheet{Here: "find", Title: rq.T("page.menu_find"), Body: findPage(l)})
}

// RowOf is an entry as lists show it.
func RowOf(p *parts.Page, e *Entry, region *matter.Overlay) Row {
	r := Row{Name: front.Say(p, e.Name()), Thing: e.Thing != nil}
	var authority string
	var promise *matter.Limit
	if t := e.Thing; t != nil {
		r.Path, r.Visits, authority, promise = templ.SafeURL("/guide/thing/"+url.PathEscape(t.ID)), t.Visits, t.Lead, t.Promise
	} else {
		r.Path, r.Visits, authority, promise = templ.SafeURL("/guide/item/"+url.PathEscape(e.ID)), e.Item.Visits, e.Item.Authority, e.Item.Promise
	}
	if promise != nil && (promise.Unit == "" || promise.Unit == "workday") {
		r.Days = promise.N
	}
	if region != nil {
		if d := region.For(authority); d != nil {
			r.Department = front.Say(p, d.Name)
		}
	}
	return r
}

func one(given string, known ...string) string {
	if slices.Contains(known, given) {
		return given
	}
	return ""
}

// with is the address of the same listing with one thing otherwise, from its beginning.
func (l *listing) with(name, value string) templ.SafeURL {
	v := url.Values{}
	for n, x := range map[string]string{"q": l.query.Words, "who": l.query.Who, "kind": l.query.Kind, "dept": l.query.Department} {
		if x != "" {
			v.Set(n, x)
		}
	}
	v.Del(name)
	if value != "" {
		v.Set(name, value)
	}
	return templ.SafeURL("/find?" + v.Encode())
}

// view is a choice among views: its name, address, and whether it is the one shown.
type view struct {
	key  string
	path templ.SafeURL
	here bool
}

func (l *listing) views() []view {
	q := l.query
	return []view{
		{"find.all", l.only("", ""), q.Who == "" && q.Kind == ""},
		{"find.person", l.only("who", "person"), q.Who == "person"},
		{"find.firm", l.only("who", "firm"), q.Who == "firm"},
		{"find.things", l.only("kind", "thing"), q.Kind == "thing"},
	}
}

// only is the address of one view, with words and department kept.
func (l *listing) only(name, value string) templ.SafeURL {
	bare := *l
	bare.query.Who, bare.query.Kind = "", ""
	return bare.with(name, value)
}

// hall is one window of a department.
type hall struct {
	department string
	window     matter.Window
}

func (d *Desk) windows(rq *front.Request) error {
	var halls []hall
	if region := d.Front.Library().Region(d.Front.Division()); region != nil {
		for _, x := range region.Departments {
			halls = append(halls, hall{front.Say(rq.Page, x.Name), x.Window})
		}
	}
	return d.Front.Show(rq, front.Sheet{Here: "windows", Title: rq.T("find.windows"), Body: windowsPage(rq.Page, halls)})
}
