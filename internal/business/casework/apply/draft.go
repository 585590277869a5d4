package apply

import (
	"context"
	"slices"

	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/business/form"
	"holon.example/holon/internal/business/mandate"
	"holon.example/holon/internal/business/matter"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/sqldb"
)

const labelDraft = "case_draft.content"

// maxDrafts bounds how many drafts an account may keep open.
const maxDrafts = 50

// Draft is an application being written: what is asked next, what is known,
// what must be handed in.
type Draft struct {
	ID        gov.ID            `json:"id"`
	For       gov.ID            `json:"for,omitempty"` // the applicant
	Division  string            `json:"division"`
	Thing     string            `json:"thing,omitempty"`
	Item      string            `json:"item,omitempty"`
	Updated   gov.Time          `json:"updated"`
	Revision  int64             `json:"revision"`
	Until     gov.Time          `json:"until"`          // then it is deleted, unless it is saved again
	Case      gov.ID            `json:"case,omitempty"` // what it became when it was handed in
	Given     []Given           `json:"given,omitempty"`
	Situation map[string]any    `json:"situation,omitempty"`
	Question  *form.Field       `json:"question,omitempty"` // the next situation question; nil: all answered
	Matters   []string          `json:"matters,omitempty"`
	Fields    []form.Field      `json:"fields,omitempty"`    // to be asked of the applicant
	Known     map[string]any    `json:"known,omitempty"`     // what government holds, shown with its source
	Sources   map[string]string `json:"sources,omitempty"`   // field → resource
	Materials []matter.Material `json:"materials,omitempty"` // to be handed in
	Answers   map[string]any    `json:"answers,omitempty"`
	Whose     string            `json:"-"` // name of the applicant, where somebody else writes for him
	As        string            `json:"-"` // in what quality the reader writes for the applicant; empty: he is the applicant
	Mandate   *mandate.Mandate  `json:"-"` // by which he does; nil: by law, or for himself

	content Content
}

// Start begins an application (action startApplication): a draft that survives,
// with what government already holds filled in and not asked again.
func (desk *Desk) Start(ctx context.Context, who gov.Actor, key string, in Application) (*Draft, error) {
	if err := desk.exists(in); err != nil {
		return nil, err
	}
	if in.Like != 0 {
		var err error
		if in, err = desk.alike(ctx, who, in); err != nil {
			return nil, err
		}
	}
	return desk.keep(ctx, who, "startApplication", key, 0, in)
}

// SaveDraft keeps answers so far (action saveDraft) and says what comes next.
func (desk *Desk) SaveDraft(ctx context.Context, who gov.Actor, key string, id gov.ID, in Application) (*Draft, error) {
	return desk.keep(ctx, who, "saveDraft", key, id, in)
}

func (desk *Desk) exists(in Application) error {
	lib := desk.Library()
	if lib.Region(in.Division) == nil || in.Thing == "" && lib.Item(in.Division, in.Item) == nil || in.Thing != "" && lib.Thing(in.Thing) == nil {
		return gov.NotFound("case.unknown_item").With("item", in.Thing+in.Item)
	}
	return nil
}

// keep works the draft out and writes it.
func (desk *Desk) keep(ctx context.Context, who gov.Actor, action, key string, id gov.ID, in Application) (*Draft, error) {
	cmd := act.Command{Action: action, Actor: who, Key: key, Input: in}
	if id != 0 {
		cmd.Claims = []string{"draft/" + id.String()}
	}
	kept, err := desk.saved(ctx, who, cmd, func(p *act.Prep) (*Draft, error) {
		return desk.writeDraft(ctx, p, id, in)
	})
	if err != nil {
		return nil, err
	}
	return desk.viewDraft(ctx, who, in.For, kept)
}

