package casework

import (
	"context"
	"encoding/json"
	"fmt"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/sqldb"
	"holon.example/holon/internal/infra/vault"
)

var (
	clockTable    = sqldb.NewTable("case_clock", "case_id", "id", "case_id", "matter_id", "kind", "open", "due", "clock", "jobs")
	materialTable = sqldb.NewTable("case_material", "case_id", "id", "case_id", "code", "name", "blob", "type", "size", "state", "origin", "at", "by_whom")
	opinionTable  = sqldb.NewTable("case_opinion", "case_id", "id", "case_id", "matter_id", "step", "page", "post", "department", "at", "result", "cites", "words")
	visitTable    = sqldb.NewTable("case_visit", "case_id", "id", "case_id", "joint", "matters", "staff", "at", "results", "report")
)

const (
	labelForm    = "case_file.form"
	labelFacts   = "case_file.facts"
	labelName    = "case_material.name"
	labelOpinion = "case_opinion.words"
	labelReport  = "case_visit.report"
)

func scanClock(s sqldb.Scanner) (*Timer, error) {
	t := &Timer{}
	var open int64
	var state, jobs string
	if err := s.Scan(&t.ID, &t.Case, &t.Matter, &t.Kind, &open, &t.Due, &state, &jobs, &t.Rev); err != nil {
		return nil, err
	}
	if err := json.Unmarshal([]byte(state), &t.Clock); err != nil {
		return nil, fmt.Errorf("clock %s: %w", t.ID, err)
	}
	return t, json.Unmarshal([]byte(jobs), &t.Jobs)
}

func (t *Timer) row() []any {
	return []any{t.ID, t.Case, t.Matter, t.Kind, t.Clock.Open(), t.Due, toJSON(t.Clock), toJSON(t.Jobs)}
}

func clocksOf(ctx context.Context, q *sqldb.Q, caseID gov.ID) ([]*Timer, error) {
	return sqldb.All(ctx, q, scanClock, clockTable.Select("case_id = $1 ORDER BY id"), caseID)
}

func loadClock(ctx context.Context, q *sqldb.Q, id gov.ID) (*Timer, error) {
	t, found, err := sqldb.One(ctx, q, scanClock, clockTable.Select("id = $1"), id)
	if err == nil && !found {
		err = gov.NotFound("clock.none")
	}
	return t, err
}

// openClocks reads the clocks that still run, for recomputing them.
func openClocks(ctx context.Context, q *sqldb.Q, after gov.ID, limit int) ([]*Timer, error) {
	return sqldb.All(ctx, q, scanClock, clockTable.Select("open = 1 AND id > $1 ORDER BY id LIMIT $2"), after, limit)
}

func (m *Material) row(k *vault.Keys) []any {
	return []any{m.ID, m.Case, m.Code, k.Encrypt(labelName, []byte(m.Name)), m.Blob, m.Type, m.Size, m.State, m.Origin, m.At, m.By}
}

func materialsOf(ctx context.Context, q *sqldb.Q, k *vault.Keys, caseID gov.ID) ([]*Material, error) {
	return sqldb.All(ctx, q, func(s sqldb.Scanner) (*Material, error) {
		m := &Material{}
		var name []byte
		var origin int64
		if err := s.Scan(&m.ID, &m.Case, &m.Code, &name, &m.Blob, &m.Type, &m.Size, &m.State, &origin, &m.At, &m.By, &m.Rev); err != nil {
			return nil, err
		}
		plain, err := k.Decrypt(labelName, name)
		m.Name, m.Origin = string(plain), origin != 0
		return m, err
	}, materialTable.Select("case_id = $1 ORDER BY id"), caseID)
}

func (o *Opinion) row(k *vault.Keys) []any {
	return []any{o.ID, o.Case, o.Matter, o.Step, o.Page, o.Post, o.Department, o.At, o.Result, toJSON(o.Cites), k.Encrypt(labelOpinion, []byte(o.Text))}
}

func opinionsOf(ctx context.Context, q *sqldb.Q, k *vault.Keys, caseID gov.ID) ([]*Opinion, error) {
	return sqldb.All(ctx, q, func(s sqldb.Scanner) (*Opinion, error) {
		o := &Opinion{}
		var cites string
		var words []byte
		if err := s.Scan(&o.ID, &o.Case, &o.Matter, &o.Step, &o.Page, &o.Post, &o.Department, &o.At, &o.Result, &cites, &words, &o.Rev); err != nil {
			return nil, err
		}
		plain, err := k.Decrypt(labelOpinion, words)
		if err != nil {
			return nil, err
		}
		o.Text = string(plain)
		return o, json.Unmarshal([]byte(cites), &o.Cites)
	}, opinionTable.Select("case_id = $1 ORDER BY id"), caseID)
}

func (v *Visit) row(k *vault.Keys) []any {
	return []any{v.ID, v.Case, v.Joint, toJSON(v.Matters), toJSON(v.Staff), v.At, toJSON(v.Results), k.Encrypt(labelReport, []byte(v.Report))}
}

func visitsOf(ctx context.Context, q *sqldb.Q, k *vault.Keys, caseID gov.ID) ([]*Visit, error) {
	return sqldb.All(ctx, q, func(s sqldb.Scanner) (*Visit, error) {
		v := &Visit{}
		var matters, staff, results string
		var report []byte
		if err := s.Scan(&v.ID, &v.Case, &v.Joint, &matters, &staff, &v.At, &results, &report, &v.Rev); err != nil {
			return nil, err
		}
		plain, err := k.Decrypt(labelReport, report)
		if err != nil {
			return nil, err
		}
		v.Report = string(plain)
		for text, into := range map[string]any{matters: &v.Matters, staff: &v.Staff, results: &v.Results} {
			if err := json.Unmarshal([]byte(text), into); err != nil {
				return nil, fmt.Errorf("visit %s: %w", v.ID, err)
			}
		}
		return v, nil
	}, visitTable.Select("case_id = $1 ORDER BY id"), caseID)
}
