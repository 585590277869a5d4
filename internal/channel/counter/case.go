package counter

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"holon.example/holon/internal/business/casework"
	"holon.example/holon/internal/business/matter"
	"holon.example/holon/internal/business/reception/collect"
	"holon.example/holon/internal/business/reception/prompt"
	"holon.example/holon/internal/business/reception/shift"
	"holon.example/holon/internal/channel/desk/room"
	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/channel/parts/casepage"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/cabinet/cabinetweb"
	"holon.example/holon/internal/infra/sqldb"
)

// caseView is a case at the window: its receipt, the notice, originals, handing out.
type caseView struct {
	*casepage.Scene
	Again     parts.Form
	Fault     *parts.Fault
	For, By   gov.ID
	Missing   []matter.Material // asked for and not handed in
	Precheck  *casepage.Step    // the window's step; nil when it is done
	Ready     []ready
	Held      []*shift.Original
	Collected []*collect.Collection
	Rated     bool // ratings are open
}

// ready is a result that may be handed out.
type ready struct {
	Part *casepage.Part
	Step casepage.Step
}

func (n *counter) kase(rq *room.Request) error {
	id, err := rq.ID("id")
	if err != nil {
		return err
	}
	q := rq.R.URL.Query()
	return n.openCase(rq, id, &caseView{For: number(q.Get("for")), By: number(q.Get("by"))})
}

func (n *counter) openCase(rq *room.Request, id gov.ID, c *caseView) (err error) {
	if err := clerk(rq); err != nil {
		return err
	}
	if c.Scene, err = n.Source.Open(rq.R.Context(), rq.Page, id); err != nil {
		return err
	}
	c.Rated = n.Rate != nil
	for i, s := range c.Intake.Steps {
		if s.Page == "precheck" && s.Mine {
			c.Precheck = &c.Intake.Steps[i]
		}
	}
	for i := range c.Parts {
		for _, s := range c.Parts[i].Steps {
			if s.Page == "deliver" && s.Mine {
				c.Ready = append(c.Ready, ready{&c.Parts[i], s})
			}
		}
	}
	c.Missing = n.missing(c)
	err = n.Engine.Read(rq.R.Context(), func(q *sqldb.Q) error {
		if c.Held, err = shift.HeldFor(rq.R.Context(), q, id); err != nil {
			return err
		}
		c.Collected, err = collect.Of(rq.R.Context(), q, id)
		return err
	})
	if err != nil {
		return err
	}
	return n.show(rq, view{here: "board", title: c.View.No, fault: c.Fault, body: casePane(c), link: paired(rq)})
}

// missing are the papers of the case that nobody has handed in.
func (n *counter) missing(c *caseView) (out []matter.Material) {
	lib := n.Cases.Library()
	seen := map[string]bool{}
	for _, m := range c.View.Materials {
		seen[m.Code] = true
	}
	for _, p := range c.View.Matters {
		it := lib.Item(p.Division, p.Item)
		if it == nil {
			continue
		}
		for _, m := range it.Materials {
			if m.Submitted() && !seen[m.ID] {
				seen[m.ID] = true
				out = append(out, m)
			}
		}
	}
	return out
}

// receipt sends the receipt of the case, to be printed.
func (n *counter) receipt(rq *room.Request) error {
	id, err := rq.ID("id")
	if err != nil {
		return err
	}
	f, err := n.Papers.Receipt(rq.R.Context(), rq.Who, id)
	if err != nil {
		return err
	}
	cabinetweb.Send(rq.W, rq.R, f, true)
	return nil
}

// caseForm is a form of the case page that was sent.
type caseForm struct {
	*counter
	rq *room.Request
	id gov.ID
	in url.Values
}

var caseActs = map[string]func(f *caseForm, ctx context.Context) error{
	"accept": (*caseForm).accept, "notice": (*caseForm).notice, "keep": (*caseForm).keep, "back": (*caseForm).back, "collect": (*caseForm).collect, "prompt": (*caseForm).prompt,
}

