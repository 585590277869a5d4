package portal

import (
	"holon.example/holon/internal/business/casework/apply"
	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/channel/portal/find"
	"holon.example/holon/internal/channel/portal/front"
	"holon.example/holon/internal/gov"
)

// How many of one's cases, and of the one-things, the start page shows.
const (
	startCases  = 3
	startThings = 6
)

// start is what the start page shows.
type start struct {
	*parts.Page
	Signed bool
	Tour   bool
	Cases  []mine
	Drafts []draft
	Often  []string
	Things []find.Row
	Total  int // of the one-things
}

// draft is an application being written.
type draft struct {
	apply.Draft
	Title string
	Other bool // written for somebody else
}

// tile leads to one way of finding what one wants.
type tile struct{ key, path, sign string }

var tiles = []tile{
	{"find.person", "/find?who=person", "M12 4a4 4 0 1 0 .01 0M4.5 20c.6-4 3.6-6 7.5-6s6.9 2 7.5 6"},
	{"find.firm", "/find?who=firm", "M4 20V5h9v15M13 9h7v11M3 20h18M7 9h3M7 13h3M16 13h1M16 16h1"},
	{"find.things", "/find?kind=thing", "M12 3l8 4.5v9L12 21l-8-4.5v-9zM12 12l8-4.5M12 12v9M12 12L4 7.5"},
	{"find.by_department", "/find?by=department", "M3 9l9-5 9 5M5 9v9M10 9v9M14 9v9M19 9v9M3 20h18"},
	{"page.my_cases", "/cases", "M6 3h9l4 4v14H6zM14 3v5h5M9 12h6M9 16h6"},
	{"page.menu_progress", "/progress", "M12 3a9 9 0 1 0 .01 0M12 7v5l3.5 2"},
	{"page.menu_verify", "/v", "M12 3l8 3v6c0 5-3.5 8-8 9-4.5-1-8-4-8-9V6zM8.5 12l2.5 2.5 4.5-5"},
	{"find.windows", "/windows", "M12 21s7-6.2 7-11.5A7 7 0 0 0 5 9.5C5 14.8 12 21 12 21zM12 7a2.5 2.5 0 1 0 .01 0"},
}

func (p *portal) start(rq *request) error {
	s := &start{Page: rq.Page, Tour: p.Tour}
	who, err := rq.Page.Signed()
	if err == nil && who.Kind == gov.Officer {
		return rq.gone("/desk")
	}
	if err == nil {
		s.Signed = true
		if s.Cases, err = p.listed(rq, who, 0, startCases); err != nil {
			return err
		}
		if s.Drafts, err = p.drafts(rq, who); err != nil {
			return err
		}
	}
	lib := p.front.Library()
	for _, t := range lib.Sayings().Often {
		s.Often = append(s.Often, front.Say(rq.Page, t))
	}
	division := p.front.Division()
	found := p.finder.Index(division).Search(find.Query{Kind: "thing", Size: startThings})
	for _, e := range found.Entries {
		s.Things = append(s.Things, find.RowOf(rq.Page, e, lib.Region(division)))
	}
	s.Total = found.Total
	return p.render(rq, sheet{here: "front", title: rq.T("page.home"), body: startPage(s)})
}

func (p *portal) drafts(rq *request, who gov.Actor) (out []draft, err error) {
	list, err := p.Source.Cases.Drafts().Drafts(rq.r.Context(), who)
	lib := p.Source.Cases.Library()
	for _, d := range list {
		title := d.Thing + d.Item
		if t := lib.Thing(d.Thing); d.Thing != "" && t != nil {
			title = front.Say(rq.Page, t.Name)
		} else if it := lib.Item(d.Division, d.Item); it != nil {
			title = front.Say(rq.Page, it.Name)
		}
		out = append(out, draft{d, title, d.For != who.Subject})
	}
	return out, err
}

func (p *portal) listed(rq *request, who gov.Actor, before gov.ID, size int) (out []mine, err error) {
	list, err := p.Source.Cases.Mine(rq.r.Context(), who, before, size)
	for _, c := range list {
		out = append(out, mine{c, p.title(rq, c)})
	}
	return out, err
}
