package outage

import (
	"context"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/sqldb"
)

var (
	blockTable = sqldb.NewTable("hall_block", "", "id", "hall", "division", "post", "no", "size", "issued", "account")
	slipTable  = sqldb.NewTable("hall_slip", "", "id", "block", "hall", "division", "number", "state", "received", "reason", "entered", "by_person", "confirmed", "with_person", "case_id", "ended")
)

func (b *Block) row() []any {
	return []any{b.ID, b.Hall, b.division, b.Post, b.No, b.Size, b.Issued, b.account}
}

func scanBlock(s sqldb.Scanner) (*Block, error) {
	b := &Block{}
	return b, s.Scan(&b.ID, &b.Hall, &b.division, &b.Post, &b.No, &b.Size, &b.Issued, &b.account, &b.rev)
}

func (s *Slip) row() []any {
	return []any{s.ID, s.Block, s.hall, s.division, s.Number, s.State, s.Received, s.Reason, s.Entered, s.By, s.Confirmed, s.With, s.Case, s.Ended}
}

func scanSlip(r sqldb.Scanner) (*Slip, error) {
	s := &Slip{}
	return s, r.Scan(&s.ID, &s.Block, &s.hall, &s.division, &s.Number, &s.State, &s.Received, &s.Reason, &s.Entered, &s.By, &s.Confirmed, &s.With, &s.Case, &s.Ended, &s.rev)
}

func lastNo(ctx context.Context, q *sqldb.Q, hall gov.ID) (n int64, err error) {
	_, err = q.Row(ctx, "SELECT COALESCE(MAX(no), 0) FROM hall_block WHERE hall = $1", []any{hall}, &n)
	return n, err
}

func loadBlock(ctx context.Context, q *sqldb.Q, id gov.ID) (*Block, error) {
	b, found, err := sqldb.One(ctx, q, scanBlock, blockTable.Select("id = $1"), id)
	if err == nil && !found {
		err = gov.NotFound("reception.no_block")
	}
	return b, err
}

func blocks(ctx context.Context, q *sqldb.Q, hall gov.ID) ([]*Block, error) {
	return sqldb.All(ctx, q, scanBlock, blockTable.Select("hall = $1 ORDER BY id DESC LIMIT 100"), hall)
}

func slipsOf(ctx context.Context, q *sqldb.Q, block gov.ID) ([]*Slip, error) {
	return sqldb.All(ctx, q, scanSlip, slipTable.Select("block = $1 ORDER BY id LIMIT 1000"), block)
}

func inState(ctx context.Context, q *sqldb.Q, hall gov.ID, state State) ([]*Slip, error) {
	return sqldb.All(ctx, q, scanSlip, slipTable.Select("hall = $1 AND state = $2 ORDER BY id LIMIT 200"), hall, state)
}

func byNumber(ctx context.Context, q *sqldb.Q, number string) (*Slip, error) {
	s, found, err := sqldb.One(ctx, q, scanSlip, slipTable.Select("number = $1"), number)
	if err == nil && !found {
		err = gov.Invalid("reception.slip").At("number", "reception.slip_unknown")
	}
	return s, err
}

func loadSlip(ctx context.Context, q *sqldb.Q, id gov.ID) (*Slip, error) {
	s, found, err := sqldb.One(ctx, q, scanSlip, slipTable.Select("id = $1"), id)
	if err == nil && !found {
		err = gov.NotFound("reception.no_slip")
	}
	return s, err
}
