package structure

import (
	"context"
	"net/url"
	"slices"

	"holon.example/holon/internal/channel/admin"
	"holon.example/holon/internal/channel/desk/room"
	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/org"
)

// Config is what the pages need; app fills it.
type Config struct {
	Office admin.Office
	Staff  *org.Org
	// Officer finds the person of an officer's login; 0 where there is none.
	Officer func(ctx context.Context, login string) (gov.ID, error)
}

type pages struct {
	admin.Office
	staff   *org.Org
	officer func(ctx context.Context, login string) (gov.ID, error)
}

// Mount registers the pages.
func Mount(c Config) {
	p := &pages{c.Office, c.Staff, c.Officer}
	p.Page("GET /admin/org", p.tree)
	p.Page("GET /admin/org/import", p.importPage)
	p.Page("GET /admin/org/workbook.xlsx", p.workbook)
	p.File("POST /admin/org/import", maxWorkbook, p.rehearse)
	p.Form("POST /admin/org/import/apply", p.apply)
	p.Page("GET /admin/org/unit/{id}", p.unit)
	p.Form("POST /admin/org/unit/{id}/revise", p.revise)
	p.Form("POST /admin/org/unit/{id}/move", p.move)
	p.Form("POST /admin/org/unit/{id}/open", p.open)
	p.Form("POST /admin/org/unit/{id}/close", p.shut)
	p.Form("POST /admin/org/unit/{id}/merge", p.merge)
}

const home = "/admin/org"

func address(id gov.ID) string { return home + "/unit/" + id.String() }

// day reads the day a page shows; another than a real one becomes today.
func (p *pages) day(rq *room.Request) gov.Date {
	if d, err := gov.ParseDate(rq.R.URL.Query().Get("on")); err == nil {
		return d
	}
	return p.Engine.Now().Date()
}

// branch is a department in the tree.
type branch struct {
	org.Unit
	Place           string // its division
	Sections, Posts int
	Below           []branch
}

// grove is the page of the tree.
type grove struct {
	*room.Request
	On        gov.Date
	Today     gov.Date
	Divisions []org.Unit
	Tops      []branch
	Count     int
}

func (p *pages) tree(rq *room.Request) error {
	snap, err := p.Org(rq.R.Context())
	if err != nil {
		return err
	}
	g := &grove{Request: rq, On: p.day(rq), Today: p.Engine.Now().Date()}
	g.Divisions = snap.All(org.Division, g.On)
	all := snap.All(org.Department, g.On)
	g.Count = len(all)
	for _, u := range all {
		if _, ok := snap.Unit(u.Parent, g.On); u.Parent == 0 || !ok {
			g.Tops = append(g.Tops, g.grow(snap, u, 0))
		}
	}
	return p.Render(rq, room.Show{Here: "structure", Title: rq.T("desk.menu_structure"), Show: admin.Show(treePage(g))})
}

// maxDepth bounds the tree that is drawn.
const maxDepth = 8

func (g *grove) grow(snap *org.Snapshot, u org.Unit, depth int) branch {
	b := branch{Unit: u, Posts: len(snap.Posts(u.ID, g.On)), Sections: len(snap.Children(u.ID, org.Section, g.On))}
	if d, ok := snap.Find(org.Division, 0, u.Division, g.On); ok {
		b.Place = g.Name(d.Name)
	}
	if depth < maxDepth {
		for _, kid := range snap.Children(u.ID, org.Department, g.On) {
			b.Below = append(b.Below, g.grow(snap, kid, depth+1))
		}
	}
	return b
}

// sheet is the page of one unit.
type sheet struct {
	*room.Request
	Unit     org.Unit
	Past     bool // the unit has ended: Unit is its last version
	Versions []org.Unit
	Above    []org.Unit // from the top
	Kids     []org.Unit
	Links    []link
	Opens    []parts.Option // kinds that may be opened under it
	Opening  string
	Targets  []parts.Option // where it may move to
	Into     []parts.Option // departments it may be merged into
	Forms    []parts.Option
	Roles    []parts.Option
	Today    gov.Date
	Fault    *parts.Fault
	Again    parts.Form
}

// link is a succession in words.
type link struct{ Text string }

func (p *pages) unit(rq *room.Request) error { return p.showUnit(rq, &sheet{Request: rq}) }

func (p *pages) showUnit(rq *room.Request, s *sheet) error {
	id, err := rq.ID("id")
	if err != nil {
		return err
	}
	snap, err := p.Org(rq.R.Context())
	if err != nil {
		return err
	}
	s.Today = p.Engine.Now().Date()
	if err := s.find(snap, id); err != nil {
		return err
	}
	s.around(snap)
	s.choices(snap)
	return p.Render(rq, room.Show{Here: "structure", Title: rq.Name(s.Unit.Name), Back: home, Fault: s.Fault, Show: admin.Show(unitPage(s))})
}

