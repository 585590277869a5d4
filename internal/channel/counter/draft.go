package counter

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"holon.example/holon/internal/business/casework/apply"
	bform "holon.example/holon/internal/business/form"
	"holon.example/holon/internal/business/matter"
	"holon.example/holon/internal/business/reception/checklist"
	"holon.example/holon/internal/channel/desk/room"
	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/blob"
	"holon.example/holon/internal/infra/ident/identweb"
	"holon.example/holon/internal/infra/sqldb"
)

// form is an application being written at the window.
type form struct {
	*apply.Draft
	Title string
	Marks map[string]*checklist.Mark // by code of the material
	Form  parts.Form
	Known []known
}

// known is a value government holds, with where it comes from.
type known struct{ Label, Value, Source string }

// form opens a draft with what was found of its papers.
func (n *counter) form(rq *room.Request, b *board, id gov.ID) (*form, error) {
	ctx := rq.R.Context()
	d, err := n.Cases.Drafts().OpenFor(ctx, rq.Who, id, &apply.For{Subject: b.For, Delegate: b.By})
	if err != nil {
		return nil, err
	}
	f := &form{Draft: d, Title: n.title(rq, d.Division, d.Thing+d.Item), Form: b.form("apply")}
	if f.Form.Given == nil {
		f.Form.Given = given(d)
	}
	for _, name := range sorted(d.Known) {
		f.Known = append(f.Known, n.known(rq, d, name))
	}
	err = n.Engine.Read(ctx, func(q *sqldb.Q) error {
		f.Marks, err = checklist.Of(ctx, q, d.ID)
		return err
	})
	return f, err
}

func sorted(m map[string]any) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// known words one value that need not be asked.
func (n *counter) known(rq *room.Request, d *apply.Draft, name string) known {
	k := known{Label: name, Value: text(d.Known[name]), Source: d.Sources[name]}
	o, err := n.Cases.Drafts().Outline(d.Application())
	if err != nil {
		return k
	}
	if f := o.Plan().Form.Field(name); f != nil {
		k.Label = f.Label.In(string(rq.Lang))
		for _, opt := range f.Options {
			if text(opt.Value) == k.Value {
				k.Value = opt.Label.In(string(rq.Lang))
			}
		}
	}
	return k
}

// given shows what the draft holds in the form of a page.
func given(d *apply.Draft) url.Values {
	out := url.Values{}
	for name, v := range d.Answers {
		switch x := v.(type) {
		case []any:
			for i, e := range x {
				row, ok := e.(map[string]any)
				if !ok {
					out.Add(name, text(e))
					continue
				}
				for col, cell := range row {
					out.Set(fmt.Sprintf("%s.%d.%s", name, i, col), text(cell))
				}
			}
		default:
			out.Set(name, text(v))
		}
	}
	return out
}

func text(v any) string {
	switch x := v.(type) {
	case nil:
		return ""
	case string:
		return x
	case bool:
		if x {
			return "true"
		}
		return "false"
	case json.Number:
		return x.String()
	}
	b, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	return strings.Trim(string(b), `"`)
}

// save keeps what was entered, goes on to the next question, or hands in.
func (n *counter) save(rq *room.Request) error {
	id, err := rq.ID("id")
	if err != nil {
		return err
	}
	in, err := rq.Sent()
	if err != nil {
		return err
	}
	in.Set("draft", id.String())
	ctx := rq.R.Context()
	d, err := n.Cases.Drafts().OpenFor(ctx, rq.Who, id, whom(in))
	if err != nil {
		return err
	}
	app := d.Application()
	app.For, app.Revision = whom(in), 0
	if err := n.entered(&app, d, in); err != nil {
		return n.again(rq, err)
	}
	kept, err := n.Cases.Drafts().SaveDraft(ctx, rq.Who, in.Get("key"), id, app)
	if err != nil {
		return n.again(rq, err)
	}
	if in.Get("do") != "submit" {
		done := "saved"
		if kept.Question != nil || d.Question != nil {
			done = ""
		}
		return rq.Go(back(in, "draft", id.String(), "done", done))
	}
	return n.submit(rq, app, in)
}

