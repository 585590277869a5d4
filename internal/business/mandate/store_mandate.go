package mandate

import (
	"context"
	"embed"
	"slices"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/sqldb"
)

// Migrations are the tables of mandates.
//
//go:embed migrations/*.sql
var Migrations embed.FS

var (
	table = sqldb.NewTable("mandate", "principal", "id", "principal", "firm", "delegate", "kind", "may_apply", "may_supplement", "may_read", "may_collect",
		"scope", "case_id", "from_on", "until_on", "state", "division", "channel", "paper", "paper_key", "account", "made", "accepted", "ended", "ended_by", "job")
	presenceTable = sqldb.NewTable("window_presence", "subject", "id", "subject", "account", "post", "division", "at")
	itemTable     = sqldb.NewTable("mandate_item", "principal", "id", "mandate", "principal", "item")
)

func (m *Mandate) row() []any {
	has := func(p Power) bool { return slices.Contains(m.May, p) }
	return []any{
		m.ID, m.Principal, m.Firm, m.Delegate, m.Kind, has(Apply), has(Supplement), has(Read), has(Collect), m.Scope.word(), m.Scope.Case,
		m.From, m.Until, m.State, m.Division, m.Channel, m.Paper, m.paperKey, m.account, m.Made, m.Accepted, m.Ended, m.EndedBy, m.job,
	}
}

func scan(s sqldb.Scanner) (*Mandate, error) {
	m := &Mandate{}
	var firm int64
	var may [4]int64
	var scope string
	err := s.Scan(&m.ID, &m.Principal, &firm, &m.Delegate, &m.Kind, &may[0], &may[1], &may[2], &may[3], &scope, &m.Scope.Case,
		&m.From, &m.Until, &m.State, &m.Division, &m.Channel, &m.Paper, &m.paperKey, &m.account, &m.Made, &m.Accepted, &m.Ended, &m.EndedBy, &m.job, &m.rev)
	m.Firm, m.named = firm != 0, scope == scopeItems
	for i, p := range Powers {
		if may[i] != 0 {
			m.May = append(m.May, p)
		}
	}
	return m, err
}

// put writes a new mandate with the items of its scope.
func (m *Mandate) put(p *act.Prep) error {
	for _, item := range m.Scope.Items {
		if err := p.Insert(itemTable, []any{p.NewID(), m.ID, m.Principal, item}); err != nil {
			return err
		}
	}
	return p.Insert(table, m.row())
}

// Find reads one mandate for a use case that acts under it; NotFound when there is none.
func Find(ctx context.Context, q *sqldb.Q, id gov.ID) (*Mandate, error) { return load(ctx, q, id) }

// load reads one mandate; NotFound when there is none.
func load(ctx context.Context, q *sqldb.Q, id gov.ID) (*Mandate, error) {
	list, err := read(ctx, q, "id = $1", id)
	if err == nil && len(list) == 0 {
		err = gov.NotFound("mandate.none")
	}
	if err != nil {
		return nil, err
	}
	return list[0], nil
}

// read reads mandates with their items, newest first.
func read(ctx context.Context, q *sqldb.Q, where string, args ...any) ([]*Mandate, error) {
	list, err := sqldb.All(ctx, q, scan, table.Select(where+" ORDER BY id DESC LIMIT 200"), args...)
	if err != nil {
		return nil, err
	}
	for _, m := range list {
		if m.named {
			m.Scope.Items, err = sqldb.All(ctx, q, sqldb.Column[string], "SELECT item FROM mandate_item WHERE mandate = $1 ORDER BY item", m.ID)
			if err != nil {
				return nil, err
			}
		}
	}
	return list, nil
}

// about reads the mandates in which a subject is principal or delegate.
func about(ctx context.Context, q *sqldb.Q, subject gov.ID) ([]*Mandate, error) {
	return read(ctx, q, "(principal = $1 OR delegate = $1)", subject)
}

// countLive tells how many mandates of a principal stand or are offered.
func countLive(ctx context.Context, q *sqldb.Q, principal gov.ID) (n int64, err error) {
	_, err = q.Row(ctx, "SELECT COUNT(*) FROM mandate WHERE principal = $1 AND state IN ('offered', 'active')", []any{principal}, &n)
	return n, err
}

