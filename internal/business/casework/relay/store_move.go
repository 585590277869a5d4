package relay

import (
	"context"
	"embed"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/sqldb"
	"holon.example/holon/internal/infra/vault"
)

// Migrations are the tables of the moves.
//
//go:embed migrations/*.sql
var Migrations embed.FS

var table = sqldb.NewTable("case_move", "case_id", "id", "case_id", "matter_id", "kind", "task", "by_post", "department", "to_post", "at", "reason")

const labelReason = "case_move.reason"

func (m *Move) row(k *vault.Keys) []any {
	return []any{m.ID, m.Case, m.Matter, m.Kind, m.Task, m.By, m.Department, m.To, m.At, k.Encrypt(labelReason, []byte(m.Reason))}
}

// Of reads the moves of a case in order, for who has been let open it.
func Of(ctx context.Context, q *sqldb.Q, k *vault.Keys, caseID gov.ID) ([]*Move, error) {
	return sqldb.All(ctx, q, func(s sqldb.Scanner) (*Move, error) {
		m := &Move{}
		var reason []byte
		if err := s.Scan(&m.ID, &m.Case, &m.Matter, &m.Kind, &m.Task, &m.By, &m.Department, &m.To, &m.At, &reason, &m.Rev); err != nil {
			return nil, err
		}
		plain, err := k.Decrypt(labelReason, reason)
		m.Reason = string(plain)
		return m, err
	}, table.Select("case_id = $1 ORDER BY id"), caseID)
}
