package licence

import (
	"context"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/sqldb"
)

// Load reads a certificate inside a command of a use case that shows it. The caller
// authorises and records whose data it shows. NotFound when there is none.
func Load(ctx context.Context, p *act.Prep, id gov.ID) (*Held, error) {
	return read(ctx, p, "id = $1", id)
}

// HeadOf reads what a list tells of one certificate; NotFound when there is none.
func HeadOf(ctx context.Context, q *sqldb.Q, id gov.ID) (Head, error) {
	h, found, err := sqldb.One(ctx, q, scan, table.Select("id = $1"), id)
	if err == nil && !found {
		err = gov.NotFound("licence.none")
	}
	return h, err
}
