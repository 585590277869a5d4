package archtest

import (
	"fmt"
	"go/token"
	"sort"
)

// Fault is one breach of a rule.
type Fault struct {
	Rule  string
	Where string // file:line, a package or a table
	Text  string
}

func (f Fault) String() string { return f.Where + ": " + f.Text }

// rules are the checks, by the name under which exceptions are made.
var rules = []struct {
	name  string
	check func(*checker)
}{
	{"floor", (*checker).floors},
	{"door", (*checker).doors},
	{"data-closure", (*checker).dataClosure},
	{"pure", (*checker).pure},
	{"sql", (*checker).sql},
	{"http", (*checker).http},
	{"clock", (*checker).clock},
	{"sleep", (*checker).sleep},
	{"skip", (*checker).skips},
	{"han", (*checker).han},
	{"demo", (*checker).demo},
	{"module", (*checker).modules},
	{"name", (*checker).names},
	{"doc", (*checker).docs},
	{"file-size", (*checker).fileSizes},
	{"package-size", (*checker).packageSizes},
	{"exported", (*checker).exported},
	{"function-size", (*checker).functionSizes},
	{"parameters", (*checker).parameters},
	{"key", (*checker).keys},
}

// checker runs the rules over a tree and remembers which exceptions were needed.
type checker struct {
	tree   *Tree
	house  House
	demos  []string // names and ids that belong in packs only
	rule   string   // the rule that runs
	used   map[Exception]bool
	faults []Fault
}

// Check holds a tree against the house. The demo words are names of the demo city and ids of packs and
// items, which no Go code outside tests may contain.
func Check(t *Tree, h House, demoWords []string) []Fault {
	c := &checker{tree: t, house: h, demos: demoWords, used: map[Exception]bool{}}
	for _, r := range rules {
		c.rule = r.name
		r.check(c)
	}
	for _, e := range h.Exceptions {
		if !c.used[e] {
			c.faults = append(c.faults, Fault{e.Rule, "house.go", fmt.Sprintf("the exception for %q is not needed any more: remove it", e.What)})
		}
		if e.Why == "" {
			c.faults = append(c.faults, Fault{e.Rule, "house.go", fmt.Sprintf("the exception for %q has no reason", e.What)})
		}
	}
	sort.SliceStable(c.faults, func(i, j int) bool { return c.faults[i].Where < c.faults[j].Where })
	return c.faults
}

// fault records a breach unless an exception allows one of the things it concerns: the function, the
// file, the package.
func (c *checker) fault(where, text string, concerns ...string) {
	for _, e := range c.house.Exceptions {
		for _, what := range concerns {
			if e.Rule == c.rule && e.What == what {
				c.used[e] = true
				return
			}
		}
	}
	c.faults = append(c.faults, Fault{c.rule, where, text})
}

// each calls f for the files of the tree that people write, with or without tests.
func (c *checker) each(tests bool, f func(*Package, *File)) {
	for _, p := range c.tree.Packages {
		for _, file := range p.Files {
			if !file.Generated && (tests || !file.Test) {
				f(p, file)
			}
		}
	}
}

func (c *checker) at(pos token.Pos) string { return c.tree.where(pos) }

// Rules lists the names of the rules in the order in which they run.
func Rules() []string {
	names := make([]string, len(rules))
	for i, r := range rules {
		names[i] = r.name
	}
	return names
}
