package counter

import (
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"holon.example/holon/internal/business/casework/apply"
	"holon.example/holon/internal/business/mandate"
	"holon.example/holon/internal/business/matter"
	"holon.example/holon/internal/business/reception"
	"holon.example/holon/internal/business/reception/outage"
	"holon.example/holon/internal/business/reception/queue"
	"holon.example/holon/internal/business/reception/shift"
	"holon.example/holon/internal/channel/desk/room"
	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/org"
	"holon.example/holon/internal/infra/sqldb"
)

// board is the page of the window: the queue, what is done for the visitor, his papers.
type board struct {
	*room.Request
	Again parts.Form
	Fault *parts.Fault

	Hall    reception.Hall
	Shift   *shift.Shift
	Queue   *queue.Figures
	Serving *queue.Ticket

	For, By   gov.ID // applicant, and who came for him
	Name      string // of the applicant
	Envoy     string // name of who came
	Cases     []Held
	Drafts    []apply.Draft
	Found     []offer // items that match what was asked
	Wanted    string
	Others    []Other
	Draft     *form
	Receiving *outage.Slip // paper receipt that is being entered
}

// offer is an item or package one may begin.
type offer struct{ Kind, ID, Name, Authority string }

// at is the address of the board with its visitor.
func (b *board) at(pairs ...string) string { return at(b.For, b.By, b.Receiving, pairs...) }

func at(subject, by gov.ID, slip *outage.Slip, pairs ...string) string {
	q := url.Values{}
	if subject != 0 {
		q.Set("for", subject.String())
	}
	if by != 0 {
		q.Set("by", by.String())
	}
	if slip != nil {
		q.Set("slip", slip.ID.String())
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		q.Set(pairs[i], pairs[i+1])
	}
	if len(q) == 0 {
		return "/counter"
	}
	return "/counter?" + q.Encode()
}

func (n *counter) board(rq *room.Request) error {
	q := rq.R.URL.Query()
	return n.open(rq, &board{Request: rq, For: number(q.Get("for")), By: number(q.Get("by")), Wanted: strings.TrimSpace(q.Get("q"))}, number(q.Get("draft")), number(q.Get("slip")))
}

// open fills the page: the hall, then the visitor, then what is open for him.
func (n *counter) open(rq *room.Request, b *board, draft, slip gov.ID) error {
	if err := clerk(rq); err != nil {
		return err
	}
	if err := n.hall(rq, b); err != nil {
		return err
	}
	if slip != 0 {
		if err := n.slip(rq, b, slip); err != nil {
			return err
		}
	}
	if b.For != 0 {
		if err := n.present(rq, b); err != nil {
			return err
		}
	}
	if draft != 0 {
		f, err := n.form(rq, b, draft)
		if err != nil {
			return err
		}
		b.Draft = f
	}
	return n.show(rq, view{here: "board", title: rq.T("counter.title"), fault: b.Fault, body: boardPage(b), link: paired(rq)})
}

func (n *counter) hall(rq *room.Request, b *board) error {
	ctx, day := rq.R.Context(), n.Engine.Now().Date()
	snap, err := n.Org(ctx)
	if err != nil {
		return err
	}
	if b.Hall, err = reception.Find(snap, rq.Who.Department, day); err != nil {
		return err
	}
	return n.Engine.Read(ctx, func(q *sqldb.Q) error {
		if b.Shift, err = shift.Open(ctx, q, rq.Who.Post); err != nil {
			return err
		}
		if b.Queue, err = queue.Look(ctx, q, rq.Who.Department, day); err != nil {
			return err
		}
		b.Serving, err = queue.At(ctx, q, rq.Who.Department, rq.Who.Post, day)
		return err
	})
}

// slip finds the paper receipt that is to be entered as a case.
func (n *counter) slip(rq *room.Request, b *board, id gov.ID) error {
	all, err := n.Outage.See(rq.R.Context(), rq.Who)
	if err != nil {
		return err
	}
	if i := slices.IndexFunc(all.Ready, func(s *outage.Slip) bool { return s.ID == id }); i >= 0 {
		b.Receiving = all.Ready[i]
	}
	return nil
}

