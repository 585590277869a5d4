package form_test

import (
	"slices"
	"testing"

	"holon.example/holon/internal/business/form"
	"holon.example/holon/internal/gov"
)

const fire = `{"$id":"fire","type":"object",
 "x-holon":{"title":"消防","steps":[{"id":"place","label":"场所"},{"id":"fire","label":"消防"}]},
 "required":["area","owner","floors"],
 "properties":{
  "area":{"type":"number","minimum":10,"x-holon":{"label":"面积","step":"place","grade":1}},
  "owner":{"type":"string","x-holon":{"label":"经营者","step":"fire","grade":4}},
  "raw":{"type":"boolean","x-holon":{"label":"生食","step":"place","when":"area > 5"}},
  "floors":{"type":"integer","x-holon":{"label":"层数","step":"fire"}}},
 "if":{"properties":{"floors":{"const":9}},"required":["floors"]},"then":{"properties":{"area":{"minimum":500}}}}`

func TestMergeAsksOnce(t *testing.T) {
	f, err := form.Merge("package", form.Text{Zh: "一表"}, compile(t, shop), compile(t, fire))
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	for _, fd := range f.Fields() {
		seen[fd.Element]++
	}
	for e, n := range seen {
		if n != 1 {
			t.Errorf("%s is asked %d times", e, n)
		}
	}
	if owner := f.Field("owner"); !owner.Required || owner.Grade != gov.Grade4 || owner.Check != "person_name" {
		t.Fatalf("%+v", owner)
	}
	if raw := f.Field("raw"); raw.When != "" {
		t.Fatalf("one form always asks it, yet: %q", raw.When)
	}
	answers := good()
	answers["floors"] = 2
	if got := keysOf(f.Validate(answers, limits)); len(got) > 0 {
		t.Fatal(got)
	}
	answers["area"] = 5
	if got := keysOf(f.Validate(answers, limits)); !slices.Equal(got, []string{"area form.number.min"}) {
		t.Fatal("the stricter of two rules must hold:", got)
	}
	answers["area"], answers["floors"] = 100, 9
	if got := keysOf(f.Validate(answers, limits)); !slices.Equal(got, []string{"area form.number.min"}) {
		t.Fatal("the rule of the second form is lost:", got)
	}
}

func TestMergeJoinsConditionsAndChoices(t *testing.T) {
	one := func(id, when, enum, options string) *form.Form {
		return compile(t, `{"$id":"`+id+`","type":"object","properties":{
			"k":{"type":"string","enum":`+enum+`,"x-holon":{"label":"x","when":"`+when+`","options":`+options+`}},
			"n":{"type":"number","x-holon":{"label":"n"}}}}`)
	}
	f, err := form.Merge("m", form.Text{Zh: "合"}, one("a", "n > 3", `["p","q"]`, `["甲","乙"]`), one("b", "n = 1", `["q","r"]`, `["乙","丙"]`))
	if err != nil {
		t.Fatal(err)
	}
	k := f.Field("k")
	if k.When != "(n > 3) or (n = 1)" || len(k.Options) != 1 || k.Options[0].Label.Zh != "乙" {
		t.Fatalf("%+v", k)
	}
	if got := f.Validate(map[string]any{"n": 1, "k": "p"}, limits); len(got) != 1 {
		t.Fatal(got)
	}
	if clean, got := f.Check(map[string]any{"n": 2, "k": "q"}, limits); len(got) != 0 || clean["k"] != nil {
		t.Fatal(clean, got)
	}
}

func TestMergeRefusesContradictions(t *testing.T) {
	one := func(name, element, kind string) *form.Form {
		return compile(t, `{"$id":"`+name+`","type":"object","properties":{"`+name+`":{"type":"`+kind+`","x-holon":{"label":"x","element":"`+element+`"}}}}`)
	}
	tests := map[string][2]*form.Form{
		"form.merge.name":    {one("a", "e", "string"), one("b", "e", "string")},
		"form.merge.element": {one("a", "e", "string"), one("a", "f", "string")},
		"form.merge.type":    {one("a", "e", "string"), one("a", "e", "number")},
	}
	for key, pair := range tests {
		_, err := form.Merge("m", form.Text{}, pair[0], pair[1])
		if e, ok := err.(*gov.Error); !ok || e.Key != key {
			t.Errorf("%s: got %v", key, err)
		}
	}
}

const situation = `{"$id":"q","type":"object","required":["kind","area","promise"],
 "x-holon":{"title":"情形","steps":[{"id":"kind","label":"种类"},{"id":"area","label":"面积"},{"id":"promise","label":"承诺"}]},
 "properties":{
  "kind":{"type":"string","enum":["small","full"],"x-holon":{"label":"种类","step":"kind","options":["小餐饮","餐饮服务"]}},
  "area":{"type":"number","minimum":1,"x-holon":{"label":"面积","step":"area"}},
  "promise":{"type":"boolean","x-holon":{"label":"告知承诺","step":"promise","when":"area >= 300"}}}}`

func TestQuestionsComeOneByOne(t *testing.T) {
	q, err := form.CompileQuestions([]byte(situation))
	if err != nil {
		t.Fatal(err)
	}
	answers := map[string]any{}
	for _, step := range []struct {
		name  string
		value any
	}{{"kind", "small"}, {"area", 500}, {"promise", true}} {
		next := q.Next(answers)
		if next == nil || next.Name != step.name {
			t.Fatalf("after %v: %+v, want %s", answers, next, step.name)
		}
		if trail := q.Trail(answers); trail[len(trail)-1].Name != step.name {
			t.Fatal(trail)
		}
		answers[step.name] = step.value
	}
	if next := q.Next(answers); next != nil {
		t.Fatal(next)
	}
	answers = map[string]any{"kind": "small", "area": 40, "promise": true}
	if next := q.Next(answers); next != nil {
		t.Fatal("a small shop is not asked", next.Name)
	}
	clean, faults := q.Check(answers, limits)
	if len(faults) > 0 || clean["promise"] != nil {
		t.Fatal(clean, faults)
	}
}

func TestQuestionsMustSelect(t *testing.T) {
	for key, prop := range map[string]string{
		"form.question.open":     `{"type":"string","x-holon":{"label":"x"}}`,
		"form.question.personal": `{"type":"boolean","x-holon":{"label":"x","grade":3}}`,
	} {
		_, err := form.CompileQuestions([]byte(`{"type":"object","properties":{"a":` + prop + `}}`))
		if e, ok := err.(*gov.Error); !ok || e.Key != key {
			t.Errorf("%s: got %v", key, err)
		}
	}
}

func TestFactsReachConditions(t *testing.T) {
	f := compile(t, `{"type":"object","required":["way"],"properties":{
		"way":{"type":"string","x-holon":{"label":"x","when":"needed = true","source":{"resource":"situation","element":"way","subject":"case"}}}}}`)
	l := limits
	if got := f.Validate(map[string]any{}, l); len(got) != 0 {
		t.Fatal(got)
	}
	l.Facts = map[string]any{"needed": true}
	if got := keysOf(f.Validate(map[string]any{}, l)); !slices.Equal(got, []string{"way form.required"}) {
		t.Fatal(got)
	}
	if clean, _ := f.Check(map[string]any{"way": "a"}, l); clean["way"] != "a" {
		t.Fatal(clean)
	}
	if got := f.Lookups(); len(got) != 0 {
		t.Fatal("the case is no register", got)
	}
}
