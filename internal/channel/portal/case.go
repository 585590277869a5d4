package portal

import (
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"holon.example/holon/internal/business/casework"
	"holon.example/holon/internal/business/casework/apply"
	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/channel/parts/casepage"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/blob"
	"holon.example/holon/internal/infra/cabinet/cabinetweb"
	"holon.example/holon/internal/infra/ident/identweb"
)

// casePage is what the page of a case shows its applicant.
type casePage struct {
	*casepage.Scene
	Fault *parts.Fault
	Again parts.Form
}

func (p *portal) show(rq *request) error {
	id, err := rq.id("id")
	if err != nil {
		return err
	}
	if _, ok, err := rq.signed(); !ok || err != nil {
		return err
	}
	sc, err := p.Source.Open(rq.r.Context(), rq.Page, id)
	if err != nil {
		return err
	}
	return p.page(rq, &casePage{Scene: sc})
}

func (p *portal) page(rq *request, c *casePage) error {
	if c.Who.Kind == gov.Officer { // officers have a page of their own
		return rq.gone("/desk/case/" + c.View.ID.String())
	}
	return p.render(rq, sheet{here: "mine", title: c.View.No + " " + c.Title, body: caseBody(c), fault: c.Fault})
}

func (c *casePage) form(id string) parts.Form {
	if c.Again.ID == id {
		return c.Again
	}
	return parts.Form{ID: id}
}

func (c *casePage) link(kind string, id gov.ID) templ.SafeURL {
	return templ.SafeURL("/case/" + c.View.ID.String() + "/" + kind + "/" + id.String())
}

// upload is where a form with files is sent: its token stands in the address,
// because the body is read as it comes in.
func (c *casePage) upload() templ.SafeURL {
	return templ.SafeURL("/case/" + c.View.ID.String() + "/supplement?" + url.Values{identweb.FieldCSRF: {c.CSRF}}.Encode())
}

// forOther tells that the reader acts for the applicant.
func (c *casePage) forOther() bool { return c.View.Applicant != c.Who.Subject }

// ratable tells whether the applicant can rate the service: something is decided, or
// the case has ended.
func (c *casePage) ratable() bool {
	if c.View.Applicant != c.Who.Subject {
		return false
	}
	switch c.View.State {
	case casefile.Rejected, casefile.Withdrawn, casefile.Closed:
		return true
	case casefile.Draft, casefile.Received, casefile.Supplement, casefile.Accepted:
	}
	return slices.ContainsFunc(c.View.Matters, func(m casework.MatterView) bool { return m.Decided != 0 })
}

// queryCode is the code of the receipt, which only the applicant sees.
func (c *casePage) queryCode() string {
	code, _ := c.View.Situation["queryCode"].(string) // none: an old case
	return code
}

// partTitle names the part a wait belongs to.
func (c *casePage) partTitle(id gov.ID) string {
	for _, p := range c.Parts {
		if p.ID == id {
			return p.Title
		}
	}
	return c.Title
}

// asked are the materials to hand in: those of the notice, or for the rework of one
// matter whatever proves it.
func (c *casePage) asked(w casework.Wait) []parts.Option {
	if w.Matter == 0 {
		return c.Missing()
	}
	return nil
}

// Limits of one supplement.
const (
	maxParts = 40
	maxUpl   = 64 << 20
	maxValue = 32 << 10
)

// supplied is what came in with a form of files.
type supplied struct {
	values url.Values
	given  []apply.Given
}

// supplement takes in what a notice asked for.
func (p *portal) supplement(rq *request) error {
	id, err := rq.id("id")
	if err != nil {
		return err
	}
	who, ok, err := rq.signed()
	if !ok || err != nil {
		return err
	}
	rq.r.Body = http.MaxBytesReader(rq.w, rq.r.Body, maxUpl)
	in, err := p.read(rq, who)
	if err == nil {
		sup := casework.Supplied{Materials: in.given, Text: strings.TrimSpace(in.values.Get("text"))}
		if m := in.values.Get("matter"); m != "" {
			sup.Matter, err = gov.ParseID(m)
		}
		if err == nil && len(sup.Materials) == 0 && sup.Text == "" {
			err = gov.Invalid("error.invalid").At("text", "page.supplement_empty")
		}
		if err == nil {
			_, err = p.Source.Cases.SupplyMore(rq.r.Context(), who, in.values.Get("key"), id, sup)
		}
	}
	if err != nil {
		return p.again(rq, id, in.values, err)
	}
	return rq.gone("/case/" + id.String() + "?done=supplement")
}

