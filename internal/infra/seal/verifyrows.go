package seal

import (
	"errors"
	"strconv"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/sqldb"
	"holon.example/holon/internal/infra/vault"
)

// sealedTables compares every row of every sealed table with its latest mark.
func (v *verifier) sealedTables() error {
	for _, t := range v.tables {
		exists, err := v.q.HasTable(v.ctx, t.Name)
		if err != nil {
			return err
		}
		if !exists {
			continue // its rows, if the log knows any, are reported as removed
		}
		v.rep.Tables++
		if err := v.table(t); err != nil {
			return err
		}
	}
	return nil
}

func (v *verifier) table(t *sqldb.Table) error {
	var last []any
	for {
		page, err := rowPage(v.ctx, v.q, t, last)
		if err != nil || len(page) == 0 {
			return err
		}
		keys, err := v.vault.Stored(v.ctx, v.q, subjectsOf(t, page))
		if err != nil {
			return err
		}
		for _, row := range page {
			if err := v.row(t, row, keys); err != nil {
				return err
			}
		}
		if len(page) < pageSize {
			return nil
		}
		last = page[len(page)-1]
	}
}

func subjectsOf(t *sqldb.Table, page [][]any) (out []gov.ID) {
	seen := map[gov.ID]bool{0: true}
	for _, row := range page {
		if !storable(row) {
			continue
		}
		if s := t.SubjectOf(row[:len(t.Cols)]); !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	return out
}

// storable tells whether the values are of the four kinds the platform writes;
// others were put in behind its back.
func storable(row []any) bool {
	for _, x := range row {
		switch x.(type) {
		case nil, int64, string, []byte:
		default:
			return false
		}
	}
	return true
}

func keyText(x any) (string, bool) {
	switch x := x.(type) {
	case int64:
		return strconv.FormatInt(x, 10), true
	case string:
		return x, true
	}
	return "", false
}

func (v *verifier) row(t *sqldb.Table, full []any, keys map[gov.ID]vault.Stored) error {
	v.rep.Rows++
	key, ok := keyText(full[0])
	where := t.Name + "/" + key
	last, known := v.marks[t.Name].get(key)
	if !ok || !known {
		return v.found(where, "stands in no leaf")
	}
	v.marks[t.Name].drop(key) // what is left at the end was removed
	row := full[:len(t.Cols)]
	rev, ok := full[len(t.Cols)].(int64)
	switch {
	case !ok || !storable(row):
		return v.found(where, "holds a value the platform does not write")
	case rev != last.rev:
		return v.found(where, "revision %d, the log says %d", rev, last.rev)
	}
	subject := t.SubjectOf(row)
	stored := keys[subject]
	switch {
	case subject == 0:
		stored.Keys = v.vault.Site()
	case errors.Is(stored.Err, vault.ErrErased) && v.erased[subject]:
		return nil // nothing can be said of it any more, and the log says why
	case errors.Is(stored.Err, vault.ErrErased):
		return v.found(where, "has no salt, and its subject is not listed as erased")
	case stored.Err != nil:
		return v.found(where, "its subject's key was changed")
	}
	if halfOf(RowHash(Salt(stored.Keys.SaltKey(), t.Name, key, rev), t, row, rev)) != last.half {
		return v.found(where, "was changed outside the platform")
	}
	return nil
}

// removed finds rows the log knows and the tables do not.
func (v *verifier) removed() error {
	for _, t := range v.tables {
		err := v.marks[t.Name].each(func(key string) error {
			return v.found(t.Name+"/"+key, "was removed outside the platform")
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// keys holds every stored key against the erasures that the log lists, also of
// subjects that no sealed row names.
func (v *verifier) keys() error {
	return v.vault.EachStored(v.ctx, v.q, func(subject gov.ID, err error) error {
		where := "subject/" + subject.String()
		switch {
		case errors.Is(err, vault.ErrErased) && !v.erased[subject]:
			return v.found(where, "its key was destroyed, and it is not listed as erased")
		case err == nil && v.erased[subject]:
			return v.found(where, "is listed as erased, and its key is there")
		case errors.Is(err, vault.ErrWrongKey):
			return v.found(where, "its key was changed")
		}
		return nil
	})
}
