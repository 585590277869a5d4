package hearing

import (
	"context"
	"slices"
	"unicode/utf8"

	"holon.example/holon/internal/business/casework/caseclock"
	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/business/casework/concern"
	"holon.example/holon/internal/business/casework/procedure"
	"holon.example/holon/internal/business/casework/wording"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/calendar"
	"holon.example/holon/internal/infra/org"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/todo"
)

// Config is what hearings need; app wires it.
type Config struct {
	Amend    procedure.Amend
	Calendar func() *calendar.Calendar
	OrgIn    func(ctx context.Context, p *act.Prep) (*org.Snapshot, error)
	// Name gives the name of a party for a letter, and records the read.
	Name func(ctx context.Context, p *act.Prep, subject gov.ID) (string, error)
}

// Desk performs the use cases of hearings.
type Desk struct{ Config }

// New makes a desk.
func New(c Config) *Desk { return &Desk{c} }

// Page is the kind of the work item of a hearing.
const Page = "hearing"

const (
	ground      = "hearing"
	minutesCode = "hearing-minutes"
	noticeDays  = 7 // §48.1(1), working days by §82
	maxText     = 20_000
	maxPlace    = 200
)

// Right is what is told of the right to a hearing.
type Right struct {
	Matter gov.ID `json:"matter"`
	Reason string `json:"reason"`        // what great interest is at stake
	Own    bool   `json:"own,omitempty"` // the authority holds one by its own motion (§46)
}

// Tell tells applicant and third parties that they may ask for a hearing (action
// tellHearing). The third parties are those who were given notice of the matter.
func (d *Desk) Tell(ctx context.Context, who gov.Actor, key string, caseID gov.ID, in Right) (h *Hearing, err error) {
	a := procedure.Amendment{Action: "tellHearing", Who: who, Key: key, Input: in, Case: caseID, Matter: in.Matter}
	err = d.Amend(ctx, a, func(ctx context.Context, f procedure.File) error {
		h, err = d.tell(ctx, f, in)
		return err
	})
	return h, err
}

func (d *Desk) tell(ctx context.Context, f procedure.File, in Right) (*Hearing, error) {
	p, m := f.Prep(), f.Matter()
	switch {
	case m == nil || m.State != casefile.Open:
		return nil, gov.Conflict("hearing.not_now")
	case in.Reason == "" || utf8.RuneCountInString(in.Reason) > maxText:
		return nil, gov.Invalid("hearing.reason").At("reason", "hearing.reason")
	}
	old, err := Of(ctx, p.Q(), m.ID)
	if err != nil {
		return nil, err
	}
	if old != nil {
		return nil, gov.Conflict("hearing.twice")
	}
	third, err := concern.Parties(ctx, p.Q(), m.ID)
	if err != nil {
		return nil, err
	}
	h := &Hearing{ID: p.NewID(), Case: f.Case().ID, Matter: m.ID, State: Told, Parties: append([]gov.ID{f.Case().Applicant}, third...), Own: in.Own, Open: true, Told: p.Now()}
	if in.Own {
		h.State = Requested
		return h, d.requested(ctx, f, h, seal.Data{"own": true})
	}
	t, err := f.SetOff(caseclock.AskFor, p.Now())
	if err != nil {
		return nil, err
	}
	h.Until = t.Due.Date()
	err = d.letters(ctx, f, h, "hearing_right", map[string]string{"reasons": in.Reason, "askBy": wording.Day(h.Until)})
	if err != nil {
		return nil, err
	}
	if err := f.Event("hearing.told", seal.Data{"hearing": h.ID, "parties": h.Parties, "until": h.Until}); err != nil {
		return nil, err
	}
	return h, h.put(p)
}

// letters writes one letter to each party.
func (d *Desk) letters(ctx context.Context, f procedure.File, h *Hearing, kind string, more map[string]string) error {
	for _, party := range h.Parties {
		to := procedure.Addressee{}
		if party != f.Case().Applicant {
			name, err := d.Name(ctx, f.Prep(), party)
			if err != nil {
				return err
			}
			to = procedure.Addressee{Party: party, Name: name}
		}
		if _, err := f.Letter(ctx, kind, to, more); err != nil {
			return err
		}
	}
	return nil
}