// read takes a form of files in, part by part; files are kept as they come.
func (p *portal) read(rq *request, who gov.Actor) (in supplied, err error) {
	in.values = url.Values{}
	mr, err := rq.r.MultipartReader()
	if err != nil {
		return in, gov.Invalid("error.invalid")
	}
	for range maxParts {
		part, err := mr.NextPart()
		if errors.Is(err, io.EOF) {
			return in, nil
		}
		if err != nil {
			return in, broken(err)
		}
		if err := p.part(rq, who, part, &in); err != nil {
			return in, err
		}
	}
	return in, &gov.Error{Kind: gov.KindTooLarge, Key: "error.too_large"}
}

func (p *portal) part(rq *request, who gov.Actor, part *multipart.Part, in *supplied) error {
	name := part.FormName()
	code, isFile := strings.CutPrefix(name, "file.")
	if !isFile {
		b, err := io.ReadAll(io.LimitReader(part, maxValue))
		if err != nil {
			return broken(err)
		}
		in.values.Add(name, strings.ToValidUTF8(strings.ReplaceAll(string(b), "\x00", ""), ""))
		return nil
	}
	if part.FileName() == "" {
		return nil // a file that was not chosen
	}
	info, err := p.Upload(rq.r.Context(), who, 0, part)
	if err != nil {
		return located(err, name)
	}
	in.given = append(in.given, apply.Given{Code: code, Name: blob.CleanName(part.FileName(), info.Type), Blob: string(info.Ref), Type: info.Type, Size: info.Size})
	return nil
}

// located puts an error about a file beside the field it came from.
func located(err error, field string) error {
	e, ok := errors.AsType[*gov.Error](err)
	if !ok || e.Kind != gov.KindInvalid && e.Kind != gov.KindTooLarge {
		return err
	}
	at := *e
	at.Fields = []gov.Field{{Path: field, Key: e.Key, Args: e.Args}}
	return &at
}

// broken says why a body could not be read: too large, or it broke off.
func broken(err error) error {
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return &gov.Error{Kind: gov.KindTooLarge, Key: "error.too_large"}
	}
	return gov.Invalid("error.invalid").Because(err)
}

func (p *portal) again(rq *request, id gov.ID, given url.Values, refused error) error {
	form := parts.Form{ID: given.Get("form"), Given: given}
	fault := rq.Again(refused, &form)
	if fault == nil {
		return refused
	}
	sc, err := p.Source.Open(rq.r.Context(), rq.Page, id)
	if err != nil {
		return refused
	}
	return p.page(rq, &casePage{Scene: sc, Fault: fault, Again: form})
}

// withdraw takes the application back.
func (p *portal) withdraw(rq *request) error {
	id, err := rq.id("id")
	if err != nil {
		return err
	}
	who, ok, err := rq.signed()
	if !ok || err != nil {
		return err
	}
	if _, err := p.Source.Cases.Withdraw(rq.r.Context(), who, rq.r.PostFormValue("key"), id); err != nil {
		return p.again(rq, id, url.Values{"form": {"withdraw"}}, err)
	}
	return rq.gone("/case/" + id.String() + "?done=withdraw")
}

// file sends a file of a case: a letter, a material, a certificate.
func (p *portal) file(name string, open casepage.Opener) func(*request) error {
	return func(rq *request) error {
		caseID, err := rq.id("id")
		if err != nil {
			return err
		}
		id, err := rq.id(name)
		if err != nil {
			return err
		}
		who, ok, err := rq.signed()
		if !ok || err != nil {
			return err
		}
		f, err := open(rq.r.Context(), who, caseID, id)
		if err != nil {
			return err
		}
		cabinetweb.Send(rq.w, rq.r, f, true)
		return nil
	}
}
