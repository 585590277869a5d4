package entry

import (
	"net/url"

	"holon.example/holon/internal/business/casework"
	"holon.example/holon/internal/business/casework/apply"
	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/channel/portal/front"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/cabinet/cabinetweb"
)

// byPassword is the means of a signature: signed in, and the password once more.
const byPassword = "password"

// reviewPage shows everything once more before it is signed.
type reviewPage struct {
	*draftPage
	Parts   []reviewed
	Files   []filed
	Matters []string // of the promise of the whole
	Later   []later  // those that take longer
	Open    []string // what is still missing or wrong, by the page it stands on
}

type reviewed struct {
	Step  stop
	Lines []known
	Wrong bool
}

type filed struct {
	Title string
	Files []apply.Given
	Lacks bool
}

func (d *Desk) review(rq *front.Request) error {
	p, done, err := d.open(rq)
	if done || err != nil {
		return err
	}
	return d.signing(rq, p)
}

func (d *Desk) signing(rq *front.Request, p *draftPage) error {
	if p.sit.Open != nil || !p.at("sign", "") {
		return rq.Go("/draft/" + p.Draft.ID.String())
	}
	r := &reviewPage{draftPage: p}
	for _, s := range p.Steps {
		if s.Kind != "step" {
			continue
		}
		x := reviewed{Step: s, Wrong: len(p.faults(s.Name)) > 0}
		sp := &stepPage{draftPage: p}
		sp.sort(s.Name)
		x.Lines = sp.Known
		for _, f := range sp.Fields {
			if v := p.Draft.Answers[f.Name]; v != nil {
				x.Lines = append(x.Lines, known{p.say(f.Label), p.shown(&f, v), ""})
			}
		}
		r.Parts = append(r.Parts, x)
	}
	for _, m := range p.out.Plan().Submit() {
		files := p.given(m.ID)
		if len(files) > 0 || m.Need != "optional" {
			r.Files = append(r.Files, filed{p.say(m.Name), files, len(files) == 0})
		}
	}
	for _, part := range p.out.Plan().Parts {
		if !part.Later {
			r.Matters = append(r.Matters, p.say(part.Item.Name))
		}
	}
	r.Later = apart(p.say, p.out.Plan().Parts)
	return d.Front.Show(rq, front.Sheet{Here: "find", Title: p.T("entry.sign"), Body: signPage(r), Fault: p.Fault})
}

// submit signs what stands and hands it in. The key is the draft's own, so that a second
// press of the button gets the same receipt.
func (d *Desk) submit(rq *front.Request) error {
	p, done, err := d.open(rq)
	if done || err != nil {
		return err
	}
	if err := rq.R.ParseForm(); err != nil {
		return gov.Invalid("error.invalid")
	}
	if p.sit.Open != nil || !p.at("sign", "") {
		return rq.Go("/draft/" + p.Draft.ID.String())
	}
	r, err := d.handIn(rq, p)
	if err == nil {
		return rq.Go("/case/" + r.ID.String() + "/receipt")
	}
	if gov.KindOf(err) == gov.KindConflict { // the other press of the button was first
		if now, again := d.Cases.Drafts().Load(rq.R.Context(), p.who, p.Draft.ID); again == nil && now.Case != 0 {
			return rq.Go("/case/" + now.Case.String() + "/receipt")
		}
	}
	if err := p.again(bare(err), url.Values{"agree": rq.R.PostForm["agree"]}); err != nil {
		return err
	}
	return d.signing(rq, p)
}

func (d *Desk) handIn(rq *front.Request, p *draftPage) (*casework.Receipt, error) {
	given := rq.R.PostForm
	bad := gov.Invalid("entry.not_signed")
	if given.Get("agree") != "yes" {
		bad = bad.At("agree", "entry.agree_missing")
	}
	if given.Get("password") == "" {
		bad = bad.At("password", "page.password_missing")
	}
	if faults := p.faults(""); len(faults) > 0 {
		bad = bad.At("parts", "entry.not_complete")
	}
	if len(bad.Fields) > 0 {
		return nil, bad
	}
	edit := p.edit(rq.R, p.Draft.ID)
	if edit.Revision != p.Draft.Revision {
		return nil, gov.Conflict("draft.stale")
	}
	if err := d.Ident.Confirm(rq.R.Context(), p.who, given.Get("password")); err != nil {
		if gov.KindOf(err) == gov.KindUnauthenticated {
			return nil, gov.Invalid("entry.not_signed").At("password", "entry.password_wrong")
		}
		return nil, err
	}
	edit.Key = "sign/" + p.Draft.ID.String() + "/" + edit.Key
	if err := d.Cases.Drafts().Sign(rq.R.Context(), p.who, edit, byPassword); err != nil {
		return nil, err
	}
	in := p.Draft.Application()
	in.Answers = p.clean()
	return d.Cases.Submit(rq.R.Context(), p.who, "draft/"+p.Draft.ID.String(), in)
}

// clean are the answers of the fields that are still shown: what hangs on an answer that
// was changed later is not handed in.
func (p *draftPage) clean() map[string]any {
	out := map[string]any{}
	for _, f := range p.asked {
		if v := p.Draft.Answers[f.Name]; v != nil {
			out[f.Name] = v
		}
	}
	return out
}

// receiptPage is the receipt of an application.
type receiptPage struct {
	*parts.Page
	Case  *casefile.Case
	Code  string // query code
	Title string
	Scan  string // address in the QR code
	Lacks int    // materials that were not handed in
	Again string // what one more of may be applied for, such as a child
	Whose string // the applicant, where somebody else applied for him
}

func (d *Desk) receipt(rq *front.Request) error {
	who, done, err := d.who(rq)
	if done || err != nil {
		return err
	}
	id, err := rq.Number("id")
	if err != nil {
		return err
	}
	v, err := d.Cases.Open(rq.R.Context(), who, id)
	if err != nil {
		return err
	}
	r := &receiptPage{Page: rq.Page, Case: v.Case, Title: d.title(rq.Page, &apply.Draft{Division: v.Division, Thing: v.Thing, Item: v.Item})}
	if v.Applicant != who.Subject && who.Kind != gov.Officer {
		if r.Whose, err = d.Name(rq.R.Context(), who, v.Case); err != nil {
			return err
		}
	}
	r.Code, _ = v.Situation["queryCode"].(string)
	if r.Code != "" {
		r.Scan = d.Progress(v.No, r.Code)
	}
	if t := d.Front.Library().Thing(v.Thing); t != nil && who.Kind != gov.Officer && t.Again(v.Situation) {
		r.Again = front.Say(rq.Page, t.Each.Name)
	}
	return d.Front.Show(rq, front.Sheet{Here: "mine", Title: rq.T("entry.receipt"), Body: receiptBody(r)})
}

// receiptFile sends the printed receipt.
func (d *Desk) receiptFile(rq *front.Request) error {
	who, done, err := d.who(rq)
	if done || err != nil {
		return err
	}
	id, err := rq.Number("id")
	if err != nil {
		return err
	}
	f, err := d.Receipt(rq.R.Context(), who, id)
	if err != nil {
		return err
	}
	cabinetweb.Send(rq.W, rq.R, f, true)
	return nil
}
