package entry

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"holon.example/holon/internal/business/casework"
	"holon.example/holon/internal/business/casework/apply"
	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/business/form"
	"holon.example/holon/internal/business/mandate"
	"holon.example/holon/internal/business/matter"
	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/channel/portal/front"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/blob"
	"holon.example/holon/internal/infra/cabinet"
	"holon.example/holon/internal/infra/ident"
)

// Desk shows the pages of applying.
type Desk struct {
	Front *front.Front
	Cases *casework.Service
	Ident *ident.Ident
	// Mandates tells for whom somebody may apply.
	Mandates *mandate.Desk
	// Upload keeps a file that the actor hands in with a draft, sealed under the draft's
	// own key, and records it.
	Upload func(ctx context.Context, who gov.Actor, draft gov.ID, file io.Reader) (blob.Info, error)
	// File opens an upload of a draft, before it is part of a case; the actor has opened
	// the draft.
	File func(ctx context.Context, who gov.Actor, draft gov.ID, address string) (*cabinet.File, error)
	// Receipt opens the printed receipt of a case; busy while it is being printed.
	Receipt func(ctx context.Context, who gov.Actor, caseID gov.ID) (*cabinet.File, error)
	// Name gives the name of the applicant of a case and records the read.
	Name func(ctx context.Context, who gov.Actor, c *casefile.Case) (string, error)
	// Resource names what government holds, by the code of the resource.
	Resource func(id string) matter.Text
	// Progress is the address at which the holder of a receipt sees how far his case is.
	Progress func(no, code string) string
}

// Mount registers the pages.
func (d *Desk) Mount() {
	web := d.Front.Site.Web
	page := func(pattern string, h func(*front.Request) error) { web.Route(pattern, front.Handle(h)) }
	upload := func(pattern string, h func(*front.Request) error) { web.Upload(pattern, front.Handle(h)) }
	page("GET /apply/{kind}/{id}", d.begin)
	page("POST /apply/{kind}/{id}", d.started)
	page("GET /draft/{draft}", d.next)
	page("POST /draft/{draft}/discard", d.discard)
	page("GET /draft/{draft}/ask/{name}", d.ask)
	page("POST /draft/{draft}/ask/{name}", d.answer)
	page("POST /draft/{draft}/list/{name}", d.list)
	page("GET /draft/{draft}/step/{step}", d.step)
	page("POST /draft/{draft}/step/{step}", d.fill)
	page("POST /draft/{draft}/keep/{step}", d.keep)
	page("GET /draft/{draft}/files", d.files)
	upload("POST /draft/{draft}/files", d.hand)
	page("POST /draft/{draft}/files/remove", d.remove)
	page("GET /draft/{draft}/file/{blob}", d.show)
	page("GET /draft/{draft}/pieces/{file}", d.pieces)
	upload("PUT /draft/{draft}/pieces/{file}/{n}", d.piece)
	page("POST /draft/{draft}/pieces/{file}", d.join)
	page("GET /draft/{draft}/sign", d.review)
	page("POST /draft/{draft}/sign", d.submit)
	page("GET /case/{id}/receipt", d.receipt)
	page("GET /case/{id}/receipt.pdf", d.receiptFile)
}

// draftPage is what every page of a draft knows.
type draftPage struct {
	*parts.Page
	Draft *apply.Draft
	Title string
	Steps []stop // all pages of the application, in order
	Here  int    // which of them this is
	Fault *parts.Fault
	Form  parts.Form
	Key   string // of this showing of the form: the same is one change
	back  string
	desk  *Desk
	who   gov.Actor
	sit   *apply.Situated
	out   apply.Outline // when all questions are answered
	asked []form.Field  // all fields of the form that are shown
}

// stop is one page of an application.
type stop struct {
	Kind, Name string // ask, step, files, sign
	Label      string
}

