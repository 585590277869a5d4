package theme

import (
	"context"
	"errors"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/vault"
)

// Person reads elements of a person inside the command that seals the read; only
// data/exchange calls it. An element that is missing from the answer is unknown,
// an empty one is known to be empty. asOf is zero when the register has no such
// person, or his key was destroyed.
func Person(ctx context.Context, p *act.Prep, subject gov.ID, elements []string) (values map[string]string, asOf gov.Time, err error) {
	row, found, err := readPerson(ctx, p.Q(), subject)
	if err != nil || !found {
		return nil, 0, err
	}
	keys, err := p.Keys(subject)
	if errors.Is(err, vault.ErrErased) {
		return nil, 0, nil
	}
	if err != nil {
		return nil, 0, err
	}
	values = map[string]string{}
	for _, code := range elements {
		e, ok := elementOf(personElements, code)
		if !ok {
			continue
		}
		v, known, err := personValue(ctx, p, row, keys, e)
		if err != nil {
			return nil, 0, err
		}
		if known {
			values[code] = v
		}
	}
	return values, row.asOf, nil
}

func personValue(ctx context.Context, p *act.Prep, row *personRow, keys *vault.Keys, e Element) (v string, known bool, err error) {
	switch {
	case e.sealed:
		v, err = row.open(keys, e.column)
		return v, err == nil, err
	case e.Code == "division":
		return row.division, true, nil
	case e.Code == "householdId" && row.household == 0:
		return "", true, nil
	case e.Code == "householdId":
		v, err = readHousehold(ctx, p, row.household)
		return v, err == nil, err
	}
	relative := map[string]gov.ID{"spouseId": row.spouse, "fatherId": row.father, "motherId": row.mother}[e.Code]
	if relative == 0 {
		kin, err := row.unresolved(keys)
		return kin[e.Code], err == nil, err
	}
	return relativeNumber(ctx, p, relative)
}

// relativeNumber reads the identity number of a relative; unknown when he was erased.
func relativeNumber(ctx context.Context, p *act.Prep, id gov.ID) (v string, known bool, err error) {
	row, found, err := readPerson(ctx, p.Q(), id)
	if err != nil || !found {
		return "", false, err
	}
	keys, err := p.Keys(id)
	if errors.Is(err, vault.ErrErased) {
		return "", false, nil
	}
	if err != nil {
		return "", false, err
	}
	v, err = row.open(keys, "number")
	return v, err == nil, err
}

// Firm reads elements of a firm inside the command that seals the read; see Person.
func Firm(ctx context.Context, p *act.Prep, subject gov.ID, elements []string) (values map[string]string, asOf gov.Time, err error) {
	row, found, err := readFirm(ctx, p.Q(), subject)
	if err != nil || !found {
		return nil, 0, err
	}
	keys, err := p.Keys(subject)
	erased := errors.Is(err, vault.ErrErased)
	if err != nil && !erased {
		return nil, 0, err
	}
	values = map[string]string{}
	for _, code := range elements {
		e, ok := elementOf(firmElements, code)
		switch {
		case !ok || e.sealed && erased:
		case e.sealed:
			if values[code], err = row.open(keys, e.column); err != nil {
				return nil, 0, err
			}
		default:
			values[code] = row.clear(code)
		}
	}
	return values, row.asOf, nil
}
