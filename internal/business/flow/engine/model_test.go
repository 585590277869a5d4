package engine_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"holon.example/holon/internal/business/flow/engine"
	"holon.example/holon/internal/lang/bpmn"
)

// words is a language just large enough for the tests: a JSON value, the name of
// a variable, or name=value.
type words struct{}

type word func(map[string]any) (any, error)

func (w word) Eval(vars map[string]any) (any, error) { return w(vars) }

func (words) Compile(text string) (engine.Expression, error) {
	var lit any
	if json.Unmarshal([]byte(text), &lit) == nil {
		return word(func(map[string]any) (any, error) { return lit, nil }), nil
	}
	if name, value, ok := strings.Cut(text, "="); ok {
		return word(func(v map[string]any) (any, error) { return fmt.Sprint(v[name]) == value, nil }), nil
	}
	if strings.HasPrefix(text, "!") {
		return nil, fmt.Errorf("no such word")
	}
	return word(func(v map[string]any) (any, error) { return v[text], nil }), nil
}

// compile makes a process of the inside of a <process> element; rest stands
// beside it. A line "a -> b" is a flow, "a -> b : cond" one with a condition;
// the flow's id is a_b.
func compile(t testing.TB, body string, rest ...string) *engine.Process {
	t.Helper()
	defs := parse(t, body, rest...)
	p, err := engine.Compile(defs, "P", words{})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func parse(t testing.TB, body string, rest ...string) *bpmn.Definitions {
	t.Helper()
	d, err := bpmn.Parse([]byte(`<definitions xmlns="` + bpmn.Space + `" xmlns:h="` + bpmn.HolonSpace + `" targetNamespace="t">` +
		strings.Join(rest, "") + `<process id="P" isExecutable="true">` + flows(body) + `</process></definitions>`))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func flows(body string) string {
	var b strings.Builder
	for line := range strings.Lines(body) {
		from, to, ok := strings.Cut(strings.TrimSpace(line), " -> ")
		if !ok {
			b.WriteString(line)
			continue
		}
		to, cond, has := strings.Cut(to, " : ")
		fmt.Fprintf(&b, `<sequenceFlow id="%s_%s" sourceRef="%s" targetRef="%s">`, from, to, from, to)
		if has {
			b.WriteString("<conditionExpression>" + cond + "</conditionExpression>")
		}
		b.WriteString("</sequenceFlow>")
	}
	return b.String()
}

// play is a run that checks at every step what must always hold.
type play struct {
	t     testing.TB
	p     *engine.Process
	s     engine.State
	log   []string // kind:element of each effect
	open  map[string]int
	timer map[string]int
}

func start(t testing.TB, p *engine.Process, vars map[string]any) *play {
	t.Helper()
	g := &play{t: t, p: p, open: map[string]int{}, timer: map[string]int{}}
	s, out, err := p.Start(vars)
	if err != nil {
		t.Fatal(err)
	}
	g.take(s, out)
	return g
}

func (g *play) take(s engine.State, out []engine.Effect) {
	g.t.Helper()
	for _, e := range out {
		key := e.Element
		if e.Index > 0 {
			key = fmt.Sprintf("%s#%d", e.Element, e.Index)
		}
		g.log = append(g.log, string(e.Kind)+":"+key)
		switch e.Kind {
		case engine.OpenTask, engine.CallHandler, engine.Decide, engine.CallProcess:
			g.open[key] = e.Token
		case engine.TaskDone, engine.CloseTask:
			for k, id := range g.open {
				if id == e.Token {
					delete(g.open, k)
				}
			}
		case engine.SetTimer:
			g.timer[e.Element] = e.Token
		case engine.CancelTimer:
			delete(g.timer, e.Element)
		}
	}
	g.s = s
	check(g.t, s)
}

// step makes one transition twice, the second time on the state read back from
// JSON: both must give the same, and the old state must not have changed.
func (g *play) step(do func(engine.State) (engine.State, []engine.Effect, error)) error {
	g.t.Helper()
	before := text(g.t, g.s)
	s, out, err := do(g.s)
	if after := text(g.t, g.s); after != before {
		g.t.Fatalf("the transition changed its input:\n%s\n%s", before, after)
	}
	var back engine.State
	if e := json.Unmarshal([]byte(before), &back); e != nil {
		g.t.Fatal(e)
	}
	s2, out2, err2 := do(back)
	if text(g.t, s) != text(g.t, s2) || text(g.t, out) != text(g.t, out2) || (err == nil) != (err2 == nil) {
		g.t.Fatalf("after JSON the transition differs:\n%s\n%s", text(g.t, s), text(g.t, s2))
	}
	if err != nil {
		return err
	}
	g.take(s, out)
	return nil
}

func (g *play) complete(key string, vars map[string]any) {
	g.t.Helper()
	id, ok := g.open[key]
	if !ok {
		g.t.Fatalf("%s is not open: %v", key, g.log)
	}
	if err := g.step(func(s engine.State) (engine.State, []engine.Effect, error) { return g.p.Complete(s, id, vars) }); err != nil {
		g.t.Fatal(err)
	}
}

func (g *play) fire(element string) {
	g.t.Helper()
	id, ok := g.timer[element]
	if !ok {
		g.t.Fatalf("no timer at %s: %v", element, g.log)
	}
	if err := g.step(func(s engine.State) (engine.State, []engine.Effect, error) { return g.p.Fire(s, id) }); err != nil {
		g.t.Fatal(err)
	}
}

func (g *play) message(name string, vars map[string]any) error {
	g.t.Helper()
	return g.step(func(s engine.State) (engine.State, []engine.Effect, error) { return g.p.Message(s, name, vars) })
}

func (g *play) want(status engine.Status, log string) {
	g.t.Helper()
	var got []string
	for _, l := range g.log {
		if !strings.HasPrefix(l, "done:") {
			got = append(got, l)
		}
	}
	if s := strings.Join(got, " "); g.s.Status != status || s != log {
		g.t.Fatalf("%s: %s\nwant %s: %s", g.s.Status, s, status, log)
	}
}

func text(t testing.TB, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// check tests the invariants of a state.
func check(t testing.TB, s engine.State) {
	t.Helper()
	if s.Status != engine.Running {
		if len(s.Tokens)+len(s.Frames)+len(s.Waits) > 0 {
			t.Fatalf("ended with something left: %s", text(t, s))
		}
		return
	}
	frames, tokens := map[int]bool{}, map[int]bool{}
	for _, tok := range s.Tokens {
		if tokens[tok.ID] || tok.ID > s.Next {
			t.Fatalf("token number %d", tok.ID)
		}
		tokens[tok.ID] = true
	}
	for _, f := range s.Frames {
		frames[f.ID] = true
		if f.Host != 0 && !tokens[f.Host] {
			t.Fatalf("frame %d without host", f.ID)
		}
	}
	live := map[int]bool{}
	for _, tok := range s.Tokens {
		if !frames[tok.Frame] {
			t.Fatalf("token %d without frame", tok.ID)
		}
		if tok.Mode == "" {
			t.Fatalf("token %d does not rest: %s", tok.ID, text(t, s))
		}
		if tok.Of != 0 && !tokens[tok.Of] {
			t.Fatalf("token %d without parent", tok.ID)
		}
		live[tok.Frame] = true
	}
	for f := range frames {
		if !live[f] {
			t.Fatalf("frame %d is empty", f)
		}
	}
	for _, w := range s.Waits {
		if w.Token != 0 && !tokens[w.Token] || w.Token == 0 && !frames[w.Frame] {
			t.Fatalf("wait %d without host", w.ID)
		}
	}
}
