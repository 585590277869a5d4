package matter

import "holon.example/holon/internal/gov"

// OneThing is a package of matters of several authorities handled as one thing
// (一件事): one application, one sheet, one set of materials, one outlet.
type OneThing struct {
	ID        string   `json:"id"`
	Code      string   `json:"code"`
	Name      Text     `json:"name"`
	Version   string   `json:"version,omitempty"`
	State     string   `json:"state,omitempty"`
	Words     []string `json:"words,omitempty"`
	Topics    []string `json:"topics,omitempty"`
	Audience  []string `json:"audience"`
	Lead      string   `json:"lead"`     // department code of the leading authority
	Partners  []string `json:"partners"` // department codes of the others
	Mode      Mode     `json:"mode"`
	Promise   *Limit   `json:"promise"`
	Visits    int      `json:"visits"`
	Logistics bool     `json:"logistics"`
	Delivery  []string `json:"delivery,omitempty"`

	Before Figures `json:"before"`
	After  Figures `json:"after"`

	Parts     []Part     `json:"parts"`
	Exclusive [][]string `json:"exclusive,omitempty"` // parts of which one only is selected
	Joint     []Joint    `json:"joint,omitempty"`
	Materials []Material `json:"materials,omitempty"` // of the package itself
	Form      string     `json:"form,omitempty"`      // fields of the package itself
	Questions string     `json:"questions"`
	Rules     string     `json:"rules,omitempty"` // decision table that adds facts
	Flow      string     `json:"flow"`

	Each *several `json:"each,omitempty"` // one application for each of several; absent: one is enough

	Conditions []Condition `json:"conditions,omitempty"`
	FAQ        []Answer    `json:"faq,omitempty"`
}

// several says that a package is applied for once for each of several, such as twins
// (多胞胎逐个申请): a second application begins with what stands in the first, but for
// what is the one's own.
type several struct {
	Name      Text     `json:"name"`                // of the one: the child
	When      string   `json:"when,omitempty"`      // FEEL over the facts; empty: always
	Fields    []string `json:"fields"`              // the one's own, asked again
	Materials []string `json:"materials,omitempty"` // the one's own, handed in again
}

// Again tells whether there may be one more to apply for, going by the facts of the
// first application.
func (t *OneThing) Again(facts map[string]any) bool {
	return t.Each != nil && holds(t.Each.When, facts)
}

// ModeSeparate is the default: each authority decides by itself, one outlet
// hands everything over (各自决定、统一出件). The modes of 行政许可法 §26 (unified,
// joint, concentrated) need a recorded decision of the local government.
const ModeSeparate = "separate"

// Mode is the manner in which the authorities work together.
type Mode struct {
	Kind     string `json:"kind"` // separate unified joint concentrated
	Decision string `json:"decision,omitempty"`
	Cite     string `json:"cite,omitempty"`
}

// Figures describe a package before and after the reform.
type Figures struct {
	Steps     int `json:"steps"`
	Days      int `json:"days"`
	Visits    int `json:"visits"`
	Materials int `json:"materials"`
}

// Part is one matter of a package.
type Part struct {
	Item  string `json:"item"`
	When  string `json:"when,omitempty"`  // FEEL over the facts; empty: always
	After []Edge `json:"after,omitempty"` // preconditions
	Later bool   `json:"later,omitempty"` // ends after the package promise and is shown apart
}

// Edge is a precondition: the part waits for another one, by this ground.
type Edge struct {
	Item      string `json:"item"`
	Cite      string `json:"cite"`
	Certainty string `json:"certainty,omitempty"`
}

// Joint is an act several parts share, such as one visit (联合核查).
type Joint struct {
	ID    string   `json:"id"`
	Name  Text     `json:"name"`
	Parts []string `json:"parts"`
	Staff int      `json:"staff"` // at least, together
	Days  int      `json:"days"`
	Cite  string   `json:"cite"`
}

// Selected tells whether the facts select the part.
func (p Part) Selected(facts map[string]any) (bool, error) {
	if p.When == "" {
		return true, nil
	}
	c, err := condition(p.When)
	if err != nil {
		return false, gov.Invalid("matter.when").At(p.Item, "matter.when").Because(err)
	}
	return c.Holds(facts), nil
}

// Select gives the parts the facts select, in an order that keeps every
// precondition before what waits for it. A precondition that is not selected
// is waited for by nobody.
func (t *OneThing) Select(facts map[string]any) ([]Part, error) {
	var chosen []Part
	for _, p := range t.Parts {
		ok, err := p.Selected(facts)
		if err != nil {
			return nil, err
		}
		if ok {
			chosen = append(chosen, p)
		}
	}
	waves, rest := inWaves(chosen)
	if len(rest) > 0 {
		return nil, gov.Conflict("matter.cycle").With("items", rest)
	}
	var out []Part
	for _, w := range waves {
		out = append(out, w...)
	}
	return out, nil
}

// inWaves orders parts: all of a wave may start when the waves before are done.
// What stands on a circle is given back as the rest.
func inWaves(parts []Part) (waves [][]Part, rest []string) {
	open := map[string]Part{}
	for _, p := range parts {
		open[p.Item] = p
	}
	for len(open) > 0 {
		var wave []Part
		for _, p := range parts {
			if _, waiting := open[p.Item]; waiting && ready(p, open) {
				wave = append(wave, p)
			}
		}
		if len(wave) == 0 {
			for _, p := range parts {
				if _, waiting := open[p.Item]; waiting {
					rest = append(rest, p.Item)
				}
			}
			return waves, rest
		}
		for _, p := range wave {
			delete(open, p.Item)
		}
		waves = append(waves, wave)
	}
	return waves, nil
}

func ready(p Part, open map[string]Part) bool {
	for _, e := range p.After {
		if _, waiting := open[e.Item]; waiting {
			return false
		}
	}
	return true
}
