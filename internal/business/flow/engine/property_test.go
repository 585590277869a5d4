package engine_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"holon.example/holon/internal/business/flow/engine"
)

// block is a random well-structured process: whatever order its tasks are
// completed in, it must reach its end.
type block struct {
	xml   strings.Builder
	n     int
	after map[string][]string // task: the tasks that must be completed before it opens
}

func replace(s string, with string) string { return strings.ReplaceAll(s, "%s", with) }

func (b *block) id(kind string) string { b.n++; return fmt.Sprintf("%s%d", kind, b.n) }

func (b *block) flow(from, to, cond string) {
	if cond != "" {
		cond = " : " + cond
	}
	fmt.Fprintf(&b.xml, "\n%s -> %s%s\n", from, to, cond)
}

// draw makes a block behind from and gives its last node and the tasks that are
// certainly completed when it is left.
func (b *block) draw(t *rapid.T, from string, depth int, before []string) (last string, done []string) {
	kind := rapid.IntRange(0, 7).Draw(t, "kind")
	if depth == 0 {
		kind = 0
	}
	switch kind {
	case 1: // one after the other
		mid, d1 := b.draw(t, from, depth-1, before)
		end, d2 := b.draw(t, mid, depth-1, slices.Concat(before, d1))
		return end, slices.Concat(d1, d2)
	case 2, 3, 4:
		return b.gate(t, from, depth, before, kind)
	case 5: // sub-process
		id, s, e := b.id("sub"), b.id("s"), b.id("e")
		fmt.Fprintf(&b.xml, `<subProcess id="%s"><startEvent id="%s"/><endEvent id="%s"/>`, id, s, e)
		end, d := b.draw(t, s, depth-1, before)
		b.flow(end, e, "")
		b.xml.WriteString("</subProcess>")
		b.flow(from, id, "")
		return id, d
	case 6: // several instances
		id := b.id("m")
		fmt.Fprintf(&b.xml, `<userTask id="%s"><multiInstanceLoopCharacteristics isSequential="%v"><loopCardinality>%d</loopCardinality></multiInstanceLoopCharacteristics></userTask>`,
			id, rapid.Bool().Draw(t, "seq"), rapid.IntRange(0, 3).Draw(t, "instances"))
		b.flow(from, id, "")
		b.after[id] = before
		return id, nil
	}
	id := b.id("t")
	fmt.Fprintf(&b.xml, `<userTask id="%s"/>`, id)
	b.flow(from, id, "")
	b.after[id] = before
	return id, []string{id}
}

func (b *block) gate(t *rapid.T, from string, depth int, before []string, kind int) (string, []string) {
	name := []string{"exclusive", "parallel", "inclusive"}[kind-2]
	split, join := b.id("g"), b.id("j")
	fmt.Fprintf(&b.xml, `<%sGateway id="%s"/><%sGateway id="%s"/>`, name, split, name, join)
	b.flow(from, split, "")
	var all []string
	yes := false
	for i := range rapid.IntRange(2, 3).Draw(t, "branches") {
		cond, taken := "", true
		if kind != 3 {
			taken = rapid.Bool().Draw(t, "taken") || i == 1 && !yes
			cond = fmt.Sprint(taken)
		}
		first := b.id("p")
		fmt.Fprintf(&b.xml, `<task id="%s"/>`, first)
		b.flow(split, first, cond)
		end, done := b.draw(t, first, depth-1, before)
		b.flow(end, join, "")
		if taken && (kind != 2 || !yes) {
			all = append(all, done...)
		}
		yes = yes || taken
	}
	return join, all
}

func TestStructuredProcessesEnd(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		b := &block{after: map[string][]string{}}
		b.xml.WriteString(`<startEvent id="s"/><endEvent id="e"/>`)
		last, must := b.draw(rt, "s", 4, nil)
		b.flow(last, "e", "")
		g := start(t, compile(t, b.xml.String()), nil)
		done := map[string]bool{}
		for n := 0; g.s.Status == engine.Running; n++ {
			if n > 2000 || len(g.open) == 0 {
				t.Fatalf("stuck: %s\n%s", text(t, g.s), b.xml.String())
			}
			keys := make([]string, 0, len(g.open))
			for k := range g.open {
				keys = append(keys, k)
				task, _, _ := strings.Cut(k, "#")
				for _, need := range b.after[task] {
					if !done[need] {
						t.Fatalf("%s opened before %s was done\n%s", k, need, b.xml.String())
					}
				}
			}
			slices.Sort(keys)
			k := rapid.SampledFrom(keys).Draw(rt, "next")
			g.complete(k, nil)
			done[k] = true
		}
		if g.s.Status != engine.Completed {
			t.Fatal(g.s.Status)
		}
		for _, m := range must {
			if !done[m] {
				t.Fatalf("%s was never done\n%s", m, b.xml.String())
			}
		}
	})
}

// TestRandomGraphsKeepTheRules runs graphs that make no sense: the engine may
// refuse or rest, but what check tests must hold at every step.
func TestRandomGraphsKeepTheRules(t *testing.T) {
	kinds := []string{"userTask", "task", "exclusiveGateway", "parallelGateway", "inclusiveGateway", "complexGateway"}
	rapid.Check(t, func(rt *rapid.T) {
		var b strings.Builder
		n := rapid.IntRange(2, 9).Draw(rt, "nodes")
		b.WriteString(`<startEvent id="s"/><endEvent id="n0"/>`)
		for i := 1; i <= n; i++ {
			fmt.Fprintf(&b, `<%s id="n%d"/>`, rapid.SampledFrom(kinds).Draw(rt, "kind"), i)
		}
		b.WriteString("\ns -> n1\n")
		seen := map[string]bool{}
		for range rapid.IntRange(n, 2*n).Draw(rt, "flows") {
			from, to := rapid.IntRange(1, n).Draw(rt, "from"), rapid.IntRange(0, n).Draw(rt, "to")
			line := fmt.Sprintf("n%d -> n%d", from, to)
			if !seen[line] {
				seen[line] = true
				b.WriteString(line + "\n")
			}
		}
		p := compile(t, b.String())
		s, out, err := p.Start(nil)
		if err != nil {
			return
		}
		g := &play{t: t, p: p, open: map[string]int{}, timer: map[string]int{}}
		g.take(s, out)
		for range 20 {
			keys := make([]int, 0, len(g.s.Tokens))
			for _, tok := range g.s.Tokens {
				if tok.Mode == "task" {
					keys = append(keys, tok.ID)
				}
			}
			if g.s.Status != engine.Running || len(keys) == 0 {
				return
			}
			id := rapid.SampledFrom(keys).Draw(rt, "next")
			if g.step(func(s engine.State) (engine.State, []engine.Effect, error) { return p.Complete(s, id, nil) }) != nil {
				return
			}
		}
	})
}

func BenchmarkFiveNodes(b *testing.B) {
	p := compile(b, `<startEvent id="s"/><userTask id="a"/><userTask id="b"/><userTask id="c"/><endEvent id="e"/>
s -> a
a -> b
b -> c
c -> e`)
	b.ReportAllocs()
	for b.Loop() {
		s, out, err := p.Start(map[string]any{"area": 120.0})
		for range 3 {
			if err != nil {
				b.Fatal(err)
			}
			s, out, err = p.Complete(s, out[len(out)-1].Token, nil)
		}
		if s.Status != engine.Completed {
			b.Fatal(s.Status)
		}
	}
}
