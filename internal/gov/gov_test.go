package gov_test

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"holon.example/holon/internal/gov"
)

func TestMintIsUniqueAndOrdered(t *testing.T) {
	now := gov.Frozen(gov.Date("2026-11-23").Start())
	m := gov.NewMint(3, now.Time)
	var last gov.ID
	for range 50_000 {
		id := m.New()
		if id <= last {
			t.Fatalf("%d after %d", id, last)
		}
		last = id
	}
	now.Set(now.Time() - 60_000) // a clock set back must not repeat ids
	if id := m.New(); id <= last {
		t.Fatalf("clock set back: %d after %d", id, last)
	}
}

func TestMintAfterForeignID(t *testing.T) {
	ahead := gov.NewMint(1, gov.Frozen(gov.Date("2026-11-24").Start()).Time)
	behind := gov.NewMint(2, gov.Frozen(gov.Date("2026-11-23").Start()).Time)
	foreign := ahead.New()
	if id := behind.After(foreign); id <= foreign {
		t.Fatalf("%d is not after %d", id, foreign)
	}
}

func TestIDIsAStringInJSON(t *testing.T) {
	b, _ := json.Marshal(map[string]gov.ID{"id": 9007199254740993})
	if string(b) != `{"id":"9007199254740993"}` {
		t.Fatal(string(b))
	}
	for _, bad := range []string{`12`, `"x"`, `"-1"`, `"99999999999999999999"`} {
		var id gov.ID
		if err := json.Unmarshal([]byte(bad), &id); err == nil {
			t.Errorf("%s accepted", bad)
		}
	}
}

func TestDates(t *testing.T) {
	for _, bad := range []string{"2026-02-30", "2026-13-01", "26-1-1", "", "2026-01-01x"} {
		if _, err := gov.ParseDate(bad); gov.KindOf(err) != gov.KindInvalid {
			t.Errorf("%q: %v", bad, err)
		}
	}
	d := gov.Date("2026-09-30")
	if d.AddDays(1) != "2026-10-01" || d.End().Date() != d || (d.End()+1).Date() != "2026-10-01" {
		t.Fatal(d.AddDays(1), d.End())
	}
}

func TestNowRunsOnAfterSet(t *testing.T) {
	n := gov.Wall()
	n.Set(gov.Date("2030-01-01").Start())
	if got := n.Time(); got < gov.Date("2030-01-01").Start() || got > gov.Date("2030-01-01").Start().Add(time.Minute) {
		t.Fatal(got)
	}
}

func TestKindOf(t *testing.T) {
	err := gov.Conflict("case.state").Because(errors.New("x"))
	if gov.KindOf(err) != gov.KindConflict || gov.KindOf(errors.New("x")) != gov.KindInternal {
		t.Fatal(err)
	}
}
