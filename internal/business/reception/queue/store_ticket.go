package queue

import (
	"context"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/sqldb"
)

var table = sqldb.NewTable("hall_ticket", "", "id", "hall", "division", "on_day", "kind", "seq", "state", "class", "rank", "want", "post", "account",
	"taken", "called", "ended", "passes")

func (t *Ticket) row() []any {
	return []any{
		t.ID, t.Hall, t.division, t.Day, t.Kind, t.Seq, t.State, t.class, t.rank, t.Want, t.Post, t.account, t.Taken, t.Called, t.Ended, t.Passes,
	}
}

func scan(s sqldb.Scanner) (*Ticket, error) {
	t := &Ticket{}
	return t, s.Scan(&t.ID, &t.Hall, &t.division, &t.Day, &t.Kind, &t.Seq, &t.State, &t.class, &t.rank, &t.Want, &t.Post, &t.account, &t.Taken, &t.Called, &t.Ended, &t.Passes, &t.rev)
}

func load(ctx context.Context, q *sqldb.Q, id gov.ID) (*Ticket, error) {
	t, found, err := sqldb.One(ctx, q, scan, table.Select("id = $1"), id)
	if err == nil && !found {
		err = gov.NotFound("reception.no_ticket")
	}
	return t, err
}

// next is the number a window calls now; NotFound when nobody waits for it.
func next(ctx context.Context, q *sqldb.Q, hall, post gov.ID, day gov.Date) (*Ticket, error) {
	where := "hall = $1 AND on_day = $2 AND state = 'waiting' AND (want = 0 OR want = $3) ORDER BY class, rank, id LIMIT 1"
	t, found, err := sqldb.One(ctx, q, scan, table.Select(where), hall, day, post)
	if err == nil && !found {
		err = gov.NotFound("reception.nobody_waits")
	}
	return t, err
}

// At gives the number a window has called and not ended; nil when it has none.
func At(ctx context.Context, q *sqldb.Q, hall, post gov.ID, day gov.Date) (*Ticket, error) {
	t, found, err := sqldb.One(ctx, q, scan, table.Select("hall = $1 AND on_day = $2 AND state = 'called' AND post = $3 ORDER BY id LIMIT 1"), hall, day, post)
	if err != nil || !found {
		return nil, err
	}
	return t, nil
}

func lastSeq(ctx context.Context, q *sqldb.Q, hall gov.ID, day gov.Date, kind Kind) (n int64, err error) {
	_, err = q.Row(ctx, "SELECT COALESCE(MAX(seq), 0) FROM hall_ticket WHERE hall = $1 AND on_day = $2 AND kind = $3", []any{hall, day, kind}, &n)
	return n, err
}

// Figures are what a hall shows of its queue: numbers, and nothing of anybody.
type Figures struct {
	Waiting map[Kind]int64 `json:"waiting"`
	Total   int64          `json:"total"`
	Called  []*Ticket      `json:"called"` // being served now, the last called first
	Next    []*Ticket      `json:"next"`   // the first of those who wait, in the order of calling
}

// shown bounds what one display shows.
const shown = 12

// Look reads the queue of a hall on a day.
func Look(ctx context.Context, q *sqldb.Q, hall gov.ID, day gov.Date) (*Figures, error) {
	f := &Figures{Waiting: map[Kind]int64{}}
	err := q.Each(ctx, "SELECT kind, COUNT(*) FROM hall_ticket WHERE hall = $1 AND on_day = $2 AND state = 'waiting' GROUP BY kind", []any{hall, day}, func(s sqldb.Scanner) error {
		var k Kind
		var n int64
		err := s.Scan(&k, &n)
		f.Waiting[k] = n
		f.Total += n
		return err
	})
	if err != nil {
		return nil, err
	}
	if f.Called, err = sqldb.All(ctx, q, scan, table.Select("hall = $1 AND on_day = $2 AND state = 'called' ORDER BY called DESC, id DESC LIMIT $3"), hall, day, shown); err != nil {
		return nil, err
	}
	f.Next, err = sqldb.All(ctx, q, scan, table.Select("hall = $1 AND on_day = $2 AND state = 'waiting' ORDER BY class, rank, id LIMIT $3"), hall, day, shown)
	return f, err
}
