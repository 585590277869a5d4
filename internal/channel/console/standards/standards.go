package standards

import (
	"context"
	"net/url"
	"strings"

	"holon.example/holon/internal/channel/admin"
	"holon.example/holon/internal/channel/console"
	"holon.example/holon/internal/channel/desk/room"
	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/channel/parts/lists"
	"holon.example/holon/internal/data/standard"
	"holon.example/holon/internal/data/standard/book"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/sqldb"
)

// Used is a resource that holds an element.
type Used struct {
	ID   gov.ID
	Name standard.Name
}

// Config is what the pages need; app fills it.
type Config struct {
	Office admin.Office
	Desk   *standard.Desk
	// Users lists the resources that hold an element.
	Users func(ctx context.Context, element string) ([]Used, error)
}

type pages struct {
	Config
	admin.Office
}

const home = "/data/standard"

// Mount registers the pages.
func Mount(c Config) {
	p := &pages{c, c.Office}
	p.Page("GET "+home, p.list)
	p.Page("GET "+home+"/workbook.xlsx", p.workbook)
	p.Page("GET "+home+"/element/{code}", p.element)
	p.Page("GET "+home+"/list/{list}", p.codes)
	console.Import[*standard.Plan]{
		Office: c.Office, Home: home, Here: "standard", Title: "console.import_standard", Done: "done=imported",
		Look: p.look, Apply: p.apply, Body: importPage,
	}.Mount()
}

func elementAt(code string) string { return home + "/element/" + url.PathEscape(code) }
func listAt(id string) string      { return home + "/list/" + url.PathEscape(id) }

// may tells whether the reader may import, for the button.
func (p *pages) may(rq *room.Request) (bool, error) {
	return p.May(rq.R.Context(), rq.Who, "importStandard", act.Resource{Type: "Standard", ID: "site"})
}

const (
	mostShown = 200
	mostCodes = 500
)

// roll is the page of elements.
type roll struct {
	*room.Request
	Query   lists.Query
	Filters []lists.Filter
	Lines   []standard.Version
	Count   int
	Lists   []*standard.Edition
	Near    []standard.Pair
	Names   map[string]standard.Name
	May     bool
}

func (p *pages) list(rq *room.Request) error {
	b, err := p.Desk.Book(rq.R.Context())
	if err != nil {
		return err
	}
	r := &roll{Request: rq, Query: lists.Query{Path: home, Given: rq.R.URL.Query()}, Lists: b.Lists(), Names: map[string]standard.Name{}}
	if r.May, err = p.may(rq); err != nil {
		return err
	}
	r.Filters = filters(rq)
	var elements []standard.Element
	for _, v := range b.Elements() {
		elements = append(elements, v.Element)
		r.Names[v.Code] = v.Name
	}
	r.Near = standard.Near(elements)
	for _, v := range b.Search(r.Query.Get("q")) {
		if g := r.Query.Get("grade"); g != "" && g != v.Grade.String() {
			continue
		}
		if t := r.Query.Get("type"); t != "" && t != string(v.Type) {
			continue
		}
		if r.Count++; r.Count <= mostShown {
			r.Lines = append(r.Lines, v)
		}
	}
	return p.Render(rq, room.Show{Here: "standard", Title: rq.T("desk.menu_standard"), Show: admin.Show(rollPage(r))})
}

func filters(rq *room.Request) []lists.Filter {
	var types, grades []parts.Option
	for _, t := range standard.Types {
		types = append(types, parts.Option{Value: string(t), Label: console.Word(rq, "standard.type."+string(t))})
	}
	for _, g := range []string{"1", "2", "3", "4", "important", "core"} {
		grades = append(grades, parts.Option{Value: g, Label: console.Word(rq, "standard.grade."+g)})
	}
	return []lists.Filter{
		{Name: "q", Label: rq.T("console.words"), Empty: rq.T("console.words_hint")},
		{Name: "type", Label: rq.T("console.type"), Empty: rq.T("admin.all"), Options: types},
		{Name: "grade", Label: rq.T("console.grade"), Empty: rq.T("admin.all"), Options: grades},
	}
}

