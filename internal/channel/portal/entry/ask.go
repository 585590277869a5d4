package entry

import (
	"errors"
	"net/url"
	"strings"

	"holon.example/holon/internal/business/casework/apply"
	"holon.example/holon/internal/business/form"
	"holon.example/holon/internal/business/matter"
	"holon.example/holon/internal/channel/portal/front"
	"holon.example/holon/internal/gov"
)

// askPage is one situation question.
type askPage struct {
	*draftPage
	Field form.Field
	Left  int // questions behind it, as far as the answers so far tell
}

func (d *Desk) ask(rq *front.Request) error {
	p, done, err := d.open(rq)
	if done || err != nil {
		return err
	}
	return d.question(rq, p)
}

// question shows the question of the address; one that is not asked any more leads on.
func (d *Desk) question(rq *front.Request, p *draftPage) error {
	name := rq.R.PathValue("name")
	if !p.at("ask", name) {
		return rq.Go("/draft/" + p.Draft.ID.String())
	}
	q := d.questions(p)
	a := &askPage{draftPage: p, Field: *q.Form().Field(name), Left: len(q.Form().Fields()) - p.Here - 1}
	return d.Front.Show(rq, front.Sheet{Here: "find", Title: p.say(a.Field.Label), Body: questionPage(a), Fault: p.Fault, Scripts: []string{"ask.js"}})
}

func (d *Desk) questions(p *draftPage) *form.Questions {
	lib := d.Front.Library()
	t := lib.Thing(p.Draft.Thing)
	_, q := lib.Questions(t, t.Questions)
	return q
}

// answer keeps the answer to one question.
func (d *Desk) answer(rq *front.Request) error {
	p, done, err := d.open(rq)
	if done || err != nil {
		return err
	}
	name := rq.R.PathValue("name")
	if err := rq.R.ParseForm(); err != nil {
		return gov.Invalid("error.invalid")
	}
	if !p.at("ask", name) {
		return rq.Go("/draft/" + p.Draft.ID.String())
	}
	var saved *apply.Draft
	v, err := d.answered(p, name, rq.R.PostForm)
	if err == nil {
		saved, err = d.Cases.Drafts().Change(rq.R.Context(), p.who, p.edit(rq.R, []any{name, v}), func(c *apply.Content) error {
			if c.Situation == nil {
				c.Situation = map[string]any{}
			}
			c.Situation[name] = v
			return nil
		})
	}
	if err != nil {
		if err := p.again(bare(err), rq.R.PostForm); err != nil {
			return err
		}
		return d.question(rq, p)
	}
	if rq.R.PostForm.Has("later") {
		return rq.Go("/?done=draft")
	}
	p.Draft = saved
	if err := p.work(rq.R.Context()); err != nil {
		return err
	}
	p.at("ask", name)
	return rq.Go(p.after())
}

// answered reads the answer and checks it by itself.
func (d *Desk) answered(p *draftPage, name string, posted url.Values) (any, error) {
	f := d.questions(p).Form()
	v := f.Decode(url.Values{name: posted[name]})[name]
	if v == nil {
		return nil, gov.Invalid("case.situation").At(name, "form.required")
	}
	in := p.Draft.Application()
	in.Situation = map[string]any{}
	for k, x := range p.sit.Situation {
		in.Situation[k] = x
	}
	in.Situation[name] = v
	s, err := d.Cases.Drafts().Situate(in)
	if err != nil {
		return nil, err
	}
	return s.Situation[name], nil
}

// bare takes the word before the names of the fields away.
func bare(err error) error {
	e, ok := errors.AsType[*gov.Error](err)
	if !ok {
		return err
	}
	at := *e
	at.Fields = nil
	for _, f := range e.Fields {
		for _, before := range []string{"situation.", "answers."} {
			f.Path = strings.TrimPrefix(f.Path, before)
		}
		at.Fields = append(at.Fields, f)
	}
	return &at
}

// list gives the list of materials as an answer that is not yet kept would have it: a
// piece of the page, asked for by a script.
func (d *Desk) list(rq *front.Request) error {
	p, done, err := d.open(rq)
	if done || err != nil {
		return err
	}
	if err := rq.R.ParseForm(); err != nil {
		return gov.Invalid("error.invalid")
	}
	if !p.at("ask", rq.R.PathValue("name")) {
		return gov.NotFound("error.not_found")
	}
	f := d.questions(p).Form()
	in := p.Draft.Application()
	in.Situation = map[string]any{}
	for k, x := range p.sit.Situation {
		in.Situation[k] = x
	}
	name := rq.R.PathValue("name")
	in.Situation[name] = f.Decode(url.Values{name: rq.R.PostForm[name]})[name]
	if s, err := d.Cases.Drafts().Situate(in); err == nil { // an answer that will not do changes nothing yet
		p.sit = s
	}
	rq.W.Header().Set("Content-Type", "text/html; charset=utf-8")
	return materialList(p).Render(rq.R.Context(), rq.W)
}

// listed are the materials as the answers so far have them.
func (p *draftPage) listed() []matter.Material {
	if p.sit.Plan == nil {
		return nil
	}
	return p.sit.Plan.Materials
}
