package theme

import (
	"context"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/sqldb"
	"holon.example/holon/internal/infra/vault"
)

var firmTable = sqldb.NewTable("theme_firm", "id", "id", "uscc", "name", "kind", "status", "address", "founded", "capital", "industry", "scope",
	"division", "legal", "legal_name", "legal_number", "phone", "as_of")

// Published is what the register of firms publishes of a firm (grade 1); it may
// stand in lists.
type Published struct {
	ID       gov.ID `json:"id"`
	USCC     string `json:"uscc"`
	Name     string `json:"name"`
	Kind     string `json:"kind"`
	Status   string `json:"status"`
	Address  string `json:"address"`
	Founded  string `json:"founded"`
	Capital  string `json:"capital"`
	Industry string `json:"industry"`
	Scope    string `json:"scope"`
	Division string `json:"division"`
}

// firmRow is a stored row.
type firmRow struct {
	Published
	legal  gov.ID
	sealed map[string][]byte // by column
	asOf   gov.Time
	rev    int64
}

var sealedFirm = sealedColumns(firmElements)

func (r *firmRow) values() []any {
	out := []any{r.ID, r.USCC, r.Name, r.Kind, r.Status, r.Address, r.Founded, r.Capital, r.Industry, r.Scope, r.Division, r.legal}
	for _, c := range sealedFirm {
		b := r.sealed[c]
		if b == nil {
			b = []byte{}
		}
		out = append(out, b)
	}
	return append(out, r.asOf)
}

func scanFirm(s sqldb.Scanner) (*firmRow, error) {
	r := &firmRow{sealed: make(map[string][]byte, len(sealedFirm))}
	cols := make([][]byte, len(sealedFirm))
	dest := []any{&r.ID, &r.USCC, &r.Name, &r.Kind, &r.Status, &r.Address, &r.Founded, &r.Capital, &r.Industry, &r.Scope, &r.Division, &r.legal}
	for i := range cols {
		dest = append(dest, &cols[i])
	}
	err := s.Scan(append(dest, &r.asOf, &r.rev)...)
	for i, c := range sealedFirm {
		r.sealed[c] = cols[i]
	}
	return r, err
}

func readFirm(ctx context.Context, q *sqldb.Q, id gov.ID) (*firmRow, bool, error) {
	return sqldb.One(ctx, q, scanFirm, firmTable.Select("id = $1"), id)
}

// FindFirm gives the id of the firm with a credit code.
func FindFirm(ctx context.Context, q *sqldb.Q, uscc string) (id gov.ID, found bool, err error) {
	found, err = q.Row(ctx, "SELECT id FROM theme_firm WHERE uscc = $1", []any{uscc}, &id)
	return id, found, err
}

// Firms lists the firms whose legal representative a person is.
func Firms(ctx context.Context, q *sqldb.Q, person gov.ID) ([]gov.ID, error) {
	return sqldb.All(ctx, q, sqldb.Column[gov.ID], "SELECT id FROM theme_firm WHERE legal = $1 ORDER BY id", person)
}

// Publish gives what the register publishes of a firm; NotFound when there is none.
func Publish(ctx context.Context, q *sqldb.Q, id gov.ID) (*Published, error) {
	r, found, err := readFirm(ctx, q, id)
	if err != nil {
		return nil, err
	}
	if !found {
		return nil, gov.NotFound("theme.no_firm")
	}
	return &r.Published, nil
}

// clear gives the open columns of a row by element.
func (r *firmRow) clear(code string) string {
	return map[string]string{
		"creditCode": r.USCC, "firmName": r.Name, "firmKind": r.Kind, "firmStatus": r.Status, "firmAddress": r.Address, "foundedOn": r.Founded,
		"registeredCapital": r.Capital, "industry": r.Industry, "businessScope": r.Scope, "division": r.Division,
	}[code]
}

func (r *firmRow) open(k *vault.Keys, column string) (string, error) {
	b := r.sealed[column]
	if len(b) == 0 {
		return "", nil
	}
	plain, err := k.Decrypt("theme_firm."+column, b)
	return string(plain), err
}

func (r *firmRow) same(f *firm, k *vault.Keys) (bool, error) {
	if r.legal != f.legal {
		return false, nil
	}
	for _, e := range firmElements {
		v, err := r.clear(e.Code), error(nil)
		if e.sealed {
			v, err = r.open(k, e.column)
		}
		if err != nil || v != f.values[e.Code] {
			return false, err
		}
	}
	return true, nil
}

func (f *firm) row(k *vault.Keys, now gov.Time) *firmRow {
	v := f.values
	r := &firmRow{
		Published: Published{
			ID: f.id, USCC: v["creditCode"], Name: v["firmName"], Kind: v["firmKind"], Status: v["firmStatus"], Address: v["firmAddress"],
			Founded: v["foundedOn"], Capital: v["registeredCapital"], Industry: v["industry"], Scope: v["businessScope"], Division: v["division"],
		},
		legal: f.legal, sealed: map[string][]byte{}, asOf: now,
	}
	for _, e := range firmElements {
		if e.sealed && v[e.Code] != "" {
			r.sealed[e.column] = k.Encrypt("theme_firm."+e.column, []byte(v[e.Code]))
		}
	}
	return r
}

// putFirm inserts or updates one firm and tells which of the three it was.
func putFirm(ctx context.Context, p *act.Prep, v *vault.Vault, in *firm) (change, error) {
	old, found, err := readFirm(ctx, p.Q(), in.id)
	if err != nil {
		return unchanged, err
	}
	if n := in.values["legalPersonId"]; n != "" {
		if in.legal, _, err = FindPerson(ctx, p.Q(), v, n); err != nil {
			return unchanged, err
		}
	}
	if !found {
		if err := p.NewSubject(in.id); err != nil {
			return unchanged, err
		}
	}
	k, err := p.Keys(in.id)
	if err != nil {
		return unchanged, err
	}
	if !found {
		return added, p.Insert(firmTable, in.row(k, p.Now()).values())
	}
	if same, err := old.same(in, k); err != nil || same {
		return unchanged, err
	}
	return updated, p.Update(firmTable, in.row(k, p.Now()).values(), old.rev)
}
