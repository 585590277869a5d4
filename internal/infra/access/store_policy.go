package access

import (
	"context"
	"embed"
	"fmt"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/sqldb"
)

// Migrations are the tables of the policies.
//
//go:embed migrations/*.sql
var Migrations embed.FS

var policyTable = sqldb.NewTable("access_policy", "", "id", "text", "since")

// Stored is a policy of the site as it is kept.
type Stored struct {
	ID    string   `json:"id"`
	Text  string   `json:"text"`
	Since gov.Time `json:"since"`

	rev int64
}

func scanStored(s sqldb.Scanner) (p Stored, err error) {
	return p, s.Scan(&p.ID, &p.Text, &p.Since, &p.rev)
}

// SitePolicies gives the policies the site has added, by id.
func SitePolicies(ctx context.Context, q *sqldb.Q) ([]Stored, error) {
	return sqldb.All(ctx, q, scanStored, policyTable.SelectAll()+" ORDER BY id")
}

func readStored(ctx context.Context, q *sqldb.Q, id string) (Stored, bool, error) {
	return sqldb.One(ctx, q, scanStored, policyTable.Select("id = $1"), id)
}

// load builds the set in force. A site policy that no longer fits the schema is
// left out if it permits; if it forbids, or cannot be read at all, nothing is in
// force: what it held back must not come free.
func (a *Access) load(ctx context.Context, q *sqldb.Q) (*set, error) {
	stored, err := SitePolicies(ctx, q)
	if err != nil {
		return nil, fmt.Errorf("site policies: %w", err)
	}
	known := make(map[string]*rule, len(stored)) // what was taken away is forgotten
	rules := append(make([]*rule, 0, len(a.own)+len(stored)), a.own...)
	for _, p := range stored {
		r := a.known[p.Text]
		if r == nil {
			if r, err = a.siteRule(p.Text); err != nil {
				if permitsOnly(p.Text) {
					continue
				}
				return nil, fmt.Errorf("site policy %s: %w", p.ID, err)
			}
		}
		known[p.Text] = r
		rules = append(rules, r)
	}
	a.known = known
	return newSet(a.schema, rules)
}
