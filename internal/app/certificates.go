package app

import (
	"context"
	"crypto/hkdf"
	"crypto/sha256"
	"net/url"
	"strings"

	"holon.example/holon/internal/app/register"
	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/business/casework/certify"
	"holon.example/holon/internal/business/form"
	"holon.example/holon/internal/business/licence"
	"holon.example/holon/internal/business/mandate"
	"holon.example/holon/internal/business/matter"
	"holon.example/holon/internal/data/exchange"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/jobs"
	"holon.example/holon/internal/infra/locale"
	"holon.example/holon/internal/infra/org"
)

// openCertificates wires who issues certificates and who keeps them.
func (n *Node) openCertificates(k *register.Desk, pr *printer) (*certify.Issuer, error) {
	code, err := hkdf.Key(sha256.New, n.Keys.Master, nil, "holon/licence/short code", 32)
	if err != nil {
		return nil, err
	}
	n.Licences = &licence.Office{
		Engine: n.Engine, Print: licence.Print{Lang: locale.ZH, Base: n.base(), Key: code, Edition: "licence.original"},
		Seal: pr.sealFor, Files: n.Files,
		Read: func(p *act.Prep, caseID, holder gov.ID) error {
			return exchange.Record(p, exchange.Reading{Purpose: "certificate", Basis: "716§10", Case: caseID, Resource: "certificate", Subjects: []gov.ID{holder}, Groups: []string{"certificate"}})
		},
	}
	n.Licences.Delegates = mayCollect
	n.Jobs.HandleIn(jobs.Papers, licence.PrintJob, n.Licences.Printed)
	return &certify.Issuer{Org: n.Org.In, Holder: k.Holder, Form: func(it *matter.Item) *form.Form {
		_, f := n.Content.Now().Library.Form(it, it.Form)
		return f
	}}, nil
}

// mayCollect lists who may collect a certificate for its holder now: whose mandate covers
// the case it came of, and the head of the firm who asks (民法典§61).
func mayCollect(ctx context.Context, p *act.Prep, h *licence.Held) ([]gov.ID, error) {
	who := p.Who().Person
	head, err := casefile.Heads(ctx, p.Q(), who, h.Holder)
	if err != nil || head {
		return []gov.ID{who}, err
	}
	c, err := casefile.Load(ctx, p.Q(), h.Case)
	if gov.KindOf(err) == gov.KindNotFound {
		return nil, nil
	}
	if err != nil || c.Applicant != h.Holder {
		return nil, err
	}
	return mandate.Delegates(ctx, p.Q(), mandate.Collect, c.Target(), p.Now().Date())
}

// base is the address by which people reach the site.
func (n *Node) base() string {
	if n.Config.Public != "" {
		return strings.TrimRight(n.Config.Public, "/")
	}
	return "http://" + n.Config.Listen
}

// progress is the address that the code on a receipt leads to.
func (n *Node) progress(no, code string) string {
	return n.base() + "/progress?" + url.Values{"no": {no}, "code": {code}}.Encode()
}

// sealFor signs a certificate with the seal of the department that issued it.
func (p *printer) sealFor(ctx context.Context, organ gov.ID, file []byte) ([]byte, error) {
	snap, err := p.org.Snapshot(ctx)
	if err != nil {
		return nil, err
	}
	for _, u := range snap.All(org.Department, p.now().Date()) {
		if u.ID == organ {
			return p.seal(ctx, file, u.Name.Zh, "")
		}
	}
	return nil, gov.NotFound("error.not_found")
}
