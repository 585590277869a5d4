package apply

import (
	"context"
	"maps"

	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/business/form"
	"holon.example/holon/internal/business/matter"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
)

// Application is what an applicant hands in.
type Application struct {
	Draft     gov.ID         `json:"draft,omitempty"`
	For       *For           `json:"for,omitempty"` // nil: the one at the keys, or whose the draft is
	Division  string         `json:"division"`
	Thing     string         `json:"thing,omitempty"` // package, or
	Item      string         `json:"item,omitempty"`  // single item
	Situation map[string]any `json:"situation,omitempty"`
	Answers   map[string]any `json:"answers,omitempty"`
	Materials []Given        `json:"materials,omitempty"`
	Slip      gov.ID         `json:"slip,omitempty"` // paper receipt given out in an outage, at the window only
	Like      gov.ID         `json:"like,omitempty"` // a case of one's own, for whose next one of several this begins: twins
	// Revision is that of the draft one has seen: a save over a newer one is refused. 0
	// saves over whatever there is.
	Revision int64 `json:"revision,omitempty"`
}

// Given is an uploaded file handed in as a material.
type Given struct {
	Code string `json:"code"`
	Name string `json:"name"`
	Blob string `json:"blob"`
	Type string `json:"type"`
	Size int64  `json:"size"`
	Key  []byte `json:"-"` // that opens the file, and no other
}

// Prepared is an application worked out: what it comes to and what is wrong.
type Prepared struct {
	Plan    *matter.Plan
	Facts   map[string]any
	Answers map[string]any
	Missing []string
	Hand    *casefile.Hand // who applies for the applicant; nil: he himself
}

// About says for what a datum is read.
type About struct {
	Case    gov.ID
	Subject gov.ID // the applicant
	Person  gov.ID // the natural person at the keys
	Purpose string // a code, such as apply or handle
	Basis   string // citation
	As      string // in what quality somebody reads for the applicant: delegate, helper
	// Standing proves, inside the command that reads, that somebody may fill a form in
	// for the applicant; nil where he does it himself.
	Standing func(ctx context.Context, p *act.Prep) (as string, err error)
}

// Desk works applications out and keeps their drafts.
type Desk struct {
	Act     *act.Engine
	Library func() *matter.Library
	// Known asks data/exchange for what government holds: field name → value.
	Known func(ctx context.Context, who gov.Actor, about About, lookups []form.Lookup) (map[string]any, error)
	// Firm tells whether a subject is a firm, Firms which ones a person is the head of.
	Firm  func(ctx context.Context, q *act.Q, subject gov.ID) (bool, error)
	Firms func(ctx context.Context, q *act.Q, person gov.ID) ([]gov.ID, error)
	// Name gives the name of a person or firm, and records the read.
	Name func(ctx context.Context, p *act.Prep, subject gov.ID) (string, error)
	// First opens a case for who may open it, and records the opening.
	First func(ctx context.Context, who gov.Actor, id gov.ID) (*First, error)
}

// Outline is what an application comes to before its answers are looked at.
type Outline struct {
	plan  *matter.Plan
	facts map[string]any
}

// Outline works out the matters, form and materials of an application.
func (d *Desk) Outline(in Application) (Outline, error) {
	plan, facts, err := d.plan(in)
	return Outline{plan, facts}, err
}

// Plan is what the application comes to: matters, form, materials.
func (o Outline) Plan() *matter.Plan { return o.plan }

// Facts are what conditions read: the situation, and what the tables found in it.
func (o Outline) Facts() map[string]any { return maps.Clone(o.facts) }

// KnownFor asks what government holds of the fields of the form.
func (d *Desk) KnownFor(ctx context.Context, who gov.Actor, in Application, o Outline) (map[string]any, error) {
	lookups := o.plan.Form.Lookups()
	if len(lookups) == 0 {
		return nil, nil
	}
	about := About{Case: in.Draft, Subject: who.Subject, Person: who.Person, Purpose: "apply", Basis: "716§7"}
	if who.Kind == gov.Officer || in.others(who) {
		if in.For == nil { // the command that follows says so
			return nil, nil
		}
		if err := d.stand(ctx, who, in, &about); err != nil {
			return nil, err
		}
	}
	return d.Known(ctx, who, about, lookups)
}