// requested stops the clock of the decision and gives the authority its task.
func (d *Desk) requested(ctx context.Context, f procedure.File, h *Hearing, data seal.Data) error {
	p, m := f.Prep(), f.Matter()
	t, err := f.SetOff(caseclock.Hold, p.Now())
	if err != nil {
		return err
	}
	h.HoldBy = t.Due.Date()
	if m.State == casefile.Open {
		if err := f.Stop(ctx, ground, h.HoldBy); err != nil {
			return err
		}
		h.stop = true
	}
	h.task, err = todo.Open(p, todo.Item{
		Kind: Page, Title: "task." + Page, Ref: todo.Ref{Kind: "case", ID: h.Case, Part: m.ID.String()},
		Args: map[string]string{"no": f.Case().No, "item": m.Item}, Whom: todo.Whom{Department: m.Department, Role: org.Handler}, Due: t.Due,
	})
	if err != nil {
		return err
	}
	data["hearing"], data["holdBy"] = h.ID, h.HoldBy
	if err := f.Event("hearing.requested", data); err != nil {
		return err
	}
	return h.put(p)
}

// Asking is a request for a hearing.
type Asking struct {
	Matter gov.ID `json:"matter"`
	Reason string `json:"reason,omitempty"`
}

// Request asks for the hearing (action requestHearing), by the applicant, his delegate,
// or a third party who was told of the right; five working days at most.
func (d *Desk) Request(ctx context.Context, who gov.Actor, key string, caseID gov.ID, in Asking) (h *Hearing, err error) {
	a := procedure.Amendment{Action: "requestHearing", Who: who, Key: key, Input: in, Case: caseID, Matter: in.Matter, Resource: party}
	err = d.Amend(ctx, a, func(ctx context.Context, f procedure.File) error {
		if h, err = d.of(ctx, f); err != nil {
			return err
		}
		if h.State == Told && f.Prep().Now().Date() > h.Until {
			return gov.Conflict("hearing.too_late").With("until", string(h.Until))
		}
		if err := h.To(Requested); err != nil {
			return err
		}
		if err := f.Finish(caseclock.Request); err != nil {
			return err
		}
		h.By = f.Case().Applicant
		if slices.Contains(h.Parties, who.Subject) {
			h.By = who.Subject
		}
		return d.requested(ctx, f, h, seal.Data{"by": h.By})
	})
	return h, err
}

// party lets a third party who was told of the right stand for himself: he has no
// other right to the case.
func party(ctx context.Context, f procedure.File, r act.Resource) (act.Resource, error) {
	who := f.Prep().Who()
	if who.Kind != gov.Citizen && who.Kind != gov.Agent || f.Matter() == nil {
		return r, nil
	}
	h, err := Of(ctx, f.Prep().Q(), f.Matter().ID)
	if err == nil && h != nil && slices.Contains(h.Parties, who.Subject) {
		r.Attrs["applicant"] = who.Subject
	}
	return r, err
}

func (d *Desk) of(ctx context.Context, f procedure.File) (*Hearing, error) {
	if f.Matter() == nil {
		return nil, gov.NotFound("hearing.none")
	}
	h, err := Of(ctx, f.Prep().Q(), f.Matter().ID)
	if err == nil && h == nil {
		err = gov.NotFound("hearing.none")
	}
	if err != nil {
		return nil, err
	}
	return h, h.withMinutes(f.Prep())
}

// Calling says when, where and under whom the hearing is held.
type Calling struct {
	Matter gov.ID   `json:"matter"`
	At     gov.Time `json:"at"`
	Place  string   `json:"place"`
	Chair  gov.ID   `json:"chair"`            // post of the authority, not of who examined it
	Closed bool     `json:"closed,omitempty"` // not in public: secrets or privacy (§48.1(2))
}

// Call sets the hearing and gives notice of it (action callHearing), seven working days
// before at least and within twenty from the request.
func (d *Desk) Call(ctx context.Context, who gov.Actor, key string, caseID gov.ID, in Calling) (h *Hearing, err error) {
	a := procedure.Amendment{Action: "callHearing", Who: who, Key: key, Input: in, Case: caseID, Matter: in.Matter}
	err = d.Amend(ctx, a, func(ctx context.Context, f procedure.File) error {
		if h, err = d.of(ctx, f); err != nil {
			return err
		}
		if err := h.To(Called); err != nil {
			return err
		}
		if err := d.checkCall(ctx, f, h, in); err != nil {
			return err
		}
		h.At, h.Place, h.Chair, h.Open = in.At, in.Place, in.Chair, !in.Closed
		chair, err := d.postName(ctx, f, in.Chair)
		if err != nil {
			return err
		}
		if err := d.letters(ctx, f, h, "hearing_notice", map[string]string{"heldOn": wording.Day(in.At.Date()), "heldAt": in.At.Std().Format("15:04"), "place": in.Place, "chair": chair}); err != nil {
			return err
		}
		if err := f.Event("hearing.called", seal.Data{"hearing": h.ID, "at": h.At, "chair": h.Chair, "open": h.Open}); err != nil {
			return err
		}
		return h.put(f.Prep())
	})
	return h, err
}

