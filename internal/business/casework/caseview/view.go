package caseview

import (
	"context"

	"holon.example/holon/internal/business/casework/apply"
	"holon.example/holon/internal/business/casework/assist"
	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/business/casework/concern"
	"holon.example/holon/internal/business/casework/deferral"
	"holon.example/holon/internal/business/casework/delivery"
	"holon.example/holon/internal/business/casework/hearing"
	"holon.example/holon/internal/business/casework/relay"
	"holon.example/holon/internal/business/casework/wording"
	"holon.example/holon/internal/business/flow"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/ident/guess"
	"holon.example/holon/internal/infra/letter"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/sqldb"
	"holon.example/holon/internal/infra/todo"
	"holon.example/holon/internal/infra/vault"
	"holon.example/holon/internal/rule/clock"
	"holon.example/holon/internal/rule/clock/lamp"
)

// View is a case as one who may open it sees it.
type View struct {
	*casefile.Case
	Situation map[string]any       `json:"situation,omitempty"`
	Answers   map[string]any       `json:"answers,omitempty"`
	Matters   []MatterView         `json:"matters"`
	Intake    []ClockView          `json:"intake,omitempty"`
	Materials []*casefile.Material `json:"materials,omitempty"`
	Opinions  []*casefile.Opinion  `json:"opinions,omitempty"`
	Visits    []*casefile.Visit    `json:"visits,omitempty"`
	Letters   []*letter.Letter     `json:"letters,omitempty"`
	Asked     []*assist.Request    `json:"asked,omitempty"` // of other departments
	Moves     []*relay.Move        `json:"moves,omitempty"` // handed on, urged, split off
	Tasks     []*todo.Item         `json:"tasks,omitempty"`
	Waits     []Wait               `json:"waits,omitempty"` // steps of the applicant
	Hands     []*casefile.Hand     `json:"hands,omitempty"` // who acted for the applicant (代理人、帮办)
	Delivered []*delivery.Record   `json:"delivered,omitempty"`
	Hearings  []*hearing.Hearing   `json:"hearings,omitempty"`
	Concerns  []*concern.Concern   `json:"concerns,omitempty"` // notices to third parties: the authorities' only
	Deferral  *deferral.Deferral   `json:"deferral,omitempty"`
	Timeline  []casefile.Moment    `json:"timeline"`
}

// MatterView is one matter with its clocks.
type MatterView struct {
	*casefile.Matter
	Name   string      `json:"name"`
	Clocks []ClockView `json:"clocks"`
}

// ClockView is a clock as it reads now, with why it ends when it does.
type ClockView struct {
	ID      gov.ID          `json:"id"`
	Rule    string          `json:"rule"`
	Cite    string          `json:"cite"`
	State   clock.State     `json:"state"`
	Reading lamp.Reading    `json:"reading"`
	Due     clock.Deadlines `json:"due"`
	Pauses  []clock.Pause   `json:"pauses,omitempty"`
	Grants  []clock.Grant   `json:"grants,omitempty"`
	Grounds []string        `json:"grounds,omitempty"` // on which it may stand still (行政许可法 §45)
}

// Wait is a step at which the applicant must act.
type Wait struct {
	Matter gov.ID `json:"matter,omitempty"`
	Page   string `json:"page"`
	Name   string `json:"name"`
}

// Open reads a case whole (action getCase). It is one sealed read, naming whose
// data were shown and which.
func (d *Desk) Open(ctx context.Context, who gov.Actor, id gov.ID) (*View, error) {
	return act.Do(ctx, d.Act, act.Command{Action: "getCase", Actor: who}, func(p *act.Prep) (*View, error) {
		w, err := d.open(ctx, p, id)
		if err != nil {
			return nil, err
		}
		r, err := w.c.Delegated(ctx, p, "getCase", casefile.ResourceOf(w.c, w.ms))
		if err != nil {
			return nil, err
		}
		if err := w.c.Asked(ctx, p, r); err != nil {
			return nil, err
		}
		hand, err := w.c.HandOf(ctx, p, "getCase")
		if err != nil {
			return nil, err
		}
		about := apply.About{Case: id, Subject: w.c.Applicant, Person: w.c.Person, Purpose: "handle", Basis: "case", As: hand.As()}
		if err := d.Read(p, about, []gov.ID{w.c.Applicant}, []string{"form", "materials", "opinions"}); err != nil {
			return nil, err
		}
		return w.view(ctx, who)
	})
}

