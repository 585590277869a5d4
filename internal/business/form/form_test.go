package form_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holon.example/holon/internal/business/form"
	"holon.example/holon/internal/gov"
)

const shop = `{
 "$schema": "https://json-schema.org/draft/2020-12/schema",
 "$id": "shop", "type": "object", "title": "店铺",
 "x-holon": {"title": {"zh": "店铺情况", "en": "The shop"},
   "steps": [{"id": "firm", "label": "主体"}, {"id": "place", "label": "场所"}]},
 "required": ["creditCode", "signName", "area", "rawKind", "staff"],
 "properties": {
  "creditCode": {"type": "string", "x-holon": {"label": "统一社会信用代码", "step": "firm", "check": "uscc",
     "source": {"resource": "firm-register", "element": "creditCode", "subject": "firm"}}},
  "owner": {"type": "string", "x-holon": {"label": "经营者", "step": "firm", "grade": 3, "check": "person_name"}},
  "ownerId": {"type": "string", "x-holon": {"label": "证件号码", "step": "firm", "grade": 4, "check": "citizen_id"}},
  "opened": {"type": "string", "format": "date", "x-holon": {"label": "开业日期", "check": "date_not_future"}},
  "signName": {"type": "string", "maxLength": 20, "x-holon": {"label": "招牌名称", "step": "place"}},
  "area": {"type": "number", "minimum": 1, "maximum": 100000, "x-holon": {"label": "面积", "unit": "平方米", "step": "place"}},
  "raw": {"type": "boolean", "x-holon": {"label": "生食", "step": "place"}},
  "rawKind": {"type": "array", "items": {"type": "string", "enum": ["fish", "meat"]}, "uniqueItems": true,
     "x-holon": {"label": "生食种类", "step": "place", "when": "raw = true", "options": [{"zh": "鱼", "en": "fish"}, "肉"]}},
  "remark": {"type": "string", "x-holon": {"label": "说明", "control": "textarea", "step": "place"}},
  "staff": {"type": "array", "minItems": 1, "maxItems": 3, "x-holon": {"label": "人员", "step": "place"},
     "items": {"type": "object", "required": ["name"], "properties": {
       "name": {"type": "string", "x-holon": {"label": "姓名", "grade": 3, "check": "person_name"}},
       "phone": {"type": "string", "x-holon": {"label": "电话", "grade": 3, "check": "mobile"}}}}}
 }}`

