package leader

import (
	"cmp"
	"net/url"
	"slices"

	"github.com/a-h/templ"

	"holon.example/holon/internal/channel/desk/room"
	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/org"
	"holon.example/holon/internal/oversight/board"
)

// bureauPage is what one bureau gave, saved and keeps.
type bureauPage struct {
	*room.Request
	*names
	Bureau    *board.Bureau
	Items     []string       // it is the authority for, in words
	Registers []string       // it provides, in words
	Others    []parts.Option // bureaus the reader may look at
}

// whose is the bureau the address names, the officer's own without one.
func whose(rq *room.Request) (gov.ID, error) {
	of := rq.R.URL.Query().Get("of")
	if of == "" {
		return rq.Who.Department, nil
	}
	id, err := gov.ParseID(of)
	if err != nil || id <= 0 {
		return 0, gov.NotFound("error.not_found")
	}
	return id, nil
}

func (l *leader) bureau(rq *room.Request) error {
	ctx := rq.R.Context()
	department, err := whose(rq)
	if err != nil {
		return err
	}
	p := &bureauPage{Request: rq}
	if p.names, err = l.names(ctx, rq); err != nil {
		return err
	}
	if p.Bureau, err = l.Board.Bureau(ctx, rq.Who, department); err != nil {
		return err
	}
	if u, ok := p.snap.Unit(department, p.day); ok {
		for _, id := range l.Items(u) {
			p.Items = append(p.Items, p.Item(id))
		}
	}
	for _, r := range p.Bureau.Registers {
		p.Registers = append(p.Registers, l.Register(r, string(rq.Lang)))
	}
	slices.Sort(p.Items)
	slices.Sort(p.Registers)
	if rq.Who.HasRole(org.Mayor) || rq.Who.HasRole(org.Auditor) {
		p.Others = p.bureaus()
	}
	return l.Render(rq, room.Show{Here: "bureau", Title: p.names.Unit(department), Show: parts.Show{Body: bureauBody(p)}})
}

func (p *bureauPage) bureaus() (out []parts.Option) {
	for _, u := range p.snap.All(org.Department, p.day) {
		if u.Division == p.Who.Division {
			out = append(out, parts.Option{Value: u.ID.String(), Label: p.Name(u.Name)})
		}
	}
	slices.SortFunc(out, func(a, b parts.Option) int { return cmp.Compare(a.Label, b.Label) })
	return out
}

// link is the address of the list behind a figure.
func (p *bureauPage) link(kind string) templ.SafeURL {
	return templ.SafeURL("/desk/bureau/" + kind + "?" + url.Values{"of": {p.Bureau.Department.String()}}.Encode())
}

// group gives the figures of one group.
func (p *bureauPage) group(name string) (out []board.Figure) {
	for _, f := range p.Bureau.Figures {
		if f.Group == name {
			out = append(out, f)
		}
	}
	return out
}

// factPage is the list behind a figure of a bureau.
type factPage struct {
	*room.Request
	*names
	Kind string
	Of   gov.ID
	List *board.FactList
	More templ.SafeURL
}

func (l *leader) facts(rq *room.Request) error {
	ctx := rq.R.Context()
	department, err := whose(rq)
	if err != nil {
		return err
	}
	p := &factPage{Request: rq, Kind: rq.R.PathValue("kind"), Of: department}
	if p.names, err = l.names(ctx, rq); err != nil {
		return err
	}
	if p.List, err = l.Board.Facts(ctx, rq.Who, department, p.Kind, rq.R.URL.Query().Get("after")); err != nil {
		return err
	}
	if p.List.Next != "" {
		p.More = templ.SafeURL("/desk/bureau/" + p.Kind + "?" + url.Values{"of": {department.String()}, "after": {p.List.Next}}.Encode())
	}
	back := "/desk/bureau?" + url.Values{"of": {department.String()}}.Encode()
	return l.Render(rq, room.Show{Here: "bureau", Back: back, Title: p.names.Unit(department), Show: parts.Show{Body: factBody(p)}})
}

// what words the detail of a fact: a register, a step, a result.
func (p *factPage) what(f board.Fact) string {
	switch p.Kind {
	case "lookup", "licence":
		return p.l.Register(f.What, string(p.Lang))
	case "opinion":
		return p.Code("task", f.What)
	case "assist":
		return p.Code("desk.answer", f.What)
	case "decided":
		return p.Code("page.outcome", f.What)
	case "visit":
		return p.T("desk.visit_of", "n", f.What)
	case "letter":
		return p.Code("page.letter", f.What)
	case "sealed":
		return p.T("page.certificate")
	}
	return f.What
}

// open is where a fact is opened: its case, where the officer may; the evidence
// otherwise.
func (p *factPage) open(f board.Fact) templ.SafeURL {
	if p.Who.HasRole(org.Mayor) || p.Who.HasRole(org.Auditor) {
		return templ.SafeURL("/leader/case/" + f.Case.String())
	}
	return templ.SafeURL("/desk/case/" + f.Case.String())
}
