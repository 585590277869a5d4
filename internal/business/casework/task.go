package casework

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/business/casework/procedure"
	"holon.example/holon/internal/business/flow"
	"holon.example/holon/internal/business/flow/engine"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/org"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/todo"
)

// Attributes a process may give a user task beside the standard (namespace of
// the packs): who does it, on which page, what it results in.
const (
	attrRole   = "role"
	attrPage   = "page"
	attrOutput = "output"
	attrStaff  = "staff"
)

// roleOf maps the roles of processes that are no role of a post by themselves.
var roleOf = map[string]string{"window": org.Clerk, "inspector": org.Handler, "source": org.DataOfficer}

// postRole gives the role of a post that a role of a process asks for.
func postRole(role string) (string, bool) {
	if r, ok := roleOf[role]; ok {
		return r, true
	}
	return role, slices.Contains(org.Roles, role)
}

// actionReject ends the intake without acceptance.
const actionReject = "rejectCase"

// applicantRole marks a step of the applicant: it has no work item.
const applicantRole = "applicant"

// results lists what a step may answer for a variable; other variables are yes or no.
var results = map[string][]string{
	"precheck": {"complete", "supplement", "not_needed", "not_accept", "withdraw"},
	"opinion":  {"grant", "refuse"},
	"review":   {"agree", "return"},
	"decision": {"grant", "refuse", "return"},
	"verified": {"yes", "no"},
}

// Step is what an officer hands in to end a step of a process.
type Step = procedure.Step

// Missing is one thing a one-time notice asks for.
type Missing = procedure.Missing

// openTask offers a user task: a work item for the role in the department of the
// matter, or nothing for a step of the applicant.
func (s *Service) openTask(ctx context.Context, p *act.Prep, in *flow.Instance, e engine.Effect) (gov.ID, error) {
	w, err := workOf(ctx)
	if err != nil {
		return 0, err
	}
	role := e.Attrs[attrRole]
	m := w.matter(in.Matter)
	if role == applicantRole {
		return 0, w.waitForApplicant(m)
	}
	post, ok := postRole(role)
	if !ok {
		return 0, fmt.Errorf("role %q of a process is unknown", role)
	}
	dep := w.c.Owner
	if m != nil && post != org.Clerk {
		dep = m.Department
	}
	item := todo.Item{
		Kind: e.Attrs[attrPage], Title: "task." + e.Attrs[attrPage], Ref: w.ref(in.Matter),
		Args: map[string]string{"no": w.c.No, "item": w.nameOf(m)}, Whom: todo.Whom{Department: dep, Role: post}, About: w.nameOf(m),
	}
	id := p.NewID()
	w.opening = append(w.opening, opening{id, in.Matter, item})
	return id, nil
}

func (w *work) nameOf(m *casefile.Matter) string {
	if m != nil {
		return m.Item
	}
	return w.c.Name()
}

// waitForApplicant moves the matter, or the case, to where the applicant must act.
func (w *work) waitForApplicant(m *casefile.Matter) error {
	if m != nil {
		w.changed(m)
		return m.To(casefile.Rework)
	}
	w.caseIn = true
	return w.c.To(casefile.Supplement)
}

func (s *Service) closeTask(ctx context.Context, p *act.Prep, item gov.ID) error {
	if item == 0 {
		return nil
	}
	w, err := workOf(ctx)
	if err != nil {
		return err
	}
	if w.unopened(item) {
		return nil
	}
	w.settle(item)
	_, err = todo.Cancel(ctx, p, item, "superseded")
	return err
}

// task is an open step with its case.
type task struct {
	*work
	item  *todo.Item
	in    *flow.Instance
	m     *casefile.Matter
	token int
	node  engine.Effect
}

