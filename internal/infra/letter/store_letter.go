package letter

import (
	"context"
	"embed"
	"strconv"
	"strings"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/sqldb"
)

// Migrations are the tables of the letters.
//
//go:embed migrations/*.sql
var Migrations embed.FS

var (
	table = sqldb.NewTable("letter", "subject", "id", "subject", "kind", "template", "organ", "form", "number", "dated",
		"ref_kind", "ref_id", "ref_part", "party", "data", "state", "created", "rendered", "blob", "delivered", "channel", "proof")
	counter = sqldb.NewTable("letter_counter", "", "id", "last")
)

func (l *Letter) row() []any {
	return []any{
		l.ID, l.Subject, l.Kind, l.Template, l.Organ, l.form, l.Number, l.Dated, l.Ref.Kind, l.Ref.ID, l.Ref.Part, l.Party, l.data,
		l.State, l.Created, l.Rendered, l.Blob, l.Delivered, l.Channel, l.Proof,
	}
}

func scan(s sqldb.Scanner) (*Letter, error) {
	var l Letter
	err := s.Scan(&l.ID, &l.Subject, &l.Kind, &l.Template, &l.Organ, &l.form, &l.Number, &l.Dated, &l.Ref.Kind, &l.Ref.ID, &l.Ref.Part, &l.Party, &l.data,
		&l.State, &l.Created, &l.Rendered, &l.Blob, &l.Delivered, &l.Channel, &l.Proof, &l.rev)
	return &l, err
}

// Get reads the head of a letter; NotFound when there is none.
func Get(ctx context.Context, q *sqldb.Q, id gov.ID) (*Letter, error) {
	l, found, err := sqldb.One(ctx, q, scan, table.Select("id = $1"), id)
	if err == nil && !found {
		err = gov.NotFound("letter.none")
	}
	return l, err
}

// About lists the letters of one thing in the order they were written; an empty
// part means all parts.
func About(ctx context.Context, q *sqldb.Q, ref Ref) ([]*Letter, error) {
	where, args := "ref_id = $1 AND ref_kind = $2", []any{ref.ID, ref.Kind}
	if ref.Part != "" {
		where, args = where+" AND ref_part = $3", append(args, ref.Part)
	}
	return sqldb.All(ctx, q, scan, table.Select(where+" ORDER BY id"), args...)
}

func save(p *act.Prep, l *Letter) error {
	if err := p.Update(table, l.row(), l.rev); err != nil {
		return err
	}
	l.rev++
	return nil
}

// draw takes the next number of the form: the counter's row is changed in the
// same transaction, so that a number is neither lost nor given twice.
func draw(ctx context.Context, p *act.Prep, l *Letter) error {
	if !strings.Contains(l.form, "{"+fieldSerial+"}") {
		l.Number = l.form
		return nil
	}
	id := counterID(l.Organ, l.form)
	var last, rev int64
	found, err := p.Q().Row(ctx, "SELECT last, rev FROM letter_counter WHERE id = $1", []any{id}, &last, &rev)
	if err != nil {
		return err
	}
	if found {
		err = p.Update(counter, []any{id, last + 1}, rev)
	} else {
		err = p.Insert(counter, []any{id, last + 1})
	}
	l.Number = strings.ReplaceAll(l.form, "{"+fieldSerial+"}", strconv.FormatInt(last+1, 10))
	return err
}

func counterID(organ gov.ID, form string) string { return organ.String() + "/" + form }
