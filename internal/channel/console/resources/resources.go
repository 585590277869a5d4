package resources

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"holon.example/holon/internal/channel/admin"
	"holon.example/holon/internal/channel/console"
	"holon.example/holon/internal/channel/desk/room"
	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/channel/parts/lists"
	"holon.example/holon/internal/data/catalog"
	"holon.example/holon/internal/data/catalog/book"
	"holon.example/holon/internal/data/standard"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/org"
	"holon.example/holon/internal/infra/sqldb"
	"holon.example/holon/internal/rule/clock/lamp"
)

// Config is what the pages need; app fills it.
type Config struct {
	Office admin.Office
	Desk   *catalog.Desk
	Clocks func() catalog.Clocks
}

type pages struct {
	Config
	admin.Office
}

const home = "/data/catalogue"

// Mount registers the pages.
func Mount(c Config) {
	p := &pages{c, c.Office}
	p.Page("GET "+home, p.list)
	p.Page("GET "+home+"/workbook.xlsx", p.workbook)
	console.Import[planned]{
		Office: c.Office, Home: home, Here: "catalogue", Title: "console.import_catalogue", Done: "view=mine&done=imported",
		Look: p.look, Apply: p.apply, Body: importPage,
	}.Mount()
	p.Page("GET "+home+"/{id}", p.one)
	p.Form("POST "+home+"/{id}/step", p.step)
	p.Form("POST "+home+"/{id}/updated", p.updated)
}

func at(id gov.ID) string { return home + "/" + id.String() }

const pageSize = 50

// line is a resource in the list.
type line struct {
	*catalog.Entry
	Unit   string
	Grade  standard.Graded
	Update catalog.Reading
	Review catalog.Reading
	// Next is the newest version where it is another than the one shown.
	Next *catalog.Version
}

// roll is the page of the catalogue.
type roll struct {
	*room.Request
	Query   lists.Query
	Filters []lists.Filter
	Tabs    []lists.Tab
	Lines   []line
	Count   int
	More    string
}

// reading is the catalogue as one request sees it.
type reading struct {
	book    *standard.Book
	snap    *org.Snapshot
	entries []*catalog.Entry
	waiting map[gov.ID]*catalog.Version // handed in, by resource
}

func (p *pages) read(ctx context.Context) (r reading, err error) {
	if r.snap, err = p.Org(ctx); err != nil {
		return r, err
	}
	r.waiting = map[gov.ID]*catalog.Version{}
	err = p.Engine.Read(ctx, func(q *sqldb.Q) error {
		if r.book, err = p.Desk.Standard.In(ctx, q); err != nil {
			return err
		}
		if r.entries, err = catalog.All(ctx, q); err != nil {
			return err
		}
		for _, s := range []catalog.State{catalog.Submitted, catalog.Reviewed} {
			list, err := catalog.Waiting(ctx, q, s)
			if err != nil {
				return err
			}
			for _, v := range list {
				r.waiting[v.Of] = v
			}
		}
		return nil
	})
	return r, err
}

func (p *pages) line(rq *room.Request, r reading, e *catalog.Entry) (l line, err error) {
	now := p.Engine.Now()
	l = line{Entry: e, Unit: rq.Unit(r.snap, e.Department, now.Date()), Grade: e.Version.Grade(r.book)}
	if l.Update, err = p.Clocks().Update(e, now); err != nil {
		return l, err
	}
	if v := r.waiting[e.ID]; v != nil {
		if v.No != e.Version.No {
			l.Next = v
		}
		l.Review, err = p.Clocks().Review(v, now)
	}
	return l, err
}

// The views of the list.
const (
	viewMine    = "mine"
	viewWaiting = "waiting"
	viewLate    = "late"
)

