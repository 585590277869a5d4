package app

import (
	"context"
	"crypto/hkdf"
	"crypto/sha256"
	"net/url"
	"strings"

	"holon.example/holon/internal/business/casework/certify"
	"holon.example/holon/internal/business/licence"
	"holon.example/holon/internal/data/exchange"
	"holon.example/holon/internal/data/theme"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/jobs"
	"holon.example/holon/internal/infra/locale"
	"holon.example/holon/internal/infra/org"
	"holon.example/holon/internal/infra/seal"
)

// openCertificates wires who issues certificates and who keeps them.
func (n *Node) openCertificates(k *known, pr *printer) (*certify.Issuer, error) {
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
	n.Jobs.HandleIn(jobs.Papers, licence.PrintJob, n.Licences.Printed)
	return &certify.Issuer{Org: n.Org.In, Holder: k.holder}, nil
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

// holder gives the holder of a certificate as the register has him. An individual
// business applied for by its operator is meant by its own name. The read is
// sealed with the certificate.
func (k *known) holder(ctx context.Context, p *act.Prep, subject gov.ID) (h certify.Holder, err error) {
	firm := subject
	person, asOf, err := theme.Person(ctx, p, subject, []string{personName, "personId"})
	if err != nil {
		return h, err
	}
	if asOf != 0 {
		h = certify.Holder{Name: person[personName], Code: person["personId"], Natural: true}
		firms, err := theme.Firms(ctx, p.Q(), subject)
		if err != nil || len(firms) != 1 {
			return h, err
		}
		firm = firms[0]
	}
	fields := []string{firmName, creditCode, "firmAddress", "legalPerson"}
	values, asOf, err := theme.Firm(ctx, p, firm, fields)
	if err != nil {
		return h, err
	}
	if asOf == 0 {
		if h.Name == "" {
			err = gov.NotFound("error.not_found")
		}
		return h, err
	}
	p.Note(exchange.ReadEvent, "read", seal.Data{"subjects": []gov.ID{firm}, "fields": fields, "purpose": "certificate"})
	return certify.Holder{Name: values[firmName], Code: values[creditCode], Address: values["firmAddress"], Head: values["legalPerson"]}, nil
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