func (desk *Desk) writeDraft(ctx context.Context, p *act.Prep, id gov.ID, in Application) (*Draft, error) {
	who := p.Who()
	row, c := &draftRow{account: who.Account, state: open}, &Content{}
	if id != 0 {
		var err error
		if row, err = desk.reach(ctx, p, id); err != nil {
			return nil, err
		}
		if err := row.editable(in.Revision); err != nil {
			return nil, err
		}
		if c, err = row.read(p); err != nil {
			return nil, err
		}
		in.Division, in.Thing, in.Item, in.For = row.Division, row.Thing, row.Item, row.whom(in.For)
	}
	y, err := desk.Party(ctx, p, in)
	if err != nil {
		return nil, err
	}
	if err := p.Authorise(y.Resource(id, in.Division)); err != nil {
		return nil, err
	}
	if id == 0 {
		n, err := countDrafts(ctx, p.Q(), who.Account)
		if err != nil || n >= maxDrafts {
			return nil, gov.Conflict("draft.too_many").Because(err)
		}
		id = p.NewID()
		if err := p.NewSubject(id); err != nil {
			return nil, err
		}
		if _, err := p.Job(ExpireJob, p.Now().Add(Term), expiry{id}); err != nil {
			return nil, err
		}
	}
	row.ID, row.subject, row.For, row.Division, row.Thing, row.Item = id, y.Applicant, y.Applicant, in.Division, in.Thing, in.Item
	c.Situation, c.Answers = in.Situation, in.Answers
	if in.Materials != nil {
		c.Given = in.Materials
	}
	return desk.put(ctx, p, row, c, y)
}

// viewDraft works out what the draft comes to: the next question, or the form.
func (desk *Desk) viewDraft(ctx context.Context, who gov.Actor, whom *For, d *Draft) (*Draft, error) {
	if d.For != who.Subject {
		whom = (&draftRow{subject: d.For}).whom(whom)
	}
	in := Application{Draft: d.ID, For: whom, Division: d.Division, Thing: d.Thing, Item: d.Item, Situation: d.Situation}
	if t := desk.Library().Thing(d.Thing); t != nil {
		if open, err := desk.nextQuestion(t, d); err != nil || open {
			return d, err
		}
	}
	o, err := desk.Outline(in)
	if err != nil {
		return nil, err
	}
	plan := o.plan
	if d.Known, err = desk.KnownFor(ctx, who, in, o); err != nil {
		return nil, err
	}
	for _, part := range plan.Parts {
		d.Matters = append(d.Matters, part.Item.ID)
	}
	d.Sources = map[string]string{}
	held := map[string]bool{}
	for _, f := range plan.Form.Fields() {
		if _, ok := d.Known[f.Name]; ok && f.Source != nil {
			held[f.Element], d.Sources[f.Name] = true, f.Source.Resource
		}
	}
	answers := said(plan.Form, Application{Situation: d.Situation, Answers: d.Answers})
	for name := range d.Situation {
		if f := plan.Form.Field(name); f != nil {
			held[f.Element] = true
		}
	}
	d.Fields, d.Materials = plan.Form.Asked(answers, held), plan.Submit()
	return d, nil
}

// nextQuestion finds the situation question that is still open.
func (desk *Desk) nextQuestion(t *matter.OneThing, d *Draft) (bool, error) {
	_, q := desk.Library().Questions(t, t.Questions)
	if q == nil {
		return false, nil
	}
	clean, err := desk.situation(t, d.Situation, true)
	if err != nil {
		return false, err
	}
	facts, err := desk.Library().Facts(t, clean)
	if err != nil {
		return false, err
	}
	d.Situation, d.Question = clean, q.Next(facts)
	return d.Question != nil, nil
}

// Drafts lists the open drafts of an account, those that others began in a person's
// name, and those of whom one may apply for now, newest first: heads only. What was
// begun for somebody under a mandate that has ended is not among them.
func (desk *Desk) Drafts(ctx context.Context, who gov.Actor) (out []Draft, err error) {
	err = desk.Act.Read(ctx, func(q *sqldb.Q) error {
		subject, person := gov.ID(0), gov.ID(0)
		switch who.Kind {
		case gov.Citizen:
			subject, person = who.Subject, who.Person
		case gov.Agent:
			person = who.Person
		case gov.Officer, gov.System, gov.Nobody:
		}
		rows, err := draftsOf(ctx, q, who.Account, subject, person, desk.Act.Now().Date())
		if err != nil {
			return err
		}
		for _, d := range rows {
			may := d.subject == who.Subject
			if !may {
				if may, err = desk.mayApply(ctx, q, who, &d); err != nil {
					return err
				}
			}
			if may || who.Kind == gov.Officer {
				out = append(out, d.Draft)
			}
		}
		return nil
	})
	return out, err
}