// begin reads a step an officer wants to end, and asks the policies: also whether
// his post has the role the step is for. Only a rejection is not the window's,
// though it ends the window's step: the authority itself says so.
func (s *Service) begin(ctx context.Context, p *act.Prep, action string, id gov.ID) (*task, error) {
	item, err := todo.Get(ctx, p.Q(), id)
	if err != nil {
		return nil, err
	}
	if item.Ref.Kind != "case" {
		return nil, gov.NotFound("task.none")
	}
	w, err := s.open(ctx, p, item.Ref.ID)
	if err != nil {
		return nil, err
	}
	t := &task{work: w, item: item}
	flowID := w.c.Flow
	if item.Ref.Part != "" {
		mid, err := gov.ParseID(item.Ref.Part)
		if err != nil {
			return nil, err
		}
		t.m = w.matter(mid)
		flowID = t.m.Flow
	}
	r := w.c.Resource(t.m)
	if t.m == nil { // the intake stands for the authority that leads
		r.Attrs["department"] = w.ms[0].Department
	}
	if action != actionReject {
		r.Attrs["role"] = item.Role
	}
	if err := p.Authorise(r); err != nil {
		return nil, err
	}
	if t.in, err = w.instance(ctx, flowID); err != nil {
		return nil, err
	}
	token, ok := t.in.Task(id)
	if !ok {
		return nil, gov.Conflict("task.closed")
	}
	t.token = token
	t.node, err = s.Flow.TaskNode(ctx, p, t.in, token)
	return t, err
}

// end closes the work item, records the opinion and lets the process go on.
func (t *task) end(ctx context.Context, st *Step, vars map[string]any) error {
	if err := t.endStep(ctx, st, vars); err != nil {
		return err
	}
	return t.saveOnce()
}

// endStep is end without writing the case: several steps may end together.
func (t *task) endStep(ctx context.Context, st *Step, vars map[string]any) error {
	if t.item != nil {
		t.settle(t.item.ID)
		if _, err := todo.Done(ctx, t.p, t.item.ID, outcomeCode(st.Result)); err != nil {
			return err
		}
	}
	if err := t.opine(st); err != nil {
		return err
	}
	t.input = st
	t.in.Settled(t.token)
	return t.s.Flow.Complete(withWork(ctx, t.work), t.p, t.in, t.token, vars)
}

func outcomeCode(result string) string {
	if result == "" {
		return "done"
	}
	return result
}

// opine keeps what the post said, signed by its account, with its basis.
func (t *task) opine(st *Step) error {
	if st.Text == "" && st.Result == "" {
		return nil
	}
	keys, err := t.p.Keys(t.c.ID)
	if err != nil {
		return err
	}
	who := t.p.Who()
	o := &casefile.Opinion{
		ID: t.p.NewID(), Case: t.c.ID, Step: t.node.Element, Page: t.page(), Post: who.Post, Department: who.Department,
		At: t.p.Now(), Result: st.Result, Cites: st.Cites, Text: st.Text, For: who.For,
	}
	if t.m != nil {
		o.Matter = t.m.ID
	}
	return t.p.Insert(casefile.Opinions, o.Row(keys))
}

func (t *task) page() string { return t.node.Attrs[attrPage] }

// outputs checks what a step hands to its process: only what the task names,
// each with a value it may take, and nothing left out.
func (t *task) outputs(given map[string]any) (map[string]any, error) {
	names := strings.Fields(t.node.Attrs[attrOutput])
	out := map[string]any{}
	for name, v := range given {
		if !slices.Contains(names, name) {
			return nil, gov.Invalid("task.output").At("outputs."+name, "task.output_unknown")
		}
		if !allowed(name, v) {
			return nil, gov.Invalid("task.output").At("outputs."+name, "task.output_value")
		}
		out[name] = v
	}
	for _, name := range names {
		if _, ok := out[name]; !ok {
			if results[name] != nil {
				return nil, gov.Invalid("task.output").At("outputs."+name, "task.output_missing")
			}
			out[name] = false
		}
	}
	return out, nil
}

func allowed(name string, v any) bool {
	if values := results[name]; values != nil {
		s, ok := v.(string)
		return ok && slices.Contains(values, s)
	}
	_, ok := v.(bool)
	return ok
}

