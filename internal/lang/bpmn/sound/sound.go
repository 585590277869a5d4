package sound

import (
	"fmt"
	"sort"
	"strconv"

	"holon.example/holon/internal/lang/bpmn"
)

// Kind is what is wrong.
type Kind string

// The kinds of findings.
const (
	Deadlock  Kind = "deadlock"  // a join waits for a token that cannot come
	Unsync    Kind = "unsync"    // lack of synchronisation: a second token arrives where one is meant
	Livelock  Kind = "livelock"  // from here the end cannot be reached
	DeadNode  Kind = "dead"      // nothing ever reaches the node
	Unchecked Kind = "unchecked" // the level has too many markings to be searched whole
)

// Finding is one fault, with the way that leads to it.
type Finding struct {
	Element string   `json:"element"`
	Name    string   `json:"name,omitempty"`
	Kind    Kind     `json:"kind"`
	Reason  string   `json:"reason"`
	Path    []string `json:"path,omitempty"` // gateways and events on a shortest way to it
}

const (
	maxMarkings = 20_000
	maxPlaces   = 400
)

// Check looks at every level of every process.
func Check(d *bpmn.Definitions) []Finding {
	var out []Finding
	for _, p := range d.Processes {
		out = append(out, level(p.Body, p.El.Attr("id"))...)
	}
	return out
}

func level(s *bpmn.Scope, id string) []Finding {
	var out []Finding
	if s.Owner == nil || s.Owner.Kind != "adHocSubProcess" {
		out = newNet(s).search(id)
	}
	for _, n := range s.Nodes {
		if n.Body != nil {
			out = append(out, level(n.Body, n.ID)...)
		}
	}
	return out
}

// net is a level as places, which are flows or rows of them, and nodes.
type net struct {
	scope  *bpmn.Scope
	flows  []*bpmn.Flow
	place  map[*bpmn.Flow]int
	starts []*bpmn.Node
	reach  map[*bpmn.Node][]uint64 // inclusive join: for each place, the incoming flows it may lead to
}

func newNet(s *bpmn.Scope) *net {
	n := &net{scope: s, place: map[*bpmn.Flow]int{}, reach: map[*bpmn.Node][]uint64{}}
	at := map[*bpmn.Flow]int{}
	for _, f := range s.Flows {
		if f.From == nil || f.To == nil || f.From.Scope != s || f.To.Scope != s {
			continue
		}
		last := end(f)
		if _, ok := at[last]; !ok {
			at[last] = len(n.flows)
			n.flows = append(n.flows, last)
		}
		n.place[f] = at[last]
	}
	n.starts = starts(s)
	for _, g := range s.Nodes {
		if inclusiveJoin(g) {
			n.reach[g] = n.reaches(g)
		}
	}
	return n
}

// end follows a flow through nodes that only pass the token on: such a row is one
// place.
func end(f *bpmn.Flow) *bpmn.Flow {
	for range maxPlaces {
		if !passes(f.To) {
			break
		}
		f = f.To.Out[0]
	}
	return f
}

func passes(x *bpmn.Node) bool {
	if len(x.In) != 1 || len(x.Out) != 1 || x.Out[0].Condition != nil || x.Out[0].To == nil || x.Out[0].To.Scope != x.Scope {
		return false
	}
	for _, b := range x.Boundary {
		if !b.Has("compensate") {
			return false
		}
	}
	return x.Activity() || x.Kind == "intermediateCatchEvent" || x.Kind == "intermediateThrowEvent" && !x.Has("link")
}

// joins tells whether a node waits for a token on every incoming flow.
func joins(x *bpmn.Node) bool {
	return len(x.In) > 1 && (x.Kind == "parallelGateway" || x.Activity() && x.El.Attr("startQuantity") == strconv.Itoa(len(x.In)))
}

func inclusiveJoin(g *bpmn.Node) bool {
	return (g.Kind == "inclusiveGateway" || g.Kind == "complexGateway") && len(g.In) > 1 && len(g.In) <= 64
}

// starts lists the nodes where a token may begin: each start event by itself.
func starts(s *bpmn.Scope) []*bpmn.Node {
	var events, entry []*bpmn.Node
	for _, n := range s.Nodes {
		switch {
		case n.Kind == "startEvent":
			events = append(events, n)
		case len(n.In) > 0 || n.Host != nil || n.Compensation || n.ByEvent || n.Kind == "boundaryEvent" || n.Kind == "intermediateCatchEvent" && n.Has("link"):
		default:
			entry = append(entry, n)
		}
	}
	if len(events) > 0 {
		return events
	}
	return entry
}