// GetDraft opens a draft of one's own and says what comes next.
func (desk *Desk) GetDraft(ctx context.Context, who gov.Actor, id gov.ID) (*Draft, error) {
	d, err := desk.Load(ctx, who, id)
	if err != nil {
		return nil, err
	}
	return desk.viewDraft(ctx, who, nil, d)
}

// Load opens a draft of one's own as it lies there; the reading is recorded. Of one
// that was handed in only what it became is left.
func (desk *Desk) Load(ctx context.Context, who gov.Actor, id gov.ID) (*Draft, error) {
	return desk.load(ctx, who, id, nil)
}

func (desk *Desk) load(ctx context.Context, who gov.Actor, id gov.ID, whom *For) (*Draft, error) {
	return act.Do(ctx, desk.Act, act.Command{Action: "saveDraft", Actor: who}, func(p *act.Prep) (*Draft, error) {
		row, err := desk.reach(ctx, p, id)
		if err != nil {
			return nil, err
		}
		y, err := desk.Party(ctx, p, Application{Draft: id, Division: row.Division, Thing: row.Thing, Item: row.Item, For: row.whom(whom)})
		if err != nil {
			return nil, err
		}
		if err := p.Authorise(y.Resource(id, row.Division)); err != nil {
			return nil, err
		}
		c, err := row.read(p)
		if err != nil {
			return nil, err
		}
		row.take(c)
		data := seal.Data{"draft": id, "subject": row.subject, "as": y.Hand.As()}
		y.Hand.Sign(data)
		p.Note("draft.opened", "read", data)
		return &row.Draft, desk.under(ctx, p, &row.Draft, y)
	})
}

// reach reads a draft that the actor may know of: his own, one made in his name, one
// of whom he may apply for, and at the window whose he serves. Whether he may then do
// anything with it the policies say.
func (desk *Desk) reach(ctx context.Context, p *act.Prep, id gov.ID) (*draftRow, error) {
	who := p.Who()
	d, found, err := readDraft(ctx, p.Q(), id)
	if err != nil || !found {
		return nil, gov.NotFound("draft.none").Because(err)
	}
	if d.account == who.Account || who.Kind == gov.Officer || who.Kind == gov.Citizen && d.subject == who.Subject {
		return &d, nil
	}
	may, err := desk.mayApply(ctx, p.Q(), who, &d)
	if err != nil || may {
		return &d, err
	}
	if once, err := mandate.Once(ctx, p.Q(), who.Person, d.subject, mandate.Apply); err != nil || !once {
		return nil, gov.NotFound("draft.none").Because(err)
	}
	y := &Party{Applicant: d.subject}
	return nil, p.Refuse(casefile.Stopped(), y.Resource(id, d.Division))
}

// mayApply tells whether somebody may write a draft for its applicant now: by a mandate,
// or as the head of the firm.
func (desk *Desk) mayApply(ctx context.Context, q *sqldb.Q, who gov.Actor, d *draftRow) (bool, error) {
	firms, err := desk.Firms(ctx, q, who.Person)
	if err != nil || slices.Contains(firms, d.subject) {
		return err == nil, err
	}
	t := (&Application{Thing: d.Thing, Item: d.Item, For: d.whom(nil)}).target()
	held, err := mandate.Held(ctx, q, who.Person, mandate.Apply, t, desk.Act.Now().Date())
	return held != 0, err
}

// Use closes a draft because it was submitted and became a case; its content is
// deleted. One that was changed since the applicant saw it is refused.
func (desk *Desk) Use(ctx context.Context, p *act.Prep, in Application, became gov.ID) error {
	if in.Draft == 0 {
		return nil
	}
	d, err := desk.reach(ctx, p, in.Draft)
	if err != nil {
		return err
	}
	if err := d.editable(in.Revision); err != nil {
		return err
	}
	d.Case = became
	return d.end(p, "submitted")
}
