package answers

import (
	"net/url"
	"strings"

	"holon.example/holon/internal/channel/desk/room"
	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/data/correction"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/oversight/feedback"
)

// Config is what the pages need; app fills it.
type Config struct {
	*room.Room
	Objections *correction.Desk
	Ratings    *feedback.Desk
	// Resource names a resource of the catalogue, Element one of its elements, Item an
	// item or package; a code that has no name is given back.
	Resource func(id, lang string) string
	Element  func(resource, element, lang string) string
	Item     func(p *parts.Page, id string) string
}

type desk struct{ Config }

// Mount registers the pages.
func Mount(c Config) {
	d := &desk{c}
	c.Route("GET /desk/objection/{id}", d.objection)
	c.Route("POST /desk/objection/{id}", d.answer)
	c.Route("GET /desk/rating/{id}", d.rating)
	c.Route("POST /desk/rating/{id}", d.follow)
}

type objection struct {
	*room.Request
	*correction.Objection
	What  string
	Names []string // of the fields
	Again parts.Form
	Fault *parts.Fault
}

func (d *desk) objection(rq *room.Request) error { return d.showObjection(rq, &objection{Request: rq}) }

func (d *desk) showObjection(rq *room.Request, o *objection) error {
	id, err := rq.ID("id")
	if err != nil {
		return err
	}
	if o.Objection, err = d.Objections.Open(rq.R.Context(), rq.Who, id); err != nil {
		return err
	}
	d.name(rq, o)
	title := rq.T("use.kind_short." + string(o.Kind))
	return d.Render(rq, room.Show{Here: "tasks", Title: title, Back: "/desk", Fault: o.Fault, Show: parts.Show{Body: objectionPage(o)}})
}

// name puts the resource and its fields into words.
func (d *desk) name(rq *room.Request, o *objection) {
	lang := string(rq.Lang)
	if o.What = d.Resource(o.Resource, lang); o.What == o.Resource {
		o.What = rq.Code("use.resource", strings.ReplaceAll(o.Resource, "-", "_"))
	}
	for _, f := range o.Fields {
		name := d.Element(o.Resource, f, lang)
		if name == f {
			name = rq.Code("use.group", f)
		}
		o.Names = append(o.Names, name)
	}
}

// sent reads a form and the thing it is about.
func sent(rq *room.Request) (in url.Values, id gov.ID, err error) {
	if id, err = rq.ID("id"); err == nil {
		in, err = rq.Sent()
	}
	return in, id, err
}

func (d *desk) answer(rq *room.Request) error {
	in, id, err := sent(rq)
	if err != nil {
		return err
	}
	if _, err := d.Objections.Answer(rq.R.Context(), rq.Who, in.Get("key"), id, correction.Answer{Outcome: in.Get("outcome"), Text: in.Get("text")}); err != nil {
		o := &objection{Request: rq, Again: parts.Form{ID: "answer", Given: in}}
		if o.Fault = rq.Again(err, &o.Again); o.Fault == nil {
			return err
		}
		return d.showObjection(rq, o)
	}
	return rq.Go("/desk/objection/" + id.String() + "?done=answered")
}

type rating struct {
	*room.Request
	*feedback.Rating
	Name  string
	Again parts.Form
	Fault *parts.Fault
}

func (d *desk) rating(rq *room.Request) error { return d.showRating(rq, &rating{Request: rq}) }

func (d *desk) showRating(rq *room.Request, r *rating) error {
	id, err := rq.ID("id")
	if err != nil {
		return err
	}
	if r.Rating, err = d.Ratings.Open(rq.R.Context(), rq.Who, id); err != nil {
		return err
	}
	r.Name = d.Item(rq.Page, r.Item)
	return d.Render(rq, room.Show{Here: "tasks", Title: rq.T("task.rating.open"), Back: "/desk", Fault: r.Fault, Show: parts.Show{Body: ratingPage(r)}})
}

func (d *desk) follow(rq *room.Request) error {
	in, id, err := sent(rq)
	if err != nil {
		return err
	}
	_, refused := d.Ratings.Follow(rq.R.Context(), rq.Who, in.Get("key"), id, feedback.Finding{Result: in.Get("result"), Text: in.Get("text")})
	if refused == nil {
		return rq.Go("/desk/rating/" + id.String() + "?done=answered")
	}
	r := &rating{Request: rq, Again: parts.Form{ID: "follow", Given: in}}
	if r.Fault = rq.Again(refused, &r.Again); r.Fault != nil {
		return d.showRating(rq, r)
	}
	return refused
}

func outcomes(o *objection) (out []parts.Option) {
	for _, k := range correction.Outcomes(o.Kind) {
		out = append(out, parts.Option{Value: k, Label: o.T("use.outcome." + k)})
	}
	return out
}

// results are what may be said of a rating now.
func results(r *rating) (out []parts.Option) {
	codes := []string{"mended"}
	if r.State == feedback.Open {
		codes = []string{"confirmed", "unfounded"}
	}
	for _, c := range codes {
		out = append(out, parts.Option{Value: c, Label: r.T("rate.state." + c)})
	}
	return out
}