func compile(t *testing.T, raw string) *form.Form {
	t.Helper()
	f, err := form.Compile([]byte(raw))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func good() map[string]any {
	return map[string]any{
		"creditCode": "91350100M000100Y43", "owner": "𠮷永𬀩", "signName": "海棠面馆🍜", "area": json.Number("48.5"),
		"staff": []any{map[string]any{"name": "阿卜杜拉·买买提", "phone": "19900001234"}},
	}
}

var limits = form.DefaultLimits("2026-11-23")

func keysOf(faults []gov.Field) []string {
	var out []string
	for _, f := range faults {
		out = append(out, f.Path+" "+f.Key)
	}
	return out
}

func TestGoodAnswersAreKeptAsWritten(t *testing.T) {
	f := compile(t, shop)
	clean, faults := f.Check(good(), limits)
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	if diff := cmp.Diff(good(), clean); diff != "" {
		t.Fatal(diff)
	}
}

func TestFaultsNameFieldAndKey(t *testing.T) {
	f := compile(t, shop)
	tests := []struct {
		name  string
		field string
		value any
		want  string
	}{
		{"wrong check digit", "creditCode", "91350100M000100Y44", "creditCode form.check.uscc"},
		{"missing", "signName", nil, "signName form.required"},
		{"only blanks", "signName", " \u3000 ", "signName form.required"},
		{"too long", "signName", strings.Repeat("长", 21), "signName form.text.long"},
		{"control", "signName", "a\x00b", "signName form.text.control"},
		{"bidi", "signName", "a\u202eb", "signName form.text.bidi"},
		{"invisible", "signName", "a\u200bb", "signName form.text.invisible"},
		{"not UTF-8", "signName", "a\xff", "signName form.text.encoding"},
		{"stacked marks", "signName", "a" + strings.Repeat("\u0336", 12), "signName form.text.marks"},
		{"line break in a line", "signName", "a\nb", "signName form.text.control"},
		{"wrong type", "area", "many", "area form.type"},
		{"too small", "area", 0.5, "area form.number.min"},
		{"huge exponent", "area", json.Number("1e999999999"), "area form.number"},
		{"huge text of digits", "area", json.Number(strings.Repeat("9", 5000)), "area form.number"},
		{"impossible day", "opened", "2026-02-30", "opened form.format.date"},
		{"future day", "opened", "2026-11-24", "opened form.check.date_not_future"},
		{"identity number", "ownerId", "11010519491231002Y", "ownerId form.check.citizen_id"},
		{"unborn", "ownerId", "990102202712310013", "ownerId form.check.citizen_id"},
		{"digits in a name", "owner", "张3", "owner form.check.person_name"},
		{"emoji in a name", "owner", "张🍜", "owner form.check.person_name"},
		{"unknown", "other", "x", "other form.unknown"},
		{"unknown hostile name", "a\u202e<script>", "x", "? form.unknown"},
		{"no rows", "staff", []any{}, "staff form.required"},
		{"row without name", "staff", []any{map[string]any{"phone": "19900001234"}}, "staff.0.name form.required"},
		{"row with a wrong phone", "staff", []any{map[string]any{"name": "王五", "phone": "12"}}, "staff.0.phone form.check.mobile"},
		{"object for a text", "signName", map[string]any{"a": 1}, "signName form.type"},
		{"list for a text", "signName", []any{"a"}, "signName form.type"},
		{"a Go value that is no JSON", "signName", struct{}{}, "signName form.type"},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			answers := good()
			answers[tc.field] = tc.value
			if got := keysOf(f.Validate(answers, limits)); !slices.Equal(got, []string{tc.want}) {
				t.Fatalf("got %q, want %q", got, tc.want)
			}
		})
	}
}

func TestConditionalFieldIsAskedOnlyWhenItApplies(t *testing.T) {
	f := compile(t, shop)
	answers := good()
	answers["raw"] = true
	if got := keysOf(f.Validate(answers, limits)); !slices.Equal(got, []string{"rawKind form.required"}) {
		t.Fatal(got)
	}
	answers["rawKind"] = []any{"fish", "stone"}
	if got := keysOf(f.Validate(answers, limits)); !slices.Equal(got, []string{"rawKind.1 form.option"}) {
		t.Fatal(got)
	}
	answers["rawKind"], answers["raw"] = []any{"fish"}, false
	clean, faults := f.Check(answers, limits)
	if len(faults) > 0 || clean["rawKind"] != nil {
		t.Fatalf("a hidden answer was kept: %v %v", clean, faults)
	}
}

func TestDraftAndStep(t *testing.T) {
	f := compile(t, shop)
	l := limits
	l.Draft = true
	if got := f.Validate(map[string]any{"creditCode": "x"}, l); len(got) != 1 || got[0].Key != "form.check.uscc" {
		t.Fatal(got)
	}
	l = limits
	l.Step = "firm"
	if got := keysOf(f.Validate(map[string]any{}, l)); !slices.Equal(got, []string{"creditCode form.required"}) {
		t.Fatal(got)
	}
}

func TestWholeIsLimited(t *testing.T) {
	f := compile(t, shop)
	l := limits
	l.Values = 10
	answers := good()
	answers["staff"] = slices.Repeat([]any{map[string]any{"name": "王五"}}, 50)
	if got := f.Validate(answers, l); !slices.ContainsFunc(got, func(x gov.Field) bool { return x.Key == "form.answers.large" }) {
		t.Fatal(got)
	}
	deep := any("x")
	for range 10_000 {
		deep = []any{deep}
	}
	answers = good()
	answers["staff"] = deep
	if got := f.Validate(answers, limits); len(got) == 0 {
		t.Fatal("deep nesting was accepted")
	}
}

