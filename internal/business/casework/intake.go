package casework

import (
	"context"
	"encoding/json"

	"holon.example/holon/internal/business/casework/apply"
	"holon.example/holon/internal/business/casework/caseclock"
	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/business/casework/deferral"
	"holon.example/holon/internal/business/flow"
	"holon.example/holon/internal/business/flow/engine"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/jobs"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/rule/clock"
)

// SendNotice tells the applicant everything that is missing, once (action
// sendNotice; 行政许可法 §32(4)).
func (s *Service) SendNotice(ctx context.Context, who gov.Actor, key string, caseID gov.ID, st Step) (*Progress, error) {
	return s.precheck(ctx, call{"sendNotice", who, key, caseID}, st, "supplement", func(t *task) error {
		if len(st.Missing) == 0 {
			return gov.Invalid("notice.empty").At("missing", "notice.empty")
		}
		codes := make([]string, 0, len(st.Missing))
		for _, m := range st.Missing {
			codes = append(codes, m.Code)
		}
		return t.event("case.notified", nil, seal.Data{"missing": codes})
	})
}

// AcceptCase accepts the application in the name of each authority (action
// acceptCase).
func (s *Service) AcceptCase(ctx context.Context, who gov.Actor, key string, caseID gov.ID, st Step) (*Progress, error) {
	return s.precheck(ctx, call{"acceptCase", who, key, caseID}, st, "complete", func(*task) error { return nil })
}

// RejectCase ends the intake because no permit is needed (not_needed, §32(1)) or
// another body is competent (not_accept, §32(2)); the reason is told in writing.
func (s *Service) RejectCase(ctx context.Context, who gov.Actor, key string, caseID gov.ID, st Step) (*Progress, error) {
	if st.Result != "not_needed" && st.Result != "not_accept" {
		return nil, gov.Invalid("task.output").At("result", "task.output_value")
	}
	return s.precheck(ctx, call{actionReject, who, key, caseID}, st, st.Result, func(*task) error {
		if st.Text == "" {
			return gov.Invalid("decide.reasons").At("text", "decide.reasons")
		}
		return nil
	})
}

func (s *Service) precheck(ctx context.Context, c call, st Step, answer string, check func(*task) error) (*Progress, error) {
	return s.step(ctx, c, st, func(t *task) (map[string]any, error) {
		if t.page() != "precheck" {
			return nil, gov.Conflict("task.other_action").With("page", t.page())
		}
		if err := check(t); err != nil {
			return nil, err
		}
		return map[string]any{"precheck": answer}, nil
	})
}

// Supplied is what an applicant hands in after a notice, or after rework.
type Supplied struct {
	Answers   map[string]any `json:"answers,omitempty"`
	Materials []apply.Given  `json:"materials,omitempty"`
	Matter    gov.ID         `json:"matter,omitempty"` // rework of one matter; 0: the intake
	Text      string         `json:"text,omitempty"`
}

// SupplyMore hands in what a notice asked for, or what one matter had to put
// right (action supplement). The other matters are not touched.
func (s *Service) SupplyMore(ctx context.Context, who gov.Actor, key string, caseID gov.ID, in Supplied) (*Progress, error) {
	given, notGiven := s.File.HandedIn(ctx, who, 0, in.Materials)
	in.Materials = given
	return act.Do(ctx, s.Act, call{"supplement", who, key, caseID}.command(in), func(p *act.Prep) (*Progress, error) {
		w, err := s.open(ctx, p, caseID)
		if err != nil {
			return nil, err
		}
		if err := w.actFor(ctx, "supplement"); err != nil {
			return nil, err
		}
		if notGiven != nil {
			return nil, notGiven
		}
		t, err := w.applicantStep(ctx, in.Matter)
		if err != nil {
			return nil, err
		}
		if err := w.amend(in); err != nil {
			return nil, err
		}
		if err := w.addMaterials(ctx, in.Materials); err != nil {
			return nil, err
		}
		if err := t.backToOffice(); err != nil {
			return nil, err
		}
		if err := t.event("case.supplemented", t.m, seal.Data{"materials": len(in.Materials), "answers": len(in.Answers)}); err != nil {
			return nil, err
		}
		return w.progress(), t.end(ctx, &Step{Text: in.Text}, nil)
	})
}

// applicantStep finds the open step of the applicant in a process.
func (w *work) applicantStep(ctx context.Context, matterID gov.ID) (*task, error) {
	t := &task{work: w}
	flowID := w.c.Flow
	if matterID != 0 {
		if t.m = w.matter(matterID); t.m == nil {
			return nil, gov.NotFound("case.none")
		}
		flowID = t.m.Flow
	}
	if flowID == 0 {
		return nil, gov.Conflict("case.nothing_to_supply")
	}
	var err error
	if t.in, err = w.instance(ctx, flowID); err != nil {
		return nil, err
	}
	for token, item := range t.in.Tasks {
		if item != 0 {
			continue
		}
		t.token = token
		t.node, err = w.s.Flow.TaskNode(ctx, w.p, t.in, token)
		return t, err
	}
	return nil, gov.Conflict("case.nothing_to_supply")
}

