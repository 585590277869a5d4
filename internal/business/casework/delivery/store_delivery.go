package delivery

import (
	"context"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/sqldb"
)

var table = sqldb.NewTable("case_delivery", "case_id", "id", "case_id", "matter_id", "way", "number", "receiver", "person", "mandate", "signature",
	"consent", "post", "sent", "received", "late")

// Put writes a delivery, new or changed.
func (r *Record) Put(p *act.Prep) error {
	fresh := r.ID == 0
	if fresh {
		r.ID = p.NewID()
	}
	row := []any{r.ID, r.Case, r.Matter, r.Way, r.Number, r.Receiver, r.Person, r.Mandate, r.Signature, r.Consent, r.Post, r.Sent, r.Received, r.Late}
	if fresh {
		return p.Insert(table, row)
	}
	return p.Update(table, row, r.rev)
}

func scan(s sqldb.Scanner) (*Record, error) {
	r := &Record{}
	var consent, late int64
	err := s.Scan(&r.ID, &r.Case, &r.Matter, &r.Way, &r.Number, &r.Receiver, &r.Person, &r.Mandate, &r.Signature, &consent, &r.Post, &r.Sent, &r.Received, &late, &r.rev)
	r.Consent, r.Late = consent != 0, late != 0
	return r, err
}

// Of reads the delivery of a matter; nil if there is none.
func Of(ctx context.Context, q *sqldb.Q, matter gov.ID) (*Record, error) {
	r, found, err := sqldb.One(ctx, q, scan, table.Select("matter_id = $1"), matter)
	if !found {
		return nil, err
	}
	return r, err
}

// OfCase reads the deliveries of a case in order.
func OfCase(ctx context.Context, q *sqldb.Q, caseID gov.ID) ([]*Record, error) {
	return sqldb.All(ctx, q, scan, table.Select("case_id = $1 ORDER BY id"), caseID)
}
