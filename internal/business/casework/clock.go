package casework

import (
	"context"

	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/business/casework/extension"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/rule/clock"
)

// Pause asks for a lawful pause of a matter's clock.
type Pause struct {
	Matter gov.ID   `json:"matter"`
	Ground string   `json:"ground"` // one of the eight of 行政许可法 §45
	Until  gov.Date `json:"until"`  // expected end, told to the applicant in writing
	Text   string   `json:"text,omitempty"`
}

// checkPause checks the ground and the told end before anything is written.
func (t *task) checkPause(st *Step) error {
	if _, err := gov.ParseDate(string(st.Until)); err != nil {
		return gov.Invalid("pause.until").At("until", "pause.until")
	}
	r := t.running(t.m.ID)
	if r == nil || r.Clock.Terms.Pausing == nil || !r.Clock.Terms.Pausing.Admits(st.Ground) {
		return gov.Invalid("pause.ground").At("ground", "pause.ground")
	}
	return nil
}

// pause stops the clock of a matter with the written notice (handler clock.stop).
func (w *work) pause(ctx context.Context, m *casefile.Matter, ground string, until gov.Date) error {
	t := w.running(m.ID)
	if t == nil {
		return gov.Conflict("clock.none")
	}
	id, err := w.letter(ctx, "pause", m, map[string]string{"procedure": w.groundName(ground), "procedureDays": day(until)})
	if err != nil {
		return err
	}
	if err := m.To(casefile.Paused); err != nil {
		return err
	}
	w.changed(m)
	if err := w.do(t, clock.Act{Kind: clock.Stop, At: w.p.Now(), Ground: ground, Expected: until, Letter: id.String()}); err != nil {
		return err
	}
	if err := w.follow(ctx, t); err != nil {
		return err
	}
	return w.event("clock.stopped", m, seal.Data{"ground": ground, "until": until, "letter": id, "clock": t.ID})
}

func (w *work) groundName(id string) string {
	if n, ok := w.s.Limits().Name(id); ok {
		return n.ZH
	}
	return id
}

// resume lets the clock of a matter run on (handler clock.resume).
func (w *work) resume(ctx context.Context, m *casefile.Matter) error {
	t := w.running(m.ID)
	if t == nil {
		return gov.Conflict("clock.none")
	}
	if err := m.To(casefile.Open); err != nil {
		return err
	}
	w.changed(m)
	if err := w.do(t, clock.Act{Kind: clock.Resume, At: w.p.Now()}); err != nil {
		return err
	}
	if err := w.follow(ctx, t); err != nil {
		return err
	}
	return w.event("clock.resumed", m, seal.Data{"clock": t.ID, "due": t.Due})
}

// StopClock stops a matter's clock on one of the law's eight grounds (action
// stopClock). Where the process waits for the examination, that step ends with
// the special procedure; elsewhere the clock alone stops.
func (s *Service) StopClock(ctx context.Context, who gov.Actor, key string, caseID gov.ID, in Pause) (*Progress, error) {
	return s.onMatter(ctx, call{"stopClock", who, key, caseID}.command(in), caseID, in.Matter, func(w *work, m *casefile.Matter) error {
		st := &Step{Ground: in.Ground, Until: in.Until, Text: in.Text, Result: "special"}
		t, err := w.stepAt(ctx, m, "handle")
		if err != nil {
			return err
		}
		if err := (&task{work: w, m: m}).checkPause(st); err != nil {
			return err
		}
		if t == nil {
			return w.pause(ctx, m, in.Ground, in.Until)
		}
		t.took()
		vars, err := t.outputs(map[string]any{"specialNeeded": true, "visitNeeded": w.visitNeeded(m)})
		if err != nil {
			return err
		}
		return t.end(ctx, st, vars)
	})
}

func (w *work) visitNeeded(m *casefile.Matter) bool {
	it, err := w.item(m)
	return err == nil && it.Check != nil
}

// ResumeClock lets it run on (action resumeClock).
func (s *Service) ResumeClock(ctx context.Context, who gov.Actor, key string, caseID gov.ID, in Pause) (*Progress, error) {
	return s.onMatter(ctx, call{"resumeClock", who, key, caseID}.command(in), caseID, in.Matter, func(w *work, m *casefile.Matter) error {
		t, err := w.stepAt(ctx, m, "special")
		if err != nil {
			return err
		}
		if t == nil {
			return w.resume(ctx, m)
		}
		return t.end(ctx, &Step{Result: "resumed", Text: in.Text}, nil)
	})
}

// Extension asks for more time for a matter.
type Extension = extension.Extension

// stepAt finds the open step of a matter on a page, nil when it stands elsewhere.
func (w *work) stepAt(ctx context.Context, m *casefile.Matter, page string) (*task, error) {
	in, err := w.instance(ctx, m.Flow)
	if err != nil {
		return nil, err
	}
	for token, item := range in.Tasks {
		node, err := w.s.Flow.TaskNode(ctx, w.p, in, token)
		if err != nil {
			return nil, err
		}
		if node.Attrs[attrPage] != page || item == 0 {
			continue
		}
		t := &task{work: w, m: m, in: in, token: token, node: node}
		t.item, err = todoItem(ctx, w, item)
		return t, err
	}
	return nil, nil
}

// onMatter is the common course of commands on one matter.
func (s *Service) onMatter(ctx context.Context, cmd act.Command, caseID, matterID gov.ID, fn func(*work, *casefile.Matter) error) (*Progress, error) {
	return act.Do(ctx, s.Act, cmd, func(p *act.Prep) (*Progress, error) {
		w, err := s.open(ctx, p, caseID)
		if err != nil {
			return nil, err
		}
		m := w.matter(matterID)
		if m == nil {
			return nil, gov.NotFound("case.none")
		}
		if err := p.Authorise(w.c.Resource(m)); err != nil {
			return nil, err
		}
		if err := fn(w, m); err != nil {
			return nil, err
		}
		if err := w.saveOnce(); err != nil {
			return nil, err
		}
		return w.progress(), nil
	})
}
