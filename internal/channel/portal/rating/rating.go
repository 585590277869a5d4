package rating

import (
	"strconv"

	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/channel/portal/mine"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/oversight/feedback"
)

// Config is what the page needs; app fills it.
type Config struct {
	*mine.Room
	Desk *feedback.Desk
}

type desk struct{ Config }

// Mount registers the page. Nobody need be signed in: the code of the link tells who was
// served.
func Mount(c Config) {
	d := &desk{c}
	c.Public("GET /rate/{id}", d.page)
	c.Public("POST /rate/{id}", d.give)
}

type page struct {
	*mine.Request
	Seen  *feedback.Seen
	Item  string
	Case  gov.ID
	Code  string
	Visit gov.Date
	Again parts.Form
	Fault *parts.Fault
}

func (d *desk) page(rq *mine.Request) error {
	q := rq.R.URL.Query()
	return d.show(rq, &page{Request: rq, Code: q.Get("k"), Visit: gov.Date(q.Get("visit"))})
}

func (d *desk) show(rq *mine.Request, p *page) (err error) {
	if p.Case, err = rq.Number("id"); err != nil {
		return err
	}
	if p.Seen, err = d.Desk.Look(rq.R.Context(), rq.Who, feedback.About{Case: p.Case, Visit: p.Visit}, p.Code); err != nil {
		return err
	}
	p.Item = d.Room.Item(rq.Page, p.Seen.Item)
	rq.W.Header().Set("Referrer-Policy", "no-referrer") // the code stands in the address
	return d.Render(rq, mine.Show{Title: rq.T("rate.title"), Fault: p.Fault, Body: ratePage(p)})
}

func (d *desk) give(rq *mine.Request) error {
	in, err := rq.Sent()
	if err != nil {
		return err
	}
	id, err := rq.Number("id")
	if err != nil {
		return err
	}
	p := &page{Request: rq, Code: in.Get("k"), Visit: gov.Date(in.Get("visit"))}
	level, _ := strconv.Atoi(in.Get("level")) // none: refused beside its field
	o := feedback.Opinion{Level: level, Reasons: in["reasons"], Text: in.Get("text"), Named: in.Get("named") == "yes"}
	if _, err := d.Desk.Give(rq.R.Context(), rq.Who, feedback.About{Case: id, Visit: p.Visit}, p.Code, o); err != nil {
		if p.Again, p.Fault = rq.Again(err, "rate", in); p.Fault == nil {
			return err
		}
		return d.show(rq, p)
	}
	return rq.Go(p.address(id) + "done=rated")
}

// address is the page itself with the code, up to its last question.
func (p *page) address(id gov.ID) string {
	to := "/rate/" + id.String() + "?"
	if p.Code != "" {
		to += "k=" + escape(p.Code) + "&"
	}
	if p.Visit != "" {
		to += "visit=" + escape(string(p.Visit)) + "&"
	}
	return to
}

func levels(p *parts.Page) (out []parts.Option) {
	for n := feedback.Best; n >= feedback.Worst; n-- {
		text := strconv.Itoa(n)
		out = append(out, parts.Option{Value: text, Label: p.T("rate.level." + text)})
	}
	return out
}
