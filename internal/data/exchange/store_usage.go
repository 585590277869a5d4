package exchange

import (
	"context"
	"embed"
	"math"
	"strings"

	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/bus"
	"holon.example/holon/internal/infra/sqldb"
)

// Migrations are the tables of the exchange.
//
//go:embed migrations/*.sql
var Migrations embed.FS

var (
	usageTable = bus.NewTable("data_usage", "id", "subject", "seq", "at", "by_kind", "department", "purpose", "basis", "resource", "fields",
		"case_id", "own", "checked")
	withheldTable = sqldb.NewTable("data_withheld", "", "id", "subject", "case_id", "article", "approver", "until", "created")
)

const (
	defaultLines = 50
	maxLines     = 200
)

func scanUsage(s sqldb.Scanner) (u Usage, err error) {
	var fields string
	var own, checked int64
	err = s.Scan(&u.Seq, &u.At, &u.By, &u.Department, &u.Purpose, &u.Basis, &u.Resource, &fields, &u.Case, &own, &checked)
	u.Fields, u.Own, u.Checked = strings.Split(fields, ","), own != 0, checked != 0
	return u, err
}

// readUsage leaves out the lines of cases about which nothing may be told yet.
func readUsage(ctx context.Context, p *act.Prep, q UsageQuery) (UsagePage, error) {
	before, limit := q.Before, q.Limit
	if before == 0 {
		before = math.MaxInt64
	}
	if limit <= 0 {
		limit = defaultLines
	}
	limit = min(limit, maxLines)
	lines, err := sqldb.All(ctx, p.Q(), scanUsage,
		`SELECT u.seq, u.at, u.by_kind, u.department, u.purpose, u.basis, u.resource, u.fields, u.case_id, u.own, u.checked
		FROM data_usage u WHERE u.subject = $1 AND u.seq < $2
		AND NOT EXISTS (SELECT 1 FROM data_withheld w WHERE w.subject = u.subject AND w.case_id = u.case_id AND w.until > $3)
		ORDER BY u.seq DESC LIMIT $4`, q.Subject, before, p.Now(), limit+1)
	page := UsagePage{Lines: lines}
	if len(lines) > limit {
		page.Lines = lines[:limit]
		page.Next = lines[limit-1].Seq
	}
	return page, err
}
