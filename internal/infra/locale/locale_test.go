package locale

import (
	"errors"
	"maps"
	"strings"
	"testing"
	"testing/fstest"

	"holon.example/holon/internal/gov"
)

func TestShippedCatalogueIsWhole(t *testing.T) {
	if err := Check(); err != nil {
		t.Fatal(err)
	}
	for _, kind := range []gov.Kind{
		gov.KindInvalid, gov.KindUnauthenticated, gov.KindForbidden, gov.KindNotFound, gov.KindConflict,
		gov.KindTooLarge, gov.KindBusy, gov.KindInternal,
	} {
		for _, key := range []string{"kind." + string(kind), "error." + string(kind)} {
			if !Has(key) {
				t.Errorf("no words for %s", key)
			}
		}
	}
	if len(Keys()) < 20 {
		t.Errorf("only %d keys", len(Keys()))
	}
}

func TestFaultyCatalogues(t *testing.T) {
	for entry, want := range map[string]string{
		"a.b: {zh: 甲}":                             "no words in en",
		"a.b: {zh: 甲, en: ''}":                     "no words in en",
		"a.b: {zh: 甲, en: a, fr: a}":               "a language that is not one of",
		"a.b: {zh: '{n}', en: '{m}'}":              "arguments [n] in zh, [m] in en",
		"a.b: {zh: '{n', en: a}":                   "is not {name}",
		"a.b: {zh: '{N}', en: a}":                  "is not {name}",
		"a.b: {zh: '{n|a}', en: a}":                "is not {name}",
		"a.b: {zh: 'n}', en: a}":                   "a } without {",
		"ab: {zh: 甲, en: a}":                       "is not words joined by points",
		"a.b: {zh: 甲, en: a}\na.b: {zh: 乙, en: b}": "already defined",
		"a.b: x":              "string",
		"x.y: {zh: 甲, en: a}": "stands twice",
		"c.d: {zh: '{n}天', en: '{n} {n|day|days}'}": "",
	} {
		_, err := load(fstest.MapFS{
			"catalog/a.yaml": {Data: []byte("x.y: {zh: 甲, en: a}\n")},
			"catalog/b.yaml": {Data: []byte(entry)},
		})
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", entry, err, want)
		}
	}
}

func TestWords(t *testing.T) {
	when := gov.Date("2026-10-09").Start() + 9*3600_000 + 5*60_000
	for _, c := range []struct {
		lang Lang
		args map[string]any
		want string
	}{
		{ZH, map[string]any{"d": gov.Date("2026-10-09"), "n": 1}, "截至2026年10月9日，1天"},
		{EN, map[string]any{"d": gov.Date("2026-10-09"), "n": 1}, "until 9 October 2026, 1 day"},
		{EN, map[string]any{"d": when, "n": 0}, "until 9 October 2026, 09:05, 0 days"},
		{EN, map[string]any{"d": Key("kind.busy"), "n": 2}, "until The system is busy, 2 days"},
		{ZH, map[string]any{"d": []string{"甲", "乙"}, "n": 2}, "截至甲、乙，2天"},
		{EN, map[string]any{"d": []Key{"format.month_1", "format.month_2"}, "n": "x"}, "until January, February, x days"},
		{EN, map[string]any{"d": []gov.Date{"2026-10-09", ""}, "n": 2}, "until 9 October 2026, , 2 days"},
		{EN, map[string]any{"d": "<b>{n}</b>", "n": 2}, "until <b>{n}</b>, 2 days"}, // an argument is never parsed
		{EN, map[string]any{"n": 2}, "until {d}, 2 days"},
	} {
		words := map[Lang]string{ZH: "截至{d}，{n}天", EN: "until {d}, {n} {n|day|days}"}
		parsed, err := parse(words[c.lang])
		if err != nil {
			t.Fatal(err)
		}
		if got, _ := parsed.fill(c.lang, c.args); got != c.want {
			t.Errorf("%v: %q, want %q", c.args, got, c.want)
		}
	}
}

func TestCodesAndDatesGivenAsText(t *testing.T) {
	parsed, err := parse("{d:date}, {t:time}, {u:unit}, {x:date}, {y:unit}, {n:unit}")
	if err != nil {
		t.Fatal(err)
	}
	got, lacking := parsed.fill(EN, map[string]any{
		"d": "2026-10-09", "t": "2026-10-09T09:05:00+08:00", "u": "workday", "x": "soon", "y": "furlong", "n": 3,
	})
	if want := "9 October 2026, 9 October 2026, 09:05, working days, soon, furlong, 3"; got != want || len(lacking) != 0 {
		t.Errorf("%q, want %q; lacking %v", got, want, lacking)
	}
}

func TestMissingIsShownAndCounted(t *testing.T) {
	before := Missing()
	if got := T(EN, "no.such_key", nil); got != "no.such_key" {
		t.Errorf("got %q", got)
	}
	if got := T("fr", "format.time", map[string]any{"date": "D"}); got != "D {clock}" {
		t.Errorf("got %q", got)
	}
	after := Missing()
	if after["no.such_key"] != before["no.such_key"]+1 || after["format.time {clock}"] != before["format.time {clock}"]+1 {
		t.Errorf("not counted: %v", after)
	}
	for i := range 2 * maxMisses {
		T(EN, strings.Repeat("x", i+1)+".y", nil)
	}
	if n := len(Missing()); n > maxMisses {
		t.Errorf("%d counters", n)
	}
}

func TestError(t *testing.T) {
	e := gov.Invalid("error.invalid").At("/applicant/born", "error.date").Because(errors.New("secret"))
	m := Error(EN, e)
	if m.Title != "Something is not filled in correctly" || len(m.Fields) != 1 || m.Fields[0].Path != "/applicant/born" ||
		m.Fields[0].Text != "There is no such date. Write it as 2026-11-23." || strings.Contains(m.Text, "secret") {
		t.Errorf("%+v", m)
	}
	if m := Error(ZH, gov.Forbidden("P7")); !strings.Contains(m.Text, "P7") {
		t.Errorf("the rule is not named: %+v", m)
	}
	if m := Error(EN, &gov.Error{Kind: "odd"}); m.Title != T(EN, "kind.internal", nil) || m.Text != T(EN, "error.internal", nil) {
		t.Errorf("%+v", m)
	}
	given := gov.Conflict("error.conflict").With("n", 1)
	Error(EN, given)
	if !maps.Equal(given.Args, map[string]any{"n": 1}) {
		t.Errorf("the error was changed: %v", given.Args)
	}
}

func TestNegotiate(t *testing.T) {
	for _, c := range []struct {
		cookie, accept string
		want           Lang
	}{
		{"", "", ZH},
		{"en", "zh", EN},
		{"en_GB", "", EN},
		{"xx", "en-US,en;q=0.9", EN},
		{"", "fr, zh;q=0.2, en;q=0.8", EN},
		{"", "ZH-Hans-CN, en;q=0.9", ZH},
		{"", "en;q=0", ZH},
		{"", "en;q=NaN, zh;q=0.1", ZH},
		{"", "en;q=-1", ZH},
		{"", "english", ZH},
		{"", ";;;,,,=", ZH},
		{"", strings.Repeat("x,", 1<<20) + "en", ZH},
	} {
		if got := Negotiate(c.cookie, c.accept); got != c.want {
			t.Errorf("%q %.40q: %s, want %s", c.cookie, c.accept, got, c.want)
		}
	}
}
