package guide

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/a-h/templ"

	"holon.example/holon/internal/business/matter"
	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/channel/portal/front"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/lang/bpmn"
	"holon.example/holon/internal/lang/bpmn/draw"
	"holon.example/holon/internal/rule/law"
)

// Desk shows guides.
type Desk struct {
	Front *front.Front
	Laws  func() *law.Library
	// Rating shows how an item or package was rated (好差评).
	Rating func(ctx context.Context, p *parts.Page, division, id string) (templ.Component, error)

	drawn sync.Map // full name of a process and its text → picture
}

// Mount registers the pages.
func (d *Desk) Mount() {
	route := d.Front.Site.Web.Route
	route("GET /guide/item/{id}", front.Handle(d.item))
	route("GET /guide/thing/{id}", front.Handle(d.thing))
	route("GET /law", front.Handle(d.law))
}

// sheet is one guide.
type sheet struct {
	*parts.Page
	say        func(matter.Text) string
	Kind, ID   string // item or thing
	Name       string
	Number     string
	Authority  []string // the lead first
	Audience   []string
	Handling   string
	Basis      []basis
	Conditions []matter.Condition
	Materials  []material
	Legal      *matter.Limit
	LegalCite  basis
	Promise    *matter.Limit
	Visits     int
	Reason     string
	Fees       []matter.Fee
	Result     string
	Validity   *matter.Limit
	Picture    string
	Stages     []stage
	Parts      []part
	Before     *matter.Figures
	After      *matter.Figures
	Windows    []matter.Window
	Complaint  string
	FAQ        []matter.Answer
	Special    []matter.Special
	Related    []related
	Delivery   []string
	Online     bool // an application can be made here
	Rating     templ.Component
}

type basis struct {
	cite, words string
	path        templ.SafeURL // empty: the text is not held
	unsure      bool
}

type material struct {
	Name, Source, Guide string
	Waiver              string
	Need                string
	Copies              int
	Criteria            []string
	Cite                basis
	When                bool
}

type stage struct{ Name, Role, Limit string }

type part struct {
	Name      string
	Path      templ.SafeURL
	Authority string
	Promise   *matter.Limit
	Result    string
	After     []before
	When      bool
	Later     bool // promised later than the whole, and shown apart
}

// before is a part that must be done first, and by what ground.
type before struct {
	name string
	cite basis
}

// apart tells whether a part is promised later than the whole.
func (g *sheet) apart() bool {
	return slices.ContainsFunc(g.Parts, func(p part) bool { return p.Later })
}

type related struct {
	Name string
	Path templ.SafeURL
}

func (d *Desk) item(rq *front.Request) error {
	lib, division := d.Front.Library(), d.Front.Division()
	it := lib.Item(division, rq.R.PathValue("id"))
	if it == nil {
		return gov.NotFound("guide.none")
	}
	g := d.begin(rq, "item", it.ID, it.Name)
	g.Number, g.Audience, g.Handling, g.Delivery = it.Code, it.Audience, it.Handling, it.Delivery
	g.Authority = d.departments(rq.Page, it.Authority)
	for _, b := range it.Basis {
		g.Basis = append(g.Basis, d.basis(b.Cite, b.Certainty))
	}
	g.Conditions, g.Materials = it.Conditions, d.materials(rq.Page, it.Materials)
	if it.Limit != nil {
		g.LegalCite = d.basis(it.Limit.Cite, it.Limit.Certainty)
	}
	g.Legal, g.Promise, g.Special, g.Fees = it.Limit, it.Promise, it.Special, it.Fees
	g.Visits, g.Reason, g.Windows, g.FAQ = it.Visits, g.say(it.Reason), it.Windows, it.FAQ
	if r := it.Result; r != nil {
		g.Result, g.Validity = g.say(r.Name), r.Validity
	}
	for _, s := range it.Process {
		x := stage{Name: g.say(s.Name), Role: rq.Code("page.role", strings.ReplaceAll(s.Role, "-", "_"))}
		if s.Limit != nil {
			x.Limit = Length(rq.Page, s.Limit)
		}
		g.Stages = append(g.Stages, x)
	}
	for _, t := range lib.Things() {
		if slices.ContainsFunc(t.Parts, func(p matter.Part) bool { return p.Item == it.ID }) {
			g.Related = append(g.Related, related{g.say(t.Name), address("thing", t.ID)})
		}
	}
	g.Picture = d.picture(rq.Page, it, it.Flow, g.Name)
	_, err := lib.PlanItem(division, it.ID, nil)
	g.Online = err == nil
	return d.show(rq, g)
}

func (d *Desk) thing(rq *front.Request) error {
	lib, division := d.Front.Library(), d.Front.Division()
	t := lib.Thing(rq.R.PathValue("id"))
	if t == nil || t.State != "published" {
		return gov.NotFound("guide.none")
	}
	g := d.begin(rq, "thing", t.ID, t.Name)
	g.Number, g.Audience, g.Delivery, g.Online = t.Code, t.Audience, t.Delivery, true
	g.Authority = d.departments(rq.Page, append([]string{t.Lead}, t.Partners...)...)
	g.Conditions, g.Promise, g.Visits, g.FAQ = t.Conditions, t.Promise, t.Visits, t.FAQ
	g.Before, g.After = &t.Before, &t.After
	own := t.Materials
	for _, p := range t.Parts {
		it := lib.Item(division, p.Item)
		if it == nil {
			continue
		}
		g.Parts = append(g.Parts, d.part(rq.Page, lib, division, p, it))
		for _, b := range it.Basis {
			if x := d.basis(b.Cite, b.Certainty); !slices.Contains(g.Basis, x) {
				g.Basis = append(g.Basis, x)
			}
		}
		for _, m := range it.Materials {
			if !slices.ContainsFunc(own, func(o matter.Material) bool { return o.ID == m.ID }) {
				if m.When == "" {
					m.When = p.When
				}
				own = append(slices.Clip(own), m)
			}
		}
		g.Fees = append(g.Fees, it.Fees...)
		for _, w := range it.Windows {
			if !slices.Contains(g.Windows, w) {
				g.Windows = append(g.Windows, w)
			}
		}
	}
	g.Materials = d.materials(rq.Page, own)
	g.Picture = d.picture(rq.Page, t, t.Flow, g.Name)
	return d.show(rq, g)
}

