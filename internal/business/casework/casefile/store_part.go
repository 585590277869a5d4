package casefile

import (
	"context"
	"encoding/json"
	"fmt"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/sqldb"
	"holon.example/holon/internal/infra/vault"
)

// The tables of what belongs to a case.
var (
	Materials = sqldb.NewTable("case_material", "case_id", "id", "case_id", "code", "name", "blob", "type", "size", "state", "origin", "at", "by_whom", "file_key")
	Opinions  = sqldb.NewTable("case_opinion", "case_id", "id", "case_id", "matter_id", "step", "page", "post", "department", "at", "result", "cites", "words", "acting_for")
	Visits    = sqldb.NewTable("case_visit", "case_id", "id", "case_id", "joint", "matters", "staff", "at", "results", "report")
)

// Labels under which what is personal is encrypted.
const (
	LabelForm    = "case_file.form"
	LabelFacts   = "case_file.facts"
	labelName    = "case_material.name"
	labelFileKey = "case_material.file_key"
	labelOpinion = "case_opinion.words"
	labelReport  = "case_visit.report"
)

// Row is the row of its table, what is personal encrypted under the case's key.
func (m *Material) Row(k *vault.Keys) []any {
	return []any{m.ID, m.Case, m.Code, k.Encrypt(labelName, []byte(m.Name)), m.Blob, m.Type, m.Size, m.State, m.Origin, m.At, m.By, orNone(m.key)}
}

// orNone keeps a column that has no value out of the hash of its row.
func orNone(b []byte) any {
	if len(b) == 0 {
		return nil
	}
	return b
}

// Lock keeps the key of the material's file, encrypted under the case's key.
func (m *Material) Lock(k *vault.Keys, fileKey []byte) {
	if len(fileKey) > 0 {
		m.key = k.Encrypt(labelFileKey, fileKey)
	}
}

// FileKey gives the key of the material's file; nil for one that was handed in before
// files had keys of their own.
func (m *Material) FileKey(k *vault.Keys) ([]byte, error) {
	if len(m.key) == 0 {
		return nil, nil
	}
	return k.Decrypt(labelFileKey, m.key)
}

// MaterialsOf reads the materials of a case in order.
func MaterialsOf(ctx context.Context, q *sqldb.Q, k *vault.Keys, caseID gov.ID) ([]*Material, error) {
	return sqldb.All(ctx, q, func(s sqldb.Scanner) (*Material, error) {
		m := &Material{}
		var name []byte
		var origin int64
		if err := s.Scan(&m.ID, &m.Case, &m.Code, &name, &m.Blob, &m.Type, &m.Size, &m.State, &origin, &m.At, &m.By, &m.key, &m.Rev); err != nil {
			return nil, err
		}
		plain, err := k.Decrypt(labelName, name)
		m.Name, m.Origin = string(plain), origin != 0
		return m, err
	}, Materials.Select("case_id = $1 ORDER BY id"), caseID)
}

// Row is the row of its table, what is personal encrypted under the case's key.
func (o *Opinion) Row(k *vault.Keys) []any {
	return []any{o.ID, o.Case, o.Matter, o.Step, o.Page, o.Post, o.Department, o.At, o.Result, toJSON(o.Cites), k.Encrypt(labelOpinion, []byte(o.Text)), o.For}
}

// OpinionsOf reads the opinions of a case in order.
func OpinionsOf(ctx context.Context, q *sqldb.Q, k *vault.Keys, caseID gov.ID) ([]*Opinion, error) {
	return sqldb.All(ctx, q, func(s sqldb.Scanner) (*Opinion, error) {
		o := &Opinion{}
		var cites string
		var words []byte
		var actingFor *gov.ID // rows from before this column have none
		if err := s.Scan(&o.ID, &o.Case, &o.Matter, &o.Step, &o.Page, &o.Post, &o.Department, &o.At, &o.Result, &cites, &words, &actingFor, &o.Rev); err != nil {
			return nil, err
		}
		if actingFor != nil {
			o.For = *actingFor
		}
		plain, err := k.Decrypt(labelOpinion, words)
		if err != nil {
			return nil, err
		}
		o.Text = string(plain)
		return o, json.Unmarshal([]byte(cites), &o.Cites)
	}, Opinions.Select("case_id = $1 ORDER BY id"), caseID)
}

// Row is the row of its table, what is personal encrypted under the case's key.
func (v *Visit) Row(k *vault.Keys) []any {
	return []any{v.ID, v.Case, v.Joint, toJSON(v.Matters), toJSON(v.Staff), v.At, toJSON(v.Results), k.Encrypt(labelReport, []byte(v.Report))}
}

// VisitsOf reads the visits of a case in order.
func VisitsOf(ctx context.Context, q *sqldb.Q, k *vault.Keys, caseID gov.ID) ([]*Visit, error) {
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
	}, Visits.Select("case_id = $1 ORDER BY id"), caseID)
}

// Moment is one event of the case.
type Moment struct {
	At         gov.Time  `json:"at"`
	Name       string    `json:"name"`
	Department gov.ID    `json:"department,omitempty"`
	Matter     gov.ID    `json:"matter,omitempty"`
	Data       seal.Data `json:"data,omitempty"`
}
