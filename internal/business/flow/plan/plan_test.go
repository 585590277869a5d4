package plan_test

import (
	"errors"
	"os"
	"testing"

	"holon.example/holon/internal/business/flow/condition"
	"holon.example/holon/internal/business/flow/plan"
	"holon.example/holon/internal/lang/bpmn"
)

func opening(t *testing.T) *bpmn.Definitions {
	t.Helper()
	src, err := os.ReadFile("../../../lang/bpmn/testdata/opening.bpmn")
	if err != nil {
		t.Fatal(err)
	}
	d, err := bpmn.Parse(src)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestCompile(t *testing.T) {
	p, err := plan.Compile(opening(t), "", condition.FEEL{})
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Root.Starts) != 1 || p.Root.Starts[0].ID != "start" || len(p.Nodes) != 14 {
		t.Fatal(p.Root.Starts, len(p.Nodes))
	}
	fire := p.ByID["fire"]
	if fire.Attrs["rank"] != "2" || fire.Attrs["lane"] != "departments" || len(fire.Boundary) != 1 {
		t.Fatal(fire.Attrs)
	}
	if tm := fire.Boundary[0].Events[0].Timing; tm.Kind != "timeDuration" || tm.Text != "P9D" || !tm.Working {
		t.Fatal(tm)
	}
	if p.ByID["remind"].Ref != "remind" || p.ByID["opinions"].Loop.Into != "opinions" || p.ByID["complete"].Def.ID != "f4" {
		t.Fatal("references")
	}
	join := p.ByID["join"]
	for id, want := range map[string]uint64{"split": 3, "food": 1, "fire": 2, "check": 3, "issue": 0, "remind": 0} {
		if got := join.Reach[p.ByID[id]]; got != want {
			t.Errorf("%s reaches %b, want %b", id, got, want)
		}
	}
}

func TestWhatCannotRunIsNamed(t *testing.T) {
	d := opening(t)
	d.Flow("f5").Condition.Text = "list contains("
	_, err := plan.Compile(d, "", condition.FEEL{})
	if e, ok := errors.AsType[*plan.Error](err); !ok || e.Element != "f5" || e.Unwrap() == nil {
		t.Fatal(err)
	}
	if _, err := plan.Compile(opening(t), "", nil); err == nil {
		t.Fatal("conditions without a language")
	}
}
