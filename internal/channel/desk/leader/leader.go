package leader

import (
	"context"
	"net/url"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"holon.example/holon/internal/business/casework"
	"holon.example/holon/internal/business/casework/relay"
	"holon.example/holon/internal/channel/desk/room"
	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/channel/parts/casepage"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/org"
	"holon.example/holon/internal/infra/sqldb"
	"holon.example/holon/internal/infra/todo"
	"holon.example/holon/internal/oversight/board"
)

// Config is what the pages need; app fills it.
type Config struct {
	*room.Room
	Board board.Desk
	Cases *casework.Service
	Relay relay.Desk
	// Register names a resource of the catalogue.
	Register func(id, lang string) string
	// Items lists the codes of the items an authority implements.
	Items func(u org.Unit) []string
}

type leader struct{ Config }

// Mount registers the pages.
func Mount(c Config) {
	l := &leader{c}
	c.Route("GET /leader", l.page)
	c.Route("GET /leader/matters", l.matters)
	c.Route("GET /leader/case/{id}", l.evidence)
	c.Route("POST /leader/case/{id}/urge", l.urge)
	c.Route("GET /leader/leaf/{seq}", l.leaf)
	c.Route("GET /desk/bureau", l.bureau)
	c.Route("GET /desk/bureau/{kind}", l.facts)
}

// names words units and items for a page.
type names struct {
	rq   *room.Request
	l    *leader
	snap *org.Snapshot
	day  gov.Date
}

func (l *leader) names(ctx context.Context, rq *room.Request) (*names, error) {
	snap, err := l.Org(ctx)
	return &names{rq, l, snap, l.Engine.Now().Date()}, err
}

// Unit names a department or post.
func (n *names) Unit(id gov.ID) string { return n.rq.Unit(n.snap, id, n.day) }

// Item names an item.
func (n *names) Item(id string) string {
	if it := n.l.Cases.Library().Item(n.rq.Who.Division, id); it != nil {
		return it.Name.In(string(n.rq.Lang))
	}
	return id
}

// onePage is the page of the head of government.
type onePage struct {
	*room.Request
	*names
	Page *board.Page
}

func (l *leader) page(rq *room.Request) error {
	n, err := l.names(rq.R.Context(), rq)
	if err != nil {
		return err
	}
	p, err := l.Board.Overview(rq.R.Context(), rq.Who)
	if err != nil {
		return err
	}
	return l.Render(rq, room.Show{Here: "leader", Title: rq.T("desk.menu_leader"), Show: parts.Show{Body: pageBody(&onePage{rq, n, p})}})
}

// to is the address of the list behind a figure.
func to(stand string, department gov.ID, item string) templ.SafeURL {
	v := url.Values{"stand": {stand}}
	if department != 0 {
		v.Set("department", department.String())
	}
	if item != "" {
		v.Set("item", item)
	}
	return templ.SafeURL("/leader/matters?" + v.Encode())
}

// stand is a figure of the page: how many stand so, and how it is shown.
type stand struct {
	Code, Lamp string
	N          int64
}

// stands are the figures of a row, without those that are nought, but for the first.
func stands(late, soon, paused, live int64) []stand {
	return []stand{{"late", "overdue", late}, {"soon", "due_soon", soon}, {"paused", "stopped", paused}, {"live", "normal", live}}
}

// shownCells is how many matters of an authority stand open on the page.
const shownCells = 3

// worst parts what is late or due soon into what is shown at once and the rest.
func worst(r board.Row) (first, rest []board.Cell) {
	for _, c := range r.Cells {
		if c.Late+c.Soon == 0 {
			continue
		}
		if len(first) < shownCells {
			first = append(first, c)
		} else {
			rest = append(rest, c)
		}
	}
	return first, rest
}

// onTime is the share decided in time, in percent; a dash where nothing was decided.
func onTime(r board.Row) string {
	if r.Decided == 0 {
		return "—"
	}
	return strconv.FormatInt((r.Decided-r.LateEnded)*100/r.Decided, 10) + "%"
}

// matterList is the list behind a figure.
type matterList struct {
	*room.Request
	*names
	List  *board.List
	Which board.Which
	More  templ.SafeURL
	Now   gov.Time
}

func (l *leader) matters(rq *room.Request) error {
	ctx, q := rq.R.Context(), rq.R.URL.Query()
	w := board.Which{Stand: q.Get("stand"), Item: q.Get("item")}
	if d := q.Get("department"); d != "" {
		var err error
		if w.Department, err = gov.ParseID(d); err != nil {
			return gov.NotFound("error.not_found")
		}
	}
	n, err := l.names(ctx, rq)
	if err != nil {
		return err
	}
	list, err := l.Board.Matters(ctx, rq.Who, w, q.Get("after"))
	if err != nil {
		return err
	}
	m := &matterList{Request: rq, names: n, List: list, Which: w, Now: l.Engine.Now()}
	if list.Next != "" {
		q.Set("after", list.Next)
		m.More = templ.SafeURL("/leader/matters?" + q.Encode())
	}
	return l.Render(rq, room.Show{Here: "leader", Back: "/leader", Title: rq.T("desk.stand_" + w.Stand), Show: parts.Show{Body: matterBody(m)}})
}