func (p *pages) list(rq *room.Request) error {
	all, err := p.read(rq.R.Context())
	if err != nil {
		return err
	}
	r := &roll{Request: rq, Query: lists.Query{Path: home, Given: rq.R.URL.Query()}}
	r.Filters = p.filters(rq, all.snap)
	r.Tabs = []lists.Tab{
		{Label: rq.T("console.view_all")},
		{Value: viewMine, Label: rq.T("console.view_mine")},
		{Value: viewWaiting, Label: rq.T("console.view_waiting")},
		{Value: viewLate, Label: rq.T("console.view_late")},
	}
	q := catalog.Query{Words: r.Query.Get("q"), Class: r.Query.Get("class"), Sharing: r.Query.Get("sharing"), State: catalog.State(r.Query.Get("state"))}
	if key := r.Query.Get("unit"); key != "" {
		u, ok := all.snap.Find(org.Department, 0, key, p.Engine.Now().Date())
		if q.Department = u.ID; !ok {
			q.Department = -1
		}
	}
	var found []line
	for _, e := range catalog.NewIndex(all.entries, all.book).Search(q) {
		l, err := p.line(rq, all, e)
		if err != nil {
			return err
		}
		if l.in(r.Query.Get("view"), rq.Who) {
			found = append(found, l)
		}
	}
	r.Count = len(found)
	from := 0
	if after := r.Query.Get("after"); after != "" {
		from = 1 + slices.IndexFunc(found, func(l line) bool { return l.ID.String() == after })
	}
	r.Lines = found[from:min(from+pageSize, len(found))]
	if from+pageSize < len(found) {
		r.More = r.Lines[len(r.Lines)-1].ID.String()
	}
	return p.Render(rq, room.Show{Here: "catalogue", Title: rq.T("desk.menu_catalogue"), Show: admin.Show(rollPage(r))})
}

// in tells whether a resource belongs to a view.
func (l line) in(view string, who gov.Actor) bool {
	switch view {
	case viewMine:
		return l.Department == who.Department
	case viewWaiting:
		return l.Next != nil || l.Version.State == catalog.Submitted || l.Version.State == catalog.Reviewed
	case viewLate:
		return l.Update.Lamp == lamp.Overdue || l.Update.Lamp == lamp.Soon
	}
	return true
}

func (p *pages) filters(rq *room.Request, snap *org.Snapshot) []lists.Filter {
	words := func(family string, list []string) (out []parts.Option) {
		for _, c := range list {
			out = append(out, parts.Option{Value: c, Label: console.Word(rq, family+c)})
		}
		return out
	}
	var units, states []parts.Option
	for _, u := range snap.All(org.Department, p.Engine.Now().Date()) {
		if slices.ContainsFunc(snap.Posts(u.ID, p.Engine.Now().Date()), func(post org.Unit) bool { return slices.Contains(post.Roles, org.DataOfficer) }) {
			units = append(units, parts.Option{Value: u.Code, Label: rq.Name(u.Name)})
		}
	}
	for _, s := range catalog.States {
		states = append(states, parts.Option{Value: string(s), Label: rq.T("console.state_" + string(s))})
	}
	return []lists.Filter{
		{Name: "q", Label: rq.T("console.words"), Empty: rq.T("console.words_hint")},
		{Name: "unit", Label: rq.T("console.provider"), Empty: rq.T("admin.all"), Options: units},
		{Name: "class", Label: rq.T("console.class"), Empty: rq.T("admin.all"), Options: words("catalog.class.", catalog.Classes)},
		{Name: "sharing", Label: rq.T("console.sharing"), Empty: rq.T("admin.all"), Options: words("catalog.sharing.", catalog.Sharings)},
		{Name: "state", Label: rq.T("console.state"), Empty: rq.T("admin.all"), Options: states},
	}
}

// sheet is the page of one resource.
type sheet struct {
	*room.Request
	line
	USCC    string
	Columns []column
	Related []*catalog.Entry
	Past    []past
	Newest  *catalog.Version
	Steps   []catalog.Step // that the reader may take now
	Report  bool           // the reader may report an update
	Fault   *parts.Fault
	Again   parts.Form
}

// column is a column with its element.
type column struct {
	catalog.Column
	Of standard.Element
}

type past struct {
	*catalog.Version
	Fields []standard.Field
}

func (p *pages) one(rq *room.Request) error { return p.showOne(rq, &sheet{Request: rq}) }

func (p *pages) showOne(rq *room.Request, s *sheet) error {
	ctx := rq.R.Context()
	id, err := rq.ID("id")
	if err != nil {
		return err
	}
	all, err := p.read(ctx)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all.entries, func(e *catalog.Entry) bool { return e.ID == id })
	if i < 0 {
		return gov.NotFound("error.not_found")
	}
	if s.line, err = p.line(rq, all, all.entries[i]); err != nil {
		return err
	}
	if err := p.fill(ctx, rq, s, all); err != nil {
		return err
	}
	return p.Render(rq, room.Show{Here: "catalogue", Title: s.Version.Resource.Name.In(string(rq.Lang)), Back: home, Fault: s.Fault, Show: admin.Show(sheetPage(s))})
}