// column names the column of a power.
var column = map[Power]string{Apply: "may_apply", Supplement: "may_supplement", Read: "may_read", Collect: "may_collect"}

// Delegates lists who may use a power over a target on a day: the very set that the
// policies know as delegates.
func Delegates(ctx context.Context, q *sqldb.Q, power Power, t Target, on gov.Date) ([]gov.ID, error) {
	return sqldb.All(ctx, q, sqldb.Column[gov.ID], "SELECT DISTINCT m.delegate FROM mandate m WHERE m.principal = $1"+
		lets(power, "$2", "$3", "$4")+" ORDER BY m.delegate", t.Principal, on, t.Case, t.Name)
}

// Held gives the mandate by which a person may use a power over a target, the newest
// of several; 0 if there is none.
func Held(ctx context.Context, q *sqldb.Q, delegate gov.ID, power Power, t Target, on gov.Date) (id gov.ID, err error) {
	_, err = q.Row(ctx, "SELECT m.id FROM mandate m WHERE m.principal = $1"+lets(power, "$2", "$3", "$4")+" AND m.delegate = $5 ORDER BY m.id DESC LIMIT 1",
		[]any{t.Principal, on, t.Case, t.Name, delegate}, &id)
	return id, err
}

// Once tells whether a person could use a power for a principal at some time: whoever
// asks for it once more is told that his mandate is over.
func Once(ctx context.Context, q *sqldb.Q, delegate, principal gov.ID, power Power) (bool, error) {
	var one int64
	return q.Row(ctx, "SELECT 1 FROM mandate m WHERE m.delegate = $1 AND m.principal = $2 AND m.accepted > 0 AND m."+column[power]+" = 1 LIMIT 1", []any{delegate, principal}, &one)
}

// lets is the condition under which a row gives a power on a day over a case and a
// name; it says what Mandate.Lets says.
func lets(power Power, on, caseID, name string) string {
	return " AND m.state = 'active' AND m." + column[power] + " = 1 AND m.from_on <= " + on + " AND m.until_on >= " + on +
		" AND (m.scope = 'all' OR (m.scope = 'case' AND m.case_id = " + caseID + ") OR (m.scope = 'items' AND EXISTS" +
		" (SELECT 1 FROM mandate_item i WHERE i.mandate = m.id AND i.item = " + name + ")))"
}

// Condition is the set of delegates as a condition of a list with one ? for the
// person, over columns of the list's own table: principal, case and name. The day is
// written into the text, which so changes once a day.
func Condition(power Power, on gov.Date, principal, caseID, name string) (string, error) {
	if _, err := gov.ParseDate(string(on)); err != nil {
		return "", err
	}
	day := "'" + string(on) + "'"
	return "EXISTS (SELECT 1 FROM mandate m WHERE m.principal = " + principal + lets(power, day, caseID, name) + " AND m.delegate = ?)", nil
}

// Principals lists for whom a person may use a power over something on a day: where
// a list of delegated cases begins.
func Principals(ctx context.Context, q *sqldb.Q, delegate gov.ID, power Power, on gov.Date) ([]gov.ID, error) {
	return sqldb.All(ctx, q, sqldb.Column[gov.ID], "SELECT DISTINCT m.principal FROM mandate m WHERE m.delegate = $1 AND m.state = 'active' AND m."+
		column[power]+" = 1 AND m.from_on <= $2 AND m.until_on >= $2 ORDER BY m.principal LIMIT 200", delegate, on)
}

// IsPresent tells whether the actor's own window has found a person or firm by document
// since the day began: only then does it act for them (帮办).
func IsPresent(ctx context.Context, q *sqldb.Q, account, subject gov.ID, on gov.Date) (bool, error) {
	var one int64
	return q.Row(ctx, "SELECT 1 FROM window_presence WHERE account = $1 AND subject = $2 AND at >= $3 LIMIT 1", []any{account, subject, on.Start()}, &one)
}
