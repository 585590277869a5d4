package sound

import (
	"slices"

	"holon.example/holon/internal/lang/bpmn"
)

// expand makes every move that is possible in a marking. Inclusive joins move
// only when nothing else does, as in the engine.
func (s *search) expand(i int) {
	m := []byte(s.all[i].m)
	if !slices.ContainsFunc(m, func(c byte) bool { return c > 0 }) {
		return
	}
	moved := false
	for p, c := range m {
		x := s.flows[p].To
		switch {
		case c == 0:
		case joins(x):
			if s.in(x)[0] == p || !s.marked(m, s.in(x)[0]) {
				moved = s.parallel(i, m, x) || moved
			}
		case inclusiveJoin(x):
		default:
			moved = true
			s.fire(i, x, without(m, p))
		}
	}
	if moved {
		return
	}
	for p, c := range m {
		if x := s.flows[p].To; c > 0 && inclusiveJoin(x) && s.inclusive(i, m, x) {
			moved = true
		}
	}
	if !moved {
		s.stuck(i, m)
	}
}

func (s *search) in(x *bpmn.Node) []int {
	out := make([]int, 0, len(x.In))
	for _, f := range x.In {
		out = append(out, s.place[f])
	}
	return out
}

func (s *search) marked(m []byte, p int) bool { return m[p] > 0 }

func without(m []byte, places ...int) []byte {
	m = slices.Clone(m)
	for _, p := range places {
		m[p]--
	}
	return m
}

func (s *search) parallel(i int, m []byte, x *bpmn.Node) bool {
	in := s.in(x)
	for _, p := range in {
		if m[p] == 0 {
			return false
		}
	}
	s.fire(i, x, without(m, in...))
	return true
}

// inclusive fires a join that no token can reach any more by a flow without one
// (BPMN 2.0 §13.4.3).
func (s *search) inclusive(i int, m []byte, x *bpmn.Node) bool {
	var full uint64
	var take []int
	for k, p := range s.in(x) {
		if m[p] > 0 {
			full |= 1 << k
			take = append(take, p)
		}
	}
	empty := (uint64(1)<<len(x.In) - 1) &^ full
	for p, c := range m {
		if r := s.reach[x][p]; c > 0 && s.flows[p].To != x && r&empty != 0 && r&full == 0 {
			return false
		}
	}
	s.fire(i, x, without(m, take...))
	return true
}

func (s *search) fire(i int, x *bpmn.Node, m []byte) {
	s.fired[x] = true
	for _, next := range s.leave(m, x) {
		s.add(i, x, next)
	}
}

// leave gives every marking in which a token may leave a node.
func (s *search) leave(m []byte, x *bpmn.Node) [][]byte {
	switch {
	case x.Kind == "endEvent" && (x.Has("terminate") || x.Has("error") || x.Has("cancel")):
		return [][]byte{make([]byte, len(m))}
	case x.Kind == "exclusiveGateway" || x.Kind == "eventBasedGateway":
		var out [][]byte
		for _, f := range x.Out {
			out = append(out, s.with(m, f))
		}
		if x.Kind == "eventBasedGateway" {
			for _, f := range x.Out {
				s.fired[f.To] = true
			}
		}
		return out
	case x.Kind == "inclusiveGateway" || x.Kind == "complexGateway":
		return s.some(m, x.Out)
	case x.Activity():
		return s.activity(m, x)
	}
	return [][]byte{s.with(m, s.out(x)...)}
}

func (s *search) with(m []byte, flows ...*bpmn.Flow) []byte {
	m = slices.Clone(m)
	for _, f := range flows {
		if p, ok := s.place[f]; ok && m[p] < 3 {
			m[p]++
		}
	}
	return m
}

