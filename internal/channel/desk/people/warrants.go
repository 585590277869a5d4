package people

import (
	"cmp"
	"slices"

	"holon.example/holon/internal/business/casework/warrant"
	"holon.example/holon/internal/channel/desk/room"
	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/org"
)

// held is a warrant as the page shows it.
type held struct {
	*warrant.Warrant
	Item, Post string
	State      string // now, later, over
}

// warrantPage lists what chief representatives decide.
type warrantPage struct {
	*room.Request
	List  []held
	Posts []parts.Option
	Items []parts.Option
	May   bool // give and revoke
	Fault *parts.Fault
	Again parts.Form
}

func (o *office) warrants(rq *room.Request) error {
	return o.showWarrants(rq, &warrantPage{Request: rq})
}

func (o *office) showWarrants(rq *room.Request, p *warrantPage) error {
	ctx := rq.R.Context()
	snap, err := o.Org(ctx)
	if err != nil {
		return err
	}
	list, err := o.Warrants.List(ctx, o.May, rq.Who)
	if err != nil {
		return err
	}
	today := o.Engine.Now().Date()
	for _, w := range list {
		h := held{Warrant: w, Item: o.itemName(rq, w.Item), Post: rq.Unit(snap, w.Post, today), State: "over"}
		switch {
		case w.Holds(today):
			h.State = "now"
		case today < w.From && (w.Until == "" || w.From < w.Until):
			h.State = "later"
		}
		p.List = append(p.List, h)
	}
	order := []string{"now", "later", "over"}
	slices.SortStableFunc(p.List, func(a, b held) int { return cmp.Compare(slices.Index(order, a.State), slices.Index(order, b.State)) })
	p.May = rq.Who.HasRole(org.Approver) && !rq.Who.HasRole(org.Chief)
	if dep, ok := snap.Unit(rq.Who.Department, today); ok && p.May {
		for _, post := range snap.Posts(dep.ID, today) {
			if slices.Contains(post.Roles, org.Chief) {
				p.Posts = append(p.Posts, parts.Option{Value: post.ID.String(), Label: rq.Place(snap, post, today)})
			}
		}
		for _, id := range o.Warrants.Items(dep) {
			p.Items = append(p.Items, parts.Option{Value: id, Label: o.itemName(rq, id)})
		}
		slices.SortFunc(p.Items, func(a, b parts.Option) int { return cmp.Compare(a.Label, b.Label) })
	}
	return o.Render(rq, room.Show{Here: "warrants", Title: rq.T("desk.warrants"), Fault: p.Fault, Show: parts.Show{Body: warrantBody(p)}})
}

func (o *office) itemName(rq *room.Request, id string) string {
	if it := o.Cases.Library().Item(rq.Who.Division, id); it != nil {
		return it.Name.In(string(rq.Lang))
	}
	return id
}

// give gives warrants.
func (o *office) give(rq *room.Request) error {
	form, err := rq.Sent()
	if err != nil {
		return err
	}
	post, _ := gov.ParseID(form.Get("post")) // one that is none is refused beside its field
	in := warrant.Grant{Post: post, Items: form["items"], From: gov.Date(form.Get("from")), Until: gov.Date(form.Get("until")), Basis: form.Get("basis")}
	if _, err := o.Warrants.Give(rq.R.Context(), rq.Who, form.Get("key"), in); err != nil {
		return o.againWarrants(rq, err)
	}
	return rq.Go("/desk/warrants?done=warrant")
}

// revoke ends a warrant today.
func (o *office) revoke(rq *room.Request) error {
	form, err := rq.Sent()
	if err != nil {
		return err
	}
	id, err := gov.ParseID(form.Get("warrant"))
	if err != nil {
		return gov.NotFound("warrant.none")
	}
	if _, err := o.Warrants.Revoke(rq.R.Context(), rq.Who, form.Get("key"), id); err != nil {
		return o.againWarrants(rq, err)
	}
	return rq.Go("/desk/warrants?done=revoked")
}

func (o *office) againWarrants(rq *room.Request, refused error) error {
	p := &warrantPage{Request: rq, Again: parts.Form{ID: rq.R.PostForm.Get("form"), Given: rq.R.PostForm}}
	if p.Fault = rq.Again(refused, &p.Again); p.Fault == nil {
		return refused
	}
	return o.showWarrants(rq, p)
}

// tone is the colour of a warrant's state.
func tone(state string) string {
	return map[string]string{"now": "ok", "later": "info", "over": "plain"}[state]
}
