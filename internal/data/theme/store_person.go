package theme

import (
	"context"
	"embed"
	"encoding/json"
	"maps"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/sqldb"
	"holon.example/holon/internal/infra/vault"
)

// Migrations are the theme tables.
//
//go:embed migrations/*.sql
var Migrations embed.FS

var (
	personTable = sqldb.NewTable("theme_person", "id", "id", "number_index", "division", "household", "spouse", "father", "mother",
		"number", "name", "sex", "birth", "nation", "address", "relation", "education", "mobile", "marital", "married", "kin", "as_of")
	householdTable = sqldb.NewTable("theme_household", "", "id", "number_index", "number")
)

// The kinds of the blind indexes.
const (
	personIndex    = "person.number"
	householdIndex = "household.number"
)

// personRow is a stored row: the sealed columns as they stand.
type personRow struct {
	id                                gov.ID
	index, division                   string
	household, spouse, father, mother gov.ID
	sealed                            map[string][]byte // by column, with kin
	asOf                              gov.Time
	rev                               int64
}

// sealedPerson are the encrypted columns in the order of the table.
var sealedPerson = append(sealedColumns(personElements), "kin")

func sealedColumns(list []Element) (out []string) {
	for _, e := range list {
		if e.sealed {
			out = append(out, e.column)
		}
	}
	return out
}

func (r *personRow) values() []any {
	out := []any{r.id, r.index, r.division, r.household, r.spouse, r.father, r.mother}
	for _, c := range sealedPerson {
		b := r.sealed[c]
		if b == nil {
			b = []byte{}
		}
		out = append(out, b)
	}
	return append(out, r.asOf)
}

func scanPerson(s sqldb.Scanner) (*personRow, error) {
	r := &personRow{sealed: make(map[string][]byte, len(sealedPerson))}
	cols := make([][]byte, len(sealedPerson))
	dest := []any{&r.id, &r.index, &r.division, &r.household, &r.spouse, &r.father, &r.mother}
	for i := range cols {
		dest = append(dest, &cols[i])
	}
	err := s.Scan(append(dest, &r.asOf, &r.rev)...)
	for i, c := range sealedPerson {
		r.sealed[c] = cols[i]
	}
	return r, err
}

func readPerson(ctx context.Context, q *sqldb.Q, id gov.ID) (*personRow, bool, error) {
	return sqldb.One(ctx, q, scanPerson, personTable.Select("id = $1"), id)
}

// FindPerson gives the id of the person with an identity number; nothing else of
// him is told.
func FindPerson(ctx context.Context, q *sqldb.Q, v *vault.Vault, number string) (id gov.ID, found bool, err error) {
	found, err = q.Row(ctx, "SELECT id FROM theme_person WHERE number_index = $1", []any{v.BlindIndex(personIndex, number)}, &id)
	return id, found, err
}

// Household lists the ids of the persons of one household.
func Household(ctx context.Context, q *sqldb.Q, person gov.ID) ([]gov.ID, error) {
	return sqldb.All(ctx, q, sqldb.Column[gov.ID],
		"SELECT o.id FROM theme_person p JOIN theme_person o ON o.household = p.household WHERE p.id = $1 AND p.household <> 0 ORDER BY o.id", person)
}

// Spouse gives whom a person is married to; 0 when to nobody, or to nobody the
// register knows.
func Spouse(ctx context.Context, q *sqldb.Q, person gov.ID) (id gov.ID, err error) {
	_, err = q.Row(ctx, "SELECT spouse FROM theme_person WHERE id = $1", []any{person}, &id)
	return id, err
}

func hasRows(ctx context.Context, q *sqldb.Q, table string) (bool, error) {
	var one int64
	return q.Row(ctx, "SELECT 1 FROM "+table+" LIMIT 1", nil, &one)
}

// seal encrypts the values of a person under his key.
func (p *person) seal(k *vault.Keys) (map[string][]byte, error) {
	out := make(map[string][]byte, len(sealedPerson))
	for _, e := range personElements {
		if v := p.values[e.Code]; e.sealed && v != "" {
			out[e.column] = k.Encrypt("theme_person."+e.column, []byte(v))
		}
	}
	if len(p.kin) > 0 {
		b, err := json.Marshal(p.kin)
		if err != nil {
			return nil, err
		}
		out["kin"] = k.Encrypt("theme_person.kin", b)
	}
	return out, nil
}

// open decrypts one element; the empty string when the register has none.
func (r *personRow) open(k *vault.Keys, column string) (string, error) {
	b := r.sealed[column]
	if len(b) == 0 {
		return "", nil
	}
	plain, err := k.Decrypt("theme_person."+column, b)
	return string(plain), err
}

// unresolved are the numbers of relatives the register does not hold.
func (r *personRow) unresolved(k *vault.Keys) (map[string]string, error) {
	kin := map[string]string{}
	text, err := r.open(k, "kin")
	if err != nil || text == "" {
		return kin, err
	}
	return kin, json.Unmarshal([]byte(text), &kin)
}

// same tells whether a stored row says what the file says.
func (r *personRow) same(p *person, k *vault.Keys) (bool, error) {
	if r.division != p.division || r.household != p.householdID || r.spouse != p.spouse || r.father != p.father || r.mother != p.mother {
		return false, nil
	}
	for _, e := range personElements {
		if !e.sealed {
			continue
		}
		if v, err := r.open(k, e.column); err != nil || v != p.values[e.Code] {
			return false, err
		}
	}
	kin, err := r.unresolved(k)
	return maps.Equal(kin, p.kin), err
}

// putPerson inserts or updates one person and tells which of the three it was.
func putPerson(ctx context.Context, p *act.Prep, in *person) (change, error) {
	old, found, err := readPerson(ctx, p.Q(), in.id)
	if err != nil {
		return unchanged, err
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
	if found {
		if same, err := old.same(in, k); err != nil || same {
			return unchanged, err
		}
	}
	row := &personRow{
		id: in.id, index: p.BlindIndex(personIndex, in.number()), division: in.division, household: in.householdID,
		spouse: in.spouse, father: in.father, mother: in.mother, asOf: p.Now(),
	}
	if row.sealed, err = in.seal(k); err != nil {
		return unchanged, err
	}
	if !found {
		return added, p.Insert(personTable, row.values())
	}
	return updated, p.Update(personTable, row.values(), old.rev)
}

func putHousehold(p *act.Prep, id gov.ID, number string) error {
	k, err := p.Keys(0)
	if err != nil {
		return err
	}
	return p.Insert(householdTable, []any{id, p.BlindIndex(householdIndex, number), k.Encrypt("theme_household.number", []byte(number))})
}

func readHousehold(ctx context.Context, p *act.Prep, id gov.ID) (string, error) {
	var sealed []byte
	found, err := p.Q().Row(ctx, "SELECT number FROM theme_household WHERE id = $1", []any{id}, &sealed)
	if err != nil || !found {
		return "", err
	}
	k, err := p.Keys(0)
	if err != nil {
		return "", err
	}
	plain, err := k.Decrypt("theme_household.number", sealed)
	return string(plain), err
}

func findHousehold(ctx context.Context, q *sqldb.Q, index string) (id gov.ID, found bool, err error) {
	found, err = q.Row(ctx, "SELECT id FROM theme_household WHERE number_index = $1", []any{index}, &id)
	return id, found, err
}
