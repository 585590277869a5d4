package entry

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"holon.example/holon/internal/business/casework/apply"
	"holon.example/holon/internal/business/form"
	"holon.example/holon/internal/channel/portal/front"
	"holon.example/holon/internal/gov"
)

// stepPage is one page of the form.
type stepPage struct {
	*draftPage
	Step   stop
	Help   string
	Known  []known      // what government holds, and what was answered before
	Fields []form.Field // to be filled in
	More   bool         // an answer asked for more fields of this page
	rows   map[string]int
}

// shownNames names the fields of the page, so that one that an answer asked for since is
// not told to be missing before anybody saw it.
func (s *stepPage) shownNames() string {
	var names []string
	for _, f := range s.Fields {
		names = append(names, f.Name)
	}
	return strings.Join(names, ",")
}

// known is a value that is not asked for, with where it comes from.
type known struct{ Label, Value, Source string }

func (d *Desk) step(rq *front.Request) error {
	p, done, err := d.open(rq)
	if done || err != nil {
		return err
	}
	return d.sheet(rq, p, rq.R.URL.Query().Has("more"))
}

// sheet shows a page of the form; one that is none any more leads on.
func (d *Desk) sheet(rq *front.Request, p *draftPage, more bool) error {
	name := rq.R.PathValue("step")
	if p.sit.Open != nil || !p.at("step", name) {
		return rq.Go("/draft/" + p.Draft.ID.String())
	}
	s := &stepPage{draftPage: p, Step: p.Steps[p.Here], More: more, rows: map[string]int{}}
	for _, x := range p.out.Plan().Form.Steps() {
		if x.ID == name {
			s.Help = p.say(x.Help)
		}
	}
	s.sort(name)
	if p.Form.Given == nil {
		p.Form.Given = posted(s.Fields, p.Draft.Answers)
	}
	for _, f := range s.Fields {
		if f.Kind == form.Rows {
			s.rows[f.Name] = rowsIn(p.Form.Given, f.Name) + 1
		}
	}
	return d.Front.Show(rq, front.Sheet{Here: "find", Title: s.Step.Label, Body: fillPage(s), Fault: p.Fault, Scripts: []string{"keep.js"}})
}

// sort puts apart what is known from what is asked.
func (s *stepPage) sort(step string) {
	for _, f := range s.asked {
		if f.Step != step {
			continue
		}
		v, held := s.Draft.Known[f.Name]
		switch {
		case held && f.Source != nil:
			s.Known = append(s.Known, known{s.say(f.Label), s.shown(&f, v), s.T("entry.from_register", "name", s.source(f.Source))})
		case s.Draft.Situation[f.Name] != nil:
			s.Known = append(s.Known, known{s.say(f.Label), s.shown(&f, s.Draft.Situation[f.Name]), s.T("entry.answered")})
		default:
			s.Fields = append(s.Fields, f)
		}
	}
}

func (s *stepPage) source(src *form.Source) string {
	if name := s.say(s.desk.Resource(src.Resource)); name != "" {
		return name
	}
	return src.Resource
}

// shown writes a value in words.
func (p *draftPage) shown(f *form.Field, v any) string {
	switch v := v.(type) {
	case bool:
		if v {
			return p.T("entry.yes")
		}
		return p.T("entry.no")
	case []any:
		var out []string
		for _, x := range v {
			if _, row := x.(map[string]any); !row {
				out = append(out, p.shown(f, x))
			}
		}
		if len(out) == 0 {
			return p.T("entry.rows", "n", len(v))
		}
		return strings.Join(out, p.T("entry.comma"))
	}
	text := textOf(v)
	for _, o := range f.Options {
		if textOf(o.Value) == text {
			return p.say(o.Label)
		}
	}
	return strings.TrimSpace(text + " " + p.say(f.Unit))
}

// posted are answers as a form posts them, so that they can be shown in it again.
func posted(fields []form.Field, answers map[string]any) url.Values {
	out := url.Values{}
	for _, f := range fields {
		rows, isList := answers[f.Name].([]any)
		switch {
		case answers[f.Name] == nil:
		case f.Kind == form.Rows:
			for i, r := range rows {
				row, _ := r.(map[string]any)
				for _, c := range f.Columns {
					if row[c.Name] != nil {
						out.Set(f.Name+"."+strconv.Itoa(i)+"."+c.Name, textOf(row[c.Name]))
					}
				}
			}
		case isList:
			for _, v := range rows {
				out.Add(f.Name, textOf(v))
			}
		default:
			out.Set(f.Name, textOf(answers[f.Name]))
		}
	}
	return out
}

// maxRows bounds how many rows of a list a page shows.
const maxRows = 100

func rowsIn(given url.Values, field string) int {
	most := 0
	for name := range given {
		rest, ok := strings.CutPrefix(name, field+".")
		if !ok {
			continue
		}
		n, _, _ := strings.Cut(rest, ".")
		if i, err := strconv.Atoi(n); err == nil && i >= 0 && i < maxRows {
			most = max(most, i+1)
		}
	}
	return min(most, maxRows-1)
}

// entered are the answers that a page of the form brought, cleaned, with what was wrong.
type entered struct {
	answers map[string]any // of the fields of this page
	names   []string
	faults  []gov.Field
	fresh   bool // the answers ask for more fields of this page
}

