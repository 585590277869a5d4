package feel_test

import (
	"strconv"
	"strings"
	"testing"

	"holon.example/holon/internal/lang/feel"
	"holon.example/holon/internal/lang/feel/value"
)

func editorScope(t *testing.T) *feel.Scope {
	t.Helper()
	person := &feel.Type{Name: "context", Fields: []value.Field{
		{Name: "出生 日期", Type: value.BasicType("date")}, {Name: "name", Type: value.BasicType("string")},
	}}
	return feel.NewScope(map[string]*feel.Type{
		"申请人": person, "loan amount": value.BasicType("number"), "loan term": value.BasicType("number"),
		"members": {Name: "list", Elem: person},
	}, nil)
}

func TestComplete(t *testing.T) {
	scope := editorScope(t)
	for src, want := range map[string]string{
		"1 + loan a":                 "loan amount@4",
		"if loan":                    "loan amount@3 loan term@3",
		"申请人.":                       "name@10 出生 日期@10",
		"申请人.出":                      "出生 日期@10",
		"1 + 申请人.出生 日期.we":           "weekday@28",
		"members[1].na":              "name@11",
		"count(members).":            "",
		`"loan `:                     "",
		"1 /* loan":                  "",
		"day of w":                   "day of week@0",
		"years and months duration(": "many",
	} {
		var got []string
		for _, s := range feel.Complete(src, len(src), scope) {
			got = append(got, s.Text+"@"+strconv.Itoa(s.From))
		}
		text := strings.Join(got, " ")
		if want == "many" && len(got) > 50 {
			continue
		}
		if text != want {
			t.Errorf("%s| offers %q, want %q", src, text, want)
		}
	}
}

func TestInfer(t *testing.T) {
	scope := editorScope(t)
	for src, want := range map[string]string{
		"申请人.出生 日期.year":        "number",
		"members.name":          "list<string>",
		"members[1].name":       "string",
		"loan amount + 1":       "number",
		"loan amount > 1":       "boolean",
		"loan amount + \"a\"":   "",
		"{a: loan amount}.a":    "number",
		"if true then 1 else 2": "number",
	} {
		got, err := feel.Infer(src, scope)
		name := ""
		if got != nil {
			name = got.String()
		}
		if err != nil || name != want {
			t.Errorf("%s: %q (%v), want %q", src, name, err, want)
		}
	}
}