// over is how many days a matter is late, in words; empty where it is not.
func (m *matterList) over(r board.Record) string {
	if r.Due == 0 || r.Paused || m.Now <= r.Due {
		return ""
	}
	days := int64(m.Now-r.Due) / (24 * time.Hour).Milliseconds()
	return m.T("desk.over", "n", days+1)
}

// lampOf is the lamp of a matter of a list.
func (m *matterList) lampOf(r board.Record) string {
	switch {
	case r.Paused:
		return "stopped"
	case r.Due != 0 && m.Now > r.Due:
		return "overdue"
	case m.Which.Stand == "soon":
		return "due_soon"
	}
	return "normal"
}

// wait is an open task of a case: whom it waits for.
type wait struct {
	*todo.Item
	Lamp string
}

// evidencePage is the history of a case as the log has it.
type evidencePage struct {
	*room.Request
	*names
	Evidence *board.Evidence
	Waits    []wait
	MayUrge  bool
	Fault    *parts.Fault
	Again    parts.Form
}

func (l *leader) evidence(rq *room.Request) error {
	id, err := rq.ID("id")
	if err != nil {
		return err
	}
	return l.showEvidence(rq, id, &evidencePage{Request: rq})
}

func (l *leader) showEvidence(rq *room.Request, id gov.ID, e *evidencePage) (err error) {
	ctx := rq.R.Context()
	if e.names, err = l.names(ctx, rq); err != nil {
		return err
	}
	if e.Evidence, err = l.Board.Evidence(ctx, rq.Who, id); err != nil {
		return err
	}
	var open []*todo.Item
	if err := l.Engine.Read(ctx, func(q *sqldb.Q) (err error) {
		open, err = todo.About(ctx, q, todo.Ref{Kind: "case", ID: id}, false)
		return err
	}); err != nil {
		return err
	}
	now := l.Engine.Now()
	for _, i := range open {
		e.Waits = append(e.Waits, wait{i, casepage.Lamp(i, now)})
	}
	e.MayUrge = rq.Who.HasRole(org.Mayor) || rq.Who.HasRole(org.Operator)
	return l.Render(rq, room.Show{Here: "leader", Back: "/leader", Title: e.Evidence.No, Fault: e.Fault, Show: parts.Show{Body: evidenceBody(e)}})
}

// urge urges whom a case waits for.
func (l *leader) urge(rq *room.Request) error {
	id, err := rq.ID("id")
	if err != nil {
		return err
	}
	form, err := rq.Sent()
	if err != nil {
		return err
	}
	task, err := gov.ParseID(form.Get("task"))
	if err != nil {
		return gov.NotFound("task.none")
	}
	if _, err := l.Relay.Urge(rq.R.Context(), rq.Who, form.Get("key"), id, relay.Urging{Task: task, Reason: form.Get("reason")}); err != nil {
		e := &evidencePage{Request: rq, Again: parts.Form{ID: form.Get("form"), Given: form}}
		if e.Fault = rq.Again(err, &e.Again); e.Fault == nil {
			return err
		}
		return l.showEvidence(rq, id, e)
	}
	return rq.Go("/leader/case/" + id.String() + "?done=urge")
}

// by says who caused an event: a post with its unit, or in what quality.
func (e *evidencePage) by(x board.Entry) string {
	if x.Post == 0 {
		return e.Code("desk.by", string(x.By))
	}
	out := e.names.Unit(x.Post)
	if d, ok := e.snap.DepartmentOf(x.Post, e.day); ok {
		out = e.Name(d.Name) + " · " + out
	}
	if x.Deputy {
		out += e.T("desk.by_deputy")
	}
	return out
}

// what words an event; one without words is shown by its name.
func (e *evidencePage) what(x board.Entry) string {
	if w := e.Code("desk.event", x.Name); w != x.Name {
		return w
	}
	return x.Name
}

// leaf shows one leaf of the log with its proof.
func (l *leader) leaf(rq *room.Request) error {
	seq, err := strconv.ParseInt(rq.R.PathValue("seq"), 10, 64)
	if err != nil || seq < 0 {
		return gov.NotFound("error.not_found")
	}
	p, err := l.Board.Proof(rq.R.Context(), rq.Who, seq)
	if err != nil {
		return err
	}
	return l.Render(rq, room.Show{
		Here: "leader", Back: "/leader/case/" + p.Case.String(), Title: rq.T("desk.leaf", "seq", p.Seq), Show: parts.Show{Body: leafBody(&leafPage{rq, p})},
	})
}

// leafPage is one leaf of the log.
type leafPage struct {
	*room.Request
	Proof *board.Proof
}
