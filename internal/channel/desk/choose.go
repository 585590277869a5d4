package desk

import (
	"slices"
	"strings"

	"holon.example/holon/internal/business/casework"
	"holon.example/holon/internal/business/matter"
	"holon.example/holon/internal/channel/desk/basis"
	"holon.example/holon/internal/channel/desk/room"
	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/channel/parts/casepage"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/locale"
	"holon.example/holon/internal/infra/sqldb"
	"holon.example/holon/internal/infra/todo/shelf"
)

// Buttons inside the form of a step that help to fill it in: they end no step, and
// show the page again with the form as it was entered. They need no script.
var fillers = map[string]func(d *desk, rq *room.Request, c *casePage) error{
	"law":     (*desk).pickLaw,
	"phrase":  (*desk).pickPhrase,
	"preview": (*desk).preview,
}

// fill shows the page again with what a button of a form put into it.
func (d *desk) fill(rq *room.Request, id gov.ID, do string) error {
	sc, err := d.Source.Open(rq.R.Context(), rq.Page, id)
	if err != nil {
		return err
	}
	c := &casePage{Scene: sc, Again: parts.Form{ID: rq.R.PostForm.Get("form"), Given: rq.R.PostForm}}
	if err := fillers[do](d, rq, c); err != nil {
		if c.Fault = rq.Again(err, &c.Again); c.Fault == nil {
			return err
		}
	}
	return d.render(rq, c)
}

// pickLaw searches for an article, or inserts one under what is written already.
func (d *desk) pickLaw(rq *room.Request, c *casePage) error {
	given := c.Again.Given
	if cite := given.Get("insert"); cite != "" {
		if bad := d.book().Unknown([]string{cite}); bad != "" {
			return gov.Invalid("desk.article_unknown").At("cites", "desk.article_unknown")
		}
		have := cites(given.Get("cites"))
		if !slices.Contains(have, cite) {
			have = append(have, cite)
		}
		given.Set("cites", strings.Join(have, "；"))
	}
	c.Picking = true
	return nil
}

// book is where the articles of a case are looked up.
func (d *desk) book() basis.Book {
	return basis.Book{Laws: d.Laws(), On: d.Engine.Now().Date()}
}

// items are those of the case: of the part, or of all for the intake.
func (c *casePage) items(p *casepage.Part) (out []*matter.Item) {
	for _, m := range c.View.Matters {
		if p.ID != 0 && m.ID != p.ID {
			continue
		}
		if it := c.lib.Item(m.Division, m.Item); it != nil {
			out = append(out, it)
		}
	}
	return out
}

// hits are the articles offered under a form: what was searched for, else what the
// item cites.
func (c *casePage) hits(f parts.Form, p *casepage.Part) []basis.Hit {
	words := ""
	if c.Picking && c.Again.ID == f.ID {
		words = f.Value("lawq")
	}
	return c.book.Search(c.items(p), words)
}

// picking tells whether the picker of a form was just used.
func (c *casePage) picking(f parts.Form) bool { return c.Picking && c.Again.ID == f.ID }

// pickPhrase puts a phrase under what is written already.
func (d *desk) pickPhrase(rq *room.Request, c *casePage) error {
	given := c.Again.Given
	all, err := d.phrases(rq)
	if err != nil {
		return err
	}
	for _, p := range all {
		if p.Value == given.Get("phrase") {
			given.Set("text", strings.TrimSpace(given.Get("text")+"\n"+p.Text))
			return nil
		}
	}
	return gov.Invalid("desk.phrase_none").At("phrase", "desk.phrase_none")
}

// phrase is one an officer may put into a form.
type phrase struct {
	Value, Label, Use, Text string
}

// standing are the phrases every site has, by what they are for; their words stand in
// the catalogue.
var standing = []struct{ use, code string }{
	{"opinion", "complete"},
	{"opinion", "conform"},
	{"refuse", "condition"},
	{"refuse", "false"},
	{"return", "basis"},
	{"return", "clear"},
	{"notice", "sign"},
	{"notice", "copy"},
	{"rectify", "change"},
}

// phrases are the standing ones, and those on the officer's shelf.
func (d *desk) phrases(rq *room.Request) (out []phrase, err error) {
	for _, s := range standing {
		key := "desk.phrase." + s.use + "_" + s.code
		text := locale.T(locale.ZH, key, nil) // what is written stands in the file, which is Chinese
		out = append(out, phrase{Value: "std-" + s.use + "-" + s.code, Label: rq.Code("desk.phrase_use", s.use) + " · " + cut(text), Use: s.use, Text: text})
	}
	var own []*shelf.Template
	err = d.Engine.Read(rq.R.Context(), func(q *sqldb.Q) (err error) {
		own, err = shelf.Of(rq.R.Context(), q, rq.Who, shelf.Phrase)
		return err
	})
	for _, t := range own {
		out = append(out, phrase{Value: t.ID.String(), Label: rq.Code("desk.phrase_use", t.Use) + " · " + t.Name, Use: t.Use, Text: t.Text})
	}
	return out, err
}

// cut shortens a phrase for a list.
func cut(text string) string {
	const most = 22
	r := []rune(text)
	if len(r) <= most {
		return text
	}
	return string(r[:most]) + "…"
}

// usable are the phrases for some uses, as options.
func (c *casePage) usable(uses ...string) (out []parts.Option) {
	for _, p := range c.Phrases {
		if slices.Contains(uses, p.Use) {
			out = append(out, parts.Option{Value: p.Value, Label: p.Label})
		}
	}
	return out
}

// preview words the letter a form would send.
func (d *desk) preview(rq *room.Request, c *casePage) error {
	given := c.Again.Given
	matter, err := gov.ParseID(given.Get("matter"))
	if err != nil {
		return gov.NotFound("case.none")
	}
	st := casework.Step{Ground: given.Get("ground"), Text: strings.TrimSpace(given.Get("text")), Cites: cites(given.Get("cites")), Result: given.Get("result")}
	if u := given.Get("until"); u != "" {
		if st.Until, err = gov.ParseDate(u); err != nil {
			return gov.Invalid("error.invalid").At("until", "error.date")
		}
	}
	kind := "pause"
	if !strings.HasPrefix(given.Get("form"), "stop-") {
		if kind = st.Result; kind != "grant" && kind != "refuse" {
			return gov.Invalid("decide.result").At("result", "decide.result")
		}
	}
	c.Sheet, err = d.Source.Cases.Preview(rq.R.Context(), rq.Who, c.View.ID, matter, kind, st)
	return err
}
