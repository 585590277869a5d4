package calendar

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"strconv"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/sqldb"
)

// Migrations are the tables of the calendar.
//
//go:embed migrations/*.sql
var Migrations embed.FS

// The one row of the basis is written with every change of a year, so that its
// revision counts the editions of the whole calendar.
var (
	basisTable = sqldb.NewTable("calendar_basis", "", "id", "statutory")
	yearTable  = sqldb.NewTable("calendar_year", "", "year", "provisional", "days", "changed")
)

const basisID = int64(1)

// edition is the stored calendar as a whole.
type edition struct {
	rev       int64 // of the basis; 0: nothing is installed
	statutory Statutory
	years     map[int]storedYear
}

type storedYear struct {
	Year
	rev int64
}

func readRev(ctx context.Context, q *sqldb.Q) (rev int64, err error) {
	_, err = q.Row(ctx, "SELECT rev FROM calendar_basis WHERE id = $1", []any{basisID}, &rev)
	return rev, err
}

func readEdition(ctx context.Context, q *sqldb.Q) (*edition, error) {
	e := &edition{years: map[int]storedYear{}}
	var statutory string
	found, err := q.Row(ctx, "SELECT statutory, rev FROM calendar_basis WHERE id = $1", []any{basisID}, &statutory, &e.rev)
	if err != nil || !found {
		return e, err
	}
	if err := json.Unmarshal([]byte(statutory), &e.statutory); err != nil {
		return nil, fmt.Errorf("calendar basis: %w", err)
	}
	return e, q.Each(ctx, "SELECT days, rev FROM calendar_year", nil, func(s sqldb.Scanner) error {
		var days string
		var y storedYear
		if err := s.Scan(&days, &y.rev); err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(days), &y.Year); err != nil {
			return fmt.Errorf("calendar year: %w", err)
		}
		e.years[y.Year.Year] = y
		return nil
	})
}

// calendar builds the calendar of the edition.
func (e *edition) calendar() (*Calendar, error) {
	if e.rev == 0 {
		return nil, gov.Conflict("calendar.not_installed")
	}
	years := make([]Year, 0, len(e.years))
	for _, y := range e.years {
		years = append(years, y.Year)
	}
	return New(years, e.statutory)
}

// putYear writes a year; same is true when it stands there already.
func (e *edition) putYear(p *act.Prep, y Year) (same bool, err error) {
	days, err := json.Marshal(y)
	if err != nil {
		return false, err
	}
	old, known := e.years[y.Year]
	if known {
		if was, err := json.Marshal(old.Year); err != nil || string(was) == string(days) {
			return true, err
		}
	}
	row := []any{y.Year, y.Provisional, string(days), p.Now()}
	if known {
		err = p.Update(yearTable, row, old.rev)
	} else {
		err = p.Insert(yearTable, row)
	}
	e.years[y.Year] = storedYear{Year: y, rev: old.rev + 1}
	return false, err
}

// putYears writes years and tells which of them changed.
func (e *edition) putYears(p *act.Prep, years []Year) (changed []string, err error) {
	for _, y := range years {
		same, err := e.putYear(p, y)
		if err != nil {
			return nil, err
		}
		if !same {
			changed = append(changed, strconv.Itoa(y.Year))
		}
	}
	return changed, nil
}

// putBasis writes the statutory table and so makes a new edition.
func (e *edition) putBasis(p *act.Prep, s Statutory) error {
	b, err := json.Marshal(s)
	if err != nil {
		return err
	}
	row := []any{basisID, string(b)}
	if e.rev == 0 {
		err = p.Insert(basisTable, row)
	} else {
		err = p.Update(basisTable, row, e.rev)
	}
	e.rev, e.statutory = e.rev+1, s
	return err
}