func (n *counter) caseAct(rq *room.Request) error {
	id, err := rq.ID("id")
	if err != nil {
		return err
	}
	in, err := rq.Sent()
	if err != nil {
		return err
	}
	do := rq.R.PathValue("do")
	fn := caseActs[do]
	if fn == nil {
		return gov.NotFound("error.not_found")
	}
	if err := fn(&caseForm{n, rq, id, in}, rq.R.Context()); err != nil {
		c := &caseView{For: number(in.Get("for")), By: number(in.Get("by")), Again: parts.Form{ID: in.Get("form"), Given: in}}
		if c.Fault = rq.Again(err, &c.Again); c.Fault == nil {
			return err
		}
		return n.openCase(rq, id, c)
	}
	return rq.Go("/counter/case/" + id.String() + "?" + url.Values{"done": {do}, "for": {in.Get("for")}, "by": {in.Get("by")}}.Encode())
}

func (f *caseForm) task() gov.ID { return number(f.in.Get("task")) }

func (f *caseForm) accept(ctx context.Context) error {
	_, err := f.Cases.AcceptCase(ctx, f.rq.Who, f.in.Get("key"), f.id, casework.Step{Task: f.task()})
	return err
}

// notice tells everything that is missing, once and at once.
func (f *caseForm) notice(ctx context.Context) error {
	st := casework.Step{Task: f.task()}
	lib := f.Cases.Library()
	for _, code := range f.in["material"] {
		st.Missing = append(st.Missing, casework.Missing{Code: code, Text: casepage.MaterialWords(lib, code)})
	}
	for line := range strings.Lines(f.in.Get("more")) {
		if line = strings.TrimSpace(line); line != "" {
			st.Missing = append(st.Missing, casework.Missing{Text: line})
		}
	}
	_, err := f.Cases.SendNotice(ctx, f.rq.Who, f.in.Get("key"), f.id, st)
	return err
}

// keep notes an original that stays at the window.
func (f *caseForm) keep(ctx context.Context) error {
	copies, err := strconv.ParseInt(plain(f.in.Get("copies")), 10, 64)
	if err != nil {
		copies = 0 // the use case says so beside the field
	}
	_, err = f.Shift.Keep(ctx, f.rq.Who, f.in.Get("key"), shift.Deposit{Target: f.id, Code: f.in.Get("code"), Copies: copies})
	return err
}

func (f *caseForm) back(ctx context.Context) error {
	_, err := f.Shift.GiveBack(ctx, f.rq.Who, f.in.Get("key"), number(f.in.Get("original")))
	return err
}

// collect records who signed, and then that the result was handed out. Sent again after
// a break between the two, it goes on where it stopped.
func (f *caseForm) collect(ctx context.Context) error {
	h := collect.Handing{Case: f.id, Matter: number(f.in.Get("matter")), Recipient: number(f.in.Get("recipient")), Method: f.in.Get("method"), Signed: f.in.Get("signed") == "yes"}
	var had []*collect.Collection
	if err := f.Engine.Read(ctx, func(q *sqldb.Q) (err error) {
		had, err = collect.Of(ctx, q, f.id)
		return err
	}); err != nil {
		return err
	}
	if !slices.ContainsFunc(had, func(c *collect.Collection) bool { return c.Matter == h.Matter }) {
		if _, err := f.Collect.Record(ctx, f.rq.Who, f.in.Get("key"), h); err != nil {
			return err
		}
	}
	_, err := f.Cases.Deliver(ctx, f.rq.Who, f.in.Get("key")+"-deliver", f.id, casework.Step{Task: f.task(), Result: channel})
	return err
}

// prompt shows the visitor on the second screen that he may rate.
func (f *caseForm) prompt(ctx context.Context) error {
	_, err := prompt.Ask(ctx, f.Engine, f.rq.Who, f.in.Get("key"), f.id, f.rq.Who.Division)
	return err
}

func (c *caseView) form(id string) parts.Form { return room.Form(c.Again, id) }

func (c *caseView) action(do string) string {
	return "/counter/case/" + c.View.ID.String() + "/" + do
}

// recipients are who may sign: the visitor who was found, and for whom he came.
func (c *caseView) recipient() gov.ID {
	if c.By != 0 {
		return c.By
	}
	return c.For
}

// methods are the ways in which an identity is checked.
func (c *caseView) methods() (out []parts.Option) {
	for _, m := range collect.Methods {
		out = append(out, parts.Option{Value: m, Label: c.T("counter.method." + m)})
	}
	return out
}

// papers are the materials whose originals may stay here.
func (c *caseView) papers() (out []parts.Option) {
	for _, m := range c.Missing {
		out = append(out, parts.Option{Value: m.ID, Label: m.Name.In(string(c.Lang))})
	}
	for _, m := range c.Materials {
		out = append(out, parts.Option{Value: m.Code, Label: m.Title})
	}
	return out
}
