package licence

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/sqldb"
)

// Migrations are the tables of the certificates.
//
//go:embed migrations/*.sql
var Migrations embed.FS

// A certificate has a key of its own as vault subject: it outlives its case.
var table = sqldb.NewTable("licence", "id", "id", "case_id", "matter_id", "kind", "item", "number", "identifier", "holder", "organ", "state", "issued", "until", "blob", "content")

const labelContent = "licence.content"

var (
	countFirst = sqldb.NewStmt("licence_counter.insert", "INSERT INTO licence_counter (id, n) VALUES ($1, 1)")
	countNext  = sqldb.NewStmt("licence_counter.next", "UPDATE licence_counter SET n = $2 WHERE id = $1 AND n = $3")
)

// Held is a certificate as it is kept: its content, and its printed file.
type Held struct {
	Licence
	Matter gov.ID `json:"matter"`
	Blob   string `json:"blob,omitempty"` // empty until it is printed
	Show   string `json:"show,omitempty"` // what its QR code holds, to be shown on a telephone (亮证); set when it is opened

	rev int64
}

// Resource is a certificate as the policies see it.
func (h *Held) Resource() act.Resource {
	return act.Resource{Type: "Certificate", ID: h.ID.String(), Attrs: map[string]any{
		"holder": h.Holder, "department": h.Organ, "division": h.Division, "state": string(h.State), "item": h.Item,
	}}
}

func (h *Held) put(p *act.Prep) error {
	keys, err := p.Keys(h.ID)
	if err != nil {
		return err
	}
	content, err := json.Marshal(h.Licence)
	if err != nil {
		return fmt.Errorf("licence: %w", err)
	}
	row := []any{h.ID, h.Case, h.Matter, h.Kind, h.Item, h.Number, h.Identifier, h.Holder, h.Organ, h.State, h.Issued, h.Until, h.Blob, keys.Encrypt(labelContent, content)}
	if h.rev == 0 {
		return p.Insert(table, row)
	}
	return p.Update(table, row, h.rev)
}

// Head is a certificate in a list: nothing personal.
type Head struct {
	ID         gov.ID   `json:"id"`
	Case       gov.ID   `json:"case"`
	Matter     gov.ID   `json:"matter"`
	Kind       string   `json:"kind"`
	Item       string   `json:"item"`
	Number     string   `json:"number"`
	Identifier string   `json:"identifier"`
	Holder     gov.ID   `json:"holder"`
	Organ      gov.ID   `json:"organ"`
	State      State    `json:"state"`
	Issued     gov.Date `json:"issued"`
	Until      gov.Date `json:"until,omitempty"`
	Blob       string   `json:"blob,omitempty"`

	content []byte
	rev     int64
}

func scan(s sqldb.Scanner) (h Head, err error) {
	err = s.Scan(&h.ID, &h.Case, &h.Matter, &h.Kind, &h.Item, &h.Number, &h.Identifier, &h.Holder, &h.Organ, &h.State, &h.Issued, &h.Until, &h.Blob, &h.content, &h.rev)
	return h, err
}

// OfHolder lists the certificates of a holder, newest first.
func OfHolder(ctx context.Context, q *sqldb.Q, holder, before gov.ID, limit int) ([]Head, error) {
	return sqldb.All(ctx, q, scan, table.Select("holder = $1 AND id < $2 ORDER BY id DESC LIMIT $3"), holder, before, limit)
}

func read(ctx context.Context, p *act.Prep, where string, arg any) (*Held, error) {
	h, found, err := sqldb.One(ctx, p.Q(), scan, table.Select(where), arg)
	if err != nil {
		return nil, err
	}
	if !found {
		return nil, gov.NotFound("licence.none")
	}
	keys, err := p.Keys(h.ID)
	if err != nil {
		return nil, err
	}
	plain, err := keys.Decrypt(labelContent, h.content)
	if err != nil {
		return nil, err
	}
	out := &Held{Matter: h.Matter, Blob: h.Blob, rev: h.rev}
	return out, json.Unmarshal(plain, &out.Licence)
}

// count draws the next running number of a kind, year and organ in the
// transaction of the use case.
func count(ctx context.Context, p *act.Prep, id string) (int, error) {
	var n int64
	found, err := p.Q().Row(ctx, "SELECT n FROM licence_counter WHERE id = $1", []any{id}, &n)
	if err != nil {
		return 0, err
	}
	if !found {
		p.Exec(countFirst, 1, id)
		return 1, nil
	}
	p.Exec(countNext, 1, id, n+1, n)
	return int(n + 1), nil
}
