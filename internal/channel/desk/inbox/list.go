package inbox

import (
	"net/url"
	"slices"
	"strings"

	"holon.example/holon/internal/business/casework"
	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/channel/desk/room"
	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/channel/parts/casepage"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/org"
	"holon.example/holon/internal/infra/sqldb"
	"holon.example/holon/internal/infra/todo"
	"holon.example/holon/internal/infra/todo/roster"
	"holon.example/holon/internal/infra/todo/shelf"
)

// pageSize is how many tasks one page shows.
const pageSize = 50

// Config is what the list needs; app fills it.
type Config struct {
	*room.Room
	Cases  *casework.Service
	Roster roster.Desk
}

type inbox struct{ Config }

// Mount registers the pages of the list.
func Mount(c Config) {
	b := &inbox{c}
	c.Route("GET /desk", b.show)
	c.Route("GET /desk/find", b.find)
	c.Route("POST /desk/next", b.next)
	c.Route("POST /desk/assign", b.assign)
	c.Route("POST /desk/filter", b.save)
	c.Route("POST /desk/filter/{id}/drop", b.drop)
	c.Route("POST /desk/task/{id}/{do}", b.task)
}

// row is one task of the list.
type row struct {
	*todo.Item
	Lamp   string
	Name   string // of the item
	Holder string // who has it, in words
	Link   string
}

// figure is one of the figures above the list; it leads to what it counts.
type figure struct {
	Lamp, Text, Link string
	Here             bool
}

// list is what the page of tasks shows.
type list struct {
	*room.Request
	Query   query
	Rows    []row
	Figures []figure
	More    string // address of the next page
	None    bool   // the number asked for was not found
	No      string
	Kinds   []parts.Option
	Items   []parts.Option
	Saved   []kept
	Posts   []parts.Option // one may assign to; none: no assigning
	Fault   *parts.Fault
	Again   parts.Form
	Result  string // of an assignment
	Team    bool   // may look at the whole department
}

// kept is a saved filter of the page.
type kept struct {
	*shelf.Template
	Own  bool
	Here bool
}

// show shows the tasks of the officer's post and department.
func (b *inbox) show(rq *room.Request) error {
	return b.page(rq, &list{Request: rq, Query: queryOf(rq.R.URL.Query())})
}

func (b *inbox) page(rq *room.Request, l *list) error {
	q := rq.R.URL.Query()
	l.No, l.None = q.Get("no"), q.Has("none")
	l.Team = rq.Who.HasRole(org.Approver) || rq.Who.HasRole(org.Chief)
	if moved := q.Get("moved"); moved != "" && len(moved) < 4 {
		l.Result = rq.T("desk.moved", "n", moved, "stale", q.Get("stale"))
	}
	if err := b.fill(rq, l); err != nil {
		return err
	}
	return b.Render(rq, room.Show{Here: "tasks", Title: rq.T("page.tasks"), Fault: l.Fault, Show: parts.Show{Body: listPage(l)}})
}

// fill reads the page, the figures and what may be chosen.
func (b *inbox) fill(rq *room.Request, l *list) error {
	ctx := rq.R.Context()
	snap, err := b.Org(ctx)
	if err != nil {
		return err
	}
	now := b.Engine.Now()
	f := l.Query.filter(rq.Who, now)
	f.Limit, f.After = pageSize, l.Query.After
	page, abouts := todo.Page{}, []string(nil)
	var saved []*shelf.Template
	if err := b.Engine.Read(ctx, func(q *sqldb.Q) (err error) {
		if page, err = todo.List(ctx, q, f); err != nil {
			return err
		}
		if l.Figures, err = b.figures(rq, q, l.Query, now); err != nil {
			return err
		}
		if abouts, err = todo.Abouts(ctx, q, l.Query.bare().filter(rq.Who, now)); err != nil {
			return err
		}
		if saved, err = shelf.Of(ctx, q, rq.Who, shelf.Filter); err != nil {
			return err
		}
		l.Posts, err = b.posts(rq, q, snap, now.Date())
		return err
	}); err != nil {
		return err
	}
	for _, i := range page.Items {
		l.Rows = append(l.Rows, b.row(rq, snap, i, now))
	}
	if page.Next != "" {
		l.More = l.Query.with("after", page.Next)
	}
	for _, s := range saved {
		l.Saved = append(l.Saved, kept{s, s.Account == rq.Who.Account, s.Text == l.Query.saved()})
	}
	l.Kinds, l.Items = kinds(rq), b.names(rq, abouts)
	return nil
}

