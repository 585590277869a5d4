package main

import (
	"strings"
	"testing"

	"holon.example/holon/internal/infra/locale"
)

func TestCalendarDue(t *testing.T) {
	for _, c := range []struct {
		args string
		want string
	}{
		{"--start 2026-09-30 --days 5", "2026-10-13"}, // over the national holiday, with 10 October worked
		{"--start 2026-09-30 --days 0", "2026-09-30"}, // at once
		{"--start 2026-02-03 --days 50 --pause 2026-02-09..2026-02-13", "2026-04-28"},
		{"--start 2026-11-23 --days 20", "2026-12-21"},
		{"--start 2026-11-23 --days 20 --pause 2026-11-24..2026-11-24", "2026-12-22"},
		{"--start 2026-11-23 --days 20 --pause 2026-11-28..2026-11-29", "2026-12-21"}, // a weekend does not count anyway
		{"--start 2026-11-23 --days 20 --pause 2026-11-24..2026-11-26 --pause 2026-11-26..2026-11-27", "2026-12-25"},
	} {
		args := append([]string{"calendar", "due"}, strings.Fields(c.args)...)
		expect(t, exitOK, c.want+"\n", args...)
	}
}

func TestCalendarDueExplains(t *testing.T) {
	args := strings.Fields("calendar due --start 2026-09-30 --days 5 --pause 2026-10-09..2026-10-09 --explain")
	got := call(t, locale.ZH, "", args...)
	if got.code != exitOK || got.out != "2026-10-14\n" {
		t.Errorf("%+v", got)
	}
	for _, want := range []string{"自2026年9月30日的次日起算 5 个工作日", "国庆节放假", "2026年10月10日虽是周末", "1 个工作日不计入", "最后一天是2026年10月14日"} {
		if !strings.Contains(got.err, want) {
			t.Errorf("%q does not stand in\n%s", want, got.err)
		}
	}
	json := strings.Fields("calendar due --start 2026-12-30 --days 5 --json")
	expect(t, exitOK, `…"provisional": true`, json...) // 2027 is not announced
}

func TestCalendarDueRefuses(t *testing.T) {
	for args, want := range map[string]int{
		"--start 2026-02-30 --days 5":                                  exitUsage,
		"--start today --days 5":                                       exitUsage,
		"--start 2026-01-05 --days=-1":                                 exitUsage,
		"--start 2026-01-05 --days 99999999":                           exitUsage,
		"--start 2026-01-05 --days 5 --pause 2026-01-07":               exitUsage,
		"--start 2026-01-05 --days 5 --pause 2026-01-08..2026-01-07":   exitUsage,
		"--start 2026-01-05 --days 5 --pause 2026-01-32..2026-02-07":   exitUsage,
		"--start 2026-01-05 --days 5 --pause 2026-01-07..later":        exitUsage,
		"--start 1999-01-05 --days 5":                                  exitFault, // the calendar does not reach so far
		"--start 2026-01-05 --days 5 --pause 2026-01-06..9999-12-31":   exitFault,
		"--start 2026-01-05 --days 999 --pause 2026-01-06..2099-01-01": exitFault,
	} {
		got := call(t, locale.EN, "", append([]string{"calendar", "due"}, strings.Fields(args)...)...)
		if got.code != want || got.out != "" || got.err == "" {
			t.Errorf("%s: %+v, want exit %d", args, got, want)
		}
	}
}