// path is the address of a page of the application.
func (p *draftPage) path(s stop) string {
	to := "/draft/" + p.Draft.ID.String() + "/" + s.Kind
	if s.Name != "" {
		to += "/" + url.PathEscape(s.Name)
	}
	return to
}

// whose is the name of the one for whom somebody else applies.
func (p *draftPage) whose() string {
	if p.Draft.Whose != "" {
		return p.Draft.Whose
	}
	return p.T("entry.another_person")
}

// say gives a wording of a pack in the reader's language.
func (p *draftPage) say(t matter.Text) string { return front.Say(p.Page, t) }

// open opens the draft of the address for who is signed in, and works out its pages.
// done: the answer has been given already, such as a way to sign in.
func (d *Desk) open(rq *front.Request) (p *draftPage, done bool, err error) {
	who, done, err := d.who(rq)
	if done || err != nil {
		return nil, done, err
	}
	id, err := rq.Number("draft")
	if err != nil {
		return nil, false, err
	}
	draft, err := d.Cases.Drafts().Load(rq.R.Context(), who, id)
	if err != nil {
		return nil, false, err
	}
	if draft.Case != 0 { // the back button, or a second window
		return nil, true, rq.Go("/case/" + draft.Case.String() + "/receipt")
	}
	p = &draftPage{Page: rq.Page, Draft: draft, desk: d, who: who, Key: rq.ID, Form: parts.Form{ID: "f"}}
	return p, false, p.work(rq.R.Context())
}

// work works out what the draft comes to: its questions, and behind them its form.
func (p *draftPage) work(ctx context.Context) error {
	desk := p.desk.Cases.Drafts()
	p.Title = p.desk.title(p.Page, p.Draft)
	in := p.Draft.Application()
	var err error
	if p.sit, err = desk.Situate(in); err != nil {
		return err
	}
	p.Steps = nil
	for _, q := range p.sit.Trail {
		p.Steps = append(p.Steps, stop{"ask", q.Name, p.say(q.Label)})
	}
	if p.sit.Open != nil {
		return nil
	}
	if p.sit.Situation != nil {
		p.Draft.Situation, in.Situation = p.sit.Situation, p.sit.Situation
	}
	if p.out, err = desk.Outline(in); err != nil {
		return err
	}
	if p.Draft, err = desk.Prefill(ctx, p.who, p.Draft, p.out); err != nil {
		return err
	}
	p.shape()
	return nil
}

// shape lays out the pages of the form: a step of which nothing is to be shown is none.
func (p *draftPage) shape() {
	f := p.out.Plan().Form
	p.asked = f.Visible(f.Fill(p.said(), p.Draft.Known))
	for _, s := range f.Steps() {
		for _, fd := range p.asked {
			if fd.Step == s.ID {
				p.Steps = append(p.Steps, stop{"step", s.ID, p.say(s.Label)})
				break
			}
		}
	}
	p.Steps = append(p.Steps, stop{"files", "", p.T("entry.files")}, stop{"sign", "", p.T("entry.sign")})
}

// said are the answers of the form with those of the questions that it takes over.
func (p *draftPage) said() map[string]any {
	f := p.out.Plan().Form
	out := map[string]any{}
	for k, v := range p.Draft.Answers {
		if f.Field(k) != nil {
			out[k] = v
		}
	}
	for k, v := range p.Draft.Situation {
		if f.Field(k) != nil {
			out[k] = v
		}
	}
	return out
}

// at finds the page of the address among the pages of the application; ok is false when
// it is none of them any more.
func (p *draftPage) at(kind, name string) (ok bool) {
	for i, s := range p.Steps {
		if s.Kind == kind && s.Name == name {
			p.Here = i
			if i > 0 {
				p.back = p.path(p.Steps[i-1])
			}
			return true
		}
	}
	return false
}

// after is the address of the page behind this one.
func (p *draftPage) after() string {
	if p.Here+1 < len(p.Steps) {
		return p.path(p.Steps[p.Here+1])
	}
	return "/draft/" + p.Draft.ID.String()
}

