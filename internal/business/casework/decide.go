package casework

import (
	"context"
	"slices"

	"holon.example/holon/internal/business/casework/assist"
	"holon.example/holon/internal/business/casework/caseclock"
	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/business/casework/concern"
	"holon.example/holon/internal/business/casework/deferral"
	"holon.example/holon/internal/business/casework/hearing"
	"holon.example/holon/internal/business/casework/warrant"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/todo"
)

// Decide is the decision of the authority on one matter (action decide): grant,
// refuse with reasons and remedies (行政许可法 §38), or return to review. Nobody
// decides what he handled or reviewed himself.
func (s *Service) Decide(ctx context.Context, who gov.Actor, key string, caseID gov.ID, st Step) (*Progress, error) {
	return s.step(ctx, call{"decide", who, key, caseID}, st, func(t *task) (map[string]any, error) {
		if t.page() != "decide" || t.m == nil {
			return nil, gov.Conflict("task.other_action").With("page", t.page())
		}
		if err := t.fourEyes(); err != nil {
			return nil, err
		}
		if err := warrant.Check(ctx, t.p, t.m.Department, t.m.Item, t.c.Resource(t.m)); err != nil {
			return nil, err
		}
		if !allowed("decision", st.Result) {
			return nil, gov.Invalid("decide.result").At("result", "decide.result")
		}
		if st.Result != "grant" && st.Text == "" {
			return nil, gov.Invalid("decide.reasons").At("text", "decide.reasons")
		}
		if st.Result == "refuse" && len(st.Cites) == 0 {
			return nil, gov.Invalid("decide.cites").At("cites", "decide.cites")
		}
		t.m.Approver = t.p.Who().Person
		t.changed(t.m)
		if st.Result != "return" {
			if err := t.mayDecide(ctx, &st); err != nil {
				return nil, err
			}
		}
		if st.Result == "return" {
			return map[string]any{"decision": "return"}, t.event("matter.returned", t.m, nil)
		}
		if err := assist.Lapse(ctx, t.p, t.c, t.m.ID); err != nil {
			return nil, err
		}
		return map[string]any{"decision": st.Result}, t.decided(&st)
	})
}

// mayDecide asks the special procedures whether the matter is ripe for a decision.
func (t *task) mayDecide(ctx context.Context, st *Step) error {
	if err := concern.Before(ctx, t.p, t.m.ID); err != nil {
		return err
	}
	if err := deferral.Before(ctx, t.p, t.c.ID, st.Result); err != nil {
		return err
	}
	return hearing.Before(ctx, t.p, t.m.ID, st.Minutes)
}

func (t *task) fourEyes() error {
	if slices.Contains(t.m.Hands(), t.p.Who().Person) {
		return t.p.Refuse(gov.Forbidden("four-eyes"), t.c.Resource(t.m))
	}
	return nil
}

func (t *task) decided(st *Step) error {
	if err := t.m.To(casefile.Decided); err != nil {
		return err
	}
	t.m.Decided, t.m.Outcome = t.p.Now(), casefile.Granted
	if st.Result == "refuse" {
		t.m.Outcome = casefile.Refused
	}
	late := false
	if r := t.running(t.m.ID); r != nil {
		late = t.p.Now() > r.Due
	}
	if err := t.finish(t.m.ID); err != nil {
		return err
	}
	if _, err := t.setOff(caseclock.Issue, t.m.ID, t.p.Now(), nil); err != nil { // §44
		return err
	}
	return t.event("matter.decided", t.m, seal.Data{"outcome": t.m.Outcome, "cites": st.Cites, "late": late})
}

// Inspection is what is recorded of a visit to the spot.
type Inspection struct {
	Tasks   []gov.ID          `json:"tasks"`   // the visit steps it settles, one a matter
	Staff   []gov.ID          `json:"staff"`   // posts of those who went; two at least (行政许可法 §34)
	Results map[string]string `json:"results"` // matter → pass or fail
	Report  string            `json:"report"`
}

