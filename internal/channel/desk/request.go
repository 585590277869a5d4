package desk

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"holon.example/holon/internal/business/casework/assist"
	"holon.example/holon/internal/channel/desk/room"
	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/org"
)

// requestPage is what one department was asked by another.
type requestPage struct {
	*room.Request
	Asked *assist.Request
	From  string
	To    string
	Item  string
	Late  bool
	Mine  bool // the officer's department is the one asked
	Fault *parts.Fault
	Again parts.Form
}

// request shows what a department was asked; the case file stays closed to it.
func (d *desk) request(rq *room.Request) error {
	id, err := rq.ID("id")
	if err != nil {
		return err
	}
	return d.showRequest(rq, id, &requestPage{Request: rq})
}

func (d *desk) showRequest(rq *room.Request, id gov.ID, p *requestPage) error {
	r, err := d.Assist.Open(rq.R.Context(), rq.Who, id)
	if err != nil {
		return err
	}
	snap, err := d.Org(rq.R.Context())
	if err != nil {
		return err
	}
	now := d.Engine.Now()
	p.Asked, p.Late, p.Mine = r, r.Late(now), r.To == rq.Who.Department
	p.From, p.To = rq.Unit(snap, r.From, now.Date()), rq.Unit(snap, r.To, now.Date())
	p.Item = r.Item
	if it := d.Source.Cases.Library().Item(rq.Who.Division, r.Item); it != nil {
		p.Item = it.Name.In(string(rq.Lang))
	}
	return d.Render(rq, room.Show{Back: "/desk", Title: rq.T("desk.request"), Fault: p.Fault, Show: parts.Show{Body: requestBody(p)}})
}

// reply answers a request.
func (d *desk) reply(rq *room.Request) error {
	id, err := rq.ID("id")
	if err != nil {
		return err
	}
	form, err := rq.Sent()
	if err != nil {
		return err
	}
	if rq.R.PathValue("do") != "answer" {
		return gov.NotFound("error.not_found")
	}
	rev, err := strconv.ParseInt(form.Get("rev"), 10, 64)
	if err != nil {
		return gov.Conflict("assist.stale")
	}
	in := assist.Reply{Rev: rev, Result: form.Get("result"), Text: strings.TrimSpace(form.Get("answer")), Cites: cites(form.Get("grounds"))}
	if _, err := d.Assist.Answer(rq.R.Context(), rq.Who, form.Get("key"), id, in); err != nil {
		p := &requestPage{Request: rq, Again: parts.Form{ID: form.Get("form"), Given: form}}
		if p.Fault = rq.Again(err, &p.Again); p.Fault == nil {
			return err
		}
		return d.showRequest(rq, id, p)
	}
	return rq.Go("/desk/request/" + id.String() + "?done=answer")
}

func (p *requestPage) action() templ.SafeURL {
	return templ.SafeURL("/desk/request/" + p.Asked.ID.String() + "/answer")
}

// mayAnswer tells whether the officer's post answers for his department.
func (p *requestPage) mayAnswer() bool {
	if !p.Mine || p.Asked.State != assist.Asked {
		return false
	}
	for _, role := range []string{org.Handler, org.Reviewer, org.Approver, org.Chief, org.DataOfficer} {
		if p.Who.HasRole(role) {
			return true
		}
	}
	return false
}

// results are the conclusions an answer may come to.
func results(p *requestPage) (out []parts.Option) {
	for _, r := range assist.Results {
		out = append(out, parts.Option{Value: r, Label: p.Code("desk.answer", r)})
	}
	return out
}
