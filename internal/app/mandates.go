package app

import (
	"context"
	"slices"

	"holon.example/holon/internal/app/register"
	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/business/casework/delivery"
	"holon.example/holon/internal/business/mandate"
	"holon.example/holon/internal/business/reception/collect"
	"holon.example/holon/internal/data/theme"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/sqldb"
	"holon.example/holon/internal/infra/web/uploadweb"
)

// openMandates wires the right to act for others.
func (n *Node) openMandates(k *register.Desk) {
	n.Mandates = mandate.New(mandate.Config{
		Act: n.Engine, Match: k.Match, Names: k.Names, Firms: theme.Firms,
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
