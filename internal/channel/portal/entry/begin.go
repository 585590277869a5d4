package entry

import (
	"errors"
	"net/url"
	"slices"

	"holon.example/holon/internal/business/casework/apply"
	"holon.example/holon/internal/business/mandate"
	"holon.example/holon/internal/business/matter"
	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/channel/portal/front"
	"holon.example/holon/internal/gov"
)

// opening is the page before an application begins.
type opening struct {
	*parts.Page
	Kind, ID  string
	Title     string
	Materials []matter.Material // to be handed in at most
	Spared    int               // that need not be handed in
	Questions int
	Later     []later       // parts promised later than the whole
	Promise   *matter.Limit // of the whole
	Drafts    []begun       // of the same matter, begun before
	Fault     *parts.Fault
	For       []mandate.Choice // for whom else he may apply
	Again     parts.Form
	say       func(matter.Text) string
}

// self is the choice of applying for oneself.
const self = "self"

// whom are the choices of for whom somebody applies.
func (o *opening) whom() []parts.Option {
	out := []parts.Option{{Value: self, Label: o.T("entry.for_self")}}
	for _, c := range o.For {
		out = append(out, parts.Option{Value: c.Subject.String(), Label: o.T("entry.for_other", "name", c.Name, "right", right(o.Page, c.Mandate))})
	}
	return out
}

// right words by what right somebody acts for another.
func right(p *parts.Page, m *mandate.Mandate) string {
	if m == nil {
		return p.T("entry.by_law")
	}
	return p.T("entry.by_mandate", "kind", p.T("deputy.kind."+string(m.Kind)), "until", m.Until)
}

// later is a part of a package that is promised later than the whole.
type later struct {
	Name  string
	Limit *matter.Limit
}

// apart lists the parts that are promised later than the whole.
func apart(say func(matter.Text) string, list []matter.Planned) (out []later) {
	for _, p := range list {
		if p.Later {
			out = append(out, later{say(p.Item.Name), p.Item.Promise})
		}
	}
	return out
}

// of reads what the address asks to apply for.
func (d *Desk) of(rq *front.Request) (apply.Application, error) {
	lib, in := d.Front.Library(), apply.Application{Division: d.Front.Division()}
	id := rq.R.PathValue("id")
	switch rq.R.PathValue("kind") {
	case "thing":
		if t := lib.Thing(id); t != nil && t.State == "published" {
			in.Thing = id
			return in, nil
		}
	case "item":
		if lib.Item(in.Division, id) != nil {
			in.Item = id
			return in, nil
		}
	}
	return in, gov.NotFound("guide.none")
}

func (d *Desk) begin(rq *front.Request) error {
	in, err := d.of(rq)
	if err != nil {
		return err
	}
	who, done, err := d.who(rq)
	if done || err != nil {
		return err
	}
	o, err := d.opening(rq, who, in)
	if err != nil {
		return err
	}
	return d.Front.Show(rq, front.Sheet{Here: "find", Title: o.Title, Body: openingPage(o)})
}

// opening works out the page before an application begins.
func (d *Desk) opening(rq *front.Request, who gov.Actor, in apply.Application) (*opening, error) {
	o := &opening{Page: rq.Page, Again: parts.Form{ID: "f", Given: url.Values{"for": {self}}}, Kind: rq.R.PathValue("kind"), ID: rq.R.PathValue("id"), Title: d.title(rq.Page, &apply.Draft{Division: in.Division, Thing: in.Thing, Item: in.Item})}
	o.say = func(t matter.Text) string { return front.Say(rq.Page, t) }
	if err := d.outlook(o, in); err != nil {
		return nil, err
	}
	choices, err := d.Mandates.Choices(rq.R.Context(), who, in.Thing+in.Item)
	if err != nil {
		return nil, err
	}
	o.For = meant(choices, d.audience(in))
	list, err := d.Cases.Drafts().Drafts(rq.R.Context(), who)
	for _, x := range list {
		if x.Thing == in.Thing && x.Item == in.Item {
			o.Drafts = append(o.Drafts, begun{x, o.named(who, x.For)})
		}
	}
	return o, err
}

// audience tells whom the matter is for: person, firm, body.
func (d *Desk) audience(in apply.Application) []string {
	lib := d.Front.Library()
	if t := lib.Thing(in.Thing); t != nil {
		return t.Audience
	}
	if it := lib.Item(in.Division, in.Item); it != nil {
		return it.Audience
	}
	return nil
}