// next leads to the first page at which something is still to be done.
func (d *Desk) next(rq *front.Request) error {
	p, done, err := d.open(rq)
	if done || err != nil {
		return err
	}
	if p.sit.Open != nil {
		return rq.Go(p.path(stop{Kind: "ask", Name: p.sit.Open.Name}))
	}
	for _, s := range p.Steps {
		if s.Kind == "step" && (len(p.Draft.Answers) == 0 || len(p.faults(s.Name)) > 0) { // nothing yet: what is known is shown first
			return rq.Go(p.path(s))
		}
	}
	if len(p.missing()) > 0 {
		return rq.Go(p.path(stop{Kind: "files"}))
	}
	return rq.Go(p.path(stop{Kind: "sign"}))
}

// faults checks one page of the form, or all with an empty name.
func (p *draftPage) faults(step string) []gov.Field {
	f := p.out.Plan().Form
	limits := form.DefaultLimits(p.desk.Cases.Act.Now().Date())
	limits.Step = step
	return f.Validate(f.Fill(p.said(), p.Draft.Known), limits)
}

// missing are the materials that are still to be uploaded.
func (p *draftPage) missing() (out []matter.Material) {
	for _, m := range p.out.Plan().Submit() {
		if m.Need != "optional" && len(p.given(m.ID)) == 0 {
			out = append(out, m)
		}
	}
	return out
}

// given are the files handed in as a material.
func (p *draftPage) given(code string) (out []apply.Given) {
	for _, g := range p.Draft.Given {
		if g.Code == code {
			out = append(out, g)
		}
	}
	return out
}

func (d *Desk) title(p *parts.Page, dr *apply.Draft) string {
	lib := d.Front.Library()
	if t := lib.Thing(dr.Thing); t != nil {
		return front.Say(p, t.Name)
	}
	if it := lib.Item(dr.Division, dr.Item); it != nil {
		return front.Say(p, it.Name)
	}
	return dr.Thing + dr.Item
}

// again puts an error beside the form it belongs to, or gives it back.
func (p *draftPage) again(err error, given url.Values) error {
	p.Form.Given = given
	if p.Fault = p.Again(err, &p.Form); p.Fault == nil {
		return err
	}
	e, _ := errors.AsType[*gov.Error](err) // it is one: it has become a fault
	for i, f := range e.Fields {
		if label := p.label(f.Path); label != "" && i < len(p.Fault.Fields) {
			p.Fault.Fields[i].Text = p.T("entry.at", "field", label, "wrong", p.Fault.Fields[i].Text)
		}
	}
	return nil
}

// label names a field of the form, or a material, for the summary of what is wrong.
func (p *draftPage) label(path string) string {
	if code, ok := strings.CutPrefix(path, "file."); ok && p.sit.Open == nil {
		for _, m := range p.out.Plan().Materials {
			if m.ID == code {
				return p.say(m.Name)
			}
		}
	}
	name, rest, _ := strings.Cut(path, ".")
	for _, f := range p.asked {
		if f.Name != name {
			continue
		}
		for _, c := range f.Columns {
			if strings.HasSuffix(rest, "."+c.Name) {
				return p.say(f.Label) + " " + p.say(c.Label)
			}
		}
		return p.say(f.Label)
	}
	return ""
}

// edit says which change a form of this page is.
func (p *draftPage) edit(r *http.Request, input any) apply.Edit {
	rev, err := strconv.ParseInt(r.PostForm.Get("rev"), 10, 64)
	if err != nil || rev <= 0 {
		rev = p.Draft.Revision
	}
	return apply.Edit{Draft: p.Draft.ID, Revision: rev, Key: trimmed(r.PostForm.Get("key")), Input: input}
}

func trimmed(key string) string {
	if len(key) > 100 {
		return ""
	}
	return strings.ToValidUTF8(key, "")
}