// present shows what the visitor has here: for whom he may act, cases, masked, what was
// begun, and what may be begun.
func (n *counter) present(rq *room.Request, b *board) error {
	ctx, here := rq.R.Context(), b.For
	if b.By != 0 {
		here = b.By
	}
	v, err := n.Visit(ctx, rq.Who, here, b.For)
	if err != nil {
		return err
	}
	b.Name, b.Others, b.Cases = v.Name, v.Others, v.Cases
	for _, o := range v.Others {
		if o.ID == b.For && b.By != 0 {
			b.Envoy, b.Name = v.Name, o.Name
		}
	}
	for i := range b.Cases {
		b.Cases[i].Name = n.title(rq, b.Cases[i].Division, b.Cases[i].Name)
	}
	all, err := n.Cases.Drafts().Drafts(ctx, rq.Who)
	if err != nil {
		return err
	}
	for _, d := range all {
		if d.For == b.For {
			d.Thing, d.Item = "", n.title(rq, d.Division, d.Thing+d.Item)
			b.Drafts = append(b.Drafts, d)
		}
	}
	if b.Wanted != "" {
		b.Found = n.find(rq, b.Wanted)
	}
	return nil
}

// title names an item or package.
func (n *counter) title(rq *room.Request, division, id string) string {
	lib := n.Cases.Library()
	if t := lib.Thing(id); t != nil {
		return t.Name.In(string(rq.Lang))
	}
	if it := lib.Item(division, id); it != nil {
		return it.Name.In(string(rq.Lang))
	}
	return id
}

// maxFound bounds how many matches are shown.
const maxFound = 12

// find looks for items and packages by what they are called; packages first.
func (n *counter) find(rq *room.Request, wanted string) (out []offer) {
	lib, division := n.Cases.Library(), rq.Who.Division
	want := strings.ToLower(wanted)
	hit := func(name string, words []string) bool {
		return strings.Contains(strings.ToLower(name), want) || slices.ContainsFunc(words, func(w string) bool { return strings.Contains(strings.ToLower(w), want) })
	}
	for _, t := range lib.Things() {
		if name := t.Name.In(string(rq.Lang)); hit(name+t.Name.Zh, t.Words) {
			out = append(out, offer{"thing", t.ID, name, rq.T("counter.one_thing")})
		}
	}
	for _, it := range lib.Items(division) {
		if len(out) == maxFound {
			break
		}
		if name := it.Name.In(string(rq.Lang)); it.Form != "" && hit(name+it.Name.Zh, it.Words) {
			out = append(out, offer{"item", it.ID, name, authority(lib.Region(division), it, string(rq.Lang))})
		}
	}
	return out
}

// authority names the implementing body of an item in a division.
func authority(region *matter.Overlay, it *matter.Item, lang string) string {
	if region != nil {
		if d := region.For(it.Authority); d != nil {
			return d.Name.In(lang)
		}
	}
	return ""
}

// again shows the board with the form that was refused, as it was entered.
func (n *counter) again(rq *room.Request, refused error) error {
	given := rq.R.PostForm
	f := parts.Form{ID: given.Get("form"), Given: given}
	fault := rq.Again(refused, &f)
	if fault == nil {
		return refused
	}
	for path, text := range f.Wrong { // fields of the form stand under their own name
		if name, ok := strings.CutPrefix(path, "answers."); ok {
			f.Wrong[name] = text
		}
	}
	for i, x := range fault.Fields {
		fault.Fields[i].ID = strings.Replace(x.ID, f.ID+"-answers-", f.ID+"-", 1)
	}
	b := &board{Request: rq, For: number(given.Get("for")), By: number(given.Get("by")), Wanted: given.Get("q"), Again: f, Fault: fault}
	return n.open(rq, b, number(given.Get("draft")), number(given.Get("slip")))
}

