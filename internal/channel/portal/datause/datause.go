package datause

import (
	"context"
	"strconv"
	"strings"

	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/channel/portal/mine"
	"holon.example/holon/internal/data/correction"
	"holon.example/holon/internal/data/exchange"
	"holon.example/holon/internal/gov"
)

// Config is what the pages need; app fills it.
type Config struct {
	*mine.Room
	Exchange *exchange.Exchange
	Desk     *correction.Desk
	// Resource names a resource of the catalogue, Element one of its elements; a code
	// that has no name is given back.
	Resource func(resource, lang string) string
	Element  func(resource, element, lang string) string
	// Opens tells whether somebody may open a case, so that nothing leads to a closed door.
	Opens func(ctx context.Context, who gov.Actor, id gov.ID) (bool, error)
}

type desk struct{ Config }

// Mount registers the pages.
func Mount(c Config) {
	d := &desk{c}
	c.Route("GET /uses", d.uses)
	c.Route("GET /uses/{line}", d.line)
	c.Route("POST /uses/{line}", d.object)
	c.Route("GET /objections", d.objections)
	c.Route("POST /objections/{id}/withdraw", d.withdraw)
}

// use is a line of the record in words.
type use struct {
	exchange.Usage
	Unit, What string
	Names      []parts.Option // of the fields, by code
	Opens      bool           // the case is one's own
}

func (d *desk) worded(rq *mine.Request, u exchange.Usage) (out use, err error) {
	out = use{Usage: u, What: d.resource(rq, u.Resource)}
	if out.Unit, err = d.Unit(rq, u.Department); err != nil {
		return out, err
	}
	if out.Unit == "" {
		out.Unit = rq.Code("use.by", u.By)
	}
	if u.Own {
		out.Unit = rq.T("use.own")
	}
	if u.Case != 0 {
		if out.Opens, err = d.Opens(rq.R.Context(), rq.Who, u.Case); err != nil {
			return out, err
		}
	}
	for _, f := range u.Fields {
		out.Names = append(out.Names, parts.Option{Value: f, Label: d.element(rq, u.Resource, f)})
	}
	return out, nil
}

func (d *desk) resource(rq *mine.Request, id string) string {
	if name := d.Resource(id, string(rq.Lang)); name != id {
		return name
	}
	return rq.Code("use.resource", word(id))
}

// word makes the last word of a catalogue key of a code.
func word(code string) string { return strings.ReplaceAll(code, "-", "_") }

func (d *desk) element(rq *mine.Request, resource, code string) string {
	if name := d.Element(resource, code, string(rq.Lang)); name != code {
		return name
	}
	return rq.Code("use.group", code)
}

type uses struct {
	*mine.Request
	Own   bool // one's own looks too
	Lines []use
	Days  []*day // the lines, as they are shown
	Next  int64
}

const (
	pageLines = 60
	maxLooks  = 5 // pages of the record read for one page without one's own looks
	lookLines = 100
)

func (d *desk) uses(rq *mine.Request) error {
	q := rq.R.URL.Query()
	before, _ := strconv.ParseInt(q.Get("before"), 10, 64) // none: from the newest
	out := &uses{Request: rq, Own: q.Get("own") == "1"}
	if err := d.fill(rq, out, max(before, 0)); err != nil {
		return err
	}
	out.Days = grouped(out.Lines)
	return d.Render(rq, mine.Show{Title: rq.T("mine.uses"), Body: usesPage(out)})
}

// fill reads on until a page is full.
func (d *desk) fill(rq *mine.Request, out *uses, before int64) error {
	for range maxLooks {
		page, err := d.Exchange.WhoUsedMyData(rq.R.Context(), rq.Who, exchange.UsageQuery{Subject: rq.Who.Subject, Before: before, Limit: lookLines})
		if err != nil {
			return err
		}
		for _, u := range page.Lines {
			if u.Own && !out.Own {
				continue
			}
			if len(out.Lines) == pageLines {
				out.Next = out.Lines[pageLines-1].Seq
				return nil
			}
			w, err := d.worded(rq, u)
			if err != nil {
				return err
			}
			out.Lines = append(out.Lines, w)
		}
		if before = page.Next; before == 0 {
			return nil
		}
	}
	out.Next = before
	return nil
}

