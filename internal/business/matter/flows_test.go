package matter_test

import (
	"slices"
	"strings"
	"testing"

	"holon.example/holon/internal/business/flow/condition"
	"holon.example/holon/internal/business/flow/engine"
	"holon.example/holon/internal/business/matter"
	"holon.example/holon/internal/infra/org"
	"holon.example/holon/internal/lang/bpmn"
	"holon.example/holon/internal/lang/bpmn/draw"
	"holon.example/holon/internal/lang/bpmn/sound"
)

// flow finds a shipped process by its stem.
func flow(t *testing.T, stem string) *bpmn.Definitions {
	t.Helper()
	lib, _ := shipped(t)
	_, raw := lib.Flow(lib.Thing("open-restaurant"), stem)
	d, err := bpmn.Parse(raw)
	if err != nil {
		t.Fatal(stem, err)
	}
	return d
}

// act is what happens at an element: the outputs of its task, or "late" for
// the timer of its boundary event.
type act struct {
	at   string
	vars map[string]any
	late bool
}

// play runs a process along a script: what is not named in it completes
// without outputs. It gives the elements in the order in which they were done.
func play(t *testing.T, d *bpmn.Definitions, vars map[string]any, script []act) []string {
	t.Helper()
	p, err := engine.Compile(d, "", condition.FEEL{})
	if err != nil {
		t.Fatal(err)
	}
	s, effects, err := p.Start(vars)
	var path []string
	timers := map[string]int{}
	for n := 0; err == nil && len(effects) > 0 && n < 200; n++ {
		e := effects[0]
		effects = effects[1:]
		var more []engine.Effect
		switch e.Kind {
		case engine.SetTimer:
			timers[e.Element] = e.Token
		case engine.OpenTask, engine.CallHandler:
			i := slices.IndexFunc(script, func(a act) bool { return a.at == e.Element })
			if i >= 0 && script[i].late {
				s, more, err = p.Fire(s, timers[e.Element+"_late"])
			} else {
				out := map[string]any{}
				if i >= 0 {
					out = script[i].vars
				}
				path = append(path, e.Element)
				s, more, err = p.Complete(s, e.Token, out)
			}
			if i >= 0 {
				script = slices.Delete(script, i, i+1)
			}
		case engine.Ended:
			path = append(path, string(e.Status))
		}
		effects = append(effects, more...)
	}
	if err != nil {
		t.Fatal(path, err)
	}
	if len(script) > 0 {
		t.Fatalf("%v never happened; path %v", script, path)
	}
	return path
}

func out(name string, value any) map[string]any { return map[string]any{name: value} }