// OpenByCode shows the progress of a case to who knows its number and query
// code, without anything personal (action queryProgress). A case whose code was
// tried wrongly too often stays shut for a while, by whatever channel.
func (d *Desk) OpenByCode(ctx context.Context, who gov.Actor, no, code string) (*View, error) {
	try := guess.Attempt{Who: who, Action: "queryProgress", Resource: act.Resource{Type: "Case"}, What: "case/" + no}
	return guess.Try(ctx, d.Act, try, func() (*View, bool, error) {
		v, err := d.openByCode(ctx, who, no, code)
		return v, true, err
	})
}

func (d *Desk) openByCode(ctx context.Context, who gov.Actor, no, code string) (*View, error) {
	return act.Do(ctx, d.Act, act.Command{Action: "queryProgress", Actor: who}, func(p *act.Prep) (*View, error) {
		c, err := casefile.ByNumber(ctx, p.Q(), no)
		if err != nil {
			return nil, err
		}
		if err := p.Authorise(c.Resource(nil)); err != nil {
			return nil, err
		}
		keys, err := p.Keys(c.ID)
		if err != nil {
			return nil, err
		}
		if casefile.CodeDigest(keys.SaltKey(), code) != c.QueryCode {
			return nil, gov.NotFound("case.none") // the same answer as for an unknown number
		}
		w, err := d.open(ctx, p, c.ID)
		if err != nil {
			return nil, err
		}
		p.Note("case.tracked", "read", seal.Data{"case": c.ID, "subject": c.Applicant})
		v, err := w.bare(ctx)
		if err != nil {
			return nil, err
		}
		for _, m := range v.Timeline { // a code tells how far a case is, not who acted in it
			delete(m.Data, "hand")
			delete(m.Data, "mandate")
		}
		return v, nil
	})
}

// bare is the case without what is personal: states, clocks, who must act.
func (w *file) bare(ctx context.Context) (*View, error) {
	v := &View{Case: w.c}
	for _, m := range w.ms {
		mv := MatterView{Matter: m, Name: wording.Title(w.d.Library(), w.c, m)}
		if err := w.clockViews(m.ID, &mv.Clocks); err != nil {
			return nil, err
		}
		v.Matters = append(v.Matters, mv)
	}
	if err := w.clockViews(0, &v.Intake); err != nil {
		return nil, err
	}
	var err error
	if v.Tasks, err = todo.About(ctx, w.p.Q(), todo.Ref{Kind: "case", ID: w.c.ID}, false); err != nil {
		return nil, err
	}
	if v.Letters, err = letter.About(ctx, w.p.Q(), letter.Ref{Kind: "case", ID: w.c.ID}); err != nil {
		return nil, err
	}
	if err := w.waits(ctx, v); err != nil {
		return nil, err
	}
	v.Timeline, err = casefile.Timeline(ctx, w.p.Q(), w.c.ID)
	return v, err
}

func (w *file) clockViews(m gov.ID, out *[]ClockView) error {
	for _, t := range w.clocks {
		if t.Matter != m {
			continue
		}
		r, err := lamp.Read(t.Clock, w.d.Calendar(), w.p.Now())
		if err != nil {
			return err
		}
		due, err := clock.Due(t.Clock, w.d.Calendar())
		if err != nil {
			return err
		}
		v := ClockView{ID: t.ID, Rule: t.Clock.Rule, Cite: t.Clock.Citation, State: t.Clock.State, Reading: r, Due: due, Pauses: t.Clock.Pauses, Grants: t.Clock.Grants}
		if t.Clock.Terms.Pausing != nil {
			v.Grounds = t.Clock.Terms.Pausing.Grounds
		}
		*out = append(*out, v)
	}
	return nil
}

// waits tells at which steps the applicant must act.
func (w *file) waits(ctx context.Context, v *View) error {
	ins, err := flow.OfCase(ctx, w.p.Q(), w.c.ID)
	if err != nil {
		return err
	}
	for _, in := range ins {
		for token, item := range in.Tasks {
			if item != 0 {
				continue
			}
			node, err := w.d.Flow.TaskNode(ctx, w.p, in, token)
			if err != nil {
				return err
			}
			v.Waits = append(v.Waits, Wait{Matter: in.Matter, Page: node.Attrs["page"], Name: node.Name})
		}
	}
	return nil
}