// more is where the next page begins.
func (u *uses) more() string {
	to := "/uses?before=" + strconv.FormatInt(u.Next, 10)
	if u.Own {
		to += "&own=1"
	}
	return to
}

// asking is the page on which a line is asked about.
type asking struct {
	*mine.Request
	Use   use
	Again parts.Form
	Fault *parts.Fault
}

// find reads one line of the record.
func (d *desk) find(rq *mine.Request) (use, error) {
	seq, err := strconv.ParseInt(rq.R.PathValue("line"), 10, 64)
	if err != nil || seq < 0 {
		return use{}, gov.NotFound("exchange.no_line")
	}
	page, err := d.Exchange.WhoUsedMyData(rq.R.Context(), rq.Who, exchange.UsageQuery{Subject: rq.Who.Subject, Before: seq + 1, Limit: 1})
	if err != nil {
		return use{}, err
	}
	if len(page.Lines) == 0 || page.Lines[0].Seq != seq {
		return use{}, gov.NotFound("exchange.no_line")
	}
	return d.worded(rq, page.Lines[0])
}

func (d *desk) line(rq *mine.Request) error { return d.ask(rq, &asking{Request: rq}) }

func (d *desk) ask(rq *mine.Request, a *asking) (err error) {
	if a.Use, err = d.find(rq); err != nil {
		return err
	}
	if a.Again.ID == "" {
		a.Again = parts.Form{ID: "ask", Given: map[string][]string{"kind": {string(correction.Question)}}}
	}
	return d.Render(rq, mine.Show{Title: rq.T("use.ask"), Fault: a.Fault, Body: askPage(a)})
}

func (d *desk) object(rq *mine.Request) error {
	in, err := rq.Sent()
	if err != nil {
		return err
	}
	seq, err := strconv.ParseInt(rq.R.PathValue("line"), 10, 64)
	if err != nil {
		return gov.NotFound("exchange.no_line")
	}
	c := correction.Claim{Line: seq, Kind: correction.Kind(in.Get("kind")), Text: in.Get("text")}
	if c.Kind == correction.Wrong {
		c.Fields = in["fields"]
	}
	if _, err := d.Desk.Object(rq.R.Context(), rq.Who, in.Get("key"), 0, c); err != nil {
		again, fault := rq.Again(err, "ask", in)
		if fault == nil {
			return err
		}
		return d.ask(rq, &asking{Request: rq, Again: again, Fault: fault})
	}
	return rq.Go("/objections?done=asked")
}

// said is an objection in words.
type said struct {
	*correction.Objection
	Unit, What string
	Names      []string
}

type objections struct {
	*mine.Request
	List []said
	Next gov.ID
}

func (d *desk) objections(rq *mine.Request) error {
	page, err := d.Desk.Mine(rq.R.Context(), rq.Who, 0, rq.Before())
	if err != nil {
		return err
	}
	out := &objections{Request: rq, Next: page.Next}
	for _, o := range page.Objections {
		s := said{Objection: o, What: d.resource(rq, o.Resource)}
		if s.Unit, err = d.Unit(rq, o.Department); err != nil {
			return err
		}
		for _, f := range o.Fields {
			s.Names = append(s.Names, d.element(rq, o.Resource, f))
		}
		out.List = append(out.List, s)
	}
	return d.Render(rq, mine.Show{Title: rq.T("use.objections"), Body: objectionsPage(out)})
}

func (d *desk) withdraw(rq *mine.Request) error {
	id, err := rq.Number("id")
	if err != nil {
		return err
	}
	if _, err := d.Desk.Withdraw(rq.R.Context(), rq.Who, rq.R.PostFormValue("key"), id); err != nil {
		return err
	}
	return rq.Go("/objections?done=taken_back")
}

func kinds(rq *mine.Request) (out []parts.Option) {
	for _, k := range correction.Kinds {
		out = append(out, parts.Option{Value: string(k), Label: rq.T("use.kind." + string(k))})
	}
	return out
}