func TestProcessesGoWhereTheyShould(t *testing.T) {
	tests := []struct {
		name, flow string
		vars       map[string]any
		script     []act
		want       string
	}{
		{
			"all there", "flow-intake", nil,
			[]act{{at: "precheck", vars: out("precheck", "accept")}},
			"receipt precheck accept completed",
		},
		{
			"one-time notice, twice incomplete", "flow-intake", nil,
			[]act{{at: "precheck", vars: out("precheck", "supplement")}, {at: "recheck", vars: out("precheck", "supplement")}, {at: "recheck", vars: out("precheck", "accept")}},
			"receipt precheck notice supplement recheck supplement recheck accept completed",
		},
		{
			"no notice in five days", "flow-intake", nil,
			[]act{{at: "precheck", late: true}},
			"receipt deemed completed",
		},
		{
			"no answer to the supplement in five days", "flow-intake", nil,
			[]act{{at: "precheck", vars: out("precheck", "supplement")}, {at: "recheck", late: true}},
			"receipt precheck notice supplement deemed completed",
		},
		{
			"no permit needed", "flow-intake", nil,
			[]act{{at: "precheck", vars: out("precheck", "not_needed")}},
			"receipt precheck not_needed completed",
		},
		{
			"not ours", "flow-intake", nil,
			[]act{{at: "precheck", vars: out("precheck", "not_accept")}},
			"receipt precheck not_accept completed",
		},
		{
			"granted without visit", "flow-permit", nil,
			[]act{{at: "handle", vars: map[string]any{"visitNeeded": false, "specialNeeded": false}}, {at: "review", vars: out("review", "approve")}, {at: "approve", vars: out("decision", "grant")}},
			"handle opinion review approve grant issue deliver archive completed",
		},
		{
			"visit and expert review, sent back, then refused", "flow-permit", nil,
			[]act{
				{at: "handle", vars: map[string]any{"visitNeeded": true, "specialNeeded": true}},
				{at: "review", vars: out("review", "return")},
				{at: "review", vars: out("review", "approve")},
				{at: "approve", vars: out("decision", "return")},
				{at: "review", vars: out("review", "approve")},
				{at: "approve", vars: out("decision", "refuse")},
			},
			"handle visit pause special resume opinion review opinion review approve review approve refuse deliver archive completed",
		},
		{
			"data agree", "flow-check", nil,
			[]act{{at: "verify", vars: out("verified", "yes")}},
			"verify record completed",
		},
		{
			"not found, the source department helps", "flow-check", nil,
			[]act{{at: "verify", vars: out("verified", "unknown")}, {at: "assist", vars: out("verified", "yes")}},
			"verify assist record completed",
		},
		{
			"data differ", "flow-check", nil,
			[]act{{at: "verify", vars: out("verified", "no")}, {at: "assist", vars: out("verified", "no")}},
			"verify assist inform completed",
		},
		{
			"promise kept", "flow-promise", nil,
			[]act{{at: "approve", vars: out("decision", "grant")}, {at: "verify", vars: out("promiseKept", true)}},
			"handle approve grant issue deliver open verify archive completed",
		},
		{
			"promise broken and not mended", "flow-promise", nil,
			[]act{{at: "approve", vars: out("decision", "grant")}, {at: "verify", vars: out("promiseKept", false)}, {at: "rectify", vars: out("corrected", false)}},
			"handle approve grant issue deliver open verify rectify revoke completed",
		},
		{
			"promise refused", "flow-promise", nil,
			[]act{{at: "approve", vars: out("decision", "refuse")}},
			"handle approve refuse deliver_no archive_no completed",
		},
		{
			"signboard to be put right twice", "flow-guidance", nil,
			[]act{
				{at: "handle", vars: out("visitNeeded", true)},
				{at: "opinion", vars: out("conforms", false)},
				{at: "recheck", vars: out("conforms", false)},
				{at: "recheck", vars: out("conforms", true)},
			},
			"handle visit opinion rectify rework recheck rectify rework recheck guide deliver archive completed",
		},
		{
			"the whole, on promise and without sign", "flow",
			map[string]any{"food": true, "fire": "promise", "signboard": false},
			[]act{{at: "precheck", vars: out("precheck", "accept")}},
			"precheck accept licence fp_handle food_handle fp_decide visit fp_issue food_decide food_issue deliver archive completed",
		},
		{
			"the whole, all three together", "flow",
			map[string]any{"food": true, "fire": "general", "signboard": true},
			[]act{{at: "precheck", vars: out("precheck", "supplement")}, {at: "precheck", vars: out("precheck", "accept")}},
			"precheck notice supplement precheck accept licence food_handle fire_handle sign_handle visit food_decide fire_decide sign_opinion food_issue fire_issue sign_letter deliver archive completed",
		},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			if got := strings.Join(play(t, flow(t, tc.flow), tc.vars, tc.script), " "); got != tc.want {
				t.Fatalf("\n got %s\nwant %s", got, tc.want)
			}
		})
	}
}

func TestProcessesAreSoundAndDrawn(t *testing.T) {
	lib, _ := shipped(t)
	for _, p := range lib.Packs() {
		for stem, raw := range p.Flows {
			d, err := bpmn.Parse(raw)
			if err != nil {
				t.Fatal(stem, err)
			}
			for _, f := range sound.Check(d) {
				t.Errorf("%s: %+v", stem, f)
			}
			svg := string(draw.SVG(d, draw.Options{}))
			for _, n := range d.Process("").Body.Nodes {
				if n.Activity() && n.Name == "" || !strings.Contains(svg, n.ID) {
					t.Errorf("%s: %s has no name or is not drawn", stem, n.ID)
				}
			}
		}
	}
}

// TestRolesExist: who a task is for is a role of the organisation, the
// applicant, or the system; what a task gives is said.
func TestRolesExist(t *testing.T) {
	lib, _ := shipped(t)
	for _, p := range lib.Packs() {
		for stem, raw := range p.Flows {
			d, err := bpmn.Parse(raw)
			if err != nil {
				t.Fatal(err)
			}
			for _, n := range d.Process("").Body.Nodes {
				if !n.Activity() {
					continue
				}
				ext := n.Extension()
				role := ext["role"]
				if !slices.Contains(org.Roles, role) && role != "applicant" && role != "system" {
					t.Errorf("%s/%s: role %q", stem, n.ID, role)
				}
				if n.Kind == "userTask" && ext["page"] == "" || n.Kind == "serviceTask" && ext["handler"] == "" {
					t.Errorf("%s/%s: no page or handler", stem, n.ID)
				}
				checkLetter(t, lib, stem, ext["handler"])
				if m := ext["matter"]; m != "" && lib.Item("990100", m) == nil {
					t.Errorf("%s/%s: no matter %q", stem, n.ID, m)
				}
			}
		}
	}
}

func checkLetter(t *testing.T, lib *matter.Library, stem, handler string) {
	t.Helper()
	if id, ok := strings.CutPrefix(handler, "letter."); ok {
		if _, l := lib.Letter(lib.Thing("open-restaurant"), id); l == nil {
			t.Errorf("%s: no letter %q", stem, id)
		}
	}
}
