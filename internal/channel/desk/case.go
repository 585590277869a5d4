package desk

import (
	"slices"

	"github.com/a-h/templ"

	"holon.example/holon/internal/business/casework"
	"holon.example/holon/internal/business/casework/assist"
	"holon.example/holon/internal/business/matter"
	"holon.example/holon/internal/channel/desk/basis"
	"holon.example/holon/internal/channel/desk/room"
	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/channel/parts/casepage"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/cabinet/cabinetweb"
	"holon.example/holon/internal/infra/org"
)

// casePage is what the page of a case shows an officer.
type casePage struct {
	*casepage.Scene
	Shown   *casepage.Part // whose process is drawn
	Drawing string
	Fault   *parts.Fault
	Again   parts.Form // the form that was refused, or is being filled in
	Picking bool       // the law picker of that form was used
	Phrases []phrase
	Sheet   *casework.Sheet // the letter that form would send

	lib  *matter.Library
	book basis.Book
}

// show shows a case.
func (d *desk) show(rq *room.Request) error {
	id, err := rq.ID("id")
	if err != nil {
		return err
	}
	sc, err := d.Source.Open(rq.R.Context(), rq.Page, id)
	if err != nil {
		return err
	}
	return d.render(rq, &casePage{Scene: sc})
}

func (d *desk) render(rq *room.Request, c *casePage) (err error) {
	c.lib, c.book = d.Source.Cases.Library(), d.book()
	c.Shown = c.shown(rq.R.URL.Query().Get("show"))
	if c.Drawing, err = c.Scene.Drawing(rq.R.Context(), c.Shown); err != nil {
		return err
	}
	if c.Phrases, err = d.phrases(rq); err != nil {
		return err
	}
	return d.Render(rq, room.Show{
		Back: "/desk", Title: c.View.No, Fault: c.Fault, Show: parts.Show{Title: c.View.No + " " + c.Title, Body: caseBody(c)},
	})
}

// shown chooses whose process is drawn: what was asked for, else where the officer
// has something to do, else what is under way.
func (c *casePage) shown(asked string) *casepage.Part {
	all := c.all()
	for _, p := range all {
		if asked != "" && asked == p.Anchor() {
			return p
		}
	}
	for _, wanted := range []func(*casepage.Part) bool{
		func(p *casepage.Part) bool { return len(p.Mine()) > 0 },
		func(p *casepage.Part) bool { return p.Open && p.Department == c.Who.Department },
		func(p *casepage.Part) bool { return p.Open },
	} {
		for _, p := range all {
			if wanted(p) {
				return p
			}
		}
	}
	return all[0]
}

// all is the intake and every matter.
func (c *casePage) all() []*casepage.Part {
	out := []*casepage.Part{&c.Intake}
	for i := range c.Parts {
		out = append(out, &c.Parts[i])
	}
	return out
}

// cards is the order of the cards: what waits for the officer first, then what is
// under way, then what has ended.
func (c *casePage) cards() []*casepage.Part {
	rank := func(p *casepage.Part) int {
		switch {
		case len(p.Mine()) > 0:
			return 0
		case p.Open:
			return 1
		}
		return 2
	}
	out := c.all()
	slices.SortStableFunc(out, func(a, b *casepage.Part) int { return rank(a) - rank(b) })
	return out
}

// form is a form of the page: the refused one as it was entered, else a fresh one.
func (c *casePage) form(id string) parts.Form {
	if c.Again.ID == id {
		return c.Again
	}
	return parts.Form{ID: id}
}

// key makes sending a form twice have one effect.
func (c *casePage) key(form string) string { return c.ID + "-" + form }

func (c *casePage) action(do string) templ.SafeURL {
	return templ.SafeURL("/desk/case/" + c.View.ID.String() + "/" + do)
}

func (c *casePage) link(kind string, id gov.ID) templ.SafeURL {
	return c.action(kind + "/" + id.String())
}

// mayPause tells whether the officer may stop or resume the clock of a matter.
func (c *casePage) mayPause(p *casepage.Part) bool {
	return p.ID != 0 && p.Department == c.Who.Department && (c.Who.HasRole(org.Handler) || c.Who.HasRole(org.Chief)) && p.Open && len(p.Countdowns) > 0
}

// mayExtend tells whether the officer may extend the limit of a matter.
func (c *casePage) mayExtend(p *casepage.Part) bool {
	return p.ID != 0 && p.Department == c.Who.Department && (c.Who.HasRole(org.Approver) || c.Who.HasRole(org.Chief)) && p.Open && !p.Paused && len(p.Countdowns) > 0
}

// covered is an answer whose value is shown to an officer who says why.
func (c *casePage) covered(a casepage.Answer) parts.MaskedValue {
	m := parts.MaskedValue{Name: a.Name, Value: a.Value}
	if a.Covered {
		m.Action = string(c.action("reveal"))
		for _, r := range casepage.Reasons {
			m.Reasons = append(m.Reasons, parts.Option{Value: r, Label: c.T("page.reason." + r)})
		}
	}
	return m
}

// file sends a file of a case: a letter, a material, a certificate.
func (d *desk) file(name string, open casepage.Opener) func(*room.Request) error {
	return func(rq *room.Request) error {
		caseID, err := rq.ID("id")
		if err != nil {
			return err
		}
		id, err := rq.ID(name)
		if err != nil {
			return err
		}
		f, err := open(rq.R.Context(), rq.Who, caseID, id)
		if err != nil {
			return err
		}
		cabinetweb.Send(rq.W, rq.R, f, true)
		return nil
	}
}

// mayAct tells whether the officer works on a matter of his own department.
func (c *casePage) mayAct(p *casepage.Part) bool {
	works := c.Who.HasRole(org.Handler) || c.Who.HasRole(org.Reviewer) || c.Who.HasRole(org.Approver) || c.Who.HasRole(org.Chief)
	return p.ID != 0 && p.Department == c.Who.Department && works && p.Open
}

// mayUrge tells whether the officer may urge the step of another.
func (c *casePage) mayUrge(s casepage.Step) bool {
	return c.Who.HasRole(org.Operator) && c.Who.Division == c.View.Division || c.Who.HasRole(org.Mayor) ||
		c.Who.HasRole(org.Approver) && s.Item.Department == c.Who.Department
}

// withdrawable are the requests about a matter that the officer may take back.
func (c *casePage) withdrawable(p *casepage.Part) (out []*assist.Request) {
	for _, r := range p.Asked {
		if r.State == assist.Asked && c.mayAct(p) {
			out = append(out, r)
		}
	}
	return out
}
