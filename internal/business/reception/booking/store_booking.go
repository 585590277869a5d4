package booking

import (
	"context"
	"strconv"
	"strings"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/sqldb"
)

var (
	planTable = sqldb.NewTable("hall_plan", "", "id", "division", "hours", "minutes", "seats", "ahead", "account", "at")
	table     = sqldb.NewTable("hall_booking", "subject", "id", "hall", "division", "subject", "account", "starts", "place", "mine", "code", "state", "made", "ended", "ticket")
)

func scanPlan(s sqldb.Scanner) (p Plan, err error) {
	var division string
	var account gov.ID
	var at gov.Time
	return p, s.Scan(&p.Hall, &division, &p.Hours, &p.Minutes, &p.Seats, &p.Ahead, &account, &at, &p.rev)
}

// PlanOf gives the plan of a hall, the default where it has set none.
func PlanOf(ctx context.Context, q *sqldb.Q, hall gov.ID) (Plan, error) {
	p, found, err := sqldb.One(ctx, q, scanPlan, planTable.Select("id = $1"), hall)
	if err == nil && !found {
		p = DefaultPlan
		p.Hall = hall
	}
	return p, err
}

func (b *Booking) row() []any {
	return []any{b.ID, b.Hall, b.division, b.Subject, b.account, b.Starts, b.place(), b.mine(), b.digest, b.State, b.Made, b.Ended, b.Ticket}
}

func scan(s sqldb.Scanner) (*Booking, error) {
	b := &Booking{}
	var place, mine string
	err := s.Scan(&b.ID, &b.Hall, &b.division, &b.Subject, &b.account, &b.Starts, &place, &mine, &b.digest, &b.State, &b.Made, &b.Ended, &b.Ticket, &b.rev)
	if i := strings.LastIndexByte(place, '/'); i >= 0 && err == nil {
		b.seat, err = strconv.ParseInt(place[i+1:], 10, 64)
	}
	return b, err
}

func load(ctx context.Context, q *sqldb.Q, id gov.ID) (*Booking, error) {
	b, found, err := sqldb.One(ctx, q, scan, table.Select("id = $1"), id)
	if err == nil && !found {
		err = gov.NotFound("reception.no_booking")
	}
	return b, err
}

// Of lists the appointments of a subject, newest first.
func Of(ctx context.Context, q *sqldb.Q, subject gov.ID) ([]*Booking, error) {
	return sqldb.All(ctx, q, scan, table.Select("subject = $1 ORDER BY id DESC LIMIT 50"), subject)
}

// taken lists the appointments of a hall that hold seats in a stretch of time.
func taken(ctx context.Context, q *sqldb.Q, hall gov.ID, from, to gov.Time) ([]*Booking, error) {
	return sqldb.All(ctx, q, scan, table.Select("hall = $1 AND starts >= $2 AND starts <= $3 AND state <> 'cancelled' ORDER BY starts, id LIMIT 20000"), hall, from, to)
}

// byCode finds the appointment of today that a code is of.
func byCode(ctx context.Context, q *sqldb.Q, hall gov.ID, digest string, day gov.Date) (*Booking, error) {
	b, found, err := sqldb.One(ctx, q, scan, table.Select("hall = $1 AND starts >= $2 AND starts <= $3 AND code = $4 AND state <> 'cancelled' LIMIT 1"), hall, day.Start(), day.End(), digest)
	if err == nil && !found {
		err = gov.Invalid("reception.check_in").At("code", "reception.code_unknown")
	}
	return b, err
}
