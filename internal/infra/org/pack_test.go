package org_test

import (
	"os"
	"testing"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act/acttest"
	"holon.example/holon/internal/infra/org"
	"holon.example/holon/internal/infra/org/epoch"
)

// The organisation that is shipped goes in whole, and goes in once.
func TestShippedOrganisation(t *testing.T) {
	st, err := org.LoadStructure(os.DirFS("../../../packs/haitang"), "org.yaml")
	if err != nil {
		t.Fatal(err)
	}
	persons := map[string]gov.ID{}
	for i, a := range st.Assignments {
		if persons[a.Person] == 0 {
			persons[a.Person] = gov.ID(100 + i)
		}
	}
	acttest.Each(t, func(t *testing.T, s *acttest.Spine) {
		o := org.New(s.Engine, &epoch.Signal{})
		rep, err := o.Import(t.Context(), gov.Job("setup"), st, persons)
		if err != nil || rep.Assignments != len(st.Assignments) {
			t.Fatal(rep, err)
		}
		again, err := o.Import(t.Context(), gov.Job("setup"), st, persons)
		if err != nil || again != (org.Report{}) {
			t.Fatal(again, err)
		}
		snap, err := o.Snapshot(t.Context())
		if err != nil || len(snap.All(org.Department, today)) != len(st.Departments) || len(snap.All(org.Division, today)) != len(st.Divisions) {
			t.Fatal(err)
		}
		for key, person := range persons {
			if len(snap.Duties(person, today)) == 0 {
				t.Errorf("%s acts on no post", key)
			}
		}
		s.MustVerify(t)
	}, org.Migrations)
}
