package apply

import (
	"context"
	"slices"

	"holon.example/holon/internal/gov"
)

// First is an application that was handed in before, as who may open it sees it.
type First struct {
	Applicant       gov.ID
	Division, Thing string
	Facts, Answers  map[string]any
	Given           []Given // of the one who asks
}

// alike begins an application for one more of several, such as the second of twins,
// with what stands in the first; only what is the one's own is asked again. Registers
// are asked anew, and the opening of the first is recorded.
func (d *Desk) alike(ctx context.Context, who gov.Actor, in Application) (Application, error) {
	t, none := d.Library().Thing(in.Thing), gov.Conflict("draft.not_again")
	if t == nil || t.Each == nil || who.Kind == gov.Officer || d.First == nil {
		return in, none
	}
	f, err := d.First(ctx, who, in.Like)
	if err != nil {
		return in, err
	}
	if f.Thing != in.Thing || f.Division != in.Division || !t.Again(f.Facts) {
		return in, none
	}
	if f.Applicant != who.Subject {
		in.For = &For{Subject: f.Applicant}
	}
	in.Situation, in.Answers = map[string]any{}, map[string]any{}
	if _, q := d.Library().Questions(t, t.Questions); q != nil {
		for _, fd := range q.Form().Fields() {
			if v, said := f.Facts[fd.Name]; said {
				in.Situation[fd.Name] = v
			}
		}
	}
	plan, _, err := d.plan(in)
	if err != nil {
		return in, err
	}
	for _, fd := range plan.Form.Fields() {
		if v, said := f.Answers[fd.Name]; said && fd.Source == nil && !slices.Contains(t.Each.Fields, fd.Name) {
			in.Answers[fd.Name] = v
		}
	}
	in.Materials = slices.DeleteFunc(f.Given, func(g Given) bool {
		return slices.Contains(t.Each.Materials, g.Code) || !asked(plan, g.Code)
	})
	return in, nil
}
