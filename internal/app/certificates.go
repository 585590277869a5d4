package app

import (
	"context"
	"crypto/hkdf"
	"crypto/sha256"
	"net/url"
	"strings"

	"holon.example/holon/internal/app/register"
	"holon.example/holon/internal/business/casework/certify"
	"holon.example/holon/internal/business/form"
	"holon.example/holon/internal/business/licence"
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
	n.Licences.Delegates = certify.MayCollect
	n.Jobs.HandleIn(jobs.Papers, licence.PrintJob, n.Licences.Printed)
	return &certify.Issuer{Org: n.Org.In, Holder: k.Holder, Form: func(it *matter.Item) *form.Form {
		_, f := n.Content.Now().Library.Form(it, it.Form)
		return f
	}}, nil
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