// entered reads a page of the form. Rows in which nothing stands fall away.
func (p *draftPage) entered(r *http.Request, step string) entered {
	f := p.out.Plan().Form
	before := map[string]bool{}
	s := &stepPage{draftPage: p}
	s.sort(step)
	for _, fd := range s.Fields {
		before[fd.Name] = true
	}
	typed := f.Decode(r.PostForm)
	e := entered{answers: map[string]any{}}
	all := p.said()
	for name := range before {
		e.names = append(e.names, name)
		delete(all, name)
		if v := typed[name]; v != nil {
			all[name] = v
		}
	}
	limits := form.DefaultLimits(p.desk.Cases.Act.Now().Date())
	limits.Step = step
	clean, faults := f.Check(f.Fill(all, p.Draft.Known), limits)
	for _, fd := range s.Fields {
		v := clean[fd.Name]
		if faulty(faults, fd.Name) {
			v = asTyped(&fd, r.PostForm)
		}
		if v != nil {
			e.answers[fd.Name] = v
		}
	}
	shown := strings.Split(r.PostForm.Get("shown"), ",")
	for _, x := range faults {
		name, _, _ := strings.Cut(x.Path, ".")
		if before[name] && slices.Contains(shown, name) || name == "" {
			e.faults = append(e.faults, x)
		} else {
			e.fresh = true
		}
	}
	return e
}

// asTyped is what was typed into a field, as text: so it is kept where it is wrong, and
// no number that no program can hold gets into a draft.
func asTyped(f *form.Field, given url.Values) any {
	if f.Kind == form.Rows {
		var rows []any
		for i := range rowsIn(given, f.Name) {
			row := map[string]any{}
			for _, c := range f.Columns {
				if v := given.Get(f.Name + "." + strconv.Itoa(i) + "." + c.Name); v != "" {
					row[c.Name] = v
				}
			}
			if len(row) > 0 {
				rows = append(rows, row)
			}
		}
		if rows == nil {
			return nil
		}
		return rows
	}
	if f.Kind == form.Many {
		var list []any
		for _, v := range given[f.Name] {
			list = append(list, v)
		}
		if list == nil {
			return nil
		}
		return list
	}
	if v := given.Get(f.Name); v != "" {
		return v
	}
	return nil
}

func faulty(faults []gov.Field, name string) bool {
	return slices.ContainsFunc(faults, func(f gov.Field) bool { return f.Path == name || strings.HasPrefix(f.Path, name+".") })
}

// put writes the answers of a page over those the draft had of it.
func (e entered) put(c *apply.Content) error {
	answers := maps.Clone(c.Answers)
	if answers == nil {
		answers = map[string]any{}
	}
	for _, name := range e.names {
		delete(answers, name)
	}
	maps.Copy(answers, e.answers)
	c.Answers = answers
	return nil
}

// fill keeps a page of the form. What was entered is kept also where it is wrong; but
// one goes on only when nothing is.
func (d *Desk) fill(rq *front.Request) error {
	p, done, err := d.open(rq)
	if done || err != nil {
		return err
	}
	step := rq.R.PathValue("step")
	if err := rq.R.ParseForm(); err != nil {
		return gov.Invalid("error.invalid")
	}
	if p.sit.Open != nil || !p.at("step", step) {
		return rq.Go("/draft/" + p.Draft.ID.String())
	}
	e := p.entered(rq.R, step)
	saved, err := d.Cases.Drafts().Change(rq.R.Context(), p.who, p.edit(rq.R, e.answers), e.put)
	if err != nil {
		return d.refill(rq, p, err)
	}
	p.Draft = saved
	given := rq.R.PostForm
	switch {
	case given.Has("later"):
		return rq.Go("/?done=draft")
	case given.Has("row"):
		return rq.Go(p.path(p.Steps[p.Here]))
	case len(e.faults) > 0:
		return d.refill(rq, p, &gov.Error{Kind: gov.KindInvalid, Key: "case.form", Fields: e.faults})
	case e.fresh:
		return rq.Go(p.path(p.Steps[p.Here]) + "?more=1")
	}
	if err := p.work(rq.R.Context()); err != nil {
		return err
	}
	p.at("step", step)
	return rq.Go(p.after())
}

// refill shows a page of the form again, with what was entered and what is wrong.
func (d *Desk) refill(rq *front.Request, p *draftPage, refused error) error {
	if gov.KindOf(refused) == gov.KindConflict { // another window: this page may now be saved over it
		fresh, err := d.Cases.Drafts().Load(rq.R.Context(), p.who, p.Draft.ID)
		if err != nil {
			return refused
		}
		fresh.Known, p.Draft = p.Draft.Known, fresh
	}
	if err := p.again(bare(refused), rq.R.PostForm); err != nil {
		return err
	}
	return d.sheet(rq, p, false)
}

// keep saves what stands on a page while it is being filled in: a script asks for it.
// Nothing is checked but what may be kept at all.
func (d *Desk) keep(rq *front.Request) error {
	if _, err := rq.Signed(); err != nil { // the script tells it and goes on typing
		return err
	}
	p, done, err := d.open(rq)
	if done || err != nil {
		return err
	}
	if err := rq.R.ParseForm(); err != nil {
		return gov.Invalid("error.invalid")
	}
	if p.sit.Open != nil || !p.at("step", rq.R.PathValue("step")) {
		return gov.NotFound("error.not_found")
	}
	e := p.entered(rq.R, rq.R.PathValue("step"))
	edit := p.edit(rq.R, e.answers)
	edit.Key = ""
	saved, err := d.Cases.Drafts().Change(rq.R.Context(), p.who, edit, e.put)
	if err != nil {
		return err
	}
	rq.W.Header().Set("X-Revision", strconv.FormatInt(saved.Revision, 10))
	rq.W.WriteHeader(http.StatusNoContent)
	return nil
}