// meant keeps those whom a matter is for: no birth is registered for a firm.
func meant(list []mandate.Choice, audience []string) []mandate.Choice {
	return slices.DeleteFunc(list, func(c mandate.Choice) bool {
		return !slices.ContainsFunc(audience, func(a string) bool { return (a != "person") == c.Firm })
	})
}

// begun is a draft of the same matter, with whose it is; empty: one's own.
type begun struct {
	apply.Draft
	Whose string
}

// named gives the name of one for whom somebody may apply; empty: he himself.
func (o *opening) named(who gov.Actor, subject gov.ID) string {
	if subject == who.Subject {
		return ""
	}
	for _, c := range o.For {
		if c.Subject == subject {
			return c.Name
		}
	}
	return o.T("entry.another_person")
}

// outlook tells what will be asked for.
func (d *Desk) outlook(o *opening, in apply.Application) error {
	lib := d.Front.Library()
	t := lib.Thing(in.Thing)
	if t == nil {
		plan, err := lib.PlanItem(in.Division, in.Item, nil)
		if err != nil {
			return err
		}
		o.weigh(plan.Materials)
		return nil
	}
	o.Promise = t.Promise
	if _, q := lib.Questions(t, t.Questions); q != nil {
		o.Questions = len(q.Form().Fields())
	}
	all := slices.Clone(t.Materials)
	for _, p := range t.Parts {
		it := lib.Item(in.Division, p.Item)
		if it == nil {
			continue
		}
		all = append(all, it.Materials...)
		if p.Later {
			o.Later = append(o.Later, later{o.say(it.Name), it.Promise})
		}
	}
	o.weigh(all)
	return nil
}

// weigh sorts what is to be handed in from what need not be.
func (o *opening) weigh(all []matter.Material) {
	seen := map[string]bool{}
	for _, m := range all {
		if seen[m.ID] {
			continue
		}
		seen[m.ID] = true
		if m.Submitted() {
			o.Materials = append(o.Materials, m)
		} else {
			o.Spared++
		}
	}
}

// started begins the draft and leads to its first page.
func (d *Desk) started(rq *front.Request) error {
	in, err := d.of(rq)
	if err != nil {
		return err
	}
	who, done, err := d.who(rq)
	if done || err != nil {
		return err
	}
	if err := rq.R.ParseForm(); err != nil {
		return gov.Invalid("error.invalid")
	}
	if like := trimmed(rq.R.PostForm.Get("like")); like != "" {
		if in.Like, err = gov.ParseID(like); err != nil {
			return gov.Invalid("error.invalid").Because(err)
		}
	}
	if in.For, err = chosen(rq.R.PostForm); err == nil {
		var draft *apply.Draft
		if draft, err = d.Cases.Drafts().Start(rq.R.Context(), who, trimmed(rq.R.PostForm.Get("key")), in); err == nil {
			return rq.Go("/draft/" + draft.ID.String())
		}
	}
	if gov.KindOf(err) != gov.KindForbidden && gov.KindOf(err) != gov.KindInvalid {
		return err
	}
	o, failed := d.opening(rq, who, in)
	if failed != nil {
		return failed
	}
	if o.Fault = rq.Again(beside(err), &o.Again); o.Fault == nil {
		return err
	}
	return d.Front.Show(rq, front.Sheet{Here: "find", Title: o.Title, Body: openingPage(o), Fault: o.Fault})
}

// chosen reads for whom somebody applies; nil: for himself.
func chosen(in url.Values) (*apply.For, error) {
	text := in.Get("for")
	if text == "" || text == self {
		return nil, nil //nolint:nilnil // for himself
	}
	id, err := gov.ParseID(text)
	if err != nil || id <= 0 {
		return nil, gov.Invalid("entry.for_whom").At("for", "entry.for_whom")
	}
	return &apply.For{Subject: id}, nil
}

// beside puts a refusal to apply for another beside the choice.
func beside(err error) error {
	e, ok := errors.AsType[*gov.Error](err)
	if !ok || e.Kind != gov.KindForbidden || e.Key == "error.forbidden" {
		return err
	}
	at := *e
	at.Fields = []gov.Field{{Path: "for", Key: e.Key, Args: e.Args}}
	return &at
}

func (d *Desk) discard(rq *front.Request) error {
	who, done, err := d.who(rq)
	if done || err != nil {
		return err
	}
	id, err := rq.Number("draft")
	if err != nil {
		return err
	}
	if err := d.Cases.Drafts().Discard(rq.R.Context(), who, trimmed(rq.R.PostFormValue("key")), id); err != nil {
		return err
	}
	return rq.Go("/?" + url.Values{"done": {"discard"}}.Encode())
}
