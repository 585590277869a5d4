package casefile

import (
	"context"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/sqldb"
)

var handTable = sqldb.NewTable("case_hand", "case_id", "id", "case_id", "quality", "person", "mandate", "post", "at")

// HandsOf reads who acted in a case for its applicant.
func HandsOf(ctx context.Context, q *sqldb.Q, caseID gov.ID) ([]*Hand, error) {
	return sqldb.All(ctx, q, func(s sqldb.Scanner) (*Hand, error) {
		h, rev := &Hand{}, int64(0)
		return h, s.Scan(&h.ID, &h.Case, &h.Quality, &h.Person, &h.Mandate, &h.Post, &h.At, &rev)
	}, handTable.Select("case_id = $1 ORDER BY id"), caseID)
}