func (d *Desk) checkCall(ctx context.Context, f procedure.File, h *Hearing, in Calling) error {
	e, p := gov.Invalid("hearing.call"), f.Prep()
	earliest, err := d.Calendar().AddWorkdays(p.Now().Date(), noticeDays)
	if err != nil {
		return err
	}
	if on := in.At.Date(); on < earliest || on > h.HoldBy {
		e.At("at", "hearing.day")
	}
	if in.Place == "" || utf8.RuneCountInString(in.Place) > maxPlace {
		e.At("place", "hearing.place")
	}
	snap, err := d.OrgIn(ctx, p)
	if err != nil {
		return err
	}
	if u, ok := snap.DepartmentOf(in.Chair, p.Now().Date()); !ok || u.ID != f.Matter().Department {
		e.At("chair", "hearing.chair")
	}
	for _, hand := range f.Matter().Hands() {
		for _, duty := range snap.Duties(hand, p.Now().Date()) {
			if duty.Post.ID == in.Chair {
				return p.Refuse(gov.Forbidden("hearing-chair-examined"), f.Case().Resource(f.Matter()))
			}
		}
	}
	if len(e.Fields) > 0 {
		return e
	}
	return nil
}

func (d *Desk) postName(ctx context.Context, f procedure.File, post gov.ID) (string, error) {
	snap, err := d.OrgIn(ctx, f.Prep())
	if err != nil {
		return "", err
	}
	u, _ := snap.Unit(post, f.Prep().Now().Date())
	return u.Name.Zh, nil
}

// Record is what is kept of a hearing that was held.
type Record struct {
	Matter  gov.ID `json:"matter"`
	Minutes string `json:"minutes"`
	Signed  string `json:"signed"` // content address of the minutes that the participants signed
}

// Hold records the hearing (action holdHearing): the minutes, signed by who took part.
// The clock of the decision runs on from the next day.
func (d *Desk) Hold(ctx context.Context, who gov.Actor, key string, caseID gov.ID, in Record) (h *Hearing, err error) {
	a := procedure.Amendment{Action: "holdHearing", Who: who, Key: key, Input: in, Case: caseID, Matter: in.Matter}
	if in.Signed != "" {
		a.Papers = []string{in.Signed}
	}
	err = d.Amend(ctx, a, func(ctx context.Context, f procedure.File) error {
		if h, err = d.of(ctx, f); err != nil {
			return err
		}
		if err := h.To(Held); err != nil {
			return err
		}
		p := f.Prep()
		e := gov.Invalid("hearing.record")
		if in.Minutes == "" || utf8.RuneCountInString(in.Minutes) > maxText {
			e.At("minutes", "hearing.minutes")
		}
		if in.Signed == "" {
			e.At("signed", "hearing.signed")
		}
		if len(e.Fields) > 0 {
			return e
		}
		if p.Now() < h.At {
			return gov.Conflict("hearing.not_yet")
		}
		h.Minutes, h.Held = in.Minutes, p.Now()
		if h.Signed, err = f.Keep(ctx, minutesCode, in.Signed); err != nil {
			return err
		}
		return d.held(ctx, f, h)
	})
	return h, err
}

func (d *Desk) held(ctx context.Context, f procedure.File, h *Hearing) error {
	if err := f.Finish(caseclock.Hearing); err != nil {
		return err
	}
	if h.stop && f.Matter().State == casefile.Paused {
		if err := f.Resume(ctx); err != nil {
			return err
		}
	}
	if err := h.closeTask(ctx, f.Prep(), "done"); err != nil {
		return err
	}
	if err := f.Event("hearing.held", seal.Data{"hearing": h.ID, "minutes": h.Signed}); err != nil {
		return err
	}
	return h.put(f.Prep())
}

// closeTask closes the work item of the authority, if it still waits.
func (h *Hearing) closeTask(ctx context.Context, p *act.Prep, outcome string) error {
	if h.task == 0 {
		return nil
	}
	task := h.task
	h.task = 0
	if outcome == "done" {
		_, err := todo.Done(ctx, p, task, outcome)
		return err
	}
	_, err := todo.Cancel(ctx, p, task, outcome)
	return err
}
