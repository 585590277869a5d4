package bench

import (
	"testing"

	"holon.example/holon/internal/gov/fault"
	"holon.example/holon/internal/infra/sqldb/sqldbtest"
	"holon.example/holon/packs"
)

// The whole story is played over HTTP while the server dies once at every fault
// point, and others fail or lose what they pass; it is started again and the story
// goes on. What it leaves behind is what an undisturbed performance leaves. `holon
// bench faults` plays a story for each point and effect.
func TestStorySurvivesEveryFault(t *testing.T) {
	if testing.Short() {
		return
	}
	built := program(t)
	sqldbtest.Each(t, func(t *testing.T, dsn string) {
		o := Options{DB: storeDSN(t, dsn), Packs: packs.Files, City: testCity, Binary: built}
		points := fault.Names()
		p := allFaults(points)
		r, err := perform(t.Context(), o, []performance{p})
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%v: %v", p, r.More)
		for _, m := range r.Missed {
			t.Error(m)
		}
		if r.Figure != 1 || r.More["deaths"] < float64(len(points)) {
			t.Errorf("%g held, %g deaths", r.Figure, r.More["deaths"])
		}
	})
}
