package apply

import (
	"context"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/sqldb"
)

var (
	insertPiece = sqldb.NewStmt("case_piece.insert", "INSERT INTO case_piece (draft, file, n, at, body) VALUES ($1, $2, $3, $4, $5)")
	dropFile    = sqldb.NewStmt("case_piece.drop_file", "DELETE FROM case_piece WHERE draft = $1 AND file = $2")
	dropPieces  = sqldb.NewStmt("case_piece.drop", "DELETE FROM case_piece WHERE draft = $1")
)

// coming counts the pieces of a file, and the other files of the draft that are coming.
func coming(ctx context.Context, q *sqldb.Q, draft gov.ID, file string) (have, others int, err error) {
	if _, err = q.Row(ctx, "SELECT COUNT(*) FROM case_piece WHERE draft = $1 AND file = $2", []any{draft, file}, &have); err != nil {
		return 0, 0, err
	}
	_, err = q.Row(ctx, "SELECT COUNT(*) FROM case_piece WHERE draft = $1 AND file <> $2 AND n = 0", []any{draft, file}, &others)
	return have, others, err
}

func readPiece(ctx context.Context, q *sqldb.Q, draft gov.ID, file string, n int) (body []byte, err error) {
	found, err := q.Row(ctx, "SELECT body FROM case_piece WHERE draft = $1 AND file = $2 AND n = $3", []any{draft, file, n}, &body)
	if err == nil && !found {
		err = gov.NotFound("blob.not_found")
	}
	return body, err
}
