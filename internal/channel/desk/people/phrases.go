package people

import (
	"holon.example/holon/internal/channel/desk/room"
	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/org"
	"holon.example/holon/internal/infra/sqldb"
	"holon.example/holon/internal/infra/todo/shelf"
)

// phrasePage lists the phrases on the shelf.
type phrasePage struct {
	*room.Request
	List  []*shelf.Template
	Fault *parts.Fault
	Again parts.Form
}

func (o *office) phrases(rq *room.Request) error { return o.showPhrases(rq, &phrasePage{Request: rq}) }

func (o *office) showPhrases(rq *room.Request, p *phrasePage) error {
	if err := o.Engine.Read(rq.R.Context(), func(q *sqldb.Q) (err error) {
		p.List, err = shelf.Of(rq.R.Context(), q, rq.Who, shelf.Phrase)
		return err
	}); err != nil {
		return err
	}
	return o.Render(rq, room.Show{Here: "phrases", Title: rq.T("desk.menu_phrases"), Fault: p.Fault, Show: parts.Show{Body: phraseBody(p)}})
}

// uses are what a phrase may be for.
func (p *phrasePage) uses() (out []parts.Option) {
	for _, u := range shelf.Uses {
		out = append(out, parts.Option{Value: u, Label: p.Code("desk.phrase_use", u)})
	}
	return out
}

// mayDrop tells whether the officer may take a phrase off.
func (p *phrasePage) mayDrop(t *shelf.Template) bool {
	return t.Account == p.Who.Account || t.Shared && p.Who.HasRole(org.Approver)
}

// keep puts a phrase on the shelf.
func (o *office) keep(rq *room.Request) error {
	form, err := rq.Sent()
	if err != nil {
		return err
	}
	t := shelf.Template{Kind: shelf.Phrase, Name: form.Get("name"), Use: form.Get("use"), Text: form.Get("text"), Shared: form.Get("shared") == "yes"}
	if _, err := shelf.Save(rq.R.Context(), o.Engine, rq.Who, form.Get("key"), t); err != nil {
		p := &phrasePage{Request: rq, Again: parts.Form{ID: form.Get("form"), Given: form}}
		if p.Fault = rq.Again(err, &p.Again); p.Fault == nil {
			return err
		}
		return o.showPhrases(rq, p)
	}
	return rq.Go("/desk/phrases?done=phrase")
}

// drop takes a phrase off the shelf.
func (o *office) drop(rq *room.Request) error {
	form, err := rq.Sent()
	if err != nil {
		return err
	}
	id, err := gov.ParseID(form.Get("phrase"))
	if err != nil {
		return gov.NotFound("shelf.none")
	}
	if err := shelf.Drop(rq.R.Context(), o.Engine, rq.Who, form.Get("key"), id); err != nil {
		return err
	}
	return rq.Go("/desk/phrases?done=dropped")
}
