package dmn

import (
	"fmt"
	"slices"

	"holon.example/holon/internal/lang/dmn/source"
	"holon.example/holon/internal/lang/feel"
	"holon.example/holon/internal/lang/feel/syntax"
	"holon.example/holon/internal/lang/feel/value"
)

// table is a compiled decision table.
type table struct {
	place   string
	policy  string
	inputs  []column
	outputs []output
	rules   []rule
	cells   []cell
}

// cell is a condition of one column; rules that say the same in that column share it, so that it is
// tested once for all of them.
type cell struct {
	column int
	tests  *feel.Tests
}

type column struct {
	run     runner
	typ     *feel.Type
	allowed *feel.Tests
}

type output struct {
	name  string
	typ   *feel.Type
	order value.List // output values, first is the most important
	other runner     // default
}

type rule struct {
	tests   []int // indexes of cells; conditions "-" are left out
	outputs []runner
}

// Hit policies with their aggregation.
const (
	unique      = "UNIQUE"
	anyHit      = "ANY"
	priority    = "PRIORITY"
	first       = "FIRST"
	collect     = "COLLECT"
	ruleOrder   = "RULE ORDER"
	outputOrder = "OUTPUT ORDER"
	sum         = "SUM"
	count       = "COUNT"
	minimum     = "MIN"
	maximum     = "MAX"
)

func policyOf(t *source.DecisionTable) (string, error) {
	switch t.HitPolicy {
	case "":
		return unique, nil
	case unique, anyHit, priority, first, ruleOrder, outputOrder:
		return t.HitPolicy, nil
	case collect:
		switch t.Aggregation {
		case "":
			return collect, nil
		case sum, count, minimum, maximum:
			return t.Aggregation, nil
		}
	}
	return "", fmt.Errorf("there is no hit policy %q with the aggregation %q", t.HitPolicy, t.Aggregation)
}

func (c *compiler) table(x *source.Expression, place string) runner {
	policy, err := policyOf(x.Table)
	if err != nil {
		c.fault(place, err)
		return null
	}
	t := &table{place: place, policy: policy}
	for i, in := range x.Table.Inputs {
		t.inputs = append(t.inputs, c.column(in, fmt.Sprintf("%s, input %d", place, i+1)))
	}
	for i, out := range x.Table.Outputs {
		t.outputs = append(t.outputs, c.output(out, fmt.Sprintf("%s, output %d", place, i+1)))
	}
	known := map[cellKey]int{}
	for i, r := range x.Table.Rules {
		where := fmt.Sprintf("%s, rule %d", place, i+1)
		if len(r.Tests) != len(t.inputs) || len(r.Outputs) != len(t.outputs) {
			c.fault(where, fmt.Errorf("it has %d conditions and %d results for %d and %d columns",
				len(r.Tests), len(r.Outputs), len(t.inputs), len(t.outputs)))
			return null
		}
		t.rules = append(t.rules, c.rule(t, known, r, where))
	}
	return t.evaluate
}

// cell returns the index of a condition, or -1 for one that always holds or has faults.
func (c *compiler) cell(t *table, known map[cellKey]int, key cellKey, place string) int {
	if i, ok := known[key]; ok {
		return i
	}
	known[key] = -1
	if tests := c.tests(key.src, place); tests != nil && !tests.Any() {
		known[key] = len(t.cells)
		t.cells = append(t.cells, cell{column: key.column, tests: tests})
	}
	return known[key]
}

type cellKey struct {
	column int
	src    string
}

func (c *compiler) column(in source.InputClause, place string) column {
	col := column{run: c.text(in.Text, place), typ: c.typeOf(in.TypeRef, place)}
	if in.Allowed != "" {
		col.allowed = c.tests(in.Allowed, place)
	}
	return col
}

func (c *compiler) tests(src, place string) *feel.Tests {
	t, err := feel.CompileTests(src, c.scope)
	if err != nil {
		c.fault(place, err)
		return nil
	}
	return t
}

func (c *compiler) output(out source.OutputClause, place string) output {
	o := output{name: syntax.Clean(out.Name), typ: c.typeOf(out.TypeRef, place)}
	allowed := out.Allowed
	if item := c.file.itemOf(o.typ); allowed == "" && item != nil {
		allowed = item.Allowed // without output values of its own, the column has those of its type
	}
	if allowed != "" {
		o.order = c.order(allowed, place)
	}
	if out.Default != "" {
		o.other = c.text(out.Default, place)
	}
	return o
}

// order reads the list of output values, which gives their priority; tests that are no values, such as
// ranges, have none.
func (c *compiler) order(src, place string) value.List {
	if _, err := feel.CompileTests(src, c.scope); err != nil {
		c.fault(place, err)
	}
	return feel.TestConstants(src)
}

func (c *compiler) rule(t *table, known map[cellKey]int, r source.Rule, place string) rule {
	var out rule
	for i, src := range r.Tests {
		if src == "" {
			src = "-"
		}
		where := fmt.Sprintf("%s, column %d", place, i+1)
		if at := c.cell(t, known, cellKey{column: i, src: src}, where); at >= 0 {
			out.tests = append(out.tests, at)
		}
	}
	for i, src := range r.Outputs {
		if src == "" {
			src = "null"
		}
		out.outputs = append(out.outputs, c.text(src, fmt.Sprintf("%s, result %d", place, i+1)))
	}
	return out
}

func (t *table) evaluate(e *env) feel.Value {
	inputs, ok := t.read(e)
	if !ok {
		return nil
	}
	hits := t.hits(e, inputs)
	if e.run.Err() != nil {
		return nil
	}
	if len(hits) == 0 {
		return t.none(e)
	}
	return t.resolve(e, hits)
}

