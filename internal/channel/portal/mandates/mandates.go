package mandates

import (
	"context"
	"slices"
	"strings"

	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/business/mandate"
	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/channel/portal/mine"
	"holon.example/holon/internal/gov"
)

// Config is what the page needs; app fills it.
type Config struct {
	*mine.Room
	Desk *mandate.Desk
	// OwnCase gives the head of a case of whom somebody acts for; of others not found.
	OwnCase func(ctx context.Context, who gov.Actor, id gov.ID) (*casefile.Case, error)
}

type desk struct{ Config }

// Mount registers the pages.
func Mount(c Config) {
	d := &desk{c}
	c.Route("GET /mandates", d.list)
	c.Route("GET /mandates/new", d.fresh)
	c.Route("POST /mandates", d.create)
	c.Route("POST /mandates/{id}/{do}", d.answer)
}

type list struct {
	*mine.Request
	Given, Held []*mandate.View
	Fault       *parts.Fault
}

func (d *desk) list(rq *mine.Request) error { return d.show(rq, &list{Request: rq}) }

func (d *desk) show(rq *mine.Request, l *list) error {
	all, err := d.Desk.List(rq.R.Context(), rq.Who)
	if err != nil {
		return err
	}
	for _, v := range all {
		if v.Delegate == rq.Who.Person {
			l.Held = append(l.Held, v)
		} else {
			l.Given = append(l.Given, v)
		}
	}
	return d.Render(rq, mine.Show{Title: rq.T("mine.mandates"), Fault: l.Fault, Body: listPage(l, d)})
}

// scope words what a mandate covers.
func (d *desk) scope(rq *mine.Request, s mandate.Scope) string {
	switch {
	case s.Case != 0:
		return rq.T("deputy.one_case")
	case len(s.Items) == 0:
		return rq.T("deputy.everything")
	}
	names := make([]string, 0, len(s.Items))
	for _, id := range s.Items {
		names = append(names, d.Item(rq.Page, id))
	}
	return strings.Join(names, rq.T("deputy.comma"))
}

// offer is the page of a new mandate.
type offer struct {
	*mine.Request
	Items []parts.Option // packages that can be named
	Case  *only          // the only case it is of; nil: it is of items or of everything
	Again parts.Form
	Fault *parts.Fault
}

// only is a case that a mandate is of alone.
type only struct {
	ID        gov.ID
	No, Title string
}

func (d *desk) fresh(rq *mine.Request) error {
	today, id := d.Now().Date(), rq.R.URL.Query().Get("case")
	may := []string{string(mandate.Supplement), string(mandate.Read)}
	if id == "" {
		may = append(may, string(mandate.Apply))
	}
	return d.form(rq, &offer{Request: rq, Again: parts.Form{ID: "mandate", Given: map[string][]string{
		"kind": {string(mandate.Family)}, "may": may, "scope": {"all"}, "case": {id},
		"from": {string(today)}, "until": {string(today.AddDays(90))},
	}}})
}

// of finds the one case that a new mandate is of.
func (d *desk) of(rq *mine.Request, text string) (*only, error) {
	if text == "" {
		return nil, nil //nolint:nilnil // it is of more than one
	}
	id, err := gov.ParseID(text)
	if err != nil || id <= 0 {
		return nil, gov.NotFound("mandate.other_case")
	}
	c, err := d.OwnCase(rq.R.Context(), rq.Who, id)
	if err != nil {
		return nil, err
	}
	return &only{ID: id, No: c.No, Title: d.Item(rq.Page, c.Name())}, nil
}

// powers are what the delegate may be let do; of one case not new applications.
func (o *offer) powers() []mandate.Power {
	if o.Case == nil {
		return mandate.Powers
	}
	return slices.DeleteFunc(slices.Clone(mandate.Powers), func(p mandate.Power) bool { return p == mandate.Apply })
}

func (d *desk) form(rq *mine.Request, o *offer) (err error) {
	if o.Case, err = d.of(rq, o.Again.Value("case")); err != nil {
		return err
	}
	for _, t := range d.Library().Things() {
		o.Items = append(o.Items, parts.Option{Value: t.ID, Label: t.Name.In(string(rq.Lang))})
	}
	return d.Render(rq, mine.Show{Title: rq.T("deputy.new"), Fault: o.Fault, Body: offerPage(o)})
}

// create makes an offer out of the form. For a firm its number and name are given.
func (d *desk) create(rq *mine.Request) error {
	in, err := rq.Sent()
	if err != nil {
		return err
	}
	o := mandate.Offer{
		Delegate: mandate.Party{Number: strings.TrimSpace(in.Get("delegate.number")), Name: strings.TrimSpace(in.Get("delegate.name"))},
		Kind:     mandate.Kind(in.Get("kind")), From: gov.Date(in.Get("from")), Until: gov.Date(in.Get("until")),
	}
	for _, p := range in["may"] {
		o.May = append(o.May, mandate.Power(p))
	}
	if text := in.Get("case"); text != "" {
		if o.Scope.Case, err = gov.ParseID(text); err != nil {
			return gov.NotFound("mandate.other_case")
		}
		in.Del("scope")
	}
	if in.Get("scope") == "items" {
		o.Scope.Items = in["items"]
	}
	if n := strings.TrimSpace(in.Get("principal.number")); n != "" {
		o.Principal = &mandate.Party{Number: n, Name: strings.TrimSpace(in.Get("principal.name")), Firm: true}
	}
	if in.Get("scope") == "items" && len(o.Scope.Items) == 0 {
		err = gov.Invalid("mandate.offer").At("items", "deputy.no_items")
	} else {
		_, err = d.Desk.Create(rq.R.Context(), rq.Who, in.Get("key"), o)
	}
	if err != nil {
		again, fault := rq.Again(err, "mandate", in)
		if fault == nil {
			return err
		}
		return d.form(rq, &offer{Request: rq, Again: again, Fault: fault})
	}
	return rq.Go("/mandates?done=offered")
}

// answer accepts, declines or ends a mandate.
func (d *desk) answer(rq *mine.Request) error {
	id, err := rq.Number("id")
	if err != nil {
		return err
	}
	ctx, key := rq.R.Context(), rq.R.PostFormValue("key")
	do := rq.R.PathValue("do")
	switch do {
	case "accept":
		_, err = d.Desk.Accept(ctx, rq.Who, key, id, mandate.Answer{})
	case "decline":
		_, err = d.Desk.Decline(ctx, rq.Who, key, id)
	case "withdraw":
		_, err = d.Desk.Withdraw(ctx, rq.Who, key, id, mandate.Answer{})
	default:
		return gov.NotFound("error.not_found")
	}
	if err != nil {
		_, fault := rq.Again(err, do, nil)
		if fault == nil {
			return err
		}
		return d.show(rq, &list{Request: rq, Fault: fault})
	}
	return rq.Go("/mandates?done=mandate_" + do)
}

func kinds(p *parts.Page) (out []parts.Option) {
	for _, k := range []mandate.Kind{mandate.Family, mandate.Professional, mandate.Clerk} {
		out = append(out, parts.Option{Value: string(k), Label: p.T("deputy.kind." + string(k))})
	}
	return out
}