func (p *pages) fill(ctx context.Context, rq *room.Request, s *sheet, all reading) error {
	var versions []*catalog.Version
	err := p.Engine.Read(ctx, func(q *sqldb.Q) (err error) {
		versions, err = catalog.Versions(ctx, q, s.Entry.ID)
		return err
	})
	if err != nil || len(versions) == 0 {
		return err
	}
	s.Newest = versions[0]
	for i, v := range versions {
		x := past{Version: v}
		if i+1 < len(versions) {
			x.Fields = standard.Compare(versions[i+1].Resource, v.Resource)
		}
		s.Past = append(s.Past, x)
	}
	if u, ok := all.snap.Unit(s.Department, p.Engine.Now().Date()); ok {
		s.USCC = u.USCC
	}
	for _, c := range s.Version.Columns {
		e, _ := all.book.Element(c.Element)
		s.Columns = append(s.Columns, column{c, e.Element})
	}
	for _, e := range all.entries {
		if slices.Contains(s.Version.Related, e.Version.Code) {
			s.Related = append(s.Related, e)
		}
	}
	return p.steps(ctx, rq, s)
}

// order is where each step may be taken, and what it is called in the policies.
var order = []struct {
	step   catalog.Step
	from   []catalog.State
	action string
}{
	{catalog.Submit, []catalog.State{catalog.Draft}, "submitResource"},
	{catalog.Review, []catalog.State{catalog.Submitted}, "reviewResource"},
	{catalog.Publish, []catalog.State{catalog.Reviewed}, "publishResource"},
	{catalog.Return, []catalog.State{catalog.Submitted, catalog.Reviewed}, "reviewResource"},
}

func (p *pages) steps(ctx context.Context, rq *room.Request, s *sheet) (err error) {
	for _, o := range order {
		if !slices.Contains(o.from, s.Newest.State) {
			continue
		}
		ok, err := p.May(ctx, rq.Who, o.action, s.Policy(s.Newest))
		if err != nil {
			return err
		}
		if ok {
			s.Steps = append(s.Steps, o.step)
		}
	}
	if s.Published == 0 {
		return nil
	}
	ok, err := p.May(ctx, rq.Who, "withdrawResource", s.Policy(s.Version))
	if ok {
		s.Steps = append(s.Steps, catalog.Withdraw)
	}
	if err != nil {
		return err
	}
	s.Report, err = p.May(ctx, rq.Who, "reportUpdate", s.Policy(nil))
	return err
}

func (p *pages) step(rq *room.Request, form url.Values) error {
	id, err := rq.ID("id")
	if err != nil {
		return err
	}
	step := catalog.Step(form.Get("step"))
	return p.after(rq, p.Desk.Take(rq.R.Context(), rq.Who, form.Get("key"), id, step, strings.TrimSpace(form.Get("note"))), at(id)+"?done=catalogue")
}

func (p *pages) updated(rq *room.Request, form url.Values) error {
	id, err := rq.ID("id")
	if err != nil {
		return err
	}
	return p.after(rq, p.Desk.Report(rq.R.Context(), rq.Who, form.Get("key"), id), at(id)+"?done=updated")
}

// after leads on, or shows the page again with what was refused.
func (p *pages) after(rq *room.Request, err error, to string) error {
	if err == nil {
		return rq.Go(to)
	}
	s := &sheet{Request: rq}
	if s.Fault, s.Again, err = admin.Refused(rq, err); err != nil {
		return err
	}
	return p.showOne(rq, s)
}

func (p *pages) workbook(rq *room.Request) error {
	all, err := p.read(rq.R.Context())
	if err != nil {
		return err
	}
	units := map[string]book.Unit{}
	for _, u := range all.snap.All(org.Department, p.Engine.Now().Date()) {
		units[u.Code] = book.Unit{Code: u.USCC}
	}
	entries := all.entries
	if rq.R.URL.Query().Get("view") == viewMine {
		entries = slices.DeleteFunc(slices.Clone(entries), func(e *catalog.Entry) bool { return e.Department != rq.Who.Department })
	}
	raw, err := book.Write(entries, all.book, units, rq.Lang)
	if err != nil {
		return err
	}
	return console.Workbook(rq, "data-catalogue", raw)
}

// title is the name of a column in the reader's language.
func (c column) title(s *sheet) string {
	if c.Column.Name.Zh != "" {
		return c.Column.Name.In(string(s.Lang))
	}
	return c.Of.Name.In(string(s.Lang))
}
