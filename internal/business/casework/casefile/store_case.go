package casefile

import (
	"cmp"
	"context"
	"embed"
	"encoding/json"
	"slices"
	"strings"

	"holon.example/holon/internal/business/mandate"
	"holon.example/holon/internal/data/theme"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/sqldb"
)

// Migrations are the tables of casework.
//
//go:embed migrations/*.sql
var Migrations embed.FS

// Every row of a case is salted by the case's own key: erasing a person does not
// touch a statutory file, and destroying a file's key ends the whole file.
var (
	// Cases is the table of the cases.
	Cases = sqldb.NewTable("case_file", "id", "id", "no", "division", "thing", "item", "state", "applicant", "quality", "person", "account", "channel", "owner", "created", "received", "accepted", "deemed", "ended", "flow", "query_code", "facts", "form")
	// Matters is the table of their matters.
	Matters = sqldb.NewTable("case_matter", "case_id", "id", "case_id", "item", "department", "division", "state", "outcome", "after", "joint", "handling", "handler", "reviewer", "approver", "opened", "decided", "delivered", "flow", "process", "licence")
)

// Row is the case as its table keeps it.
func (c *Case) Row() []any {
	return []any{c.ID, c.No, c.Division, c.Thing, c.Item, c.State, c.Applicant, c.Quality, c.Person, c.Account, c.Channel, c.Owner, c.Created, c.Received, c.Accepted, c.Deemed, c.Ended, c.Flow, c.QueryCode, c.Facts, c.Form}
}

func scanCase(s sqldb.Scanner) (*Case, error) {
	c := &Case{}
	var deemed int64
	err := s.Scan(&c.ID, &c.No, &c.Division, &c.Thing, &c.Item, &c.State, &c.Applicant, &c.Quality, &c.Person, &c.Account, &c.Channel, &c.Owner, &c.Created, &c.Received, &c.Accepted, &deemed, &c.Ended, &c.Flow, &c.QueryCode, &c.Facts, &c.Form, &c.Rev)
	c.Deemed = deemed != 0
	return c, err
}

// Load reads a case; NotFound when there is none.
func Load(ctx context.Context, q *sqldb.Q, id gov.ID) (*Case, error) {
	c, found, err := sqldb.One(ctx, q, scanCase, Cases.Select("id = $1"), id)
	if err == nil && !found {
		err = gov.NotFound("case.none")
	}
	return c, err
}

// ByNumber finds a case by its public number; NotFound when no case bears just this one. The
// number tells the id: an index of numbers, which are in no order, would cost every submission
// a page of the log.
func ByNumber(ctx context.Context, q *sqldb.Q, no string) (*Case, error) {
	id, ok := idIn(no)
	if !ok {
		return nil, gov.NotFound("case.none")
	}
	c, err := Load(ctx, q, id)
	if err == nil && c.No != no {
		return nil, gov.NotFound("case.none")
	}
	return c, err
}

// CasesFor lists the cases that a person may read for others, newest first: those of the
// principals of the mandates he holds, by the very condition of the policies, and those
// of the firms whose legal representative he is.
func CasesFor(ctx context.Context, q *sqldb.Q, delegate, before gov.ID, limit int, on gov.Date) ([]*Case, error) {
	cond, err := mandate.Condition(mandate.Read, on, "case_file.applicant", "case_file.id", "CASE WHEN case_file.thing <> '' THEN case_file.thing ELSE case_file.item END")
	if err != nil {
		return nil, err
	}
	where := "applicant IN (SELECT principal FROM mandate WHERE delegate = $1) AND id < $2 AND " + strings.Replace(cond, "?", "$1", 1) + " ORDER BY id DESC LIMIT $3"
	out, err := sqldb.All(ctx, q, scanCase, Cases.Select(where), delegate, before, limit)
	if err != nil {
		return nil, err
	}
	firms, err := theme.Firms(ctx, q, delegate)
	for _, f := range firms {
		own, err := CasesOf(ctx, q, f, before, limit)
		if err != nil {
			return nil, err
		}
		out = append(out, own...)
	}
	slices.SortFunc(out, func(a, b *Case) int { return cmp.Compare(b.ID, a.ID) })
	out = slices.CompactFunc(out, func(a, b *Case) bool { return a.ID == b.ID })
	return out[:min(len(out), limit)], err
}

// CasesOf lists the cases of an applicant, newest first.
func CasesOf(ctx context.Context, q *sqldb.Q, applicant, before gov.ID, limit int) ([]*Case, error) {
	return sqldb.All(ctx, q, scanCase, Cases.Select("applicant = $1 AND id < $2 ORDER BY id DESC LIMIT $3"), applicant, before, limit)
}

// Row is the matter as its table keeps it.
func (m *Matter) Row() []any {
	return []any{m.ID, m.Case, m.Item, m.Department, m.Division, m.State, m.Outcome, strings.Join(m.After, " "), m.Joint, m.Handling, m.Handler, m.Reviewer, m.Approver, m.Opened, m.Decided, m.Delivered, m.Flow, m.Process, m.Licence}
}

func scanMatter(s sqldb.Scanner) (*Matter, error) {
	m := &Matter{}
	var after string
	err := s.Scan(&m.ID, &m.Case, &m.Item, &m.Department, &m.Division, &m.State, &m.Outcome, &after, &m.Joint, &m.Handling, &m.Handler, &m.Reviewer, &m.Approver, &m.Opened, &m.Decided, &m.Delivered, &m.Flow, &m.Process, &m.Licence, &m.Rev)
	m.After = strings.Fields(after)
	return m, err
}

// MattersOf reads the matters of a case in the order they were made.
func MattersOf(ctx context.Context, q *sqldb.Q, caseID gov.ID) ([]*Matter, error) {
	return sqldb.All(ctx, q, scanMatter, Matters.Select("case_id = $1 ORDER BY id"), caseID)
}

func toJSON(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic("casework: " + err.Error()) // plain data of our own
	}
	return string(b)
}

// Timeline reads what happened to a case, in order.
func Timeline(ctx context.Context, q *sqldb.Q, id gov.ID) ([]Moment, error) {
	return sqldb.All(ctx, q, func(s sqldb.Scanner) (Moment, error) {
		var body []byte
		if err := s.Scan(&body); err != nil {
			return Moment{}, err
		}
		e, err := seal.ParseEvent(body)
		if err != nil {
			return Moment{}, err
		}
		return Moment{At: e.At, Name: e.Name, Department: e.Data.ID("department"), Matter: e.Data.ID("matter"), Data: e.Data}, nil
	}, "SELECT body FROM event WHERE stream = $1 ORDER BY ver", Stream(id))
}
