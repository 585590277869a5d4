package assist

import (
	"context"
	"embed"
	"strings"

	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/sqldb"
	"holon.example/holon/internal/infra/vault"
)

// Migrations are the tables of the requests.
//
//go:embed migrations/*.sql
var Migrations embed.FS

var table = sqldb.NewTable("case_assist", "case_id", "id", "case_id", "matter_id", "item", "from_dept", "asker", "to_dept", "question", "cites",
	"asked_at", "due", "state", "answerer", "ended_at", "result", "answer", "grounds", "task")

// Labels under which the words are encrypted.
const (
	labelQuestion = "case_assist.question"
	labelAnswer   = "case_assist.answer"
)

func (r *Request) row(k *vault.Keys) []any {
	return []any{
		r.ID, r.Case, r.Matter, r.Item, r.From, r.Asker, r.To, k.Encrypt(labelQuestion, []byte(r.Question)), strings.Join(r.Cites, "\n"),
		r.AskedAt, r.Due, r.State, r.Answerer, r.EndedAt, r.Result, k.Encrypt(labelAnswer, []byte(r.Answer)), strings.Join(r.Grounds, "\n"), r.Task,
	}
}

// sealed is a request whose words are still encrypted.
type sealed struct {
	*Request
	question, answer []byte
}

func scan(s sqldb.Scanner) (x sealed, err error) {
	r := &Request{}
	var cites, grounds string
	x.Request = r
	err = s.Scan(&r.ID, &r.Case, &r.Matter, &r.Item, &r.From, &r.Asker, &r.To, &x.question, &cites, &r.AskedAt, &r.Due, &r.State,
		&r.Answerer, &r.EndedAt, &r.Result, &x.answer, &grounds, &r.Task, &r.Rev)
	r.Cites, r.Grounds = lines(cites), lines(grounds)
	return x, err
}

func lines(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, "\n")
}

func (x sealed) open(k *vault.Keys) (*Request, error) {
	q, err := k.Decrypt(labelQuestion, x.question)
	if err != nil {
		return nil, err
	}
	a, err := k.Decrypt(labelAnswer, x.answer)
	x.Question, x.Answer = string(q), string(a)
	return x.Request, err
}

// load reads a request with its case.
func load(ctx context.Context, p *act.Prep, id gov.ID) (*Request, *casefile.Case, error) {
	x, found, err := sqldb.One(ctx, p.Q(), scan, table.Select("id = $1"), id)
	if err != nil {
		return nil, nil, err
	}
	if !found {
		return nil, nil, gov.NotFound("assist.none")
	}
	c, err := casefile.Load(ctx, p.Q(), x.Case)
	if err != nil {
		return nil, nil, err
	}
	keys, err := p.Keys(x.Case)
	if err != nil {
		return nil, nil, err
	}
	r, err := x.open(keys)
	if err == nil {
		r.No = c.No
	}
	return r, c, err
}

// Of reads the requests of a case in order, for who has been let open it.
func Of(ctx context.Context, q *sqldb.Q, k *vault.Keys, caseID gov.ID) ([]*Request, error) {
	all, err := sqldb.All(ctx, q, scan, table.Select("case_id = $1 ORDER BY id"), caseID)
	if err != nil {
		return nil, err
	}
	out := make([]*Request, 0, len(all))
	for _, x := range all {
		r, err := x.open(k)
		if err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, nil
}

// openOf tells whether a department is being asked about a matter already.
func openOf(ctx context.Context, q *sqldb.Q, caseID, matter, to gov.ID) (bool, error) {
	_, found, err := sqldb.One(ctx, q, sqldb.Column[gov.ID], "SELECT id FROM case_assist WHERE case_id = $1 AND matter_id = $2 AND to_dept = $3 AND state = $4", caseID, matter, to, Asked)
	return found, err
}