func (d *Desk) part(p *parts.Page, lib *matter.Library, division string, x matter.Part, it *matter.Item) part {
	out := part{Name: front.Say(p, it.Name), Path: address("item", it.ID), Promise: it.Promise, When: x.When != "", Later: x.Later}
	if a := d.departments(p, it.Authority); len(a) > 0 {
		out.Authority = a[0]
	}
	if it.Result != nil {
		out.Result = front.Say(p, it.Result.Name)
	}
	for _, e := range x.After {
		if it := lib.Item(division, e.Item); it != nil {
			out.After = append(out.After, before{front.Say(p, it.Name), d.basis(e.Cite, e.Certainty)})
		}
	}
	return out
}

func (d *Desk) begin(rq *front.Request, kind, id string, name matter.Text) *sheet {
	say := func(t matter.Text) string { return front.Say(rq.Page, t) }
	return &sheet{Page: rq.Page, say: say, Kind: kind, ID: id, Name: say(name)}
}

func (d *Desk) show(rq *front.Request, g *sheet) error {
	if len(g.Windows) > 0 {
		g.Complaint = g.Windows[0].Complaint
	}
	var err error
	if g.Rating, err = d.Rating(rq.R.Context(), rq.Page, d.Front.Division(), g.ID); err != nil {
		return err
	}
	return d.Front.Show(rq, front.Sheet{Here: "find", Title: g.Name, Body: guidePage(g)})
}

// departments names the departments that hold authorities, each once.
func (d *Desk) departments(p *parts.Page, codes ...string) (out []string) {
	region := d.Front.Library().Region(d.Front.Division())
	for _, c := range codes {
		if x := region.For(c); x != nil && !slices.Contains(out, front.Say(p, x.Name)) {
			out = append(out, front.Say(p, x.Name))
		}
	}
	return out
}

func (d *Desk) basis(cite, certainty string) basis {
	b := basis{cite: cite, words: cite, unsure: certainty == "M"}
	c, err := law.Parse(cite)
	if err != nil {
		return b
	}
	b.words = c.Words()
	if _, err := d.Laws().Resolve(c); err == nil {
		b.path = templ.SafeURL("/law?" + url.Values{"cite": {cite}}.Encode())
	}
	return b
}

func (d *Desk) materials(p *parts.Page, ms []matter.Material) (out []material) {
	for _, m := range ms {
		x := material{Name: front.Say(p, m.Name), Guide: front.Say(p, m.Guide), Waiver: m.Waiver, Need: m.Need, Copies: m.Copies, When: m.When != "", Cite: d.basis(m.Cite, m.Certainty)}
		if m.Submitted() {
			x.Waiver = "submit"
		}
		x.Source = p.Code("guide.source", m.Source)
		for _, c := range m.Criteria {
			x.Criteria = append(x.Criteria, front.Say(p, c))
		}
		out = append(out, x)
	}
	return out
}

// picture draws the process of a matter, once for each text and language.
func (d *Desk) picture(p *parts.Page, owner any, ref, name string) string {
	full, text := d.Front.Library().Flow(owner, ref)
	if text == nil {
		return ""
	}
	title := p.T("page.drawing", "item", name)
	key := full + "\x00" + strconv.Itoa(len(text)) + "\x00" + title
	if kept, ok := d.drawn.Load(key); ok {
		if s, ok := kept.(string); ok {
			return s
		}
	}
	defs, err := bpmn.Parse(text)
	if err != nil {
		return "" // packs are checked before they are installed
	}
	out := string(draw.SVG(defs, draw.Options{Title: title, Words: map[draw.State]string{draw.Idle: p.T("guide.drawn")}}))
	if len(text) > 0 {
		d.drawn.Store(key, out)
	}
	return out
}

// Length writes a limit in words.
func Length(p *parts.Page, l *matter.Limit) string {
	if l == nil {
		return "—"
	}
	unit := l.Unit
	if unit == "" {
		unit = "workday"
	}
	return p.T("guide.limit_"+unit, "n", l.N)
}

func address(kind, id string) templ.SafeURL {
	return templ.SafeURL("/guide/" + kind + "/" + url.PathEscape(id))
}

// article is the text a citation names.
type article struct {
	*parts.Page
	Provision law.Provision
	Words     string
}

func (d *Desk) law(rq *front.Request) error {
	c, err := law.Parse(rq.R.URL.Query().Get("cite"))
	if err != nil {
		return gov.NotFound("guide.no_article")
	}
	whole := c
	whole.Paragraph, whole.Item = 0, 0
	p, err := d.Laws().Resolve(whole)
	if err != nil {
		return gov.NotFound("guide.no_article").Because(err)
	}
	rq.Path = rq.R.URL.RequestURI()
	a := &article{Page: rq.Page, Provision: p, Words: c.Words()}
	return d.Front.Show(rq, front.Sheet{Here: "find", Title: a.Words, Body: articlePage(a, c)})
}
