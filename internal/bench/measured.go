package bench

import (
	"holon.example/holon/internal/business/form"
	"holon.example/holon/internal/business/matter"
)

// fullFields is the least number of fields of the form that is measured.
const fullFields = 20

// ordinary finds the item that is measured: the first, by id, whose form has at
// least twenty fields and takes nothing from the person's own record, so that one
// submission is one command.
func ordinary(lib *matter.Library, division string) (*matter.Item, *form.Form) {
	for _, it := range lib.Items(division) {
		plan, err := planOf(lib, division, it)
		if err == nil && plan.Form != nil && len(plan.Form.Fields()) >= fullFields && !asksPerson(plan.Form) && len(plan.Parts) == 1 {
			return it, plan.Form
		}
	}
	return nil, nil
}

func planOf(lib *matter.Library, division string, it *matter.Item) (*matter.Plan, error) {
	facts, err := lib.Facts(it, nil)
	if err != nil {
		return nil, err
	}
	return lib.PlanItem(division, it.ID, facts)
}

func asksPerson(f *form.Form) bool {
	for _, l := range f.Lookups() {
		if l.Subject == "person" {
			return true
		}
	}
	return false
}
