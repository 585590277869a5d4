package register

import (
	"context"

	"holon.example/holon/internal/business/casework/certify"
	"holon.example/holon/internal/business/mandate"
	"holon.example/holon/internal/data/exchange"
	"holon.example/holon/internal/data/theme"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/seal"
)

// The register of persons, and what lets a name be compared with it when somebody
// is to act for another: the mandate names both by law (民法典§165).
const (
	personResource = "person-register"
	mandatePurpose = "mandate"
	mandateBasis   = "civil-code§165"
)

// Match finds whom a document names; number and name must both be the register's.
func (k *Desk) Match(ctx context.Context, p *act.Prep, party mandate.Party) (id gov.ID, err error) {
	var found bool
	resource, element := personResource, personName
	if party.Firm {
		resource, element = firmResource, firmName
		id, found, err = theme.FindFirm(ctx, p.Q(), party.Number)
	} else {
		id, found, err = theme.FindPerson(ctx, p.Q(), k.Engine.Vault(), party.Number)
	}
	if err != nil || !found {
		return 0, err
	}
	r := exchange.Request{Purpose: mandatePurpose, Basis: mandateBasis, Subject: id, Resource: resource, Fields: []string{element}}
	got, err := k.Exchange.Check(ctx, p, r, map[string]string{element: party.Name})
	if err != nil || got[element] != exchange.Yes {
		return 0, err
	}
	return id, nil
}

// Names gives the names of the two sides of mandates, in one recorded read.
func (k *Desk) Names(ctx context.Context, p *act.Prep, subjects []gov.ID) (map[gov.ID]string, error) {
	out := map[gov.ID]string{}
	for _, id := range subjects {
		values, asOf, err := theme.Person(ctx, p, id, []string{personName})
		if err != nil {
			return nil, err
		}
		name := values[personName]
		if asOf == 0 {
			if values, _, err = theme.Firm(ctx, p, id, []string{firmName}); err != nil {
				return nil, err
			}
			name = values[firmName]
		}
		out[id] = name // empty where the register has forgotten somebody
	}
	p.Note(exchange.ReadEvent, "read", seal.Data{
		"subjects": subjects, "fields": []string{personName}, "resource": personResource, "purpose": mandatePurpose, "basis": mandateBasis, "department": p.Who().Department,
	})
	return out, nil
}

// Holder gives the holder of a certificate as the register has him. An individual
// business applied for by its operator is meant by its own name. The read is
// sealed with the certificate.
func (k *Desk) Holder(ctx context.Context, p *act.Prep, subject gov.ID) (h certify.Holder, err error) {
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