// out lists the flows a token may take out of a node, links included.
func (n *net) out(x *bpmn.Node) []*bpmn.Flow {
	if x.Kind == "intermediateThrowEvent" && x.Has("link") {
		for _, c := range n.scope.Nodes {
			if c.Kind == "intermediateCatchEvent" && c.Has("link") && c.Events[0].Name == x.Events[0].Name {
				return c.Out
			}
		}
	}
	return x.Out
}

// reaches computes backwards which incoming flows of a join each place may lead
// to without passing the join.
func (n *net) reaches(join *bpmn.Node) []uint64 {
	set := make([]uint64, len(n.flows))
	for changed := true; changed; {
		changed = false
		for i, f := range n.flows {
			was := set[i]
			if f.To == join {
				set[i] |= arrives(join, f)
			} else {
				set[i] |= n.onward(f, set)
			}
			changed = changed || set[i] != was
		}
	}
	return set
}

// arrives marks the incoming flow of a join.
func arrives(join *bpmn.Node, f *bpmn.Flow) (set uint64) {
	for k, in := range join.In {
		if in == f {
			set |= 1 << k
		}
	}
	return set
}

// onward gathers what the flows behind a flow's target lead to.
func (n *net) onward(f *bpmn.Flow, sets []uint64) (set uint64) {
	for _, o := range n.leaving(f.To) {
		if p, ok := n.place[o]; ok {
			set |= sets[p]
		}
	}
	return set
}

// leaving lists all flows that may leave a node, its boundary events included.
func (n *net) leaving(x *bpmn.Node) []*bpmn.Flow {
	out := append([]*bpmn.Flow(nil), n.out(x)...)
	for _, b := range x.Boundary {
		out = append(out, b.Out...)
	}
	return out
}

// marking counts the tokens on each place; a byte each, so that it is a map key.
type marking string

type visit struct {
	m    marking
	from int
	node *bpmn.Node
	next []int
}

type search struct {
	*net
	seen   map[marking]int
	all    []visit
	fired  map[*bpmn.Node]bool
	found  map[string]Finding
	capped bool
	marks  []bool // places that ever held a token
}

func (n *net) search(id string) []Finding {
	s := &search{net: n, seen: map[marking]int{}, fired: map[*bpmn.Node]bool{}, found: map[string]Finding{}, marks: make([]bool, len(n.flows))}
	if len(n.flows) > maxPlaces {
		return []Finding{{Element: id, Kind: Unchecked, Reason: fmt.Sprintf("more than %d flows", maxPlaces)}}
	}
	empty := make([]byte, len(n.flows))
	if len(n.starts) > 0 && n.starts[0].Kind == "startEvent" {
		for _, st := range n.starts {
			s.begin(empty, st)
		}
	} else {
		s.begin(empty, n.starts...)
	}
	for i := 0; i < len(s.all) && !s.capped; i++ {
		s.expand(i)
	}
	s.judge(id)
	return s.findings()
}

func (s *search) begin(empty []byte, nodes ...*bpmn.Node) {
	m := [][]byte{empty}
	for _, x := range nodes {
		s.fired[x] = true
		var next [][]byte
		for _, base := range m {
			next = append(next, s.leave(base, x)...)
		}
		m = next
	}
	for _, b := range m {
		s.add(-1, nil, b)
	}
}

// add notes a marking; a second token in a place is a finding and goes no further.
func (s *search) add(from int, by *bpmn.Node, b []byte) {
	for i, c := range b {
		s.marks[i] = s.marks[i] || c > 0
		if c < 2 {
			continue
		}
		at := s.flows[i].To
		if by != nil && len(by.In) > 1 {
			at = by
		}
		s.report(Unsync, at, from, "paths that run in parallel meet here (flow %s) without being synchronised", s.flows[i].ID)
		return
	}
	m := marking(b)
	i, ok := s.seen[m]
	if !ok {
		if len(s.all) >= maxMarkings {
			s.capped = true
			return
		}
		i = len(s.all)
		s.seen[m] = i
		s.all = append(s.all, visit{m: m, from: from, node: by})
	}
	if from >= 0 {
		s.all[from].next = append(s.all[from].next, i)
	}
}

func (s *search) report(k Kind, at *bpmn.Node, from int, format string, args ...any) {
	key := string(k) + at.ID
	if _, ok := s.found[key]; ok {
		return
	}
	f := Finding{Element: at.ID, Name: at.Name, Kind: k, Reason: fmt.Sprintf(format, args...)}
	for i := from; i >= 0; i = s.all[i].from {
		if x := s.all[i].node; x != nil && (x.Gateway() || x.Event()) {
			f.Path = append([]string{x.ID}, f.Path...)
		}
	}
	s.found[key] = f
}

func (s *search) findings() []Finding {
	keys := make([]string, 0, len(s.found))
	for k := range s.found {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	out := make([]Finding, 0, len(keys))
	for _, k := range keys {
		out = append(out, s.found[k])
	}
	return out
}
