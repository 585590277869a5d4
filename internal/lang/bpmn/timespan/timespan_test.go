package timespan_test

import (
	"testing"
	"time"

	"holon.example/holon/internal/lang/bpmn/timespan"
)

func TestDuration(t *testing.T) {
	from := time.Date(2026, 1, 31, 8, 0, 0, 0, time.UTC)
	for text, want := range map[string]string{
		"P1D": "2026-02-01T08:00:00Z", "P2W": "2026-02-14T08:00:00Z", "P1Y": "2027-01-31T08:00:00Z",
		"PT1H30M": "2026-01-31T09:30:00Z", "P1DT0.5S": "2026-02-01T08:00:00.5Z", "-P1D": "2026-01-30T08:00:00Z",
		"PT36H": "2026-02-01T20:00:00Z",
	} {
		d, err := timespan.ParseDuration(text)
		if got := d.AddTo(from).Format(time.RFC3339Nano); err != nil || got != want {
			t.Errorf("%s: %s %v, want %s", text, got, err, want)
		}
	}
	for _, bad := range []string{"", "P", "PT", "1D", "P1", "P1DT", "P1H", "PT1D", "P1D1Y", "P-1D", "P1.5D", "P9999999999D", "PT1.5H", "P1D ago", "PT99999999999999999999S"} {
		if _, err := timespan.ParseDuration(bad); err == nil {
			t.Errorf("%q accepted", bad)
		}
	}
}

func TestTime(t *testing.T) {
	zone := time.FixedZone("CST", 8*3600)
	for text, want := range map[string]string{
		"2026-05-01": "2026-05-01T00:00:00+08:00", "2026-05-01T10:00": "2026-05-01T10:00:00+08:00",
		"2026-05-01T10:00:00Z": "2026-05-01T10:00:00Z", "2026-05-01T10:00:00.25+09:00": "2026-05-01T10:00:00.25+09:00",
	} {
		got, err := timespan.ParseTime(text, zone)
		if err != nil || got.Format(time.RFC3339Nano) != want {
			t.Errorf("%s: %s %v, want %s", text, got.Format(time.RFC3339Nano), err, want)
		}
	}
	for _, bad := range []string{"", "tomorrow", "2026-02-30", "10:00", "2026-1-1"} {
		if _, err := timespan.ParseTime(bad, zone); err == nil {
			t.Errorf("%q accepted", bad)
		}
	}
}

func TestCycle(t *testing.T) {
	c, err := timespan.ParseCycle("R4/PT5S", time.UTC)
	if err != nil || c.Repeat != 4 || c.Every.Clock != 5*time.Second || !c.Start.IsZero() {
		t.Fatal(c, err)
	}
	c, err = timespan.ParseCycle("R/2026-05-01T00:00:00Z/P1D", time.UTC)
	if err != nil || c.Repeat != -1 || c.Start.Day() != 1 || c.Every.Days != 1 {
		t.Fatal(c, err)
	}
	c, err = timespan.ParseCycle("R2/2026-05-01T00:00:00Z/2026-05-01T01:00:00Z", time.UTC)
	if err != nil || c.Every.Clock != time.Hour {
		t.Fatal(c, err)
	}
	c, err = timespan.ParseCycle("R2/PT1H/2026-05-01T01:00:00Z", time.UTC)
	if err != nil || c.End.Hour() != 1 {
		t.Fatal(c, err)
	}
	for _, bad := range []string{"", "R", "R4", "R-1/PT5S", "R4/PT0S", "R4/", "R4/a/b", "Rx/PT5S", "R4/PT5S/PT5S/PT5S", "* * * * *"} {
		if _, err := timespan.ParseCycle(bad, time.UTC); err == nil {
			t.Errorf("%q accepted", bad)
		}
	}
}
