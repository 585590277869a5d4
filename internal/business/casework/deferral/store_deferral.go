package deferral

import (
	"context"
	"strings"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/sqldb"
)

var table = sqldb.NewTable("case_deferral", "case_id", "id", "case_id", "state", "materials", "cite", "lapse", "due", "paper", "promised", "accepted", "ended")

func (x *Deferral) put(p *act.Prep) error {
	row := []any{x.ID, x.Case, x.State, strings.Join(x.Materials, " "), x.Cite, x.Lapse, x.Due, x.Paper, x.Promised, x.Accepted, x.Ended}
	if x.rev == 0 {
		return p.Insert(table, row)
	}
	return p.Update(table, row, x.rev)
}

// Of reads the deferral of a case; nil if there is none.
func Of(ctx context.Context, q *sqldb.Q, caseID gov.ID) (*Deferral, error) {
	x, found, err := sqldb.One(ctx, q, func(s sqldb.Scanner) (*Deferral, error) {
		x := &Deferral{}
		var codes string
		err := s.Scan(&x.ID, &x.Case, &x.State, &codes, &x.Cite, &x.Lapse, &x.Due, &x.Paper, &x.Promised, &x.Accepted, &x.Ended, &x.rev)
		x.Materials = strings.Fields(codes)
		return x, err
	}, table.Select("case_id = $1"), caseID)
	if !found {
		return nil, err
	}
	return x, err
}
