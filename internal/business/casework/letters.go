package casework

import (
	"context"
	"strings"

	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/business/casework/procedure"
	"holon.example/holon/internal/business/casework/wording"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/letter"
	"holon.example/holon/internal/infra/seal"
)

// rectifyDays is how long a rectification opinion asks for where the officer
// names no day; it binds nobody by law and is told in the letter.
const rectifyDays = 10

// templateOf maps what a process calls to the template of a pack.
var templateOf = map[string]string{"pause": "special_time"}

// letter issues an official letter of the case, or of one matter, in the name of
// the authority. It is numbered and printed by a job after the commit.
func (w *work) letter(ctx context.Context, kind string, m *casefile.Matter, more map[string]string) (gov.ID, error) {
	return w.letterTo(ctx, kind, m, procedure.Addressee{}, more)
}

// letterTo issues a letter to somebody else than the applicant.
func (w *work) letterTo(ctx context.Context, kind string, m *casefile.Matter, to procedure.Addressee, more map[string]string) (gov.ID, error) {
	if kind == "accept" && w.c.Deemed {
		kind = "deemed_accept"
	}
	if name, ok := templateOf[kind]; ok {
		kind = name
	}
	owner, err := w.s.owner(w.c)
	if err != nil {
		return 0, err
	}
	t := wording.Template(w.s.Library(), owner, m, kind)
	if t == nil {
		return 0, gov.NotFound("letter.no_template").With("kind", kind)
	}
	ref, organ := letter.Ref{Kind: "case", ID: w.c.ID}, w.c.Owner
	if m != nil {
		ref.Part, organ = m.ID.String(), m.Department
	}
	l, err := w.words(ctx, m, organ)
	if err != nil {
		return 0, err
	}
	l.More = more
	if to.Party != 0 {
		l.Name = to.Name
	}
	draft, err := l.Draft(ctx, t, ref)
	if err != nil {
		return 0, err
	}
	draft.Code = w.code
	if to.Party != 0 {
		draft.Party = to.Party
	}
	id, err := letter.Issue(ctx, w.p, draft)
	if err != nil {
		return 0, err
	}
	return id, w.event("letter.issued", m, seal.Data{"letter": id, "kind": kind})
}

// letterIf issues a letter where the packs have a template for it.
func (w *work) letterIf(ctx context.Context, kind string, m *casefile.Matter, more map[string]string) error {
	owner, err := w.s.owner(w.c)
	if err != nil {
		return err
	}
	if _, t := w.s.Library().Letter(owner, kind); t == nil {
		return nil
	}
	_, err = w.letter(ctx, kind, m, more)
	return err
}

// words gathers what the letter is written from; the read of the name is recorded.
func (w *work) words(ctx context.Context, m *casefile.Matter, organ gov.ID) (*wording.Letter, error) {
	name, err := w.s.Name(ctx, w.p, w.c.Applicant)
	if err != nil {
		return nil, err
	}
	snap, err := w.s.OrgIn(ctx, w.p)
	if err != nil {
		return nil, err
	}
	due, err := w.lastDay(m)
	return &wording.Letter{
		P: w.p, Library: w.s.Library(), Org: snap, Case: w.c, Matters: w.ms, Matter: m, Organ: organ, Name: name, Due: due, Said: w.said(),
	}, err
}

// lastDay is the last day of a matter's limit; before the matter begins as if it
// began with the acceptance.
func (w *work) lastDay(m *casefile.Matter) (gov.Date, error) {
	if m == nil {
		return "", nil
	}
	it, err := w.item(m)
	if err != nil || it.Limit == nil {
		return "", err
	}
	t := w.running(m.ID)
	if t == nil {
		if t, err = w.desk().Forecast(m.ID, w.c.Accepted, it); err != nil {
			return "", err
		}
	}
	return t.Due.Date(), nil
}

// said tells what the officer handed in with the step that led here.
func (w *work) said() *wording.Said {
	st := w.input
	if st == nil {
		return nil
	}
	out := &wording.Said{Text: st.Text, Cites: st.Cites, Competent: st.Competent, Procedure: w.groundName(st.Ground), Until: st.Until, RectifyBy: st.Until}
	for _, x := range st.Missing {
		name := ""
		if x.Code != "" {
			name = wording.Material(w.s.Library(), w.c, w.ms, x.Code)
		}
		out.Missing = append(out.Missing, strings.TrimSpace(name+" "+x.Text))
	}
	if out.RectifyBy == "" {
		out.RectifyBy, _ = w.calendar().AddWorkdays(w.p.Now().Date(), rectifyDays)
	}
	return out
}

func day(d gov.Date) string { return wording.Day(d) }
