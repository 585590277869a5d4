package main

import (
	"runtime"
	"slices"
	"strings"
	"testing"

	"holon.example/holon/internal/gov/fault"
)

func TestVersion(t *testing.T) {
	expect(t, exitOK, "holon "+version+" ("+runtime.Version()+", "+runtime.GOOS+"/"+runtime.GOARCH+")\n", "version")
	expect(t, exitOK, `…"version": "`+version+`"`, "version", "--json")
}

func TestFaults(t *testing.T) {
	got := strings.Fields(expect(t, exitOK, "…sqldb.before_commit\n", "faults").out)
	if !slices.Equal(got, fault.Names()) {
		t.Errorf("listed %v, declared %v", got, fault.Names())
	}
	for _, pkg := range []string{"act.", "bus.", "jobs.", "seal.", "sqldb."} {
		if !slices.ContainsFunc(got, func(n string) bool { return strings.HasPrefix(n, pkg) }) {
			t.Errorf("no point of %s", pkg)
		}
	}
	expect(t, exitOK, `…"sqldb.before_commit"`, "faults", "--json")
}

func TestPlantFaults(t *testing.T) {
	for _, c := range []struct {
		plan string
		test bool
		want int
	}{
		{"", false, exitOK},
		{"", true, exitOK},
		{"jobs.before_done:error:999999", false, exitUsage},
		{"no.such.point:error", true, exitUsage},
		{"jobs.before_done:nonsense", true, exitUsage},
		{"jobs.before_done:error:999999", true, exitOK},
	} {
		t.Setenv("HOLON_FAULT", c.plan)
		if got := exitCode(plantFaults(c.test)); got != c.want {
			t.Errorf("%q, test %v: exit %d, want %d", c.plan, c.test, got, c.want)
		}
	}
	fault.ByName("jobs.before_done").Clear()
}