// read evaluates the input expressions; a value that is not allowed ends the table.
func (t *table) read(e *env) ([]feel.Value, bool) {
	out := make([]feel.Value, len(t.inputs))
	for i := range t.inputs {
		col := &t.inputs[i]
		v, ok := col.typ.Coerce(e.run, col.run(e))
		if ok && col.allowed != nil && !col.allowed.Match(e.run, v, e.vars) {
			ok = false
		}
		if !ok {
			e.run.Note(0, "input", fmt.Sprintf("%s: the value of input %d is not allowed", t.place, i+1))
			return nil, false
		}
		out[i] = v
	}
	return out, true
}

func (t *table) hits(e *env, inputs []feel.Value) []int {
	var hits []int
	m := &matcher{table: t, inputs: inputs, match: feel.NewMatcher(e.run, e.vars), known: make([]verdict, len(t.cells))}
	for i := range t.rules {
		if !e.run.Step(1) {
			return nil
		}
		if m.holds(&t.rules[i]) {
			hits = append(hits, i)
			if t.policy == first {
				break
			}
		}
	}
	return hits
}

// matcher remembers what it has tested in one evaluation of a table.
type matcher struct {
	table  *table
	inputs []feel.Value
	match  *feel.Matcher
	known  []verdict
}

type verdict uint8

const (
	untested verdict = iota
	passes
	fails
)

func (m *matcher) holds(r *rule) bool {
	for _, at := range r.tests {
		if m.known[at] == untested {
			m.test(at)
		}
		if m.known[at] == fails {
			return false
		}
	}
	return true
}

func (m *matcher) test(at int) {
	c := &m.table.cells[at]
	m.known[at] = fails
	if m.match.Match(c.tests, m.inputs[c.column]) {
		m.known[at] = passes
	}
}

// none is the result without a hit: the default, or what the policy makes of nothing.
func (t *table) none(e *env) feel.Value {
	for i := range t.outputs {
		if t.outputs[i].other != nil {
			return t.combine(e, func(o *output, _ int) feel.Value {
				if o.other == nil {
					return nil
				}
				return o.other(e)
			})
		}
	}
	e.run.Note(0, "no_rule", t.place+": no rule of the table applies")
	return nil
}

// combine makes the result of one row: a value, or a context if there are several outputs.
func (t *table) combine(e *env, cell func(o *output, i int) feel.Value) feel.Value {
	if len(t.outputs) == 1 {
		return t.cell(e, &t.outputs[0], cell(&t.outputs[0], 0))
	}
	out := value.NewContext(len(t.outputs))
	for i := range t.outputs {
		out.Put(t.outputs[i].name, t.cell(e, &t.outputs[i], cell(&t.outputs[i], i)))
	}
	return out
}

func (t *table) cell(e *env, o *output, v feel.Value) feel.Value {
	out, ok := o.typ.Coerce(e.run, v)
	if !ok {
		e.run.Note(0, "type", fmt.Sprintf("%s: a result is not of type %s", t.place, o.typ))
	}
	return out
}

func (t *table) row(e *env, i int) feel.Value {
	return t.combine(e, func(_ *output, k int) feel.Value { return t.rules[i].outputs[k](e) })
}

func (t *table) resolve(e *env, hits []int) feel.Value {
	switch t.policy {
	case unique:
		if len(hits) > 1 {
			e.run.Note(0, "not_unique", fmt.Sprintf("%s: rules %v apply at once, but only one may", t.place, plusOne(hits)))
			return nil
		}
		return t.row(e, hits[0])
	case first:
		return t.row(e, hits[0])
	}
	if !e.run.GrowList(len(hits) * (1 + len(t.outputs))) {
		return nil
	}
	rows := make(value.List, len(hits))
	for i, h := range hits {
		rows[i] = t.row(e, h)
	}
	return t.several(e, rows)
}

func plusOne(hits []int) []int {
	out := make([]int, len(hits))
	for i, h := range hits {
		out[i] = h + 1
	}
	return out
}

func (t *table) several(e *env, rows value.List) feel.Value {
	switch t.policy {
	case anyHit:
		for _, r := range rows[1:] {
			if !value.Same(e.run, r, rows[0]) {
				e.run.Note(0, "not_any", t.place+": rules that apply give different results")
				return nil
			}
		}
		return rows[0]
	case priority:
		return t.byPriority(e, rows)[0]
	case outputOrder:
		return t.byPriority(e, rows)
	case sum, minimum, maximum, count:
		return t.aggregate(e, rows)
	}
	return rows
}

// byPriority sorts rows by the place of their results in the output values, first column first.
func (t *table) byPriority(e *env, rows value.List) value.List {
	slices.SortStableFunc(rows, func(a, b feel.Value) int {
		for i := range t.outputs {
			ra, rb := t.rank(e, a, i), t.rank(e, b, i)
			if ra != rb {
				return ra - rb
			}
		}
		return 0
	})
	return rows
}

func (t *table) rank(e *env, row feel.Value, i int) int {
	v := row
	if len(t.outputs) > 1 {
		c, ok := row.(*value.Context)
		if !ok {
			return len(t.outputs[i].order)
		}
		v, _ = c.Get(t.outputs[i].name)
	}
	for k, want := range t.outputs[i].order {
		if value.Same(e.run, v, want) {
			return k
		}
	}
	return len(t.outputs[i].order)
}

func (t *table) aggregate(e *env, rows value.List) feel.Value {
	if t.policy == count {
		return value.Int(int64(len(rows)))
	}
	name := map[string]string{sum: "sum", minimum: "min", maximum: "max"}[t.policy]
	return feel.Builtin(name).Invoke(e.run, 0, []feel.Value{rows})
}
