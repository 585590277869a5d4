package matter_test

import (
	"slices"
	"testing"

	"holon.example/holon/internal/business/form"
	"holon.example/holon/internal/business/matter"
	"holon.example/holon/internal/gov"
)

func itemsOf(p *matter.Plan) (out []string) {
	for _, x := range p.Parts {
		out = append(out, x.Item.ID)
	}
	return out
}

func plan(t *testing.T, lib *matter.Library, answers map[string]any) *matter.Plan {
	t.Helper()
	facts, err := lib.Facts(lib.Thing("open-restaurant"), answers)
	if err != nil {
		t.Fatal(err)
	}
	p, err := lib.Plan("", "open-restaurant", facts)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestAnswersSelectParts(t *testing.T) {
	lib, _ := shipped(t)
	tests := []struct {
		name    string
		answers map[string]any
		items   []string
		hand    int // materials handed in
	}{
		{
			"a small noodle shop",
			map[string]any{"diningArea": 48, "foodScope": []any{"hot"}, "signboard": true},
			[]string{"licence-check", "small-food-permit", "signboard"},
			4,
		},
		{
			"small, but with raw food",
			map[string]any{"diningArea": 48, "foodScope": []any{"raw"}, "signboard": false},
			[]string{"licence-check", "food-permit"},
			4,
		},
		{
			"large, on promise",
			map[string]any{"diningArea": 300, "foodScope": []any{"hot"}, "signboard": false, "fireManner": "promise"},
			[]string{"licence-check", "food-permit", "fire-check-promise"},
			8,
		},
		{
			"large, inspected",
			map[string]any{"diningArea": 420.5, "foodScope": []any{"hot", "cold"}, "signboard": true, "fireManner": "general", "expertReview": true},
			[]string{"licence-check", "food-permit", "fire-check-general", "signboard"},
			8,
		},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			p := plan(t, lib, tc.answers)
			if got := itemsOf(p); !slices.Equal(got, tc.items) {
				t.Fatalf("got %v, want %v", got, tc.items)
			}
			if got := len(p.Submit()); got != tc.hand {
				t.Fatalf("%d materials to hand in, want %d", got, tc.hand)
			}
			if p.Promise.N != 10 || p.Parts[0].Wave != 0 || p.Parts[1].Wave != 1 {
				t.Fatalf("%+v", p.Parts)
			}
		})
	}
}

func TestPlanJoinsFormVisitAndPause(t *testing.T) {
	lib, _ := shipped(t)
	p := plan(t, lib, map[string]any{
		"diningArea": 420, "foodScope": []any{"hot"}, "signboard": true, "fireManner": "general", "expertReview": true,
	})
	joint := 0
	for _, x := range p.Parts {
		if x.Joint == "visit" {
			joint++
		}
		if x.Flow == "" {
			t.Error(x.Item.ID, "has no process")
		}
		if x.Item.ID == "fire-check-general" && (len(x.Special) != 1 || x.Special[0].Kind != "expert_review" || x.Special[0].N != 10) {
			t.Error("the expert review is missing", x.Special)
		}
	}
	if joint != 3 {
		t.Fatalf("%d parts share the visit, want 3", joint)
	}
	seen := map[string]bool{}
	for _, fd := range p.Form.Fields() {
		if seen[fd.Element] {
			t.Error("asked twice:", fd.Element)
		}
		seen[fd.Element] = true
	}
	if !seen["signName"] || !seen["safetyOfficer"] || !seen["fireManager"] || !seen["creditCode"] {
		t.Fatal(seen)
	}
	again := plan(t, lib, map[string]any{
		"diningArea": 420, "foodScope": []any{"hot"}, "signboard": true, "fireManner": "general", "expertReview": false,
	})
	if again.Form != p.Form {
		t.Error("the merged form is not kept")
	}
	if s := again.Parts[2].Special; len(s) != 0 {
		t.Error("no expert review was called for:", s)
	}
}

func TestAloneAPartSharesNoVisit(t *testing.T) {
	lib, _ := shipped(t)
	p := plan(t, lib, map[string]any{"diningArea": 60, "foodScope": []any{"hot"}, "signboard": false})
	for _, x := range p.Parts {
		if x.Joint != "" {
			t.Fatalf("%s shares a visit with nobody", x.Item.ID)
		}
	}
	alone, err := lib.PlanItem("", "signboard", nil)
	if err != nil || len(alone.Parts) != 1 || alone.Form == nil {
		t.Fatal(alone, err)
	}
}

func TestQuestionsFollowTheTable(t *testing.T) {
	lib, _ := shipped(t)
	thing := lib.Thing("open-restaurant")
	_, q := lib.Questions(thing, thing.Questions)
	ask := func(answers map[string]any) string {
		facts, err := lib.Facts(thing, answers)
		if err != nil {
			t.Fatal(err)
		}
		if next := q.Next(facts); next != nil {
			return next.Name
		}
		return ""
	}
	answers := map[string]any{}
	for _, step := range []struct {
		want  string
		value any
	}{{"diningArea", 420}, {"foodScope", []any{"hot"}}, {"signboard", true}, {"fireManner", "general"}, {"expertReview", true}} {
		if got := ask(answers); got != step.want {
			t.Fatalf("after %v: %q, want %q", answers, got, step.want)
		}
		answers[step.want] = step.value
	}
	if got := ask(answers); got != "" {
		t.Fatal(got)
	}
	if got := ask(map[string]any{"diningArea": 48, "foodScope": []any{"hot"}, "signboard": true}); got != "" {
		t.Fatal("a small shop is asked", got)
	}
	l := form.DefaultLimits("2026-11-23")
	facts, _ := lib.Facts(thing, answers)
	l.Facts = facts
	if clean, faults := q.Check(answers, l); len(faults) > 0 || clean["expertReview"] != true {
		t.Fatal(clean, faults)
	}
}

func TestPlanRefuses(t *testing.T) {
	lib, _ := shipped(t)
	if _, err := lib.Plan("", "nothing", nil); gov.KindOf(err) != gov.KindNotFound {
		t.Fatal(err)
	}
	if _, err := lib.PlanItem("", "nothing", nil); gov.KindOf(err) != gov.KindNotFound {
		t.Fatal(err)
	}
	if _, err := lib.PlanItem("000000", "signboard", nil); gov.KindOf(err) != gov.KindNotFound {
		t.Fatal(err)
	}
}