// call calls the next number, or the one that is named.
func (n *counter) call(rq *room.Request) error {
	in, err := rq.Sent()
	if err != nil {
		return err
	}
	if _, err := n.Queue.Call(rq.R.Context(), rq.Who, in.Get("key"), number(in.Get("ticket"))); err != nil {
		if gov.KindOf(err) == gov.KindNotFound {
			return rq.Go("/counter?done=nobody")
		}
		return n.again(rq, err)
	}
	return rq.Go("/counter?done=called")
}

// ticket ends the number the window serves, puts it back or sends it on.
func (n *counter) ticket(rq *room.Request) error {
	id, err := rq.ID("id")
	if err != nil {
		return err
	}
	in, err := rq.Sent()
	if err != nil {
		return err
	}
	do := rq.R.PathValue("do")
	if _, err := n.Queue.Move(rq.R.Context(), rq.Who, in.Get("key"), id, queue.Move{Do: do, To: number(in.Get("to"))}); err != nil {
		return n.again(rq, err)
	}
	return rq.Go("/counter?done=ticket")
}

// visitor finds whoever stands at the window by his document.
func (n *counter) visitor(rq *room.Request) error {
	in, err := rq.Sent()
	if err != nil {
		return err
	}
	ctx := rq.R.Context()
	here, err := n.Mandates.Identify(ctx, rq.Who, mandate.Party{Number: plain(in.Get("number")), Name: strings.TrimSpace(in.Get("name"))})
	if err != nil {
		return n.again(rq, err)
	}
	in.Set("for", here.Subject.String())
	in.Del("by")
	return rq.Go(back(in, "done", "found"))
}

// plain brings a number that was pasted into its plain form: full-width digits and
// letters, spaces and hyphens.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= '\uff01' && r <= '\uff5e' {
			r -= '\uff01' - '!'
		}
		if r == ' ' || r == '-' || r == '\u3000' || r == '\t' || r == '\u00a0' {
			return -1
		}
		if r >= 'a' && r <= 'z' {
			r -= 'a' - 'A'
		}
		return r
	}, text)
}

// start begins an application for the visitor.
func (n *counter) start(rq *room.Request) error {
	in, err := rq.Sent()
	if err != nil {
		return err
	}
	app := apply.Application{Division: rq.Who.Division, For: whom(in)}
	kind, id, _ := strings.Cut(in.Get("what"), "/")
	if kind == "thing" {
		app.Thing = id
	} else {
		app.Item = id
	}
	d, err := n.Cases.Drafts().Start(rq.R.Context(), rq.Who, in.Get("key"), app)
	if err != nil {
		return n.again(rq, err)
	}
	return rq.Go(back(in, "draft", d.ID.String()))
}

// whom reads for whom something is done, and who came for him.
func whom(in url.Values) *apply.For {
	return &apply.For{Subject: number(in.Get("for")), Delegate: number(in.Get("by"))}
}

// back is the board with the visitor a form brought along.
func back(in url.Values, pairs ...string) string {
	to := at(number(in.Get("for")), number(in.Get("by")), nil, pairs...)
	if slip := number(in.Get("slip")); slip != 0 {
		to += "&slip=" + slip.String()
	}
	return to
}

// safe is an address of this site in a link.
func safe(path string) templ.SafeURL { return templ.SafeURL(path) }

// others are the other windows of the hall.
func (b *board) others() (out []parts.Option) {
	for _, w := range b.Hall.Windows {
		if w.ID != b.Who.Post {
			out = append(out, parts.Option{Value: w.ID.String(), Label: b.Page.Name(w.Name)})
		}
	}
	return out
}

// form is a form of the page: the refused one as it was entered, else a fresh one.
func (b *board) form(id string) parts.Form { return room.Form(b.Again, id) }

// open tells whether the window is open for this clerk.
func (b *board) open() bool {
	return b.Shift != nil && b.Shift.Account == b.Who.Account && b.Shift.State == shift.Opened
}

// windowName names a window of the hall.
func windowName(p *parts.Page, h reception.Hall, id gov.ID) string {
	if i := slices.IndexFunc(h.Windows, func(u org.Unit) bool { return u.ID == id }); i >= 0 {
		return p.Name(h.Windows[i].Name)
	}
	return "—"
}