func TestNormaliseKeepsRareCharacters(t *testing.T) {
	for in, want := range map[string]string{
		"e\u0301": "\u00e9", "\uf9dc": "\uf9dc", "\U0002f80f永": "\U0002f80f永", "\ufa0e": "\ufa0e",
		"葛\U000e0100": "葛\U000e0100", "👨‍👩‍👧": "👨‍👩‍👧", "\U00030000": "\U00030000",
	} {
		if got := form.Normalise(in); got != want {
			t.Errorf("%q became %q", in, got)
		}
	}
}

func TestPagesAskedAndLookups(t *testing.T) {
	f := compile(t, shop)
	names := func(fields []form.Field) (out []string) {
		for _, x := range fields {
			out = append(out, x.Name)
		}
		return out
	}
	if got := names(f.Page("place", map[string]any{"raw": true})); !slices.Equal(got,
		[]string{"signName", "area", "raw", "rawKind", "remark", "staff"}) {
		t.Fatal(got)
	}
	if got := names(f.Asked(nil, nil)); slices.Contains(got, "creditCode") || slices.Contains(got, "rawKind") {
		t.Fatal(got)
	}
	if got := names(f.Asked(nil, map[string]bool{})); !slices.Contains(got, "creditCode") {
		t.Fatal("what was not found must be asked", got)
	}
	want := []form.Lookup{{Resource: "firm-register", Subject: "firm", Elements: map[string]string{"creditCode": "creditCode"}}}
	if diff := cmp.Diff(want, f.Lookups()); diff != "" {
		t.Fatal(diff)
	}
	personal := map[string]gov.Grade{"owner": 3, "ownerId": 4, "staff.name": 3, "staff.phone": 3}
	if diff := cmp.Diff(personal, f.Personal()); diff != "" {
		t.Fatal(diff)
	}
	filled := f.Fill(map[string]any{"creditCode": "typed", "owner": "typed"}, map[string]any{"creditCode": "held", "owner": "held"})
	if filled["creditCode"] != "held" || filled["owner"] != "typed" {
		t.Fatal(filled)
	}
}

