package correction

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"math"
	"strings"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/sqldb"
)

// Migrations are the tables of objections.
//
//go:embed migrations/*.sql
var Migrations embed.FS

var table = sqldb.NewTable("data_objection", "subject", "id", "subject", "account", "kind", "line", "resource", "fields", "used_by", "department",
	"state", "outcome", "task", "made", "due", "answered", "words")

const labelWords = "objection.words"

type stored struct {
	*Objection
	words []byte
}

func scan(s sqldb.Scanner) (stored, error) {
	v := stored{Objection: &Objection{}}
	var fields string
	err := s.Scan(&v.ID, &v.Subject, &v.account, &v.Kind, &v.Line, &v.Resource, &fields, &v.UsedBy, &v.Department,
		&v.State, &v.Outcome, &v.task, &v.Made, &v.Due, &v.Answered, &v.words, &v.rev)
	v.Fields = strings.Split(fields, ",")
	return v, err
}

func (o *Objection) put(p *act.Prep) error {
	keys, err := p.Keys(o.Subject)
	if err != nil {
		return err
	}
	words, err := json.Marshal(o.Words)
	if err != nil {
		return fmt.Errorf("correction: %w", err)
	}
	row := []any{
		o.ID, o.Subject, o.account, o.Kind, o.Line, o.Resource, strings.Join(o.Fields, ","), o.UsedBy, o.Department,
		o.State, o.Outcome, o.task, o.Made, o.Due, o.Answered, keys.Encrypt(labelWords, words),
	}
	if o.rev == 0 {
		return p.Insert(table, row)
	}
	return p.Update(table, row, o.rev)
}

func load(ctx context.Context, p *act.Prep, id gov.ID) (*Objection, error) {
	list, err := read(ctx, p, "id = $1", id)
	if err == nil && len(list) == 0 {
		err = gov.NotFound("objection.none")
	}
	if err != nil {
		return nil, err
	}
	return list[0], nil
}

func read(ctx context.Context, p *act.Prep, where string, args ...any) ([]*Objection, error) {
	found, err := sqldb.All(ctx, p.Q(), scan, table.Select(where), args...)
	if err != nil {
		return nil, err
	}
	out := make([]*Objection, 0, len(found))
	for _, v := range found {
		keys, err := p.Keys(v.Subject)
		if err != nil {
			return nil, err
		}
		plain, err := keys.Decrypt(labelWords, v.words)
		if err != nil {
			return nil, err
		}
		if err := json.Unmarshal(plain, &v.Words); err != nil {
			return nil, fmt.Errorf("objection %d: %w", v.ID, err)
		}
		out = append(out, v.Objection)
	}
	return out, nil
}

func ofSubject(ctx context.Context, p *act.Prep, subject, before gov.ID, limit int) ([]*Objection, error) {
	if before <= 0 {
		before = math.MaxInt64
	}
	return read(ctx, p, "subject = $1 AND id < $2 ORDER BY id DESC LIMIT $3", subject, before, limit)
}

// openOn tells whether a line has an open objection of its subject.
func openOn(ctx context.Context, q *sqldb.Q, subject gov.ID, line int64) (bool, error) {
	var n int64
	_, err := q.Row(ctx, "SELECT COUNT(*) FROM data_objection WHERE subject = $1 AND line = $2 AND state = $3", []any{subject, line, string(Open)}, &n)
	return n > 0, err
}

func countOpen(ctx context.Context, q *sqldb.Q, subject gov.ID) (n int64, err error) {
	_, err = q.Row(ctx, "SELECT COUNT(*) FROM data_objection WHERE subject = $1 AND state = $2", []any{subject, string(Open)}, &n)
	return n, err
}

// Marked lists the elements of a subject that are marked as doubted, by resource: an
// objection to them is open, or was answered with a mark. It tells no words.
func Marked(ctx context.Context, q *sqldb.Q, subject gov.ID) (map[string][]string, error) {
	rows, err := sqldb.All(ctx, q, scan, table.Select("subject = $1 AND kind = $2 AND (state = $3 OR outcome = $4) ORDER BY id LIMIT 200"),
		subject, string(Wrong), string(Open), "marked")
	out := map[string][]string{}
	for _, o := range rows {
		out[o.Resource] = append(out[o.Resource], o.Fields...)
	}
	return out, err
}
