package pattern

// maxSubject bounds the text for patterns with back-references, whose matcher is recursive.
const maxSubject = 1 << 16

// backtracker matches patterns with back-references.
type backtracker struct {
	p      *Pattern
	text   []rune
	bytes  []int // byte offset of every rune, and of the end
	groups []int // rune offsets of the groups, -1 if unset
	meter  Meter
	over   bool
}

func newBacktracker(p *Pattern, s string, m Meter) *backtracker {
	b := &backtracker{p: p, meter: m, groups: make([]int, 2*(p.groups+1))}
	if len(s) > maxSubject {
		b.over = true
		for m.Step(1 << 30) {
			continue
		}
	}
	for i, r := range s {
		b.text, b.bytes = append(b.text, r), append(b.bytes, i)
	}
	b.bytes = append(b.bytes, len(s))
	return b
}

// from looks for the first match at or after rune i.
func (b *backtracker) from(i int) []int {
	for ; i <= len(b.text) && !b.over; i++ {
		for g := range b.groups {
			b.groups[g] = -1
		}
		end := -1
		if b.match(b.p.root, i, func(j int) bool { end = j; return true }) && !b.over {
			b.groups[0], b.groups[1] = i, end
			return b.groups
		}
	}
	return nil
}

func (b *backtracker) offsets(groups []int) []int {
	out := make([]int, len(groups))
	for i, g := range groups {
		out[i] = -1
		if g >= 0 {
			out[i] = b.bytes[g]
		}
	}
	return out
}

func (b *backtracker) all() [][]int {
	var out [][]int
	for i := 0; i <= len(b.text); {
		groups := b.from(i)
		if groups == nil {
			break
		}
		out = append(out, b.offsets(groups))
		i = groups[1]
		if groups[1] == groups[0] {
			i++
		}
	}
	return out
}

// match tries n at rune i and goes on with next.
func (b *backtracker) match(n *node, i int, next func(int) bool) bool {
	if b.over = b.over || !b.meter.Step(1); b.over {
		return false
	}
	switch n.op {
	case opSet:
		return i < len(b.text) && n.set.has(b.text[i]) && next(i+1)
	case opCat:
		return b.sequence(n.kids, i, next)
	case opAlt:
		for _, k := range n.kids {
			if b.match(k, i, next) {
				return true
			}
		}
		return false
	case opRepeat:
		return b.repeat(n, i, 0, next)
	case opGroup:
		return b.group(n, i, next)
	case opStart:
		return (i == 0 || b.p.flags.multi && b.text[i-1] == '\n') && next(i)
	case opEnd:
		return (i == len(b.text) || b.p.flags.multi && b.text[i] == '\n') && next(i)
	case opBack:
		return b.back(n, i, next)
	}
	return false
}

func (b *backtracker) sequence(kids []*node, i int, next func(int) bool) bool {
	if len(kids) == 0 {
		return next(i)
	}
	return b.match(kids[0], i, func(j int) bool { return b.sequence(kids[1:], j, next) })
}

func (b *backtracker) repeat(n *node, i, done int, next func(int) bool) bool {
	again := func() bool {
		if n.high >= 0 && done >= n.high {
			return false
		}
		return b.match(n.kids[0], i, func(j int) bool {
			return (j > i || done < n.low) && b.repeat(n, j, done+1, next)
		})
	}
	if done < n.low {
		return again()
	}
	if n.lazy {
		return next(i) || again()
	}
	return again() || next(i)
}

func (b *backtracker) group(n *node, i int, next func(int) bool) bool {
	start, end := b.groups[2*n.n], b.groups[2*n.n+1]
	if b.match(n.kids[0], i, func(j int) bool {
		oldStart, oldEnd := b.groups[2*n.n], b.groups[2*n.n+1]
		b.groups[2*n.n], b.groups[2*n.n+1] = i, j
		if next(j) {
			return true
		}
		b.groups[2*n.n], b.groups[2*n.n+1] = oldStart, oldEnd
		return false
	}) {
		return true
	}
	b.groups[2*n.n], b.groups[2*n.n+1] = start, end
	return false
}

// back matches the text of an earlier group; a group without text matches nothing.
func (b *backtracker) back(n *node, i int, next func(int) bool) bool {
	start, end := b.groups[2*n.n], b.groups[2*n.n+1]
	if start < 0 {
		return next(i)
	}
	for k := start; k < end; k++ {
		at := i + k - start
		if at >= len(b.text) || b.text[at] != b.text[k] && !(b.p.flags.fold && sameFold(b.text[at], b.text[k])) {
			return false
		}
	}
	return next(i + end - start)
}