// GiveOpinion ends a step of examination, review, guidance or assistance with a
// signed opinion (action giveOpinion).
func (s *Service) GiveOpinion(ctx context.Context, who gov.Actor, key string, caseID gov.ID, st Step) (*Progress, error) {
	return s.step(ctx, call{"giveOpinion", who, key, caseID}, st, func(t *task) (map[string]any, error) {
		if slices.Contains([]string{"decide", "precheck", "visit"}, t.page()) {
			return nil, gov.Conflict("task.other_action").With("page", t.page())
		}
		if st.Result == "return" && st.Text == "" {
			return nil, gov.Invalid("decide.reasons").At("text", "decide.reasons")
		}
		if t.m != nil {
			t.took()
		}
		given := st.Outputs
		for _, name := range []string{"opinion", "review"} {
			if slices.Contains(strings.Fields(t.node.Attrs[attrOutput]), name) && given[name] == nil {
				given = with(given, name, st.Result)
			}
		}
		vars, err := t.outputs(given)
		if err != nil {
			return nil, err
		}
		if vars["specialNeeded"] == true {
			if err := t.checkPause(&st); err != nil {
				return nil, err
			}
		}
		if t.m == nil {
			return vars, nil
		}
		return vars, t.event("matter.opinion", t.m, seal.Data{"step": t.node.Element, "page": t.page(), "result": st.Result, "cites": st.Cites})
	})
}

func with(m map[string]any, name string, v any) map[string]any {
	out := map[string]any{name: v}
	for k, x := range m {
		out[k] = x
	}
	return out
}

// took notes who handled and who reviewed the matter: four eyes are counted by it.
func (t *task) took() {
	who := t.p.Who().Person
	switch {
	case t.item.Role == org.Reviewer:
		t.m.Reviewer = who
	case t.item.Role == org.Handler && t.page() != "visit":
		t.m.Handler = who
	default:
		return
	}
	t.changed(t.m)
}

// Progress is the answer to a step: where the case and its matters stand now.
type Progress = procedure.Progress

// MatterProgress is one matter of it.
type MatterProgress = procedure.MatterProgress

func (w *work) progress() *Progress {
	pr := &Progress{Case: w.c.ID, State: w.c.State}
	for _, m := range w.ms {
		mp := MatterProgress{ID: m.ID, Item: m.Item, State: m.State, Outcome: m.Outcome, Licence: m.Licence}
		if t := w.running(m.ID); t != nil {
			mp.Due = t.Due.Date()
		}
		pr.Matters = append(pr.Matters, mp)
	}
	return pr
}

// call says who wants what of which case.
type call struct {
	action string
	who    gov.Actor
	key    string
	id     gov.ID
}

func (c call) command(input any) act.Command {
	return act.Command{Action: c.action, Actor: c.who, Key: c.key, Input: input, Claims: []string{casefile.Stream(c.id)}}
}

// step is the common course of every command that ends a step of a process.
func (s *Service) step(ctx context.Context, c call, st Step, check func(*task) (map[string]any, error)) (*Progress, error) {
	return act.Do(ctx, s.Act, c.command(st), func(p *act.Prep) (*Progress, error) {
		t, err := s.begin(ctx, p, c.action, st.Task)
		if err != nil {
			return nil, err
		}
		if t.c.ID != c.id {
			return nil, gov.NotFound("task.none")
		}
		if err := checkText(&st); err != nil {
			return nil, err
		}
		vars, err := check(t)
		if err != nil {
			return nil, err
		}
		if err := t.end(ctx, &st, vars); err != nil {
			return nil, err
		}
		return t.progress(), nil
	})
}

const maxText = 8000

func checkText(st *Step) error {
	if len([]rune(st.Text)) > maxText {
		return (&gov.Error{Kind: gov.KindTooLarge, Key: "task.text_too_long"}).At("text", "task.text_too_long")
	}
	if len(st.Cites) > 20 {
		return gov.Invalid("task.cites").At("cites", "task.cites")
	}
	return nil
}