// RecordVisit records one visit, alone or joint, and lets the processes of its
// matters go on (action recordVisit). Each matter on it needs somebody of its own
// authority, and each keeps its own conclusion.
func (s *Service) RecordVisit(ctx context.Context, who gov.Actor, key string, caseID gov.ID, in Inspection) (*Progress, error) {
	return act.Do(ctx, s.Act, call{"recordVisit", who, key, caseID}.command(in), func(p *act.Prep) (*Progress, error) {
		if err := in.check(); err != nil {
			return nil, err
		}
		first, err := s.begin(ctx, p, "recordVisit", in.Tasks[0])
		if err != nil {
			return nil, err
		}
		if first.c.ID != caseID || first.m == nil {
			return nil, gov.NotFound("task.none")
		}
		v := &casefile.Visit{ID: p.NewID(), Case: caseID, Joint: first.m.Joint, Staff: in.Staff, At: p.Now(), Results: in.Results, Report: in.Report}
		ts, err := first.onVisit(ctx, in, v)
		if err != nil {
			return nil, err
		}
		if err := first.keepVisit(v); err != nil {
			return nil, err
		}
		for _, t := range ts {
			if err := t.visited(ctx, in.Results[t.m.ID.String()], in.Report); err != nil {
				return nil, err
			}
		}
		return first.progress(), first.save()
	})
}

func (in *Inspection) check() error {
	switch {
	case len(in.Tasks) == 0 || len(in.Tasks) > 20:
		return gov.Invalid("visit.tasks").At("tasks", "visit.tasks")
	case in.Report == "":
		return gov.Invalid("visit.report").At("report", "visit.report")
	case len([]rune(in.Report)) > maxText:
		return gov.Invalid("task.text_too_long").At("report", "task.text_too_long")
	}
	return nil
}

// onVisit gathers the steps the visit settles and checks who went.
func (t *task) onVisit(ctx context.Context, in Inspection, v *casefile.Visit) ([]*task, error) {
	there, err := t.staffByDepartment(ctx, in.Staff)
	if err != nil {
		return nil, err
	}
	var out []*task
	for _, id := range in.Tasks {
		one, err := t.visitTask(ctx, id)
		if err != nil {
			return nil, err
		}
		m := one.m
		switch r := in.Results[m.ID.String()]; {
		case r != "pass" && r != "fail":
			return nil, gov.Invalid("visit.result").At("results."+m.ID.String(), "visit.result")
		case there[m.Department] == 0:
			return nil, gov.Invalid("visit.department").At("staff", "visit.department")
		case len(in.Tasks) > 1 && m.Joint != t.m.Joint:
			return nil, gov.Invalid("visit.joint").At("tasks", "visit.joint")
		}
		v.Matters = append(v.Matters, m.ID)
		out = append(out, one)
	}
	return out, nil
}

func (t *task) visitTask(ctx context.Context, id gov.ID) (*task, error) {
	for _, m := range t.ms {
		if m.Flow == 0 {
			continue
		}
		one, err := t.stepAt(ctx, m, "visit")
		if err != nil {
			return nil, err
		}
		if one != nil && one.item.ID == id {
			return one, nil
		}
	}
	return nil, gov.Conflict("task.closed")
}

// staffByDepartment counts who went; fewer than two is no inspection (§34).
func (t *task) staffByDepartment(ctx context.Context, posts []gov.ID) (map[gov.ID]int, error) {
	snap, err := t.s.OrgIn(ctx, t.p)
	if err != nil {
		return nil, err
	}
	seen, out := map[gov.ID]bool{}, map[gov.ID]int{}
	for _, post := range posts {
		d, ok := snap.DepartmentOf(post, t.p.Now().Date())
		if !ok || seen[post] {
			return nil, gov.Invalid("visit.staff").At("staff", "visit.staff")
		}
		seen[post] = true
		out[d.ID]++
	}
	if len(seen) < 2 {
		return nil, gov.Invalid("visit.two").At("staff", "visit.two")
	}
	return out, nil
}

func (t *task) keepVisit(v *casefile.Visit) error {
	keys, err := t.p.Keys(t.c.ID)
	if err != nil {
		return err
	}
	if err := t.p.Insert(casefile.Visits, v.Row(keys)); err != nil {
		return err
	}
	return t.event("case.visited", t.m, seal.Data{"visit": v.ID, "staff": v.Staff, "matters": v.Matters, "joint": v.Joint})
}

// visited ends one visit step with its conclusion.
func (t *task) visited(ctx context.Context, result, report string) error {
	pass := result == "pass"
	vars := map[string]any{}
	for _, name := range []string{"conforms", "promiseKept"} {
		if containsWord(t.node.Attrs[attrOutput], name) {
			vars[name] = pass
		}
	}
	return t.endStep(ctx, &Step{Result: result, Text: report}, vars)
}

func todoItem(ctx context.Context, w *work, id gov.ID) (*todo.Item, error) {
	return todo.Get(ctx, w.p.Q(), id)
}
