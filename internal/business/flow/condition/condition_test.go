package condition_test

import (
	"encoding/json"
	"testing"

	"holon.example/holon/internal/business/flow/condition"
)

func TestEval(t *testing.T) {
	vars := map[string]any{"建筑面积": 120.0, "level": "A", "depts": []any{"food", "fire"}, "n": 2, "case": map[string]any{"open": true}}
	for text, want := range map[string]string{
		`建筑面积 > 100 and level = "A"`:     `true`,
		`建筑面积 > 200`:                     `false`,
		`missing > 1`:                    `null`,
		`count(depts)`:                   `2`,
		`depts[item != "food"]`:          `["fire"]`,
		`{n: n + 1, last: depts[-1]}`:    `{"last":"fire","n":3}`,
		`case.open`:                      `true`,
		`"P" + string(n) + "D"`:          `"P2D"`,
		`if level = "A" then 0.1 else 1`: `0.1`,
	} {
		x, err := condition.FEEL{}.Compile(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		v, err := x.Eval(vars)
		if got, _ := json.Marshal(v); err != nil || string(got) != want {
			t.Errorf("%s = %s %v, want %s", text, got, err, want)
		}
	}
	for _, bad := range []string{"", "a >", "((("} {
		if _, err := (condition.FEEL{}).Compile(bad); err == nil {
			t.Errorf("%q compiled", bad)
		}
	}
	x, err := condition.FEEL{}.Compile("sum(for i in 1..1000000000 return i)")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := x.Eval(nil); err == nil {
		t.Error("no budget")
	}
}