// sheet is the page of one element.
type sheet struct {
	*room.Request
	standard.Version
	Past  []past
	Users []Used
}

// past is a version with what it changed.
type past struct {
	standard.Version
	Fields []standard.Field
}

func (p *pages) element(rq *room.Request) error {
	ctx, code := rq.R.Context(), rq.R.PathValue("code")
	var all []standard.Version
	err := p.Engine.Read(ctx, func(q *sqldb.Q) (err error) {
		all, err = standard.History(ctx, q, code)
		return err
	})
	if err != nil {
		return err
	}
	s := &sheet{Request: rq, Version: all[0]}
	for i, v := range all {
		x := past{Version: v}
		if i+1 < len(all) {
			x.Fields = standard.Compare(all[i+1].Element, v.Element)
		}
		s.Past = append(s.Past, x)
	}
	if s.Users, err = p.Users(ctx, code); err != nil {
		return err
	}
	return p.Render(rq, room.Show{Here: "standard", Title: s.Version.Name.In(string(rq.Lang)), Back: home, Show: admin.Show(sheetPage(s))})
}

// register is the page of a code list.
type register struct {
	*room.Request
	*standard.Edition
	On       gov.Date
	Editions []*standard.Edition
	Lines    []standard.Code
	Count    int
	Form     parts.Form
	Users    []standard.Version
	Deltas   []standard.Delta
}

func (p *pages) codes(rq *room.Request) error {
	b, err := p.Desk.Book(rq.R.Context())
	if err != nil {
		return err
	}
	id, given := rq.R.PathValue("list"), rq.R.URL.Query()
	on, err := gov.ParseDate(given.Get("on"))
	if err != nil {
		on = p.Engine.Now().Date()
	}
	r := &register{Request: rq, On: on, Editions: b.Editions(id), Users: b.Users(id)}
	if len(r.Editions) == 0 {
		return gov.NotFound("error.not_found")
	}
	if r.Edition = b.InForce(id, on); r.Edition == nil {
		r.Edition = r.Editions[0]
	}
	for i, e := range r.Editions {
		if e.No == r.Edition.No && i > 0 {
			r.Deltas = standard.DiffEditions(r.Editions[i-1], e)
		}
	}
	q := strings.TrimSpace(given.Get("q"))
	r.Form = parts.Form{ID: "codes", Given: url.Values{"on": {string(on)}, "q": {q}}}
	for _, c := range r.Codes {
		if q != "" && !strings.Contains(c.Code, q) && !strings.Contains(c.Name.Zh, q) && !strings.Contains(strings.ToLower(c.Name.En), strings.ToLower(q)) {
			continue
		}
		if r.Count++; r.Count <= mostCodes {
			r.Lines = append(r.Lines, c)
		}
	}
	return p.Render(rq, room.Show{Here: "standard", Title: r.Edition.Name.In(string(rq.Lang)), Back: home, Show: admin.Show(registerPage(r))})
}

func (p *pages) workbook(rq *room.Request) error {
	b, err := p.Desk.Book(rq.R.Context())
	if err != nil {
		return err
	}
	raw, err := book.Write(b, rq.Lang)
	if err != nil {
		return err
	}
	return console.Workbook(rq, "data-standard", raw)
}

type rehearsal = console.Rehearsal[*standard.Plan]

// look reads a workbook and plans it; nothing is written.
func (p *pages) look(rq *room.Request, r *rehearsal, file []byte) error {
	b, err := book.Read(file)
	if err != nil {
		return err
	}
	if r.Plan, err = p.Desk.Rehearse(rq.R.Context(), b.Draft); err != nil {
		return err
	}
	if len(b.Faults) == 0 {
		b.Place(r.Plan.Faults)
	}
	if r.Read, r.Faults, r.More = true, b.Faults, b.More; len(r.Faults) > 0 {
		return nil
	}
	r.Carried, err = console.Pack(b.Draft)
	return err
}

func (p *pages) apply(rq *room.Request, key, carried string) error {
	draft, err := console.Unpack[standard.Draft](carried)
	if err == nil {
		_, err = p.Desk.Import(rq.R.Context(), rq.Who, key, draft)
	}
	return err
}