func (t *task) backToOffice() error {
	if t.m != nil {
		t.changed(t.m)
		return t.m.To(casefile.Open)
	}
	t.caseIn = true
	if err := t.c.To(casefile.Received); err != nil {
		return err
	}
	_, err := t.setOff(caseclock.Notice, 0, t.p.Now(), nil) // the office has its days again
	return err
}

// addMaterials keeps new files; an earlier one of the same material is replaced,
// never deleted.
func (w *work) addMaterials(ctx context.Context, given []apply.Given) error {
	keys, err := w.p.Keys(w.c.ID)
	if err != nil {
		return err
	}
	old, err := casefile.MaterialsOf(ctx, w.p.Q(), keys, w.c.ID)
	if err != nil {
		return err
	}
	for _, g := range given {
		for _, o := range old {
			if o.Code == g.Code && o.State == "given" {
				o.State = "replaced"
				if err := w.p.Update(casefile.Materials, o.Row(keys), o.Rev); err != nil {
					return err
				}
			}
		}
		if _, err := file(w.p, w.c, g); err != nil {
			return err
		}
	}
	return nil
}

// acceptAll accepts the case: the intake clock ends, each authority's letter of
// acceptance goes out, and the matters that wait for nothing begin.
func (w *work) acceptAll(ctx context.Context, from gov.Time, deemed bool) error {
	if w.c.State == casefile.Supplement { // deemed accepted while the applicant still had to act
		w.c.State = casefile.Received
	}
	if err := w.c.To(casefile.Accepted); err != nil {
		return err
	}
	w.c.Accepted, w.c.Deemed, w.caseIn = from, deemed, true
	if err := w.event("case.accepted", nil, seal.Data{"deemed": deemed, "from": from}); err != nil {
		return err
	}
	for _, m := range w.ms {
		it, err := w.item(m)
		if err != nil {
			return err
		}
		if it.Limit != nil { // a mere check of the register is not accepted, it is done
			if _, err := w.letter(ctx, "accept", m, nil); err != nil {
				return err
			}
		}
		if m.State == casefile.Waiting && len(m.After) == 0 { // one before may have opened it already
			if err := w.openMatter(ctx, m, from); err != nil {
				return err
			}
		}
	}
	return nil
}

// accept is the handler of acceptance by the window.
func accept(ctx context.Context, _ *act.Prep, _ *flow.Instance, _ engine.Effect) (map[string]any, error) {
	w, err := workOf(ctx)
	if err != nil {
		return nil, err
	}
	if err := w.finish(0); err != nil {
		return nil, err
	}
	if err := w.acceptAll(ctx, w.p.Now(), false); err != nil {
		return nil, err
	}
	return nil, deferral.Accept(ctx, &amended{work: w}, w.s.Library())
}

// deemAccepted is the handler of the law's own outcome: not told within the
// limit, the application is accepted from the day it was received (§32(4)).
func deemAccepted(ctx context.Context, _ *act.Prep, _ *flow.Instance, _ engine.Effect) (map[string]any, error) {
	w, err := workOf(ctx)
	if err != nil {
		return nil, err
	}
	from := w.c.Received
	if t := w.running(0); t != nil {
		if err := w.do(t, clock.Act{Kind: clock.Lapse, At: w.p.Now()}); err != nil {
			return nil, err
		}
		if day, ok := t.Clock.Effect(); ok {
			from = day.Start()
		}
	}
	return nil, w.acceptAll(ctx, from, true)
}

// TimerJob performs a job of kind flow.TimerJob.
func (s *Service) TimerJob(ctx context.Context, j jobs.Job) error {
	var in flow.TimerPayload
	if err := json.Unmarshal(j.Payload, &in); err != nil {
		return err
	}
	return s.Timer(ctx, j.ID, in)
}

// Timer fires a process timer of a case (job flow.timer).
func (s *Service) Timer(ctx context.Context, job gov.ID, in flow.TimerPayload) error {
	var caseID gov.ID
	if err := s.Act.Read(ctx, func(q *act.Q) error {
		inst, err := flow.Load(ctx, q, in.Instance)
		if err == nil {
			caseID = inst.Case
		}
		return err
	}); err != nil {
		return err
	}
	cmd := act.Command{Action: "fireTimer", Actor: gov.Job("timer"), Key: "job/" + job.String(), Claims: []string{casefile.Stream(caseID)}}
	_, err := act.Do(ctx, s.Act, cmd, func(p *act.Prep) (bool, error) {
		w, err := s.open(ctx, p, caseID)
		if err != nil {
			return false, err
		}
		inst, err := w.instance(ctx, in.Instance)
		if err != nil {
			return false, err
		}
		m := w.matter(inst.Matter)
		if err := p.Authorise(w.c.Resource(m)); err != nil {
			return false, err
		}
		if err := w.event("flow.timer", m, seal.Data{"instance": inst.ID, "timer": in.Timer}); err != nil {
			return false, err
		}
		if err := s.Flow.Fire(withWork(ctx, w), p, inst, in.Timer); err != nil {
			return false, err
		}
		return true, w.save()
	})
	return err
}
