package matter

import (
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/lang/dmn"
	"holon.example/holon/internal/lang/feel"
)

// Facts gives what conditions of an item or package (owner) are evaluated on:
// the answers; the editable parameters in reach under "parameters"; and what
// its decision table finds, by the name of each decision. A decision that finds
// nothing yet, because answers are missing, is null.
func (l *Library) Facts(owner any, answers map[string]any) (map[string]any, error) {
	parameters := map[string]any{}
	for _, p := range l.reach(owner) {
		for _, x := range p.Parameters {
			if _, nearer := parameters[x.ID]; !nearer {
				parameters[x.ID] = x.Value
			}
		}
	}
	out := make(map[string]any, len(answers)+4)
	for k, v := range answers {
		out[k] = v
	}
	out["parameters"] = parameters
	if ref := rulesOf(owner); ref != "" {
		return out, l.decide(owner, ref, out)
	}
	return out, nil
}

func rulesOf(owner any) string {
	switch o := owner.(type) {
	case *OneThing:
		return o.Rules
	case *Item:
		return o.Rules
	}
	return ""
}

// decide adds the outcomes of a decision table to the facts. Decisions see the
// answers and parameters, and each other by the table's own requirements.
func (l *Library) decide(owner any, ref string, facts map[string]any) error {
	m, err := l.model(owner, ref)
	if err != nil {
		return err
	}
	input := feel.Vars{}
	for name := range m.Inputs() {
		v, err := feel.FromGo(facts[name])
		if err != nil {
			return gov.Invalid("matter.fact").With("name", name).Because(err)
		}
		input[name] = v
	}
	for _, name := range m.Decisions() {
		res, err := m.Evaluate(name, input, feel.Budget{})
		if err != nil {
			return gov.Invalid("matter.rules").With("decision", name).Because(err)
		}
		facts[name] = feel.ToGo(res.Value)
	}
	return nil
}

// model loads a decision table once.
func (l *Library) model(owner any, ref string) (*dmn.Model, error) {
	name, raw := l.Rules(owner, ref)
	kept, _ := l.models.Load(name)
	if m, ok := kept.(*dmn.Model); ok {
		return m, nil
	}
	if name == "" {
		return nil, gov.NotFound("matter.rules.missing").With("rules", ref)
	}
	m, err := dmn.Load(raw)
	if err != nil {
		return nil, gov.Invalid("matter.rules").With("decision", name).Because(err)
	}
	l.models.Store(name, m)
	return m, nil
}
