package app

import (
	"context"
	"slices"

	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/business/casework/delivery"
	"holon.example/holon/internal/business/mandate"
	"holon.example/holon/internal/business/reception/collect"
	"holon.example/holon/internal/data/exchange"
	"holon.example/holon/internal/data/theme"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/sqldb"
	"holon.example/holon/internal/infra/web/uploadweb"
)

// The register of persons, and what lets a name be compared with it when somebody
// is to act for another: the mandate names both by law (民法典§165).
const (
	personResource = "person-register"
	mandatePurpose = "mandate"
	mandateBasis   = "civil-code§165"
)

// openMandates wires the right to act for others.
func (n *Node) openMandates(k *known) {
	n.Mandates = mandate.New(mandate.Config{
		Act: n.Engine, Match: k.match, Names: k.names, Firms: theme.Firms,
		File: uploadweb.Desk{Engine: n.Engine, Blobs: n.Blobs}.Found,
		Offers: func(name string) bool {
			lib := n.Content.Now().Library
			return lib.Thing(name) != nil || slices.ContainsFunc(lib.Divisions(), func(d string) bool { return lib.Item(d, name) != nil })
		},
		Applicant: func(ctx context.Context, q *sqldb.Q, id gov.ID) (gov.ID, error) {
			c, err := casefile.Load(ctx, q, id)
			if err != nil {
				return 0, err
			}
			return c.Applicant, nil
		},
	})
	n.Jobs.Handle(mandate.ExpireJob, n.Mandates.Expire)
}

// collected tells who signed for the result of a matter at the counter.
func collected(ctx context.Context, q *sqldb.Q, caseID, matterID gov.ID) (*delivery.Signatory, error) {
	list, err := collect.Of(ctx, q, caseID)
	for _, c := range list {
		if c.Matter == matterID {
			return &delivery.Signatory{Person: c.Recipient, Mandate: c.Mandate}, nil
		}
	}
	return nil, err
}

// match finds whom a document names; number and name must both be the register's.
func (k *known) match(ctx context.Context, p *act.Prep, party mandate.Party) (id gov.ID, err error) {
	var found bool
	resource, element := personResource, personName
	if party.Firm {
		resource, element = firmResource, firmName
		id, found, err = theme.FindFirm(ctx, p.Q(), party.Number)
	} else {
		id, found, err = theme.FindPerson(ctx, p.Q(), k.engine.Vault(), party.Number)
	}
	if err != nil || !found {
		return 0, err
	}
	r := exchange.Request{Purpose: mandatePurpose, Basis: mandateBasis, Subject: id, Resource: resource, Fields: []string{element}}
	got, err := k.exchange.Check(ctx, p, r, map[string]string{element: party.Name})
	if err != nil || got[element] != exchange.Yes {
		return 0, err
	}
	return id, nil
}

// names gives the names of the two sides of mandates, in one recorded read.
func (k *known) names(ctx context.Context, p *act.Prep, subjects []gov.ID) (map[gov.ID]string, error) {
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
