package coverage

import (
	"math/bits"

	"holon.example/holon/internal/lang/feel"
)

// bitset is a set of rules.
type bitset []uint64

func newBitset(n int) bitset { return make(bitset, (n+63)/64) }

func (b bitset) add(i int)      { b[i/64] |= 1 << (i % 64) }
func (b bitset) has(i int) bool { return b[i/64]&(1<<(i%64)) != 0 }

func (b bitset) and(o bitset) bitset {
	out := make(bitset, len(b))
	for i := range b {
		out[i] = b[i] & o[i]
	}
	return out
}

func (b bitset) empty() bool {
	for _, w := range b {
		if w != 0 {
			return false
		}
	}
	return true
}

// members returns the rules in order.
func (b bitset) members() []int {
	var out []int
	for i, w := range b {
		for ; w != 0; w &= w - 1 {
			out = append(out, 64*i+bits.TrailingZeros64(w))
		}
	}
	return out
}

func (b bitset) key(prefix int) string {
	buf := []byte{byte(prefix), byte(prefix >> 8)}
	for _, w := range b {
		for s := 0; s < 64; s += 8 {
			buf = append(buf, byte(w>>s))
		}
	}
	return string(buf)
}

type checker struct {
	table    *Table
	sure     [][]bitset // per column and piece: rules that answer Yes
	may      [][]bitset // … or Maybe
	seen     map[string]bool
	pairs    map[[2]int]bool
	asked    int
	reached  bitset
	path     []feel.Value
	findings []Finding
	full     bool
}

// Check examines a table; complete is false if it was too large to be examined whole.
func Check(t *Table) (findings []Finding, complete bool) {
	n := len(t.Answers)
	c := &checker{
		table: t, seen: map[string]bool{}, pairs: map[[2]int]bool{}, reached: newBitset(n),
		path: make([]feel.Value, len(t.Pieces)),
	}
	c.prepare(n)
	all := newBitset(n)
	for i := range n {
		all.add(i)
	}
	c.walk(0, all, all)
	if !c.full {
		c.unreachable(n)
	}
	return c.findings, !c.full
}

func (c *checker) prepare(n int) {
	for col, pieces := range c.table.Pieces {
		sure, may := make([]bitset, len(pieces)), make([]bitset, len(pieces))
		for p := range pieces {
			sure[p], may[p] = newBitset(n), newBitset(n)
			for rule := range n {
				switch c.table.Answers[rule][col][p] {
				case Yes:
					sure[p].add(rule)
					may[p].add(rule)
				case Maybe:
					may[p].add(rule)
				case No:
				}
			}
		}
		c.sure, c.may = append(c.sure, sure), append(c.may, may)
	}
}

// walk follows the rules that may still apply after the columns before col.
func (c *checker) walk(col int, sure, may bitset) {
	key := may.key(col) + sure.key(col)
	if c.full || c.seen[key] {
		return
	}
	c.seen[key] = true
	if len(c.seen) > maxStates {
		c.full = true
		return
	}
	if may.empty() {
		c.gap(col)
		return
	}
	if col == len(c.table.Pieces) {
		c.leaf(sure, may)
		return
	}
	for p, v := range c.table.Pieces[col] {
		c.path[col] = v
		c.walk(col+1, sure.and(c.sure[col][p]), may.and(c.may[col][p]))
	}
	c.path[col] = nil
}

// gap reports inputs without a rule; the columns from col on may hold anything.
func (c *checker) gap(col int) {
	example := append([]feel.Value{}, c.path[:col]...)
	for _, pieces := range c.table.Pieces[col:] {
		var some feel.Value
		if len(pieces) > 0 {
			some = pieces[0]
		}
		example = append(example, some)
	}
	c.report(Finding{Kind: Gap, Example: example})
}

func (c *checker) leaf(sure, may bitset) {
	rules := may.members()
	if c.table.First {
		for _, r := range rules {
			c.reached.add(r)
			if sure.has(r) {
				break
			}
		}
	} else {
		for _, r := range rules {
			c.reached.add(r)
		}
	}
	if c.table.Conflict != nil {
		c.overlaps(sure.members())
	}
}

func (c *checker) overlaps(rules []int) {
	for i, a := range rules {
		for _, b := range rules[i+1:] {
			if c.asked++; c.asked > maxPairs || len(c.findings) >= maxFindings {
				c.full = c.full || c.asked > maxPairs
				return
			}
			if !c.pairs[[2]int{a, b}] && c.table.Conflict(a, b) {
				c.pairs[[2]int{a, b}] = true
				c.report(Finding{Kind: Overlap, Rules: []int{a, b}, Example: append([]feel.Value{}, c.path...)})
			}
		}
	}
}

func (c *checker) report(f Finding) {
	if len(c.findings) < maxFindings {
		c.findings = append(c.findings, f)
	}
}

func (c *checker) unreachable(n int) {
	for r := range n {
		if !c.reached.has(r) {
			c.report(Finding{Kind: Unreachable, Rules: []int{r}})
		}
	}
}
