package show

import (
	"context"
	"embed"
	"strings"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/sqldb"
)

// Migrations are the tables of shows and of their uses.
//
//go:embed migrations/*.sql
var Migrations embed.FS

// Both stand under the key of the certificate.
var (
	table    = sqldb.NewTable("licence_show", "licence", "id", "licence", "holder", "account", "purpose", "fields", "made", "until", "revoked", "uses", "note")
	useTable = sqldb.NewTable("licence_show_use", "licence", "id", "show_id", "licence", "holder", "by_kind", "department", "purpose", "fields", "at")
)

const labelNote = "licence.show.note"

// stored is a show with its words still sealed.
type stored struct {
	*Show
	note []byte
}

func scan(s sqldb.Scanner) (stored, error) {
	v := stored{Show: &Show{}}
	var fields string
	err := s.Scan(&v.ID, &v.Licence, &v.Holder, &v.account, &v.Purpose, &fields, &v.Made, &v.Until, &v.Revoked, &v.Uses, &v.note, &v.rev)
	v.Fields = strings.Split(fields, ",")
	return v, err
}

func scanUse(s sqldb.Scanner) (u Use, err error) {
	var fields string
	var rev int64
	err = s.Scan(&u.ID, &u.Show, &u.Licence, &u.Holder, &u.By, &u.Department, &u.Purpose, &fields, &u.At, &rev)
	u.Fields = strings.Split(fields, ",")
	return u, err
}

func (s *Show) put(p *act.Prep) error {
	keys, err := p.Keys(s.Licence)
	if err != nil {
		return err
	}
	note := keys.Encrypt(labelNote, []byte(s.Note))
	row := []any{s.ID, s.Licence, s.Holder, s.account, s.Purpose, strings.Join(s.Fields, ","), s.Made, s.Until, s.Revoked, s.Uses, note}
	if s.rev == 0 {
		return p.Insert(table, row)
	}
	return p.Update(table, row, s.rev)
}

func (u *Use) put(p *act.Prep) error {
	return p.Insert(useTable, []any{u.ID, u.Show, u.Licence, u.Holder, u.By, u.Department, u.Purpose, strings.Join(u.Fields, ","), u.At})
}

// load reads a show; NotFound when there is none.
func load(ctx context.Context, p *act.Prep, id gov.ID) (*Show, error) {
	list, err := read(ctx, p, "id = $1", id)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, gov.NotFound("show.none")
	}
	return list[0], nil
}

func read(ctx context.Context, p *act.Prep, where string, args ...any) ([]*Show, error) {
	found, err := sqldb.All(ctx, p.Q(), scan, table.Select(where), args...)
	if err != nil {
		return nil, err
	}
	out := make([]*Show, 0, len(found))
	for _, v := range found {
		keys, err := p.Keys(v.Licence)
		if err != nil {
			return nil, err
		}
		plain, err := keys.Decrypt(labelNote, v.note)
		if err != nil {
			return nil, err
		}
		v.Note = string(plain)
		out = append(out, v.Show)
	}
	return out, nil
}

// usesOf lists the uses of a holder's certificates, newest first.
func usesOf(ctx context.Context, q *sqldb.Q, holder, before gov.ID, limit int) ([]Use, error) {
	return sqldb.All(ctx, q, scanUse, useTable.Select("holder = $1 AND id < $2 ORDER BY id DESC LIMIT $3"), holder, before, limit)
}