func TestDecodeHTMLForm(t *testing.T) {
	f := compile(t, shop)
	got := f.Decode(map[string][]string{
		"area": {" 48.5 "}, "raw": {"on"}, "rawKind": {"fish", "meat"}, "signName": {""},
		"staff.0.name": {"王五"}, "staff.2.name": {"赵六"}, "nonsense": {"x"},
	})
	want := map[string]any{
		"area": json.Number("48.5"), "raw": true, "rawKind": []any{"fish", "meat"},
		"staff": []any{map[string]any{"name": "王五"}, map[string]any{"name": "赵六"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatal(diff)
	}
	if got := f.Decode(map[string][]string{"area": {"　４８．５ "}}); got["area"] != json.Number("48.5") {
		t.Fatal("wide digits are digits", got)
	}
	if got := f.Decode(map[string][]string{"area": {"[1]"}, "raw": {"perhaps"}}); got["area"] != "[1]" || got["raw"] != "perhaps" {
		t.Fatal("what has no type must stay to be named", got)
	}
}

func TestBrokenFormsAreRefused(t *testing.T) {
	prop := func(p string) string {
		return `{"type":"object","properties":{"a":` + p + `}}`
	}
	tests := map[string]string{
		"form.schema.json":       `{`,
		"form.schema.object":     `{"type":"array"}`,
		"form.schema.fields":     `{"type":"object","properties":{}}`,
		"form.schema.unlabelled": prop(`{"type":"string"}`),
		"form.schema.property":   `{"type":"object","properties":{"A b":{"type":"string","x-holon":{"label":"x"}}}}`,
		"form.schema.annotation": prop(`{"type":"string","x-holon":{"label":"x","colour":"red"}}`),
		"form.schema.grade":      prop(`{"type":"string","x-holon":{"label":"x","grade":9}}`),
		"form.schema.source":     prop(`{"type":"string","x-holon":{"label":"x","source":{"resource":"r"}}}`),
		"form.schema.type":       prop(`{"type":"object","x-holon":{"label":"x"}}`),
		"form.schema.options":    prop(`{"type":"string","enum":["a","b"],"x-holon":{"label":"x","options":["一"]}}`),
		"form.schema.control":    prop(`{"type":"string","x-holon":{"label":"x","control":"dial"}}`),
		"form.schema.check":      prop(`{"type":"string","x-holon":{"label":"x","check":"luck"}}`),
		"form.schema.when":       prop(`{"type":"string","x-holon":{"label":"x","when":"a = = b"}}`),
		"form.schema.step":       prop(`{"type":"string","x-holon":{"label":"x","step":"nowhere"}}`),
		"form.schema.required":   `{"type":"object","required":["b"],"properties":{"a":{"type":"string","x-holon":{"label":"x"}}}}`,
		"form.schema.twice":      `{"type":"object","properties":{"a":{"type":"string","x-holon":{"label":"x"}},"a":{"type":"string","x-holon":{"label":"x"}}}}`,
		"form.schema.element": `{"type":"object","properties":{"a":{"type":"string","x-holon":{"label":"x","element":"e"}},
			"b":{"type":"string","x-holon":{"label":"x","element":"e"}}}}`,
		"form.schema.invalid": prop(`{"type":"string","minLength":-1,"x-holon":{"label":"x"}}`),
		"form.schema.nested": prop(`{"type":"array","x-holon":{"label":"x"},"items":{"type":"object","properties":{
			"r":{"type":"string","x-holon":{"label":"x","when":"true"}}}}}`),
		"form.schema.number": prop(`{"type":"number","maximum":1e999999999,"x-holon":{"label":"x"}}`),
		"form.schema.depth":  strings.Repeat("[", 100),
		"form.schema.size":   strings.Repeat(" ", 300<<10),
	}
	for key, raw := range tests {
		_, err := form.Compile([]byte(raw))
		e, ok := err.(*gov.Error)
		if !ok || e.Key != key || e.Kind != gov.KindInvalid {
			t.Errorf("%s: got %v", key, err)
		}
	}
}

func TestNoReferenceLeavesTheDocument(t *testing.T) {
	for _, ref := range []string{"https://example.org/x.json", "file:///etc/passwd", "other.json#/a"} {
		raw := `{"type":"object","properties":{"a":{"type":"string","$ref":"` + ref + `","x-holon":{"label":"x"}}}}`
		if _, err := form.Compile([]byte(raw)); gov.KindOf(err) != gov.KindInvalid {
			t.Errorf("%s: %v", ref, err)
		}
	}
	local := `{"type":"object","$defs":{"short":{"maxLength":3}},"properties":{"a":{"type":"string","$ref":"#/$defs/short","x-holon":{"label":"x"}}}}`
	if got := compile(t, local).Validate(map[string]any{"a": "abcd"}, limits); len(got) != 1 || got[0].Key != "form.text.long" {
		t.Fatal(got)
	}
}

func FuzzAnswers(f *testing.F) {
	f.Add([]byte(`{"creditCode":"x","staff":[{"name":"\u202e"}],"area":1e308}`))
	f.Add([]byte(`{"staff":[[[[1]]]],"raw":"maybe","a":{"b":{"c":null}}}`))
	sheet, err := form.Compile([]byte(shop))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		var answers map[string]any
		if json.Unmarshal(raw, &answers) != nil {
			return
		}
		clean, faults := sheet.Check(answers, limits)
		if len(faults) > 0 {
			return
		}
		again, more := sheet.Check(clean, limits)
		if len(more) > 0 || !cmp.Equal(clean, again) {
			t.Fatalf("not stable: %v -> %v %v", clean, again, more)
		}
	})
}

func FuzzCompile(f *testing.F) {
	f.Add([]byte(shop))
	f.Add([]byte(`{"type":"object","properties":{"a":{"type":"array","items":{"type":"string","enum":[1,"a"]},"x-holon":{"label":"x"}}}}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		sheet, err := form.Compile(raw)
		if err != nil {
			return
		}
		sheet.Validate(map[string]any{"a": "x", "b": []any{map[string]any{"c": 1.5}}}, limits)
	})
}
