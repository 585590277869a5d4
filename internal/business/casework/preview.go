package casework

import (
	"context"

	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/business/casework/wording"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/seal"
)

// Sheet is a letter as it would go out, before anything was done.
type Sheet struct {
	Title   string   `json:"title"`
	Organ   string   `json:"organ"`
	Body    []string `json:"body"`
	Dated   gov.Date `json:"dated"`
	Missing []string `json:"missing,omitempty"` // fields nobody has filled yet
}

// previews are the letters that an officer may look at before he sends them, with
// the action that sends each.
var previews = map[string]string{"pause": "stopClock", "grant": "decide", "refuse": "decide"}

// Preview words the letter that a step would send about a matter. Who may take the
// step may look; the read of the applicant's name is sealed, and nothing is changed.
func (s *Service) Preview(ctx context.Context, who gov.Actor, caseID, matterID gov.ID, kind string, st Step) (*Sheet, error) {
	action := previews[kind]
	if action == "" {
		return nil, gov.NotFound("letter.no_template").With("kind", kind)
	}
	return act.Do(ctx, s.Act, act.Command{Action: action, Actor: who}, func(p *act.Prep) (*Sheet, error) {
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
		if kind == "pause" {
			if err := (&task{work: w, m: m}).checkPause(&st); err != nil {
				return nil, err
			}
		}
		p.Note("letter.previewed", "read", seal.Data{"case": caseID, "matter": matterID, "kind": kind, "subject": w.c.Applicant})
		w.input = &st
		return w.sheet(ctx, kind, m)
	})
}

func (w *work) sheet(ctx context.Context, kind string, m *casefile.Matter) (*Sheet, error) {
	name := kind
	if t, ok := templateOf[kind]; ok {
		name = t
	}
	owner, err := w.s.owner(w.c)
	if err != nil {
		return nil, err
	}
	_, t := w.s.Library().Letter(owner, name)
	if t == nil {
		return nil, gov.NotFound("letter.no_template").With("kind", kind)
	}
	l, err := w.words(ctx, m, m.Department)
	if err != nil {
		return nil, err
	}
	values, err := l.Values(ctx)
	if err != nil {
		return nil, err
	}
	out := &Sheet{Title: t.Name.Zh, Organ: values["department"], Dated: w.p.Now().Date()}
	only := wording.Only(t, values)
	only["date"] = day(out.Dated) // the press dates what is sent
	out.Body, out.Missing = t.Fill(only)
	return out, nil
}
