package apply

import (
	"fmt"
	"maps"
	"slices"

	"holon.example/holon/internal/business/form"
	"holon.example/holon/internal/business/matter"
	"holon.example/holon/internal/gov"
)

// Filed is an application as it lies in a case.
type Filed struct {
	Division, Thing, Item string
	Facts                 map[string]any // situation, and what the tables found in it
	Answers               map[string]any
}

// Amend puts answers of a filed application otherwise (补正) and checks the whole
// again. What government holds stays as it is; the matters stay as they were
// planned. Errors name their fields.
func (d *Desk) Amend(now gov.Time, f Filed, given map[string]any) (map[string]any, error) {
	plan, err := d.filed(f)
	if err != nil {
		return nil, err
	}
	answers := maps.Clone(f.Answers)
	for name, v := range given {
		field := plan.Form.Field(name)
		if field == nil || field.Source == nil || f.Answers[name] == nil {
			answers[name] = v
		}
	}
	clean, faults := plan.Form.Check(answers, form.DefaultLimits(now.Date()))
	if len(faults) > 0 {
		return nil, &gov.Error{Kind: gov.KindInvalid, Key: "case.form", Fields: prefixed("answers", faults)}
	}
	return clean, nil
}

// Asked refuses materials that a filed application does not ask for.
func (d *Desk) Asked(f Filed, given []Given) error {
	plan, err := d.filed(f)
	if err != nil {
		return err
	}
	if i := slices.IndexFunc(given, func(g Given) bool { return !asked(plan, g.Code) }); i >= 0 {
		return notAsked(i)
	}
	return nil
}

func (d *Desk) filed(f Filed) (*matter.Plan, error) {
	if f.Thing != "" {
		return d.Library().Plan(f.Division, f.Thing, f.Facts)
	}
	return d.Library().PlanItem(f.Division, f.Item, f.Facts)
}

func notAsked(i int) error {
	return gov.Invalid("case.material").At(fmt.Sprintf("materials.%d.code", i), "case.material.not_asked")
}