// entered takes in what the form brought: the answer to a question, or all fields.
func (n *counter) entered(app *apply.Application, d *apply.Draft, in url.Values) error {
	switch {
	case in.Get("do") == "anew":
		app.Situation = nil
	case d.Question != nil:
		app.Situation = copied(app.Situation)
		v := decode(d.Question, in[d.Question.Name])
		if v == nil && d.Question.Required {
			return gov.Invalid("error.invalid").At("answers."+d.Question.Name, "form.required")
		}
		app.Situation[d.Question.Name] = v
	default:
		o, err := n.Cases.Drafts().Outline(*app)
		if err != nil {
			return err
		}
		app.Answers = o.Plan().Form.Decode(in)
	}
	return nil
}

func copied(m map[string]any) map[string]any {
	out := map[string]any{}
	for k, v := range m {
		out[k] = v
	}
	return out
}

// decode gives the answer to a situation question its type.
func decode(f *bform.Field, values []string) any {
	if len(values) == 0 || values[0] == "" {
		return nil
	}
	switch f.Kind {
	case bform.Boolean:
		return values[0] == "true"
	case bform.Number, bform.Integer:
		if v := plain(values[0]); json.Valid([]byte(v)) {
			return json.Number(v)
		}
	case bform.Many:
		out := []any{}
		for _, v := range values {
			out = append(out, v)
		}
		return out
	case bform.String, bform.Rows:
	}
	return values[0]
}

// submit hands the application in with the papers that were scanned.
func (n *counter) submit(rq *room.Request, app apply.Application, in url.Values) error {
	ctx := rq.R.Context()
	var marks map[string]*checklist.Mark
	if err := n.Engine.Read(ctx, func(q *sqldb.Q) (err error) {
		marks, err = checklist.Of(ctx, q, app.Draft)
		return err
	}); err != nil {
		return err
	}
	app.Materials = nil
	for code, m := range marks {
		if m.Blob != "" {
			app.Materials = append(app.Materials, apply.Given{Code: code, Name: blob.CleanName(code, m.Type), Blob: m.Blob, Type: m.Type, Size: m.Size})
		}
	}
	slices.SortFunc(app.Materials, func(a, b apply.Given) int { return strings.Compare(a.Code, b.Code) })
	app.Slip = number(in.Get("slip"))
	r, err := n.Cases.Submit(ctx, rq.Who, in.Get("key")+"-submit", app)
	if err != nil {
		return n.again(rq, err)
	}
	return rq.Go("/counter/case/" + r.ID.String() + "?" + url.Values{"done": {"received"}, "for": {in.Get("for")}, "by": {in.Get("by")}}.Encode())
}

// paper marks one paper of a draft: original seen, grade, and the scan if one came along.
func (n *counter) paper(rq *room.Request) error {
	id, err := rq.ID("id")
	if err != nil {
		return err
	}
	rq.R.Body = http.MaxBytesReader(rq.W, rq.R.Body, maxUpload)
	in, info, err := n.scanned(rq)
	rq.R.PostForm = in
	in.Set("draft", id.String())
	if err != nil {
		return n.again(rq, err)
	}
	d, err := n.Cases.Drafts().OpenFor(rq.R.Context(), rq.Who, id, whom(in))
	if err != nil {
		return err
	}
	m := checklist.Mark{Target: d.ID, Code: in.Get("code"), Original: in.Get("original") == "yes", Grade: checklist.Grade(in.Get("grade"))}
	if m.Grade == "" { // what the tick says by itself
		m.Grade = checklist.Copy
		if m.Original {
			m.Grade = checklist.Seen
		}
	}
	if info != nil {
		m.Blob, m.Type, m.Size = string(info.Ref), info.Type, info.Size
	}
	if _, err := checklist.Put(rq.R.Context(), n.Engine, rq.Who, in.Get("key"), m); err != nil {
		return n.again(rq, err)
	}
	return rq.Go(back(in, "draft", id.String(), "done", "paper") + "#paper-" + url.PathEscape(m.Code))
}