// some gives the markings for every non-empty choice of flows; of many flows,
// only each alone, each pair and all together.
func (s *search) some(m []byte, flows []*bpmn.Flow) [][]byte {
	var out [][]byte
	if len(flows) == 0 {
		return [][]byte{m}
	}
	if len(flows) <= 6 {
		for bits := 1; bits < 1<<len(flows); bits++ {
			var chosen []*bpmn.Flow
			for k, f := range flows {
				if bits>>k&1 == 1 {
					chosen = append(chosen, f)
				}
			}
			out = append(out, s.with(m, chosen...))
		}
		return out
	}
	for a := range flows {
		out = append(out, s.with(m, flows[a]))
		for b := range a {
			out = append(out, s.with(m, flows[a], flows[b]))
		}
	}
	return append(out, s.with(m, flows...))
}

// activity passes the token on, over some of its conditional flows, or leaves by
// a boundary event; one that does not interrupt adds a token.
func (s *search) activity(m []byte, x *bpmn.Node) [][]byte {
	var always, maybe []*bpmn.Flow
	for _, f := range x.Out {
		if f.Condition != nil || f.ID == x.Default {
			maybe = append(maybe, f)
		} else {
			always = append(always, f)
		}
	}
	normal := [][]byte{s.with(m, always...)}
	if len(maybe) > 0 {
		more := s.some(normal[0], maybe)
		if len(always) > 0 && x.Default == "" {
			more = append(more, normal[0])
		}
		normal = more
	}
	out := normal
	for _, b := range x.Boundary {
		if b.Has("compensate") {
			continue
		}
		s.fired[b] = true
		if b.Interrupting {
			out = append(out, s.with(m, b.Out...))
			continue
		}
		for _, base := range normal {
			out = append(out, s.with(base, b.Out...))
		}
	}
	return out
}

// stuck reports every join that waits in a marking without moves.
func (s *search) stuck(i int, m []byte) {
	for p, c := range m {
		if c == 0 {
			continue
		}
		x := s.flows[p].To
		missing := ""
		for _, f := range x.In {
			if m[s.place[f]] == 0 {
				missing = f.ID
				break
			}
		}
		s.report(Deadlock, x, i, "can wait for ever: no token can come by the flow %s", missing)
	}
}

// judge looks at the whole search: nodes never reached, and circles without exit.
func (s *search) judge(id string) {
	if s.capped {
		s.found["unchecked"] = Finding{Element: id, Kind: Unchecked, Reason: "too many ways through this level to try all"}
		return
	}
	if len(s.found) == 0 {
		s.exits()
	}
	if slices.ContainsFunc(s.findings(), func(f Finding) bool { return f.Kind == Deadlock }) {
		return // what stands behind the deadlock needs no words
	}
	for _, x := range s.scope.Nodes {
		if len(x.In) > 0 && passes(x) {
			s.fired[x] = s.marks[s.place[x.In[0]]]
		}
		special := x.Compensation || x.ByEvent || x.Kind == "boundaryEvent" || x.Kind == "intermediateCatchEvent" && x.Has("link")
		if !special && !s.fired[x] && len(x.In) > 0 {
			s.report(DeadNode, x, -1, "nothing ever reaches this")
		}
	}
}

// exits walks back from the empty marking: what cannot reach it goes in circles.
func (s *search) exits() {
	back := make([][]int, len(s.all))
	good := make([]bool, len(s.all))
	var todo []int
	for i := range s.all {
		for _, k := range s.all[i].next {
			back[k] = append(back[k], i)
		}
		if !slices.ContainsFunc([]byte(s.all[i].m), func(c byte) bool { return c > 0 }) {
			good[i] = true
			todo = append(todo, i)
		}
	}
	for len(todo) > 0 {
		i := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for _, k := range back[i] {
			if !good[k] {
				good[k] = true
				todo = append(todo, k)
			}
		}
	}
	for i := range s.all {
		if good[i] {
			continue
		}
		for p, c := range []byte(s.all[i].m) {
			if c > 0 {
				s.report(Livelock, s.flows[p].To, i, "from here the process runs in circles and cannot end")
				return
			}
		}
	}
}