func (b *inbox) row(rq *room.Request, snap *org.Snapshot, i *todo.Item, now gov.Time) row {
	r := row{Item: i, Lamp: casepage.Lamp(i, now), Name: b.title(rq, i.Args["item"]), Link: "/desk/case/" + i.Ref.ID.String()}
	if i.Ref.Kind != "case" {
		r.Link = "/desk/" + map[string]string{"assist": "request", "objection": "objection", "rating": "rating"}[i.Ref.Kind] + "/" + i.Ref.ID.String()
	}
	if r.Name == "" { // about no item, such as an objection
		r.Name = rq.Code("task", strings.TrimPrefix(i.Title, "task."))
	}
	holder := i.Claimed
	if holder == 0 {
		holder = i.Post
	}
	switch {
	case holder == 0:
		r.Holder = rq.T("page.taken_none")
	case holder == rq.Who.Post && i.Claimed != 0:
		r.Holder = rq.T("page.taken_mine")
	case holder == rq.Who.Post:
		r.Holder = rq.T("desk.given_me")
	default:
		r.Holder = rq.Unit(snap, holder, now.Date())
	}
	return r
}

// lamps are the figures above the list, the most urgent first.
var lamps = []string{"overdue", "due_soon", "normal", "off", ""}

// figures counts the whole list by lamp.
func (b *inbox) figures(rq *room.Request, q *sqldb.Q, now query, at gov.Time) (out []figure, err error) {
	for _, lamp := range lamps {
		one := now
		one.Lamp = lamp
		n, more, err := todo.Count(rq.R.Context(), q, one.filter(rq.Who, at))
		if err != nil {
			return nil, err
		}
		fig := figure{Lamp: lamp, Text: rq.T("desk.count", "n", n), Link: one.address(), Here: now.Lamp == lamp}
		if more {
			fig.Text += "+"
		}
		if lamp == "off" && n == 0 && now.Lamp != lamp {
			continue
		}
		out = append(out, fig)
	}
	return out, nil
}

// posts are those one may assign tasks to, with how much each has in hand.
func (b *inbox) posts(rq *room.Request, q *sqldb.Q, snap *org.Snapshot, on gov.Date) (out []parts.Option, err error) {
	if !rq.Who.HasRole(org.Approver) {
		return nil, nil
	}
	for _, post := range roster.Reach(snap, rq.Who, on) {
		if !slices.ContainsFunc(post.Roles, func(r string) bool {
			return slices.Contains([]string{org.Handler, org.Reviewer, org.Approver, org.Clerk}, r)
		}) {
			continue
		}
		n, more, err := todo.Count(rq.R.Context(), q, todo.Filter{Post: post.ID})
		if err != nil {
			return nil, err
		}
		label := rq.T("desk.post_load", "post", rq.Place(snap, post, on), "n", n)
		if more {
			label += "+"
		}
		out = append(out, parts.Option{Value: post.ID.String(), Label: label})
	}
	return out, nil
}

// title names an item or package.
func (b *inbox) title(rq *room.Request, id string) string {
	lib := b.Cases.Library()
	if t := lib.Thing(id); t != nil {
		return t.Name.In(string(rq.Lang))
	}
	if it := lib.Item(rq.Who.Division, id); it != nil {
		return it.Name.In(string(rq.Lang))
	}
	return id
}

func (b *inbox) names(rq *room.Request, ids []string) (out []parts.Option) {
	for _, id := range ids {
		out = append(out, parts.Option{Value: id, Label: b.title(rq, id)})
	}
	slices.SortFunc(out, func(a, b parts.Option) int { return strings.Compare(a.Label, b.Label) })
	return out
}

// steps are the kinds of task one may ask for.
var steps = []string{"precheck", "handle", "visit", "special", "opinion", "review", "decide", "deliver", "guide", "rectify", "assist", "answer"}

func kinds(rq *room.Request) (out []parts.Option) {
	for _, k := range steps {
		out = append(out, parts.Option{Value: k, Label: rq.Code("task", k)})
	}
	return out
}

// find leads from a case's number to its page; who may open it is asked there.
func (b *inbox) find(rq *room.Request) error {
	no := strings.TrimSpace(rq.R.URL.Query().Get("no"))
	var found *casefile.Case
	err := b.Engine.Read(rq.R.Context(), func(q *sqldb.Q) (err error) {
		found, err = casefile.ByNumber(rq.R.Context(), q, no)
		return err
	})
	if gov.KindOf(err) == gov.KindNotFound {
		return rq.Go("/desk?" + url.Values{"none": {"1"}, "no": {no}}.Encode())
	}
	if err != nil {
		return err
	}
	return rq.Go("/desk/case/" + found.ID.String())
}
