package shift

import (
	"context"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/sqldb"
)

var (
	table = sqldb.NewTable("hall_shift", "", "id", "hall", "division", "post", "place", "account", "person", "state", "opened", "offered", "closed",
		"after_id", "drafts", "originals", "ticket", "note")
	originalTable = sqldb.NewTable("hall_original", "", "id", "hall", "division", "target", "code", "copies", "shift", "account", "state", "at", "back", "back_by")
)

// labelNote binds the sealed note of a hand-over to its column.
const labelNote = "hall_shift.note"

func (s *Shift) row() []any {
	return []any{
		s.ID, s.Hall, s.division, s.Post, s.place(), s.Account, s.Person, s.State, s.Opened, s.Offered, s.Closed, s.After, s.Drafts, s.Originals, s.Ticket, s.note,
	}
}

func scan(r sqldb.Scanner) (*Shift, error) {
	s := &Shift{}
	var place string
	return s, r.Scan(&s.ID, &s.Hall, &s.division, &s.Post, &place, &s.Account, &s.Person, &s.State, &s.Opened, &s.Offered, &s.Closed, &s.After, &s.Drafts, &s.Originals, &s.Ticket, &s.note, &s.rev)
}

func load(ctx context.Context, q *sqldb.Q, id gov.ID) (*Shift, error) {
	s, found, err := sqldb.One(ctx, q, scan, table.Select("id = $1"), id)
	if err == nil && !found {
		err = gov.NotFound("reception.no_shift_found")
	}
	return s, err
}

// Open gives the shift of a window that has not ended; nil when it is closed.
func Open(ctx context.Context, q *sqldb.Q, post gov.ID) (*Shift, error) {
	s, found, err := sqldb.One(ctx, q, scan, table.Select("place = $1"), post.String())
	if err != nil || !found {
		return nil, err
	}
	return s, nil
}

// Live lists the shifts of a hall that have not ended.
func Live(ctx context.Context, q *sqldb.Q, hall gov.ID) ([]*Shift, error) {
	return sqldb.All(ctx, q, scan, table.Select("hall = $1 AND state <> 'closed' ORDER BY id LIMIT 200"), hall)
}

func (o *Original) row() []any {
	return []any{o.ID, o.Hall, o.division, o.Target, o.Code, o.Copies, o.Shift, o.account, o.State, o.At, o.Back, o.backBy}
}

func scanOriginal(r sqldb.Scanner) (*Original, error) {
	o := &Original{}
	return o, r.Scan(&o.ID, &o.Hall, &o.division, &o.Target, &o.Code, &o.Copies, &o.Shift, &o.account, &o.State, &o.At, &o.Back, &o.backBy, &o.rev)
}

func loadOriginal(ctx context.Context, q *sqldb.Q, id gov.ID) (*Original, error) {
	o, found, err := sqldb.One(ctx, q, scanOriginal, originalTable.Select("id = $1"), id)
	if err == nil && !found {
		err = gov.NotFound("reception.no_original")
	}
	return o, err
}

// Held lists the originals a shift answers for.
func Held(ctx context.Context, q *sqldb.Q, shift gov.ID) ([]*Original, error) {
	return sqldb.All(ctx, q, scanOriginal, originalTable.Select("shift = $1 AND state = 'held' ORDER BY id LIMIT 500"), shift)
}

// HeldFor lists the originals that belong to a draft or case.
func HeldFor(ctx context.Context, q *sqldb.Q, target gov.ID) ([]*Original, error) {
	return sqldb.All(ctx, q, scanOriginal, originalTable.Select("target = $1 AND state = 'held' ORDER BY id LIMIT 100"), target)
}