// plan works out the matters, form and materials of an application.
func (d *Desk) plan(in Application) (*matter.Plan, map[string]any, error) {
	lib := d.Library()
	if in.Item != "" {
		it := lib.Item(in.Division, in.Item)
		if it == nil {
			return nil, nil, gov.NotFound("case.unknown_item").With("item", in.Item)
		}
		facts, err := lib.Facts(it, in.Situation)
		if err != nil {
			return nil, nil, err
		}
		plan, err := lib.PlanItem(in.Division, in.Item, facts)
		return plan, facts, err
	}
	thing := lib.Thing(in.Thing)
	if thing == nil || lib.Region(in.Division) == nil {
		return nil, nil, gov.NotFound("case.unknown_item").With("item", in.Thing)
	}
	situation, err := d.situation(thing, in.Situation, false)
	if err != nil {
		return nil, nil, err
	}
	facts, err := lib.Facts(thing, situation)
	if err != nil {
		return nil, nil, err
	}
	plan, err := lib.Plan(in.Division, in.Thing, facts)
	return plan, facts, err
}

// situation checks the answers to the situation questions. A question may hang on
// what the decision table finds in the answers before it.
func (d *Desk) situation(thing *matter.OneThing, given map[string]any, draft bool) (map[string]any, error) {
	_, q := d.Library().Questions(thing, thing.Questions)
	if q == nil {
		return nil, nil
	}
	facts, err := d.Library().Facts(thing, given)
	if err != nil {
		return nil, err
	}
	limits := form.DefaultLimits(d.Act.Now().Date())
	limits.Facts, limits.Draft = facts, draft
	clean, faults := q.Check(given, limits)
	if len(faults) > 0 {
		return nil, &gov.Error{Kind: gov.KindInvalid, Key: "case.situation", Fields: prefixed("situation", faults)}
	}
	return clean, nil
}

func prefixed(path string, fs []gov.Field) []gov.Field {
	for i := range fs {
		fs[i].Path = path + "." + fs[i].Path
	}
	return fs
}

// Prepare checks an application against its outline. The facts it gives are the
// caller's own to add to.
func (d *Desk) Prepare(now gov.Time, in Application, o Outline, known map[string]any) (*Prepared, error) {
	plan, facts := o.plan, maps.Clone(o.facts)
	answers, faults := plan.Form.Check(plan.Form.Fill(said(plan.Form, in), known), form.DefaultLimits(now.Date()))
	if len(faults) > 0 {
		return nil, &gov.Error{Kind: gov.KindInvalid, Key: "case.form", Fields: prefixed("answers", faults)}
	}
	given := map[string]bool{}
	for i, g := range in.Materials {
		if !asked(plan, g.Code) {
			return nil, notAsked(i)
		}
		given[g.Code] = true
	}
	pr := &Prepared{Plan: plan, Facts: facts, Answers: answers}
	for _, m := range plan.Submit() {
		if !given[m.ID] && m.Need != "optional" {
			pr.Missing = append(pr.Missing, m.ID)
		}
	}
	return pr, nil
}

// said joins what the situation questions were answered with to the answers of
// the form: nothing is asked twice.
func said(f *form.Form, in Application) map[string]any {
	out := make(map[string]any, len(in.Answers)+len(in.Situation))
	maps.Copy(out, in.Answers)
	for k, v := range in.Situation {
		if f.Field(k) != nil {
			out[k] = v
		}
	}
	return out
}

func asked(plan *matter.Plan, code string) bool {
	for _, m := range plan.Materials {
		if m.ID == code {
			return true
		}
	}
	return false
}
