package casework

import (
	"context"
	"slices"

	"holon.example/holon/internal/business/casework/apply"
	"holon.example/holon/internal/business/casework/caseclock"
	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/business/casework/procedure"
	"holon.example/holon/internal/business/matter"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/rule/clock"
)

// Amend performs a command of a special procedure on a case.
func (s *Service) Amend(ctx context.Context, a procedure.Amendment, fn func(ctx context.Context, f procedure.File) error) error {
	given, notGiven := s.papers(ctx, a.Who, a.Papers)
	_, err := act.Do(ctx, s.Act, call{a.Action, a.Who, a.Key, a.Case}.command(a.Input), func(p *act.Prep) (bool, error) {
		w, err := s.open(ctx, p, a.Case)
		if err != nil {
			return false, err
		}
		f := &amended{work: w, papers: given}
		if a.Matter != 0 {
			if f.m = w.matter(a.Matter); f.m == nil {
				return false, gov.NotFound("case.none")
			}
		}
		r, err := w.c.Delegated(ctx, p, a.Action, w.c.Resource(f.m))
		if err == nil && a.Resource != nil {
			r, err = a.Resource(ctx, f, r)
		}
		if err != nil {
			return false, err
		}
		if err := p.Authorise(r); err != nil {
			return false, err
		}
		if notGiven != nil {
			return false, notGiven
		}
		if err := fn(ctx, f); err != nil {
			return false, err
		}
		return true, w.saveOnce()
	})
	return err
}

// amended is a case as a special procedure sees it.
type amended struct {
	*work
	m      *casefile.Matter
	papers []apply.Given
}

// Prep implements procedure.File.
func (f *amended) Prep() *act.Prep { return f.p }

// Case implements procedure.File.
func (f *amended) Case() *casefile.Case { return f.c }

// Matter implements procedure.File.
func (f *amended) Matter() *casefile.Matter { return f.m }

// Matters implements procedure.File.
func (f *amended) Matters() []*casefile.Matter { return f.ms }

// Item implements procedure.File.
func (f *amended) Item(m *casefile.Matter) (*matter.Item, error) { return f.item(m) }

// Letter implements procedure.File.
func (f *amended) Letter(ctx context.Context, kind string, to procedure.Addressee, more map[string]string) (gov.ID, error) {
	return f.letterTo(ctx, kind, f.m, to, more)
}

// Event implements procedure.File.
func (f *amended) Event(name string, data seal.Data) error { return f.event(name, f.m, data) }

// SetOff implements procedure.File.
func (f *amended) SetOff(rule string, from gov.Time) (*caseclock.Timer, error) {
	return f.setOff(rule, f.matterID(), from, nil)
}

// Promise implements procedure.File.
func (f *amended) Promise(it *matter.Item) (*caseclock.Timer, error) {
	t, err := f.desk().Promise(f.p.Now(), it)
	if err == nil {
		f.clocks = append(f.clocks, t)
	}
	return t, err
}

// Running implements procedure.File.
func (f *amended) Running(kind string) *caseclock.Timer { return f.beside(f.matterID(), kind) }

// Finish implements procedure.File.
func (f *amended) Finish(kind string) error { return f.finishBeside(f.matterID(), kind) }

func (f *amended) matterID() gov.ID {
	if f.m == nil {
		return 0
	}
	return f.m.ID
}

// Stop implements procedure.File. The clock alone stops; the process waits where it is.
func (f *amended) Stop(ctx context.Context, ground string, until gov.Date) error {
	if err := (&task{work: f.work, m: f.m}).checkPause(&Step{Ground: ground, Until: until}); err != nil {
		return err
	}
	return f.pause(ctx, f.m, ground, until)
}

// Resume implements procedure.File.
func (f *amended) Resume(ctx context.Context) error { return f.resume(ctx, f.m) }

// Keep implements procedure.File.
func (f *amended) Keep(_ context.Context, code, blob string) (gov.ID, error) {
	i := slices.IndexFunc(f.papers, func(g apply.Given) bool { return g.Blob == blob })
	if i < 0 {
		return 0, gov.Invalid("case.material").At("paper", "blob.not_found")
	}
	g := f.papers[i]
	g.Code, g.Name = code, code
	return file(f.p, f.c, g)
}

// TakeBack implements procedure.File.
func (f *amended) TakeBack(ctx context.Context, reason string) error { return f.takeBack(ctx, reason) }

// At implements procedure.File.
func (f *amended) At(matter gov.ID) procedure.File {
	return &amended{work: f.work, m: f.matter(matter), papers: f.papers}
}

// Clock implements procedure.File.
func (f *amended) Clock(id gov.ID) *caseclock.Timer { return f.clock(id) }

// Signalled implements procedure.File.
func (f *amended) Signalled(t *caseclock.Timer, at gov.Time) error { return f.desk().Signalled(t, at) }

// Reschedule implements procedure.File.
func (f *amended) Reschedule(ctx context.Context, t *caseclock.Timer) error {
	if err := f.desk().Schedule(t); err != nil {
		return err
	}
	if err := f.retime(ctx, t); err != nil {
		return err
	}
	return f.follow(ctx, t)
}

// LetterIf implements procedure.File.
func (f *amended) LetterIf(ctx context.Context, kind string, more map[string]string) error {
	return f.letterIf(ctx, kind, f.m, more)
}

// Changed implements procedure.File.
func (f *amended) Changed() { f.changed(f.m) }

// Answer implements procedure.File.
func (f *amended) Answer(field string) (string, error) {
	_, answers, err := f.opened()
	said, _ := answers[field].(string)
	return said, err
}

// Main implements procedure.File.
func (f *amended) Main() *caseclock.Timer { return f.running(f.matterID()) }

// Do implements procedure.File.
func (f *amended) Do(ctx context.Context, t *caseclock.Timer, a clock.Act) error {
	if err := f.do(t, a); err != nil {
		return err
	}
	return f.follow(ctx, t)
}

// Progress implements procedure.File.
func (f *amended) Progress() *Progress { return f.progress() }

// atStep performs a command at a step of a process.
func (s *Service) atStep(ctx context.Context, k procedure.Work, fn func(ctx context.Context, f procedure.File) error) (*Progress, error) {
	papers, noPaper := s.papers(ctx, k.Who, k.Papers)
	return act.Do(ctx, s.Act, call{k.Action, k.Who, k.Key, k.Case}.command(k.Input), func(p *act.Prep) (*Progress, error) {
		id := k.Task
		if k.Step != nil {
			id = k.Step.Task
		}
		t, err := s.begin(ctx, p, k.Action, id)
		if err != nil {
			return nil, err
		}
		switch {
		case t.c.ID != k.Case:
			return nil, gov.NotFound("task.none")
		case t.page() != k.Page || t.m == nil:
			return nil, gov.Conflict("task.other_action").With("page", t.page())
		case noPaper != nil:
			return nil, noPaper
		}
		if err := fn(ctx, &amended{work: t.work, m: t.m, papers: papers}); err != nil {
			return nil, err
		}
		if k.Step == nil {
			return t.progress(), t.saveOnce()
		}
		if err := checkText(k.Step); err != nil {
			return nil, err
		}
		if err := t.end(ctx, k.Step, nil); err != nil {
			return nil, err
		}
		return t.progress(), nil
	})
}

// papers finds the files that a command may file.
func (s *Service) papers(ctx context.Context, who gov.Actor, blobs []string) ([]apply.Given, error) {
	given := make([]apply.Given, 0, len(blobs))
	for _, blob := range blobs {
		given = append(given, apply.Given{Blob: blob})
	}
	return s.File.HandedIn(ctx, who, 0, given)
}
