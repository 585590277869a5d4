package dmn

import (
	"fmt"
	"strings"

	"holon.example/holon/internal/lang/dmn/coverage"
	"holon.example/holon/internal/lang/dmn/source"
	"holon.example/holon/internal/lang/feel"
	"holon.example/holon/internal/lang/feel/render"
	"holon.example/holon/internal/lang/feel/syntax"
	"holon.example/holon/internal/lang/feel/value"
)

// Finding is a weakness of a decision table, with an input that shows it.
type Finding struct {
	Element string // decision or knowledge model
	Kind    coverage.Kind
	Rules   []int // counted from 1
	// Example holds a value for every input expression of the table; nil for unreachable rules.
	Example map[string]feel.Value
	Text    string // plain English
}

// Lint examines the decision tables of the main file: inputs that no rule covers (unless there is a
// default, or the policy collects), rules that apply at once though they must not, and rules that never
// apply. complete is false if a table was too large to be examined whole.
func (m *Model) Lint() (findings []Finding, complete bool) {
	complete = true
	examine := func(name string, x *source.Expression) {
		eachTable(x, func(t *source.DecisionTable) {
			found, whole := m.main.lintTable(syntax.Clean(name), t)
			findings = append(findings, found...)
			complete = complete && whole
		})
	}
	for _, d := range m.main.def.Decisions {
		examine(d.Variable.Name, d.Logic)
	}
	for _, k := range m.main.def.Knowledge {
		examine(k.Variable.Name, k.Logic)
	}
	return findings, complete
}

// eachTable visits the tables inside an expression.
func eachTable(x *source.Expression, visit func(*source.DecisionTable)) {
	if x == nil {
		return
	}
	if x.Table != nil {
		visit(x.Table)
	}
	for _, e := range x.Entries {
		eachTable(e.Value, visit)
	}
	for _, p := range x.Parts {
		eachTable(p, visit)
	}
	for _, row := range x.Rows {
		for _, cell := range row {
			eachTable(cell, visit)
		}
	}
}

func (f *file) lintTable(element string, t *source.DecisionTable) ([]Finding, bool) {
	policy, err := policyOf(t)
	if err != nil || len(t.Inputs) == 0 {
		return nil, true
	}
	table := &coverage.Table{First: policy == first}
	for _, r := range t.Rules {
		if len(r.Tests) != len(t.Inputs) || len(r.Outputs) != len(t.Outputs) {
			return nil, true // already a problem of the model
		}
	}
	for i := range t.Inputs {
		table.Pieces = append(table.Pieces, f.pieces(t, i))
	}
	if tooLarge(table.Pieces, len(t.Rules)) {
		return nil, false
	}
	for _, r := range t.Rules {
		answers, ok := ruleAnswers(r, table.Pieces)
		if !ok {
			return nil, true
		}
		table.Answers = append(table.Answers, answers)
	}
	table.Conflict = conflicts(policy, t)
	found, complete := coverage.Check(table)
	return describe(element, policy, t, found), complete
}

// maxAnswers bounds the questions to the tests of one table.
const maxAnswers = 5000000

func tooLarge(pieces [][]feel.Value, rules int) bool {
	n := 0
	for _, p := range pieces {
		n += len(p)
	}
	return n*rules > maxAnswers
}

// conflicts tells which rules must not apply at once under a policy.
func conflicts(policy string, t *source.DecisionTable) func(a, b int) bool {
	switch policy {
	case unique:
		return func(int, int) bool { return true }
	case anyHit:
		return func(a, b int) bool {
			return strings.Join(t.Rules[a].Outputs, "\x00") != strings.Join(t.Rules[b].Outputs, "\x00")
		}
	}
	return nil
}

// pieces cuts column i by all constants of its tests and allowed values, and leaves out what is not
// allowed.
func (f *file) pieces(t *source.DecisionTable, i int) []feel.Value {
	in := t.Inputs[i]
	constants := feel.TestConstants(in.Allowed)
	for _, r := range t.Rules {
		constants = append(constants, feel.TestConstants(r.Tests[i])...)
	}
	typ, err := f.typeOf(in.TypeRef)
	if err != nil {
		typ = value.Any
	}
	if item := f.itemOf(typ); item != nil {
		constants = append(constants, feel.TestConstants(item.Allowed)...)
	}
	all := coverage.Pieces(constants, typ.Name, "…")
	var allowed *feel.Tests
	if in.Allowed != "" {
		if allowed, err = feel.CompileTests(in.Allowed, nil); err != nil {
			allowed = nil
		}
	}
	kept := all[:0:0]
	run := value.NewRun(feel.Budget{})
	for _, v := range all {
		if typ.Conforms(run, v) && (allowed == nil || allowed.Match(run, v, nil)) {
			kept = append(kept, v)
		}
	}
	return kept
}

// ruleAnswers asks the tests of a rule about every piece; ok is false if a test has faults.
func ruleAnswers(r source.Rule, pieces [][]feel.Value) (answers [][]coverage.Answer, ok bool) {
	for i, src := range r.Tests {
		if src == "" {
			src = "-"
		}
		tests, err := feel.CompileTests(src, nil)
		if err != nil {
			return nil, false
		}
		run := value.NewRun(feel.Budget{Steps: 1 << 40})
		column := make([]coverage.Answer, len(pieces[i]))
		for p, v := range pieces[i] {
			switch {
			case len(tests.Names()) > 0:
				column[p] = coverage.Maybe
			case tests.Match(run, v, nil):
				column[p] = coverage.Yes
			}
		}
		answers = append(answers, column)
	}
	return answers, true
}

func describe(element, policy string, t *source.DecisionTable, found []coverage.Finding) []Finding {
	var out []Finding
	for _, c := range found {
		if c.Kind == coverage.Gap && !needsCover(policy, t) {
			continue
		}
		f := Finding{Element: element, Kind: c.Kind, Rules: plusOne(c.Rules)}
		if c.Example != nil {
			f.Example = map[string]feel.Value{}
			for i, v := range c.Example {
				f.Example[t.Inputs[i].Text] = v
			}
		}
		f.Text = f.sentence(t)
		out = append(out, f)
	}
	return out
}

// needsCover reports that inputs without a rule are a fault: the policy wants one result, and there is
// no default.
func needsCover(policy string, t *source.DecisionTable) bool {
	for _, o := range t.Outputs {
		if o.Default != "" {
			return false
		}
	}
	return policy == unique || policy == anyHit || policy == priority || policy == first
}

func (f Finding) sentence(t *source.DecisionTable) string {
	var parts []string
	for _, in := range t.Inputs {
		text, _ := render.Format(value.NewRun(feel.Budget{}), f.Example[in.Text])
		parts = append(parts, in.Text+" = "+text)
	}
	example := strings.Join(parts, ", ")
	switch f.Kind {
	case coverage.Gap:
		return "no rule applies for " + example
	case coverage.Overlap:
		return fmt.Sprintf("rules %d and %d both apply for %s", f.Rules[0], f.Rules[1], example)
	case coverage.Unreachable:
		return fmt.Sprintf("rule %d never applies", f.Rules[0])
	}
	return ""
}