// find takes the version of today, else the next, else the last.
func (s *sheet) find(snap *org.Snapshot, id gov.ID) error {
	s.Versions = snap.Versions(id)
	if len(s.Versions) == 0 {
		return gov.NotFound("org.no_unit")
	}
	u, ok := snap.Unit(id, s.Today)
	if !ok {
		u = s.Versions[len(s.Versions)-1]
		if first := s.Versions[0]; first.From > s.Today {
			u = first
		}
		s.Past = u.Until != "" && u.Until <= s.Today
	}
	s.Unit = u
	return nil
}

// around finds what stands above and under the unit, and its successions.
func (s *sheet) around(snap *org.Snapshot) {
	on := max(s.Today, s.Unit.From)
	for up, n := s.Unit.Parent, 0; up != 0 && n < maxDepth; n++ {
		u, ok := snap.Unit(up, on)
		if !ok {
			break
		}
		s.Above = append(s.Above, u)
		up = u.Parent
	}
	slices.Reverse(s.Above)
	for _, kind := range []org.Kind{org.Division, org.Department, org.Section, org.Post} {
		s.Kids = append(s.Kids, snap.Children(s.Unit.ID, kind, on)...)
	}
	for _, l := range snap.Successions(s.Unit.ID) {
		key, other := "admin.link_to", l.To
		if l.To == s.Unit.ID {
			key, other = "admin.link_from", l.From
		}
		s.Links = append(s.Links, link{s.T(key, "on", l.On, "unit", s.Request.Unit(snap, other, l.On), "how", s.Code("admin.link", string(l.Link)))})
	}
}

// choices fills what forms offer.
func (s *sheet) choices(snap *org.Snapshot) {
	kinds := map[org.Kind][]org.Kind{
		org.Division: {org.Division}, org.Department: {org.Section, org.Post, org.Department}, org.Section: {org.Post},
	}
	for _, k := range kinds[s.Unit.Kind] {
		s.Opens = append(s.Opens, parts.Option{Value: string(k), Label: s.T("admin.kind." + string(k))})
	}
	if s.Opening = s.R.URL.Query().Get("open"); s.Again.ID == "open" {
		s.Opening = s.Again.Value("kind")
	}
	if !slices.ContainsFunc(s.Opens, func(o parts.Option) bool { return o.Value == s.Opening }) {
		s.Opening = ""
	}
	for _, f := range org.Forms {
		s.Forms = append(s.Forms, parts.Option{Value: string(f), Label: s.T("admin.form." + string(f))})
	}
	for _, r := range org.Roles {
		s.Roles = append(s.Roles, parts.Option{Value: r, Label: s.T(roleKey(r))})
	}
	s.targets(snap)
}

// targets are the units it may stand under; a post stays in its department, a section
// may change it.
func (s *sheet) targets(snap *org.Snapshot) {
	departments := snap.All(org.Department, s.Today)
	option := func(u org.Unit) parts.Option { return parts.Option{Value: u.ID.String(), Label: s.Name(u.Name)} }
	switch s.Unit.Kind {
	case org.Post:
		if dep, ok := snap.DepartmentOf(s.Unit.ID, s.Today); ok {
			s.Targets = append(s.Targets, option(dep))
			for _, sec := range snap.Children(dep.ID, org.Section, s.Today) {
				s.Targets = append(s.Targets, option(sec))
			}
		}
	case org.Section:
		for _, u := range departments {
			s.Targets = append(s.Targets, option(u))
		}
	case org.Department:
		for _, u := range departments {
			if u.ID != s.Unit.ID {
				s.Targets, s.Into = append(s.Targets, option(u)), append(s.Into, option(u))
			}
		}
	case org.Division:
	}
	s.Targets = slices.DeleteFunc(s.Targets, func(o parts.Option) bool { return o.Value == s.Unit.Parent.String() })
}

// fields are the values a form of revision begins with.
func (s *sheet) fields() url.Values {
	u := s.Unit
	return url.Values{
		"name_zh": {u.Name.Zh}, "name_en": {u.Name.En}, "short_zh": {u.Short.Zh}, "short_en": {u.Short.En},
		"uscc": {u.USCC}, "form_of": {string(u.Form)}, "roles": u.Roles, "from": {string(s.Today.AddDays(1))},
	}
}

// refused tells whether a form was refused, so that it stands open.
func (s *sheet) refused(id string) bool { return s.Again.ID == id }
