package checklist

import (
	"context"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/sqldb"
)

var table = sqldb.NewTable("hall_mark", "", "id", "hall", "division", "target", "code", "original", "grade", "blob", "kind", "size", "account", "at")

func (m *Mark) row() []any {
	return []any{m.ID, m.hall, m.division, m.Target, m.Code, m.Original, m.Grade, m.Blob, m.Type, m.Size, m.account, m.At}
}

func scan(s sqldb.Scanner) (*Mark, error) {
	m := &Mark{}
	var original int64
	err := s.Scan(&m.ID, &m.hall, &m.division, &m.Target, &m.Code, &original, &m.Grade, &m.Blob, &m.Type, &m.Size, &m.account, &m.At, &m.rev)
	m.Original = original != 0
	return m, err
}

func of(ctx context.Context, q *sqldb.Q, target gov.ID, code string) (*Mark, error) {
	m, found, err := sqldb.One(ctx, q, scan, table.Select("target = $1 AND code = $2"), target, code)
	if err != nil || !found {
		return nil, err
	}
	return m, nil
}

// Of gives the marks of a draft or case by the code of the material.
func Of(ctx context.Context, q *sqldb.Q, target gov.ID) (map[string]*Mark, error) {
	list, err := sqldb.All(ctx, q, scan, table.Select("target = $1 ORDER BY id LIMIT 300"), target)
	out := map[string]*Mark{}
	for _, m := range list {
		out[m.Code] = m
	}
	return out, err
}