// maxParts bounds the parts of one form with a scan.
const (
	maxParts = 20
	maxValue = 4 << 10
)

// scanned reads a form with one file, part by part; the file is kept as it comes.
func (n *counter) scanned(rq *room.Request) (in url.Values, info *blob.Info, err error) {
	in = url.Values{}
	mr, err := rq.R.MultipartReader()
	if err != nil {
		return in, nil, gov.Invalid("error.invalid")
	}
	for range maxParts {
		part, err := mr.NextPart()
		if errors.Is(err, io.EOF) {
			return in, info, nil
		}
		if err != nil {
			return in, nil, broken(err)
		}
		if part.FormName() == "scan" {
			if part.FileName() == "" {
				continue // no file was chosen
			}
			got, err := n.Upload(rq.R.Context(), rq.Who, part)
			if err != nil {
				return in, nil, located(err)
			}
			info = &got
			continue
		}
		b, err := io.ReadAll(io.LimitReader(part, maxValue))
		if err != nil {
			return in, nil, broken(err)
		}
		in.Add(part.FormName(), strings.ToValidUTF8(strings.ReplaceAll(string(b), "\x00", ""), ""))
	}
	return in, nil, &gov.Error{Kind: gov.KindTooLarge, Key: "error.too_large"}
}

// broken says why a body could not be read: too large, or it broke off.
func broken(err error) error {
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return &gov.Error{Kind: gov.KindTooLarge, Key: "error.too_large"}
	}
	return gov.Invalid("error.invalid").Because(err)
}

// located puts an error about a file beside the field it came from.
func located(err error) error {
	e, ok := errors.AsType[*gov.Error](err)
	if !ok || e.Kind != gov.KindInvalid && e.Kind != gov.KindTooLarge {
		return err
	}
	at := *e
	at.Fields = []gov.Field{{Path: "scan", Key: e.Key, Args: e.Args}}
	return &at
}

// action is where a form with a file is sent: its token stands in the address, because
// the body is read as it comes in.
func (f *form) action(p *parts.Page) string {
	return "/counter/draft/" + f.ID.String() + "/paper?" + url.Values{identweb.FieldCSRF: {p.CSRF}}.Encode()
}

// mark gives what was found of a material; an empty one where it was not looked at.
func (f *form) mark(m matter.Material) checklist.Mark {
	if k := f.Marks[m.ID]; k != nil {
		return *k
	}
	return checklist.Mark{}
}

// paperForm is the form of one paper, refused or fresh.
func (b *board) paperForm(m matter.Material) parts.Form {
	f := b.form("paper-" + m.ID)
	if k := b.Draft.mark(m); f.Given == nil && k.ID != 0 {
		f.Given = url.Values{"grade": {string(k.Grade)}}
		if k.Original {
			f.Given.Set("original", "yes")
		}
	}
	return f
}

// grades are the grades to choose from, with what they mean.
func (b *board) grades() (out []parts.Option) {
	for _, g := range checklist.Grades {
		out = append(out, parts.Option{Value: string(g), Label: string(g) + " " + b.T("parts.grade_material."+strings.ToLower(string(g)))})
	}
	return out
}

// seen counts the papers that were looked at.
func (f *form) seen() (n int) {
	for _, m := range f.Materials {
		if f.Marks[m.ID] != nil {
			n++
		}
	}
	return n
}

// options words the choices of a field.
func options(p *parts.Page, f bform.Field) (out []parts.Option) {
	if f.Kind == bform.Boolean && len(f.Options) == 0 {
		return []parts.Option{{Value: "true", Label: p.T("counter.yes")}, {Value: "false", Label: p.T("counter.no")}}
	}
	for _, o := range f.Options {
		out = append(out, parts.Option{Value: text(o.Value), Label: o.Label.In(string(p.Lang))})
	}
	return out
}
