package portal

import (
	"net"
	"net/http"
	"strings"

	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/business/licence"
	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/channel/parts/casepage"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/ident/guess"
)

type mine struct {
	*casefile.Case
	Title string
}

func (p *portal) title(rq *request, c *casefile.Case) string {
	lib := p.Source.Cases.Library()
	if t := lib.Thing(c.Thing); c.Thing != "" && t != nil {
		return t.Name.In(string(rq.Lang))
	}
	if it := lib.Item(c.Division, c.Name()); it != nil {
		return it.Name.In(string(rq.Lang))
	}
	return c.Name()
}

// ask is a question of the public and its answer.
type ask struct {
	*parts.Page
	Form    parts.Form
	Fault   *parts.Fault
	Scene   *casepage.Scene
	Verdict *licence.Verdict
}

// How long the number and the query code of a case may be.
const (
	mostNo   = 64
	mostCode = 16
)

// progressPage asks for number and code; the code on a receipt brings both along.
func (p *portal) progressPage(rq *request) error {
	given := map[string][]string{}
	for name, most := range map[string]int{"no": mostNo, "code": mostCode} {
		if v := rq.r.URL.Query().Get(name); v != "" && len(v) <= most {
			given[name] = []string{v}
		}
	}
	return p.asked(rq, "progress", &ask{Page: rq.Page, Form: parts.Form{ID: "ask", Given: given}})
}

func (p *portal) asked(rq *request, here string, a *ask) error {
	body := progressPage(a)
	if here == "verify" {
		body = checkPage(a)
	}
	return p.render(rq, sheet{here: here, title: rq.T("page.menu_" + here), body: body, fault: a.Fault})
}

// progress shows where a case stands to who knows its number and query code.
func (p *portal) progress(rq *request) error {
	if err := rq.r.ParseForm(); err != nil {
		return gov.Invalid("error.invalid")
	}
	no, code := strings.TrimSpace(rq.r.PostForm.Get("no")), strings.TrimSpace(rq.r.PostForm.Get("code"))
	a := &ask{Page: rq.Page, Form: parts.Form{ID: "ask", Given: map[string][]string{"no": {no}}}}
	err := known(no, code)
	if err == nil {
		if a.Scene, err = p.Source.OpenByCode(rq.r.Context(), rq.Page, no, code); gov.KindOf(err) == gov.KindNotFound {
			err = gov.Invalid("case.none").At("no", "case.none")
		}
	}
	if err != nil {
		if a.Fault = rq.Again(err, &a.Form); a.Fault == nil {
			return err
		}
	}
	return p.asked(rq, "progress", a)
}

func known(no, code string) error {
	bad := gov.Invalid("error.invalid")
	if no == "" || len(no) > mostNo {
		bad.At("no", "page.no_missing")
	}
	if code == "" || len(code) > mostCode {
		bad.At("code", "page.code_missing")
	}
	if len(bad.Fields) > 0 {
		return bad
	}
	return nil
}

// checkPage asks for what stands on a certificate; with both it leads to the check.
func (p *portal) checkPage(rq *request) error {
	q := rq.r.URL.Query()
	identifier, code := strings.TrimSpace(q.Get("identifier")), strings.TrimSpace(q.Get("c"))
	a := &ask{Page: rq.Page, Form: parts.Form{ID: "ask", Given: q}}
	if !q.Has("identifier") {
		return p.asked(rq, "verify", a)
	}
	return p.verdict(rq, a, identifier, code)
}

// check is where the QR code of a certificate leads.
func (p *portal) check(rq *request) error {
	identifier, code := rq.r.PathValue("identifier"), rq.r.URL.Query().Get("c")
	a := &ask{Page: rq.Page, Form: parts.Form{ID: "ask", Given: map[string][]string{"identifier": {identifier}, "c": {code}}}}
	return p.verdict(rq, a, identifier, code)
}

func (p *portal) verdict(rq *request, a *ask, identifier, code string) error {
	var err error
	if identifier == "" || len(identifier) > 100 || len(code) > 16 {
		err = gov.Invalid("error.invalid").At("identifier", "licence.identifier")
	}
	if err == nil {
		try := guess.Attempt{Who: rq.Actor, Action: "verifyCertificate", Resource: act.Resource{Type: "Certificate"}, What: "check/" + from(rq.r)}
		a.Verdict, err = guess.Try(rq.r.Context(), p.Source.Cases.Act, try, func() (*licence.Verdict, bool, error) {
			v, err := p.Source.Office.Check(rq.r.Context(), rq.Actor, identifier, code)
			return &v, v.Known, err
		})
	}
	if err != nil {
		if a.Fault = rq.Again(err, &a.Form); a.Fault == nil {
			return err
		}
	}
	return p.asked(rq, "verify", a)
}

// from is the address a request comes from, without its port.
func from(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}