// view adds what is personal.
func (w *file) view(ctx context.Context, who gov.Actor) (*View, error) {
	v, err := w.bare(ctx)
	if err != nil {
		return nil, err
	}
	keys, err := w.p.Keys(w.c.ID)
	if err != nil {
		return nil, err
	}
	if v.Situation, v.Answers, err = w.c.Opened(keys); err != nil {
		return nil, err
	}
	if who.Subject != w.c.Applicant {
		delete(v.Situation, queryCode) // the applicant's own
	}
	if v.Materials, err = casefile.MaterialsOf(ctx, w.p.Q(), keys, w.c.ID); err != nil {
		return nil, err
	}
	if v.Opinions, err = casefile.OpinionsOf(ctx, w.p.Q(), keys, w.c.ID); err != nil {
		return nil, err
	}
	if who.Kind != gov.Officer { // internal opinions are not the applicant's; the decision letters are
		v.Opinions = nil
	} else if err := w.inside(ctx, v, keys); err != nil {
		return nil, err
	}
	if v.Hands, err = casefile.HandsOf(ctx, w.p.Q(), w.c.ID); err != nil {
		return nil, err
	}
	if v.Delivered, err = delivery.OfCase(ctx, w.p.Q(), w.c.ID); err != nil {
		return nil, err
	}
	if err := w.procedures(ctx, who, v); err != nil {
		return nil, err
	}
	v.Visits, err = casefile.VisitsOf(ctx, w.p.Q(), keys, w.c.ID)
	return v, err
}

// inside adds what stays inside government: what other departments were asked, and
// who handed what on.
func (w *file) inside(ctx context.Context, v *View, keys *vault.Keys) (err error) {
	if v.Asked, err = assist.Of(ctx, w.p.Q(), keys, w.c.ID); err != nil {
		return err
	}
	v.Moves, err = relay.Of(ctx, w.p.Q(), keys, w.c.ID)
	return err
}

// procedures adds what special procedures stand in the case.
func (w *file) procedures(ctx context.Context, who gov.Actor, v *View) (err error) {
	if v.Hearings, err = hearing.OfCase(ctx, w.p.Q(), w.c.ID); err != nil {
		return err
	}
	if v.Deferral, err = deferral.Of(ctx, w.p.Q(), w.c.ID); err != nil || who.Kind != gov.Officer {
		return err
	}
	v.Concerns, err = concern.OfCase(ctx, w.p, w.c.ID)
	return err
}

// Mine lists the cases of the subject acted for, newest first: heads only.
func (d *Desk) Mine(ctx context.Context, who gov.Actor, before gov.ID, limit int) (out []*casefile.Case, err error) {
	if before == 0 {
		before = 1<<63 - 1
	}
	err = d.Act.Read(ctx, func(q *sqldb.Q) error {
		out, err = casefile.CasesOf(ctx, q, who.Subject, before, min(max(limit, 1), 100))
		return err
	})
	return out, err
}

// Delegated lists the cases that the actor may read for others, under mandates that
// stand now, newest first: heads only.
func (d *Desk) Delegated(ctx context.Context, who gov.Actor, before gov.ID, limit int) (out []*casefile.Case, err error) {
	if before == 0 {
		before = 1<<63 - 1
	}
	if who.Kind != gov.Citizen && who.Kind != gov.Agent {
		return nil, nil
	}
	err = d.Act.Read(ctx, func(q *sqldb.Q) error {
		out, err = casefile.CasesFor(ctx, q, who.Person, before, min(max(limit, 1), 100), d.Act.Now().Date())
		return err
	})
	return out, err
}

// Process gives the process text a case or matter runs, and its instance, for
// the drawing.
func (d *Desk) Process(ctx context.Context, id, matterID gov.ID) (in *flow.Instance, text []byte, err error) {
	err = d.Act.Read(ctx, func(q *sqldb.Q) error {
		ins, err := flow.OfCase(ctx, q, id)
		if err != nil {
			return err
		}
		for _, one := range ins {
			if one.Matter == matterID {
				in = one
			}
		}
		if in == nil {
			return gov.NotFound("flow.no_instance")
		}
		text, err = flow.Text(ctx, q, in.Version)
		return err
	})
	return in, text, err
}
