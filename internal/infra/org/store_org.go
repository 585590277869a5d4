package org

import (
	"context"
	"embed"
	"strings"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/sqldb"
)

// Migrations are the tables of the organisation.
//
//go:embed migrations/*.sql
var Migrations embed.FS

var (
	unitTable = sqldb.NewTable("org_unit", "", "version", "unit", "kind", "parent", "division", "code", "uscc",
		"name_zh", "name_en", "short_zh", "short_en", "form", "roles", "from_day", "until_day")
	assignmentTable = sqldb.NewTable("org_assignment", "", "id", "person", "post", "part", "from_day", "until_day")
	absenceTable    = sqldb.NewTable("org_absence", "", "id", "person", "from_day", "until_day")
	delegationTable = sqldb.NewTable("org_delegation", "", "id", "from_dept", "to_dept", "items", "basis", "announced", "from_day", "until_day")
	successionTable = sqldb.NewTable("org_succession", "", "id", "link", "from_unit", "to_unit", "on_day")
)

// record is a row of one of the tables.
type record interface {
	table() *sqldb.Table
	row() []any
	key() gov.ID
	revision() int64
}

func (u Unit) table() *sqldb.Table { return unitTable }
func (u Unit) key() gov.ID         { return u.Version }
func (u Unit) revision() int64     { return u.rev }
func (u Unit) row() []any {
	return []any{
		u.Version, u.ID, u.Kind, u.Parent, u.Division, u.Code, u.USCC, u.Name.Zh, u.Name.En, u.Short.Zh, u.Short.En,
		u.Form, strings.Join(u.Roles, " "), u.From, u.Until,
	}
}

func scanUnit(s sqldb.Scanner) (u Unit, err error) {
	var roles string
	err = s.Scan(&u.Version, &u.ID, &u.Kind, &u.Parent, &u.Division, &u.Code, &u.USCC, &u.Name.Zh, &u.Name.En, &u.Short.Zh, &u.Short.En,
		&u.Form, &roles, &u.From, &u.Until, &u.rev)
	u.Roles = strings.Fields(roles)
	return u, err
}

func (a Assignment) table() *sqldb.Table { return assignmentTable }
func (a Assignment) key() gov.ID         { return a.ID }
func (a Assignment) revision() int64     { return a.rev }
func (a Assignment) row() []any          { return []any{a.ID, a.Person, a.Post, a.Part, a.From, a.Until} }

func scanAssignment(s sqldb.Scanner) (a Assignment, err error) {
	return a, s.Scan(&a.ID, &a.Person, &a.Post, &a.Part, &a.From, &a.Until, &a.rev)
}

func (a Absence) table() *sqldb.Table { return absenceTable }
func (a Absence) key() gov.ID         { return a.ID }
func (a Absence) revision() int64     { return a.rev }
func (a Absence) row() []any          { return []any{a.ID, a.Person, a.From, a.Until} }

func scanAbsence(s sqldb.Scanner) (a Absence, err error) {
	return a, s.Scan(&a.ID, &a.Person, &a.From, &a.Until, &a.rev)
}

func (d Delegation) table() *sqldb.Table { return delegationTable }
func (d Delegation) key() gov.ID         { return d.ID }
func (d Delegation) revision() int64     { return d.rev }
func (d Delegation) row() []any {
	return []any{d.ID, d.By, d.To, strings.Join(d.Items, " "), d.Basis, d.Announced, d.From, d.Until}
}

func scanDelegation(s sqldb.Scanner) (d Delegation, err error) {
	var items string
	err = s.Scan(&d.ID, &d.By, &d.To, &items, &d.Basis, &d.Announced, &d.From, &d.Until, &d.rev)
	d.Items = strings.Fields(items)
	return d, err
}

func (s Succession) table() *sqldb.Table { return successionTable }
func (s Succession) key() gov.ID         { return s.ID }
func (s Succession) revision() int64     { return s.rev }
func (s Succession) row() []any          { return []any{s.ID, s.Link, s.From, s.To, s.On} }

func scanSuccession(r sqldb.Scanner) (s Succession, err error) {
	return s, r.Scan(&s.ID, &s.Link, &s.From, &s.To, &s.On, &s.rev)
}

// load reads the whole organisation, past and future.
func load(ctx context.Context, q *sqldb.Q) (*Snapshot, error) {
	var r rows
	var err error
	if r.units, err = sqldb.All(ctx, q, scanUnit, unitTable.SelectAll()+" ORDER BY version"); err != nil {
		return nil, err
	}
	if r.assignments, err = sqldb.All(ctx, q, scanAssignment, assignmentTable.SelectAll()+" ORDER BY id"); err != nil {
		return nil, err
	}
	if r.absences, err = sqldb.All(ctx, q, scanAbsence, absenceTable.SelectAll()+" ORDER BY id"); err != nil {
		return nil, err
	}
	if r.delegations, err = sqldb.All(ctx, q, scanDelegation, delegationTable.SelectAll()+" ORDER BY id"); err != nil {
		return nil, err
	}
	if r.successions, err = sqldb.All(ctx, q, scanSuccession, successionTable.SelectAll()+" ORDER BY id"); err != nil {
		return nil, err
	}
	return newSnapshot(r), nil
}
